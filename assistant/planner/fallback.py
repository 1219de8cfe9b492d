"""A plan by rule, for when the model doesn't answer: search, orders, the cart and the pages still work."""

from __future__ import annotations

import re
from typing import Any

from assistant.domain.conversation import ToolCall
from assistant.planner.context import PlanContext
from assistant.planner.numbers import places_in
from assistant.planner.price_bounds import price_bounds
from assistant.planner.requests import is_injected
from assistant.planner.schema import CONFIRM
from assistant.planner.short_messages import begins_with_no, says_yes

_QUERY_LENGTH = 120


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


_PERSON = _words(
    r"human|(?:an?|your|the|with|to) (?:agent|representative|manager|person|colleague)"
    r"|(?:agent|rep|person|representative)(?:\W+(?:now|please))+|someone from"
    r"|(?:speak|talk|chat) (?:to|with) (?:an?|some|your|the)|complain to"
)
_GREETING = re.compile(r"\W*(?:hi|hello|hey|good (?:morning|afternoon|evening))(?: there| all)?\W*", re.IGNORECASE)
_THANKS = re.compile(r"\W*(?:thanks?|thank you|cheers|bye|goodbye)(?:[\s\w]{0,15})\W*", re.IGNORECASE)
# What the shop's pages speak of, and how one asks about a rule rather than about a thing of one's own.
_RULE = _words(
    r"policy|policies|warranty|guarantee|opening hours|payment methods?|gift ?wrap\w*|gift cards?|sales tax"
    r"|phone number"
    r"|price match\w*|installments?|your stores?|store hours|newsletter|privacy|my data|recycl\w+|sustainab\w+"
    r"|customs|loyalty|reward points|points expire|size guide|size chart|pick-? ?up|cut-? ?off"
)
_TOPIC = (
    r"return(?:s|ed|ing)?|refund(?:s|ed)?|exchanges?|exchanging|ship(?:s|ping|ped)?|deliver(?:s|y|ies|ed)?|postage"
    r"|pay(?:ments?|ing)?|cancel(?:ling|lation)?s?|warrant(?:y|ies)|repairs?|points|codes?|vouchers?|gift cards?|tax"
    r"|stores?|damaged|broken|lost|sign up|account"
)
_HOW = (
    r"how (?:do|does|can|could|would|long|much|many days|soon|fast|quick\w*|is|are)|what(?:'?s| is| are| if| happens)"
    r"|when (?:do|does|will|can|is|are)|do you|does (?:the shop|it cost|shipping|delivery|returning)"
    r"|can (?:i|we|you|one)|could i|am i|is (?:it|there|shipping|delivery)|are (?:there|returns|you)|may i|will you"
    r"|who pays|do i (?:have|need|pay)|which (?:cards|carrier|countries)|tell me about|where do you"
)
_ASKS_RULE = re.compile(rf"\b(?:{_HOW})\b(?=.*\b(?:{_TOPIC})\b)", re.IGNORECASE)
_SHOP_ASKED = _words(r"do you (?:ship|deliver|accept|take|charge|repair|have (?:a )?(?:shops?|stores?))")
_IN_GENERAL = re.compile(r"how (?:long|much)|what (?:if|happens)", re.IGNORECASE)
_OWN = _words(r"my|mine|this|that|these|those|it|them|(?<!an )order|i bought|i ordered")
_PROMOTION = _words(r"promo(?:tion)?s?|discounts?|coupons?|vouchers?|codes?|on sale|special offers?|deals?")
_ORDER = _words(r"orders?|parcel|package|delivery|tracking|shipment|shipped|refund")
_WAITING = re.compile(
    r"\b(?:where(?:'?s| is| are)|when (?:will|does|is)|has|have|still (?:waiting|no)|hasn'?t|didn'?t|never|track)\b.*"
    r"\b(?:my|arriv\w+|come|coming|turn(?:ed)? up|get here|show(?:ed)? up|here yet)\b",
    re.IGNORECASE,
)
_ORDER_NUMBER = re.compile(r"#\s?([A-Za-z]{0,4}-?\d[\w-]{2,})|\b((?:[A-Za-z]{1,4}-)?\d{4,}[\w-]*)")
_MINE = _words(r"my (?:past |recent |old |open )?orders|order history|all (?:of )?my orders")
_ORDER_VERBS = (
    (
        _words(
            r"cancel\w*|call (?:it|that|the order) off"
            r"|(?:don'?t|no longer) (?:want|need) (?:it|them|my order|the order)"
        ),
        "cancel_order",
    ),
    (_words(r"exchange|swap"), "exchange_items"),
    (_words(r"return|(?:send|sending|sent) (?:[\w' ]{1,30} )?back|money back"), "return_items"),
    (_words(r"change|update"), "update_order"),
)
_CHANGES = (
    (_words(r"address|ship (?:it )?to|deliver (?:it )?to|street"), "address"),
    (_words(r"difference"), "items"),
    (_words(r"pay(?:ment|ing)?|card|paypal|visa|mastercard"), "payment"),
    (_words(r"items?|quantity|size|colou?r"), "items"),
)
_CART = _words(r"cart|basket|(?:my|the|in|into) bag")
_ADD = _words(r"add|put|pop|i'?ll take|i'?ll have")
_REMOVE = _words(r"remove|delete|take out|drop")
_CLEAR = _words(r"clear|empty|everything out|throw it all")
_COMPARE = _words(r"compare|difference between|versus|vs")
_ADVICE = _words(r"recommend|suggest|gifts?|present for|what should i|best ?sellers?|popular|what'?s new|new arrivals")
_PURPOSES = (
    (_words(r"gifts?|present for"), "gift"),
    (_words(r"best ?sellers?|popular"), "popular"),
    (_words(r"what'?s new|new arrivals"), "new"),
)
_IT = _words(r"it|this|that|these|those|them")
_ABOUT_IT = re.compile(
    r"(?:is|are|does|do|can|will|how|what|which)\b.*\b(?:it|this|that|these|they)\b(?! for\b)", re.IGNORECASE
)
_SORTS = (
    (_words(r"cheapest|cheaper|lowest price"), "price_asc"),
    (_words(r"most expensive|highest price"), "price_desc"),
    (_words(r"best rated|top rated|highest rated"), "rating"),
    (_words(r"newest|latest"), "newest"),
)
_MORE = re.compile(r"\W*(?:show (?:me )?)?(?:more|next|others?)(?: please)?\W*", re.IGNORECASE)
_FEW_WORDS = 5
_LITTLE_ELSE = 9  # words
_PRICE = re.compile(
    r"\b(?:between|from|under|below|over|above|up to|at most|at least|max(?:imum)?|less than|more than|cheaper than)\s+"
    r"[$€£]?\s?\d[\d,.]*(?:\s*(?:and|to|-)\s*[$€£]?\s?\d[\d,.]*)?\s?(?:[$€£]|dollars?|bucks|euros?|pounds?|quid)?"
    r"|\b(?:the )?(?:cheapest|cheaper|lowest price|most expensive|highest price|newest|latest)\b"
    r"|\b(?:best|top|highest) rated\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^\W*(?:(?:hi|hello|hey)\W+)?(?:(?:can|could) you (?:please )?)?(?:i(?:'?m| am) (?:looking|searching) for"
    r"|i (?:need|want)|i(?:'?d| would) like|looking for|show(?: me)?|find(?: me)?"
    r"|search(?: for)?|do you (?:have|sell)|have you got|got any"
    r"|need|any)\b(?:\s+(?:a|an|some|any)\b)?\s*",
    re.IGNORECASE,
)
_SMALLTALK = _words(
    r"how are you|how'?s it going|are you (?:a |an )?(?:real |human|bot|robot|ai|person|machine)[\w ]*|who are you"
)
_LETTER = re.compile(r"[^\W_]")


