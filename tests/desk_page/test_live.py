"""Several agents, lost lines, ended sessions and page loads: nobody is answered twice and nothing is lost."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.desk_page import cases
from tests.desk_page.conftest import ADA, Agent
from tests.desk_page.mock_desk import Refused

pytestmark = pytest.mark.e2e
HELD = 8_000


def _sent(agent: Agent) -> list[str]:
    return [body["text"] for body in agent.desk.calls(f"{ADA}/messages")]


def _keys(agent: Agent) -> int:
    return len(agent.desk.answers)


def test_the_queue_changes_as_one_watches(agent: Agent) -> None:
    agent.desk.open(cases.row("T-NEW00006", "Noor Haddad", "Where is my refund?", 0, urgency=3))
    expect(agent.find(".row").first).to_contain_text("Ben Marsh")
    expect(agent.find(".row").nth(1)).to_contain_text("Noor Haddad")
    expect(agent.page).to_have_title(re.compile(r"^\(5\)"))
    agent.desk.claim("T-NEW00006", cases.TOM)
    expect(agent.find(".row")).to_have_count(4)


def test_a_case_that_comes_while_the_list_is_read_stays(agent: Agent) -> None:
    def late(route: Route) -> None:
        answer = route.fetch()
        agent.desk.open(cases.row("T-NEW00006", "Noor Haddad", "Where is my refund?", 0, urgency=3))
        time.sleep(1.0)  # the news is there before the older list
        route.fulfill(response=answer)

    agent.page.route("**/v1/desk/cases?state=waiting**", late, times=1)
    with agent.page.expect_response("**/v1/desk/cases?state=waiting**"):
        agent.desk.queue.add("reset")
    expect(agent.find(".row", has_text="Noor Haddad")).to_be_visible()
    agent.page.wait_for_timeout(300)
    expect(agent.find(".row", has_text="Noor Haddad")).to_be_visible()


def test_what_the_shopper_says_appears_and_brings_new_suggestions(agent: Agent) -> None:
    agent.open()
    agent.ready()
    before = agent.find(".suggestion").first.get_attribute("data-id")
    agent.desk.say(ADA, "shopper", "Hello? Are you there?")
    expect(agent.find(".log .from-shopper").last).to_contain_text("Are you there?")
    expect(agent.find(".suggestion").first).not_to_have_attribute("data-id", before or "")


def test_a_case_of_somebody_else_says_so_and_can_be_taken_over(agent: Agent, arrive: Callable[..., Agent]) -> None:
    agent.open()
    tom = arrive()
    tom.sign_in(cases.TOM)
    tom.open()
    tom.claim()
    expect(agent.find(".holder")).to_have_text(re.compile("Tom Weller has this case"))
    agent.find(".composer-field").fill("Hello Ada")
    agent.press("Enter")
    expect(agent.find(".banner")).to_contain_text("Tom Weller has claimed this case.")
    expect(agent.find(".composer-field")).to_have_value("Hello Ada")
    assert _sent(agent) == []
    agent.find(".banner button", has_text="Take over").click()
    expect(agent.find(".case-buttons").get_by_role("button", name="Solve")).to_be_visible()
    expect(tom.find(".holder")).to_have_text(re.compile("Mia Okafor has this case"))


def test_two_claims_at_once_leave_one_winner_and_tell_the_other(agent: Agent) -> None:
    agent.open()
    agent.desk.rows[ADA] = {
        **agent.desk.rows[ADA],
        "state": "claimed",
        "assigned_to": {"id": "agent_tom", "name": "Tom Weller"},
    }
    agent.press("c")
    expect(agent.find(".banner")).to_contain_text("Tom Weller has claimed this case.")


def test_nobody_is_answered_twice(agent: Agent) -> None:
    agent.open()
    agent.claim()
    agent.find(".composer-field").fill("Here is your label.")
    agent.press("Enter")
    agent.find(".leaving-held").wait_for()
    agent.desk.say(ADA, "agent", "The label is in your inbox.", cases.TOM["name"])
    agent.let_go()
    expect(agent.find(".banner")).to_contain_text("Tom Weller answered just now.")
    expect(agent.find(".log .from-agent")).to_contain_text("The label is in your inbox.")
    expect(agent.find(".composer-field")).to_have_value("Here is your label.")
    assert len(agent.desk.views[ADA]["entries"]) == 10
    agent.find(".banner button", has_text="Send anyway").click()
    agent.let_go()
    expect(agent.find(".log .from-agent").last).to_contain_text("Here is your label.")


def test_a_reply_written_offline_leaves_once_the_line_is_back(agent: Agent) -> None:
    agent.open()
    agent.claim()
    agent.page.context.set_offline(True)
    expect(agent.find(".line")).to_have_text("Offline")
    agent.find(".composer-field").fill("Sent from the train")
    agent.press("Enter")
    agent.let_go()
    expect(agent.find(".leaving-stuck")).to_contain_text("It leaves as soon as")
    agent.page.context.set_offline(False)
    expect(agent.find(".log .from-agent")).to_contain_text("Sent from the train", timeout=HELD)
    expect(agent.find(".line")).to_have_text("Live", timeout=20_000)
    assert _keys(agent) == 1


def test_a_lost_stream_comes_back_with_what_was_missed(agent: Agent) -> None:
    agent.open()
    agent.served.down()
    expect(agent.find(".line")).to_have_text("Reconnecting…", timeout=20_000)
    agent.desk.say(ADA, "shopper", "Said while you were gone")
    agent.served.up()
    expect(agent.find(".log .from-shopper").last).to_contain_text("Said while you were gone", timeout=20_000)
    expect(agent.find(".log .from-shopper", has_text="Said while you were gone")).to_have_count(1)
    expect(agent.find(".line")).to_have_text("Live", timeout=20_000)


def test_drafts_survive_a_reload_each_in_its_case(agent: Agent) -> None:
    agent.open()
    agent.find(".composer-field").fill("For Ada")
    agent.open("T-BEN00002")
    expect(agent.find(".composer-field")).to_have_value("")
    agent.find(".composer-field").fill("For Ben")
    expect(agent.find(".row", has_text="Ada Lovell").locator(".draft")).to_have_text("Draft")
    agent.page.reload()
    expect(agent.find(".composer-field")).to_have_value("For Ben")
    agent.open(ADA)
    expect(agent.find(".composer-field")).to_have_value("For Ada")


def test_a_reload_while_a_reply_is_held_sends_it_once(agent: Agent) -> None:
    agent.open()
    agent.claim()
    agent.find(".composer-field").fill("Do not lose me")
    agent.press("Enter")
    agent.find(".leaving-held").wait_for()
    agent.page.reload()
    expect(agent.find(".log .from-agent", has_text="Do not lose me")).to_have_count(1, timeout=HELD)
    assert _keys(agent) == 1
    expect(agent.find(".composer-field")).to_have_value("")


def test_a_reply_held_in_one_tab_can_be_taken_back_there_while_another_opens(agent: Agent) -> None:
    agent.open()
    agent.claim()
    agent.find(".composer-field").fill("Not yet")
    agent.press("Enter")
    agent.find(".leaving-held").wait_for()
    other = agent.page.context.new_page()
    other.clock.install()
    other.goto(f"{agent.served.url}#/cases/{ADA}")
    other.locator(".leaving-held, .composer-field").first.wait_for()
    agent.press("Escape", "z")
    expect(agent.find(".composer-field")).to_have_value("Not yet")
    other.clock.fast_forward(5_000)
    expect(other.locator(".leaving-held")).to_have_count(0)
    assert _sent(agent) == []


def test_a_tab_that_nobody_looks_at_gives_its_line_back_and_catches_up(agent: Agent) -> None:
    look = "hidden => { Object.defineProperty(document, 'hidden', {value: hidden, configurable: true});"
    look += " document.dispatchEvent(new Event('visibilitychange')) }"
    agent.open()
    agent.ready()
    agent.page.evaluate(look, True)
    agent.page.clock.fast_forward(61_000)
    expect(agent.find(".line")).to_have_text("Live", timeout=20_000)
    agent.desk.stream(ADA).add("typing", name="Tom Weller")
    agent.desk.say(ADA, "shopper", "Still there?")
    expect(agent.find(".row-last", has_text="Still there?")).to_be_visible()
    expect(agent.find(".log .from-shopper", has_text="Still there?")).to_have_count(0)
    agent.page.evaluate(look, False)
    expect(agent.find(".log .from-shopper", has_text="Still there?")).to_have_count(1)
    agent.desk.say(ADA, "shopper", "And again")
    expect(agent.find(".log .from-shopper", has_text="And again")).to_have_count(1)


def test_leaving_the_case_sends_what_is_held(agent: Agent) -> None:
    agent.open()
    agent.claim()
    agent.find(".composer-field").fill("On to the next")
    agent.press("Enter")
    agent.find(".leaving-held").wait_for()
    agent.open("T-BEN00002")
    agent.open(ADA)
    expect(agent.find(".log .from-agent")).to_contain_text("On to the next")


def test_an_ended_session_asks_again_and_goes_on_where_it_was(agent: Agent) -> None:
    agent.open()
    agent.claim()
    agent.find(".composer-field").fill("Still here")
    agent.desk.expired.add("mia@shop.example/1")
    agent.press("Enter")
    agent.let_go()
    dialog = agent.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Please sign in again")
    expect(dialog.locator("[name=email]")).to_have_value("mia@shop.example")
    agent.press("Escape")
    expect(dialog).to_be_visible()
    dialog.locator("[name=password]").fill(cases.PASSWORD)
    agent.press("Enter")
    expect(dialog).to_have_count(0)
    expect(agent.find(".log .from-agent")).to_contain_text("Still here", timeout=HELD)
    assert _keys(agent) == 1


def test_signing_out_in_one_tab_signs_out_in_the_other(agent: Agent) -> None:
    other = agent.page.context.new_page()
    other.goto(agent.served.url)
    other.locator(".row").first.wait_for()
    agent.open()
    agent.find(".composer-field").fill("A draft about Ada")
    agent.find(".menu .who").click()
    agent.find(".menu-item", has_text="Sign out").click()
    agent.page.get_by_role("dialog").get_by_role("button", name="Sign out").click()
    expect(agent.page.get_by_role("heading", name="Sign in to the desk")).to_be_visible()
    expect(other.get_by_role("heading", name="Sign in to the desk")).to_be_visible()
    assert "A draft about Ada" not in agent.page.evaluate("JSON.stringify(localStorage)")


def test_lists_and_cases_that_cannot_be_read_say_so_and_can_be_tried_again(agent: Agent) -> None:
    agent.desk.reject["/v1/desk/cases?state=solved&limit=50"] = [
        Refused(500, "internal", "The desk is down for a moment.")
    ]
    agent.find(".queue .tab", has_text="Solved").click()
    expect(agent.find(".trouble-box")).to_contain_text("The desk is down for a moment.")
    agent.find(".trouble-box button").click()
    expect(agent.find(".empty").first).to_contain_text("Nothing solved yet")
    agent.page.evaluate("location.hash = '#/cases/T-NOTHERE1'")
    expect(agent.find(".cover")).to_contain_text("There is no such case.")


def test_the_desk_works_where_nothing_can_be_stored(arrive: Callable[..., Agent]) -> None:
    agent = arrive()
    agent.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError') }})"
    )
    agent.sign_in()
    agent.open()
    agent.ready()
    agent.press("2")
    agent.let_go()
    expect(agent.find(".log .from-agent")).to_contain_text("Would you rather")


def test_a_case_that_comes_before_the_line_is_up_is_not_missed(arrive: Callable[..., Agent]) -> None:
    agent = arrive()
    agent.page.goto(agent.served.url)
    agent.page.route("**/v1/desk/events", lambda route: _opened_meanwhile(agent, route))
    agent.sign_in()
    expect(agent.find(".row", has_text="Noor Haddad")).to_be_visible()


def _opened_meanwhile(agent: Agent, route: Route) -> None:
    """Let a case come in after the lists were read and before the stream begins."""
    expect(agent.find(".row").first).to_be_visible()
    row = cases.row("T-NEW00006", "Noor Haddad", "Where is my refund?", 0)
    agent.desk.rows[row["id"]] = row
    route.continue_()
