"""Reads prompt files; a missing file or variable is an error at once, never an empty string."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_ROOT = Path(__file__).parent


@cache
def _environment(locale: str) -> Environment:
    return Environment(  # plain text for a model or a chat bubble, never inserted as HTML
        loader=FileSystemLoader([_ROOT / locale, _ROOT / "en"]),
        undefined=StrictUndefined,
        autoescape=False,
        keep_trailing_newline=False,
    )


def load_prompt(name: str, locale: str = "en", **variables: object) -> str:
    """Return the text of `prompts/<locale>/<name>.txt` with its variables filled in.

    Raises:
        jinja2.TemplateNotFound: no such prompt in the locale nor in English.
        jinja2.UndefinedError: a variable is missing.
    """
    return _environment(locale).get_template(f"{name}.txt").render(**variables).strip()


@cache
def load_table(name: str, locale: str = "en") -> dict[str, Any]:
    """Return the wordings of `prompts/<locale>/<name>.toml`, English where the locale has none.

    Raises:
        FileNotFoundError: no such table in the locale nor in English.
    """
    path = _ROOT / locale / f"{name}.toml"
    if not path.is_file():
        path = _ROOT / "en" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def load_words(name: str, locale: str = "en") -> frozenset[str]:
    """Return the words of `prompts/<locale>/<name>.txt`, English where the locale has none; "#" lines are comments.

    Raises:
        FileNotFoundError: no such list in the locale nor in English.
    """
    path = _ROOT / locale / f"{name}.txt"
    if not path.is_file():
        path = _ROOT / "en" / f"{name}.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
