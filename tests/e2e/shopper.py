"""A shopper at a browser: what they click and type, what they see, and what must never happen meanwhile."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Locator, Page, Request, Response, expect

TURN_WITHIN = 60_000
PASSWORD = "demo"
_MISHAPS = ("undefined", "[object", "NaN", "{")


@dataclass
class Shopper:
    """One visitor with one tab.

    Attributes:
        evidence: folder where a failing step leaves a screenshot and the console.
        troubles: what the browser complained about, and requests that left for another host.
    """

    page: Page
    url: str
    evidence: Path
    troubles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.troubles.append(f"error in the page: {error}"))
        self.page.on("request", self._note_request)
        self.page.on("response", self._note_response)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """A step of the story; when it fails, the failure says which one and where its screenshot lies."""
        try:
            yield
        except BaseException as error:
            shot = self.evidence / f"{re.sub(r'[^a-z0-9]+', '-', name.lower())}.png"
            self.page.screenshot(path=shot)
            console = shot.with_suffix(".txt")
            console.write_text("\n".join(self.troubles), encoding="utf-8")
            error.add_note(f"Step: {name}\nPage: {self.page.url}\nScreenshot: {shot}\nConsole: {console}")
            error.add_note(f"Last turn: {self._last_turn_text()!r}")
            raise

    # The shop's pages.

    def visit(self, path: str) -> None:
        self.page.goto(self.url + path)
        expect(self.chat(".panel")).to_be_attached()

    def sign_in(self, email: str) -> None:
        self.visit("/login")
        form = self.page.get_by_role("region", name="Sign in")
        form.get_by_label("E-mail address").fill(email)
        form.get_by_label("Password").fill(PASSWORD)
        form.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("heading", name="Your orders")).to_be_visible()

    def order_with_state(self, state: str) -> str:
        """Return the number of the newest order of that state in the account."""
        self.visit("/account/orders")
        row = self.page.locator(".orders a").filter(has=self.page.locator(".state", has_text=state)).first
        return row.locator("b").first.inner_text().removeprefix("Order ")

    def cart_lines(self) -> list[str]:
        """Return the lines that the cart page shows, name and options."""
        self.visit("/cart")
        return [" ".join(text.split()) for text in self.page.locator("[data-cart-page] .lines .what").all_inner_texts()]

    @property
    def badge(self) -> Locator:
        return self.page.locator("[data-cart-count]")

    def fits(self) -> bool:
        """Say whether the page is no wider than the screen."""
        wide: bool = self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        return wide

    # The chat.

    def chat(self, selector: str) -> Locator:
        return self.page.locator(f"shopkeeper-chat {selector}")

    def open_chat(self) -> None:
        self.chat(".launcher").click()
        expect(self.chat(".greeting")).to_be_visible()

    def say(self, text: str) -> Locator:
        """Type a message, press Enter, and return the whole answer once it has ended."""
        field = self.chat("textarea")
        field.fill(text)
        field.press("Enter")
        expect(self.chat(".bubble.shopper").last).to_contain_text(text)
        return self.answered()

    def answered(self) -> Locator:
        """Wait until the running turn has ended and return it; nothing in it may look like a slip of the code."""
        expect(self.chat(".status.idle")).to_be_attached(timeout=TURN_WITHIN)
        turns = self.chat(".turn")
        turn = turns.nth(turns.count() - 1)  # this one, also when others have followed
        said = turn.inner_text()
        for mishap in _MISHAPS:
            assert mishap not in said, f"{mishap!r} stands in the chat: {said}"
        expect(turn.locator(".error")).to_have_count(0)
        return turn

    def _last_turn_text(self) -> str:
        turns = self.chat(".turn")
        return turns.last.inner_text() if turns.count() else ""

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.troubles.append(f"console {message.type}: {message.text} ({self.page.url})")

    def _note_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.netloc != urlsplit(self.url).netloc:
            self.troubles.append(f"a request left for another host: {request.url}")

    def _note_response(self, response: Response) -> None:
        if response.status >= 400:
            self.troubles.append(f"HTTP {response.status}: {response.url}")


def titles(turn: Locator) -> list[str]:
    """Return the names on the cards of a turn, in order."""
    return [title.strip() for title in turn.locator(".card .title").all_inner_texts()]


def prices(turn: Locator) -> list[Decimal]:
    """Return the prices on the cards of a turn, in order."""
    shown = turn.locator(".card .now").all_inner_texts()
    return [Decimal(re.sub(r"[^\d.]", "", price)) for price in shown]
