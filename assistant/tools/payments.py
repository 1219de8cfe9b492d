"""Which of the account's payment methods a text names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.domain.order import Order
from assistant.domain.payment import PaymentKind, PaymentMethod
from assistant.policy.rules import Destination, ReturnRule, Rule
from assistant.tools.matching import words

_NO_THING = "(?<!sd )(?<!cf )(?<!sim )(?<!memory )"  # cards that nobody pays with
_KINDS = (
    (PaymentKind.GIFT_CARD, re.compile(r"\b(?:gift[ -]?card|voucher)\b", re.IGNORECASE)),
    (PaymentKind.STORE_CREDIT, re.compile(r"\bstore[ -]credit\b", re.IGNORECASE)),
    (PaymentKind.WALLET, re.compile(r"\b(?:pay ?pal|apple pay|google pay)\b", re.IGNORECASE)),
    (PaymentKind.CARD, re.compile(rf"\b(?:(?:credit|debit|bank) ?card|{_NO_THING}(?<!gift )card)\b", re.IGNORECASE)),
)
_BRAND = re.compile(r"\b(?:visa|mastercard|amex|american express|discover)\b", re.IGNORECASE)
_NAMES = tuple(
    (name, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE))
    for name, pattern in (
        ("a gift card", r"gift[ -]?cards?|vouchers?"),
        ("store credit", r"store[ -]credit"),
        ("PayPal", r"pay ?pal"),
        ("Apple Pay", r"apple pay"),
        ("Google Pay", r"google pay"),
        ("American Express", r"amex|american express"),
        ("Mastercard", r"master ?card"),
        ("Visa", r"visa"),
        ("Discover", r"discover"),
        ("another card", r"(?:(?:credit|debit|bank) ?)?(?<!gift )(?<!gift-)" + _NO_THING + "cards?"),
    )
)
_DESTINATIONS = {
    PaymentKind.GIFT_CARD: Destination.GIFT_CARD,
    PaymentKind.STORE_CREDIT: Destination.STORE_CREDIT,
}
_GENERAL = frozenset(
    words("ending in card credit debit gift the my method payment store account original other number")
)
_MONEY_GOES = re.compile(
    r"\b(?:refund(?:ed|ing)?|money|credit(?:ed)?|reimburse\w*|pay(?:ing|ment)?|paid|charge[ds]?|difference|back)\b"
    r"[^.?!]{0,40}?\b(?:to|onto|on|with|via|by|using|from|through|as)\s+(?P<where>[^.?!,;]{2,60})",
    re.IGNORECASE,
)
_GOT_AS = re.compile(
    r"\b(?:get|have|want|take|put) (?:it|that|them|this|all)(?: back)? (?:as|onto|on|to|in)\s+"
    r"(?P<where>[^.?!,;]{2,60})",
    re.IGNORECASE,
)
_USED_FOR = re.compile(
    r"\b(?:use|using|with|via|by|through|on|onto|to)\s+(?P<where>[^.?!,;]{2,60}?)\s+"
    r"(?:for|to (?:pay|cover|settle)|as)\s+(?:the |my |any )?(?:price )?"
    r"(?:difference|refund|payment|rest|balance|money)\b",
    re.IGNORECASE,
)

_METHOD = re.compile(
    r"\b(?:use|using|with|via|on|onto|to|through|from)\s+(?:my|the)\s+(?P<where>(?:[\w-]+\s+){0,2}?"
    r"(?:pay ?pal|(?:gift |credit |debit )?card|visa|mastercard|amex|store credit)"
    r"(?:\s+(?:ending (?:in )?)?\d{3,4})?)\b",
    re.IGNORECASE,
)
_ORIGINAL = re.compile(
    r"\b(?:original(?:ly)?|same (?:card|method|account|one|way|payment)|(?:how|what|which) i paid|i paid with"
    r"|the one i used|(?:card|method) i used)\b",
    re.IGNORECASE,
)


def methods_named(said: str, methods: Sequence[PaymentMethod]) -> tuple[PaymentMethod, ...]:
    """Return the methods that a text means, several where it doesn't tell them apart.

    An id or the digits that a card ends in decide first, then the words of the label, then the kind.
    """
    numbers = set(re.findall(r"\d{3,}", said))
    by_number = tuple(m for m in methods if m.id in said or numbers & set(re.findall(r"\d{3,}", m.label)))
    if by_number:
        return by_number
    spoken = set(words(said)) - _GENERAL
    scored = [(len(spoken & (set(words(m.label)) - _GENERAL)), m) for m in methods]
    best = max((score for score, _ in scored), default=0)
    if best:
        return tuple(method for score, method in scored if score == best)
    kinds = {kind for kind, pattern in _KINDS if pattern.search(said)}
    return tuple(method for method in methods if method.kind in kinds)


def method_called(said: str) -> str:
    """Return what a text calls a payment method, in plain words: "store credit", "American Express"; or else "that"."""
    found = [(match.start(), place, name) for place, (name, p) in enumerate(_NAMES) if (match := p.search(said))]
    return min(found)[2] if found else "that"


def methods_for(rule: Rule, methods: Sequence[PaymentMethod], order: Order) -> tuple[PaymentMethod, ...]:
    """Return the methods that a rule lets money go to or come from, the one that the order was paid with first."""
    original = tuple(method for method in methods if method.id == order.charged_to)
    others = tuple(method for method in methods if method not in original)
    if isinstance(rule, ReturnRule) and Destination.ANY not in rule.refund_to:
        others = tuple(method for method in others if _DESTINATIONS.get(method.kind) in rule.refund_to)
    return (*original, *others)


def names_a_method(said: str) -> bool:
    """Say whether a text speaks of a payment method at all."""
    return bool(kinds_named(said))


def kinds_named(said: str) -> frozenset[PaymentKind]:
    """Return the kinds of payment methods that a text names, a brand of cards as a card."""
    kinds = {kind for kind, pattern in _KINDS if pattern.search(said)}
    return frozenset(kinds | {PaymentKind.CARD} if _BRAND.search(said) else kinds)


def names_the_original(said: str) -> bool:
    """Say whether a text means the method that the order was paid with."""
    return _ORIGINAL.search(said) is not None


def money_to(where: str) -> str:
    """Say in a request where its money goes, in words that `where_money_goes` reads."""
    return f"refund or pay to {where}."


def where_money_goes(message: str) -> str:
    """Return the words that say how money is paid or goes back ("refund both to the card"); empty without any."""
    patterns = (_USED_FOR, _MONEY_GOES, _GOT_AS, _METHOD)
    places = [found.group("where") for pattern in patterns for found in pattern.finditer(message)]
    return next((place for place in places if names_a_method(place) or names_the_original(place)), "")
