"""Who asks for offers, who haggles, and who asks something that sounds alike."""

from __future__ import annotations

import pytest

from assistant.offer_words import asks_for_offers, asks_for_own_discount, asks_how_codes_work

OWN = [
    "gimme 30% off and i buy it now",
    "can i get the 30% off or not",
    "ok come on, just 15% for me? nobody will know",
    "can you do a better price",
    "can u make it cheaper for me",
    "can you give me a small discount",
    "what about 10 percent?",
    "knock something off the price and we have a deal",
]
OFFERS = [
    "is there a coupon code",
    "do you have any coupon codes going right now",
    "no i mean a code i can type in",
    "is the cushion in the 15% thing, can i get that on this order",
    "do i get 15% off the cushion or not",
    "so nothing for tents? is there a coupon code for new customers",
    "does the tent codes.. is there any discount on it",
    "any deals on boots?",
    "what promos are running",
    "are the boots part of the sale?",
    "is the quayside sandal in the boot week sale?",
    "is the kettle on offer?",
]
NEITHER = [
    "can i use two discount codes",
    "my discount code doesn't work",
    "i forgot to put in my coupon code, any discount now?",
    "can i return something on sale?",
    "is there a student discount",
    "i didnt get any code",
    "is there a code in my mail? the order number is HT-10001",
    "a kettle that is cheaper",
    "is it 100% cotton?",
    "show me the cheapest tent",
    "is the kettle on sale?",
    "can i pay with a gift card",
    "the first one, does it have good reviews",
    "how much is shipping for 15% of the weight",
    "will the code give me access to my order?",
]


@pytest.mark.parametrize("message", OWN)
def test_haggling_is_told_from_asking(message: str) -> None:
    assert asks_for_own_discount(message)
    assert asks_for_offers(message)


@pytest.mark.parametrize("message", OFFERS)
def test_offers_are_asked_for(message: str) -> None:
    assert asks_for_offers(message)
    assert not asks_for_own_discount(message)


@pytest.mark.parametrize("message", NEITHER)
def test_what_sounds_alike_is_something_else(message: str) -> None:
    assert not asks_for_offers(message)


@pytest.mark.parametrize(
    ("message", "asks"),
    [
        ("can i use two discount codes", True),
        ("can i combine coupons", True),
        ("my code doesn't work", True),
        ("i forgot to enter my coupon", True),
        ("any discount codes?", False),
        ("my tent doesn't work", False),
    ],
)
def test_rules_of_codes_are_for_the_pages(message: str, asks: bool) -> None:
    assert asks_how_codes_work(message) is asks
