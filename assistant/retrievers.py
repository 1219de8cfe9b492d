"""The catalogue and the policy pages as LangChain retrievers, for chains and agents of one's own."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field, SkipValidation

from assistant.domain.business import Passage
from assistant.domain.catalogue import SearchQuery
from assistant.domain.product import Product
from assistant.tools.ports import PolicyPages, ProductSearch

_MAX_QUERY = 500  # characters


class _PortRetriever(BaseRetriever):
    """A retriever over an async port.

    Where there is no event loop to await it in, the port is asked in one of its own, on another thread.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        with ThreadPoolExecutor(max_workers=1) as thread:
            return thread.submit(asyncio.run, self.find(query)).result()

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun
    ) -> list[Document]:
        return await self.find(query)

    async def find(self, query: str) -> list[Document]:
        """Return what the port finds, as documents, best first."""
        raise NotImplementedError


class CatalogueRetriever(_PortRetriever):
    """Products as documents; metadata: id, title, brand, category, price, currency, stock, rating, url.

    Attributes:
        search: the catalogue's search.
        owner: `Principal.owner` of the one for whom products are ranked.
        limit: how many products are returned at most.
    """

    search: SkipValidation[ProductSearch] = Field(exclude=True)
    owner: str = "retriever"
    limit: int = 6

    async def find(self, query: str) -> list[Document]:
        page = await self.search.search(SearchQuery(query=query[:_MAX_QUERY]), owner=self.owner, limit=self.limit)
        return [_product_document(product) for product in page.products]


class PolicyRetriever(_PortRetriever):
    """Passages of the shop's own pages as documents; metadata: page, title, heading, url, score.

    Attributes:
        pages: where passages are found.
        limit: how many passages are returned at most.
    """

    pages: SkipValidation[PolicyPages] = Field(exclude=True)
    limit: int = 3

    async def find(self, query: str) -> list[Document]:
        passages = await self.pages.passages(query[:_MAX_QUERY], limit=self.limit)
        return [_passage_document(passage) for passage in passages]


def _product_document(product: Product) -> Document:
    attributes = "\n".join(f"{name}: {value}" for name, value in product.attributes.items())
    text = "\n".join(part for part in (product.title, product.description, attributes) if part)
    metadata = {
        "id": product.id,
        "title": product.title,
        "brand": product.brand,
        "category": product.category,
        "price": str(product.price.amount),
        "currency": product.price.currency,
        "stock": product.stock,
        "rating": product.rating,
        "url": product.url,
    }
    return Document(page_content=text, id=product.id, metadata=metadata)


def _passage_document(passage: Passage) -> Document:
    metadata = passage.model_dump(include={"page", "title", "heading", "url", "score"})
    return Document(page_content=passage.text, id=f"{passage.page}#{passage.anchor}", metadata=metadata)
