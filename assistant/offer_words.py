"""Which messages ask for a discount: for what is on offer, or for one of the shopper's own."""

from __future__ import annotations

import re

_SHARE = r"\d+ ?(?:%|percent)"
_OWN = re.compile(
    r"(?:\bgimme|(?<!club )(?<!code )(?<!it )(?<!that )\bgive me"
    r"|\bdo me|\bknock|\bmake (?:it|me|that)|\bdrop the price)\b.{0,30}"
    r"(?:%|percent|discount|deal|off\b|cheaper)"
    rf"|\bcan (?:you|u|we|i) (?:\w+ ){{0,4}}?"
    rf"(?:{_SHARE}|(?:a )?(?:better|lower|special|good|best) (?:price|deal)|cheaper)"
    rf"|\b(?:just|only|what about|how about|at least|even) (?:a )?{_SHARE}(?! (?:thing|code|deal|offer|promo))"
    r"|\bcan(?:'?t)? (?:you|u) (?:\w+ ){0,3}(?:give|do|make|get|offer) (?:me |us )?(?:a |any |some )?"
    r"(?:small |little |extra )?(?:discount|deal)\b"
    r"|\b(?:nobody|no one) will know|\b(?:best|lowest) (?:price )?you can do|\bnegotiat\w+|\bhaggl\w+"
    rf"|\b{_SHARE} off (?:or not|and i(?:'ll| will)?)\b",
    re.IGNORECASE,
)
_OFFERS = re.compile(
    r"\b(?:is|are) there (?:\w+ ){0,3}?"
    r"(?:coupons?|promos?|discounts?|deals?|offers?|promotions?|(?:discount |promo )codes?)\b"
    r"|\b(?:any|have (?:an?|some)|got (?:an?|some)|current|what|which) (?:\w+ ){0,2}?"
    r"(?:coupons?|promos?|discounts?|deals?|promotions?|(?:discount|promo|coupon|voucher) codes?)\b"
    rf"|\b(?:in|part of|included in|get|for|under) (?:the |that |this |your )?{_SHARE}(?: off)?(?!\w)"
    r"|\ba code (?:i|to|that i|we) (?:can |could )?(?:type|enter|use|put)\b"
    r"|\b(?:(?:part of|in|under) the (?:\w+ ){0,2}?(?:sale|deal|promo|promotion|offer)|on (?:promo|promotion|offer))\b"
    r"(?=.{0,20}\?)"
    r"|\banything off (?:on|for|the|my)\b",
    re.IGNORECASE,
)
# A rule about codes, or another matter: pages and records answer it.
_RULES = re.compile(
    r"\b(?:combin\w*|stack\w*|both codes|two codes"
    r"|(?:does|is|did|do)(?:n['’]?t| not) (?:work|valid|accept)\w*|not work\w*"
    r"|reject\w*|invalid|forgot|forget|expire[ds]?|return\w*|refund\w*|send back|cancel\w*|exchang\w*|minimum"
    r"|price match"
    r"|price adjust\w*|dropped|student|teacher|military|veteran|senior|nurse|bulk|wholesale|business|employee|staff"
    r"|shipping|tracking|gift card|order number|verification|six[ -]digit|birthday|points)\b",
    re.IGNORECASE,
)


_OF_CODES = re.compile(r"\b(?:codes?|coupons?|promos?|discounts?|vouchers?)\b", re.IGNORECASE)
_HOW_CODES_WORK = re.compile(
    r"\b(?:combin\w*|stack\w*|both|two|three|several|together"
    r"|(?:does|is|did|do)(?:n['’]?t| not) (?:work|valid|accept)\w*"
    r"|not work\w*|reject\w*|invalid|forgot|forget|expired|after (?:i )?order\w*|minimum|lose|lost)\b",
    re.IGNORECASE,
)


def asks_how_codes_work(message: str) -> bool:
    """Say whether a message asks for a rule about codes, which stands on the shop's pages."""
    return _OF_CODES.search(message) is not None and _HOW_CODES_WORK.search(message) is not None


def asks_for_own_discount(message: str) -> bool:
    """Say whether somebody haggles: wants a discount that is theirs alone."""
    return _OWN.search(message) is not None and not _RULES.search(message)


def asks_for_offers(message: str) -> bool:
    """Say whether a message asks what is on offer, or whether an offer is for something; not for the rules of codes."""
    return (_OFFERS.search(message) is not None or _OWN.search(message) is not None) and not _RULES.search(message)
