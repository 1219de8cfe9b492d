"""Chooses how one-time codes reach shoppers."""

from __future__ import annotations

from assistant.turn.codes import CodeSender, OneTimeCodes
from serve.clock import Clock
from serve.demo.mailbox import Mailbox
from serve.mail import SmtpSender
from serve.settings import Settings
from serve.storage.codes import SqlCodes
from serve.storage.database import Database


def one_time_codes(settings: Settings, database: Database, clock: Clock) -> OneTimeCodes | None:
    """Return the codes of a shop; None where it has decided to do without.

    Raises:
        SetupError: the mail server's address can't be used.
    """
    if settings.code_delivery == "none":
        return None
    sender: CodeSender = mailbox(settings, database, clock)
    if settings.code_delivery == "smtp" and settings.smtp_url is not None and settings.mail_from is not None:
        url = settings.smtp_url.get_secret_value()
        sender = SmtpSender(url, settings.mail_from, settings.shop_name, settings.locale)
    return OneTimeCodes(SqlCodes(database, settings.signing_key().encode()), sender)


def mailbox(settings: Settings, database: Database, clock: Clock) -> Mailbox:
    """Return the demo shop's outbox."""
    return Mailbox(database, clock, settings.shop_name, settings.locale)
