"""`shopkeeper ask`: one turn, for people or, with --json, for programs."""

from __future__ import annotations

import asyncio
import json
import sys

from rich.console import Console
from rich.text import Text

from assistant.turn.events import ErrorEvent
from serve.cli.answer import Answer
from serve.cli.client import ShopClient
from serve.cli.reach import shop_at
from serve.cli.render import plain, show
from serve.cli.sign_in import customer_token
from serve.settings import Settings


def ask(
    settings: Settings, text: str, *, as_json: bool, url: str | None, conversation_id: str | None, customer: str | None
) -> None:
    """Say one thing and print what comes back.

    Raises:
        ShopkeeperError: no shop answers, or it refuses.
    """
    token = customer_token(settings, customer)
    with shop_at(settings, url) as address:
        begun, answer = asyncio.run(_ask(address, token, text, conversation_id))
    if as_json:
        told = {"text": text, "conversation_id": begun, **answer.as_json()}
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        return
    console = Console(highlight=False)
    for event in answer.events:
        if not isinstance(event, ErrorEvent) or not answer.reply:
            show(console, event)
    console.print(Text(plain(answer.reply.strip())))


async def _ask(url: str, token: str | None, text: str, conversation_id: str | None) -> tuple[str, Answer]:
    async with ShopClient(url, token) as shop:
        await shop.settled()
        wanted = conversation_id or (await shop.begin()).id
        return wanted, await Answer.gather(shop.say(wanted, text))
