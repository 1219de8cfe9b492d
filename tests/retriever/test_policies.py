from __future__ import annotations

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from retriever.encoders.base import CachedEncoder
from retriever.encoders.minilm import MiniLM
from retriever.policies.pages import passages_of, read_page
from retriever.policies.service import PolicyService

RETURNS = """---
title: Returns and refunds
slug: returns
---
# Returns and refunds

You can send almost everything back.

## How long you have

You can return an item within 30 days of delivery, unused and in its packaging.

## When the money arrives

Refunds reach your card within 5 working days after the parcel is back with us.

- Gift cards are refunded as gift cards.

| Paid with | Back after |
|---|---|
| Card | 5 days |
"""
SHIPPING = """---
title: Shipping
slug: shipping
---
## What delivery costs

Standard delivery costs $4.90 and is free from $60.

## Where we deliver

We deliver within the United States and Canada.
"""


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    (tmp_path / "returns.md").write_text(RETURNS)
    (tmp_path / "shipping.md").write_text(SHIPPING)
    return tmp_path


async def test_the_passage_that_answers_comes_first_with_its_address(
    pages: Path, encoder: CachedEncoder, model: MiniLM
) -> None:
    service = PolicyService(pages, encoder, model)
    first = (await service.passages("how many days do I have to send something back?"))[0]
    assert (first.page, first.title, first.heading) == ("returns", "Returns and refunds", "How long you have")
    assert first.url == "/help/returns#how-long-you-have"
    assert "30 days" in first.text
    assert (await service.passages("do you ship to Canada"))[0].heading == "Where we deliver"
    assert (await service.passages("how much is shipping"))[0].heading == "What delivery costs"
    assert (await service.passages("when does the refund reach my card"))[0].anchor == "when-the-money-arrives"


@pytest.mark.parametrize(
    "question", ["what is the capital of France", "asdf qwer", "", "   ", "write a poem about cats"]
)
async def test_what_the_pages_do_not_say_finds_nothing(
    pages: Path, encoder: CachedEncoder, model: MiniLM, question: str
) -> None:
    assert await PolicyService(pages, encoder, model).passages(question) == ()


async def test_a_changed_page_is_in_force_at_once(pages: Path, encoder: CachedEncoder, model: MiniLM) -> None:
    service = PolicyService(pages, encoder, model)
    await service.passages("returns")
    (pages / "returns.md").write_text(RETURNS.replace("30 days", "100 full days"))
    assert "100 full days" in (await service.passages("how many days do I have to return an item"))[0].text
    (pages / "returns.md").unlink()
    assert all(passage.page != "returns" for passage in await service.passages("how many days to return an item"))


async def test_approved_pages_lie_in_a_folder_of_their_own(
    pages: Path, encoder: CachedEncoder, model: MiniLM, tmp_path: Path
) -> None:
    approved = tmp_path / "approved"
    service = PolicyService(pages, encoder, model, approved=approved)
    before = await service.reload()
    approved.mkdir()
    (approved / "classes.md").write_text("# Stove classes\n\nWe teach how to use a camp stove on Saturdays.\n")
    assert await service.reload() == before + 1
    assert (await service.passages("do you teach how to use a camp stove?"))[0].page == "classes"


async def test_a_shop_without_pages(encoder: CachedEncoder, model: MiniLM, tmp_path: Path) -> None:
    assert await PolicyService(None, encoder, model).passages("returns") == ()
    assert await PolicyService(tmp_path / "none", encoder, model).passages("returns") == ()


def test_repeated_headings_get_their_own_anchors(tmp_path: Path) -> None:
    path = tmp_path / "plain.md"
    path.write_text("# Help\n\n## Cost\n\nOne.\n\n## Cost\n\nTwo.\n\n## Côté!\n\n" + "Long. " * 400)
    passages = passages_of(read_page(path))
    assert [passage.anchor for passage in passages[:3]] == ["cost", "cost-2", "cote"]
    assert passages[0].page == "plain"


@pytest.mark.parametrize("broken", ["", "---\ntitle: Returns\nslug: ret", "\0\0\0PNG"])
async def test_a_broken_page_stays_as_it_was_until_it_is_whole_again(
    pages: Path, encoder: CachedEncoder, model: MiniLM, broken: str
) -> None:
    service = PolicyService(pages, encoder, model)
    question = "how many days do I have to return an item"
    await service.passages(question)
    (pages / "returns.md").write_text(broken)
    with capture_logs() as logs:
        assert "30 days" in (await service.passages(question))[0].text
        await service.passages(question)
    assert [entry["event"] for entry in logs if entry["log_level"] == "error"] == ["page_not_read"]
    (pages / "returns.md").write_text(RETURNS.replace("30 days", "90 days"))
    assert "90 days" in (await service.passages(question))[0].text
