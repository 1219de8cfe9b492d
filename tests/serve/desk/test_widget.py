"""A shopper in a real browser hears from an agent at once, and is given back to the assistant."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.serve.desk.conftest import Live

pytestmark = pytest.mark.e2e
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@pytest.fixture
def page(browser: Browser, live: Live) -> Iterator[Page]:
    context = browser.new_context(base_url=live.url, viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto("/")
    page.locator("shopkeeper-chat .launcher").click()
    yield page
    context.close()
    assert troubles == []


def chat(page: Page, selector: str) -> Locator:
    return page.locator(f"shopkeeper-chat {selector}")


def say(page: Page, text: str) -> None:
    chat(page, "textarea").fill(text)
    chat(page, "textarea").press("Enter")


def ask_for_a_person(page: Page, live: Live) -> str:
    chat(page, ".person").click()
    expect(chat(page, ".handoff")).to_contain_text("Ticket T-")
    (case,) = live.waiting()
    return str(case["id"])


def test_an_agent_comes_types_writes_and_gives_the_shopper_back(page: Page, live: Live) -> None:
    case = ask_for_a_person(page, live)
    expect(chat(page, ".person")).to_have_text("Person asked – when do they answer?")
    chat(page, ".person").click()
    expect(chat(page, ".turn").last).to_contain_text(re.compile("next in the line|before you in the line"))
    say(page, "hello while I wait")
    expect(chat(page, ".bubble.assistant:not(.greeting)")).to_have_count(3)

    live.post(f"/cases/{case}/claim")
    expect(chat(page, ".ai")).to_have_text("You are talking to Sam, a person")
    expect(chat(page, "textarea")).to_have_attribute("placeholder", "Write to Sam")
    expect(chat(page, ".person")).to_be_hidden()
    expect(chat(page, ".log")).to_contain_text("Sam from the shop is here now.")
    live.post(f"/cases/{case}/typing")
    expect(chat(page, ".status")).to_contain_text("Sam is typing…")
    live.post(f"/cases/{case}/messages", {"text": "Hi <b>Maya</b>, how can I help?"})
    said = chat(page, ".bubble.agent")
    expect(said).to_contain_text("Sam from the shop:")
    expect(said).to_contain_text("Hi <b>Maya</b>, how can I help?")
    assert Axe().run(page, options=RULES).response["violations"] == []

    say(page, "my parcel is lost")
    expect(chat(page, ".status")).to_have_class("status idle")
    expect(chat(page, ".bubble.assistant:not(.greeting)")).to_have_count(3)  # the assistant is silent

    page.reload()
    expect(chat(page, ".ai")).to_have_text("You are talking to Sam, a person")
    expect(chat(page, ".bubble.agent")).to_have_count(1)

    live.post(f"/cases/{case}/return", {"note": "All well."})
    expect(chat(page, ".log")).to_contain_text("Sam has left. The AI assistant answers you again.")
    expect(chat(page, ".ai")).to_have_text("You are talking to an AI")
    expect(chat(page, ".person")).to_have_text("Talk to a person")
    say(page, "hello again")
    expect(chat(page, ".turn").last.locator(".bubble.assistant")).to_have_count(1)


def test_a_message_that_came_while_the_line_was_lost_is_there_afterwards(page: Page, live: Live) -> None:
    case = ask_for_a_person(page, live)
    live.post(f"/cases/{case}/claim")
    expect(chat(page, ".ai")).to_contain_text("Sam")
    page.context.set_offline(True)
    live.post(f"/cases/{case}/messages", {"text": "Are you there?"})
    live.post(f"/cases/{case}/release")
    page.context.set_offline(False)
    expect(chat(page, ".bubble.agent")).to_contain_text("Are you there?", timeout=20_000)
    expect(chat(page, ".log")).to_contain_text("Sam had to leave.", timeout=20_000)
    expect(chat(page, ".bubble.agent")).to_have_count(1)
