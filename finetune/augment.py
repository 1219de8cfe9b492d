"""Puts single messages into surroundings that have nothing to do with them, which the model has to ignore."""

from __future__ import annotations

import random
from collections.abc import Sequence

from assistant.domain.conversation import ToolCall
from assistant.planner.context import PlanContext
from finetune.rows import Sample

_ORDER_TOOLS = frozenset({"get_order", "cancel_order", "update_order", "return_items", "exchange_items"})
_PRODUCT_TOOLS = frozenset({"get_product", "compare_products", "recommend_products", "update_cart"})


def surround(sample: Sample, contexts: Sequence[PlanContext], rng: random.Random) -> Sample:
    """Return the sample with the setting, the history, the list or the last search of another conversation.

    Only what can't change the label is taken over: no known orders where the message names none, no list where the
    message points at something that isn't named, and nothing at all for a message that can't be understood.
    """
    if any(call.args.get("kind") == "clarify" for call in sample.calls):
        return sample
    other = rng.choice(contexts)
    parts = {part for part in ("setting", "exchanges", "search", "shown") if rng.random() < 0.75}
    if any(_points_at_order(call) for call in sample.calls):
        parts -= {"setting", "exchanges"}
    if any(_points_at_product(call, len(other.shown)) for call in sample.calls):
        parts -= {"exchanges", "shown"}
    keep = {part: getattr(other, part) for part in parts}
    return sample.model_copy(update={"context": sample.context.model_copy(update=keep)})


def _points_at_order(call: ToolCall) -> bool:
    return call.name in _ORDER_TOOLS and "order_id" not in call.args


def _points_at_product(call: ToolCall, shown: int) -> bool:
    """Tell whether a call takes its product from the screen: none named, or a position that the list lacks."""
    if call.name not in _PRODUCT_TOOLS:
        return False
    if call.name == "recommend_products":
        if call.args.get("purpose") not in {"similar", "goes_with"}:
            return False
    elif call.args.get("action") == "clear":
        return False
    named = call.args.get("products", []) if call.name == "compare_products" else [call.args.get("product", "")]
    fewest = 2 if call.name == "compare_products" else 1
    return len([name for name in named if name]) < fewest or any(
        name.isdecimal() and int(name) > shown for name in named
    )
