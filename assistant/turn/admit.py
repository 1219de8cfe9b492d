"""Admit: is this message fit to be read, and does it prove who is speaking?"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from enum import StrEnum

from assistant.domain.conversation import Conversation
from assistant.domain.principal import Principal
from assistant.errors import InvalidInput, MessageTooLong, ShopkeeperError
from assistant.privacy import EMAIL
from assistant.tools.ports import Orders
from assistant.turn.ports import ProofTries

MAX_MESSAGE = 2000
MAX_STEP_UP_TRIES = 5
STEP_UP_LIFETIME = timedelta(minutes=30)

_ORDER_NUMBER = re.compile(r"(?<![\w@.])#?((?:[A-Za-z]{1,4}-?)?\d{4,12})(?![\w@])")


def clean_message(text: str) -> str:
    """Return the message as one would read it: composed Unicode, no control or invisible format characters.

    Raises:
        MessageTooLong: more than 2,000 characters.
        InvalidInput: nothing readable is left.
    """
    if len(text) > MAX_MESSAGE * 2:
        raise MessageTooLong(f"A message may have up to {MAX_MESSAGE:,} characters.")
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(
        c if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"} or c == "\u200d" else " " if c in "\n\t\r" else ""
        for c in composed
    )
    cleaned = " ".join(kept.split())
    if not cleaned:
        raise InvalidInput("The message is empty.", hint="Type a question or a wish.")
    if len(cleaned) > MAX_MESSAGE:
        raise MessageTooLong(f"A message may have up to {MAX_MESSAGE:,} characters.")
    return cleaned


def admitted_principal(principal: Principal, conversation: Conversation, now: datetime) -> Principal:
    """Add the orders that this conversation has proved by step-up and whose proof is still fresh."""
    fresh = {order_id for order_id, until in conversation.state.opened_orders.items() if until > now}
    if not fresh:
        return principal
    return principal.model_copy(update={"order_ids": principal.order_ids | fresh})


class Proof(StrEnum):
    """What a message contributed to proving an order."""

    NONE = "none"
    PARTIAL = "partial"
    WRONG = "wrong"
    EXHAUSTED = "exhausted"
    PROVED = "proved"


async def step_up(message: str, conversation: Conversation, orders: Orders, tries: ProofTries, now: datetime) -> Proof:
    """Try to prove an order with the order number and the e-mail address that the shopper typed, in one message or two.

    The conversation's state remembers the half that was given, the tries, and the orders that were opened.
    """
    state = conversation.state
    email = EMAIL.search(message)
    number = _ORDER_NUMBER.search(EMAIL.sub(" ", message))
    offered = (email and number) or (state.held is not None and (email or number))
    if not offered:
        return Proof.NONE
    if email:
        state.held_email = email.group().lower()
    if number:
        state.held_order_id = number.group(1).upper()
    if not state.held_email or not state.held_order_id:
        return Proof.PARTIAL
    if state.step_up_tries >= MAX_STEP_UP_TRIES:
        return Proof.EXHAUSTED
    order_id, given_email = state.held_order_id, state.held_email
    # Counted before it is judged, so that many guesses at once get no further than one after the other.
    this_try = await tries.begin(_halves(order_id, given_email), now)
    if this_try is None:
        return Proof.EXHAUSTED
    state.held_email = None
    try:
        proved = await orders.prove_order(order_id, given_email)
    except ShopkeeperError:
        await tries.forgive(this_try)
        raise
    if not proved:
        state.step_up_tries += 1
        return Proof.WRONG
    await tries.forgive(this_try)
    state.opened_orders[order_id] = now + STEP_UP_LIFETIME
    state.order_id, state.held_order_id = order_id, None  # the tries stay, or an order of one's own would renew them
    return Proof.PROVED


def _halves(order_id: str, email: str) -> tuple[str, str]:
    """What is counted: an order number is the same however its prefix is typed."""
    digits = "".join(c for c in order_id if c.isdecimal())
    return f"order {digits}", f"email {email.casefold()}"
