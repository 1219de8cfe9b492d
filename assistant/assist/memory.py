"""The solved cases, step by step: what agents did in situations like this one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from assistant.assist.arguments import origins_of
from assistant.assist.case import CaseRecord, Situation, Step, steps_of
from assistant.assist.known import fact, focus, orders_known, particulars, search_state, wish_of
from assistant.assist.moves import Move, move_of
from assistant.assist.ports import Sentences, Vectors
from assistant.assist.wording import template_of

LIKENESS = (
    "message",  # what was said last
    "matter",  # all that the customer said
    "before",  # what the agent said last
    "after_same",  # the same comes last: the customer's words, or an action of the same kind
    "same_done",
    "same_known",
    "same_told",
    "same_outcome",
    "same_asked",
    "same_wish",
    "same_state",
    "same_found",
    "turn",
)
_READ = 120  # steps that are compared in everything
_LONGEST = 600  # characters of a text that are encoded
_TOLD = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"@\w",
        r"\b\d{5}\b",
        r"#?[A-Z]*\d{6,}",
        r"^\W*(?:yes|yeah|sure|ok|please (?:do|go)|that'?s (?:right|correct)|sounds good|correct|go ahead|i confirm)\b",
        r"^\W*(?:no|nope|actually|not)\b",
        r"\?",
        r"\b(?:thanks?|thank you|bye|that'?s (?:all|it))\b",
        r"\b(?:don'?t|do not|can'?t) (?:have|remember|know|recall|find)\b|\bnot sure\b",
        r"\breason\b|\bno longer\b|\bby mistake\b",
        r"\b(?:human|person|supervisor|manager|agent)\b",
    )
)  # fmt: skip
FAILED = re.compile(r"\berror\b|\bnot found\b|\bfailed\b", re.IGNORECASE)

Likeness = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Remembered:
    """A step of a solved case, ready to be taken in another.

    Attributes:
        template: the reply with blanks.
        origins: where the action's arguments came from.
    """

    record: CaseRecord
    situation: Situation
    step: Step
    template: str
    move: Move
    origins: dict[str, str]
    marks: _Marks


@dataclass(frozen=True, slots=True)
class _Marks:
    """What of a situation is compared without reading its words."""

    last: str
    done: frozenset[str]
    known: frozenset[str]
    told: frozenset[int]
    failed: bool
    asked: Move | None
    wish: frozenset[str]
    state: str
    found: str
    turn: int


@dataclass(slots=True, repr=False)
class CaseMemory:
    """Finds the steps that were taken in situations like one.

    Encodes all texts when it is built: about two milliseconds each the first time.
    """

    sentences: Sentences
    steps: list[Remembered] = field(default_factory=list)
    records: list[CaseRecord] = field(default_factory=list)
    _message: Vectors = field(init=False)
    _matter: Vectors = field(init=False)
    _before: Vectors = field(init=False)
    _questions: Vectors = field(init=False)

    @classmethod
    def of(cls, records: Iterable[CaseRecord], sentences: Sentences) -> CaseMemory:
        """Read solved cases."""
        kept = list(records)
        memory = cls(sentences, [one for record in kept for one in _remembered(record)], kept)
        memory._message = _encoded(sentences, [one.situation.message for one in memory.steps])
        memory._matter = _encoded(sentences, [_matter(one.situation) for one in memory.steps])
        memory._before = _encoded(sentences, [_before(one.situation) for one in memory.steps])
        memory._questions = _encoded(sentences, [record.question for record in kept])
        return memory

    def like(self, situation: Situation, *, without: Collection[str] = ()) -> tuple[list[int], Likeness]:
        """Return the places of the likest steps and how they are like, shape (n, len(LIKENESS)).

        Args:
            without: customers and cases of whom nothing may be taken.
        """
        if not self.steps:
            return [], np.empty((0, len(LIKENESS)))
        message, matter, before = _encoded(self.sentences, [situation.message, _matter(situation), _before(situation)])
        marks = _marks(situation)
        near = np.column_stack([self._message @ message, self._matter @ matter, self._before @ before])
        rows = np.argsort(-near.sum(axis=1), kind="stable")
        hidden = (
            {place for place, one in enumerate(self.steps) if _is_one_of(one.record, without)} if without else set()
        )
        chosen = [int(row) for row in rows[: _READ + len(hidden)] if row not in hidden][:_READ]
        table = [[*near[row], *_compared(marks, self.steps[row].marks)] for row in chosen]
        return chosen, np.array(table, dtype=np.float64).reshape(len(chosen), len(LIKENESS))

    def alike(self, query: str, limit: int) -> list[tuple[CaseRecord, float]]:
        """Return the solved cases whose question is nearest in meaning, with how near, 0 to 1."""
        if not self.records:
            return []
        near = self._questions @ _encoded(self.sentences, [query])[0]
        best = np.argsort(-near, kind="stable")[:limit]
        return [(self.records[row], round(max(0.0, float(near[row])), 4)) for row in best]


def _remembered(record: CaseRecord) -> Iterable[Remembered]:
    own = particulars(record)
    for situation, step in steps_of(record):
        if not step.action and not step.reply:
            continue
        yield Remembered(
            record=record,
            situation=situation,
            step=step,
            template=template_of(step.reply, _when_said(record, situation), own),
            move=move_of(step.reply),
            origins=origins_of(step.action, situation) if step.action else {},
            marks=_marks(situation),
        )


def _when_said(record: CaseRecord, situation: Situation) -> Situation:
    """Return the situation in which the words of a step were written: what its action brought is known by then."""
    place = len(situation.lines)
    while place < len(record.messages) and record.messages[place].role == "action":
        place += 1
    return situation.model_copy(update={"lines": record.messages[:place]})


def _marks(situation: Situation) -> _Marks:
    last = situation.lines[-1] if situation.lines else None
    acted = last.action.kind if last and last.action else ""
    known = {name for name in ("name", "email", "orders") if fact(situation, name)}
    if orders_known(situation):
        known.add("order")
    return _Marks(
        last=f"{last.role if last else ''} {acted}",
        done=frozenset(action.kind for action in situation.done),
        known=frozenset(known),
        told=frozenset(n for n, pattern in enumerate(_TOLD) if pattern.search(situation.message)),
        failed=bool(last and last.role == "action" and FAILED.search(last.text[:200])),
        asked=move_of(before) if (before := _before(situation)) else None,
        wish=wish_of(situation),
        state=order.status if (order := focus(situation)) else "",
        found=search_state(situation),
        turn=len(situation.said("customer")),
    )


def _compared(one: _Marks, other: _Marks) -> tuple[float, ...]:
    return (
        float(one.last == other.last),
        _jaccard(one.done, other.done),
        _jaccard(one.known, other.known),
        _jaccard(one.told, other.told),
        float(one.failed == other.failed),
        float(one.asked == other.asked) + float(_alike(one.asked, other.asked)),
        _jaccard(one.wish, other.wish),
        float(one.state == other.state),
        float(one.found == other.found),
        1 / (1 + abs(one.turn - other.turn)),
    )


def _alike(one: Move | None, other: Move | None) -> bool:
    return one is not None and other is not None and one.same_as(other)


def _jaccard(one: frozenset[str] | frozenset[int], other: frozenset[str] | frozenset[int]) -> float:
    return len(one & other) / len(one | other) if one or other else 1.0


def _is_one_of(record: CaseRecord, names: Collection[str]) -> bool:
    return record.id in names or (record.context.customer != "" and record.context.customer in names)


def _matter(situation: Situation) -> str:
    return " ".join(situation.said("customer"))[:_LONGEST]


def _before(situation: Situation) -> str:
    return next(iter(reversed(situation.said("agent"))), "")[:_LONGEST]


def _encoded(sentences: Sentences, texts: Sequence[str]) -> Vectors:
    """Encode texts, each once; an empty one is near to nothing."""
    unique = [text for text in dict.fromkeys(text[:_LONGEST] for text in texts) if text]
    vectors = sentences.encode_queries(unique) if unique else np.empty((0, sentences.dimensions), np.float32)
    place = {text: row for row, text in enumerate(unique)}
    nothing = np.zeros(sentences.dimensions, np.float32)
    chosen = [vectors[place[text[:_LONGEST]]] if text else nothing for text in texts]
    return np.stack(chosen) if chosen else np.empty((0, sentences.dimensions), np.float32)
