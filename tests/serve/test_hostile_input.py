"""Whatever is sent, the answer is a plain 4xx, never a 500."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.serve.served import Served, serving

PROBLEM = "application/problem+json"


def told(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """Check a problem document and return it."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == PROBLEM
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == status
    assert problem["code"] == code
    assert problem["type"] == f"urn:shopkeeper:problem:{code}"
    assert problem["title"]
    assert problem["detail"].endswith(".")
    assert problem["request_id"] == answer.headers["request-id"]
    assert "pydantic" not in answer.text.lower()
    assert "traceback" not in answer.text.lower()
    return problem


async def say(served: Served, body: object, **headers: str) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = {"Content-Type": "application/json", "Accept": "application/json", **headers}
    url = f"/v1/conversations/{await served.conversation()}/messages"
    return await served.client.post(url, content=content, headers=sent)


@pytest.mark.parametrize(
    ("body", "field", "reason"),
    [
        ({}, "text", "is missing"),
        ({"text": 7}, "text", "must be text"),
        ({"text": None}, "text", "must be text"),
        ({"text": ["hello"]}, "text", "must be text"),
        ([], "body", "must be an object"),
        ("hello", "body", "must be an object"),
        ({"text": "hi", "context": 3}, "context", "must be an object"),
        ({"text": "hi", "context": {"product_id": 4}}, "context.product_id", "must be text"),
        ({"text": "hi", "context": {"url": "x" * 3000}}, "context.url", "may have up to 2000 characters"),
    ],
)
async def test_wrong_types_are_named(served: Served, body: object, field: str, reason: str) -> None:
    problem = told(await say(served, body), 422, "invalid_input")
    assert problem["errors"][0] == {"field": field, "reason": reason}


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b'{"text": "hi"', "line 1, column 14"),
        (b"{'text': 'hi'}", "line 1, column 2"),
        (b"not json", "line 1, column 1"),
        (b'{"text": "\xff\xfe"}', "UTF-8"),
        (b'{"text": NaN}', "valid JSON"),
        (b'{"text": ' + b"9" * 10_000 + b"}", "valid JSON"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
async def test_malformed_json_is_told_with_its_place(served: Served, body: bytes, detail: str) -> None:
    assert detail in told(await say(served, body), 400, "malformed_json")["detail"]


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "nonsense", "image/png"])
async def test_other_content_types_are_refused(served: Served, content_type: str) -> None:
    told(await say(served, {"text": "hi"}, **{"Content-Type": content_type}), 415, "unsupported_media_type")


async def test_a_megabyte_is_too_much(served: Served) -> None:
    told(await say(served, {"text": "a" * 1_000_000}), 413, "body_too_large")
    told(await say(served, {"text": "a" * 20_000}), 413, "message_too_long")
    told(await say(served, {"text": "a" * 2_001}), 413, "message_too_long")


async def test_a_body_that_lies_about_its_size_is_stopped_while_it_streams(served: Served) -> None:
    async def endless() -> Any:
        for _ in range(100):
            yield b"a" * 100_000

    url = f"/v1/conversations/{await served.conversation()}/messages"
    headers = {"Content-Type": "application/json"}
    told(await served.client.post(url, content=endless(), headers=headers), 413, "body_too_large")


@pytest.mark.parametrize(
    "text",
    ["", "   ", "\u200b\u200e", "\x00\x01\x02", "\n\t"],
    ids=["nothing", "spaces", "invisible", "control", "lines"],
)
async def test_a_message_without_anything_to_read_is_refused(served: Served, text: str) -> None:
    answer = await say(served, {"text": text})
    if text == "\x00\x01\x02":
        assert answer.status_code == 200  # NUL becomes a visible sign, since no database takes it
    else:
        told(answer, 422, "invalid_input")


@pytest.mark.parametrize(
    "text",
    [
        "find me a 🏕️👩‍👩‍👧 tent 🔥",
        "أبحث عن خيمة لشخصين",
        "אוהל לשניים",
        "两个人的帐篷",
        "\ud83d broken emoji",
        "bell\x07 and null\x00",
        "'; DROP TABLE messages; --",
        "<script>alert(1)</script>",
        "{{ 7 * 7 }} {0} %s ${jndi:ldap://x}",
        "a\u202eb\u2066c",
        "Z̸̧͎͉͇̈́a̴l̷g̶o̵",
    ],
)
async def test_any_readable_text_is_answered(served: Served, text: str) -> None:
    answer = await say(served, {"text": text})
    assert answer.status_code == 200, answer.text
    assert answer.json()["events"][-1]["reason"] == "complete"
    conversation = str(answer.request.url).split("/")[5]
    assert (await served.client.get(f"/v1/conversations/{conversation}")).status_code == 200


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Idempotency-Key", "x" * 256),
        ("Idempotency-Key", "with space"),
        ("Last-Event-ID", "minus one"),
        ("Last-Event-ID", "9" * 40),
        ("Last-Event-ID", "-1"),
    ],
)
async def test_headers_out_of_bounds_are_refused(served: Served, header: str, value: str) -> None:
    told(await say(served, {"text": "hi"}, **{header: value}), 422, "invalid_input")


