"""`shopkeeper chat`: the shop in a terminal."""

from __future__ import annotations

import asyncio
import readline  # noqa: F401 (gives input() its history and line editing)
from collections.abc import AsyncIterator
from contextlib import suppress

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from assistant.domain.actions import ActionProposal, ProposalState
from assistant.errors import ShopkeeperError
from assistant.turn.events import ActionEvent, StatusEvent, TextEvent, TurnEvent
from serve.cli.client import Begun, ShopClient
from serve.cli.reach import shop_at
from serve.cli.render import plain, show, status_words
from serve.cli.sign_in import customer_token
from serve.settings import Settings

_HELP = """[bold]/new[/bold] begins a new conversation, [bold]/quit[/bold] leaves (as does Ctrl-D).
Ctrl-C stops an answer. You are talking to an AI; say “talk to a person” for one."""


def chat(settings: Settings, url: str | None, customer: str | None) -> None:
    """Talk to the shop until the shopper leaves.

    Raises:
        ShopkeeperError: no shop can be reached or started.
    """
    token = customer_token(settings, customer)
    with shop_at(settings, url) as address, asyncio.Runner() as runner:
        _Chat(Console(highlight=False), ShopClient(address, token), runner).run()


class _Chat:
    """One terminal's conversation."""

    def __init__(self, console: Console, shop: ShopClient, runner: asyncio.Runner) -> None:
        self._console = console
        self._shop = shop
        self._runner = runner
        self._conversation = ""

    def run(self) -> None:
        self._runner.run(self._shop.settled())
        self._begin()
        with suppress(EOFError, KeyboardInterrupt):
            while True:
                text = self._read("[bold cyan]you ›[/bold cyan] ")
                match text.split():
                    case []:
                        continue
                    case ["/quit" | "/exit" | "/q"]:
                        break
                    case ["/help" | "/?"]:
                        self._console.print(_HELP)
                    case ["/new"]:
                        self._begin()
                    case [word, *_] if word.startswith("/"):
                        self._console.print(f"There is no {escape(word)}. {_HELP}")
                    case _:
                        self._answer(self._shop.say(self._conversation, text))
        self._console.print("[dim]Goodbye.[/dim]")

    def _begin(self) -> None:
        begun: Begun = self._runner.run(self._shop.begin())
        self._conversation = begun.id
        self._console.rule(Text(plain(begun.shop_name)), style="dim")
        self._console.print(Text(plain(begun.greeting)))
        for suggestion in begun.suggestions:
            self._console.print(Text(plain(f"  · {suggestion}"), "dim"))
        self._console.print("[dim]You are talking to an AI. /help, /new, /quit[/dim]\n")

    def _answer(self, events: AsyncIterator[TurnEvent]) -> None:
        """Show an answer as it comes, then ask about what it proposed; Ctrl-C stops it."""
        try:
            proposal = self._runner.run(self._show(events))
            while proposal is not None:
                accept = self._asked(proposal)
                if accept is None:
                    return
                decided = self._shop.decide(self._conversation, proposal.id, accept=accept)
                proposal = self._runner.run(self._show(decided))
        except KeyboardInterrupt:
            with suppress(ShopkeeperError):
                self._runner.run(self._shop.cancel(self._conversation))
            self._console.print("[dim]Stopped.[/dim]\n")
        except ShopkeeperError as error:
            self._console.print(Text(plain(f"{error.detail} {error.hint}\n"), "red"))

    async def _show(self, events: AsyncIterator[TurnEvent]) -> ActionProposal | None:
        """Print the turn; return the proposal that waits for an answer, if there is one."""
        waiting: ActionProposal | None = None
        speaking = False
        with self._console.status("Thinking…", spinner="dots") as status:
            async for event in events:
                match event:
                    case StatusEvent():
                        status.update(Text(status_words(event)))
                    case TextEvent():
                        status.stop()
                        if not speaking:
                            self._console.print("[bold magenta]shop ›[/bold magenta] ", end="")
                        speaking = True
                        self._console.print(Text(plain(event.text)), end="", soft_wrap=True)
                    case _:
                        if isinstance(event, ActionEvent):
                            waiting = event.proposal if event.proposal.state is ProposalState.PENDING else None
                        show(self._console, event)
        self._console.print("\n" if speaking else "")
        return waiting

    def _asked(self, proposal: ActionProposal) -> bool | None:
        """Ask for a yes or a no; anything else leaves the proposal open and is said to the shop by the next line."""
        answer = self._read(f"[bold yellow]{escape(plain(proposal.title))}[/bold yellow] (y/n, Enter decides later) ")
        return {"y": True, "yes": True, "n": False, "no": False}.get(answer.strip().lower())

    def _read(self, prompt: str) -> str:
        return self._console.input(prompt)