def fallback_calls(context: PlanContext) -> tuple[ToolCall, ...]:
    """Return one call that serves the message as well as words alone can tell."""
    name, args = _choose(context, context.message.strip())
    return (ToolCall(name=name, args=args),)


def names_a_person(text: str) -> bool:
    """Say whether a text wants to be passed on to somebody, whatever else it says."""
    return _PERSON.search(text) is not None


def asks_for_a_person(text: str) -> bool:
    """Say whether a text wants to be passed on to somebody, and says little else."""
    return names_a_person(text) and len(text.split()) <= _LITTLE_ELSE


def order_tool_named(text: str) -> str | None:
    """Return the tool that a text's verb asks for: "cancel", "send back", "change"; None without such a verb."""
    return next((tool for words, tool in _ORDER_VERBS if words.search(text)), None)


def change_named(text: str) -> str | None:
    """Return what of an order a text wants changed: its address, payment or items."""
    return next((change for words, change in _CHANGES if words.search(text)), None)


def _choose(context: PlanContext, text: str) -> tuple[str, dict[str, Any]]:
    if not _LETTER.search(text):
        return "reply", {"kind": "clarify"}
    if context.pending and (says_yes(text) or begins_with_no(text)):
        return CONFIRM, {"accept": says_yes(text)}
    if is_injected(text):
        return "reply", {"kind": "out_of_scope"}
    if _SMALLTALK.search(text):
        return "reply", {"kind": "smalltalk"}
    if _PERSON.search(text):
        return "handoff_to_human", {}
    if _GREETING.fullmatch(text):
        return "reply", {"kind": "greeting"}
    if _THANKS.fullmatch(text):
        return "reply", {"kind": "thanks"}
    number = _ORDER_NUMBER.search(text)
    if not number and _asks_rule(text):
        return "ask_business", {"question": text[:_QUERY_LENGTH]}
    return _order(text, number) or _shop(context, text)


