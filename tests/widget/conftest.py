"""The mock shop on a port of its own and a real Chromium in front of it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.support.served_mock import ServedMock
from tests.widget.mock_shop import MockShop, build


class Served(ServedMock):
    """A mock shop that can be taken down and brought back on the same address."""

    def __init__(self, shop: MockShop, port: int) -> None:
        super().__init__(build(shop), port)
        self.shop = shop

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@dataclass
class Chat:
    """The widget as a shopper uses it."""

    page: Page
    served: Served
    errors: list[str] = field(default_factory=list)

    def visit(self, path: str = "/") -> None:
        self.page.goto(self.served.url + path)
        self.page.locator("shopkeeper-chat .panel").wait_for(state="attached")

    def open(self, path: str = "/") -> None:
        self.visit(path)
        self.find(".launcher").click()
        self.find(".greeting").wait_for()

    def find(self, selector: str) -> Locator:
        return self.page.locator(f"shopkeeper-chat {selector}")

    def say(self, text: str, *, wait: bool = True) -> None:
        self.find("#field").fill(text)
        self.find("#field").press("Enter")
        if wait:
            self.settled()

    def settled(self) -> None:
        """Wait until the last turn has ended."""
        self.page.wait_for_function(
            "document.querySelector('shopkeeper-chat').shadowRoot.querySelector('.status.idle')", timeout=30_000
        )

    def heard(self) -> list[str]:
        return [text.strip() for text in self.find(".bubble.assistant:not(.greeting) p").all_inner_texts()]

    def said(self) -> list[str]:
        return self.find(".bubble.shopper p").all_inner_texts()


@pytest.fixture
def served() -> Iterator[Served]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    served = Served(MockShop(), port)
    served.up()
    yield served
    served.down()


@pytest.fixture
def chat(browser: Browser, served: Served, request: pytest.FixtureRequest) -> Iterator[Chat]:
    """A chat in a fresh browser profile; parametrise indirectly with options of `new_context`."""
    options = {"viewport": {"width": 1280, "height": 800}, **getattr(request, "param", {})}
    context = browser.new_context(**options)
    page = context.new_page()
    chat = Chat(page, served)
    page.on("pageerror", lambda error: chat.errors.append(str(error)))
    yield chat
    context.close()
    assert chat.errors == []
