from __future__ import annotations

from datetime import date

import pytest

from retriever.catalogue.store import ProductFacts
from retriever.composition import Retriever
from retriever.search.wishes import KindWish, WearerWish, thing
from tests.retriever.conftest import product
from tests.retriever.test_search import ask, ids


def facts(title: str, kind: str = "", category: str = "") -> ProductFacts:
    return ProductFacts(title, title, "", "", category, kind, 1.0, 1, None, 0, date(2026, 1, 1))


JACKET = facts("Drizzle Packable Rain Jacket", "rain jacket", "Jackets")
SHOE = facts("Ghyll Waterproof Hiking Shoe", "trail shoe", "Boots & Shoes")
BAG = facts("Heath Sleeping Bag", "sleeping bag", "Sleeping Bags & Mats")
DUFFEL = facts("Canvas Weekend Bag", "duffel", "Backpacks & Bags")
SHOP = (JACKET, SHOE, BAG, DUFFEL)


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("looking for a waterproof jacket for hiking", "waterproof jacket"),
        ("bread knife with wooden handle", "bread knife"),
        ("bags of chili powder", "bags chili powder"),
        ("for her", ""),
        ("waterproof watering can", "waterproof watering can"),
        ("can you show me a watering can for seedlings", "watering can"),
        ("can opener", "can opener"),
        ("a tent that i can carry", "tent"),
        ("", ""),
    ],
)
def test_the_thing_stands_before_what_it_is_for(query: str, named: str) -> None:
    assert thing(query) == named


@pytest.mark.parametrize(
    ("wanted", "kind"),
    [
        ("waterproof jacket", ("jacket",)),
        ("jackets", ("jacket",)),
        ("warm sleeping bag", ("sleeping", "bag")),
        ("jacket blue", ("jacket",)),
        ("gift", ()),
        ("jacket repair", ()),
        ("hiking shoe waterproof", ("shoe",)),
        ("sleeping bag packable", ()),
        ("jacket packable rain", ("jacket",)),
        ("", ()),
    ],
)
def test_the_last_words_that_name_records_are_the_kind(wanted: str, kind: tuple[str, ...]) -> None:
    assert KindWish.of(wanted, SHOP).kind == kind


def test_records_are_of_a_kind_by_their_own_word_first() -> None:
    wish = KindWish(("jacket",))
    assert wish.met_by(JACKET) == 1.0
    assert wish.met_by(SHOE) == 0.0
    assert wish.met_by(facts("Jacket Wash Concentrate", "detergent", "Care")) == KindWish.IN_TITLE
    assert wish.met_by(facts("Tundra Parka", "parka", "Jackets")) == KindWish.IN_CATEGORY
    assert wish.met_by(facts("Men Jacket Windproof Hooded Black XL", category="Clothing")) == 1.0
    assert wish.met_by(facts("Something")) == 1.0
    assert KindWish(()).met_by(SHOE) == 1.0


def test_what_is_for_others_comes_after_what_is_for_anyone() -> None:
    kids, men, anyone = facts("Puddle Kids' Rain Jacket"), facts("Rain Jacket, Men's"), facts("Rain Jacket")
    assert WearerWish("rain jacket").misfit(kids) > WearerWish("rain jacket").misfit(men) == 0
    daughter = WearerWish("a jacket for my daughter")
    assert daughter.misfit(kids) < daughter.misfit(anyone) < daughter.misfit(men)
    women = WearerWish("women's jacket")
    assert women.misfit(men) == women.misfit(kids) == 1
    assert women.misfit(facts("Slippers for Men & Women")) == 0


@pytest.fixture
async def outfitter(shop: Retriever) -> Retriever:
    wear = {"category": "Jackets", "kind": "rain jacket"}
    await shop.service.upsert(
        [
            product("kids", "Puddle Kids' Waterproof Rain Jacket", **wear, rating=4.9, rating_count=900),
            product("adult", "Drizzle Packable Rain Jacket", **wear, attributes={"waterproof": "yes"}),
            product("wind", "Zephyr Jacket", category="Jackets", kind="jacket"),
            product("shoe", "Ghyll Waterproof Hiking Shoe", category="Boots & Shoes", kind="trail shoe"),
            product("throw", "Waffle Throw", category="Throws", kind="throw",
                description="Soft cotton in a deep waffle, wide enough for a sofa, and it hides the hairs of the dog."),
            product("jar", "Insulated Steel Food Jar", category="Lunch & Storage", kind="jar",
                description="Keeps soup hot until noon; the wide mouth is easily cleaned, the lid is a bowl."),
        ]
    )  # fmt: skip
    return shop


async def test_a_jacket_is_no_shoe_and_no_jacket_for_kids(outfitter: Retriever) -> None:
    for query in ("waterproof jacket", "waterproof jacket for hiking"):
        found = ids(await ask(outfitter, query))
        assert found[0] == "adult"
        assert set(found[:3]) == {"adult", "kids", "wind"}
    assert ids(await ask(outfitter, "waterproof jacket for my daughter"))[0] == "kids"


async def test_a_noun_that_looks_like_a_verb_is_the_kind(outfitter: Retriever) -> None:
    await outfitter.service.upsert(
        [
            product("can", "Long-Reach Steel Watering Can", category="Watering", kind="watering can"),
            product("hose", "Watering Hose", category="Watering", kind="hose"),
        ]
    )
    for query in ("waterproof watering can", "watering can waterproof", "can you find a watering can"):
        assert ids(await ask(outfitter, query))[0] == "can"


async def test_words_of_several_products_are_no_product(outfitter: Retriever) -> None:
    assert ids(await ask(outfitter, "dog food")) == []
    assert ids(await ask(outfitter, "food jar"))[0] == "jar"


def test_a_kind_may_begin_with_a_colour() -> None:
    maker, other = facts("Tempo", "coffee maker", "Coffee & Tea"), facts("Ice Cream Maker", "appliance", "Appliances")
    assert KindWish.of("coffee maker", [maker, other]).kind == ("coffee", "maker")
    assert KindWish.of("black jacket", SHOP).kind == ("jacket",)


async def test_what_only_shares_a_word_with_the_kind_is_left_out(outfitter: Retriever) -> None:
    camp = {"category": "Tents & Shelters"}
    await outfitter.service.upsert(
        [
            product("dome", "Family Dome Tent", **camp, kind="tent", description="For 4 persons and camping."),
            product("tarp", "Camping Tarp", **camp, kind="tarp", description="A roof beside a tent."),
            product("mat", "Double Camping Mat", category="Mats", kind="mat", description="Fits into any dome tent."),
        ]
    )
    found = ids(await ask(outfitter, "dome tent"))
    assert "dome" in found
    assert "mat" not in found
    assert "mat" in ids(await ask(outfitter, "something for camping"))
    assert "mat" in ids(await ask(outfitter, "waterproof tent for camping"))  # none is called so: others may be meant


async def test_the_cheapest_tent_is_a_tent(outfitter: Retriever) -> None:
    camp = {"category": "Tents & Shelters"}
    await outfitter.service.upsert(
        [
            product("dome", "Family Dome Tent", **camp, kind="tent", price=99),
            product("footprint", "Tent Footprint", **camp, kind="footprint", price=20),
        ]
    )
    found = ids(await ask(outfitter, "family dome tent", sort="price_asc"))
    assert "dome" in found
    assert "footprint" not in found
