"""Which language a shopper is answered in."""

from __future__ import annotations

from pathlib import Path

import prompts

_FOLDERS = Path(prompts.__file__).parent


def served_locale(wanted: str | None, default: str) -> str:
    """Return the wanted language if there are words for it, else the shop's own; "de-CH" finds "de"."""
    language = (wanted or default).replace("_", "-").split("-")[0].lower()
    return language if language.isalpha() and (_FOLDERS / language / "welcome.toml").is_file() else default
