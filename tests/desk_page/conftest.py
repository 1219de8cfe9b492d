"""The mock desk on a port of its own and a real Chromium in front of it."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.desk_page import cases
from tests.desk_page.mock_desk import MockDesk, build
from tests.support.served_mock import ServedMock

ADA = "T-ADA00001"


class Served(ServedMock):
    """A mock desk that can be taken down and brought back on the same address."""

    def __init__(self, desk: MockDesk, port: int) -> None:
        super().__init__(build(desk), port)
        self.desk = desk

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/desk"


@dataclass
class Agent:
    """The page as an agent uses it."""

    page: Page
    served: Served
    errors: list[str] = field(default_factory=list)

    @property
    def desk(self) -> MockDesk:
        return self.served.desk

    def sign_in(self, who: dict[str, str] = cases.MIA) -> None:
        self.page.goto(self.served.url)
        self.find("[name=email]").fill(who["email"])
        self.find("[name=password]").fill(cases.PASSWORD)
        self.press("Enter")
        self.find(".row").first.wait_for()

    def find(self, selector: str, *, has_text: str | None = None) -> Locator:
        return self.page.locator(selector, has_text=has_text)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def open(self, case_id: str = ADA) -> None:
        self.page.evaluate(f"location.hash = '#/cases/{case_id}'")
        expect(self.find(".case-id")).to_have_text(case_id)

    def ready(self) -> None:
        """Wait until three suggestions are whole."""
        expect(self.find(".suggestion:not(.growing)")).to_have_count(3)

    def claim(self) -> None:
        self.find(".case-buttons").get_by_role("button", name="Claim").click()
        expect(self.find(".case-buttons").get_by_role("button", name="Solve")).to_be_visible()

    def outcome(self) -> Any:
        """Wait until the desk has heard what became of a suggestion, and return it."""
        until = time.monotonic() + 10
        while not self.desk.calls("/feedback") and time.monotonic() < until:
            self.page.wait_for_timeout(20)
        (told,) = self.desk.calls("/feedback")
        return told

    def let_go(self) -> None:
        """Wait until a reply is held, then let the time of its hold pass."""
        self.find(".leaving-held").wait_for()
        self.page.clock.fast_forward(5_000)


@pytest.fixture
def served() -> Iterator[Served]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    served = Served(MockDesk(), port)
    served.up()
    yield served
    served.down()


@pytest.fixture
def arrive(browser: Browser, served: Served) -> Iterator[Callable[..., Agent]]:
    """Bring agents to the desk, each in a browser profile of their own."""
    agents: list[tuple[BrowserContext, Agent]] = []

    def another(**options: Any) -> Agent:
        context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, "locale": "en-GB", **options})
        agent = Agent(context.new_page(), served)
        agent.page.clock.install()
        agent.page.on("pageerror", lambda error: agent.errors.append(str(error)))
        agent.page.on("console", lambda said: "Content Security" in said.text and agent.errors.append(said.text))
        agents.append((context, agent))
        return agent

    yield another
    for context, _ in agents:
        context.close()
    assert [error for _, agent in agents for error in agent.errors] == []


@pytest.fixture
def agent(arrive: Callable[..., Agent], request: pytest.FixtureRequest) -> Agent:
    """Mia, signed in; parametrise indirectly with options of `new_context`."""
    mia = arrive(**getattr(request, "param", {}))
    mia.sign_in()
    return mia
