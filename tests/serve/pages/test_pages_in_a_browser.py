"""The pages in a real browser: accessibility rules, phone width, variants, the shared cart."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FloatRect, Page, expect

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


def box(page: Page, place: str) -> FloatRect:
    found = page.locator(place).bounding_box()
    assert found
    return found


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


def test_a_chat_whose_token_ran_out_is_given_another(page: Page) -> None:
    sign_in(page)
    ran_out = "document.dispatchEvent(new CustomEvent('shopkeeper:unauthorized'))"
    with page.expect_response("**/help"):
        page.evaluate(ran_out)
    # after the answer's text has been read, which the page's policy lets nobody wait for by a string of code
    page.wait_for_timeout(300)
    assert page.evaluate("window.Shopkeeper.filter(([name]) => name === 'identify').length") == 2
    assert page.evaluate("window.Shopkeeper.at(-1)") == ["identify", "token-of-cus_1"]
    page.context.clear_cookies()
    with page.expect_navigation():
        page.evaluate(ran_out)
    expect(page.locator("body")).to_have_attribute("data-customer", "")


def test_an_empty_cart_says_what_to_do_next(page: Page) -> None:
    page.goto("/cart")
    expect(page.locator(".empty")).to_have_text("There is nothing in it yet. Have a look around, or ask for advice.")
    link, button = box(page, ".empty a"), box(page, ".empty button")
    comma, stop = page.locator(".empty").evaluate(
        """empty => { const range = document.createRange(); const edge = (text, from, to) => {
        range.setStart(text, from); range.setEnd(text, to); return range.getBoundingClientRect().left; };
        return [edge(empty.querySelector('span').firstChild, 0, 1), edge(empty.lastChild, 0, 1)]; }"""
    )
    assert comma - (link["x"] + link["width"]) < 1
    assert stop - (button["x"] + button["width"]) < 1


@pytest.mark.parametrize("width", [1280, 390])
def test_the_hero_shows_all_its_words(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/")
    actions = box(page, ".pitch .actions")
    assert box(page, ".pitch")["y"] >= box(page, ".hero")["y"]
    assert actions["y"] + actions["height"] <= box(page, ".tiles")["y"]


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
