"""Addresses that aren't there: people get the shop's page, programs a problem document."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import httpx
import pytest

from serve.demo.pages.router import not_found_page, pages_router
from serve.http.app import create_app
from tests.serve.pages.shop import make_services
from tests.serve.served import Clock, build

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    services, *_ = build(tmp_path / "var", Clock())
    pages = make_services(tmp_path)
    app = create_app(replace(services, pages=(pages_router(pages),), lost=partial(not_found_page, pages)))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
            yield client


@pytest.mark.parametrize("path", ["/nowhere", "/a/b/c?d=<script>alert(1)</script>", "/v2/search", "/%00"])
async def test_a_browser_gets_the_shops_page_with_a_search_field(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path, headers=BROWSER)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    main = answer.text[answer.text.index('class="wrap narrow sorry"') :]
    assert 'action="/search"' in main
    assert 'type="search"' in main
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/nowhere", {}),
        ("/nowhere", {"Accept": "application/json"}),
        ("/nowhere", {"Accept": "image/avif,image/*,*/*;q=0.8"}),
        ("/v1/nowhere", BROWSER),
        ("/v1", BROWSER),
    ],
)
async def test_a_program_gets_a_problem_document(client: httpx.AsyncClient, path: str, headers: dict[str, str]) -> None:
    answer = await client.get(path, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


async def test_only_reading_is_answered_by_a_page(client: httpx.AsyncClient) -> None:
    answer = await client.post("/nowhere", headers=BROWSER)
    assert answer.headers["content-type"] == "application/problem+json"
