"""The catalogue and the policy pages behind LangChain's BaseRetriever, over the real search."""

from __future__ import annotations

from pathlib import Path

import pytest
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from assistant.retrievers import CatalogueRetriever, PolicyRetriever
from retriever.composition import Retriever
from retriever.encoders.base import CachedEncoder
from retriever.encoders.minilm import MiniLM
from retriever.policies.service import PolicyService

PAGE = """---
title: Returns
slug: returns
---
## How long you have

You can return an item within 30 days of delivery, unused and in its packaging.
"""


@pytest.fixture
def catalogue(shop: Retriever) -> CatalogueRetriever:
    return CatalogueRetriever(search=shop.search, limit=2)


@pytest.fixture
def policies(tmp_path: Path, encoder: CachedEncoder, model: MiniLM) -> PolicyRetriever:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "returns.md").write_text(PAGE)
    return PolicyRetriever(pages=PolicyService(tmp_path / "pages", encoder, model))


async def _both_ways(retriever: BaseRetriever, query: str) -> list[Document]:
    found = await retriever.ainvoke(query)
    assert retriever.invoke(query) == found, "asked without await, it finds something else"
    return found


async def test_products_are_documents(catalogue: CatalogueRetriever) -> None:
    found = await _both_ways(catalogue, "electric kettle")
    assert 0 < len(found) <= 2
    first = found[0]
    assert first.id == first.metadata["id"] == "kettle-2"
    assert first.page_content.startswith("Brookline Electric Kettle")
    assert "capacity: 1.5 L" in first.page_content
    assert (first.metadata["price"], first.metadata["currency"]) == ("49.90", "USD")
    assert "url" in first.metadata


async def test_passages_are_documents(policies: PolicyRetriever) -> None:
    found = await _both_ways(policies, "how many days do I have to send something back?")
    assert found[0].metadata["page"] == "returns"
    assert found[0].metadata["heading"] == "How long you have"
    assert found[0].metadata["url"] == "/help/returns#how-long-you-have"
    assert "30 days" in found[0].page_content


@pytest.mark.parametrize("query", ["", "x" * 5000, "\x00 ' OR 1=1 --", "漢字😀"])
async def test_hostile_queries_are_harmless(
    catalogue: CatalogueRetriever, policies: PolicyRetriever, query: str
) -> None:
    assert len(await catalogue.ainvoke(query)) <= 2
    assert len(await policies.ainvoke(query)) <= 3
