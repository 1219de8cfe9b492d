"""Brings one-time codes to shoppers by mail."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from email.message import EmailMessage
from typing import Literal
from urllib.parse import unquote, urlsplit

import structlog

from assistant.errors import SetupError
from prompts import load_table

log = structlog.get_logger(__name__)
_SECONDS = 20.0
_PORTS = {"smtp": 587, "smtps": 465}


def code_letter(shop: str, order_id: str, code: str, locale: str = "en") -> tuple[str, str]:
    """Return the subject and the text of the mail that holds a code."""
    words = load_table("mails", locale)["code"]
    blanks = {"shop": shop, "order": order_id, "code": code}
    return words["subject"].format(**blanks), words["text"].format(**blanks)


class SmtpSender:
    """A CodeSender over a mail server; STARTTLS for smtp, TLS from the start for smtps.

    Args:
        url: smtp://user:password@host:port.
        sender: the address that the mail comes from.

    Raises:
        SetupError: the address of the server can't be used.
    """

    delivery: Literal["mail"] = "mail"

    def __init__(self, url: str, sender: str, shop: str, locale: str) -> None:
        parts = urlsplit(url)
        try:
            self._port = parts.port or _PORTS[parts.scheme]
        except (ValueError, KeyError) as error:
            raise SetupError("The mail server's address can't be used.", hint="Write smtp://user:key@host.") from error
        self._host, self._tls = parts.hostname or "", parts.scheme == "smtps"
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._sender, self._shop, self._locale = sender, shop, locale
        self._sending: set[asyncio.Task[None]] = set()

    async def send(self, email: str, order_id: str, code: str) -> None:
        """Send it behind the shopper's back, so that the time of the answer tells nobody whether there was a mail."""
        letter = EmailMessage()
        letter["From"], letter["To"] = self._sender, email
        letter["Subject"], text = code_letter(self._shop, order_id, code, self._locale)
        letter.set_content(text)
        task = asyncio.create_task(self._deliver(letter), name="code by mail")
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def _deliver(self, letter: EmailMessage) -> None:
        try:
            await asyncio.to_thread(self._post, letter)
        except (OSError, smtplib.SMTPException) as error:
            log.error("mail_not_sent", reason=type(error).__name__)

    def _post(self, letter: EmailMessage) -> None:
        context = ssl.create_default_context()
        if self._tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self._host, self._port, timeout=_SECONDS, context=context)
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=_SECONDS)
        with server:
            if not self._tls:
                server.starttls(context=context)
            if self._user:
                server.login(self._user, self._password)
            server.send_message(letter)
