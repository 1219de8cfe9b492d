"""The shop's own pages are read behind a start, so that the first shopper doesn't wait for it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from retriever.encoders.minilm import MiniLM
from retriever.encoders.minilm_export import prepare
from retriever.policies.service import PolicyService
from serve.app import build_services, read_ahead
from serve.settings import Settings
from tests.retriever.conftest import MODELS
from tests.retriever.test_policies import RETURNS


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "returns.md").write_text(RETURNS)
    return folder


async def test_pages_are_encoded_behind_the_start_and_kept(tmp_path: Path, pages: Path) -> None:
    prepare(MODELS)
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "models").symlink_to(MODELS)
    (tmp_path / "mine.csv").write_text("id,title,price\n1,Lamp,20\n")
    chosen = Settings.read(
        var_dir=tmp_path / "var",
        catalogue=tmp_path / "mine.csv",
        policy_pages=pages,
        llm_folder=tmp_path / "no model",
    )
    services = await build_services(chosen)
    kept = chosen.shop_dir / "catalogue" / "pages.vectors"
    assert not kept.exists()
    await services.start()
    try:
        while not kept.exists():  # noqa: ASYNC110 (files tell nobody)
            await asyncio.sleep(0.01)
    finally:
        await services.stop()


async def test_a_page_that_cannot_be_read_is_told_and_stops_nothing(pages: Path) -> None:
    model = MiniLM(prepare(MODELS), threads=1)
    service = PolicyService(pages, model, model)
    (pages / "gone.md").symlink_to("nowhere")
    (pages / "folder.md").mkdir()
    with capture_logs() as logs:
        await read_ahead(service, asyncio.create_task(asyncio.sleep(0)))
    assert [(entry["event"], Path(entry["file"]).name) for entry in logs] == [("page_not_read", "folder.md")]
    assert await service.passages("how many days do I have to send something back?")


async def test_who_stops_before_the_turn_of_the_pages_does_not_wait_for_them(pages: Path) -> None:
    model = MiniLM(prepare(MODELS), threads=1)
    service = PolicyService(pages, model, model)
    opening = asyncio.create_task(asyncio.sleep(3_600))
    reading = asyncio.create_task(read_ahead(service, opening))
    await asyncio.sleep(0)
    for task in (opening, reading):
        task.cancel()
    await asyncio.gather(opening, reading, return_exceptions=True)
    assert reading.cancelled()
