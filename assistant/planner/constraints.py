"""Tidies the constraints of a search: a size is a size, and what is excluded isn't wished for as well."""

from __future__ import annotations

import re
from typing import Any

from assistant.planner.evidence import tokens_of

# A size without a figure: all of the hand-written ones have one of these words.
_SIZED = re.compile(
    r"\b(?:x{0,4}-?(?:small|large)|x{0,4}[sl]|[smltn]|m[tl]|medium|big\w*|extra|mini|midi|maxi|full|half|quarter|standard"
    r"|king|queen|double|single|twin|superking|super|emperor|estate|long|tall|short|regular|petite|wide|narrow|plus"
    r"|travel|newborn|toddler|adult|kids?|one size|lit(?:re|er)s?|met(?:re|er)s?|feet|foot|inch(?:es)?|kilos?)\b",
    re.IGNORECASE,
)


def tidied(args: dict[str, Any]) -> dict[str, Any]:
    """Return a search's arguments with a misplaced size in the query, and no colour that is excluded too."""
    args = dict(args)
    size = str(args.get("size", ""))
    if size and not any(map(str.isdecimal, size)) and not _SIZED.search(size):
        del args["size"]
        query = str(args.get("query", ""))
        args["query"] = " ".join([*(word for word in size.split() if word not in tokens_of(query)), query])
    unwanted = {str(thing).casefold() for thing in args.get("exclude", ())}
    if str(args.get("color", "")).casefold() in unwanted:
        del args["color"]
    return args
