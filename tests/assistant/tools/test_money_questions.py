"""Questions about money that goes back: when, how much and why, and which way."""

from __future__ import annotations

import pytest

from assistant.domain.money import Money
from assistant.domain.order import OrderStatus, Refund
from assistant.domain.own_case import OwnCase
from assistant.tools.business import ask_business
from assistant.tools.matters import matter_of
from assistant.tools.order_actions import return_items, update_order
from assistant.tools.payments import method_called, where_money_goes
from assistant.tools.result import Outcome
from tests.support.shop import NOW, MemoryShop, context, memory_shop, order

RETURNING = ("i want to return the lamp",)


@pytest.mark.parametrize(
    ("message", "before", "amount"),
    [
        ("hi i sent stuff back weeks ago, wheres my refund", (), False),
        ("wheres the MONEY for it", (), False),
        ("when will i have it on my card", (), False),
        ("any news on my refund?", (), False),
        ("has my refund come", (), False),
        ("i still havent got my money back", (), False),
        ("this takes too long", ("where is my refund",), False),
        ("is it the full amount with shipping", ("cancel my order", "yes"), True),
        ("will I get the full amount back, and when?", (), True),
        ("why only 102? i paid 119", RETURNING, True),
        ("why is there a fee?", RETURNING, True),
        ("why did you take 4.95 off my refund?", (), True),
        ("what is that 4.95 for", RETURNING, True),
        ("why so little? i paid more", RETURNING, True),
    ],
)
def test_money_on_its_way_is_asked_for(message: str, before: tuple[str, ...], amount: bool) -> None:
    matter = matter_of(message, before)
    assert matter is not None
    assert (matter.subject, matter.wish, matter.amount) == ("refund", "inform", amount)


@pytest.mark.parametrize(
    ("message", "before", "asks"),
    [
        ("can i have it on paypal instead", ("when is my refund there",), True),
        ("refund to my amex or not?", (), True),
        ("can i get the money as store credit?", (), True),
        ("can i have it in blue instead", RETURNING, False),
        ("can i have it on paypal instead", ("i ordered a tent",), False),
        ("return it, refund as store credit", (), False),
        ("can i pay for the order with paypal?", RETURNING, False),
    ],
)
def test_which_way_a_refund_goes_is_asked(message: str, before: tuple[str, ...], asks: bool) -> None:
    matter = matter_of(message, before)
    assert (matter is not None and matter.subject == "refund") is asks or (
        matter is not None and matter.subject == "return_items" and asks
    )


@pytest.mark.parametrize(
    ("message", "before"),
    [
        ("this is taking way too long", ("where is my parcel",)),
        ("why is there a fee for gift wrap", RETURNING),
        ("why is express so expensive", ()),
        ("when will my card be charged", ()),
        ("what's your refund policy", ()),
        ("what is the price with shipping?", ()),
        ("please refund the socks", ()),
        ("where is my parcel", ()),
        ("why does it only come in black", ()),
        ("can i pay on my card", ()),
    ],
)
def test_what_sounds_alike_is_no_refund(message: str, before: tuple[str, ...]) -> None:
    matter = matter_of(message, before)
    assert matter is None or matter.subject != "refund"


def returned(shop: MemoryShop, order_id: str, amount: str, *, returned: int = 1, state: str = "on its way") -> None:
    """Put an order into the shop whose first line was sent back."""
    before = order(order_id, OrderStatus.RETURNED)
    lines = (before.lines[0].model_copy(update={"returned": returned}), *before.lines[1:])
    refund = Refund(amount=Money.of(amount), method=before.payment, state=state, at=NOW)
    shop.orders[order_id] = before.model_copy(update={"lines": lines, "refunds": (refund,)})


async def case_of(shop: MemoryShop, message: str) -> OwnCase:
    result = await ask_business(context(shop, message=message), message)
    assert result.own_case is not None, result
    return result.own_case


async def test_all_money_that_is_awaited_is_told() -> None:
    shop = memory_shop()
    returned(shop, "HT-10011", "15.05")
    returned(shop, "HT-10012", "15.05")
    returned(shop, "HT-10013", "15.05", state="complete")
    case = await case_of(shop, "where is my refund?")
    assert {due.order_id for due in case.refunds} == {"HT-10011", "HT-10012"}
    assert all(due.things == "Rain Jacket" for due in case.refunds)


async def test_an_amount_is_worked_out_from_the_order() -> None:
    shop = memory_shop()
    returned(shop, "HT-10011", "15.05")
    sums = (await case_of(shop, "why did you take 4.95 off my refund?")).reckoning
    assert sums is not None
    assert (sums.goods, sums.fee, sums.amount) == (Money.of("20"), Money.of("4.95"), Money.of("15.05"))


async def test_an_amount_that_does_not_add_up_is_not_explained() -> None:
    shop = memory_shop()
    returned(shop, "HT-10011", "13.37")
    result = await ask_business(context(shop, message="why so little, is it not the full refund?"), "refund")
    assert result.own_case is None or result.own_case.reckoning is None


async def test_where_a_refund_may_go_is_told_by_the_rules() -> None:
    shop = memory_shop()
    wanted = (await case_of(shop, "can i get the money for HT-10002 as store credit?")).destination
    assert wanted is not None
    assert (wanted.wanted, wanted.allowed, wanted.original) == ("store credit", False, "Visa ending in 4242")
    own = await case_of(shop, "when is the refund for HT-10002 on my Visa?")
    assert own.destination is None


async def test_a_return_to_a_method_that_is_not_there_is_offered_as_it_was_paid() -> None:
    shop = memory_shop()
    message = "return the wool socks of HT-10002, refund as store credit"
    result = await return_items(context(shop, message=message), order_id="HT-10002")
    assert result.outcome is Outcome.NOT_ALLOWED
    assert result.verdict is not None
    assert "store credit" in result.verdict.reason
    assert result.offer is not None
    assert result.offer.args["order_id"] == "HT-10002"


async def test_a_payment_with_what_the_account_does_not_have() -> None:
    shop = memory_shop()
    said = context(shop, message="pay HT-10001 with my gift card, the code is HTGC-4471-2290")
    result = await update_order(said, order_id="HT-10001", change="payment")
    assert result.missing == "payment"
    assert result.notes["absent"] == "a gift card"
    case = await case_of(shop, "can i pay HT-10001 with a gift card?")
    assert case.absent == "a gift card"


@pytest.mark.parametrize(
    ("said", "called"),
    [
        ("to my amex or not", "American Express"),
        ("my gift card", "a gift card"),
        ("onto store credit not my visa", "store credit"),
        ("another credit card", "another card"),
        ("to the moon", "that"),
    ],
)
def test_a_method_is_called_as_the_shopper_means_it(said: str, called: str) -> None:
    assert method_called(said) == called


@pytest.mark.parametrize(
    ("message", "where"),
    [
        ("can i get it as store credit instead", "store credit instead"),
        ("can i have it in blue", ""),
        ("i want it on time", ""),
    ],
)
def test_where_the_money_goes_is_read(message: str, where: str) -> None:
    assert where_money_goes(message) == where


@pytest.mark.parametrize(
    ("message", "wish"),
    [
        ("can I return the socks even if I used them twice?", "inform"),
        ("can i return boots that i have worn", "inform"),
        ("can I return the socks?", "may"),
        ("can I return the used-look jeans?", "may"),
    ],
)
def test_no_plain_yes_where_the_condition_counts(message: str, wish: str) -> None:
    matter = matter_of(message)
    assert matter is not None
    assert (matter.subject, matter.wish) == ("return_items", wish)
