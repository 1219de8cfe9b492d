"""The pages in a real browser: accessibility rules, phone width, variants, the shared cart."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

PAN = "/p/kt-0003-everyday-ceramic-frying-pan"
OPEN = ["/", "/c/kitchen-table", "/c/trail-travel/jackets?color=navy", "/search?q=kettle", PAN, "/cart", "/login"]
OPEN += ["/help", "/help/returns", "/nope"]
WIDTHS = (1280, 768, 390)
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}

pytestmark = pytest.mark.e2e


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def sign_in(page: Page) -> None:
    page.goto("/login")
    page.get_by_role("button", name="Use the account of Maya Thompson").click()
    page.wait_for_url("**/account/orders?said=in")


@pytest.mark.parametrize("path", OPEN)
def test_pages_are_accessible_and_fit_every_width(page: Page, path: str) -> None:
    page.goto(path)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
    assert violations(page) == []  # at phone width, where most has to give way


def test_the_account_is_accessible(page: Page) -> None:
    sign_in(page)
    assert violations(page) == []
    page.get_by_role("link", name="Order HT-100200").click()
    expect(page.get_by_role("heading", name="Order HT-100200")).to_be_visible()
    assert violations(page) == []


def test_a_variant_is_chosen_and_bought_by_keyboard(page: Page) -> None:
    page.goto(PAN)
    page.get_by_role("radio", name="cream").check()
    expect(page.locator("[data-main]")).to_have_attribute("src", re.compile(r"/art/kt-0003\.svg\?color=cream$"))
    page.get_by_role("radio", name="28 cm").check()
    expect(page.get_by_text("Sold out in this version")).to_be_visible()
    expect(page.get_by_role("button", name="Add to cart")).to_be_disabled()
    page.get_by_role("radio", name="charcoal").check()
    page.get_by_role("button", name="Add to cart").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Added to your cart")
    expect(page.locator("[data-cart-count]")).to_have_text("1")
    page.goto("/cart")
    expect(page.get_by_text("charcoal, 28 cm")).to_be_visible()
    assert violations(page) == []


def test_what_the_chat_puts_in_shows(page: Page) -> None:
    page.goto("/")
    page.evaluate(
        "document.dispatchEvent(new CustomEvent('shopkeeper:cart', {detail: {lines: [{quantity: 2}, {quantity: 1}]}}))"
    )
    expect(page.locator("[data-cart-count]")).to_have_text("3")
    expect(page.get_by_role("link", name="Cart, 3 items")).to_be_visible()


def test_the_chat_is_told_who_and_where(page: Page) -> None:
    sign_in(page)
    page.goto(PAN)
    calls = page.evaluate("window.Shopkeeper")
    assert ["identify", "token-of-cus_1"] in calls
    assert ["setContext", {"productId": "kt-0003", "page": PAN}] in calls


def test_the_skip_link_leads_to_the_content(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


def test_shopping_works_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/c/kitchen-table/cookware")
    page.get_by_role("link", name="Everyday Ceramic Frying Pan").click()
    page.get_by_role("radio", name="charcoal").check()
    page.get_by_role("button", name="Add to cart").click()
    page.get_by_role("link", name="See your cart").click()
    page.get_by_role("button", name="Remove Everyday Ceramic Frying Pan").click()
    expect(page.get_by_text("There is nothing in it yet")).to_be_visible()
    context.close()
