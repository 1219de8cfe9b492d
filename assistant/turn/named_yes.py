"""A yes that repeats what waits, or a part or detail of it: "yes, only the lamp", "go ahead with the Visa".

Repeating what the card says is a plain yes; saying another thing than the card is none, whatever else it agrees to.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.domain.actions import ActionKind, ActionProposal, CancelOrder, ChangeItems, ExchangeItems
from assistant.domain.order import Order
from assistant.planner.consent import Consent, consent_of
from assistant.planner.short_messages import says_yes
from assistant.policy.conditions import lines_of
from assistant.tools.choice import Choice
from assistant.tools.lines_meant import lines_told, part_meant
from assistant.tools.matching import words
from assistant.tools.order_things import line_name
from assistant.tools.payments import kinds_named
from assistant.tools.versions import names_a_version

_LONGEST = 14  # words
_YES = re.compile(
    r"\W*(?:(?:oh|well|great|good|alright|and|then|so|right|please)\W+)*"
    r"(?:yes|yep|yeah|yup|sure|ok(?:ay)?|fine|perfect|go ahead|confirm\w*|please do"
    r"|do (?:it|that|so)|proceed)\b(?!.*\?)"
    r"|[^?]*[,.!]\s*(?:so )?(?:yes|yep|yeah|yup|ok(?:ay)?|go ahead|please do)"
    r"(?:\W+(?:please|thanks|thank you|do it))?\W*$",
    re.IGNORECASE,
)
# "Yes, and also the mug" wants something besides.
_MORE = re.compile(
    r"\b(?:and (?:also|then)|also|too|as well|another|other|else|plus|but|not|(?:only|just) (?:one|two|three|\d+))\b"
    r"|n['’]t\b|^\W*\w+\W+and\b",
    re.IGNORECASE,
)
_SHORT_FORM = re.compile(r"['’]\w+")  # the m of "I'm" is no size
_NUMBER = re.compile(r"\d{4,}")
_SCOPE = re.compile(r"\b(?:all|everything|both|whole|entire|lot)\b", re.IGNORECASE)
_THAT_ONE = re.compile(r"\b(?:this|that|the) one\b", re.IGNORECASE)
_NOT_WITH = re.compile(
    r"(?:\bnot|n['’]t|\binstead of|\brather than|\bno)\s+(?:\w+\s+){0,3}?(?:(?:gift |credit |debit )?card|visa"
    r"|mastercard|amex|pay ?pal|store credit)\b",
    re.IGNORECASE,
)
_SAID_ANYWAY = frozenset(
    words(
        """yes yep yeah yup sure ok okay fine perfect go ahead confirm confirmed proceed do it that so then
        please thanks thank you great good right well oh and just only all everything both whole entire lot
        thing of them these those order item the a my your for with to on by from in via using use money
        refund goes back i we want want's would d like is be make let's let now correct exactly take put
        charge pay ending card this as agreed away out"""
    )
)
_CLOSING = re.compile(
    r"(?:^|[.,;!?]\s*|\s)(?:anyway|anyhow|in any case|regardless|either way|never ?mind(?: that)?|whatever|all good"
    r"|fair enough|no matter)\b[\s,.;:!-]*(?:and |so |but )?(?P<yes>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_OBJECTS = re.compile(
    r"\b(?:no(?! matter)|not|wrong|instead|rather|also|too|add|keep|leave|cancel|stop|wait|cart|buy|return|refund|other"
    r"|different|another|want(?:ed)?|should)\b|n['’]t\b",
    re.IGNORECASE,
)
_VERBS: Mapping[ActionKind, frozenset[str]] = {
    "cancel_order": frozenset(words("cancel")),
    "return_items": frozenset(words("return send")),
    "exchange_items": frozenset(words("exchange swap change")),
    "change_items": frozenset(words("change exchange swap")),
    "change_address": frozenset(words("change send ship deliver address")),
    "change_payment": frozenset(words("change")),
    "resend_order": frozenset(words("send resend again")),
    "undo": frozenset(words("undo")),
}


def says_yes_to(message: str, proposal: ActionProposal, orders: Sequence[Order]) -> bool:
    """Say whether a message is a yes that names nothing but what the proposal says.

    Args:
        orders: the shopper's own; without them, a yes that names things is none.
    """
    if not begins_with_yes(message) or len(message.split()) > _LONGEST or _MORE.search(message):
        return False
    if consent_of(message, proposal.title) is not Consent.GIVEN or names_another_method(message, proposal):
        return False
    order = next((order for order in orders if order.id == proposal.action.order_id), None)
    known = {*words(_told(proposal, order)), *_VERBS[proposal.action.kind]}
    if not set(words(_THAT_ONE.sub(" ", message))) - _SAID_ANYWAY <= known:
        return False
    if order is None:
        return not _SCOPE.search(message) and bool(kinds_named(message))
    return _same_things(message, proposal, order)


def closes_with_yes(message: str) -> str:
    """Return the yes with which a message leaves a remark behind: "that's the whole order. Anyway, yes go ahead"."""
    found = _CLOSING.search(message)
    return found["yes"] if found and begins_with_yes(found["yes"]) and not _OBJECTS.search(message) else ""


def says_yes_after_all(message: str, proposal: ActionProposal, orders: Sequence[Order]) -> bool:
    """Say whether a message ends with a yes to what waits, and what it remarks before speaks of nothing else."""
    yes = closes_with_yes(message)
    order = next((order for order in orders if order.id == proposal.action.order_id), None)
    if not yes or order is None or names_another_method(message, proposal):
        return False
    remark = message[: len(message) - len(yes)]
    others = {number for number in _NUMBER.findall(remark) if not order.id.endswith(number)}
    told = _lines_said(remark, proposal, order)
    before = {line.id for line in lines_of(proposal.action, order)}
    if others or names_a_version(_SHORT_FORM.sub("", remark)) or told is None or (told and told != before):
        return False
    return says_yes(yes) or says_yes_to(yes, proposal, orders)


def begins_with_yes(message: str) -> bool:
    return _YES.match(message) is not None


def names_another_method(message: str, proposal: ActionProposal) -> bool:
    """Say whether a message names a payment method that the proposal doesn't say."""
    said = kinds_named(message)
    told = _money(proposal)
    brands = set(words(message)) & {"visa", "mastercard", "amex", "discover"}
    return (
        bool(said) and not _NOT_WITH.search(message) and not (said <= kinds_named(told) and brands <= set(words(told)))
    )


