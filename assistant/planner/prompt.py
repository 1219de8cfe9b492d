"""The planner's prompt: short, with the stable part in front, the message last."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from assistant.domain.conversation import ToolCall
from assistant.planner.context import PlanContext
from prompts import load_prompt

MAX_EXCHANGES = 3
MAX_SHOWN = 8
_WHITESPACE = re.compile(r"\s+")


def _one_line(text: str, limit: int) -> str:
    text = _WHITESPACE.sub(" ", text).strip()
    return text if len(text) <= limit else text[: limit - 1] + "…"


def render_context(context: PlanContext) -> str:
    """Write the context as the few lines that the adapter was trained on; empty parts are left out."""
    lines: list[str] = []
    if context.setting:
        lines.append(f"setting: {_one_line(context.setting, 500)}")
    if context.search:
        lines.append(f"last search: {compact_json(context.search)}")
    for exchange in context.exchanges[-MAX_EXCHANGES:]:
        lines.append(f"shopper: {_one_line(exchange.shopper, 200)}")
        if exchange.gist:
            lines.append(f"assistant: {_one_line(exchange.gist, 200)}")
    if context.shown:
        shown = (f"{n}. {_one_line(title, 60)}" for n, title in enumerate(context.shown[:MAX_SHOWN], 1))
        lines.append("on screen: " + " ".join(shown))
    if context.pending:
        lines.append(f"waiting for confirmation: {_one_line(context.pending, 200)}")
    lines.append(f"message: {_one_line(context.message, 1200)}")
    return "\n".join(lines)


def build_messages(context: PlanContext, locale: str = "en") -> list[BaseMessage]:
    """Return the chat messages for one planning call."""
    return [SystemMessage(load_prompt("plan", locale)), HumanMessage(render_context(context))]


def render_calls(calls: Sequence[ToolCall]) -> str:
    """Write tool calls as the planner answers them."""
    return compact_json([{"name": call.name, "args": call.args} for call in calls])


def compact_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
