"""What could be suggested in a situation, from solved cases: each with the words and values of this case."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from assistant.assist.arguments import regrounded, sources_of
from assistant.assist.case import CaseAction, Situation
from assistant.assist.grounding import Grounding
from assistant.assist.known import values
from assistant.assist.memory import LIKENESS, CaseMemory, Remembered
from assistant.assist.moves import Move, move_of
from assistant.assist.own import Made
from assistant.assist.wording import fill, tidy

# What is seen of a candidate: how like the case is that it comes from, and what became of it here.
FEATURES = (
    *LIKENESS,
    "carried",
    "lost",
    "said_before",
    "done_before",
    "acts",
    "guideline",
    "macro",
    "own",
    "near",
)
Features = NDArray[np.float64]
_BLANK = re.compile(r"\{(\w+)\}")
MOST_CARRIED = 4
_NEAR = 0.25  # likeness of what was said, below which cases have nothing to do with each other
_MOST_LOST = 0.5  # share of words without which an earlier reply says nothing any more


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that could be suggested.

    Attributes:
        features: in the order of FEATURES.
        case: the solved case that it was taken from.
        intent: what that case was about, where a person has labelled it.
        title: of a macro.
        made: what tools have prepared, where it comes from the assistant itself or the shop's pages.
    """

    reply: str
    action: CaseAction | None
    move: Move
    features: tuple[float, ...]
    source: str = "case"
    case: Remembered | None = None
    intent: str = ""
    title: str = ""
    made: Made | None = None
    score: float = field(default=0.0, compare=False)

    @property
    def key(self) -> tuple[str, ...]:
        """What makes two candidates the same for an agent: the same action, or else the same act."""
        if self.action is not None:
            return ("action", self.action.kind, self.action.main)
        if self.intent:
            return ("reply", self.intent)
        return ("reply", self.move.kind, *sorted(self.move.topics))

    @property
    def near(self) -> float:
        """How near it is to what was said, 0 to 1."""
        seen = dict(zip(FEATURES, self.features, strict=True))
        return max(seen["message"], seen["matter"], seen["near"])


def from_cases(
    situation: Situation,
    memory: CaseMemory,
    grounding: Grounding,
    *,
    without: Collection[str] = (),
    near: float = _NEAR,
) -> list[Candidate]:
    """Return what was done in the likest situations, with this case's values; what needs a value we lack is out.

    Args:
        near: likeness of what was said, below which a case has nothing to do with this one.
    """
    rows, table = memory.like(situation, without=without)
    known, sources = values(situation), sources_of(situation)
    filled: dict[str, tuple[str, Move, float, float]] = {}
    said = {_plain(text) for text in situation.said("agent")[-2:]}
    done = {(action.kind, action.main) for action in situation.done}
    found: list[Candidate] = []
    for place, likeness in zip(rows, table, strict=True):
        step = memory.steps[place]
        if max(likeness[:2]) < near:
            continue
        action = None
        if step.step.action:
            action = regrounded(step.step.action.kind, step.origins, sources)
            if action is None:
                continue
        if step.template not in filled:
            filled[step.template] = _told(step.template, known, grounding)
        reply, move, carried, lost = filled[step.template]
        if action is None and (not reply or lost > _MOST_LOST or not grounding.fits(move, step.situation)):
            continue
        more = {
            "carried": carried,
            "lost": lost,
            "said_before": float(bool(reply) and _plain(reply) in said),
            "done_before": float(action is not None and (action.kind, action.main) in done),
            "acts": float(action is not None),
        }
        features = (*map(float, likeness), *(more.get(name, 0.0) for name in FEATURES[len(LIKENESS) :]))
        single = len(step.record.messages) == 2
        intent = step.record.context.intent if single else ""
        found.append(Candidate(reply, action, move, features, case=step, intent=intent))
    return found


def other(
    reply: str,
    source: str,
    *,
    action: CaseAction | None = None,
    near: float = 0.0,
    title: str = "",
    made: Made | None = None,
) -> Candidate:
    """Return a candidate that no case has brought: from a guideline, a macro, the assistant itself, or asking back."""
    given = {"near": near, source: 1.0, "acts": float(action is not None)}
    features = tuple(given.get(name, 0.0) for name in FEATURES)
    return Candidate(reply, action, move_of(reply), features, source=source, title=title, made=made)


def table_of(candidates: Sequence[Candidate]) -> Features:
    """Return the features, shape (candidates, len(FEATURES))."""
    return np.array([one.features for one in candidates], dtype=np.float64).reshape(len(candidates), len(FEATURES))


def _told(template: str, known: Mapping[str, Sequence[str]], grounding: Grounding) -> tuple[str, Move, float, float]:
    """Return the filled reply, what it does, how many values it carries, and which share of its words was lost."""
    reply = tidy(grounding.carried(fill(template, known)))
    blanks = {name for name in _BLANK.findall(template) if known.get(name)}
    before, after = len(template.split()), len(reply.split())
    lost = max(0.0, 1 - after / before) if before else 0.0
    return reply, move_of(reply), min(len(blanks), MOST_CARRIED) / MOST_CARRIED, lost


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
