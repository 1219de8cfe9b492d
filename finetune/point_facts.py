"""What a reply to given points may state, for where the points are all that is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.guard.facts import Facts, facts_of
from assistant.guard.stock import Stocked, StockFacts
from assistant.tools.result import Outcome, ToolResult
from assistant.writer.phrases import Phrase, Phrasebook


def facts_of_points(points: Sequence[Phrase], locale: str = "en") -> Facts:
    """Return the facts of some points: just what their plain sentences say."""
    book = Phrasebook(locale, seed=0)
    told = {str(place): book.say(point) for place, point in enumerate(points)}
    reviews = [point.blanks["review"] for point in points if point.key == "review"]
    notes = {**told, **({"review": reviews[0]} if reviews else {})}
    facts = facts_of([ToolResult(tool="reply", outcome=Outcome.FOUND, notes=notes)])
    return replace(facts, stock=_stock_said(" ".join(told.values()).casefold()))


def _stock_said(text: str) -> StockFacts:
    available = any(words in text for words in ("in stock", " left", "available:"))
    return StockFacts((Stocked("", {}, 1),) if available else (), short="sold out" in text)
