"""Brings the questions about one product together, so that each part of a message is asked of the product's page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.domain.conversation import ConversationState, ToolCall
from assistant.planner.numbers import places_in
from assistant.tools.matching import words
from assistant.tools.page import questions_in
from assistant.tools.product_meant import named, own_words, talked_of

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


# "Return mine and find me something better": a wish for another thing beside what is done to an order.
_ANOTHER = re.compile(
    r"\b(?P<wish>(?:find|show|recommend|suggest|get)(?: me| us)? (?:(?:an?|some|any|the|other|another) )*"
    r"(?:something|anything|better|different|other|another|alternatives?|else)\b[^.;!?]*"
    r"|i(?:['’]?d)? (?:want|like|need) (?:something|another|an?|some) (?:else|better|different|other)\b[^.;!?]*)",
    re.IGNORECASE,
)
_VERSION = re.compile(r"\b(?:sizes?|colou?rs?|version|one|ones|model)\b", re.IGNORECASE)  # that is an exchange
_ASKED_TO = re.compile(
    r"^\W*(?:(?:please|ok|yes|can you|could you|i(?:['’]d like| want| need) to)\W+)*(?:return|send|cancel|refund)\b",
    re.IGNORECASE,
)
_ENDS_AN_ORDER = frozenset({"return_items", "cancel_order"})
_NEED = 120  # characters


def of_the_products_meant(calls: Sequence[ToolCall], message: str, state: ConversationState) -> tuple[ToolCall, ...]:
    """Return the plan about the products that a message means, each question whole, and no wish for one left out."""
    meant = [_compared_before(call, message, state) for call in calls]
    return with_whole_questions(_of_the_one_named(_with_wish(meant, message, state), message, state), message)


def _compared_before(call: ToolCall, message: str, state: ConversationState) -> ToolCall:
    """ "Which of them is better for …?" after a comparison means the things compared, and no places in a list."""
    places = [str(item) for item in call.args.get("products", ())]
    last = state.exchanges[-1].gist if state.exchanges else ""
    if call.name != "compare_products" or not last.startswith("compared ") or not all(map(str.isdecimal, places)):
        return call
    if places_in(message, len(state.screen)) or re.search(r"\d", message):
        return call
    titles = talked_of(state.exchanges[-1:])
    return ToolCall(name=call.name, args={**call.args, "products": list(titles)}) if len(titles) > 1 else call


def _with_wish(calls: Sequence[ToolCall], message: str, state: ConversationState) -> list[ToolCall]:
    """Add the wish for another product that a plan of returns alone has lost; a return that waits is not asked anew."""
    found = _ANOTHER.search(message)
    if not calls or found is None or _VERSION.search(found["wish"]):
        return list(calls)
    if any(call.name not in _ENDS_AN_ORDER for call in calls):
        return list(calls)
    wish = ToolCall(name="recommend_products", args={"purpose": "for_me", "need": found["wish"][:_NEED]})
    waits = {proposal.action.kind for proposal in state.pending}
    again = all(call.name in waits for call in calls) and not _ASKED_TO.search(message)
    return [wish] if again else [*calls, wish]


def _of_the_one_named(calls: Sequence[ToolCall], message: str, state: ConversationState) -> list[ToolCall]:
    """Ask of the one product that a message names, where a plan of several names others that it doesn't mention."""
    several = {call.args.get("product") for call in calls if call.name == _PRODUCT}
    titles = [item.title for item in state.screen] + list(talked_of(state.exchanges))
    title = named(message, titles) if len(several) > 1 else ""
    if not title or places_in(message, len(state.screen)):
        return list(calls)
    said = set(words(message))

    def meant(call: ToolCall) -> ToolCall:
        reference = str(call.args.get("product", ""))
        place = int(reference) if reference.isdecimal() and len(reference) < 3 else 0
        called = [other for other in titles if words(reference) and set(words(reference)) <= set(words(other))]
        own = called[0] if len(set(called)) == 1 else reference
        own = state.screen[place - 1].title if 1 <= place <= len(state.screen) else own
        mentioned = own_words(own, [*titles, title]) & said if own != title else {title}
        if call.name != _PRODUCT or mentioned or (place and re.search(rf"\b{place}\b", message)):
            return call
        return ToolCall(name=call.name, args={**call.args, "product": title})

    return [meant(call) for call in calls]


def with_whole_questions(calls: Sequence[ToolCall], message: str) -> tuple[ToolCall, ...]:
    """Return the plan with one call for all that is asked about the one product that it tells of."""
    of_product = [call for call in calls if call.name == _PRODUCT]
    names = [str(call.args.get("product", "")) for call in of_product]
    longest = set(words(max(names, key=len, default="")))
    alike = len(set(names)) == 1 or all(words(name) and set(words(name)) <= longest for name in names)
    if not of_product or not alike:
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
