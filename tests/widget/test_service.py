"""The shopper's side of service: taking back what was done, answers on a tap, a person who is asked for."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from assistant.domain.actions import ActionProposal, ProposalState
from assistant.domain.conversation import Message
from assistant.turn.events import ActionEvent
from tests.widget import fixtures
from tests.widget.conftest import Chat

pytestmark = pytest.mark.e2e

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
FOCUSED = "document.querySelector('shopkeeper-chat').shadowRoot.activeElement"


def done(chat: Chat, undo_minutes: float | None = 30) -> None:
    chat.served.shop.undo_minutes = undo_minutes
    chat.open()
    chat.say("I want to send back the tent")
    chat.find(".proposal .confirm").click()
    chat.settled()


def card(proposal: ActionProposal) -> dict[str, Any]:
    return {"id": 1, "turn_id": "t", **ActionEvent(proposal=proposal).model_dump(mode="json")}


def test_what_was_done_is_taken_back_by_a_proposal_of_its_own(chat: Chat) -> None:
    done(chat)
    first, second = chat.find(".proposal").nth(0), chat.find(".proposal").nth(1)
    expect(first.locator(".proposal-state")).to_have_text(
        re.compile(r"^Done\. You can take it back until \d+:\d\d\s[AP]M\.$")
    )
    expect(first.locator(".confirm, .decline")).to_have_count(2)
    expect(first.locator(".confirm:visible, .decline:visible")).to_have_count(0)
    first.get_by_role("button", name="Undo").click()
    chat.settled()
    expect(second).to_contain_text("You keep what you wanted to send back")
    expect(second).to_have_attribute("data-state", "pending")
    expect(first.locator(".undo")).to_be_hidden()
    assert len(chat.served.shop.calls("/actions/p1/undo")) == 1
    assert chat.served.shop.calls("/actions/p2/confirm") == []
    second.locator(".confirm").click()
    chat.settled()
    expect(first.locator(".proposal-state")).to_have_text("Done, then taken back")
    expect(second.locator(".proposal-state")).to_have_text("Done")
    expect(chat.find(".undo:visible")).to_have_count(0)


def test_a_title_is_not_said_twice(chat: Chat) -> None:
    done(chat)
    chat.find(".undo").click()
    chat.settled()
    assert chat.heard()[-1] == "Please have a look and confirm."


def test_who_keeps_it_as_it_is_may_still_take_it_back(chat: Chat) -> None:
    done(chat)
    undo = chat.find(".proposal").first.locator(".undo")
    undo.click()
    chat.find(".proposal").nth(1).locator(".decline").click()
    chat.settled()
    expect(undo).to_be_enabled()
    expect(undo).to_be_visible()


def test_the_button_goes_when_its_time_is_over_or_there_is_none(chat: Chat) -> None:
    done(chat, undo_minutes=0.03)
    expect(chat.find(".undo")).to_be_visible()
    expect(chat.find(".undo")).to_be_hidden(timeout=6_000)
    expect(chat.find(".proposal-state")).to_have_text("Done")


def test_a_shop_without_a_way_back_shows_none(chat: Chat) -> None:
    done(chat, undo_minutes=None)
    expect(chat.find(".proposal-state")).to_have_text("Done")
    expect(chat.find(".undo")).to_be_hidden()


def test_a_reload_asks_the_shop_what_can_still_be_taken_back(chat: Chat) -> None:
    done(chat)
    chat.page.reload()
    expect(chat.find(".undo")).to_be_visible()
    chat.served.shop.cards = [card(fixtures.proposal("c", ProposalState.EXECUTED))]
    chat.page.reload()
    expect(chat.find(".proposal-state")).to_have_text("Done")
    expect(chat.find(".undo")).to_be_hidden()


def test_another_tab_has_the_way_back_as_well(chat: Chat) -> None:
    done(chat)
    chat.served.shop.cards = [card(fixtures.proposal("c", ProposalState.EXECUTED, undo_minutes=30))]
    other = Chat(chat.page.context.new_page(), chat.served)
    other.open()
    other.find(".undo").click()
    other.settled()
    expect(other.find(".proposal").last).to_contain_text("Take back the return")


def test_an_undo_that_does_not_get_through_can_be_pressed_again(chat: Chat) -> None:
    done(chat)
    chat.page.route("**/undo", lambda route: route.fulfill(status=404, json={"code": "proposal_not_found"}))
    chat.find(".undo").click()
    expect(chat.find(".error")).to_be_visible()
    expect(chat.find(".undo")).to_be_enabled()


def test_a_newer_proposal_takes_the_place_of_an_older_one(chat: Chat) -> None:
    chat.open()
    chat.say("I want to send back the tent")
    chat.say("hello")
    first = chat.find(".proposal").first
    expect(first).to_have_attribute("data-state", "pending")
    chat.say("rather the other one")
    expect(first).to_have_attribute("data-state", "replaced")
    expect(first.locator(".confirm")).to_be_hidden()
    expect(chat.find(".proposal").last).to_have_attribute("data-state", "pending")


def test_a_tap_answers_the_question(chat: Chat) -> None:
    chat.open()
    chat.say("which one?")
    answers = chat.find(".chips")
    expect(answers).to_have_attribute("aria-label", "Answers to choose from")
    answers.get_by_role("button", name="A-10391 · Enamel camping mug").click()
    chat.settled()
    assert chat.said() == ["which one?", "A-10391"]
    expect(chat.find(".chip")).to_have_count(0)


def test_answers_outlive_a_reload_but_not_the_next_message(chat: Chat) -> None:
    chat.open()
    chat.say("which one?")
    chat.page.reload()
    expect(chat.find(".chip")).to_have_count(2)
    chat.say("the mug")
    expect(chat.find(".chip")).to_have_count(0)
    chat.page.reload()
    expect(chat.find(".turn")).to_have_count(2)
    expect(chat.find(".chip")).to_have_count(0)


@pytest.mark.parametrize("chat", [PHONE], indirect=True)
def test_a_tap_on_a_phone_opens_no_keyboard(chat: Chat) -> None:
    chat.open()
    chat.find(".chip").first.tap()
    chat.settled()
    assert chat.page.evaluate(f"{FOCUSED}.className") == "panel"


def test_one_of_several_orders_unfolds(chat: Chat) -> None:
    chat.open()
    chat.say("show my orders")
    order = chat.find(".order").first
    expect(order.locator("summary")).to_contain_text("Ridgeline 2 trekking tent, Enamel camping mug")
    expect(order.locator(".timeline")).to_be_hidden()
    order.locator("summary").click()
    expect(order.locator(".timeline")).to_be_visible()


def test_a_person_who_is_awaited_can_be_asked_for_again(chat: Chat) -> None:
    chat.open()
    chat.served.shop.pace = 0.3
    chat.find(".person").click()
    expect(chat.find(".person")).to_be_disabled()
    chat.settled()
    expect(chat.find(".person")).to_be_enabled()
    chat.find(".person").click()
    chat.settled()
    assert len(chat.served.shop.calls("/handoff")) == 2


def test_an_answer_that_came_while_the_shopper_was_away_is_announced_on_the_next_page(chat: Chat) -> None:
    chat.open()
    chat.find(".person").click()
    chat.settled()
    chat.find(".close").click()
    chat.page.goto(chat.served.url + "/product/t1")
    expect(chat.find(".launcher")).to_have_attribute("aria-label", "Chat with us")
    (talk,) = chat.served.shop.talks.values()
    talk.messages.append(Message(id="m9", role="agent", text="Hi, Sam here.", at=datetime.now(UTC), agent="Sam"))
    chat.page.goto(chat.served.url + "/product/t2")
    expect(chat.find(".launcher")).to_have_attribute("aria-label", "Chat with us, new message")
    chat.find(".launcher").click()
    expect(chat.find(".bubble.agent")).to_be_in_viewport()
    chat.find(".close").click()
    chat.page.goto(chat.served.url + "/product/t3")
    expect(chat.find(".bubble.agent")).to_have_count(1)
    expect(chat.find(".launcher")).to_have_attribute("aria-label", "Chat with us")
