"""An agent's work: the queue, a case, suggestions, actions, macros, notes, and what becomes of a case."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.desk_page import cases
from tests.desk_page.conftest import ADA, Agent
from tests.desk_page.mock_desk import Refused

pytestmark = pytest.mark.e2e


def _sent(agent: Agent) -> list[str]:
    return [body["text"] for body in agent.desk.calls(f"{ADA}/messages")]


def test_a_wrong_password_is_told_and_the_right_one_opens_the_desk(agent: Agent) -> None:
    agent.page.evaluate("localStorage.clear()")
    agent.page.reload()
    agent.find("[name=email]").fill(cases.MIA["email"])
    agent.find("[name=password]").fill("wrong")
    agent.press("Enter")
    expect(agent.find(".sign-in [role=alert]")).to_have_text("This e-mail and password don't belong together.")
    agent.find("[name=password]").fill(cases.PASSWORD)
    agent.press("Enter")
    expect(agent.find(".row")).to_have_count(4)


def test_the_queue_tells_who_waits_why_and_how_long_most_urgent_first(agent: Agent) -> None:
    first = agent.find(".row").first
    expect(first).to_contain_text("Ben Marsh")
    expect(first).to_contain_text("Urgent")
    expect(first).to_contain_text("Safety")
    expect(first).to_contain_text("Distressed")
    expect(first.locator(".row-time")).to_have_text(re.compile(r"3 min"))
    expect(agent.page).to_have_title("(4) Desk · Larkfell Outfitters")
    agent.find(".queue .tab", has_text="Others").click()
    expect(agent.find(".row")).to_contain_text("Tom Weller")


def test_a_case_shows_brief_conversation_cards_notes_and_orders_with_verdicts(agent: Agent) -> None:
    agent.find(
        ".row",
    ).filter(has_text="Ada Lovell").click()
    expect(agent.find(".case-title")).to_be_focused()
    expect(agent.find(".brief .summary")).to_contain_text("broke on the first night")
    expect(agent.find(".log .card-orders")).to_contain_text("A-10427")
    expect(agent.find(".log .internal")).to_contain_text("weak poles")
    shown = agent.find(".log > *").all_inner_texts()
    assert shown.index(next(text for text in shown if "weak poles" in text)) == len(shown) - 3
    order = agent.find("[data-order='A-10427']")
    expect(order.locator(".verdict.good").first).to_contain_text(re.compile(r"Return items until \d+ \w+"))
    expect(order.locator(".verdict.bad").first).to_contain_text("It has left the warehouse.")
    expect(order.locator(".verdict .rule").first).to_have_attribute("href", re.compile(r"/help/returns$"))
    agent.press("b")
    expect(agent.find(".brief")).to_contain_text("The return window is open until 19 December")


def test_one_key_sends_a_suggestion_once_its_hold_is_over(agent: Agent) -> None:
    agent.open()
    agent.ready()
    agent.press("2")
    expect(agent.find(".leaving-held")).to_contain_text("Would you rather have a new pole?")
    assert _sent(agent) == []
    agent.let_go()
    expect(agent.find(".log .from-agent")).to_contain_text("Would you rather")
    assert _sent(agent) == [cases.SUGGESTIONS[1]["text"]]
    assert agent.desk.rows[ADA]["assigned_to"]["name"] == "Mia Okafor"
    assert agent.outcome()["outcome"] == "accepted"


def test_a_reply_that_is_taken_back_is_a_draft_again(agent: Agent) -> None:
    agent.open()
    agent.ready()
    agent.press("1")
    agent.find(".leaving-held").wait_for()
    agent.press("z")
    expect(agent.find(".leaving-held")).to_have_count(0)
    expect(agent.find(".composer-field")).to_have_value(cases.SUGGESTIONS[0]["text"])
    agent.page.clock.fast_forward(5_000)
    assert _sent(agent) == []


def test_an_edited_suggestion_is_sent_and_told_as_edited(agent: Agent) -> None:
    agent.open()
    agent.ready()
    agent.press("Shift+Digit3")
    expect(agent.find(".composer-field")).to_be_focused()
    agent.page.keyboard.type(" Thank you!")
    agent.press("Enter")
    agent.let_go()
    expect(agent.find(".log .from-agent")).to_contain_text("Thank you!")
    outcome = agent.outcome()
    assert outcome["outcome"] == "edited"
    assert outcome["text"].endswith("Thank you!")


def test_a_refused_suggestion_goes_and_is_told(agent: Agent) -> None:
    agent.open()
    agent.ready()
    agent.press("x")
    expect(agent.find(".suggestion")).to_have_count(2)
    expect(agent.find(".suggestion").first).to_contain_text("Would you rather")
    assert agent.outcome() == {"outcome": "refused"}


def test_every_suggestion_shows_its_sources_and_grows_as_it_streams(agent: Agent) -> None:
    agent.desk.pace = 0.15
    agent.open()
    expect(agent.find(".suggestion.growing")).to_be_visible()
    expect(agent.find(".suggestion.growing .send")).to_be_disabled()
    agent.desk.pace = 0
    agent.ready()
    expect(agent.find(".suggestion").first.locator(".source")).to_have_text(
        ["Returns: how long you have", "Order A-10427"]
    )


def test_the_next_action_is_shown_exactly_and_done_once_when_confirmed(agent: Agent) -> None:
    agent.open()
    agent.ready()
    card = agent.find(".action-card")
    expect(card).to_contain_text("Within 30 days of delivery.")
    agent.press("a")
    expect(card.get_by_role("button", name="Confirm")).to_be_focused()
    expect(card).to_contain_text("1 × Ridgeline 2 trekking tent")
    expect(card).to_contain_text("Refund of $189.00 to Visa ending in 4242")
    assert agent.desk.executed == []
    assert agent.desk.calls("/actions")[-1] == cases.RETURN_TENT["arguments"]
    agent.press("Enter")
    expect(card.locator(".state-executed")).to_have_text("Done")
    expect(agent.find(".log .card-action")).to_contain_text("Done")
    assert agent.desk.executed == ["p1"]


def test_an_action_of_the_agents_own_is_judged_first(agent: Agent) -> None:
    agent.open()
    agent.find("[data-order='A-10427'] .verdict .text-button", has_text="Exchange items").click()
    dialog = agent.find("dialog")
    dialog.locator("select").first.select_option(index=1)
    dialog.get_by_role("button", name="Prepare").click()
    card = agent.find(".action-card[data-kind=prepared]")
    expect(card.locator(".verdict.bad")).to_contain_text("An order is exchanged once.")
    expect(card.get_by_role("button", name="Confirm")).to_have_count(0)
    asked = agent.desk.calls("/actions")[-1]
    assert asked["kind"] == "exchange_items"
    assert asked["order_id"] == "A-10427"


def test_a_return_of_the_agents_own_says_exactly_what_goes_back_and_where_the_money_goes(agent: Agent) -> None:
    agent.open()
    agent.find("[data-order='A-10427'] .verdict .text-button", has_text="Return items").click()
    dialog = agent.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Prepare").click()
    expect(dialog.get_by_role("alert")).to_have_text("Which items")
    dialog.get_by_label("Quantity: Enamel camping mug").select_option("1")
    dialog.get_by_label("Reason").fill("chipped")
    dialog.get_by_label("Refund to").select_option("Gift card")
    dialog.get_by_role("button", name="Prepare").click()
    card = agent.find(".action-card[data-kind=prepared]")
    expect(card.locator(".arguments")).to_contain_text("1 × Enamel camping mug")
    expect(card.locator(".arguments")).to_contain_text("Gift card")
    assert agent.desk.calls("/actions")[-1] == {
        "kind": "return_items",
        "order_id": "A-10427",
        "lines": [{"line_id": "l2", "quantity": 1}],
        "reason": "chipped",
        "refund_to": "pm_gift",
    }


def test_what_was_done_last_is_taken_back_and_what_is_seldom_possible_shown_only_then(agent: Agent) -> None:
    agent.open()
    order = agent.find("[data-order='A-10427']")
    expect(order.locator(".verdict", has_text="Send again")).to_have_count(0)
    order.locator(".verdict .text-button", has_text="Undo the last change").click()
    expect(agent.find(".action-card[data-kind=prepared] .arguments")).to_contain_text("Change address")
    assert agent.desk.calls("/actions") == [{"kind": "undo", "order_id": "A-10427", "undone": "change_address"}]


def test_macros_open_on_a_slash_fill_their_blanks_and_stop_at_open_ones(agent: Agent) -> None:
    agent.open()
    agent.press("/")
    picker = agent.find(".macro-picker")
    expect(picker.locator("[role=option]")).to_have_count(3)
    agent.page.keyboard.type("hi")
    agent.press("Enter")
    expect(agent.find(".composer-field")).to_have_value("Hello Ada, this is Mia. How can I help?")
    agent.find(".composer-field").fill("/photo")
    agent.press("Tab")
    expect(agent.find(".composer-field")).to_have_value("Could you send a photo of {item}, Ada?")
    agent.press("Enter")
    expect(agent.find(".composer-news")).to_have_text("Fill in {item} first.")
    agent.page.keyboard.type("the pole")
    expect(agent.find(".composer-field")).to_have_value("Could you send a photo of the pole, Ada?")


def test_the_slash_of_the_button_goes_again_when_no_macro_is_picked(agent: Agent) -> None:
    agent.open()
    agent.find(".composer-field").fill("Good morning")
    agent.find(".tool", has_text="Macros").click()
    expect(agent.find(".macro-picker").locator("[role=option]")).to_have_count(3)
    agent.press("Escape")
    expect(agent.find(".composer-field")).to_have_value("Good morning")
    agent.find(".tool", has_text="Macros").click()
    agent.press("Enter")
    expect(agent.find(".composer-field")).to_have_value("Good morning Hello Ada, this is Mia. How can I help?")


def test_a_main_button_stays_readable_under_the_pointer(agent: Agent) -> None:
    agent.open()
    button = agent.find(".button.primary").first
    colours = "node => [getComputedStyle(node).color, getComputedStyle(node).backgroundColor]"
    before = button.evaluate(colours)
    button.hover()
    assert button.evaluate(colours) == before


def test_macros_are_written_changed_and_thrown_away(agent: Agent) -> None:
    agent.find(".menu .who").click()
    agent.find(".menu-item", has_text="Macros").click()
    dialog = agent.page.get_by_role("dialog")
    dialog.get_by_role("button", name="New macro").click()
    dialog.get_by_label("Title").fill("Bye")
    dialog.get_by_label("Shortcut").fill("bye")
    dialog.get_by_label("Text").fill("All the best, {agent}")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.locator("li")).to_have_count(4)
    dialog.get_by_role("button", name=re.compile("Edit.*Bye")).click()
    dialog.get_by_role("button", name="Delete").click()
    dialog.get_by_role("button", name="Delete for good?").click()
    expect(dialog.locator("li")).to_have_count(3)
    assert [macro["title"] for macro in agent.desk.macros] == ["Greeting", "Ask for a photo", "Parcel on its way"]


def test_tone_and_language_change_the_draft_and_can_be_undone(agent: Agent) -> None:
    agent.open()
    field = agent.find(".composer-field")
    field.fill("It is on its way")
    agent.find("summary[title=Tone]").click()
    agent.find(".menu-item", has_text="Warmer").click()
    expect(field).to_have_value("It is on its way (warmer)")
    agent.find("summary[title=Translate]").click()
    agent.find(".menu-item", has_text="German").click()
    expect(field).to_have_value("[de] It is on its way (warmer)")
    agent.find(".composer-news button", has_text="Undo").click()
    expect(field).to_have_value("It is on its way (warmer)")


def test_what_a_shopper_wrote_in_another_language_can_be_read(agent: Agent) -> None:
    agent.open("T-SAM00004")
    agent.find(".message .translation button").click()
    expect(agent.find(".translation p")).to_have_text(re.compile(r"^\[en\] أين طلبي"))
    assert agent.desk.calls("/translate") == [{"text": cases.rows()[3]["title"], "to": "en"}]
    agent.open()
    expect(agent.find(".translation")).to_have_count(0)


def test_a_model_that_cannot_says_so_and_changes_nothing(agent: Agent) -> None:
    agent.open()
    agent.desk.reject["/translate"] = [Refused(503, "cannot_translate", "The model can't translate to Arabic.")]
    agent.find(".composer-field").fill("Hello")
    agent.find("summary[title=Translate]").click()
    agent.find(".menu-item", has_text="Arabic").click()
    expect(agent.find(".composer-news")).to_have_text("The model can't translate to Arabic.")
    expect(agent.find(".composer-field")).to_have_value("Hello")


def test_a_note_is_for_agents_alone_and_keeps_the_reply(agent: Agent) -> None:
    agent.open()
    agent.find(".composer-field").fill("A reply in the making")
    agent.press("Escape", "n")
    agent.page.keyboard.type("Customer is a regular.")
    agent.press("Enter")
    expect(agent.find(".log .internal").last).to_contain_text("Customer is a regular.")
    expect(agent.find(".composer-field")).to_have_value("A reply in the making")
    assert _sent(agent) == []


def test_a_note_that_cannot_be_saved_comes_back(agent: Agent) -> None:
    agent.open()
    agent.desk.reject["/notes"] = [Refused(500, "internal", "The desk is down for a moment.")]
    agent.press("n")
    agent.page.keyboard.type("Batch 7 has weak poles.")
    agent.press("Enter")
    expect(agent.find(".composer-news")).to_have_text("The desk is down for a moment.")
    expect(agent.find(".composer-field")).to_have_value("Batch 7 has weak poles.")
    agent.find(".send-button").click()
    expect(agent.find(".log .internal").last).to_contain_text("Batch 7 has weak poles.")


def test_earlier_solved_cases_are_found_and_used(agent: Agent) -> None:
    agent.open()
    expect(agent.find(".solved-case").first).to_contain_text("Broken tent pole")
    agent.press("f")
    agent.page.keyboard.type("closed card")
    expect(agent.find(".solved-case")).to_contain_text("Refund to a closed card")
    agent.find(".solved-case button", has_text="Use reply").click()
    expect(agent.find(".composer-field")).to_have_value(re.compile("Your bank passes it on"))


def test_solving_takes_the_next_case_up(agent: Agent) -> None:
    agent.open()
    agent.claim()
    agent.press("s")
    agent.page.keyboard.type("Refunded")
    agent.press("Enter")
    expect(agent.find(".case-title")).to_have_text("Kettle handle burned his hand")
    assert agent.desk.rows[ADA]["state"] == "solved"
    assert agent.desk.calls("/solve") == [{"resolution": "Refunded"}]


def test_passing_back_tells_the_assistant(agent: Agent) -> None:
    agent.open()
    agent.claim()
    agent.press("p")
    agent.page.keyboard.type("She only wants the label.")
    agent.press("Enter")
    expect(agent.find(".toast")).to_have_text("The assistant goes on from here.")
    assert agent.desk.calls("/return") == [{"note": "She only wants the label."}]
    assert agent.desk.rows[ADA]["state"] == "returned"


def test_hostile_texts_stay_texts(agent: Agent) -> None:
    evil = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'
    row = {**cases.row("T-EVIL0001", evil, evil, 1), "reason": {"code": "x", "words": evil}}
    agent.desk.open(row)
    agent.open("T-EVIL0001")
    agent.desk.say("T-EVIL0001", "shopper", evil)
    expect(agent.find(".log .bubble").last).to_have_text(evil)
    assert agent.page.evaluate("window.hacked") is None
