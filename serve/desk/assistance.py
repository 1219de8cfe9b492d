"""What the desk asks of the assistance: suggestions, other words for a draft, earlier cases; and how those fared."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.assist.suggestion import AssistCase, SolvedCase, Suggestion, Tone
from assistant.errors import ModelUnavailable
from serve.desk.log import DeskLog
from serve.storage.database import Database

Verb = Literal["accepted", "edited", "refused"]


class Assist(Protocol):
    """Suggests what an agent could say and do; changes nothing."""

    def suggest(self, case: AssistCase) -> AsyncIterator[Suggestion]:
        """Yield three suggestions, the best first; fewer where nothing that is true can be said."""
        ...

    async def solved(self, query: str, limit: int) -> tuple[SolvedCase, ...]:
        """Return earlier solved cases that are alike, the nearest first."""
        ...


class Redraft(Protocol):
    """Says a draft in other words; its facts stay.

    Attributes:
        rewrites: whether it can change the tone at all.
        languages: those that it can translate into.
    """

    @property
    def rewrites(self) -> bool: ...

    @property
    def languages(self) -> tuple[str, ...]: ...

    async def rewrite(self, text: str, tone: Tone, locale: str) -> str:
        """Return the text in another tone; raises ModelUnavailable where no model can."""
        ...

    async def translate(self, text: str, to: str) -> str:
        """Return the text in another language; raises ModelUnavailable where no model can."""
        ...


class Feedback(Protocol):
    """Keeps what became of suggestions, for training."""

    async def record(self, case_id: str, agent_id: str, suggestion_id: str, outcome: Verb, text: str) -> None:
        """Keep one outcome; `text` is what was sent instead, for an edited one."""
        ...


@dataclass(frozen=True, slots=True)
class LoggedFeedback:
    """Keeps the outcomes in the desk's log."""

    database: Database
    log: DeskLog

    async def record(self, case_id: str, agent_id: str, suggestion_id: str, outcome: Verb, text: str) -> None:
        detail = {"suggestion": suggestion_id, "outcome": outcome, "text": text}
        async with self.database.writing() as connection:
            await self.log.write(connection, case_id, "suggestion", agent_id, detail)


class NoAssist:
    """A desk without assistance: nothing is suggested, and nothing is pretended."""

    async def suggest(self, case: AssistCase) -> AsyncIterator[Suggestion]:
        return
        yield  # makes this an iterator that is empty

    async def solved(self, query: str, limit: int) -> tuple[SolvedCase, ...]:
        return ()


class NoRedraft:
    """A desk whose language model writes no drafts."""

    rewrites = False
    languages: tuple[str, ...] = ()

    async def rewrite(self, text: str, tone: Tone, locale: str) -> str:
        raise ModelUnavailable("This desk has no model that changes the tone of a text.", hint="Change it by hand.")

    async def translate(self, text: str, to: str) -> str:
        raise ModelUnavailable("This desk has no model that translates.", hint="Write in the shopper's language.")
