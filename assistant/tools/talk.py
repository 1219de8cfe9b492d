"""What needs no record: a word of its own, or a person."""

from __future__ import annotations

from typing import Literal

from assistant.guard.danger import Danger
from assistant.tools.result import Outcome, ToolResult
from assistant.tools.types import Context
from prompts import load_table


async def handoff_to_human(context: Context, reason: str | None = None) -> ToolResult:
    """Ask for a person of the shop's service team."""
    return ToolResult(tool="handoff_to_human", outcome=Outcome.HANDED_OFF, subject=reason or "")


def answer_to(danger: Danger, locale: str) -> ToolResult:
    """Answer distress or a request to harm somebody; it stands before any plan, so no plan can choose it."""
    known = {"helplines": load_table("replies", locale)["danger"]["helplines"][0]}
    notes = known if danger is Danger.DISTRESS else {}
    return ToolResult(tool="reply", outcome=Outcome.SAID, subject=danger.value, notes=notes)


def said(key: str) -> ToolResult:
    """Say a word that no plan chooses, because it follows from the conversation's state."""
    return ToolResult(tool="reply", outcome=Outcome.SAID, subject=key)


async def reply(
    context: Context,
    kind: Literal["greeting", "thanks", "smalltalk", "clarify", "out_of_scope"],
) -> ToolResult:
    """Say a word where no tool is needed: greet, thank, chat, ask back, or decline other topics."""
    return ToolResult(tool="reply", outcome=Outcome.SAID, subject=kind)
