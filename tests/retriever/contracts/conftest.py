"""Shops for the contracts, opened once a module: no contract changes the catalogue."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from retriever.behaviour.events import MemoryEventLog
from retriever.composition import Retriever, RetrieverConfig, open_retriever
from tests.retriever.conftest import MODELS, small_shop

OpenShop = Callable[[MemoryEventLog], Retriever]


@pytest.fixture(scope="module")
def open_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenShop]:
    """Open the small shop for an event log."""
    with ExitStack() as opened:

        async def stocked(events: MemoryEventLog) -> Retriever:
            folder = tmp_path_factory.mktemp("shop")
            shop = await open_retriever(RetrieverConfig(data_dir=folder, models_dir=MODELS, threads=1), events)
            await shop.service.upsert(small_shop())
            return shop

        def open_one(events: MemoryEventLog) -> Retriever:
            shop = asyncio.run(stocked(events))
            opened.callback(lambda: asyncio.run(shop.close()))
            return shop

        yield open_one
