"""The page in a real browser, over real turns."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from assistant.domain.conversation import ToolCall
from serve.http.app import create_app
from tests.serve.served import OPERATOR, Clock, build

pytestmark = pytest.mark.e2e

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
MENDING = "do you mend <b>tents</b>?"
LOOKS: list[dict[str, Any]] = [
    {"color_scheme": "light"},
    {"color_scheme": "dark"},
    {"color_scheme": "light", "viewport": {"width": 360, "height": 740}},
]


@dataclass
class Site:
    """A running shop with a few conversations behind it."""

    address: str
    agent: dict[str, Any]
    approved: Path


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    services, shop, planner, _ = build(tmp_path_factory.mktemp("insight"), Clock())
    shop.passages_found = ()
    planner.script[MENDING] = [ToolCall(name="ask_business", args={"question": "mending"})]
    server = uvicorn.Server(uvicorn.Config(create_app(services), host="127.0.0.1", port=port, log_level="critical"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"Accept": "application/json"}) as client:
        agent = _talk(client)
    yield Site(f"http://127.0.0.1:{port}", agent, services.settings.approved_pages)
    server.should_exit = True
    thread.join(10)


def _talk(client: httpx.Client) -> dict[str, Any]:
    """Let shoppers ask, an agent answer and one of them say how it was; return the agent's session."""
    talks = [client.post("/v1/conversations", json={}).json()["id"] for _ in range(3)]
    for talk in talks:
        client.post(f"/v1/conversations/{talk}/messages", json={"text": MENDING})
    client.post(f"/v1/conversations/{talks[0]}/satisfaction", json={"score": 4, "comment": "<i>fine</i>"})
    client.post(f"/v1/conversations/{talks[1]}/handoff", json={})
    operator = {"Authorization": f"Bearer {OPERATOR}"}
    session = client.post("/v1/desk/tokens", json={"agent_id": "a1", "name": "Ada"}, headers=operator).json()
    agent = {"Authorization": f"Bearer {session['token']}"}
    (case,) = client.get("/v1/desk/cases", params={"state": "waiting"}, headers=agent).json()["cases"]
    for step, body in (("claim", {}), ("messages", {"text": "We mend tents that we sold.", "seen": ""}), ("solve", {})):
        answer = client.post(f"/v1/desk/cases/{case['id']}/{step}", json=body, headers=agent)
        assert answer.is_success, answer.text
    return dict(session) | {
        "expires_at": "2999-01-01T00:00:00Z"
    }  # the shop's clock stands still, the browser's doesn't


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(**getattr(request, "param", {}))
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def sign_in(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/desk/insight")
    page.get_by_label("Operator's key").fill(OPERATOR)
    page.get_by_role("button", name="Sign in").click()
    page.locator(".tiles").wait_for()


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES)
    return [f"{rule['id']}: {node['target']}" for rule in found.response["violations"] for node in rule["nodes"]]


@pytest.mark.parametrize("page", LOOKS, indirect=True, ids=["light", "dark", "phone"])
def test_the_page_is_accessible_and_fits(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/desk/insight")
    page.get_by_label("Operator's key").wait_for()
    assert violations(page) == []
    sign_in(page, site)
    for details in page.locator("details").all():
        details.evaluate("element => { element.open = true; }")
    page.get_by_text("There are no drafts.").or_(page.locator(".draft").first).wait_for()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_what_was_asked_failed_and_said_is_shown_as_text(page: Page, site: Site) -> None:
    sign_in(page, site)
    group = page.locator(".groups > li").first
    expect(group.locator(".label")).to_have_text(MENDING)
    expect(group).to_contain_text("3 times")
    expect(group).to_contain_text("3 failed (100%)")
    expect(page.locator(".comments")).to_contain_text("<i>fine</i>")
    expect(page.locator(".tiles")).to_contain_text("Handed over33%")
    chart = page.get_by_role("img", name="messages in 1 days")
    expect(chart).to_be_visible()


def test_a_wrong_key_is_told_and_forgotten(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/desk/insight")
    page.get_by_label("Operator's key").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).not_to_be_empty()
    sign_in(page, site)
    page.get_by_role("button", name="Forget the key").click()
    page.reload()
    expect(page.get_by_label("Operator's key")).to_be_visible()


def test_an_agent_of_the_desk_approves_a_missing_page(page: Page, site: Site) -> None:
    page.add_init_script(f"localStorage.setItem('shopkeeper-desk:session', JSON.stringify({json.dumps(site.agent)}))")
    page.goto(f"{site.address}/desk/insight")
    page.get_by_role("button", name="Look for missing pages").click()
    expect(page.get_by_text("1 page was drafted.")).to_be_visible()
    draft = page.locator(".draft").first
    draft.get_by_label("Address").fill("mending")
    draft.get_by_label("Text", exact=True).fill("We mend tents that we sold, in 9 days.")
    draft.get_by_role("button", name="Save").click()
    expect(draft.get_by_text("Nobody said 9.")).to_be_visible()
    draft.get_by_label("Text", exact=True).fill("We mend tents that we sold.")
    draft.get_by_role("button", name="Approve and publish").click()
    expect(draft.get_by_text("Published.")).to_be_visible()
    expect(draft).to_contain_text("Approved by Ada")
    assert "We mend tents that we sold." in (site.approved / "mending.md").read_text()
