"""Brings the questions about one product together, so that each part of a message is asked of the product's page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.domain.conversation import ToolCall
from assistant.tools.page import questions_in

_PRODUCT, _PAGES = "get_product", "ask_business"
# What only a product's own page can say; the shop's pages speak of whole kinds of things.
_PROPERTY = re.compile(
    r"\b(?:dishwasher|oven|microwave|induction|freezer|water ?proof|washable|machine[- ]wash\w*"
    r"|made (?:of|from|in|out of)|materials?|weigh\w*|dimensions?|how (?:big|large|tall|heavy|wide|long is|warm|loud)"
    r"|capacity|colou?rs?|sizes?)\b",
    re.IGNORECASE,
)
_OF_THE_SHOP = re.compile(
    r"\b(?:return\w*|refund\w*|exchang\w*|ship\w*|deliver\w*|warrant\w*|guarantee\w*|repair\w*|pay\w*|cost to|fees?"
    r"|discount\w*|codes?|vouchers?|coupons?|points|stores?|orders?|size (?:guide|chart))\b",
    re.IGNORECASE,
)


def with_whole_questions(calls: Sequence[ToolCall], message: str) -> tuple[ToolCall, ...]:
    """Return the plan with one call for all that is asked about the one product that it tells of."""
    of_product = [call for call in calls if call.name == _PRODUCT]
    if not of_product or len({call.args.get("product") for call in of_product}) > 1:
        return tuple(calls)
    asked = [call for call in calls if call.name == _PRODUCT or _is_of_the_thing(call)]
    parts = [part for part in questions_in(message) if not _OF_THE_SHOP.search(part)]
    if len(asked) < 2 and len(parts) < 2:
        return tuple(calls)
    said = parts if len(parts) >= len(asked) else [str(call.args.get("question", "")) for call in asked]
    whole = "? ".join(dict.fromkeys(part.strip(" ?") for part in said if part.strip(" ?")))
    merged = ToolCall(name=_PRODUCT, args={**of_product[0].args, **({"question": whole} if whole else {})})
    return tuple(
        merged if call is asked[0] else call for call in calls if call is asked[0] or all(call is not a for a in asked)
    )


def _is_of_the_thing(call: ToolCall) -> bool:
    question = str(call.args.get("question", ""))
    return call.name == _PAGES and bool(_PROPERTY.search(question)) and not _OF_THE_SHOP.search(question)
