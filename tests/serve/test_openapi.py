"""The OpenAPI document is whole, and nothing that it allows, or forbids, is answered by a 500."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error

# Schemathesis imports this one while a test runs, and pytest then compiles it beside running threads, which
# CPython 3.11 doesn't always survive (github.com/python/cpython/issues/106905).
from schemathesis.specs.openapi import _hypothesis as _compiled_now  # noqa: F401
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance
from starlette.testclient import TestClient

from serve.http.app import create_app
from serve.services import Services
from tests.serve.served import OPERATOR, Clock, build

CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]
METHODS = {"get", "post", "put", "delete"}


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Services:
    found, _, _, _ = build(
        tmp_path_factory.mktemp("openapi"), Clock(), rate_limits={"messages_per_client": "9999/second"}
    )
    return replace(found, desk=replace(found.desk, redraft=Echo()))


class Echo:
    """Says every draft as it was: a desk with a model, as far as the routes can tell."""

    rewrites = True
    languages = ("es",)

    async def rewrite(self, text: str, tone: str, locale: str) -> str:
        return text

    async def translate(self, text: str, to: str) -> str:
        return text


@pytest.fixture(scope="module")
def app(services: Services) -> Iterator[Any]:
    application = create_app(services)
    with TestClient(application):
        yield application


@pytest.fixture(scope="module")
def document(app: Any) -> dict[str, Any]:
    found: dict[str, Any] = app.openapi()
    return found


def operations(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method} {path}", operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    ]


def test_every_operation_says_what_it_does_and_what_may_go_wrong(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    ids = [operation["operationId"] for _, operation in operations(document)]
    assert len(ids) == len(set(ids))
    for name, operation in operations(document):
        assert operation["summary"], name
        assert operation["tags"], name
        if "/v1/" not in name:
            continue
        for status, response in operation["responses"].items():
            if status.startswith(("4", "5")):
                assert list(response["content"]) == ["application/problem+json"], (name, status)


def test_every_body_has_an_example(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for name, operation in operations(document):
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if content is None:
            continue
        schema = content["schema"]
        referred = schema.get("$ref") or next(s["$ref"] for s in schema["anyOf"] if "$ref" in s)
        assert "example" in str(schemas[referred.rsplit("/", 1)[-1]]), name


def test_the_ids_of_a_stream_and_its_events_are_described(document: dict[str, Any]) -> None:
    answer = document["paths"]["/v1/conversations/{conversation_id}/messages"]["post"]["responses"]["200"]
    assert {"text/event-stream", "application/json"} <= set(answer["content"])


# What is sent follows the document in one half and breaks it in the other.
OPERATIONS = [
    "POST /v1/conversations",
    "GET /v1/conversations/{conversation_id}",
    "POST /v1/conversations/{conversation_id}/messages",
    "POST /v1/conversations/{conversation_id}/actions/{proposal_id}/confirm",
    "POST /v1/conversations/{conversation_id}/actions/{proposal_id}/undo",
    "POST /v1/conversations/{conversation_id}/handoff",
    "POST /v1/conversations/{conversation_id}/cancel",
    "POST /v1/conversations/{conversation_id}/satisfaction",
    "POST /v1/conversations/{conversation_id}/satisfaction/asked",
    "GET /v1/conversations/{conversation_id}/cart",
    "POST /v1/conversations/{conversation_id}/cart",
    "POST /v1/search",
    "POST /v1/recommendations",
    "POST /v1/events",
    "PUT /v1/catalog/products",
    "DELETE /v1/catalog/products/{product_id}",
    "GET /v1/desk/insight",
    "GET /v1/desk/help-drafts",
    "POST /v1/desk/help-drafts",
    "PUT /v1/desk/help-drafts/{draft_id}",
    "POST /v1/desk/help-drafts/{draft_id}/approve",
    "POST /v1/desk/help-drafts/{draft_id}/reject",
    "POST /v1/desk/login",
    "POST /v1/desk/tokens",
    "GET /v1/desk/me",
    "GET /v1/desk/cases",
    "GET /v1/desk/cases/{case_id}",
    "POST /v1/desk/cases/{case_id}/claim",
    "POST /v1/desk/cases/{case_id}/release",
    "POST /v1/desk/cases/{case_id}/return",
    "POST /v1/desk/cases/{case_id}/solve",
    "POST /v1/desk/cases/{case_id}/messages",
    "POST /v1/desk/cases/{case_id}/typing",
    "POST /v1/desk/cases/{case_id}/notes",
    "POST /v1/desk/cases/{case_id}/actions",
    "POST /v1/desk/cases/{case_id}/actions/{proposal_id}/confirm",
    "GET /v1/desk/cases/{case_id}/suggestions",
    "POST /v1/desk/cases/{case_id}/suggestions/{suggestion_id}/feedback",
    "POST /v1/desk/cases/{case_id}/rewrite",
    "POST /v1/desk/cases/{case_id}/translate",
    "GET /v1/desk/products/{product_id}",
    "GET /v1/desk/solved",
    "GET /v1/desk/macros",
    "POST /v1/desk/macros",
    "PUT /v1/desk/macros/{macro_id}",
    "DELETE /v1/desk/macros/{macro_id}",
    "GET /healthz",
    "GET /readyz",
    "GET /metrics",
]
ENDLESS = [  # streams that stay open: nothing waits for their end
    "GET /v1/conversations/{conversation_id}/events",
    "GET /v1/desk/events",
    "GET /v1/desk/cases/{case_id}/events",
]

UNBREAKABLE = {
    "GET /healthz",
    "GET /readyz",
    "GET /metrics",
    "POST /v1/desk/help-drafts",
}  # there is nothing in it to break


def test_the_list_of_operations_is_whole(document: dict[str, Any]) -> None:
    assert sorted([*OPERATIONS, *ENDLESS]) == sorted(
        f"{method.upper()} {path}" for path, item in document["paths"].items() for method in item if method in METHODS
    )


@pytest.fixture(scope="module")
def api(app: Any) -> Any:
    return schemathesis.openapi.from_asgi("/openapi.json", app)


@pytest.fixture(scope="module")
def conversation_id(app: Any) -> str:
    return str(TestClient(app).post("/v1/conversations", json={}).json()["id"])


@pytest.fixture(scope="module")
def at_desk(app: Any) -> tuple[str, str]:
    """Return an agent's token and a case that the agent has."""
    client = TestClient(app)
    body, operator = {"agent_id": "sam", "name": "Sam"}, {"Authorization": f"Bearer {OPERATOR}"}
    token = str(client.post("/v1/desk/tokens", json=body, headers=operator).json()["token"])
    conversation = client.post("/v1/conversations", json={}).json()["id"]
    asked = client.post(f"/v1/conversations/{conversation}/handoff", headers={"Accept": "application/json"}).json()
    (ticket,) = [event["ticket"] for event in asked["events"] if event["type"] == "handoff"]
    client.post(f"/v1/desk/cases/{ticket}/claim", headers={"Authorization": f"Bearer {token}"})
    return token, ticket


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.name.lower())
@pytest.mark.parametrize("operation", OPERATIONS)
def test_nothing_is_answered_by_a_500(
    api: Any, conversation_id: str, at_desk: tuple[str, str], operation: str, mode: GenerationMode
) -> None:
    method, path = operation.split()
    token, case_id = at_desk
    if mode is GenerationMode.NEGATIVE and operation in UNBREAKABLE:
        pytest.skip("there is nothing in this request that could be broken")
    cases = api[path][method].as_strategy(generation_mode=mode)

    @seed(20261122)
    @settings(
        max_examples=10,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(case=cases)
    def probe(case: Any) -> None:
        if "conversation_id" in case.path_parameters:
            case.path_parameters["conversation_id"] = conversation_id
        case.headers = {name: value for name, value in case.headers.items() if name.lower() != "authorization"}
        if "case_id" in case.path_parameters:
            case.path_parameters["case_id"] = case_id
        headers = {}
        if "/catalog/" in path or path == "/v1/desk/tokens":
            headers = {"Authorization": f"Bearer {OPERATOR}"}
        elif "/desk/" in path:
            headers = {"Authorization": f"Bearer {token}"}
        answer = case.call(headers={"Accept": "application/json", **headers})
        case.validate_response(answer, checks=CHECKS)

    probe()
