"""A shop's guidelines for its agents: what is done step by step in which matter."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict

from assistant.assist.arguments import regrounded, sources_of
from assistant.assist.candidates import Candidate, other
from assistant.assist.case import Situation
from assistant.assist.memory import CaseMemory
from assistant.assist.ports import Sentences, Vectors
from assistant.errors import InvalidInput

_NEAREST = 3
_BUTTONS = {  # of ABCD, where the dialogues call a step otherwise
    "Membership Privileges": "membership",
    "Select Answer": "select-faq",
    "Notify Internal Team": "notify-team",
    "Enter Detail": "enter-details",
    "Log Out/In": "log-out-in",
}


class GuidelineStep(BaseModel):
    """One step: the kind of action, and in words what is done there."""

    model_config = ConfigDict(frozen=True)

    kind: str
    words: str


class Guideline(BaseModel):
    """What is done in one matter."""

    model_config = ConfigDict(frozen=True)

    title: str
    text: str
    steps: tuple[GuidelineStep, ...] = ()


@dataclass(frozen=True, slots=True)
class Guidelines:
    """Finds the guidelines that a case falls under, and their next step."""

    known: tuple[Guideline, ...]
    vectors: Vectors

    @classmethod
    def of(cls, known: tuple[Guideline, ...], sentences: Sentences) -> Guidelines:
        """Read guidelines; each is found by its title and its text."""
        texts = [f"{one.title}. {one.text}"[:600] for one in known]
        return cls(known, sentences.encode_queries(texts) if texts else np.empty((0, sentences.dimensions), np.float32))

    @property
    def rules(self) -> Iterator[str]:
        """Yield what the guidelines say, which holds for everybody."""
        for one in self.known:
            yield f"{one.text} {' '.join(step.words for step in one.steps)}"

    def next_steps(self, situation: Situation, memory: CaseMemory) -> list[Candidate]:
        """Return the first step that hasn't been done of each of the nearest guidelines.

        What such an action needs is taken as earlier cases took it.
        """
        if not self.known:
            return []
        matter = " ".join(situation.said("customer"))[:600]
        near = self.vectors @ memory.sentences.encode_queries([matter])[0]
        done = {action.kind for action in situation.done}
        sources = sources_of(situation)
        found: list[Candidate] = []
        for row in np.argsort(-near, kind="stable")[:_NEAREST]:
            step = next((step for step in self.known[row].steps if step.kind not in done), None)
            if step is None:
                continue
            action = regrounded(step.kind, _usual_origins(memory, step.kind), sources)
            if action is not None:
                found.append(other("", "guideline", action=action, near=float(near[row]), title=self.known[row].title))
        return found


def read_guidelines(file: Path) -> tuple[Guideline, ...]:
    """Read the guidelines of ABCD (JSON), or any text (one guideline that has no steps, but says what holds).

    Raises:
        InvalidInput: it can't be read.
    """
    try:
        text = file.read_text(encoding="utf-8")
        return tuple(_of_abcd(json.loads(text))) if file.suffix == ".json" else (Guideline(title=file.stem, text=text),)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InvalidInput(f"The guidelines in {file} can't be read: {type(error).__name__}: {error}") from error


def _of_abcd(flows: dict[str, Any]) -> Iterator[Guideline]:
    for flow in flows.values():
        for title, told in flow["subflows"].items():
            steps = tuple(
                GuidelineStep(
                    kind=_BUTTONS.get(step["button"], step["button"].lower().replace(" ", "-")),
                    words=" ".join((step["text"], *step.get("subtext", ()))),
                )
                for step in told["actions"]
                if step.get("button") and step["button"] != "N/A"
            )
            yield Guideline(title=title, text=" ".join((flow["description"], *told["instructions"])), steps=steps)


def _usual_origins(memory: CaseMemory, kind: str) -> dict[str, str]:
    """Return where the arguments of a kind of action mostly came from; none where nobody has done it yet."""
    seen = [step.origins for step in memory.steps if step.step.action and step.step.action.kind == kind]
    counted = Counter(tuple(sorted(origins.items())) for origins in seen)
    return dict(counted.most_common(1)[0][0]) if counted else {}
