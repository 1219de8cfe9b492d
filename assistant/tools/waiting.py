"""What a shopper says of an order that keeps them waiting: that it is late, what should make up for it, and when."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from prompts import load_table

Said = Literal["complains", "upset", "make_good", "when", "pays", "pays_otherwise"]

RULE_TOLD = {"complains": "told the rule for delays", "make_good": "told what is given for delays"}
"""What a later turn knows of an answer to a complaint, and to a wish that something make up for the wait."""


def says(what: Said, text: str, locale: str = "en") -> bool:
    """Say whether a text says what a list of prompts/<locale>/waiting.toml is called after.

    Args:
        what: complains (it takes too long), upset (whatever with), make_good (hurry it, or something in return), when
            (a day is asked for), pays (a payment that is still to be made), pays_otherwise (in another way).
    """
    return _pattern(what, locale).search(text.replace("’", "'")) is not None


@cache
def _pattern(what: Said, locale: str) -> re.Pattern[str]:
    patterns: list[str] = load_table("waiting", locale)[what]
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)
