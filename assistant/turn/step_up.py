"""Step-up: an anonymous shopper proves an order with its number, its e-mail address and a code sent to that address."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from enum import StrEnum

from assistant.domain.conversation import Conversation, ConversationState
from assistant.errors import ShopkeeperError
from assistant.planner.fallback import asks_for_a_person
from assistant.privacy import EMAIL
from assistant.tools.ports import Orders
from assistant.turn.codes import OneTimeCodes, asks_for_code, asks_why, code_in, digits_of, lacks_mailbox, lacks_number
from assistant.turn.ports import ProofTries

MAX_STEP_UP_TRIES = 5
_CODE_EXPECTED = timedelta(hours=1)  # longer than a code holds, so that one that comes late is told so
STEP_UP_LIFETIME = timedelta(minutes=30)

_ORDER_NUMBER = re.compile(r"(?<![\w@.])#?((?:[A-Za-z]{1,4}-?)?\d{4,12})(?![\w@])")


class Proof(StrEnum):
    """What a message contributed to proving an order."""

    NONE = "none"
    PARTIAL = "partial"
    WRONG = "wrong"
    EXHAUSTED = "exhausted"
    CODE_SENT = "code_sent"
    CODE_AGAIN = "code_again"
    """Another code, for somebody who says that none came."""
    NO_NUMBER = "no_number"
    """Told that there is no order number at hand, or asked to do without."""
    NO_MAILBOX = "no_mailbox"
    WHY_CODE = "why_code"
    CODE_WRONG = "code_wrong"
    CODE_USED_UP = "code_used_up"
    PROVED = "proved"


STILL_ASKED = frozenset(
    {Proof.PARTIAL, Proof.CODE_SENT, Proof.CODE_AGAIN, Proof.NO_NUMBER, Proof.NO_MAILBOX, Proof.WHY_CODE}
)
"""Nothing is refused yet: the shopper is asked on."""


async def step_up(
    message: str,
    conversation: Conversation,
    orders: Orders,
    tries: ProofTries,
    now: datetime,
    codes: OneTimeCodes | None = None,
    own_email: str | None = None,
) -> Proof:
    """Try to prove an order with what the shopper typed: number and address, in one message or two, then the code.

    The conversation's state remembers the half that was given, the tries, and the orders that were opened.

    Args:
        codes: None where the shop has decided that number and address suffice.
        own_email: of a shopper who has signed in, who needn't prove their own orders again.
    """
    state = conversation.state
    email = EMAIL.search(message)
    if email and own_email and email.group().casefold() == own_email.casefold():
        return Proof.NONE
    waiting = state.code_for is not None and state.code_over is not None and now < state.code_over
    if codes is not None and waiting and not email:
        if code := code_in(message):
            return await _redeem(code, conversation, codes, now)
        if asks_for_code(message) and state.code_email:
            state.held_order_id, state.held_email = state.code_for, state.code_email
            again = await _judge(conversation, orders, tries, now, codes)
            return Proof.CODE_AGAIN if again is Proof.CODE_SENT else again
    number = _ORDER_NUMBER.search(EMAIL.sub(" ", message))
    if not number and (puzzled := _puzzled(message, state, waiting=codes is not None and waiting)):
        state.held_email = email.group().lower() if email else state.held_email
        return puzzled
    offered = (email and number) or (state.held is not None and (email or number))
    if not offered:
        return Proof.NONE
    if email:
        state.held_email = email.group().lower()
    if number:
        state.held_order_id = number.group(1).upper()
    if not state.held_email or not state.held_order_id:
        return Proof.PARTIAL
    return await _judge(conversation, orders, tries, now, codes)


def _puzzled(message: str, state: ConversationState, *, waiting: bool) -> Proof | None:
    """Return what has to be explained to somebody who is asked for a proof; None where a message asks no such thing."""
    if (state.held is None and not waiting) or asks_for_a_person(message):
        return None
    if lacks_mailbox(message):
        return Proof.NO_MAILBOX
    if asks_why(message) and waiting:
        return Proof.WHY_CODE
    if state.held is not None and (lacks_number(message) or asks_why(message)):
        return Proof.NO_NUMBER
    return None


async def _judge(
    conversation: Conversation, orders: Orders, tries: ProofTries, now: datetime, codes: OneTimeCodes | None
) -> Proof:
    """Judge the two halves that are held."""
    state = conversation.state
    order_id, email = state.held_order_id or "", state.held_email or ""
    if state.step_up_tries >= MAX_STEP_UP_TRIES:
        return Proof.EXHAUSTED
    # Counted before it is judged, so that many guesses at once get no further than one after the other.
    this_try = await tries.begin(_halves(order_id, email), now)
    if this_try is None:
        return Proof.EXHAUSTED
    state.held_email = None
    try:
        proved = await orders.prove_order(order_id, email)
    except ShopkeeperError:
        await tries.forgive(this_try)
        raise
    if proved:
        await tries.forgive(this_try)
    if codes is not None:
        # The same answer whether or not they belong together: who guesses learns nothing.
        state.code_for, state.code_email, state.code_over = order_id, email, now + _CODE_EXPECTED
        sent = await codes.ask(conversation.id, order_id, email if proved else None, now)
        return Proof.CODE_SENT if sent else Proof.EXHAUSTED
    if not proved:
        state.step_up_tries += 1
        return Proof.WRONG
    return _opened(conversation, order_id, now)


async def _redeem(code: str, conversation: Conversation, codes: OneTimeCodes, now: datetime) -> Proof:
    state = conversation.state
    order_id = state.code_for or ""
    redeemed = await codes.store.redeem(conversation.id, digits_of(order_id), code, now)
    if redeemed == "right":
        state.code_for, state.code_email = None, None
        return _opened(conversation, order_id, now)
    return Proof.CODE_WRONG if redeemed == "wrong" else Proof.CODE_USED_UP


def _opened(conversation: Conversation, order_id: str, now: datetime) -> Proof:
    state = conversation.state
    state.opened_orders[order_id] = now + STEP_UP_LIFETIME
    state.order_id, state.held_order_id = order_id, None  # the tries stay, or an order of one's own would renew them
    return Proof.PROVED


def _halves(order_id: str, email: str) -> tuple[str, str]:
    return f"order {digits_of(order_id)}", f"email {email.casefold()}"
