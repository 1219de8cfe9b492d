"""In which order the suggestions stand, in which tone, and what an agent is told beside them."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass

from assistant.assist.candidates import Candidate
from assistant.assist.concerns import Concern, is_about
from assistant.assist.suggestion import Suggestion
from assistant.assist.ways import Way, is_sorry
from assistant.assist.wording import fill, tidy
from prompts import load_table

_CLOSE = 0.65  # likeness of a macro or an earlier case from which it stands before the last of the set ways
_FILLED_UP = frozenset({"anything", "going_on"})  # concerns whose set ways are for want of better
_SURE_WAYS = 2  # set ways that stand before what is close


def new_id() -> str:
    return f"sug_{secrets.token_urlsafe(8)}"


@dataclass(frozen=True, slots=True)
class Presented:
    """Puts the set ways and everything else into one order.

    What the shopper asked to have done comes first, with its action prepared. Where the matter wants care, the set ways
    follow; elsewhere they only fill up what the assistant, the pages and earlier cases leave.
    """

    concern: Concern
    name: str
    locale: str

    async def in_order(
        self, ways: Sequence[Way], rest: AsyncIterator[tuple[Candidate, Suggestion]]
    ) -> AsyncIterator[Suggestion]:
        """Yield all that could be suggested, the best first."""
        others = [pair async for pair in rest]
        for way in ways:
            if way.first:
                yield self._of(way)
        acting = any(one.action for _, one in others)
        plain = [way for way in ways if not way.first and (acting or not way.acting)]
        for suggestion in self._ordered([self._of(way) for way in plain], others):
            yield suggestion

    def _ordered(
        self, ways: Sequence[Suggestion], others: Sequence[tuple[Candidate, Suggestion]]
    ) -> Iterator[Suggestion]:
        kinds = {way.action.kind for way in ways if way.action}
        acting = [one for _, one in others if one.action and one.action.kind not in kinds]
        telling = [(candidate, self._warm(candidate, one)) for candidate, one in others if one.action is None]
        yield from (self._noted(one) for one in acting)
        if self.concern.kind in _FILLED_UP:
            own_words = [way for way in ways if way.language != "en"]
            yield from own_words
            yield from (self._noted(one) for _, one in telling)
            yield from ways
            return
        if self._own_first:
            own = [pair for pair in telling if pair[0].source == "own"]
            yield from (self._noted(one) for _, one in own)
            telling = [pair for pair in telling if pair[0].source != "own"]
        yield from ways[:_SURE_WAYS]
        yield from (self._noted(one) for candidate, one in telling if self._is_close(candidate))
        yield from ways[_SURE_WAYS:]
        yield from (self._noted(one) for _, one in telling)

    @property
    def _own_first(self) -> bool:
        return bool(load_table("concerns", self.locale)[self.concern.kind].get("own_first"))

    def _is_close(self, candidate: Candidate) -> bool:
        """Say whether a macro or an earlier case is about what the shopper said."""
        if candidate.source == "macro" and is_about(f"{candidate.title}. {candidate.reply}", self.concern, self.locale):
            return True
        return candidate.source in {"macro", "case"} and candidate.near >= _CLOSE

    def _of(self, way: Way) -> Suggestion:
        made = way.made
        return Suggestion(
            id=new_id(),
            rank=1,
            text=way.text,
            sources=way.sources,
            action=made.draft if made else None,
            language=way.language,
            note=self._note(way.language),
        )

    def _noted(self, suggestion: Suggestion) -> Suggestion:
        return suggestion.model_copy(update={"note": self._note(suggestion.language)})

    def _note(self, language: str) -> str:
        """Say which language the shopper writes, and what this text is then."""
        if not self.concern.foreign:
            return ""
        notes = load_table("concerns", self.locale)["notes"]
        if not self.concern.language:
            return str(notes["unknown"])
        name = load_table("tongues", self.locale)[self.concern.language]["name"]
        return str(notes["own_words" if language == self.concern.language else "english"]).format(language=name)

    def _warm(self, candidate: Candidate, suggestion: Suggestion) -> Suggestion:
        """Say first that somebody is sorry, where there is something to be sorry for and nobody says so."""
        warmth = load_table("concerns", self.locale)["warmth"]
        if self.concern.kind not in warmth["kinds"] or candidate.source == "macro" or is_sorry(suggestion.text):
            return suggestion
        known = {"first_name": tuple(self.name.split()[:1])} if self.name else {}
        sorry = tidy(fill(warmth["sorry"], known))
        return suggestion.model_copy(update={"text": f"{sorry} {suggestion.text}"})
