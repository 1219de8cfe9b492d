"""Keyboard, screen readers, small screens, dark, right-to-left."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.widget.conftest import Chat

pytestmark = pytest.mark.e2e

PHONE = {"viewport": {"width": 390, "height": 844}}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
EVERYTHING = ("tents", "compare", "mug", "cart", "parcel", "send back", "policy", "my orders", "fail", "which")
LOOKS: list[dict[str, Any]] = [
    {"color_scheme": "light"},
    {"color_scheme": "dark"},
    {**PHONE, "color_scheme": "light"},
]


def _violations(chat: Chat) -> list[str]:
    found = Axe().run(chat.page, options=RULES)
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found.response["violations"]
        for node in rule["nodes"]
        if "shopkeeper-chat" in str(node["target"])
    ]


@pytest.mark.parametrize("chat", LOOKS, indirect=True, ids=["light", "dark", "phone"])
def test_axe_finds_nothing(chat: Chat) -> None:
    chat.visit()
    assert _violations(chat) == []
    chat.open()
    chat.served.shop.undo_minutes = 30
    for text in EVERYTHING:
        chat.say(text)
    chat.find(".proposal .confirm").click()
    expect(chat.find(".undo")).to_be_visible()
    chat.find(".person").click()
    chat.settled()
    assert _violations(chat) == []


def test_escape_closes_and_gives_the_focus_back(chat: Chat) -> None:
    chat.visit()
    active = "document.querySelector('shopkeeper-chat').shadowRoot.activeElement?.className"
    chat.find(".launcher").focus()
    chat.page.keyboard.press("Enter")
    chat.find(".greeting").wait_for()
    assert chat.page.evaluate(active.replace("className", "id")) == "field"
    chat.page.keyboard.press("Shift+Tab")
    chat.page.keyboard.press("Escape")
    expect(chat.find(".panel")).to_be_hidden()
    assert chat.page.evaluate(active) == "launcher"


def test_everything_can_be_reached_with_the_keyboard_alone(chat: Chat) -> None:
    chat.open()
    chat.page.keyboard.type("tents")
    chat.page.keyboard.press("Enter")
    chat.settled()
    reached = set()
    for _ in range(60):
        chat.page.keyboard.press("Shift+Tab")
        reached.add(
            chat.page.evaluate(
                "(document.querySelector('shopkeeper-chat').shadowRoot.activeElement?.className || '').split(' ')[0]"
            )
        )
        if "person" in reached:
            break
    assert {"title", "button", "cards", "scroller", "round", "person"} <= reached


@pytest.mark.parametrize("chat", [PHONE], indirect=True)
def test_on_a_phone_the_focus_stays_in_the_sheet(chat: Chat) -> None:
    chat.open()
    expect(chat.find(".panel")).to_have_attribute("aria-modal", "true")
    for _ in range(12):
        chat.page.keyboard.press("Tab")
        assert chat.page.evaluate("document.activeElement.localName") == "shopkeeper-chat"


def test_the_log_announces_whole_sentences_and_not_the_past(chat: Chat) -> None:
    chat.open()
    log = chat.find("[role=log]")
    expect(log).to_have_attribute("aria-live", "polite")
    chat.page.evaluate(
        """() => { window.added = []; const log = document.querySelector('shopkeeper-chat').shadowRoot
        .querySelector('[role=log]'); new MutationObserver((changes) => { for (const change of changes)
        for (const node of change.addedNodes) if (node.localName === 'span') window.added.push(node.textContent); })
        .observe(log, {childList: true, subtree: true}); }"""
    )
    chat.say("count")
    assert chat.page.evaluate("window.added") == ["One. ", "Two. ", "Three. ", "Four. "]


@pytest.mark.parametrize(
    "chat",
    [
        PHONE,
        {"viewport": {"width": 320, "height": 640}},
        {"viewport": {"width": 640, "height": 400}},
        {"viewport": {"width": 320, "height": 256}},
    ],
    indirect=True,
    ids=["phone", "320 px", "200 % zoom", "400 % zoom"],
)
def test_small_screens_need_no_sideways_scrolling(chat: Chat) -> None:
    chat.open()
    for text in EVERYTHING:
        chat.say(text)
    width = chat.page.viewport_size["width"]
    for selector in (".panel", ".scroller"):
        assert chat.find(selector).evaluate("el => el.scrollWidth <= el.clientWidth"), selector
    assert chat.page.evaluate("document.documentElement.scrollWidth") <= width
    for selector in (".send", ".close", ".person", ".ai"):
        box = chat.find(selector).bounding_box()
        assert box["x"] >= 0, selector
        assert box["x"] + box["width"] <= width, selector
    expect(chat.find(".ai")).to_be_visible()
    expect(chat.find(".person")).to_be_in_viewport()


def test_targets_are_large_enough(chat: Chat) -> None:
    chat.open()
    for text in EVERYTHING:
        chat.say(text)
    for target in chat.find("button:visible, select:visible, summary:visible").all():
        box = target.bounding_box()
        assert min(box["width"], box["height"]) >= 24, target.inner_text()


def test_right_to_left_mirrors_the_panel_and_keeps_each_text_its_own_way(chat: Chat) -> None:
    chat.open("/?dir=rtl&lang=ar")
    chat.say("خيمة")
    chat.say("tents")
    panel = chat.find(".panel").bounding_box()
    assert panel["x"] < 100
    shopper = chat.find(".bubble.shopper").first.bounding_box()
    assistant = chat.find(".bubble.assistant").first.bounding_box()
    assert shopper["x"] < assistant["x"]
    assert chat.find(".bubble.assistant p").nth(1).evaluate("el => getComputedStyle(el).direction") == "rtl"
    assert chat.find(".bubble.assistant p").nth(2).evaluate("el => getComputedStyle(el).direction") == "ltr"
    cards = chat.find(".card")
    assert cards.nth(0).bounding_box()["x"] > cards.nth(1).bounding_box()["x"]


@pytest.mark.parametrize("chat", [{"reduced_motion": "reduce"}], indirect=True)
def test_reduced_motion_moves_nothing(chat: Chat) -> None:
    chat.open()
    assert chat.find(".panel").evaluate("el => getComputedStyle(el).animationName") == "none"
    assert chat.find(".launcher").evaluate("el => getComputedStyle(el).transitionProperty") in ("none", "all")
    assert chat.find(".launcher").evaluate("el => getComputedStyle(el).transitionDuration") == "0s"


def test_a_page_themes_it(chat: Chat) -> None:
    chat.open()
    chat.page.add_style_tag(
        content="shopkeeper-chat { --shopkeeper-accent: rgb(120, 0, 80) } shopkeeper-chat::part(send) { opacity: .9 }"
    )
    chat.find("textarea").fill("x")
    assert chat.find(".send").evaluate("el => getComputedStyle(el).backgroundColor") == "rgb(120, 0, 80)"
    assert chat.find(".send").evaluate("el => getComputedStyle(el).opacity") == "0.9"
