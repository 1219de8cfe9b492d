"""Real parts for the tests of retrieval: the real encoder, real SQLite and Chroma in temporary folders."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from assistant.domain.product import Product
from retriever.behaviour.events import MemoryEventLog
from retriever.catalogue.columns import canonical
from retriever.catalogue.records import item_of
from retriever.composition import Retriever, RetrieverConfig, open_retriever
from retriever.encoders.base import CachedEncoder
from retriever.encoders.minilm import MiniLM
from retriever.encoders.minilm_export import prepare

MODELS = Path(__file__).parents[2] / "var" / "models"


def product(product_id: str, title: str, **columns: Any) -> Product:
    """Make a product as a feed row makes it."""
    return item_of(canonical({"id": product_id, "title": title, "price": "20", **columns}), "USD").product


def small_shop() -> list[Product]:
    """A shop of a few kinds, with what filters and exclusions have to get right."""
    camping, kitchen = {"department": "Camping"}, {"department": "Kitchen"}
    return [
        product(
            "boot-1", "Fell Leather Hiking Boot", **camping, category="Boots & Shoes", kind="boot",
            brand="Fellmark",
            price="180", attributes={"material": "full-grain leather", "waterproof": "yes"}, rating=4.7,
            rating_count=200,
            options={"color": ["black", "brown"], "size": ["US 8", "US 9", "US 10"]},
        ),
        product(
            "boot-2", "Strath Fabric Hiking Boot", **camping, category="Boots & Shoes", kind="boot",
            brand="Fellmark",
            price="120", attributes={"material": "recycled polyester, PVC-free"}, rating=4.2, rating_count=60,
            options={"color": ["olive", "navy"], "size": ["US 9", "US 10"]}, created="2026-05-01",
        ),
        product(
            "tent-1", "First Night Dome Tent", **camping, category="Tents", kind="tent",
            brand="Larkfield", price="99",
            options={"size": ["2 persons", "3 persons"], "color": ["navy", "sand"]}, rating=4.0, rating_count=90,
            description="A simple tent that stands in five minutes.", created="2026-10-01",
        ),
        product(
            "tent-2", "Holm Tunnel Tent", **camping, category="Tents", kind="tent", brand="Larkfield", price="499",
            options={"size": ["4 persons"]}, description="Room for a family and its boots.",
            rating=4.8, rating_count=40,
        ),
        product(
            "bag-1", "Heath Sleeping Bag", **camping, category="Sleeping Bags", kind="sleeping bag", brand="Larkfield",
            price="110", options={"color": ["rust"]}, attributes={"weight": "1.4 kg"},
        ),
        product(
            "kettle-1", "Stovetop Whistle Kettle", **kitchen, category="Coffee & Tea", kind="kettle",
            brand="Kettlebrook",
            price="54",
            options={"color": ["cream", "sage green", "navy"]}, attributes={"capacity": "1.8 L"},
            rating=4.2, rating_count=188,
        ),
        product(
            "kettle-2", "Brookline Electric Kettle", **kitchen, category="Coffee & Tea", kind="kettle",
            brand="Kettlebrook", price="49.90", list_price="59.90", options={"color": ["black", "steel"]},
            attributes={"capacity": "1.5 L"}, rating=4.5, rating_count=734,
        ),
        product(
            "kettle-3", "Charcoal Kettle Grill", **kitchen, category="Grills", kind="grill", brand="Emberline",
            price="189", options={"size": ["47 cm", "57 cm"]}, rating=4.6, rating_count=120,
        ),
        product(
            "mug-1", "Harbour Mug", **kitchen, category="Coffee & Tea", kind="mug", brand="Mossglaze", price="16",
            options={"color": ["charcoal", "cream", "navy"]}, rating=4.6, rating_count=300,
        ),
        product(
            "mug-2", "Sold Out Mug", **kitchen, category="Coffee & Tea", kind="mug", brand="Mossglaze", price="9",
            quantity=0, rating=5, rating_count=900,
        ),
        product(
            "gloves-1", "Goatskin Gardening Gloves", **camping, category="Gloves", kind="gloves", brand="Oakhollow",
            price="29.90", attributes={"material": "goatskin leather"}, options={"size": ["S", "M", "L"]},
        ),
        product(
            "gloves-2", "Nitrile Grip Gloves", **camping, category="Gloves", kind="gloves", brand="Oakhollow",
            price="11.90", attributes={"material": "nylon, latex-free coating"}, options={"size": ["M", "L", "XL"]},
        ),
    ]  # fmt: skip


@pytest.fixture(scope="session")
def model() -> MiniLM:
    """The sentence encoder, prepared once (10 s) into the git-ignored var/."""
    return MiniLM(prepare(MODELS), threads=1)


@pytest.fixture(scope="session")
def encoder(model: MiniLM) -> CachedEncoder:
    return CachedEncoder(model)


@pytest.fixture
def events() -> MemoryEventLog:
    return MemoryEventLog()


@pytest.fixture
async def shop(tmp_path: Path, encoder: CachedEncoder, events: MemoryEventLog) -> AsyncIterator[Retriever]:
    """Retrieval over the small shop."""
    retriever = await open_retriever(RetrieverConfig(data_dir=tmp_path / "shop", models_dir=MODELS, threads=1), events)
    await retriever.service.upsert(small_shop())
    yield retriever
    await retriever.close()
