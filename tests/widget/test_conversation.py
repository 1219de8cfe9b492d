"""What a shopper sees and does in the chat."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.widget.conftest import Chat

pytestmark = pytest.mark.e2e

RECORD = """() => { window.heard = []; const chat = document.querySelector('shopkeeper-chat');
for (const name of ['cart', 'done', 'products', 'handoff', 'add-to-cart', 'open', 'close', 'send'])
  chat.addEventListener('shopkeeper:' + name, (event) => window.heard.push([name, event.detail])); }"""


def _events(chat: Chat, name: str) -> list[object]:
    return chat.page.evaluate("name => window.heard.filter(([n]) => n === name).map(([, detail]) => detail)", name)


def test_nothing_is_asked_of_the_server_before_the_chat_is_opened(chat: Chat) -> None:
    chat.visit()
    assert chat.served.shop.requests == []
    expect(chat.find(".panel")).to_be_hidden()


def test_a_suggestion_is_sent_and_answered_sentence_by_sentence(chat: Chat) -> None:
    chat.open()
    chat.find(".chip").first.click()
    chat.settled()
    assert chat.said() == ["Show me tents for two"]
    sentences = chat.find(".bubble.assistant:not(.greeting) p > span").all_text_contents()
    assert sentences[0] == "Here are five tents for two. "
    assert len(sentences) == 3
    assert chat.find(".chip").count() == 0
    assert chat.page.evaluate("document.querySelector('shopkeeper-chat').shadowRoot.activeElement.id") == "field"


def test_cards_show_what_the_record_says(chat: Chat) -> None:
    chat.open()
    chat.say("tents")
    first = chat.find(".card").first
    expect(first.locator(".price")).to_have_text("$189.00 Before: $229.00")
    expect(first.locator(".stars")).to_have_attribute("aria-label", "Rated 4.6 out of 5 by 127 customers")
    expect(first.locator(".stock")).to_have_text("In stock")
    expect(first.locator(".reason")).to_have_text("Goes with your backpack")
    expect(first.locator("a.title")).to_have_attribute("href", chat.served.url + "/product/t1")
    assert chat.find(".card .stock").all_inner_texts()[1:3] == ["Only 3 left", "Sold out"]
    assert chat.find(".card .position").all_inner_texts()[4].endswith("5")
    expect(chat.find(".caption")).to_contain_text("5 of 42 products")


def test_options_resolve_to_a_variant_with_its_own_price_and_stock(chat: Chat) -> None:
    chat.open()
    chat.say("tents")
    card = chat.find(".card").first
    card.get_by_label("size").select_option("3 persons")
    expect(card.locator(".price")).to_have_text("$229.00")
    card.get_by_label("color").select_option("sand")
    expect(card.locator(".add")).to_be_disabled()
    card.get_by_label("size").select_option("2 persons")
    card.locator(".add").click()
    expect(card.locator(".add")).to_contain_text("Added")
    assert chat.served.shop.in_cart == ["t1-sand-2 persons"]


def test_a_choice_that_is_sold_out_says_so_before_it_is_made(chat: Chat) -> None:
    chat.open()
    chat.say("tents")
    card = chat.find(".card").first
    color, size = card.get_by_label("color"), card.get_by_label("size")
    assert color.locator("option").all_text_contents() == ["moss green", "sand", "slate blue"]
    size.select_option("3 persons")
    assert color.locator("option").all_text_contents() == ["moss green", "sand – sold out", "slate blue"]
    color.select_option("sand")
    expect(card.locator(".stock")).to_have_text("Sold out")
    assert size.locator("option").all_text_contents() == ["2 persons", "3 persons – sold out"]


def test_each_variant_has_its_own_sale(chat: Chat) -> None:
    chat.open()
    chat.say("tents")
    card = chat.find(".card").nth(3)
    card.get_by_label("size").select_option("3 persons")
    expect(card.locator(".price")).to_have_text("$459.00 Before: $499.00")
    card = chat.find(".card").first
    card.get_by_label("size").select_option("3 persons")
    expect(card.locator(".price")).to_have_text("$229.00")


def test_cards_show_the_whole_picture(chat: Chat) -> None:
    chat.open()
    for text in ("tents", "mug", "compare"):
        chat.say(text)
    for frame in (".card-picture", ".detail-picture", ".compare-picture"):
        box = chat.find(frame).first.bounding_box()
        assert box["width"] == pytest.approx(box["height"], abs=1), frame


def test_the_page_may_fill_its_own_cart(chat: Chat) -> None:
    chat.open()
    chat.page.evaluate(RECORD)
    chat.page.evaluate("addEventListener('shopkeeper:add-to-cart', (event) => event.preventDefault())")
    chat.say("tents")
    chat.find(".card .add").first.click()
    expect(chat.find(".card .add").first).to_contain_text("Added")
    detail = {"productId": "t1", "variantId": "t1-moss-2 persons", "quantity": 1}
    assert _events(chat, "add-to-cart") == [detail]
    assert chat.served.shop.in_cart == []
    assert _events(chat, "cart") == []


def test_the_page_hears_of_a_cart_that_changed(chat: Chat) -> None:
    chat.open()
    chat.page.evaluate(RECORD)
    chat.say("what is in my cart")
    chat.say("tents")
    chat.find(".card .add").first.click()
    chat.page.wait_for_function("window.heard.filter(([name]) => name === 'cart').length === 2")
    assert _events(chat, "cart")[0]["lines"][0]["quantity"] == 2
    expect(chat.find(".cart .sum")).to_contain_text("$218.80")
    expect(chat.find(".cart a")).to_have_attribute("href", chat.served.url + "/cart")


def test_a_comparison_is_a_table_and_an_order_has_its_way(chat: Chat) -> None:
    chat.open()
    chat.say("compare them")
    table = chat.find("table")
    assert table.locator("thead th[scope=col]").count() == 4
    expect(table.get_by_role("rowheader", name="water column")).to_be_visible()
    chat.say("where is my parcel")
    order = chat.find(".order")
    expect(order.locator(".badge")).to_have_text("out for delivery")
    assert order.locator(".timeline li").count() == 3
    expect(order.locator(".timeline li").first).to_contain_text("Out for delivery")
    expect(order).to_contain_text("2 persons, waterproof: yes")
    expect(order).to_contain_text("November 24")
    expect(order).to_contain_text("Northwind Parcel")
    expect(order.locator(".sum")).to_have_text("Total$213.70")


def test_a_double_click_confirms_once(chat: Chat) -> None:
    chat.open()
    chat.served.shop.pace = 0.05
    chat.say("I want to send back the tent")
    proposal = chat.find(".proposal")
    expect(proposal).to_contain_text("Refund of $189.00")
    expect(proposal.locator(".proposal-state")).to_contain_text("Expires in")
    proposal.locator(".confirm").dblclick()
    expect(proposal).to_have_attribute("data-state", "executed")
    chat.settled()
    assert len(chat.served.shop.calls("/confirm")) == 1
    assert proposal.locator("button:visible").count() == 0
    assert chat.find(".proposal").count() == 1
    assert chat.heard()[-1] == "Done, the label is on its way."


def test_a_proposal_can_be_declined(chat: Chat) -> None:
    chat.open()
    chat.say("I want to send back the tent")
    chat.find(".proposal .decline").click()
    expect(chat.find(".proposal")).to_have_attribute("data-state", "declined")
    assert chat.served.shop.calls("/confirm")[0][3] == {"accept": False}


def test_an_expired_proposal_can_not_be_confirmed(chat: Chat) -> None:
    chat.open()
    chat.say("expiring")
    expect(chat.find(".proposal")).to_have_attribute("data-state", "expired", timeout=4_000)
    expect(chat.find(".proposal .confirm")).to_be_hidden()


def test_sources_promotions_and_a_person(chat: Chat) -> None:
    chat.open()
    chat.say("what is your policy")
    sources = chat.find(".turn").last.locator("> .parts + .sources")
    expect(sources.locator("summary")).to_have_text("2 sources")
    expect(sources.locator(".source").first).to_be_hidden()
    sources.locator("summary").click()
    expect(sources.locator(".source").first).to_be_visible()
    expect(sources.locator(".source").first).to_have_attribute("href", chat.served.url + "/help/returns#how-long")
    expect(chat.find(".promotion")).to_contain_text("TRAIL15")
    chat.find(".person").click()
    expect(chat.find(".handoff")).to_contain_text("H-2041")
    expect(chat.find(".person")).to_have_text("Person asked – when do they answer?")


def test_a_source_is_named_once_and_never_more_than_three(chat: Chat) -> None:
    chat.open()
    chat.say("all the rules")
    expect(chat.find("summary")).to_have_text("3 sources")
    names = chat.find(".source").all_text_contents()
    assert [name.split(" – ")[1] for name in names] == ["How long you have", "What can't go back", "a"]


def test_stopping_cancels_on_the_server(chat: Chat) -> None:
    chat.open()
    chat.served.shop.pace = 0.05
    chat.say("slow", wait=False)
    chat.find(".bubble.assistant:not(.greeting)").wait_for()
    chat.find(".stop").click()
    chat.settled()
    assert len(chat.served.shop.calls("/cancel")) == 1
    expect(chat.find(".turn").last).to_contain_text("Stopped.")
    chat.say("hello")
    assert chat.heard()[-1] == "You said: hello"


def test_hostile_records_stay_text(chat: Chat) -> None:
    chat.open()
    chat.say("hostile")
    card = chat.find(".card")
    expect(card).to_contain_text("<img src=x")
    assert card.locator("a, img, script").count() == 0
    assert chat.heard() == ["<img src=x onerror=\"window.hacked='text'\">"]
    assert chat.page.evaluate("window.hacked") is None


def test_what_was_seen_and_clicked_is_reported(chat: Chat) -> None:
    chat.open()
    chat.say("tents")
    chat.find("a.title").nth(1).click()
    chat.page.wait_for_url("**/product/t2")
    reported = [event for call in chat.served.shop.calls("/events") for event in call[3]["events"]]
    assert [event["type"] for event in reported] == ["impression"] * 5 + ["click"]
    assert reported[-1] == {"type": "click", "product_id": "t2", "position": 2}
    assert chat.served.shop.calls("/events")[0][3]["conversation_id"] in chat.served.shop.talks


def test_the_javascript_api(chat: Chat) -> None:
    chat.visit()
    result = chat.page.evaluate(
        """async () => { const heard = []; const s = window.Shopkeeper;
        const off = s.on('done', (event) => heard.push(event.reason));
        s.identify('token-of-ada'); s.setContext({productId: 't1', page: 'https://shop.example/product/t1'});
        s.open(); s.send('hello'); while (!heard.length) await new Promise((go) => setTimeout(go, 20));
        off(); s.close(); s.toggle(); return [heard, s.element.localName]; }"""
    )
    assert result == [["complete"], "shopkeeper-chat"]
    body = chat.served.shop.calls("/messages")[0][3]
    assert body["context"] == {"url": "https://shop.example/product/t1", "product_id": "t1"}
    expect(chat.find(".panel")).to_be_visible()


def test_calls_made_before_the_script_ran_are_kept(chat: Chat) -> None:
    chat.page.add_init_script("window.Shopkeeper = [['send', 'early'], (chat) => { window.given = chat.localName }]")
    chat.visit()
    chat.page.wait_for_function("window.given === 'shopkeeper-chat'")
    chat.settled()
    assert chat.served.shop.calls("/messages")[0][3]["text"] == "early"


def test_signing_out_leaves_nothing_behind(chat: Chat) -> None:
    chat.open()
    chat.page.evaluate("window.Shopkeeper.identify('token-of-ada')")
    chat.say("where is my parcel")
    chat.page.evaluate("window.Shopkeeper.identify(null)")
    expect(chat.find(".order")).to_have_count(0)
    chat.find(".greeting").wait_for()
    assert len(chat.served.shop.calls("/v1/conversations")) == 2
    assert "A-10427" not in chat.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")


def test_a_signed_out_page_keeps_an_anonymous_conversation(chat: Chat) -> None:
    chat.open()
    chat.say("hello")
    chat.page.evaluate("window.Shopkeeper.identify(null)")
    assert chat.said() == ["hello"]


def test_the_composer_counts_near_its_limit_and_breaks_lines(chat: Chat) -> None:
    chat.open()
    field = chat.find("textarea")
    low = field.bounding_box()["height"]
    field.fill("a")
    field.press("Shift+Enter")
    field.press("b")
    assert field.input_value() == "a\nb"
    assert field.bounding_box()["height"] > low
    field.fill("x" * 1990)
    expect(chat.find(".counter")).to_have_text("10 characters left")
    field.fill("日本")
    field.evaluate(
        "el => el.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    assert chat.said() == []
