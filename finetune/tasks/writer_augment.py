"""Gives a writer's row other values each time that it is learnt, so that what is copied is the fact on the page."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from typing import Protocol, TypeVar

from assistant.writer.phrases import Phrase
from finetune.compose.briefs_values import CARRIERS, MONTHS
from finetune.compose.lexicon import phrases

_MONEY = re.compile(r"[$€£]\d[\d,]*\.\d\d(?!\d)")
_DAY = re.compile(rf"\b(?:{'|'.join(MONTHS)}) \d{{1,2}}\b")
_LONG_NUMBER = re.compile(r"(?<![\w.,$€£])(?:[A-Z]{1,3}-?)?\d{4,6}(?![\w.,]?\d)")
_COUNTS = ("total", "count", "stock", "quantity", "rating")
_STARTS = ("B", "Br", "C", "D", "F", "Gr", "H", "K", "L", "M", "N", "P", "R", "S", "St", "T", "Tr", "V", "W", "Z")
_MIDDLES = ("a", "e", "i", "o", "u", "ai", "ea", "oo", "y")
_ENDS = ("ndra", "lix", "rrow", "ston", "vane", "lle", "mark", "ven", "tta", "dor", "ssen", "lby", "nto", "quin", "rk")


class _Row(Protocol):
    """What is changed of a row."""

    @property
    def message(self) -> str: ...
    @property
    def points(self) -> tuple[Phrase, ...]: ...
    @property
    def reply(self) -> str: ...
    def model_copy(self: Row, *, update: Mapping[str, object]) -> Row: ...


Row = TypeVar("Row", bound=_Row)


def redraw(row: Row, rng: random.Random) -> Row:
    """Return the row with other names, numbers and dates in message, points and reply alike.

    What the reply writes in another way than the points do is left as it is.
    """
    values = " | ".join(value for point in row.points for value in point.blanks.values())
    new = {**_names(values, rng), **_money(values, row.reply, rng), **_days(values, rng), **_numbers(values, rng)}
    new |= dict(_counts(row, values, rng))
    if not new:
        return row
    pattern = re.compile("|".join(rf"(?<![\w.,]){re.escape(old)}(?!\w)" for old in sorted(new, key=len, reverse=True)))

    def other(text: str) -> str:
        return pattern.sub(lambda found: new[found.group()], text)

    points = tuple(
        Phrase(point.section, point.key, {name: other(value) for name, value in point.blanks.items()}, point.closing)
        for point in row.points
    )
    return row.model_copy(update={"message": other(row.message), "points": points, "reply": other(row.reply)})


def _names(values: str, rng: random.Random) -> dict[str, str]:
    """Rename product lines, in the letter cases in which people write them."""
    new: dict[str, str] = {}
    for name in phrases("shop")["series"]:
        if re.search(rf"\b{re.escape(name)}\b", values) and rng.random() < 0.85:
            other = rng.choice(_STARTS) + rng.choice(_MIDDLES) + rng.choice(_ENDS)
            new |= {name: other, name.lower(): other.lower()}
    for carrier in CARRIERS:
        if carrier in values:
            new[carrier] = rng.choice(CARRIERS)
    return new


def _money(values: str, reply: str, rng: random.Random) -> dict[str, str]:
    """Draw other prices that are in the same order, in another currency."""
    written = sorted(set(_MONEY.findall(values)), key=_amount)
    if not written or set(re.findall(r"[$€£]\s?\d[\d,.]*\d|[$€£]\s?\d", reply)) - set(written):
        return {}
    sign, factor, last = rng.choice("$$€£"), rng.choice((0.3, 0.6, 0.9, 1.3, 2.1, 4.7)), 0.0
    new: dict[str, str] = {}
    for text in written:
        cents = rng.choice((0.0, 0.0, 0.5, 0.95, 0.99, 0.49))
        last = max(float(int(_amount(text) * factor)) + cents, last + 1.0)
        new[text] = f"{sign}{last:,.2f}"
    return new


def _amount(text: str) -> float:
    return float(text[1:].replace(",", ""))


def _days(values: str, rng: random.Random) -> dict[str, str]:
    return {day: f"{rng.choice(MONTHS)} {rng.randint(1, 28)}" for day in _DAY.findall(values)}


def _numbers(values: str, rng: random.Random) -> dict[str, str]:
    """Draw other digits for numbers of orders and tickets."""
    found = {text for text in _LONG_NUMBER.findall(values) if not re.fullmatch(r"(?:19|20)\d\d", text)}
    return {text: re.sub(r"\d", lambda _: str(rng.randint(1, 9)), text) for text in sorted(found)}


def _counts(row: _Row, values: str, rng: random.Random) -> Iterator[tuple[str, str]]:
    """Draw another count where it stands once in the points, once in the reply, and nowhere in the message."""
    for point in row.points:
        for name in _COUNTS:
            value = point.blanks.get(name, "")
            if not re.fullmatch(r"\d+(?:\.\d)?", value) or value == "1":
                continue
            alone = re.compile(rf"(?<![\w.,$€£-]){re.escape(value)}(?![\w,]|\.\d)")
            if len(alone.findall(values)) == len(alone.findall(row.reply)) == 1 and not alone.search(row.message):
                yield value, _other_count(value, rng)


def _other_count(value: str, rng: random.Random) -> str:
    if "." in value:
        return str(round(rng.uniform(2.1, 4.9), 1))
    return str(rng.randint(2, 9) if int(value) < 10 else rng.randint(10, 320))
