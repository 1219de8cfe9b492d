"""The page, the real application and a shopper's widget: one conversation seen from both sides."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from serve.identity import Identity
from tests.serve.desk.conftest import Live, live
from tests.serve.served import KEY, Clock

__all__ = ["live"]
pytestmark = pytest.mark.e2e


@dataclass
class Both:
    """A shopper's page and an agent's."""

    shopper: Page
    desk: Page

    def chat(self, selector: str) -> Locator:
        return self.shopper.locator(f"shopkeeper-chat {selector}")

    def say(self, text: str) -> None:
        self.chat("textarea").fill(text)
        self.chat("textarea").press("Enter")


@pytest.fixture
def both(browser: Browser, live: Live) -> Iterator[Both]:
    troubles: list[str] = []
    contexts = [browser.new_context(base_url=live.url, viewport={"width": 1440, "height": 900}) for _ in range(2)]
    shopper, desk = (context.new_page() for context in contexts)
    for page in (shopper, desk):
        page.on("pageerror", lambda error: troubles.append(str(error)))
    token = Identity(KEY, Clock()).issue_token("c1", "Maya Torres", "c1@example.com")
    shopper.goto("/")
    shopper.evaluate("token => Shopkeeper.identify(token)", token)
    shopper.locator("shopkeeper-chat .launcher").click()
    session = {
        "token": live.agent.headers["Authorization"].removeprefix("Bearer "),
        "expires_at": "2026-11-22T20:00:00Z",
        "agent": {"id": "sam", "name": "Sam", "email": None},
    }
    desk.add_init_script(f"localStorage.setItem('shopkeeper-desk:session', {json.dumps(json.dumps(session))})")
    answer = desk.goto("/desk")
    assert answer is not None
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self';")
    yield Both(shopper, desk)
    for context in contexts:
        context.close()
    assert troubles == []


def test_a_shopper_and_an_agent_talk_live_and_the_assistant_takes_over_again(both: Both) -> None:
    desk = both.desk
    expect(desk.locator(".empty").first).to_contain_text("Nobody is waiting")
    both.chat(".person").click()
    row = desk.locator(".row")
    expect(row).to_contain_text("Asked for a person")
    row.click()
    expect(desk.locator(".brief .summary")).not_to_be_empty()
    expect(desk.locator("[data-order]").first).to_be_visible()
    desk.keyboard.press("c")
    expect(both.chat(".ai")).to_have_text("You are talking to Sam, a person")
    desk.keyboard.press("r")
    desk.keyboard.type("Hello <b>Maya</b>")
    desk.keyboard.press("Enter")
    expect(both.chat(".bubble.agent")).to_contain_text("Hello <b>Maya</b>", timeout=10_000)
    both.say("My jacket is torn")
    expect(desk.locator(".log .from-shopper").last).to_contain_text("My jacket is torn")
    desk.keyboard.press("Escape")
    desk.keyboard.press("p")
    desk.keyboard.press("Enter")
    expect(both.chat(".ai")).to_have_text("You are talking to an AI")
    expect(desk.locator(".row")).to_have_count(0)


def test_an_agent_acts_on_an_order_and_the_shopper_is_told(both: Both) -> None:
    desk = both.desk
    both.chat(".person").click()
    desk.locator(".row").click()
    expect(desk.locator(".case-title")).to_be_focused()
    desk.keyboard.press("c")
    expect(desk.locator(".case-buttons").get_by_role("button", name="Solve")).to_be_visible()
    found = desk.locator("[data-order]", has=desk.locator(".verdict.good .text-button", has_text="Cancel order")).first
    order = desk.locator(f"[data-order='{found.get_attribute('data-order')}']")
    if order.locator(".order-body").is_hidden():
        order.locator("summary").click()
    order.locator(".text-button", has_text="Cancel order").click()
    desk.get_by_role("dialog").get_by_role("button", name="Prepare").click()
    expect(desk.get_by_role("button", name="Confirm")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.locator(".action-card .state-executed")).to_be_visible()
    expect(desk.locator(".log .card-action").last).to_contain_text("Done")
    expect(both.chat(".log")).to_contain_text("Sam")
    expect(order.locator(".chip").first).to_have_text("cancelled")


def test_an_agent_swaps_a_thing_for_another_version(both: Both) -> None:
    desk = both.desk
    both.chat(".person").click()
    desk.locator(".row").click()
    expect(desk.locator(".case-title")).to_be_focused()
    desk.keyboard.press("c")
    expect(desk.locator(".case-buttons").get_by_role("button", name="Solve")).to_be_visible()
    possible = desk.locator(".verdict.good .text-button", has_text="Exchange items")
    order = desk.locator(
        f"[data-order='{desk.locator('[data-order]', has=possible).first.get_attribute('data-order')}']"
    )
    if order.locator(".order-body").is_hidden():
        order.locator("summary").click()
    order.locator(".text-button", has_text="Exchange items").click()
    dialog = desk.get_by_role("dialog")
    versions = dialog.locator(".line-field select").first
    expect(versions.locator("option")).not_to_have_count(1)
    versions.select_option(index=1)
    dialog.get_by_role("button", name="Prepare").click()
    expect(desk.get_by_role("button", name="Confirm")).to_be_visible()
