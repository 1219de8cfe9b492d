"""Mends a plan as a whole where the message leaves no doubt: a sort order, a status, a person, a repetition."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.domain.actions import COMES_BACK
from assistant.domain.conversation import ToolCall
from assistant.offer_words import asks_for_offers, asks_for_own_discount, asks_how_codes_work
from assistant.planner.context import PlanContext
from assistant.quotable import is_obscured

_SORTS = {
    "price_asc": r"cheapest|lowest(?: price)?|price low to high|by price",
    "price_desc": r"most expensive|dearest|highest price|priciest|price high to low",
    "rating": r"best[ -]rated|highest[ -]rated|top[ -]rated|by rating",
    "newest": r"newest|latest|most recent",
}
_SORT_ORDER = {
    sort: re.compile(
        rf"\b(?:sort(?:ed)?|order(?:ed)?|rank(?:ed)?)\b.*\b(?:{words})|\b(?:{words})\s+first\b", re.IGNORECASE
    )
    for sort, words in _SORTS.items()
}
_STATUS = "shipped|delivered|cancelled|canceled|open|pending|processing|returned|refunded"
_ORDERS_IN_STATUS = re.compile(
    rf"\b({_STATUS}) (?:orders?|ones)\b"
    rf"|\b(?:that|which|what|orders)(?:'s| is| are| were| was)(?: still| already)? ({_STATUS})\b",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"\W*(?:an? |the )?(?:human|agent|real person|person|representative|operator|supervisor|manager|rep)"
    r"(?:\W+(?:now|please|pls|asap|human|agent|person|rep|representative|operator))*\W*",
    re.IGNORECASE,
)


_INJECTED = re.compile(
    r"\b(?:ignore|forget|disregard|override|bypass)\b.{0,40}\b(?:instructions?|rules|prompts?|guidelines"
    r"|directives?|restrictions?"
    r"|(?:you|were) (?:have been |been )?told)\b"
    r"|\b(?:system|your|initial|hidden|original) prompts?\b|\byour (?:[a-z]+ )?(?:instructions|programming"
    r"|configuration|guidelines)\b"
    r"|\b(?:developer|debug|god|admin|system|jailbreak|dan|opposite|sudo|override|unrestricted|maintenance) mode\b"
    r"|\bjailbr[eo]\w+"
    r"|\bdo anything now\b|\b(?:as|like|from|hello|hi|hey|dear|by|than|of) (?:an? |the )?(?:chat ?gpt|open ?ai)\b"
    r"|\blanguage model\b|\b(?:stay|remain|be) in character\b"
    r"|\brole-?play(?:ing)?\b"
    r"|\b(?:pretend|imagine) (?:that )?(?:you(?:'re| are)|to be)\b|\byou are (?:now |going to )(?:\w+ ){0,3}(?:ai"
    r"|bot|assistant|dan|act|pretend|character)\b"
    r"|\b(?:act|respond|answer|reply|behave) (?:only )?as (?:an? |the |my )?(?:\w+ ){0,3}(?:ai|bot|model|terminal"
    r"|interpreter|hacker|evil|unfiltered|dan|character|god)\b"
    r"|\b(?:end|start|begin|finish) (?:each|every|all)(?: of)? (?:your )?(?:repl\w+|answers?|respon\w+|messages?"
    r"|sentences?)\b"
    r"|\brepeat (?:after me|(?:everything|all|the (?:text|words)) above)\b|^\W*say:? ?['\"“]|\blegally binding\b"
    r"|\bapi[ -]?keys?\b"
    r"|\b(?:which|what|list) (?:\w+ ){0,2}(?:tools|functions)\b.{0,30}\byou\b|</?(?:message|system|script|user"
    r"|instructions?)>|\[/?(?:inst|system)\]"
    r"|<system\b|\bsystem:|\\\"?name\\\"?: ?\\\"?(?:get_order|list_orders)|\"name\" ?: ?\"\w+_\w+\"",
    re.IGNORECASE,
)
_OF_THESE = re.compile(
    r"\b(?:which|what)(?: one)?(?: out)? of (?:these|those|them|the (?:two|three|four|five|six))\b", re.IGNORECASE
)
_EMPTIED = re.compile(
    r"\b(?:clear|empt(?:y|ie[sd])|everything|all|whole|start(?:ing)? (?:over|afresh|again|fresh|from)|begin again"
    r"|reset"
    r"|wipe|bin|dump|scrap|ditch|throw|nothing|both|cancel|delete|entire|lot|clean|remove|forget|drop|abandon)\b",
    re.IGNORECASE,
)


_DETAILS = 120  # characters, as in the schema of a plan
_OF_THE_DIFFERENCE = re.compile(
    r"\b(?:for|pay(?:ing)?|cover|settle|refund|charge|put|any)\b[^.?!]{0,20}\b(?:price )?difference\b"
    r"|\bdifference\b[^.?!]{0,30}\b(?:to|on|onto|with|via|from|by)\b",
    re.IGNORECASE,
)
# What is done besides telling offers, where a message asks for both.
_BESIDES_OFFERS = frozenset({"cancel_order", "return_items", "exchange_items", "handoff_to_human", "confirm"})
_SWAPPED = re.compile(r"\b(?:exchang\w+|swap\w*|trade)\b", re.IGNORECASE)


# What somebody who is not the speaker keeps to themselves; no shop tells it, so no page need be asked.
_OF_SOMEBODY = re.compile(
    r"^\W*(?i:what(?:['’]?s| is| are)|where (?:can|do) i find|find|give me|tell me|show me|look up|list)\b.{0,30}?"
    r"\b(?:(?i:my|his|her|their|our|the|some) (?:ex |ex-)?(?:\w+ ){0,2}\w+|celebrit\w+|other \w+|[A-Z]\w+ [A-Z]\w+)"
    r"['’]s? (?i:(?:(?:home|private|personal|e-?mail|phone|social|security|passport|driver['’]s|immigration|medical"
    r"|mental|health|bank|credit|card|i?phone|religious|political|browsing|internet|street) ?){0,3}"
    r"(?:address(?:es)?|numbers?|e-?mails?|pin|passwords?|status|histor(?:y|ies)|records?|beliefs|affiliation|licen[cs]e))\b"
)


def is_injected(message: str) -> bool:
    """Say whether a message gives orders to the assistant's machinery, in the clear or in a disguise."""
    return bool(_INJECTED.search(message)) or is_obscured(message)


