"""Which lines of a passage are quoted as the answer: the likeliest, and the one that it can't stand without."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.domain.business import is_row

_LEANS = re.compile(r"(?:so|it|its|then|but|and|this|that|these|they|after that|both|in that time)\b", re.IGNORECASE)
_LISTED = 3  # rows that are quoted after the line that announces them
_SHORT = 48  # characters: a sentence so short is followed by the next one, unless it is a table's row
_NEARLY = 0.35  # of the likeliest: a second line that is so likely is quoted too


def quotes(lines: Sequence[str], likely: Sequence[float]) -> tuple[str, ...]:
    """Return the lines to quote, in the passage's order.

    Args:
        lines: of one passage.
        likely: how likely each of them answers.
    """
    first = max(range(len(lines)), key=lambda row: (likely[row], -row))
    if lines[first].endswith(":"):
        return tuple(lines[first : first + 1 + _LISTED])
    chosen = {first} | _beside(first, lines, likely)
    return tuple(lines[row] for row in sorted(chosen) if not lines[row].endswith(":"))


def _beside(first: int, lines: Sequence[str], likely: Sequence[float]) -> set[int]:
    """Return the second line to quote: what the likeliest leans on, what leans on it, or one nearly as likely.

    A row stands by itself, or beside another one.
    """
    if is_row(lines[first]):
        rows = [row for row in range(len(lines)) if row != first and is_row(lines[row])]
        alike = [row for row in rows if likely[row] >= _NEARLY * likely[first]]
        return {max(alike, key=lambda row: (likely[row], -row))} if alike else set()
    after = first + 1
    if first and _LEANS.match(lines[first]):
        return {first - 1}
    if after < len(lines) and _LEANS.match(lines[after]):
        return {after}
    near = [row for row in range(len(lines)) if row != first and likely[row] >= _NEARLY * likely[first]]
    standing = [row for row in near if row == after or not _LEANS.match(lines[row])]
    if standing:
        return {max(standing, key=lambda row: (likely[row], -row))}
    follows = after < len(lines) and len(lines[first]) < _SHORT and not is_row(lines[after])
    return {after} if follows else set()
