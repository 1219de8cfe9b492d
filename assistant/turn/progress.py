"""What starts a turn, and what has become of it so far."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import asdict, dataclass, field
from time import perf_counter

from assistant.domain.actions import SettledChanges
from assistant.domain.conversation import ToolCall
from assistant.tools.result import ToolResult
from assistant.turn.write import Reply


def new_turn_id() -> str:
    return f"turn_{secrets.token_urlsafe(8)}"


@dataclass(frozen=True, slots=True)
class TurnInput:
    """What starts a turn.

    Attributes:
        text: what the shopper typed, or the words of the button they pressed.
        calls: calls that a button stands for; None lets the planner decide.
        proposal_id: the proposal that a pressed button means.
        turn_id: names the turn in the transcript, the records and the stream.
        stop: set when the shopper wants no more; the reply then ends early, and what was done is stored all the same.
    """

    text: str
    calls: tuple[ToolCall, ...] | None = None
    proposal_id: str | None = None
    turn_id: str = field(default_factory=new_turn_id)
    stop: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True)
class Progress:
    """One turn on its way: what was decided, found, written and spent so far.

    Attributes:
        request: what the tools read: the message, with the request before it where it only gives a missing detail.
        requests: what the tool of each call reads, a yes aside, where several orders get a call of their own.
        settled: what has been agreed on of the items that the message goes on about.
        amends: the message puts right what waits, so that a yes to that would not mean it any more.
    """

    id: str
    started: float
    request: str
    requests: tuple[str, ...] = ()
    settled: SettledChanges | None = None
    amends: bool = False
    calls: tuple[ToolCall, ...] = ()
    results: tuple[ToolResult, ...] = ()
    reply: str = ""
    code_typed: bool = False
    origin: str = "button"
    usage: dict[str, int] = field(default_factory=lambda: {"llm_calls": 0, "prompt_tokens": 0, "completion_tokens": 0})
    checked: dict[str, int] = field(default_factory=dict)
    timings: dict[str, float] = field(default_factory=dict)

    def mark(self, stage: str) -> None:
        """Note once when a stage ended, in milliseconds since the message came in."""
        self.timings.setdefault(stage, round((perf_counter() - self.started) * 1000, 1))

    def wrote(self, reply: Reply) -> None:
        """Keep what was said, and what it cost."""
        self.mark("written")
        self.timings["writer_model"] = round(reply.model_ms, 1)
        self.reply = " ".join(reply.sentences)
        self.checked = {"written": reply.written, "withheld": reply.withheld}
        for name, count in asdict(reply.spent).items():
            self.usage[name] += count