def names_a_part(message: str, proposal: ActionProposal, order: Order) -> bool:
    """Say whether a yes is limited to some of the things of what waits: "yes, just the lamp then"."""
    if not begins_with_yes(message) or _MORE.search(message):
        return False
    told = _lines_said(message, proposal, order)
    return told is not None and bool(told) and told < {line.id for line in lines_of(proposal.action, order)}


def _same_things(message: str, proposal: ActionProposal, order: Order) -> bool:
    """Say whether the things that a message names, if it names any, are those of the proposal."""
    before = {line.id for line in lines_of(proposal.action, order)}
    if _SCOPE.search(message):
        return all(line.id in before for line in order.lines if line.kept)
    told = _lines_said(message, proposal, order)
    return told is not None and (not told or told == before)


def _lines_said(message: str, proposal: ActionProposal, order: Order) -> set[str] | None:
    """Return the lines that a message names, None where it doesn't tell them apart; "the lamp order" names none."""
    cancels = isinstance(proposal.action, CancelOrder)
    told = part_meant(order, message) if cancels else lines_told(order, message)
    return None if isinstance(told, Choice) else {line.id for line in told}


def _told(proposal: ActionProposal, order: Order | None) -> str:
    """Return what a proposal says, without the versions that it would replace: the red one isn't what comes."""
    told = " ".join((proposal.title, *proposal.effects))
    if order is None:
        return told
    if isinstance(proposal.action, ExchangeItems | ChangeItems):
        for line in order.lines:
            told = told.replace(line_name(line), line.title)
    return told


def _money(proposal: ActionProposal) -> str:
    """Return the part of a proposal that says how the money goes; a change of payment also names the old method."""
    return proposal.title if proposal.action.kind == "change_payment" else " ".join(proposal.effects)
