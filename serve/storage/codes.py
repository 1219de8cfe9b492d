"""Keeps one-time codes: hashed with the shop's key, bound to a conversation and an order, short-lived, few."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from assistant.turn.codes import (
    CODE_LIFETIME,
    CODE_WINDOW,
    MAX_CODE_TRIES,
    MAX_CODES_IN_CONVERSATION,
    MAX_CODES_OF_ORDER,
    Redeemed,
)
from serve.storage.codes_schema import step_up_codes as table
from serve.storage.database import Database

_LOCK = 7_366_021
_DIGITS = 6


class SqlCodes:
    """The CodeStore over SQL.

    Args:
        key: without it, a hash of six digits could be guessed from a stolen table.
    """

    def __init__(self, database: Database, key: bytes) -> None:
        self._database = database
        self._key = key

    async def issue(self, conversation_id: str, order_id: str, now: datetime) -> str | None:
        """Return a new code, which replaces the conversation's earlier ones; None when there were too many lately."""
        order_key, code = self._hash("order", order_id), f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"
        here, of_order = table.c.conversation_id == conversation_id, table.c.order_key == order_key
        async with self._database.writing() as connection:
            await self._database.serialise(connection, _LOCK)
            await connection.execute(delete(table).where(table.c.issued_at <= now - CODE_WINDOW))
            for whose, most in ((here, MAX_CODES_IN_CONVERSATION), (of_order, MAX_CODES_OF_ORDER)):
                if (
                    await connection.execute(select(func.count()).where(whose).select_from(table))
                ).scalar_one() >= most:
                    return None
            await connection.execute(update(table).where(here, table.c.expires_at > now).values(expires_at=now))
            await connection.execute(
                insert(table).values(
                    id=secrets.token_urlsafe(16),
                    conversation_id=conversation_id,
                    order_key=order_key,
                    code_hash=self._hash(conversation_id, code),
                    tries=0,
                    issued_at=now,
                    expires_at=now + CODE_LIFETIME,
                )
            )
        return code

    async def redeem(self, conversation_id: str, order_id: str, code: str, now: datetime) -> Redeemed:
        """Say whether a code is the one that was issued here and still holds; a right one holds only once."""
        holds = (
            table.c.conversation_id == conversation_id,
            table.c.order_key == self._hash("order", order_id),
            table.c.expires_at > now,
        )
        async with self._database.writing() as connection:
            await self._database.serialise(connection, _LOCK)
            row = (await connection.execute(select(table).where(*holds))).one_or_none()
            if row is None:
                return "wrong"
            if row.tries >= MAX_CODE_TRIES:
                return "used_up"
            right = hmac.compare_digest(row.code_hash, self._hash(conversation_id, code))
            # Counted with its outcome in one transaction, so that guesses side by side are no more than one by one.
            spent = {"expires_at": now} if right else {"tries": row.tries + 1}
            await connection.execute(update(table).where(table.c.id == row.id).values(**spent))
        if right:
            return "right"
        return "wrong" if row.tries + 1 < MAX_CODE_TRIES else "used_up"

    def _hash(self, kind: str, value: str) -> str:
        return hmac.new(self._key, f"{kind}\n{value}".encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
