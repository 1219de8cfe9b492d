"""Lets nothing into a suggestion that no fact of its case carries: the guard of the assistant's own replies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.assist.case import Situation
from assistant.assist.known import texts
from assistant.assist.wording import sentences_of
from assistant.guard.facts import Facts, facts_of
from assistant.guard.guard import Guard
from assistant.tools.result import Outcome, ToolResult

_BULLET = re.compile(r"^\s*(?:\d{1,2}\.|[-*•])\s+")
_MARKS = re.compile(r"[*_`#]+")
_LABEL = re.compile(r"^[\w ()-]{2,40}:\s*")


class Grounding:
    """Holds the facts of one situation.

    Args:
        rules: what the shop's own pages or guidelines say, which holds for everybody.
        results: what tools found for this case.
        wordings: general wordings, whose capitalised words name nothing in particular.
    """

    def __init__(
        self,
        guard: Guard,
        situation: Situation,
        *,
        rules: Iterable[str] = (),
        results: Sequence[ToolResult] = (),
        wordings: Iterable[str] = (),
    ) -> None:
        self._guard = guard
        self._facts = facts_in(situation, rules=[*rules, *wordings], results=results)

    @property
    def facts(self) -> Facts:
        return self._facts

    def carried(self, lines: Sequence[str]) -> list[str]:
        """Return the lines without the sentences that state what no fact carries."""
        kept: list[str] = []
        for line in lines:
            bullet = _BULLET.match(line)
            mark = bullet.group() if bullet else ""
            told = [part for part in sentences_of(line[len(mark) :]) if self.carries(part)]
            if told or not line.strip():
                kept.append((mark + " ".join(told)).rstrip())
        return kept

    def carries(self, sentence: str) -> bool:
        """Say whether the facts carry all that a sentence claims."""
        plain = _MARKS.sub("", sentence)
        label = _LABEL.match(plain)  # "Order ID: …" names nothing but what follows
        return not self._guard.check(plain[label.end() :] if label else plain, self._facts)


def facts_in(situation: Situation, *, rules: Iterable[str] = (), results: Sequence[ToolResult] = ()) -> Facts:
    """Return what replies may state: records, rules, and what the agents have said; no customer's claim.

    What customers typed counts only as far as it names them and their orders.
    """
    told = [line.text for line in situation.lines if line.role != "customer"]
    notes = {str(place): text for place, text in enumerate([*told, *texts(situation), *rules])}
    case = ToolResult(tool="case", outcome=Outcome.SAID, notes=notes)
    return facts_of([case, *results])