def mend_requests(calls: Sequence[ToolCall], context: PlanContext) -> list[ToolCall]:
    """Return the calls with what the message says beyond doubt put right."""
    if is_injected(context.message) or _OF_SOMEBODY.search(context.message):
        return [ToolCall(name="reply", args={"kind": "out_of_scope"})]
    calls = [call for call in calls if call.args.get("action") != "clear" or _EMPTIED.search(context.message)]
    if calls and all(call.name == "reply" for call in calls) and _PERSON.fullmatch(context.message):
        return [ToolCall(name="handoff_to_human")]
    calls = _about_items(_of_offers(calls, context.message), context.message)
    return _without_repetition(
        [_in_status(_sorted(_among_shown(call, context), context), context.message) for call in calls]
    )


def _of_offers(calls: list[ToolCall], message: str) -> list[ToolCall]:
    """Who asks for a discount hears what is on offer: no order is looked at for it, and nothing is put in a cart."""
    if asks_how_codes_work(message) and [call.name for call in calls] == ["list_promotions"]:
        return [ToolCall(name="ask_business", args={"question": message[:_DETAILS]})]
    if not asks_for_offers(message):
        return calls
    besides = _BESIDES_OFFERS if len(calls) > 1 and not asks_for_own_discount(message) else frozenset()
    others = [call for call in calls if call.name in besides]
    return [*others, ToolCall(name="list_promotions")]


def _about_items(calls: list[ToolCall], message: str) -> list[ToolCall]:
    """Where money goes in a return or an exchange, or who pays its difference, is no other payment of the order."""
    payments = [call for call in calls if call.name == "update_order" and call.args.get("change") == "payment"]
    others = [call for call in calls if call not in payments]
    if any(call.name in COMES_BACK for call in others):
        return others
    if not _OF_THE_DIFFERENCE.search(message):
        return calls
    if not payments or others:
        return others
    number = {name: value for name, value in payments[0].args.items() if name == "order_id"}
    if _SWAPPED.search(message):
        return [ToolCall(name="exchange_items", args=number)]
    return [ToolCall(name="update_order", args={**number, "change": "items", "details": message[:_DETAILS]})]


def _among_shown(call: ToolCall, context: PlanContext) -> ToolCall:
    """ "Which of these …" chooses between what is on screen; other suggestions would not answer it."""
    chooses = call.name == "recommend_products" and len(context.shown) > 1 and _OF_THESE.search(context.message)
    places = [str(place) for place in range(1, len(context.shown) + 1)]
    return ToolCall(name="compare_products", args={"products": places}) if chooses else call


def _sorted(call: ToolCall, context: PlanContext) -> ToolCall:
    """A mere sort order is the search in force again, not advice on what is popular."""
    if call.name != "recommend_products" or not context.search or call.args.get("product"):
        return call
    sort = next((sort for sort, pattern in _SORT_ORDER.items() if pattern.search(context.message)), None)
    return ToolCall(name="search_catalog", args={**context.search, "sort": sort}) if sort else call


def _in_status(call: ToolCall, message: str) -> ToolCall:
    found = _ORDERS_IN_STATUS.search(message)
    if call.name != "list_orders" or "status" in call.args or not found:
        return call
    return ToolCall(name="list_orders", args={**call.args, "status": (found[1] or found[2]).casefold()})


def _without_repetition(calls: Sequence[ToolCall]) -> list[ToolCall]:
    """Leave out a call that another one says more fully, such as an addition with and without its quantity."""
    kept: list[ToolCall] = []
    for index, call in enumerate(calls):
        others = [*calls[:index], *calls[index + 1 :]]
        fuller = (other for other in others if other.name == call.name and other.args != call.args)
        if call.args and any(call.args.items() <= other.args.items() for other in fuller):
            continue
        kept.append(call)
    return kept
