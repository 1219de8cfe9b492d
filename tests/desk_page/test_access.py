"""Keyboard, screen readers, small screens, dark, right-to-left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.desk_page import cases
from tests.desk_page.conftest import ADA, Agent

pytestmark = pytest.mark.e2e

PHONE = {"viewport": {"width": 390, "height": 844}}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LOOKS: list[dict[str, Any]] = [
    {"color_scheme": "light"},
    {"color_scheme": "dark"},
    {**PHONE, "color_scheme": "light"},
    {**PHONE, "color_scheme": "dark"},
]


def _violations(agent: Agent) -> list[str]:
    found = Axe().run(agent.page, options=RULES)
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found.response["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("look", LOOKS, ids=["light", "dark", "phone", "phone, dark"])
def test_axe_finds_nothing_in_any_state(look: dict[str, Any], arrive: Callable[..., Agent]) -> None:
    agent = arrive(**look, reduced_motion="reduce")
    agent.page.goto(agent.served.url)
    agent.find("form").wait_for()
    assert _violations(agent) == []
    agent.sign_in()
    assert _violations(agent) == []
    agent.open()
    agent.ready()
    agent.press("b")
    assert _violations(agent) == []
    agent.press("a")
    agent.find(".action-card[data-kind=prepared]").wait_for()
    agent.find("[data-order='A-09913'] summary").click()
    assert _violations(agent) == []
    agent.press("/")
    agent.find(".macro-picker [role=option]").first.wait_for()
    agent.page.keyboard.type("hi")
    assert _violations(agent) == []
    agent.press("Escape", "Escape", "n")
    agent.desk.stream(ADA).add("typing", name="Tom Weller")
    agent.desk.queue.add("presence", case_id=ADA, agents=["Mia Okafor", "Tom Weller"])
    expect(agent.find(".people")).to_contain_text("Tom Weller")
    assert _violations(agent) == []
    agent.press("Escape", "?")
    agent.page.get_by_role("dialog").wait_for()
    assert _violations(agent) == []
    agent.press("Escape")
    agent.desk.rows[ADA] = {**agent.desk.rows[ADA], "state": "claimed", "assigned_to": cases.TOM}
    agent.desk.change(ADA)
    agent.find(".holder").wait_for()
    agent.press("1")
    agent.find(".banner:not([hidden])").wait_for()
    assert _violations(agent) == []


def test_a_day_at_the_desk_with_the_keyboard_alone(arrive: Callable[..., Agent]) -> None:
    agent = arrive()
    agent.page.goto(agent.served.url)
    agent.find("form").wait_for()
    agent.page.keyboard.type(cases.MIA["email"])
    agent.press("Tab")
    agent.page.keyboard.type(cases.PASSWORD)
    agent.press("Enter")
    agent.find(".row").first.wait_for()
    agent.press("j")
    expect(agent.find(".case-title")).to_have_text("Kettle handle burned his hand")
    expect(agent.find(".row").first).to_be_focused()
    agent.press("j")
    expect(agent.find(".case-title")).to_have_text("Tent pole broke, wants her money back")
    agent.press("k", "j")
    expect(agent.find(".row").nth(1)).to_be_focused()
    agent.ready()
    agent.press("c")
    expect(agent.find(".case-buttons").get_by_role("button", name="Solve")).to_be_visible()
    agent.press("a")
    expect(agent.page.get_by_role("button", name="Confirm")).to_be_focused()
    agent.press("Enter")
    expect(agent.find(".action-card .state-executed")).to_be_visible()
    agent.press("n")
    agent.page.keyboard.type("Refunded. 1 2 3 j k s must not act here.")
    agent.press("Enter", "r")
    expect(agent.find(".composer-field")).to_be_focused()
    agent.page.keyboard.type("Your refund is on its way.")
    agent.press("Enter", "Escape")
    agent.let_go()
    expect(agent.find(".log .from-agent")).to_contain_text("Your refund is on its way.")
    agent.press("s")
    agent.page.get_by_role("dialog").wait_for()
    agent.press("Enter")
    expect(agent.find(".toast")).to_have_text("Solved.")
    assert agent.desk.rows[ADA]["state"] == "solved"
    assert [body["text"] for body in agent.desk.calls("/notes")] == ["Refunded. 1 2 3 j k s must not act here."]


def test_single_keys_can_be_turned_off(agent: Agent) -> None:
    agent.open()
    agent.ready()
    agent.press("?")
    agent.page.get_by_label("Single-key shortcuts").uncheck()
    agent.press("Escape", "1")
    expect(agent.find(".leaving-held")).to_have_count(0)
    agent.find(".keys-button").click()
    agent.page.get_by_label("Single-key shortcuts").check()
    agent.press("Escape", "1")
    expect(agent.find(".leaving-held")).to_have_count(1)


@pytest.mark.parametrize("agent", [PHONE], indirect=True)
def test_on_a_phone_one_pane_at_a_time_with_a_way_back(agent: Agent) -> None:
    agent.find(".row", has_text="Ada Lovell").click()
    expect(agent.find(".queue")).to_be_hidden()
    expect(agent.find(".column-details")).to_be_hidden()
    agent.ready()
    agent.find(".panes .tab", has_text="Details").click()
    expect(agent.find(".column-details")).to_be_visible()
    expect(agent.find(".composer")).to_be_hidden()
    agent.find(".to-queue").click()
    expect(agent.find(".queue")).to_be_visible()
    expect(agent.find(".row", has_text="Ada Lovell")).to_be_focused()
    agent.find(".row", has_text="Ada Lovell").click()
    agent.page.go_back()
    expect(agent.find(".queue")).to_be_visible()


@pytest.mark.parametrize(
    "agent",
    [
        {"viewport": {"width": 1440, "height": 900}},
        {"viewport": {"width": 1100, "height": 720}},
        {"viewport": {"width": 820, "height": 1180}},
        PHONE,
        {"viewport": {"width": 320, "height": 640}},
        {"viewport": {"width": 720, "height": 450}},
    ],
    indirect=True,
    ids=["desktop", "laptop", "tablet", "phone", "320 px", "200 % zoom"],
)
def test_nothing_is_cut_off_at_any_size(agent: Agent) -> None:
    width = agent.page.viewport_size["width"]
    height = agent.page.viewport_size["height"]
    scrolls = height < 500 or width < 360
    assert agent.page.evaluate("document.documentElement.scrollWidth") <= width
    agent.open()
    agent.ready()
    for selector in (".send-button", ".composer-field", ".case-buttons .button", ".suggestion.marked .send"):
        box = agent.find(selector).first.bounding_box()
        assert box["x"] >= 0, selector
        assert box["x"] + box["width"] <= width, selector
        assert box["y"] + box["height"] <= height or (scrolls and "suggestion" in selector), selector
    assert agent.find(".scroller").bounding_box()["height"] >= 80
    for pane in (".column-conversation", ".column-details", ".queue .rows-box", ".scroller"):
        assert agent.find(pane).evaluate("el => el.scrollWidth <= el.clientWidth"), pane
    for target in agent.find("button:visible, select:visible, summary:visible, .row:visible").all():
        box = target.bounding_box()
        assert min(box["width"], box["height"]) >= 24, target.evaluate("el => el.outerHTML")


def test_the_log_announces_new_messages_and_not_the_past(agent: Agent) -> None:
    agent.open()
    log = agent.find("[role=log]")
    expect(log).to_have_attribute("aria-live", "polite")
    agent.page.evaluate(
        """() => { window.added = []; new MutationObserver((changes) => { for (const change of changes)
        for (const node of change.addedNodes) window.added.push(node.textContent); })
        .observe(document.querySelector('[role=log]'), {childList: true}); }"""
    )
    agent.desk.say(ADA, "shopper", "One more thing")
    expect(agent.find(".log .from-shopper").last).to_contain_text("One more thing")
    assert [text for text in agent.page.evaluate("window.added") if "One more thing" in text]
    assert len(agent.page.evaluate("window.added")) == 1


def test_right_to_left_mirrors_the_desk_and_keeps_each_text_its_own_way(agent: Agent) -> None:
    agent.page.evaluate("document.documentElement.dir = 'rtl'")
    agent.open("T-SAM00004")
    assert agent.find(".queue").bounding_box()["x"] > 700
    assert agent.find(".column-details").bounding_box()["x"] < 100
    assert agent.find(".log .bubble").first.evaluate("el => getComputedStyle(el).direction") == "rtl"
    agent.page.evaluate("document.documentElement.dir = 'ltr'")
    assert agent.find(".log .bubble").first.evaluate("el => getComputedStyle(el).direction") == "rtl"


@pytest.mark.parametrize("agent", [{"reduced_motion": "reduce"}], indirect=True)
def test_reduced_motion_moves_nothing(agent: Agent) -> None:
    agent.desk.pace = 0.3
    agent.open()
    agent.find(".suggestion.growing").first.wait_for()
    moving = agent.page.evaluate(
        "document.getAnimations().filter((one) => one.playState === 'running').map((one) => one.animationName)"
    )
    assert moving == []
