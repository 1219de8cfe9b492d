"""How was it? Asked once, at the end, of those who care to say."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.widget.conftest import Chat
from tests.widget.test_access import LOOKS, RULES

pytestmark = pytest.mark.e2e

SOON = "/?data=data-survey-after=0.2"


def thanked(chat: Chat) -> None:
    chat.open()
    chat.say("tents")
    chat.say("thanks")
    chat.find(".survey-form").wait_for()


def ratings(chat: Chat) -> list[object]:
    return [body for _, _, _, body in chat.served.shop.calls("/satisfaction")]


def test_who_says_thanks_is_asked_and_may_answer_with_the_keyboard(chat: Chat) -> None:
    thanked(chat)
    assert chat.page.evaluate("document.querySelector('shopkeeper-chat').shadowRoot.activeElement.id") == "field"
    expect(chat.find(".survey-news")).to_have_text("How was this conversation?")
    expect(chat.find(".survey-form button[type=submit]")).to_be_disabled()
    chat.find(".score input").first.focus()
    for _ in range(3):
        chat.page.keyboard.press("ArrowRight")
    chat.page.keyboard.press("Tab")
    chat.page.keyboard.type("Quick!")
    chat.page.keyboard.press("Tab")
    chat.page.keyboard.press("Enter")
    expect(chat.find(".survey-news")).to_have_text("Thank you. This helps us to get better.")
    expect(chat.find(".survey-form")).to_have_count(0)
    assert ratings(chat) == [{"score": 4, "comment": "Quick!"}]
    assert chat.page.evaluate("document.querySelector('shopkeeper-chat').shadowRoot.activeElement.id") == "field"


def test_silence_ends_a_conversation_and_nobody_is_asked_twice(chat: Chat) -> None:
    chat.open(SOON)
    chat.say("tents")
    chat.find(".survey-form").wait_for()
    chat.find(".survey-form button[type=button]").click()
    expect(chat.find(".survey-form")).to_have_count(0)
    with chat.page.expect_response("**/satisfaction/asked"):
        chat.say("tents")
    chat.say("thanks", wait=False)
    chat.settled()
    chat.page.wait_for_function(
        "performance.getEntriesByType('resource').filter(e => /asked$/.test(e.name)).length > 2"
    )
    expect(chat.find(".survey-form")).to_have_count(0)
    assert ratings(chat) == []


def test_the_question_goes_away_when_the_conversation_goes_on(chat: Chat) -> None:
    thanked(chat)
    chat.say("count")
    expect(chat.find(".survey-form")).to_have_count(0)


def test_who_is_writing_is_not_asked(chat: Chat) -> None:
    chat.open("/?data=data-survey-after=0.6")
    chat.say("tents", wait=False)
    chat.find("#field").fill("I am still wri")
    chat.settled()
    chat.page.wait_for_timeout(1300)
    assert chat.served.shop.calls("/asked") == []
    chat.find("#field").fill("")
    chat.find(".survey-form").wait_for()


def test_an_answer_that_cannot_be_sent_is_kept(chat: Chat) -> None:
    thanked(chat)
    chat.served.shop.reject.append((503, {}))
    chat.find(".score").nth(1).click()
    chat.find("#survey-comment").fill("Slow")
    chat.find(".survey-form button[type=submit]").click()
    expect(chat.find(".survey-news")).to_have_text("That could not be sent. Please try again.")
    chat.find(".survey-form button[type=submit]").click()
    expect(chat.find(".survey-form")).to_have_count(0)
    assert ratings(chat) == [{"score": 2, "comment": "Slow"}] * 2


def test_a_shop_may_do_without(chat: Chat) -> None:
    chat.open("/?data=data-survey-after=0")
    chat.say("tents")
    chat.say("thanks")
    chat.page.wait_for_timeout(300)
    assert chat.served.shop.calls("/asked") == []


@pytest.mark.parametrize("chat", LOOKS, indirect=True, ids=["light", "dark", "phone"])
def test_axe_finds_nothing_in_it(chat: Chat) -> None:
    thanked(chat)
    chat.find(".score").nth(4).click()
    found = Axe().run(chat.page, options=RULES)
    assert [(rule["id"], node["target"]) for rule in found.response["violations"] for node in rule["nodes"]] == []
    for target in chat.find(".survey button, .score").all():
        box = target.bounding_box()
        assert min(box["width"], box["height"]) >= 24
