"""The demo shop's mails: written to a table that its page "Outbox" shows, since a demo has no mail server."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import delete, insert, select

from serve.clock import Clock
from serve.demo.tables import mails
from serve.mail import code_letter
from serve.storage.database import Database

_KEPT = 50


class Mail(BaseModel):
    """A mail that a real shop would have sent."""

    model_config = ConfigDict(frozen=True)

    email: str
    subject: str
    text: str
    at: datetime


class Mailbox:
    """A CodeSender that keeps the latest mails instead of sending them."""

    delivery: Literal["outbox"] = "outbox"

    def __init__(self, database: Database, clock: Clock, shop: str, locale: str) -> None:
        self._database, self._clock, self._shop, self._locale = database, clock, shop, locale

    async def send(self, email: str, order_id: str, code: str) -> None:
        subject, text = code_letter(self._shop, order_id, code, self._locale)
        async with self._database.writing() as connection:
            await connection.execute(insert(mails).values(email=email, subject=subject, text=text, at=self._clock()))
            latest = select(mails.c.seq).order_by(mails.c.seq.desc()).limit(_KEPT)
            await connection.execute(delete(mails).where(mails.c.seq.not_in(latest)))

    async def recent(self) -> tuple[Mail, ...]:
        """Return the mails, newest first."""
        async with self._database.reading() as connection:
            rows = (await connection.execute(select(mails).order_by(mails.c.seq.desc()))).mappings()
            return tuple(Mail.model_validate(dict(row)) for row in rows)
