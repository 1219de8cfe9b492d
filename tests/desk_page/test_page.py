"""The page's files: where they are, what browsers may do with them, and that data can't become markup."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from serve.http import desk_page

DESK = Path(__file__).parents[2] / "serve/desk_page"


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(desk_page.router)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://shop") as client:
        yield client


async def test_the_page_allows_no_inline_scripts_and_no_framing(client: httpx.AsyncClient) -> None:
    answer = await client.get("/desk")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=", answer.text)


@pytest.mark.parametrize("name", ["desk.js", "desk.css", "icon.svg"])
async def test_every_file_that_the_page_names_is_there_and_kept_by_its_etag(
    client: httpx.AsyncClient, name: str
) -> None:
    assert f'"/desk/{name}"' in (await client.get("/desk")).text
    first = await client.get(f"/desk/{name}")
    assert first.status_code == 200
    again = await client.get(f"/desk/{name}", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


def test_data_never_becomes_markup() -> None:
    for source in DESK.glob("src/**/*.ts"):
        text = source.read_text()
        for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", 'setAttribute("style'):
            assert word not in text, f"{source.name} uses {word}"
