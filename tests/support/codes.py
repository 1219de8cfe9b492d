"""One-time codes in memory, and a letter box that they fall into."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from assistant.turn.codes import (
    CODE_LIFETIME,
    CODE_WINDOW,
    MAX_CODE_TRIES,
    MAX_CODES_IN_CONVERSATION,
    MAX_CODES_OF_ORDER,
    Delivery,
    Redeemed,
)


@dataclass
class _Issued:
    conversation_id: str
    order_id: str
    code: str
    at: datetime
    until: datetime
    tries: int = 0


@dataclass
class MemoryCodes:
    issued: list[_Issued] = field(default_factory=list)

    async def issue(self, conversation_id: str, order_id: str, now: datetime) -> str | None:
        lately = [one for one in self.issued if one.at > now - CODE_WINDOW]
        if sum(one.conversation_id == conversation_id for one in lately) >= MAX_CODES_IN_CONVERSATION:
            return None
        if sum(one.order_id == order_id for one in lately) >= MAX_CODES_OF_ORDER:
            return None
        for one in lately:
            if one.conversation_id == conversation_id:
                one.until = min(one.until, now)
        code = f"{secrets.randbelow(10**6):06}"
        self.issued.append(_Issued(conversation_id, order_id, code, now, now + CODE_LIFETIME))
        return code

    async def redeem(self, conversation_id: str, order_id: str, code: str, now: datetime) -> Redeemed:
        for one in self.issued:
            if (one.conversation_id, one.order_id) == (conversation_id, order_id) and one.until > now:
                if one.tries >= MAX_CODE_TRIES:
                    return "used_up"
                if one.code == code:
                    one.until = now
                    return "right"
                one.tries += 1
                return "wrong" if one.tries < MAX_CODE_TRIES else "used_up"
        return "wrong"


@dataclass
class LetterBox:
    """A CodeSender: (email, order, code) of what was sent."""

    letters: list[tuple[str, str, str]] = field(default_factory=list)
    delivery: Delivery = "mail"

    async def send(self, email: str, order_id: str, code: str) -> None:
        self.letters.append((email, order_id, code))
