"""Codes by mail: the letter, the way out, and what goes wrong on it."""

from __future__ import annotations

import asyncio
import smtplib
from email.message import EmailMessage

import pytest

from assistant.errors import SetupError
from serve.mail import SmtpSender, code_letter
from serve.settings import Settings


def test_the_letter_says_what_it_is_for() -> None:
    subject, text = code_letter("Alder & Co", "10003", "004217")
    assert "004217" in subject
    assert "10003" in text
    assert "Alder & Co" in text


@pytest.mark.parametrize("url", ["ftp://mail.example", "smtp://mail.example:99999", "mail.example"])
def test_an_address_that_is_none_is_said_plainly(url: str) -> None:
    with pytest.raises(SetupError, match="mail server"):
        SmtpSender(url, "shop@example.com", "Alder", "en")


async def test_a_code_goes_out_encrypted_and_nobody_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []

    class Server:
        def __init__(self, host: str, port: int, **rest: object) -> None:
            steps.append(f"{host}:{port}")

        def __enter__(self) -> Server:
            return self

        def __exit__(self, *error: object) -> None: ...

        def starttls(self, context: object) -> None:
            steps.append("starttls")

        def login(self, user: str, password: str) -> None:
            steps.append(f"login {user} {password}")

        def send_message(self, letter: EmailMessage) -> None:
            steps.append(f"{letter['From']} to {letter['To']}")

    monkeypatch.setattr(smtplib, "SMTP", Server)
    sender = SmtpSender("smtp://shop:p%40ss@mail.example", "shop@example.com", "Alder", "en")
    await sender.send("ann@example.com", "10003", "004217")
    assert steps == []
    for _ in range(100):
        await asyncio.sleep(0.01)
        if len(steps) == 4:
            break
    assert steps == ["mail.example:587", "starttls", "login shop p@ss", "shop@example.com to ann@example.com"]


def test_a_shop_that_mails_says_how() -> None:
    with pytest.raises(SetupError, match="smtp_url"):
        Settings.read(proof_codes="smtp")
    with pytest.raises(SetupError, match="outbox"):
        Settings.read(proof_codes="outbox", demo=False)
    assert Settings.read().code_delivery == "outbox"
    assert Settings.read(demo=False).code_delivery == "none"
