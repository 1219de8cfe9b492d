"""Lost lines, restarts and page loads: no message is lost and none is doubled."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.widget.conftest import Chat

pytestmark = pytest.mark.e2e


def _keys(chat: Chat) -> list[str | None]:
    return [key for _, _, key, _ in chat.served.shop.calls("/messages")]


def test_a_stream_that_breaks_off_goes_on_where_it_stopped(chat: Chat) -> None:
    chat.open()
    chat.served.shop.cut_after = [2, 1]
    chat.say("count")
    assert chat.heard() == ["One. Two. Three. Four."]
    assert len(_keys(chat)) == 3
    assert len(set(_keys(chat))) == 1
    assert chat.said() == ["count"]


def test_the_worst_stream_that_the_standard_allows_is_read(chat: Chat) -> None:
    chat.open()
    chat.served.shop.ugly = True
    chat.say("خيمة")
    assert chat.heard() == ["مرحبا! هذه خيمة خفيفة لشخصين. السعر 189 دولارا."]
    chat.say("tents")
    assert chat.find(".card").count() == 5
    assert len(_keys(chat)) == 2


def test_a_server_restart_while_the_chat_is_open(chat: Chat) -> None:
    chat.open()
    chat.served.shop.pace = 0.1
    chat.served.down()
    chat.say("count", wait=False)
    expect(chat.find(".status")).to_have_text("Connection lost, trying again…")
    chat.served.up()
    chat.settled()
    assert chat.heard() == ["One. Two. Three. Four."]
    assert chat.said() == ["count"]


def test_a_busy_server_is_asked_again_after_its_wait(chat: Chat) -> None:
    chat.open()
    chat.served.shop.reject = [(429, {"Retry-After": "1"}), (503, {})]
    chat.say("hello", wait=False)
    expect(chat.find(".status")).to_contain_text("trying again in 1 s")
    chat.settled()
    assert chat.heard() == ["You said: hello"]
    assert len(set(_keys(chat))) == 1


def test_a_refusal_is_told_and_can_be_tried_again(chat: Chat) -> None:
    chat.open()
    chat.served.shop.reject = [(403, {})]
    chat.say("hello")
    expect(chat.find(".error")).to_contain_text("Not now.")
    chat.find(".again").click()
    chat.settled()
    assert chat.heard() == ["You said: hello"]
    assert chat.said() == ["hello"]


def test_a_page_that_brings_a_fresh_token_loses_nothing(chat: Chat) -> None:
    chat.open()
    chat.page.evaluate("window.Shopkeeper.identify('too-old')")
    # in braces: Playwright would call the function that `on` returns, which ends the listening
    chat.page.evaluate(
        "() => { Shopkeeper.on('unauthorized', () => setTimeout(() => Shopkeeper.identify('fresh'), 50)) }"
    )
    chat.served.shop.reject = [(401, {})]
    chat.say("hello")
    assert chat.heard() == ["You said: hello"]
    assert len(_keys(chat)) == 2
    assert len(set(_keys(chat))) == 1
    expect(chat.find(".error")).to_have_count(0)


def test_a_token_that_nobody_renews_is_told_once(chat: Chat) -> None:
    chat.open()
    chat.page.evaluate("() => { window.asked = 0; Shopkeeper.on('unauthorized', () => { window.asked += 1 }) }")
    chat.served.shop.reject = [(401, {})]
    chat.say("hello", wait=False)
    expect(chat.find(".error")).to_contain_text("Not now.", timeout=8_000)
    assert chat.page.evaluate("window.asked") == 1
    assert len(_keys(chat)) == 1


def test_a_conversation_outlives_its_token(chat: Chat) -> None:
    chat.open()
    chat.page.evaluate("window.Shopkeeper.identify('good')")
    chat.say("hello")
    chat.page.evaluate("sessionStorage.clear()")
    refused = {"status": 401, "content_type": "application/problem+json", "body": '{"detail": "Expired."}'}
    chat.page.route("**/v1/conversations/*", lambda route: route.fulfill(**refused))
    chat.page.add_init_script("window.Shopkeeper = [['identify', 'too-old']]")
    chat.visit()
    expect(chat.find(".error")).to_be_visible(timeout=8_000)
    chat.page.unroute("**/v1/conversations/*")
    chat.page.evaluate("window.Shopkeeper.identify('fresh')")
    chat.find(".again").click()
    expect(chat.find(".bubble.shopper")).to_have_text("You: hello")
    assert len(chat.served.shop.calls("/v1/conversations")) == 1


def test_a_failed_turn_is_asked_anew_under_a_new_key(chat: Chat) -> None:
    chat.open()
    chat.say("fail")
    expect(chat.find(".error")).to_contain_text("The shop does not answer.")
    chat.find(".again").click()
    expect(chat.find(".turn")).to_have_count(2)
    chat.settled()
    assert len(set(_keys(chat))) == 2


def test_offline_keeps_the_message_until_the_line_is_back(chat: Chat) -> None:
    chat.open()
    chat.page.context.set_offline(True)
    chat.say("hello")
    expect(chat.find(".error")).to_contain_text("You are offline")
    expect(chat.find(".again")).to_be_visible()
    chat.page.context.set_offline(False)
    expect(chat.find(".bubble.assistant:not(.greeting)")).to_have_text("Assistant: You said: hello")
    expect(chat.find(".error")).to_have_count(0)
    assert chat.said() == ["hello"]


def test_messages_sent_while_the_assistant_answers_wait_their_turn(chat: Chat) -> None:
    chat.open()
    chat.served.shop.pace = 0.05
    chat.say("count", wait=False)
    chat.say("second", wait=False)
    expect(chat.find(".turn").last).to_contain_text("You said: second")
    assert chat.heard() == ["One. Two. Three. Four.", "You said: second"]


def test_a_page_load_brings_the_conversation_back_with_its_cards(chat: Chat) -> None:
    chat.open()
    chat.say("tents")
    chat.say("I want to send back the tent")
    chat.find(".confirm").click()
    chat.settled()
    chat.page.goto(chat.served.url + "/product/t1")
    chat.find(".card").first.wait_for()
    assert chat.said() == ["tents", "I want to send back the tent"]
    assert chat.find(".card").count() == 5
    expect(chat.find(".proposal")).to_have_attribute("data-state", "executed")
    assert chat.heard()[-1] == "Done, the label is on its way."
    assert len(chat.served.shop.talks) == 1


def test_another_tab_and_a_later_day_have_the_words(chat: Chat) -> None:
    chat.open()
    chat.say("tents")
    chat.page.evaluate("sessionStorage.clear(); window.addEventListener('pagehide', () => sessionStorage.clear())")
    chat.page.goto(chat.served.url + "/product/t1")
    chat.find(".launcher").click()
    chat.find(".bubble.shopper").wait_for()
    assert chat.said() == ["tents"]
    assert chat.heard()[0].startswith("Here are five tents for two.")


@pytest.mark.parametrize("text", ["count", "tents"])
def test_a_page_load_in_mid_answer_joins_the_same_turn(chat: Chat, text: str) -> None:
    chat.open()
    chat.served.shop.pace = 0.25
    chat.say(text, wait=False)
    chat.find(".parts > *").first.wait_for()
    chat.page.reload()
    chat.find(".bubble.shopper").wait_for()
    chat.settled()
    assert chat.said() == [text]
    assert len(set(_keys(chat))) == 1
    assert len(chat.served.shop.talks) == 1
    assert chat.heard()[0] == (
        "One. Two. Three. Four."
        if text == "count"
        else "Here are five tents for two. The Ridgeline 2 is on sale at $189.00 and weighs 1.5 kg. "
        "Shall I compare some of them?"
    )
    assert chat.find(".products").count() == (1 if text == "tents" else 0)


def test_a_forgotten_conversation_is_quietly_begun_anew(chat: Chat) -> None:
    chat.open()
    chat.say("hello")
    chat.served.shop.talks.clear()
    chat.say("again")
    assert chat.heard() == ["You said: hello", "You said: again"]
    chat.served.shop.talks.clear()
    chat.page.goto(chat.served.url + "/")
    chat.find(".greeting").wait_for()
    assert chat.said() == []
    assert chat.find(".error").count() == 0


def test_forbidden_storage_only_costs_the_memory(chat: Chat) -> None:
    chat.page.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage'])"
        " Object.defineProperty(window, name, {get() { throw new DOMException('no', 'SecurityError') }})"
    )
    chat.open()
    chat.say("hello")
    assert chat.heard() == ["You said: hello"]
