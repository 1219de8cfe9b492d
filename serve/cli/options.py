"""Options that several commands share, and how they become settings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from serve.settings import Settings

VarDir = Annotated[
    Path | None, typer.Option(help="Where models, database and indexes live (var, or SHOPKEEPER_VAR_DIR).")
]
LlmUrl = Annotated[
    str | None, typer.Option(help="An OpenAI-compatible server, e.g. vLLM; the embedded model answers without.")
]
Demo = Annotated[bool | None, typer.Option("--demo/--no-demo", help="Serve the demo shop, or only what was ingested.")]
Catalogue = Annotated[Path | None, typer.Option(help="A catalogue file of your own (CSV or JSON lines) to serve.")]
Currency = Annotated[
    str | None,
    typer.Option(help="ISO code of the currency of prices that don't say theirs; the file's own, else USD."),
]
Url = Annotated[str | None, typer.Option(help="A running server, e.g. http://127.0.0.1:8000.")]


def settings_of(**given: object) -> Settings:
    """Return the settings with what was said on the command line; what wasn't keeps its own value.

    Raises:
        SetupError: a value does not fit.
    """
    from serve.settings import Settings  # noqa: PLC0415 (a fifth of a second that --help doesn't need)

    return Settings.read(**{name: value for name, value in given.items() if value is not None})
