"""Reads the lexicon: product kinds with what fits them, so that no nonsense is composed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "lexicon"


@dataclass(frozen=True)
class Domain:
    """A kind of shop, with what its products have in common."""

    name: str
    colors: tuple[str, ...]
    brands: tuple[str, ...]
    wearers: tuple[str, ...]
    category: str
    unwanted: tuple[str, ...]


@dataclass(frozen=True)
class Kind:
    """A kind of product; `before` and `after` are features that stand before and after the noun."""

    domain: Domain
    name: str
    materials: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    sizes: tuple[str, ...]
    price: tuple[int, int]


@cache
def kinds() -> tuple[Kind, ...]:
    """Return all product kinds of `lexicon/products.txt`; its first line names the columns."""
    domain: Domain | None = None
    found: list[Kind] = []
    for line in _lines("products.txt"):
        if line.startswith("["):
            name, _, fields = line[1:].partition("]")
            parts = dict(part.strip().partition(":")[::2] for part in fields.split(";"))
            split = {key: _words(value, ",") for key, value in parts.items()}
            domain = Domain(
                name,
                split["colors"],
                split["brands"],
                split["wearers"],
                parts["category"].strip(),
                split["unwanted"],
            )
        elif domain:
            kind, materials, before, after, sizes, price = (column.strip() for column in line.split("|"))
            low, high = price.split("-")
            found.append(
                Kind(
                    domain,
                    kind,
                    _words(materials, ","),
                    _words(before, ","),
                    _words(after, ","),
                    _words(sizes, ","),
                    (int(low), int(high)),
                )
            )
    return tuple(found)


@cache
def phrases(name: str) -> dict[str, tuple[str, ...]]:
    """Return the sections of a phrase file: `[section]` lines, then one phrase a line."""
    sections: dict[str, list[str]] = {}
    current: list[str] = []
    for line in _lines(f"{name}.txt"):
        if line.startswith("["):
            current = sections.setdefault(line.strip("[]"), [])
        else:
            current.append(line)
    return {section: tuple(lines) for section, lines in sections.items()}


def _lines(name: str) -> list[str]:
    text = (_FOLDER / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _words(text: str, separator: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(separator) if word.strip())
