"""The whole assistance at the desk: suggestions, verdicts kept, other words, and learning from what was solved."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from assistant.errors import ModelUnavailable
from assistant.tools.registry import build_tools
from serve.assisting import Assistance, open_assistance
from serve.storage.assist import SqlSuggestions
from tests.serve.desk.conftest import AtDesk
from tests.serve.desk.test_cases import ask
from tests.serve.served import Served
from tests.support.cases import WordSentences, cancelled


@pytest.fixture
async def assisted(served: Served) -> Assistance:
    """Give the served desk its assistance, over the shop in memory and one solved case."""
    services = served.services
    assistance = open_assistance(
        services.shop,
        build_tools(),
        served.planner,  # type: ignore[arg-type]
        services.desk.agents.database,
        WordSentences(),
        services.clock,
    )
    await assistance.library.learn(cancelled())
    served.app.state.services = replace(services, desk=assistance.at(services.desk), assistance=assistance)
    return assistance


async def suggestions(served: Served, agent: AtDesk, case: str) -> list[dict[str, Any]]:
    answer = await served.client.get(f"/v1/desk/cases/{case}/suggestions", headers=agent.headers)
    sent = [json.loads(line.removeprefix("data: ")) for line in answer.text.splitlines() if line.startswith("data: ")]
    assert sent[-1]["type"] == "done"
    return [one for one in sent if one["type"] == "suggestion"]


async def test_suggestions_come_ranked_and_say_what_they_rest_on(
    served: Served, sam: AtDesk, assisted: Assistance
) -> None:
    _, case = await ask(served)
    found = await suggestions(served, sam, case)
    assert [one["rank"] for one in found] == list(range(1, len(found) + 1))
    assert found
    assert all("points" not in one for one in found)


async def test_the_verdict_on_a_suggestion_is_kept_and_anothers_is_not_found(
    served: Served, sam: AtDesk, assisted: Assistance
) -> None:
    _, case = await ask(served)
    first = (await suggestions(served, sam, case))[0]
    path = f"/cases/{case}/suggestions/{first['id']}/feedback"
    await sam.post(path, {"outcome": "edited", "text": "Hello!"}, status=204)
    await sam.post(f"/cases/{case}/suggestions/sug_none/feedback", {"outcome": "accepted"}, status=404)
    store: SqlSuggestions = assisted.suggestions
    assert [(one.id, one.sent) async for one in store.all_judged()] == [(first["id"], "Hello!")]


async def test_a_draft_is_said_otherwise_by_rule_and_translation_is_declined_honestly(
    served: Served, sam: AtDesk, assisted: Assistance
) -> None:
    _, case = await ask(served)
    told = await sam.post(f"/cases/{case}/rewrite", {"text": "I can't say, it's packed.", "tone": "formal"})
    assert told == {"text": "I cannot say, it is packed.", "changed": True}
    with pytest.raises(ModelUnavailable, match="can't translate"):
        await served.app.state.services.desk.redraft.translate("Hi", "es")
    me = await sam.get("/me")
    assert (me["rewrite"], me["translate"]) == (True, False)


async def test_a_solved_case_helps_the_next_one(served: Served, sam: AtDesk, assisted: Assistance) -> None:
    _, case = await ask(served)
    await sam.post(f"/cases/{case}/claim", {})
    view = await sam.get(f"/cases/{case}")
    await sam.post(
        f"/cases/{case}/messages",
        {"text": "The teapot is on its way to you.", "seen": view["last_message_id"]},
        status=201,
    )
    await sam.post(f"/cases/{case}/solve", {})
    assert case in [record.id for record in assisted.library.memory().records]
    found = await sam.get("/solved", q=assisted.library.memory().records[-1].question)
    assert case in [one["id"] for one in found["cases"]]
