"""One shopper, one proposal, several tabs and an impatient hand: the real application in a real browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import anyio
import pytest
import uvicorn
from fastapi.responses import HTMLResponse
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from assistant.domain.actions import OrderAction
from assistant.domain.conversation import ToolCall
from assistant.domain.order import Order
from assistant.domain.principal import Principal
from assistant.planner.schema import CONFIRM
from serve.http.app import create_app
from serve.identity import Identity
from tests.serve.served import KEY, Clock, build
from tests.support.shop import MemoryShop

pytestmark = pytest.mark.e2e

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Alder & Co</title></head>
<body><h1>Alder & Co</h1>
<script src="/widget/shopkeeper.js"></script></body></html>"""


@dataclass
class Desk:
    """Lets the shop's own system take its time: it works while the gate is open."""

    shop: MemoryShop
    gate: threading.Event = field(default_factory=threading.Event)
    reached: threading.Event = field(default_factory=threading.Event)

    async def execute(self, principal: Principal, action: OrderAction, *, idempotency_key: str) -> Order | None:
        self.reached.set()
        await anyio.to_thread.run_sync(self.gate.wait)
        return await MemoryShop.execute(self.shop, principal, action, idempotency_key=idempotency_key)


class Tab:
    """The chat in one tab."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.page: Page = context.new_page()
        self.page.goto(f"{url}/host")
        if not self.find(".panel").is_visible():
            self.find(".launcher").click()

    def find(self, selector: str) -> Locator:
        return self.page.locator(f"shopkeeper-chat {selector}")

    def say(self, text: str) -> None:
        self.find("textarea").fill(text)
        self.find("textarea").press("Enter")

    def press(self, button: str) -> None:
        self.find(f".proposal .{button}").click()

    def ends_with(self, state: str) -> None:
        expect(self.find(".proposal")).to_have_attribute("data-state", state, timeout=30_000)
        expect(self.find(".status.idle")).to_be_attached(timeout=30_000)


@dataclass
class Street:
    """A shopper's browser in front of the real application, where the order to be cancelled waits for a yes."""

    url: str
    context: BrowserContext
    desk: Desk
    first: Tab

    def second(self) -> Tab:
        tab = Tab(self.context, self.url)
        expect(tab.find(".proposal .confirm")).to_be_visible()
        return tab

    def check_done_once(self) -> None:
        assert len(self.desk.shop.executed) == 1
        assert len(self.desk.shop.orders["HT-10001"].refunds) == 1


@pytest.fixture
def street(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Street]:
    services, shop, planner, _ = build(tmp_path / "var", Clock(datetime.now(UTC)))
    planner.script["cancel it"] = [ToolCall(name="cancel_order", args={"order_id": "HT-10001"})]
    planner.script["yes"] = [ToolCall(name=CONFIRM, args={"accept": True})]
    desk = Desk(shop)
    monkeypatch.setattr(shop, "execute", desk.execute)
    app = create_app(services)
    app.add_api_route("/host", lambda: HTMLResponse(PAGE))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        thread.join(0.01)
    url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    context = browser.new_context(reduced_motion="reduce")
    token = Identity(KEY).issue_token("c1", "Maya", "c1@example.com")
    context.add_init_script(f"window.Shopkeeper = [['identify', '{token}']]")
    first = Tab(context, url)
    first.say("cancel it")
    expect(first.find(".proposal .confirm")).to_be_visible()
    yield Street(url, context, desk, first)
    desk.gate.set()
    context.close()
    server.should_exit = True
    thread.join()


def test_a_double_click_is_one_yes(street: Street) -> None:
    street.desk.gate.set()
    street.first.find(".proposal .confirm").dblclick()
    street.first.ends_with("executed")
    street.check_done_once()


def test_two_tabs_say_yes_at_once(street: Street) -> None:
    second = street.second()
    street.first.press("confirm")
    assert street.desk.reached.wait(30)
    second.press("confirm")
    street.desk.gate.set()
    for tab in (street.first, second):
        tab.ends_with("executed")
        expect(tab.find(".bubble.assistant").last).to_contain_text("HT-10001 is cancelled")
    street.check_done_once()


def test_one_tab_says_no_while_the_yes_of_the_other_is_carried_out(street: Street) -> None:
    second = street.second()
    street.first.press("confirm")
    assert street.desk.reached.wait(30)
    second.press("decline")
    street.desk.gate.set()
    street.first.ends_with("executed")
    second.ends_with("executed")
    expect(second.find(".bubble.assistant").last).to_contain_text("before")
    street.check_done_once()


def test_a_no_that_comes_first_counts(street: Street) -> None:
    second = street.second()
    street.first.press("decline")
    street.first.ends_with("declined")
    second.press("confirm")
    expect(second.find(".bubble.assistant").last).to_contain_text("settled before", timeout=30_000)
    assert not street.desk.shop.executed


def test_a_yes_in_words_beside_the_button(street: Street) -> None:
    second = street.second()
    street.first.press("confirm")
    assert street.desk.reached.wait(30)
    second.say("yes")
    street.desk.gate.set()
    street.first.ends_with("executed")
    expect(second.find(".status.idle")).to_be_attached(timeout=30_000)
    street.check_done_once()


def test_a_line_that_breaks_in_the_middle_of_it(street: Street) -> None:
    street.first.press("confirm")
    assert street.desk.reached.wait(30)
    street.context.set_offline(True)
    street.desk.gate.set()
    street.context.set_offline(False)
    street.first.ends_with("executed")
    expect(street.first.find(".bubble.assistant").last).to_contain_text("HT-10001 is cancelled")
    street.check_done_once()


def test_a_page_that_is_left_in_the_middle_of_it(street: Street) -> None:
    street.first.press("confirm")
    assert street.desk.reached.wait(30)
    street.first.page.reload()
    street.desk.gate.set()
    expect(street.first.find(".bubble.assistant").last).to_contain_text("HT-10001 is cancelled", timeout=30_000)
    street.check_done_once()
