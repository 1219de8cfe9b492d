"""What the desk asks of the assistance: suggestions, other words for a draft, earlier cases; and how those fared."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

from assistant.domain.conversation import Conversation, Message
from assistant.domain.principal import Principal
from assistant.errors import ModelUnavailable
from assistant.handover.brief import ActionDraft
from serve.desk.log import DeskLog
from serve.desk.macros import Macro
from serve.storage.database import Database

Tone = Literal["warmer", "shorter", "formal", "plainer"]
Verb = Literal["accepted", "edited", "refused"]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class AssistCase(_Value):
    """A case at the desk, as suggestions are made for it.

    Attributes:
        principal: the shopper, as far as the conversation has proved who they are.
        messages: the transcript, oldest first.
        agent: the name of who answers.
        draft: what the agent has begun to write.
    """

    conversation: Conversation
    principal: Principal
    messages: tuple[Message, ...]
    now: datetime
    agent: str = ""
    macros: tuple[Macro, ...] = ()
    draft: str = ""


class Source(_Value):
    """What a suggestion rests on."""

    kind: Literal["policy", "order", "product", "case", "macro"]
    title: str
    text: str = ""
    url: str = ""


class Suggestion(_Value):
    """One of three; the same id comes again when its text has grown."""

    id: str
    rank: int = Field(ge=1)
    text: str
    final: bool = True
    sources: tuple[Source, ...] = ()
    action: ActionDraft | None = None


class SolvedCase(_Value):
    """An earlier case that is alike; the score is 0 to 1."""

    id: str
    title: str
    question: str
    reply: str
    action: str = ""
    score: float = 0.0


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
