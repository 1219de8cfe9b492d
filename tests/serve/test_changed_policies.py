"""A policy page and a rules file that change, break and vanish while the shop is served."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from retriever.encoders.minilm_export import prepare
from serve.app import build_services
from serve.http.app import create_app
from serve.services import Services
from serve.settings import Settings
from tests.retriever.conftest import MODELS
from tests.retriever.test_policies import RETURNS
from tests.support.shop import RULES

QUESTION = "how many days do customers have to return an item?"
TEXT = RULES.read_text(encoding="utf-8")


@pytest.fixture
async def services(tmp_path: Path) -> Services:
    prepare(MODELS)
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "models").symlink_to(MODELS)
    (tmp_path / "mine.csv").write_text("id,title,price\n1,Lamp,20\n")
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "returns.md").write_text(RETURNS)
    (tmp_path / "policy.toml").write_text(TEXT)
    chosen = Settings.read(
        var_dir=tmp_path / "var",
        catalogue=tmp_path / "mine.csv",
        policy_pages=tmp_path / "pages",
        policy_rules=tmp_path / "policy.toml",
        llm_folder=tmp_path / "no model",
    )
    return await build_services(chosen)


@pytest.fixture
async def client(services: Services) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(services)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://shop.test") as opened,
    ):
        yield opened


async def answer(client: httpx.AsyncClient) -> str:
    """Ask in a conversation of its own."""
    opened = (await client.post("/v1/conversations", json={})).json()["id"]
    said = await client.post(
        f"/v1/conversations/{opened}/messages", json={"text": QUESTION}, headers={"Accept": "application/json"}
    )
    assert said.status_code == 200, said.text
    return "".join(event["text"] for event in said.json()["events"] if event["type"] == "text")


async def test_what_changes_on_disk_is_in_force_at_the_next_question(
    tmp_path: Path, client: httpx.AsyncClient, services: Services
) -> None:
    page, rules = tmp_path / "pages" / "returns.md", tmp_path / "policy.toml"
    assert "30 days" in await answer(client)
    page.write_text(RETURNS.replace("30 days", "100 days"))
    assert "100 days" in await answer(client)
    page.write_text("---\ntitle: Ret")
    assert "100 days" in await answer(client)
    page.unlink()
    assert "days" not in await answer(client)
    assert services.shop.rules.returns.window_days == 30
    rules.write_text(TEXT.replace("window_days = 30", "window_days = 100"))
    assert services.shop.rules.returns.window_days == 100
    rules.write_text("not toml at all [")
    assert services.shop.rules.returns.window_days == 100
