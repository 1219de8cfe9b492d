"""Everybody can use it: accessibility rules, a phone's width, the keyboard alone."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.conftest import DESKTOP, PHONE, NewShopper
from tests.e2e.shopper import Shopper

pytestmark = [pytest.mark.e2e, pytest.mark.model, pytest.mark.timeout(600)]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}}
LONGEST_WAY = 150
FOCUSED = """() => { let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return at ? at.className : ''; }"""


def violations(shopper: Shopper) -> list[str]:
    found = Axe().run(shopper.page, options=RULES).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_and_nothing_is_too_wide(new_shopper: NewShopper, screen: dict[str, Any]) -> None:
    shopper = new_shopper(**screen)
    shopper.sign_in("maya@example.com")
    order = shopper.order_with_state("Processing")
    shopper.visit("/sale")
    product = shopper.page.locator(".card a").first.get_attribute("href") or ""
    for path in ("/", "/c/trail-travel", product, "/cart", f"/account/orders/{order}"):
        with shopper.step(f"axe on {path}"):
            shopper.visit(path)
            assert violations(shopper) == []
            assert shopper.fits()

    with shopper.step("a chat with cards, a comparison, an order, sources and a proposal"):
        shopper.visit("/")
        shopper.open_chat()
        expect(shopper.say("I am looking for a tent for two people").locator(".card").first).to_be_visible()
        expect(shopper.say("compare the first two").locator(".comparison")).to_be_visible()
        expect(shopper.say("where is my latest order?").locator(".order")).to_be_visible()
        asked = shopper.say("how much is shipping?")
        asked.locator(".sources summary").click()
        expect(asked.locator(".source").first).to_be_visible()
        expect(shopper.say(f"cancel order {order} please").locator(".proposal")).to_be_visible()
        assert violations(shopper) == []

    with shopper.step("the chat fits too"):
        assert shopper.fits()
        for part in (".panel", ".scroller"):
            assert shopper.chat(part).evaluate("part => part.scrollWidth <= part.clientWidth"), part
        for part in (".person", ".ai", ".close", ".send"):
            expect(shopper.chat(part)).to_be_in_viewport(ratio=1)


def test_the_keyboard_alone_is_enough(shopper: Shopper) -> None:
    keyboard = shopper.page.keyboard

    def walk_to(part: str, key: str) -> None:
        for _ in range(LONGEST_WAY):
            keyboard.press(key)
            if part in shopper.page.evaluate(FOCUSED).split():
                return
        pytest.fail(f"{LONGEST_WAY} times {key} did not lead to {part}")

    with shopper.step("reach the chat and ask"):
        shopper.visit("/cart")
        walk_to("launcher", "Tab")
        keyboard.press("Enter")
        expect(shopper.chat("textarea")).to_be_focused()
        keyboard.type("I am looking for a headlamp")
        keyboard.press("Enter")
        answer = shopper.answered()

    with shopper.step("add a product to the cart"):
        expect(answer.locator(".card").first).to_be_visible()
        walk_to("add", "Shift+Tab")
        keyboard.press("Enter")
        expect(shopper.badge).to_have_text("1")
        expect(shopper.page.locator("[data-cart-page] .lines li")).to_have_count(1)

    with shopper.step("close it"):
        keyboard.press("Escape")
        expect(shopper.chat(".panel")).to_be_hidden()
        expect(shopper.chat(".launcher")).to_be_focused()
