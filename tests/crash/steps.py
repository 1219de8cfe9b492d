"""The steps of a write at which a process is ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Step:
    """A moment in a write: around a statement on a table that has a word among its parameters, or its commit."""

    name: str
    statement: str
    word: str
    at: Literal["statement", "commit", "committed"]


_YES = (
    Step("before the yes is noted", "UPDATE proposals", "confirmed", "statement"),
    Step("before the yes is committed", "UPDATE proposals", "confirmed", "commit"),
    Step("after the yes is committed", "UPDATE proposals", "confirmed", "committed"),
)
_DONE = (
    Step("before the shop commits", "INSERT INTO demo_executions", "", "commit"),
    Step("after the shop has committed", "INSERT INTO demo_executions", "", "committed"),
    Step("before what was done is committed", "UPDATE proposals", "executed", "commit"),
    Step("after what was done is committed", "UPDATE proposals", "executed", "committed"),
)
_TOLD = (
    Step("before it is told", "INSERT INTO messages", "", "commit"),
    Step("after it has been told", "INSERT INTO messages", "", "committed"),
)
_ENDED = (
    Step("before the turn's end is stored", "UPDATE turns", "ended", "commit"),
    Step("after the turn's end is stored", "UPDATE turns", "ended", "committed"),
)
BEFORE_THE_YES, _, AFTER_THE_YES = _YES
STEPS = (*_YES, *_DONE, *_TOLD)
STOCK_STEP = Step("between the stock and its note", "UPDATE demo_stock_moves", "", "commit")
AT_THE_DESK = (
    Step("before the agent's click is noted", "INSERT INTO desk_log", "decided", "commit"),
    Step("after the agent's click is noted", "INSERT INTO desk_log", "decided", "committed"),
    *STEPS,
)
RECOVERY = (*_DONE, *_TOLD, *_ENDED)
UNDECIDED_RECOVERY = (*_TOLD, *_ENDED)
DESK_RECOVERY = (*_DONE, *_TOLD)
NOTHING_DECIDED = frozenset(step.name for step in (*AT_THE_DESK[:2], *_YES[:2]))


def lives(steps: Sequence[Step]) -> list[list[Step]]:
    """Return, for each life of a process, the steps at which it is: the first ends it.

    At a step outside of a transaction a request can hang without holding the others up, so that several are in flight
    when the process ends.
    """
    alone = [step for step in steps if step.at != "committed"]
    beside = [step for step in steps if step.at == "committed"]
    return [[step, *beside[number :: len(alone)]] for number, step in enumerate(alone)]
