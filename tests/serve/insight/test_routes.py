"""Satisfaction, the report, drafts and metrics over HTTP, with real turns."""

from __future__ import annotations

from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from assistant.domain.conversation import ToolCall
from assistant.errors import ModelUnavailable
from tests.serve.served import OPERATOR, Served, serving

KEY = {"Authorization": f"Bearer {OPERATOR}"}
ROUTES = (
    ("GET", "/v1/desk/insight"),
    ("GET", "/v1/desk/help-drafts"),
    ("POST", "/v1/desk/help-drafts"),
    ("PUT", "/v1/desk/help-drafts/draft_x"),
    ("POST", "/v1/desk/help-drafts/draft_x/approve"),
    ("POST", "/v1/desk/help-drafts/draft_x/reject"),
)
EDIT = {"title": "T", "slug": "t", "body": "b"}


async def rate(served: Served, conversation_id: str, **body: Any) -> int:
    answer = await served.client.post(f"/v1/conversations/{conversation_id}/satisfaction", json=body)
    return answer.status_code


async def may_ask(served: Served, conversation_id: str) -> bool:
    answer = await served.client.post(f"/v1/conversations/{conversation_id}/satisfaction/asked", json={})
    return bool(answer.json()["ask"])


async def test_a_shopper_is_asked_once_a_conversation(served: Served) -> None:
    one, other = await served.conversation(), await served.conversation()
    assert [await may_ask(served, each) for each in (one, one, other)] == [True, False, True]


async def test_a_rating_is_given_once_and_shown_with_its_response_rate(served: Served) -> None:
    talks = [await served.conversation() for _ in range(3)]
    for talk in talks:
        assert await may_ask(served, talk)
    assert await rate(served, talks[0], score=5, comment="Great, says Bruno, bruno@x.org") == 204
    assert await rate(served, talks[0], score=5, comment="Great, says Bruno, bruno@x.org") == 204  # sent twice
    assert await rate(served, talks[0], score=1) == 409
    assert await rate(served, talks[1], score=2) == 204
    report = (await served.client.get("/v1/desk/insight", headers=KEY)).json()["satisfaction"]
    assert (report["responses"]["count"], report["responses"]["of"], report["mean"]) == (2, 3, 3.5)
    assert report["scores"] == [0, 1, 0, 0, 1]
    assert report["satisfied"]["share"] == 0.5
    assert [comment["text"] for comment in report["comments"]] == ["Great, says [name], [email]"]


@pytest.mark.parametrize("body", [{}, {"score": 0}, {"score": 6}, {"score": True}, {"score": 3, "comment": "x" * 1001}])
async def test_a_rating_that_does_not_fit_is_refused(served: Served, body: dict[str, Any]) -> None:
    assert await rate(served, await served.conversation(), **body) == 422


async def test_somebody_elses_conversation_cannot_be_rated(served: Served) -> None:
    mine = await served.conversation(**served.token("c1"))
    assert await rate(served, mine, score=1) == 404
    assert await rate(served, "conv_none", score=1) == 404


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_figures_and_drafts_are_for_the_shops_people(served: Served, method: str, path: str) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}, served.token("c1")):
        answer = await served.client.request(method, path, headers=headers, json=EDIT if method == "PUT" else None)
        assert answer.status_code == 401


async def test_the_report_counts_real_turns(served: Served) -> None:
    served.planner.script["repair?"] = [ToolCall(name="reply", args={"kind": "clarify"})]
    served.planner.script["person"] = [ToolCall(name="handoff_to_human", args={"reason": "wants a person"})]
    talk = await served.conversation()
    for text in ("hello", "repair?", "person"):
        await served.say(talk, text)
    report = (await served.client.get("/v1/desk/insight?days=7", headers=KEY)).json()
    assert (report["volume"]["turns"], report["volume"]["conversations"]) == (3, 1)
    assert {each["name"]: each["count"] for each in report["troubles"]} == {"clarify": 1, "handed_over": 1}
    assert report["handovers"]["conversations"]["share"] == 1
    assert report["cost"]["prompt_tokens"] == 27
    assert report["times"]["written_ms"]["n"] == 3


@pytest.mark.parametrize("days", ["0", "366", "soon"])
async def test_a_period_that_does_not_fit_is_refused(served: Served, days: str) -> None:
    assert (await served.client.get(f"/v1/desk/insight?days={days}", headers=KEY)).status_code == 422


