"""Conversations over HTTP: begin, say, read, resume, decide, hand over."""

from __future__ import annotations

from assistant.domain.conversation import ToolCall
from tests.serve.served import Served, parse_stream

SEARCH = [ToolCall(name="search_catalog", args={"query": "rain jacket"})]


async def test_a_message_is_answered_as_a_stream_of_numbered_typed_events(served: Served) -> None:
    served.planner.script["rain jackets"] = SEARCH
    conversation = await served.conversation()
    answer = await served.client.post(f"/v1/conversations/{conversation}/messages", json={"text": "rain jackets"})
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = parse_stream(answer.text)
    assert [number for number, _, _ in events] == list(range(1, len(events) + 1))
    kinds = [kind for _, kind, _ in events]
    assert kinds[0] == "status"
    assert kinds[-2:] == ["usage", "done"]
    assert "products" in kinds
    assert kinds.index("products") < kinds.index("text")
    assert all(data["type"] == kind for _, kind, data in events)
