"""What needs no record: a word of its own, or a person."""

from __future__ import annotations

from typing import Literal

from assistant.tools.result import Outcome, ToolResult
from assistant.tools.types import Context


async def handoff_to_human(context: Context, reason: str | None = None) -> ToolResult:
    """Ask for a person of the shop's service team."""
    return ToolResult(tool="handoff_to_human", outcome=Outcome.HANDED_OFF, subject=reason or "")


async def reply(
    context: Context,
    kind: Literal["greeting", "thanks", "smalltalk", "clarify", "out_of_scope"],
) -> ToolResult:
    """Say a word where no tool is needed: greet, thank, chat, ask back, or decline other topics."""
    return ToolResult(tool="reply", outcome=Outcome.SAID, subject=kind)