async def test_unknown_addresses_and_methods(served: Served) -> None:
    told(await served.client.get("/v1/nothing/here"), 404, "not_found")
    wrong = await served.client.delete("/v1/search")
    told(wrong, 405, "method_not_allowed")
    assert "POST" in wrong.headers["allow"]


@pytest.mark.parametrize(
    "body",
    [
        {"query": "x" * 501},
        {"query": "tent", "min_rating": 7},
        {"query": "tent", "max_price": -1},
        {"query": "tent", "sort": "best"},
        {"query": "tent", "exclude": "nylon"},
        {"query": "tent", "exclude": ["x"] * 50},
        {"query": "tent", "limit": 0},
        {"query": "tent", "limit": 1.5},
        {"query": "tent", "cursor": "!!!"},
        {"query": "tent", "max_price": 1e999},
    ],
)
async def test_searches_out_of_bounds_are_refused(served: Served, body: dict[str, Any]) -> None:
    answer = await served.client.post(
        "/v1/search", content=json.dumps(body).encode(), headers={"Content-Type": "application/json"}
    )
    assert answer.status_code in {400, 422}
    assert answer.headers["content-type"] == PROBLEM


async def test_a_request_id_is_kept_when_it_is_sane(served: Served) -> None:
    kept = await served.client.get("/healthz", headers={"Request-Id": "trace-1:2.3_x"})
    assert kept.headers["request-id"] == "trace-1:2.3_x"
    for hostile in ("x" * 200, "a b", 'quote"', "<script>"):
        answer = await served.client.get("/healthz", headers={"Request-Id": hostile})
        assert answer.headers["request-id"].startswith("req_")


async def test_limits_are_told_before_and_when_they_are_reached(tmp_path: Path) -> None:
    async with serving(tmp_path, rate_limits={"messages_per_conversation": "2/minute"}) as served:
        conversation = await served.conversation()
        url = f"/v1/conversations/{conversation}/messages"
        first = await served.client.post(url, json={"text": "one"})
        assert (first.headers["ratelimit-limit"], first.headers["ratelimit-remaining"]) == ("2", "1")
        await served.client.post(url, json={"text": "two"})
        third = await served.client.post(url, json={"text": "three"})
        told(third, 429, "rate_limited")
        assert 1 <= int(third.headers["retry-after"]) <= 60
        assert (
            await served.client.post(f"/v1/conversations/{await served.conversation()}/messages", json={"text": "hi"})
        ).status_code == 200


async def test_other_sites_are_let_in_by_name_only(tmp_path: Path) -> None:
    async with serving(tmp_path, allowed_origins=("https://shop.example",)) as served:
        asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
        for origin, allowed in (("https://shop.example", "https://shop.example"), ("https://evil.example", None)):
            answer = await served.client.options("/v1/conversations", headers={"Origin": origin, **asked})
            assert answer.headers.get("access-control-allow-origin") == allowed
            assert "access-control-allow-credentials" not in answer.headers


async def test_every_answer_is_protected(served: Served) -> None:
    for path in ("/healthz", "/nothing", "/openapi.json"):
        answer = await served.client.get(path)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"]
        assert answer.headers["referrer-policy"]


async def test_a_store_that_does_not_answer_is_503(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = await served.conversation()
    database = Path(served.services.settings.var_dir) / "shopkeeper.db"
    database.with_suffix(".db-wal").unlink(missing_ok=True)
    await served.services.conversations._database.close()
    database.unlink()
    database.mkdir()
    told(await served.client.get(f"/v1/conversations/{conversation}"), 503, "store_unavailable")


async def test_an_error_that_nobody_foresaw_tells_nothing(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr(served.shop, "search", broken)
    answer = await served.client.post("/v1/search", json={"query": "tent"})
    problem = told(answer, 500, "internal")
    assert "secret" not in json.dumps(problem)
