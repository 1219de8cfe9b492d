"""What is on offer, for the thing that is asked about."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.domain.business import Promotion
from assistant.tools.offers import list_promotions, names_a_code
from tests.support.shop import NOW, context, memory_shop

TODAY = NOW.date()


def offer(
    title: str, text: str, *, code: str | None = None, percent: int | None = None, kinds: tuple[str, ...] = ()
) -> Promotion:
    return Promotion(
        id=title,
        title=title,
        text=text,
        code=code,
        percent=percent,
        categories=kinds,
        starts=TODAY,
        ends=TODAY + timedelta(days=5),
    )


OFFERS = (
    offer("Jacket Week: 20 % off", "JACKET20 takes 20 % off jackets.", code="JACKET20", percent=20, kinds=("Jackets",)),
    offer("Warm Nights", "WARMNIGHTS takes 15 % off bedding.", code="WARMNIGHTS", percent=15, kinds=("Bedding",)),
    offer("First order", "New here? WELCOME10 takes 10 % off your first order.", code="WELCOME10", percent=10),
    offer("Double points", "Members earn 2 points.", kinds=("Kettles",)),
)


@pytest.mark.parametrize(
    ("message", "told", "notes"),
    [
        ("is there a coupon code?", {"JACKET20", "WARMNIGHTS", "WELCOME10"}, {"wish": "code"}),
        ("is the rain jacket in the 20% thing?", {"JACKET20"}, {"thing": "Rain Jacket", "fits": "yes"}),
        (
            "does WARMNIGHTS work on my rain jacket?",
            {"WARMNIGHTS", "WELCOME10"},
            {"thing": "Rain Jacket", "fits": "no"},
        ),
        ("any discount on bedding?", {"WARMNIGHTS", "WELCOME10"}, {"thing": "Bedding"}),
        ("a code for new customers?", {"WELCOME10"}, {"wish": "first"}),
        ("just 15% for me?", {"JACKET20", "WARMNIGHTS", "WELCOME10"}, {"wish": "haggle"}),
        ("what is on offer?", {"JACKET20", "WARMNIGHTS", "WELCOME10", None}, {}),
    ],
)
async def test_offers_are_matched_to_what_is_asked(message: str, told: set[str | None], notes: dict[str, str]) -> None:
    shop = memory_shop()
    shop.promotions = OFFERS
    result = await list_promotions(context(shop, message=message))
    assert {each.code for each in result.promotions} == told
    assert notes.items() <= result.notes.items()


async def test_a_code_is_known_by_its_name() -> None:
    shop = memory_shop()
    shop.promotions = OFFERS
    assert await names_a_code(context(shop, message="does warmnights work on the tent?"))
    assert not await names_a_code(context(shop, message="is it warm at night?"))


@pytest.mark.parametrize(
    ("message", "who"),
    [
        ("is there a student discount?", "student"),
        ("do you have discounts for seniors", "seniors"),
        ("any military deals?", "military"),
        ("is there a discount for being a nurse?", "nurse"),
        ("a gift for a student, with a discount code?", None),
        ("any discount on student desks?", None),
        ("what offers are there?", None),
    ],
)
async def test_a_discount_for_some_people_is_told_or_said_to_be_none(message: str, who: str | None) -> None:
    shop = memory_shop()
    shop.promotions = OFFERS
    result = await list_promotions(context(shop, message=message))
    assert result.notes.get("no_such") == who
