"""Lets nothing into a suggestion that no fact of its case carries: the guard of the assistant's own replies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.assist.case import Situation
from assistant.assist.known import focus, texts, values
from assistant.assist.moves import Move
from assistant.assist.wording import sentences_of
from assistant.guard.facts import Facts, facts_of
from assistant.guard.guard import Guard
from assistant.tools.result import Outcome, ToolResult

_BULLET = re.compile(r"^\s*(?:\d{1,2}\.|[-*•])\s+")
_MARKS = re.compile(r"[*_`#]+")
_STATES = (
    r"awaiting payment|processing|processed|packed|pending|shipped|out for delivery|delayed|lost(?: in transit)?"
    r"|cancell?ed|return requested|exchange requested"
)
# "order 1001 is packed"; "can be cancelled" and "until it is packed" say nothing of this one.
_STATE = re.compile(
    rf"(?<!until )(?<!once )(?:\border \S+ (?:[^.!?]{{0,60}} )?|\bit )(?:is|are|was|counts as"
    rf"|has been)(?: \w+){{0,2}}? [\"“]?({_STATES})\b"
    rf"|[\"“]({_STATES}),?[\"”]",
    re.IGNORECASE,
)
# What only the policy may judge for this case, and what only an agent who did it may tell.
_JUDGED = re.compile(
    r"\btime (?:has|is) (?:passed|over)\b|\b(?:still )?in time\b|\bis over\b|\bexpired\b|\btoo late\b"
    r"|\bexchanged before\b",
    re.IGNORECASE,
)
_DEED = re.compile(
    r"\bi(?:['’]ve| have) (?:now |already |just )?(?:asked|passed|started|told|booked|sent|moved|arranged|noted)\b"
    r"|\bis announced\b|\bis (?:set up|arranged|on its way)\b|\bare on their way\b",
    re.IGNORECASE,
)
ACTION_TOPICS = {
    "cancel_order": "cancel",
    "return_items": "return",
    "exchange_items": "exchange",
    "change_items": "change",
    "change_address": "address",
    "change_payment": "payment",
}
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
        order = focus(situation)
        self._allowed = order.allowed if order else None
        fresh = self._allowed is not None or not _changed_since_told(situation)
        self._state = order.status.casefold() if order and fresh else ""
        self._acted = bool(situation.lines) and situation.lines[-1].role == "action"
        self._done = {action.kind for action in situation.done}
        self._facts = facts_in(
            situation, rules=[*rules, *values(situation).get("difference", ()), *wordings], results=results
        )

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
        if (self._allowed is not None and _JUDGED.search(plain)) or (not self._acted and _DEED.search(plain)):
            return False
        label = _LABEL.match(plain)  # "Order ID: …" names nothing but what follows
        for found in _STATE.finditer(plain):
            if self._state and not self._state.startswith(next(filter(None, found.groups())).casefold()):
                return False
        return not self._guard.check(plain[label.end() :] if label else plain, self._facts)

    def fits(self, move: Move, taken_from: Situation) -> bool:
        """Say whether an earlier case's reply may be said in this one.

        The orders have to stand alike, the policy has to allow what is offered and to refuse what is refused, and
        nothing is announced as done that hasn't been.
        """
        last = taken_from.lines[-1].action if taken_from.lines else None
        if last is not None and last.kind in ACTION_TOPICS and last.kind not in self._done:
            return False  # it tells what came of an action
        order = focus(taken_from)
        stood = order.status.casefold() if order else ""
        changed = any(action.kind in ACTION_TOPICS for action in taken_from.done)  # how it stood then is not known
        if self._state and stood and not changed and stood != self._state:
            return False
        if self._allowed is not None and move.kind in {"refuse", "confirm"}:
            meant = [kind for kind, topic in ACTION_TOPICS.items() if topic in move.topics]
            allowed = [kind in self._allowed for kind in meant]
            if allowed and (all(allowed) if move.kind == "refuse" else not any(allowed)):
                return False
        if move.kind != "done":
            return True
        done = {ACTION_TOPICS[kind] for kind in self._done if kind in ACTION_TOPICS}
        other = self._done - ACTION_TOPICS.keys()
        return bool(done & move.topics) if move.topics else bool(done or other)


def _changed_since_told(situation: Situation) -> bool:
    """Say whether something was done after which nobody has told how the order stands."""
    acted = [line for line in situation.lines if line.action and line.action.kind in ACTION_TOPICS]
    return bool(acted) and not acted[-1].orders


def facts_in(situation: Situation, *, rules: Iterable[str] = (), results: Sequence[ToolResult] = ()) -> Facts:
    """Return what replies may state: records, rules, and what the agents have said; no customer's claim.

    What customers typed counts only as far as it names them and their orders.
    """
    told = [line.text for line in situation.lines if line.role != "customer"]
    notes = {str(place): text for place, text in enumerate([*told, *texts(situation), *rules])}
    case = ToolResult(tool="case", outcome=Outcome.SAID, notes=notes)
    return facts_of([case, *results])
