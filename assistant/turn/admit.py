"""Admit: is this message fit to be read, and which orders has this conversation opened?"""

from __future__ import annotations

import unicodedata
from datetime import datetime

from assistant.domain.conversation import Conversation
from assistant.domain.principal import Principal
from assistant.errors import InvalidInput, MessageTooLong

MAX_MESSAGE = 2000


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
