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
    r"|(?:code|mail|e-mail|it)\b.{0,20}(?:\bnot|\bnever|n'?t)\b.{0,12}\b(?:com(?:e|ing)|came|arriv\w+|here|there|receiv\w+|show\w*)"
    r"|(?:got|get|received?) no (?:code|mail|e-?mail)"
    r"|(?:didn'?t|did not|haven'?t|have not|hasn'?t|never|not) (?:\w+ ){0,2}?(?:get|got|gotten|receive|received|seen?)"
    r" (?:\w+ ){0,3}?(?:code|mail|e-?mail|it|anything|one)"
    r"|still (?:nothing|no code|no mail|no e-?mail|waiting|not (?:here|there|come))"
    r"|nothing (?:came|comes|arrived|yet|there|in (?:my |the )?(?:inbox|spam|mail\w*))"
    r"|no (?:code|mail|e-?mail)(?: (?:yet|came|come|here|there|arrived))?"
    r"(?=\W*(?:$|[.,!?]|in\b|so\b|still\b|here\b))"
    r"|(?:no|nicht|keinen?|pas|non|niet|geen|não|nao)\b.{0,25}\b(?:c[oó]digo|code|codice)"
    r"|where(?:'?s| is) (?:the|my) code|(?:want|need) (?:my|the|that) code"
    r"|(?:lost|deleted|erased) (?:the|that|your) (?:code|mail|e-?mail)|code (?:has |is )?(?:expired|too old))\b",
    re.IGNORECASE,
)
# What a shopper says who can't give the number of an order, or doesn't see what a code is for.
_LACKS = re.compile(
    r"\b(?:(?:don'?t|do not|no longer|can'?t|cannot|couldn'?t|didn'?t) (?:\w+ ){0,3}?"
    r"(?:have|know|find|remember|keep|see)\b[^.?!]{0,20}?\b(?:it|number|nr|mail|e-?mail|confirmation|that|one)"
    r"|(?:no|(?:without|lost|forgot|deleted|erased) (?:the|a|my|that|your))"
    r" (?:order )?(?:number|mail|e-?mail|confirmation(?: mail| e-?mail)?)"
    r"|(?:look|find|search|check|pull|track|see)(?: (?:it|me|for it|that|this|(?:my|the) orders?))?(?: up)?"
    r" (?:just |only )?(?:by|with|via|using|through|under) (?:just |only )?"
    r"(?:my |the )?(?:e-?mail|mail|name|phone|address)"
    r"|(?:only|just) have (?:my|the|an) (?:e-?mail|name)"
    r"|(?:isn'?t|is) (?:my|the) (?:e-?mail|mail|address) (?:not )?enough)\b",
    re.IGNORECASE,
)
_OTHER_CODE = re.compile(r"\b(?:promo\w*|discount|coupon|voucher|gift|zip|postal)\b", re.IGNORECASE)
_NO_MAILBOX = re.compile(
    r"\b(?:(?:don'?t|do not|no longer|can'?t|cannot|couldn'?t|lost|without|no) (?:\w+ ){0,2}?"
    r"(?:access|use|open|read|check|log ?in|get into|reach)(?: to| into)?\b[^.?!]{0,20}?"
    r"\b(?:e-?mails?|mail|mailbox|inbox|address|account)"
    r"|(?:that|it|this)(?:'?s| is| was) (?:an |my )?(?:old|closed|dead|former|work) (?:e-?mail|mail|address|account)"
    r"|(?:changed|new|another|different) (?:my )?(?:e-?mail|mailbox)(?: address)?)\b",
    re.IGNORECASE,
)
_WHY = re.compile(
    r"\b(?:why\b[^.?!]{0,30}\b(?:code|number|e-?mail|verif\w+|prove)"
    r"|(?:can'?t|can|could|why don'?t|won'?t) you (?:just |simply |not )+(?:tell|say|look|check|show|open|see)\b"
    r"[^.?!]{0,20}\b(?:where|order|parcel|package|status|delivery|deliver\w*|it|up|if|when)"
    r"|just (?:tell|show) me (?:where|if|when|my order|the status|whether|how)|without (?:a|the|any) code"
    r"|what (?:is the|is a|is that|the|for) code)\b",
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
    return bool(_NEW_CODE.search(message.replace("’", "'"))) and not _OTHER_CODE.search(message)


def lacks_number(message: str) -> bool:
    """Say whether a message tells that there is no order number at hand, or asks to do without."""
    return bool(_LACKS.search(message.replace("’", "'")))


def lacks_mailbox(message: str) -> bool:
    """Say whether a message tells that the mailbox of an order can't be read any more."""
    return bool(_NO_MAILBOX.search(message.replace("’", "'")))


def asks_why(message: str) -> bool:
    """Say whether a message asks to be told without proof, or what the proof is for."""
    return bool(_WHY.search(message.replace("’", "'")))
