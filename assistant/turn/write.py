"""Write: the reply leaves sentence by sentence, each after its check; what wasn't told is told plainly."""

from __future__ import annotations

import re
import zlib
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from time import perf_counter

import structlog

from assistant.domain.conversation import Conversation
from assistant.guard.facts import Facts
from assistant.guard.faithful import Faithfulness
from assistant.guard.guard import Guard
from assistant.writer.leads import without_unfounded_lead
from assistant.writer.names import with_capitals
from assistant.writer.phrases import Phrase, Phrasebook
from assistant.writer.regret import needless, without_regret
from assistant.writer.told import is_told
from assistant.writer.writer import PlainWriter, Spent, Writer

log = structlog.get_logger(__name__)

_EXACT = frozenset({"propose", "confirm", "verify"})
_PROPOSED = ("propose", "proposed")
_STAMMER = re.compile(
    r"\b(?P<said>\w+(?:\W+\w+){1,5}),? (?:and )?(?P=said)\b", re.IGNORECASE
)  # "in stock and in stock"
_OPENING = 4  # words by which a quotation is known
_MOST_SENTENCES = 6  # of a model that doesn't come to an end


@dataclass(slots=True)
class Reply:
    """A reply on its way out.

    Attributes:
        sentences: what has left.
        written, withheld: how many sentences the writer wrote, and how many of them the guard held back.
        model_ms: milliseconds spent waiting for the writer until a sentence left.
    """

    points: Sequence[Phrase]
    facts: Facts
    sentences: list[str] = field(default_factory=list)
    written: int = 0
    withheld: int = 0
    model_ms: float = 0.0
    spent: Spent = field(default_factory=Spent)

    def waited_since(self, moment: float) -> None:
        """Count the wait for the writer since a moment of perf_counter; not once the shopper has something to read."""
        if not self.sentences:
            self.model_ms += (perf_counter() - moment) * 1000


async def write(
    reply: Reply, writer: Writer, guard: Guard, conversation: Conversation, message: str
) -> AsyncGenerator[str]:
    """Yield the sentences of a reply: the writer's that pass, then plain ones for the points that none of them told.

    A question at the end waits until everything has been told.
    """
    locale = conversation.locale
    faithfulness = Faithfulness(reply.points, message, locale)
    questions: list[str] = []
    calm = needless(reply.points, message, locale)
    asked = perf_counter()
    author, points = (PlainWriter(), reply.points) if _exact(reply.points) else (writer, _for_the_writer(reply.points))
    async with aclosing(author.write(points, message, locale, reply.spent)) as written:
        async for worded in written:
            told = with_capitals(without_unfounded_lead(worded, reply.points), reply.points)
            sentence = without_regret(told) if calm else told
            reply.written += 1
            reply.waited_since(asked)
            if not sentence:
                continue
            violations = [*guard.check(sentence, reply.facts), *faithfulness.check(sentence)]
            if violations or _STAMMER.search(sentence) or _half_told(sentence, reply.points, locale):
                reply.withheld += 1
                log.warning("sentence_withheld", violations=[violation.kind for violation in violations])
            elif sentence.endswith("?"):
                questions.append(sentence)
            elif sentence not in reply.sentences:
                reply.sentences.append(sentence)
                yield sentence
            asked = perf_counter()
            if reply.written >= _MOST_SENTENCES:
                break
    reply.waited_since(asked)
    for sentence in _untold(reply, guard, conversation, message, questions):
        reply.sentences.append(sentence)
        yield sentence


def _half_told(sentence: str, points: Sequence[Phrase], locale: str) -> bool:
    """Say whether a sentence begins to quote a record and breaks off, so that the quotation would come once more."""
    spoken = f" {_plain(sentence)} "
    quoted = [(point, point.blanks.get("reason") or point.blanks.get("sentence") or "") for point in points]
    return any(
        len(opening := _plain(text).split()[:_OPENING]) == _OPENING
        and f" {' '.join(opening)} " in spoken
        and not is_told(point, sentence, locale)
        for point, text in quoted
    )


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[\w'’]+", text.casefold()))


def _exact(points: Sequence[Phrase]) -> bool:
    """Say whether a reply is told word for word: what a shopper decides upon, and where a wrong word would harm."""
    return any(point.exact or (point.section, point.key) == _PROPOSED for point in points) or all(
        point.section in _EXACT for point in points
    )


def _for_the_writer(points: Sequence[Phrase]) -> Sequence[Phrase]:
    """Return what a writer tells in its own words; what closes a reply gains nothing by other ones."""
    return [point for point in points if not point.closing] or points


def seed_of(conversation: Conversation, message: str) -> int:
    """Choose between wordings: another choice from turn to turn, the same on replay."""
    return zlib.crc32(f"{conversation.id}{len(conversation.state.exchanges)}{message}".encode())


def _untold(
    reply: Reply, guard: Guard, conversation: Conversation, message: str, questions: Sequence[str]
) -> list[str]:
    """Return plain sentences for what hasn't been told, then the questions that were held back."""
    told = " ".join([*reply.sentences, *questions])
    book = Phrasebook(conversation.locale, seed_of(conversation, message))
    silent = not told
    sentences: list[str] = []
    for point in reply.points:
        if not silent and is_told(point, told, conversation.locale):
            continue
        sentence = book.say(point)
        sentences += guard.rewrite(sentence, guard.check(sentence, reply.facts), reply.facts)
    return [sentence for sentence in dict.fromkeys([*sentences, *questions]) if sentence not in reply.sentences]
