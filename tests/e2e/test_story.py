"""One shopper, one conversation: from the first wish to the parcel that goes back."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import NewShopper
from tests.e2e.shopper import Shopper, prices, titles

pytestmark = [pytest.mark.e2e, pytest.mark.model, pytest.mark.timeout(600)]


def in_stock(card: Locator, size: str) -> bool:
    """Choose a size on a card and say whether it can be bought."""
    card.get_by_label("size").select_option(size)
    return card.locator(".add").is_enabled()


def test_from_the_first_wish_to_a_full_cart(shopper: Shopper) -> None:
    with shopper.step("open the shop and the chat"):
        shopper.visit("/")
        shopper.open_chat()
        expect(shopper.chat(".ai")).to_be_visible()

    with shopper.step("find by describing it"):
        found = shopper.say("I need a waterproof jacket for hiking, under 200 dollars")
        assert len(titles(found)) >= 3
        assert max(prices(found)) <= 200
        assert "jacket" in titles(found)[0].lower()

    with shopper.step("refine by colour"):
        refined = shopper.say("only in navy please")
        named = titles(refined)
        assert len(named) >= 2
        assert max(prices(refined)) <= 200
        for picture in refined.locator(".card img").all():
            assert "navy" in (picture.get_attribute("src") or "")

    with shopper.step("choose a size on the second card and add it by its button"):
        card = refined.locator(".card").nth(1)
        picker = card.get_by_label("size")
        offered = picker.input_value()
        sizes = [size for size in picker.locator("option").all_inner_texts() if size != offered]
        size = next(size for size in sizes if in_stock(card, size))
        card.locator(".add").click()
        expect(card.locator(".news")).to_contain_text("in your cart")
        expect(shopper.badge).to_have_text("1")

    with shopper.step("compare the first two"):
        compared = shopper.say("compare the first two")
        assert compared.locator(".comparison thead .title").all_inner_texts() == named[:2]

    with shopper.step("the conversation survives a reload"):
        before = shopper.chat(".bubble.shopper").all_inner_texts()
        shopper.page.reload()
        expect(shopper.chat(".comparison")).to_be_visible()
        assert shopper.chat(".bubble.shopper").all_inner_texts() == before
        expect(shopper.chat(".earlier .cards")).to_have_count(2)

    with shopper.step("add another by words"):
        first = shopper.chat(".earlier .cards").last.locator(".card").first
        other = first.get_by_label("size").input_value()
        added = shopper.say(f"put the first one in my cart in navy, size {other}")
        expect(added.locator(".cart .line")).to_have_count(2)
        expect(shopper.badge).to_have_text("2")

    with shopper.step("the cart page shows the same cart"):
        lines = shopper.cart_lines()
        assert len(lines) == 2
        assert any(named[0] in line and "navy" in line and other in line for line in lines), lines
        assert any(named[1] in line and "navy" in line and size in line for line in lines), lines

    with shopper.step("signing in takes the cart and the conversation along"):
        shopper.sign_in("maya@example.com")
        expect(shopper.chat(".bubble.shopper")).to_have_count(len(before) + 1)
        assert set(lines) <= set(shopper.cart_lines())
        cart = shopper.say("what's in my cart?").locator(".cart")
        for name in named[:2]:
            expect(cart).to_contain_text(name)


def test_from_where_is_my_order_to_a_person(shopper: Shopper) -> None:
    with shopper.step("sign in and ask for the parcel"):
        shopper.sign_in("maya@example.com")
        on_its_way = shopper.order_with_state("Shipped")
        shopper.open_chat()
        order = shopper.say(f"where is my order {on_its_way}?").locator(f'.order[data-order="{on_its_way}"]')
        expect(order.locator(".badge")).to_have_text("shipped")
        expect(order.locator(".timeline li").first).to_be_visible()

    with shopper.step("ask for a rule and read it on its page"):
        asked = shopper.say("how long do I have to return something?")
        source = asked.locator('.source[href*="/help/returns"]').first
        address = urlsplit(source.get_attribute("href") or "")
        asked.locator(".sources summary").click()
        source.click()
        shopper.page.wait_for_url(f"**{address.path}*")
        expect(shopper.page.locator("h1")).to_contain_text("Return")
        if address.fragment:
            expect(shopper.page.locator(f"[id='{address.fragment}']")).to_be_attached()

    with shopper.step("send an item of a delivered order back"):
        delivered = shopper.order_with_state("Delivered")
        shopper.visit(f"/account/orders/{delivered}")
        title = shopper.page.locator(".lines h3").first.inner_text()
        proposal = shopper.say(f"I want to return the {title} from order {delivered}, it is too small").locator(
            ".proposal"
        )
        expect(proposal).to_have_attribute("data-state", "pending")
        expect(proposal).to_contain_text(title)
        proposal.locator(".confirm").click()
        shopper.answered()
        expect(proposal).to_have_attribute("data-state", "executed")
        expect(proposal.locator(".confirm")).to_be_disabled()

    with shopper.step("the account shows it, once"):
        shopper.visit(f"/account/orders/{delivered}")
        expect(shopper.page.locator(".state")).to_have_text("Return requested")
        expect(shopper.page.get_by_text("1 sent back")).to_have_count(1)

    with shopper.step("a second yes changes nothing"):
        again = shopper.say("yes, go ahead")
        expect(again.locator(".proposal")).to_have_count(0)
        shopper.page.reload()
        expect(shopper.page.get_by_text("1 sent back")).to_have_count(1)

    with shopper.step("decline another proposal"):
        open_order = shopper.order_with_state("Processing")
        proposal = shopper.say(f"please cancel order {open_order}").locator(".proposal")
        proposal.locator(".decline").click()
        shopper.answered()
        expect(proposal).to_have_attribute("data-state", "declined")
        shopper.visit(f"/account/orders/{open_order}")
        expect(shopper.page.locator(".state")).to_have_text("Processing")

    with shopper.step("talk to a person"):
        shopper.chat(".person").click()
        shopper.answered()
        expect(shopper.chat(".handoff")).to_contain_text("Ticket T-")
        expect(shopper.chat(".person")).to_contain_text("Person asked")


def test_a_visitor_proves_an_order_with_its_number_and_address(shopper: Shopper, new_shopper: NewShopper) -> None:
    owner = new_shopper()
    owner.sign_in("daniel@example.com")
    number = owner.order_with_state("Delayed")

    with shopper.step("ask without an account"):
        shopper.visit("/")
        shopper.open_chat()
        expect(shopper.say("where is my order?").locator(".order")).to_have_count(0)

    with shopper.step("a wrong e-mail address opens nothing"):
        expect(shopper.say(f"it's {number}, ordered with someone@example.com").locator(".order")).to_have_count(0)

    with shopper.step("the right one brings a code to the address"):
        asked = shopper.say(f"sorry: order {number}, daniel@example.com")
        expect(asked.locator(".order")).to_have_count(0)
        shopper.visit("/outbox")
        code = shopper.page.locator(".mails h2").first.inner_text()[:6]

    with shopper.step("the code opens this order"):
        proved = shopper.say(f"{code[:3]} {code[3:]}")
        expect(proved.locator(f'.order[data-order="{number}"] .badge')).to_have_text("delayed")

    with shopper.step("and only this one"):
        expect(shopper.say("show me all my orders").locator(".order")).to_have_count(1)
