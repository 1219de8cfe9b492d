"""Checks the products that a plan names by their place in the list on screen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from assistant.planner.context import PlanContext
from assistant.planner.evidence import Evidence, tokens_of
from assistant.planner.numbers import numbers_in, places_in
from assistant.planner.pointing import place_of, pointed_at, spelled_out, spoken_of

IT = re.compile(r"\b(?:it|this|that|this one|that one)\b", re.IGNORECASE)
_LONGEST_LIST = 12
_FROM_THE_END = re.compile(r"last but|to last|to the last|before", re.IGNORECASE)


@dataclass(frozen=True)
class ShownCheck:
    """Finds the place that is meant, by what the message says of it.

    Attributes:
        alone: the plan is one call, so that the whole message is about it.
    """

    context: PlanContext
    everything: Evidence
    alone: bool

    def product(self, value: str) -> str | None:
        reference = value.strip().lstrip("#")
        if reference.isdecimal() and len(reference) < 3:
            titled = spelled_out(self.context.message, self.context.shown) if self.alone else None
            return str(titled) if titled else self._position(int(reference))
        if place := place_of(value, self.context.shown):
            return str(place)
        return value if self.everything.share(value) >= 0.5 else None

    def products(self, value: list[str]) -> list[str]:
        length = len(self.context.shown)
        inside = (item for item in value if not item.isdecimal() or not length or 1 <= int(item) <= length)
        return list(dict.fromkeys(item for item in inside if item.isdecimal() or self.product(item)))

    def _position(self, place: int) -> str | None:
        """A place lies in the list shown; where none is, the message has to name some place or number."""
        length = len(self.context.shown)
        if not length:
            said = place <= _LONGEST_LIST and (numbers_in(message := self.context.message) or places_in(message, place))
            return str(place) if said else None
        named = places_in(self.context.message, length)
        if not named and self._discussed and (IT.search(self.context.message) or self._names_none):
            return str(self._discussed)
        if len(named) == 1 and place not in named and not _FROM_THE_END.search(self.context.message):
            return str(next(iter(named)))
        if not named and self.alone and (pointed := pointed_at(self.context.message, self.context.shown)):
            return str(pointed)
        return str(place) if 1 <= place <= length else None

    @cached_property
    def _names_none(self) -> bool:
        """Say whether the message has no number and no word of any title on screen."""
        words = {word for title in self.context.shown for word in tokens_of(title) if len(word) > 2}
        said = Evidence([self.context.message])
        return not said.numbers and not any(said.has_word(word) for word in words)

    @cached_property
    def _discussed(self) -> int | None:
        """The place of the one product on screen that the assistant spoke of last: what "it" means."""
        last = self.context.exchanges[-1].gist if self.context.exchanges else ""
        if spoken := spoken_of(last, self.context.shown):
            return spoken
        named = places_in(last, len(self.context.shown))
        return next(iter(named)) if len(named) == 1 else None
