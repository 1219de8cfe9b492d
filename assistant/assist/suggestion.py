"""What the desk is given: a suggested reply, where it comes from, and the action that could come with it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.domain.actions import OrderAction
from assistant.domain.conversation import Conversation, Message, ToolCall
from assistant.domain.principal import Principal
from assistant.handover.brief import ActionDraft
from assistant.writer.phrases import Phrase

SourceKind = Literal["policy", "order", "product", "case", "macro"]
Tone = Literal["warmer", "shorter", "formal", "plainer"]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class Macro(_Value):
    """A reply that agents keep ready; {name}, {order} and {agent} are filled in."""

    id: str
    title: str
    text: str
    shortcut: str = ""


class DoneAction(_Value):
    """An action that was carried out in the conversation."""

    action: OrderAction
    at: datetime


class AssistCase(_Value):
    """A case at the desk.

    Attributes:
        principal: the shopper, as far as the conversation has proved who they are.
        messages: the transcript, oldest first.
        done: what was carried out in this conversation; only that may be told as done.
        agent: the name of who answers.
        planned: what the assistant planned for messages that it has read, by their text with personal data masked.
        refused: why the policy refused what messages asked for, by their masked text, the last one last.
        until: when the desk's hours end, in words; empty where it has none, or they are over.
        draft: what the agent has begun to write.
    """

    conversation: Conversation
    principal: Principal
    messages: tuple[Message, ...]
    now: datetime
    done: tuple[DoneAction, ...] = ()
    agent: str = ""
    planned: dict[str, tuple[ToolCall, ...]] = Field(default_factory=dict)
    refused: dict[str, str] = Field(default_factory=dict)
    until: str = ""
    macros: tuple[Macro, ...] = ()
    draft: str = ""


class Source(_Value):
    """What a suggestion rests on."""

    kind: SourceKind
    title: str
    text: str = ""
    url: str = ""


class Suggestion(_Value):
    """One of three; the same id comes again when its text has grown.

    Attributes:
        rank: 1 to 3.
        final: no more text follows.
        points: the facts that the text was written from, for training.
        language: of the text.
        note: what the agent has to know before sending it, such as the language that the shopper writes.
    """

    id: str
    rank: int = Field(ge=1)
    text: str
    final: bool = True
    sources: tuple[Source, ...] = ()
    action: ActionDraft | None = None
    points: tuple[Phrase, ...] = ()
    language: str = "en"
    note: str = ""


class SolvedCase(_Value):
    """An earlier case that is alike.

    Attributes:
        action: the last thing that was done, in a few words; empty where nothing was.
        score: how near it is in meaning, 0 to 1.
    """

    id: str
    title: str
    question: str
    reply: str
    action: str = ""
    score: float = 0.0
