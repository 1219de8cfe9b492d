"""Writes a reply as a turn does, and keeps what the writer said beside what the shopper reads."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import perf_counter

from assistant.domain.conversation import Conversation
from assistant.guard.faithful import Faithfulness
from assistant.guard.guard import Guard
from assistant.turn.write import Reply, write
from assistant.writer.phrases import Phrase
from assistant.writer.told import is_told
from assistant.writer.writer import Spent, Writer
from finetune.point_facts import facts_of_points

_NEVER = datetime.fromtimestamp(0, UTC)  # no reply depends on when its conversation began


@dataclass(frozen=True, slots=True)
class WrittenReply:
    """One reply, before and after the guard.

    Attributes:
        written, left: the sentences of the writer, and those that the shopper reads.
        violations: the kinds of claims that held a sentence back, one for each claim.
        withheld, ungrounded: how many written sentences were held back; how many that left carry no fact after all.
        told_by_writer, told: for each fact that there was to tell, whether what passed tells it, and what left.
        first_ms, total_ms: milliseconds to the first sentence that left, and to the end.
    """

    id: str
    message: str
    written: tuple[str, ...]
    left: tuple[str, ...]
    violations: tuple[str, ...]
    withheld: int
    ungrounded: int
    told_by_writer: tuple[bool, ...]
    told: tuple[bool, ...]
    first_ms: float
    total_ms: float

    @property
    def untouched(self) -> bool:
        return bool(self.written) and self.written == self.left


@dataclass(slots=True)
class _Recorder:
    """A writer that passes on another one's sentences and keeps them."""

    writer: Writer
    sentences: list[str] = field(default_factory=list)

    async def write(self, points: Sequence[Phrase], message: str, locale: str, spent: Spent) -> AsyncGenerator[str]:
        async with aclosing(self.writer.write(points, message, locale, spent)) as sentences:
            async for sentence in sentences:
                self.sentences.append(sentence)
                yield sentence


async def write_reply(
    writer: Writer, guard: Guard, identifier: str, message: str, points: Sequence[Phrase], locale: str = "en"
) -> WrittenReply:
    """Have the points told as in a turn; what is known is what the points say."""
    facts = facts_of_points(points, locale)
    reply, recorder = Reply(points, facts), _Recorder(writer)
    conversation = Conversation(id=identifier, locale=locale, created_at=_NEVER, updated_at=_NEVER)
    first = 0.0
    started = perf_counter()
    async with aclosing(write(reply, recorder, guard, conversation, message)) as sentences:
        async for _ in sentences:
            first = first or (perf_counter() - started) * 1000
    total = (perf_counter() - started) * 1000
    faithfulness = Faithfulness(points, message, locale)
    found = {
        sentence: [*guard.check(sentence, facts), *faithfulness.check(sentence)] for sentence in recorder.sentences
    }
    passed = " ".join(sentence for sentence in recorder.sentences if not found[sentence])
    left = " ".join(reply.sentences)
    facts_to_tell = [point for point in points if not point.closing and point.section != "reply"]
    return WrittenReply(
        id=identifier,
        message=message,
        written=tuple(recorder.sentences),
        left=tuple(reply.sentences),
        violations=tuple(violation.kind for sentence in recorder.sentences for violation in found[sentence]),
        withheld=reply.withheld,
        ungrounded=sum(bool(guard.check(sentence, facts)) for sentence in reply.sentences),
        told_by_writer=tuple(is_told(point, passed, locale) for point in facts_to_tell),
        told=tuple(is_told(point, left, locale) for point in facts_to_tell),
        first_ms=first,
        total_ms=total,
    )
