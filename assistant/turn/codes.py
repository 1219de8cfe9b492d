"""One-time codes: the last step of proving an order, so that a pasted confirmation alone opens nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

CODE_LIFETIME = timedelta(minutes=10)
CODE_WINDOW = timedelta(days=1)
MAX_CODE_TRIES = 5  # of one code
MAX_CODES_IN_CONVERSATION, MAX_CODES_OF_ORDER = 5, 10  # within CODE_WINDOW

Redeemed = Literal["right", "wrong", "used_up"]
Delivery = Literal["mail", "outbox"]

_CODE = re.compile(r"(?<![\w.-])(\d{3})[ -]?(\d{3})(?![\w-])")
_NEW_CODE = re.compile(
    r"\b(?:re-?send|(?:another|new|no|different|fresh) code"
    r"|send (?:it|the code|one|me one|a code)(?: to me)? (?:again|once more)"
    r"|(?:code|mail|e-mail|it)\b.{0,20}\b(?:not|never|n't|n’t)\b.{0,12}\b(?:come|came|arriv\w+|here|there|receiv\w+)"
    r"|(?:got|get|received?) no (?:code|mail|e-mail))\b",
    re.IGNORECASE,
)


class CodeStore(Protocol):
    """Makes codes and checks them, over all conversations, processes and restarts; keeps none in the clear."""

    async def issue(self, conversation_id: str, order_id: str, now: datetime) -> str | None:
        """Return a new code, which replaces the conversation's earlier ones; None when there were too many lately."""
        ...

    async def redeem(self, conversation_id: str, order_id: str, code: str, now: datetime) -> Redeemed:
        """Say whether a code is the one that was issued here and still holds; a right one holds only once."""
        ...


class CodeSender(Protocol):
    """Brings a code to the person behind an e-mail address."""

    async def send(self, email: str, order_id: str, code: str) -> None:
        """Send it, and let nobody wait for it: how long it takes would tell whether there was anything to send."""
        ...

    @property
    def delivery(self) -> Delivery:
        """Where the person finds it."""
        ...


@dataclass(frozen=True, slots=True)
class OneTimeCodes:
    """Codes with their way to the shopper."""

    store: CodeStore
    sender: CodeSender

    async def ask(self, conversation_id: str, order_id: str, email: str | None, now: datetime) -> bool:
        """Make a code and send it where there is somebody to send it to; False when there were too many lately.

        Args:
            email: None where number and address don't belong together, which nobody may notice.
        """
        code = await self.store.issue(conversation_id, digits_of(order_id), now)
        if code is not None and email is not None:
            await self.sender.send(email, order_id, code)
        return code is not None


def digits_of(order_id: str) -> str:
    """Return what tells an order number from others: it is the same however its prefix is typed."""
    return "".join(c for c in order_id if c.isdecimal())


def code_in(message: str) -> str | None:
    """Return the six digits of a code that a message holds."""
    found = _CODE.search(message)
    return f"{found[1]}{found[2]}" if found else None


def without_code(message: str) -> str:
    """Return the message as a later turn may know it: six digits would pass for an order's number."""
    return " ".join(_CODE.sub(" ", message).split()) or "here it is"


def asks_for_code(message: str) -> bool:
    """Say whether a message asks for another code."""
    return bool(_NEW_CODE.search(message))