def _asks_rule(text: str) -> bool:
    """Tell "how do returns work?" from "can I return my boots?", which wants it done."""
    if _SHOP_ASKED.search(text) or _RULE.search(text):
        return True
    return _ASKS_RULE.search(text) is not None and (_IN_GENERAL.match(text) is not None or not _OWN.search(text))


def _order(text: str, number: re.Match[str] | None) -> tuple[str, dict[str, Any]] | None:
    if _MINE.search(text) and not number:
        return "list_orders", {}
    verb = order_tool_named(text)
    given = {"order_id": number[1] or number[2]} if number else {}
    if verb == "update_order":
        change = change_named(text)
        if change is None and not (number or _ORDER.search(text)):
            return None
        return verb, {**given, **({"change": change} if change else {})}
    if verb is not None:
        return verb, given
    return ("get_order", given) if _ORDER.search(text) or _WAITING.search(text) else None


def _shop(context: PlanContext, text: str) -> tuple[str, dict[str, Any]]:
    if _PROMOTION.search(text):
        return "list_promotions", {}
    places = [str(place) for place in sorted(places_in(text, len(context.shown)))]
    if _COMPARE.search(text) and context.shown:
        return "compare_products", {"products": places} if len(places) > 1 else {}
    if _CART.search(text) or (_ADD.match(text) and (places or _IT.search(text))):
        return _cart(text, places)
    if places:
        return "get_product", {"product": places[0], "question": text[:_QUERY_LENGTH]}
    if _ABOUT_IT.match(text):
        return "get_product", {"question": text[:_QUERY_LENGTH]}
    if _ADVICE.search(text):
        purpose = next((purpose for words, purpose in _PURPOSES if words.search(text)), "for_me")
        return "recommend_products", {"purpose": purpose, "need": text[:_QUERY_LENGTH]} | _limits(text, ("max_price",))
    return "search_catalog", _search(context, text)


def _search(context: PlanContext, text: str) -> dict[str, Any]:
    """A few words of price or order go on with the search in force; anything else begins a new one."""
    sort = next((sort for words, sort in _SORTS if words.search(text)), None)
    said = _limits(text, ("min_price", "max_price")) | ({"sort": sort} if sort else {})
    if context.search and (_MORE.fullmatch(text) or (said and len(text.split()) <= _FEW_WORDS)):
        return {**context.search, **said}
    query = _OPENING.sub("", _PRICE.sub(" ", text)) if said else _OPENING.sub("", text)
    return {"query": " ".join(query.split()).strip(" ,.?!")[:_QUERY_LENGTH] or text[:_QUERY_LENGTH]} | said


def _limits(text: str, names: tuple[str, ...]) -> dict[str, float]:
    low, high = price_bounds(text)
    found = {"min_price": low, "max_price": high}
    return {name: value for name in names if (value := found[name]) is not None}


def _cart(text: str, places: list[str]) -> tuple[str, dict[str, Any]]:
    if _CLEAR.search(text):
        return "update_cart", {"action": "clear"}
    product = {"product": places[0]} if places else {}
    if _REMOVE.search(text):
        return "update_cart", {"action": "remove", **product}
    if _ADD.search(text):
        return "update_cart", {"action": "add", **product}
    return "get_cart", {}