def figures(text: str) -> dict[tuple[str, tuple[str, ...]], float]:
    return {
        (sample.name, tuple(sorted(sample.labels.values()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_metrics_count_turns_tools_tokens_and_errors(served: Served) -> None:
    served.planner.script["person"] = [ToolCall(name="handoff_to_human", args={"reason": "bruno@x.org"})]
    talk = await served.conversation(**served.token("customer-77"))
    await served.say(talk, "hello", **served.token("customer-77"))
    await served.say(talk, "person", **served.token("customer-77"))
    served.planner.failure = ModelUnavailable("gone")
    await served.say(talk, "broken", **served.token("customer-77"))
    answer = await served.client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    found = figures(answer.text)
    assert found["shopkeeper_turns_total", ("model",)] == 2
    assert found["shopkeeper_turn_ends_total", ("complete",)] == 2
    assert found["shopkeeper_turn_ends_total", ("failed",)] == 1
    assert found["shopkeeper_turn_errors_total", ("model_unavailable",)] == 1
    assert found["shopkeeper_turns_running", ()] == 0
    assert found["shopkeeper_tool_calls_total", ("reply", "said")] == 1
    assert found["shopkeeper_handovers_total", ("requested",)] == 1
    assert found["shopkeeper_llm_tokens_total", ("prompt",)] == 18
    assert found["shopkeeper_turn_stage_seconds_count", ("settled",)] == 2
    assert found["shopkeeper_part_ready", ("store",)] == 1
    route = "/v1/conversations/{conversation_id}/messages"
    assert found["shopkeeper_http_request_seconds_count", tuple(sorted(("POST", route, "200")))] == 3
    for secret in (talk, "bruno", "customer-77", "Maya"):
        assert secret not in answer.text


async def test_metrics_can_be_kept_for_those_with_the_key(tmp_path: Any) -> None:
    key = "a-key-for-prometheus-0123456789abcdef"
    async with serving(tmp_path, metrics_key=key) as served:
        assert (await served.client.get("/metrics")).status_code == 401
        assert (await served.client.get("/metrics", headers={"Authorization": f"Bearer {key}"})).status_code == 200


async def test_what_an_agent_answered_becomes_a_page_that_answers(served: Served) -> None:
    """From the shopper's unanswered question over the desk to a file that an agent has approved."""
    served.shop.passages_found = ()
    served.planner.script["do you mend tents?"] = [ToolCall(name="ask_business", args={"question": "mending"})]
    talk = await served.conversation()
    await served.say(talk, "do you mend tents?")
    await served.client.post(f"/v1/conversations/{talk}/handoff", json={}, headers={"Accept": "application/json"})
    token = (await served.client.post("/v1/desk/tokens", json={"agent_id": "a1", "name": "Ada"}, headers=KEY)).json()
    agent = {"Authorization": f"Bearer {token['token']}"}
    (case,) = (await served.client.get("/v1/desk/cases", params={"state": "waiting"}, headers=agent)).json()["cases"]
    steps = {"claim": {}, "messages": {"text": "We mend tents that we sold, for $25 a seam.", "seen": ""}, "solve": {}}
    for step, body in steps.items():
        answer = await served.client.post(f"/v1/desk/cases/{case['id']}/{step}", json=body, headers=agent)
        assert answer.is_success, answer.text
    (draft,) = (await served.client.post("/v1/desk/help-drafts", headers=agent)).json()["drafts"]
    assert (draft["question"], draft["body"]) == ("do you mend tents?", "We mend tents that we sold, for $25 a seam.\n")
    assert draft["sources"][0]["cases"] == [case["id"]]
    path = f"/v1/desk/help-drafts/{draft['id']}"
    edit = {"title": "Mending", "slug": "mending", "body": "We mend tents for $30.", "asked": []}
    assert (await served.client.put(path, json=edit, headers=agent)).json()["unsaid"] == ["30"]
    edit["body"] = draft["body"]
    assert (await served.client.put(path, json=edit, headers=agent)).json()["unsaid"] == []
    approved = (await served.client.post(f"{path}/approve", headers=agent)).json()
    assert (approved["state"], approved["decided_by"]) == ("approved", "Ada")
    assert "for $25 a seam." in (served.services.settings.approved_pages / "mending.md").read_text()
    assert (await served.client.post(f"{path}/reject", headers=agent)).status_code == 409
    listed = (await served.client.get("/v1/desk/help-drafts", params={"state": "approved"}, headers=KEY)).json()
    assert [each["slug"] for each in listed["drafts"]] == ["mending"]
    report = (await served.client.get("/v1/desk/insight", headers=agent)).json()
    assert {each["name"]: each["count"] for each in report["handovers"]["reasons"]} == {"requested": 1}
