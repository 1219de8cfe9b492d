"""WRITE tools propose exactly what was said, or say why not; they never touch the shop."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.domain.actions import ChangeAddress, ChangeItems, ExchangeItems, ReturnItems
from assistant.domain.money import Money
from assistant.domain.order import OrderStatus
from assistant.domain.product import Variant
from assistant.tools.combining import combined
from assistant.tools.context import ToolContext
from assistant.tools.exchanges import exchange_items
from assistant.tools.order_actions import cancel_order, return_items, update_order
from assistant.tools.result import Outcome, ToolResult
from tests.support.shop import ANONYMOUS, MAYA, MemoryShop, context, memory_shop, order


def proposed(result: ToolResult) -> object:
    assert result.outcome is Outcome.PROPOSED, result
    assert result.proposal is not None
    return result.proposal.action


async def test_cancel_proposes_the_whole_refund_and_executes_nothing() -> None:
    shop = memory_shop()
    result = await cancel_order(context(shop), order_id="#HT-10001")
    assert proposed(result).order_id == "HT-10001"
    assert result.proposal.amount == shop.orders["HT-10001"].total
    assert not shop.executed


async def test_cancelling_an_unpaid_order_promises_no_refund() -> None:
    shop = memory_shop()
    shop.orders["HT-10009"] = order("HT-10009", OrderStatus.PENDING)
    result = await cancel_order(context(shop), order_id="HT-10009")
    assert proposed(result).order_id == "HT-10009"
    assert result.proposal.amount is None
    assert "nothing" in " ".join(result.proposal.effects)
    assert "Refund" not in " ".join(result.proposal.effects)


async def test_paying_an_unpaid_order_otherwise_moves_no_amount() -> None:
    shop = memory_shop()
    shop.orders["HT-10009"] = order("HT-10009", OrderStatus.PENDING)
    result = await update_order(context(shop, message="use PayPal"), order_id="HT-10009", change="payment")
    assert proposed(result).payment == "PayPal"
    assert "charged to PayPal" in result.proposal.effects[0]


async def test_taking_an_item_out_of_an_unpaid_order_promises_no_refund() -> None:
    shop = memory_shop()
    shop.orders["HT-10009"] = order("HT-10009", OrderStatus.PENDING)
    result = await update_order(
        context(shop, message="remove the socks", order_id="HT-10009"), order_id="HT-10009", change="items"
    )
    assert proposed(result).changes[0].quantity == 0
    assert "Refund" not in " ".join(result.proposal.effects)


async def test_taking_out_the_only_item_cancels_the_order() -> None:
    shop = memory_shop()
    shop.orders["HT-10009"] = order("HT-10009", OrderStatus.PROCESSING, lines=1)
    result = await update_order(
        context(shop, message="remove the rain jacket", order_id="HT-10009"), order_id="HT-10009", change="items"
    )
    assert proposed(result).kind == "cancel_order"
    assert result.proposal.amount == shop.orders["HT-10009"].total


@pytest.mark.parametrize(
    "message",
    [
        "cancel the rain jacket, please",
        "cancel only the jacket",
        "also cancel the rain jacket, but I want to keep the socks",
    ],
)
async def test_cancelling_one_thing_leaves_the_rest_of_the_order(message: str) -> None:
    shop = memory_shop()
    shop.orders["HT-10009"] = order("HT-10009", OrderStatus.PROCESSING)
    action = proposed(await cancel_order(context(shop, message=message, order_id="HT-10009")))
    assert isinstance(action, ChangeItems)
    assert [(change.line_id, change.quantity) for change in action.changes] == [("HT-10009-1", 0)]


@pytest.mark.parametrize(
    "message", ["cancel the order with the rain jacket", "cancel my jacket order", "cancel it, I don't need the jacket"]
)
async def test_an_order_called_by_one_of_its_things_is_cancelled_whole(message: str) -> None:
    shop = memory_shop()
    shop.orders["HT-10009"] = order("HT-10009", OrderStatus.PROCESSING)
    assert proposed(await cancel_order(context(shop, message=message, order_id="HT-10009"))).kind == "cancel_order"


async def test_where_nothing_can_be_taken_out_the_whole_order_is_offered() -> None:
    shop = memory_shop()
    shop.orders["HT-10009"] = order("HT-10009", OrderStatus.PROCESSING)
    said = context(shop, message="cancel just the rain jacket", order_id="HT-10009")
    rules = said.shop.rules
    versions_only = rules.model_copy(
        update={"change_items": rules.change_items.model_copy(update={"versions_only": True})}
    )
    said = replace(said, shop=replace(said.shop, rule_book=versions_only))
    result = await cancel_order(said, order_id="HT-10009")
    assert result.outcome is Outcome.NOT_ALLOWED
    assert "whole order" in result.verdict.reason
    assert result.offer.name == "cancel_order"


async def test_cancel_after_dispatch_is_refused_with_reason_and_page() -> None:
    result = await cancel_order(context(memory_shop()), order_id="HT-10003")
    assert result.outcome is Outcome.NOT_ALLOWED
    assert "shipped" in result.verdict.reason
    assert result.verdict.page == "cancelling"


@pytest.mark.parametrize("tool", [cancel_order, return_items, exchange_items])
async def test_an_anonymous_shopper_is_asked_for_proof(tool) -> None:
    result = await tool(context(memory_shop(), principal=ANONYMOUS), order_id="HT-10001")
    assert result.outcome is Outcome.NEEDS_VERIFICATION


async def test_somebody_elses_order_is_not_found() -> None:
    result = await cancel_order(context(memory_shop()), order_id="HT-20001")
    assert result.outcome is Outcome.NOTHING_FOUND
    assert not result.orders


async def test_an_order_opened_by_step_up_opens_no_other() -> None:
    guest = ANONYMOUS.model_copy(update={"order_ids": frozenset({"HT-10001"})})
    shop = memory_shop()
    assert (await cancel_order(context(shop, principal=guest), order_id="HT-10001")).outcome is Outcome.PROPOSED
    assert (
        await cancel_order(context(shop, principal=guest), order_id="HT-10002")
    ).outcome is Outcome.NEEDS_VERIFICATION


async def test_last_digits_mean_the_order() -> None:
    result = await cancel_order(context(memory_shop()), order_id="10001")
    assert result.orders[0].id == "HT-10001"


async def test_without_a_number_only_the_orders_that_it_could_be_are_asked_about() -> None:
    shop = memory_shop()
    assert proposed(await cancel_order(context(shop))).order_id == "HT-10001"  # the only one that isn't dispatched
    shop.orders["HT-10009"] = order("HT-10009", OrderStatus.PROCESSING)
    result = await cancel_order(context(shop))
    assert (result.outcome, result.missing) == (Outcome.NEEDS_DETAIL, "order")
    assert set(result.choices) == {"HT-10001", "HT-10009"}


async def test_the_order_talked_about_is_meant() -> None:
    result = await cancel_order(context(memory_shop(), order_id="HT-10001"))
    assert proposed(result).order_id == "HT-10001"


async def test_return_of_one_item_refunds_its_price_less_the_fee() -> None:
    result = await return_items(context(memory_shop()), order_id="HT-10002", items=("socks",), reason="too thin")
    action = proposed(result)
    assert isinstance(action, ReturnItems)
    assert [line.line_id for line in action.lines] == ["HT-10002-2"]
    assert str(result.proposal.amount) == "$35.05"


async def test_no_fee_when_the_shop_is_at_fault() -> None:
    result = await return_items(context(memory_shop()), order_id="HT-10002", items=("socks",), reason="arrived damaged")
    assert str(result.proposal.amount) == "$40.00"


async def test_return_after_the_window_names_the_day() -> None:
    said = context(memory_shop(), message="the socks of HT-10004 can go back")
    result = await return_items(said, order_id="HT-10004", items=("socks",))
    assert result.outcome is Outcome.NOT_ALLOWED
    assert "September 26, 2026" in result.verdict.reason


async def test_of_two_orders_with_the_thing_the_one_that_may_still_come_back_is_meant() -> None:
    result = await return_items(context(memory_shop(), message="send the socks back"), items=("socks",))
    assert proposed(result).order_id == "HT-10002"


async def test_return_without_item_asks_which() -> None:
    result = await return_items(context(memory_shop(), message="I want to send it back"), order_id="HT-10002")
    assert result.missing == "items"
    assert len(result.choices) == 2


async def test_item_named_in_the_message_alone_is_found() -> None:
    result = await return_items(context(memory_shop(), message="the wool socks are scratchy"), order_id="HT-10002")
    assert [line.line_id for line in proposed(result).lines] == ["HT-10002-2"]


async def test_exchange_keeps_the_other_options() -> None:
    result = await exchange_items(context(memory_shop()), order_id="HT-10002", items=("jacket",), wanted="in red")
    action = proposed(result)
    assert isinstance(action, ExchangeItems)
    assert action.changes[0].variant_id == "p1-red-S"


async def test_exchange_for_a_sold_out_version_says_so() -> None:
    result = await exchange_items(context(memory_shop()), order_id="HT-10002", items=("jacket",), wanted="size M")
    assert result.outcome is Outcome.OUT_OF_STOCK


async def test_exchange_without_a_wish_offers_what_is_in_stock() -> None:
    result = await exchange_items(context(memory_shop()), order_id="HT-10002", items=("jacket",))
    assert result.missing == "wanted"
    assert set(result.choices) == {"red, S", "red, M"}


async def test_change_of_address_reads_it_from_the_message() -> None:
    said = "please send it to 12 Oak Street Apt 4, Denver, CO 80202 instead"
    result = await update_order(context(memory_shop(), message=said), order_id="HT-10001", change="address")
    action = proposed(result)
    assert isinstance(action, ChangeAddress)
    assert str(action.address) == "12 Oak Street, Apt 4, Denver, CO 80202"
    assert action.address.name == "Maya Torres"


async def test_change_of_address_without_one_asks_for_it_only_if_it_could_be_done() -> None:
    shop = memory_shop()
    asked = await update_order(context(shop), order_id="HT-10001", change="address")
    refused = await update_order(context(shop), order_id="HT-10003", change="address")
    assert asked.missing == "address"
    assert refused.outcome is Outcome.NOT_ALLOWED


async def test_change_of_payment_to_a_method_of_the_account() -> None:
    result = await update_order(context(memory_shop(), message="use paypal"), order_id="HT-10001", change="payment")
    assert proposed(result).payment == "PayPal"


async def test_change_of_items_before_dispatch() -> None:
    said = "make it 2 wool socks"
    result = await update_order(context(memory_shop(), message=said), order_id="HT-10001", change="items")
    action = proposed(result)
    assert isinstance(action, ChangeItems)
    change = action.changes[0]
    assert (change.line_id, change.quantity) == ("HT-10001-2", 2)


async def test_part_of_an_order_is_taken_out() -> None:
    said = "remove the rain jacket from it"
    result = await update_order(context(memory_shop(), message=said), order_id="HT-10001", change="items")
    assert proposed(result).changes[0].quantity == 0


async def test_account_address_needs_the_account() -> None:
    guest = ANONYMOUS.model_copy(update={"order_ids": frozenset({"HT-10001"})})
    said = "I moved, my account address is 12 Oak Street, Denver, CO 80202"
    shop = memory_shop()
    assert (
        await update_order(context(shop, principal=guest, message=said), change="address")
    ).outcome is Outcome.NEEDS_VERIFICATION
    assert proposed(await update_order(context(shop, principal=MAYA, message=said), change="address")).order_id is None


def half_returned(pieces: int, returned: int) -> MemoryShop:
    """A shop whose delivered order has so many pairs of socks, of which some went back."""
    shop = memory_shop()
    delivered = shop.orders["HT-10002"]
    socks = delivered.lines[1].model_copy(update={"quantity": pieces, "returned": returned})
    shop.orders["HT-10002"] = delivered.model_copy(update={"lines": (socks,)})
    return shop


@pytest.mark.parametrize(("tool", "given"), [(return_items, {}), (exchange_items, {"wanted": "red"})])
async def test_only_the_pieces_still_kept_are_named_and_moved(tool, given) -> None:
    result = await tool(context(half_returned(3, 2)), order_id="HT-10002", **given)
    action = proposed(result)
    assert (action.lines[0] if isinstance(action, ReturnItems) else action.changes[0]).quantity == 1
    assert "×" not in " ".join((result.proposal.title, *result.proposal.effects))


@pytest.mark.parametrize("tool", [return_items, exchange_items])
@pytest.mark.parametrize("items", [(), ("socks",)])
async def test_nothing_is_asked_about_what_went_back_already(tool, items) -> None:
    result = await tool(context(half_returned(2, 2)), order_id="HT-10002", items=items)
    assert (result.outcome, result.missing) == (Outcome.NOTHING_FOUND, "items")


async def test_a_size_is_no_number_of_pieces() -> None:
    shop = memory_shop()
    sizes = tuple(
        Variant(id=f"p1-blue-{n}", options={"size": f"US {n}"}, price=Money.of(20), stock=5) for n in ("S", "10")
    )
    shop.products["p1"] = shop.products["p1"].model_copy(update={"variants": sizes})
    result = await update_order(
        context(shop, message="change the rain jacket to 10"), order_id="HT-10001", change="items"
    )
    action = proposed(result)
    change = action.changes[0]
    assert (change.variant_id, change.quantity) == ("p1-blue-10", 1)


async def test_none_of_an_item_takes_it_out() -> None:
    result = await update_order(
        context(memory_shop(), message="make it 0 wool socks"), order_id="HT-10001", change="items"
    )
    assert "Take" in result.proposal.title


def two_orders_of_shoes() -> MemoryShop:
    """Delivered orders with a base layer (the one talked about) and with sandals; a cancelled one with sandals, too."""
    shop = memory_shop()
    titles = {
        "HT-10002": ("Summit Merino Top", "Layers & Socks", OrderStatus.DELIVERED),
        "HT-10005": ("Ford Trekking Sandal", "Boots & Shoes", OrderStatus.DELIVERED),
        "HT-10006": ("Spring-Tine Leaf Rake", "Garden Tools", OrderStatus.DELIVERED),
        "HT-10007": ("Ford Trekking Sandal", "Boots & Shoes", OrderStatus.CANCELLED),
    }
    shop.orders = {}
    for order_id, (title, category, status) in titles.items():
        made = order(order_id, status, lines=1)
        line = made.lines[0].model_copy(update={"title": title, "category": category})
        shop.orders[order_id] = made.model_copy(update={"lines": (line,)})
    return shop


@pytest.mark.parametrize(
    ("tool", "given", "message", "meant"),
    [
        (return_items, {}, "send the sandals back", "HT-10005"),
        (return_items, {"order_id": "HT-10002", "items": ("sandals",)}, "send the sandals back", "HT-10005"),
        (return_items, {"order_id": "HT-10002", "items": ("Merino Top",)}, "send the sandals back", "HT-10005"),
        (return_items, {"order_id": "HT-10005"}, "I want to return this", "HT-10005"),
        (return_items, {"items": ("trekking shoes",)}, "I want to return those trekking shoes", "HT-10005"),
        (exchange_items, {"order_id": "HT-10002", "wanted": "red"}, "can I swap the rake for a red one", "HT-10006"),
        (exchange_items, {"wanted": "red"}, "the leaf rake should be red", "HT-10006"),
        (return_items, {"order_id": "HT-10002", "items": ("top",)}, "return the top from HT-10002", "HT-10002"),
        (return_items, {}, "I'd like to return it", "HT-10002"),
    ],
)
async def test_the_order_that_has_the_thing_is_meant(tool, given, message: str, meant: str) -> None:
    result = await tool(context(two_orders_of_shoes(), message=message, order_id="HT-10002"), **given)
    assert proposed(result).order_id == meant


async def test_where_several_orders_have_the_thing_it_is_asked_which() -> None:
    shop = two_orders_of_shoes()
    shop.orders["HT-10008"] = shop.orders["HT-10005"].model_copy(update={"id": "HT-10008"})
    result = await return_items(context(shop, message="send the sandals back", order_id="HT-10002"), items=("sandals",))
    assert (result.missing, set(result.choices)) == ("order", {"HT-10005", "HT-10008"})
    guessed = await return_items(context(shop, message="send the sandals back"), order_id="HT-10005")
    assert (guessed.missing, set(guessed.choices)) == ("order", {"HT-10005", "HT-10008"})
    talked_about = context(shop, message="send the sandals back", order_id="HT-10008")
    assert proposed(await return_items(talked_about)).order_id == "HT-10008"


@pytest.mark.parametrize("talked_about", [None, "HT-10002"])
async def test_a_thing_that_no_order_has_is_said_not_replaced(talked_about: str | None) -> None:
    shop = two_orders_of_shoes()
    asked = context(shop, message="return the fire bowl", order_id=talked_about)
    result = await return_items(asked, order_id="HT-10006", items=("fire bowl",))
    assert result.outcome is Outcome.NEEDS_DETAIL
    assert result.subject == "fire bowl"


async def test_the_only_item_left_is_not_taken_for_another_one() -> None:
    shop = two_orders_of_shoes()
    result = await return_items(context(shop, message="return the sandals of HT-10006"), order_id="HT-10006")
    assert (result.outcome, result.missing, result.subject) == (Outcome.NEEDS_DETAIL, "items", "sandals")


async def test_two_things_named_are_both_meant() -> None:
    said = "I'd like to return the wool socks and the jacket because they don't suit me"
    result = await return_items(context(memory_shop(), message=said, order_id="HT-10002"))
    assert len(proposed(result).lines) == 2


async def test_somebody_elses_address_opens_nothing() -> None:
    result = await cancel_order(context(memory_shop(), message="cancel the order of dan@example.com"))
    assert result.outcome is Outcome.NEEDS_VERIFICATION


async def test_fewer_pieces_than_there_are_may_go_back() -> None:
    for said, pieces in {
        "return one of the wool socks": 1,
        "send back 2 of them": 2,
        "I want to return just two": 2,
        "return the wool socks, I bought them only 3 days ago": 3,
        "return them all": 3,
    }.items():
        result = await return_items(context(half_returned(3, 0), message=said), order_id="HT-10002")
        assert proposed(result).lines[0].quantity == pieces, said


async def test_the_money_goes_where_the_shopper_says_if_it_may() -> None:
    shop = memory_shop()
    to_paypal = "return the wool socks and refund me to PayPal please"
    refused = await return_items(context(shop, message=to_paypal), order_id="HT-10002", items=("socks",))
    assert refused.outcome is Outcome.NOT_ALLOWED
    assert "Visa ending in 4242" in refused.verdict.reason
    to_card = "return the wool socks, refund to the card"
    result = await return_items(context(shop, message=to_card), order_id="HT-10002", items=("socks",))
    assert proposed(result).refund_to == "Visa ending in 4242"


async def test_what_is_not_possible_is_said_before_anything_is_asked() -> None:
    result = await exchange_items(context(memory_shop(), message="swap it"), order_id="HT-10004")
    assert result.outcome is Outcome.NOT_ALLOWED
    result = await update_order(context(memory_shop(), message="pay otherwise"), order_id="HT-10003", change="payment")
    assert result.outcome is Outcome.NOT_ALLOWED


async def test_a_reason_is_asked_for_where_the_shop_accepts_certain_ones() -> None:
    shop = memory_shop()
    reasons = ("no longer needed", "ordered by mistake")
    cancel = shop.ports().rules.cancel.model_copy(update={"accepted_reasons": reasons})
    rules = shop.ports().rules.model_copy(update={"cancel": cancel})

    def said(message: str) -> ToolContext:
        made = context(shop, message=message)
        return replace(made, shop=replace(made.shop, rule_book=rules))

    asked = await cancel_order(said("cancel HT-10001"), order_id="HT-10001")
    assert (asked.missing, asked.choices) == ("reason", reasons)
    given = await cancel_order(said("I don't need it any longer"), order_id="HT-10001", reason="not needed")
    assert proposed(given).reason == "no longer needed"


async def test_two_wishes_for_one_order_are_one_proposal() -> None:
    asked = context(memory_shop())
    jacket = await exchange_items(asked, order_id="HT-10002", items=("jacket",), wanted="in red")
    socks = await exchange_items(asked, order_id="HT-10002", items=("socks",), wanted="in red")
    other = await cancel_order(asked, order_id="HT-10001")
    one, cancelled = await combined(asked, (jacket, socks, other))
    assert [change.variant_id for change in proposed(one).changes] == ["p1-red-S", "p2-red-S"]
    assert "2 items" in one.proposal.title
    assert cancelled is other


async def test_the_same_wish_twice_is_one_and_two_wishes_for_one_thing_stay_two() -> None:
    asked = context(memory_shop())
    once = await return_items(asked, order_id="HT-10002", items=("jacket",))
    twice = await return_items(asked, order_id="HT-10002", items=("jacket",))
    both = await return_items(asked, order_id="HT-10002", items=("jacket", "socks"))
    assert await combined(asked, (once, twice)) == (once,)
    assert await combined(asked, (once, both)) == (once, both)


async def test_each_thing_gets_the_version_that_is_said_of_it() -> None:
    said = "exchange the rain jacket to red and the wool socks to red in M, use PayPal for the difference"
    result = await exchange_items(context(memory_shop(), message=said), order_id="HT-10002", items=("rain jacket",))
    action = proposed(result)
    assert [(change.line_id, change.variant_id) for change in action.changes] == [
        ("HT-10002-1", "p1-red-S"),
        ("HT-10002-2", "p2-red-M"),
    ]
    assert action.payment == "PayPal"


async def test_before_dispatch_several_things_change_at_once() -> None:
    said = "in order HT-10001 change the rain jacket to red and the wool socks to red size M"
    result = await update_order(context(memory_shop(), message=said), order_id="HT-10001", change="items")
    assert [change.variant_id for change in proposed(result).changes] == ["p1-red-S", "p2-red-M"]


async def test_the_second_thing_named_goes_back_as_well() -> None:
    said = "Can I send back the rain jacket and the wool socks of HT-10002?"
    result = await return_items(context(memory_shop(), message=said), order_id="HT-10002", items=("rain jacket",))
    assert len(proposed(result).lines) == 2


async def test_what_is_so_already_is_not_proposed_beside_another_wish() -> None:
    shop = memory_shop()
    there = shop.orders["HT-10001"].address
    said = f"send HT-10001 to {there} and make it 2 wool socks"
    address = await update_order(context(shop, message=said), order_id="HT-10001", change="address")
    items = await update_order(context(shop, message="make it 2 wool socks"), order_id="HT-10001", change="items")
    assert await combined(context(shop), (address, items)) == (items,)
    assert await combined(context(shop), (address,)) == (address,)


async def test_two_of_a_kind_are_meant_in_the_order_of_the_order() -> None:
    shop = memory_shop()
    first = shop.orders["HT-10002"].lines[0]
    second = first.model_copy(update={"id": "HT-10002-2", "variant_id": "p1-blue-M", "options": {"size": "M"}})
    shop.orders["HT-10002"] = shop.orders["HT-10002"].model_copy(update={"lines": (first, second)})
    said = "exchange the rain jacket to red, S and the rain jacket to red, M"
    result = await exchange_items(context(shop, message=said), order_id="HT-10002")
    assert [change.variant_id for change in proposed(result).changes] == ["p1-red-S", "p1-red-M"]


async def test_an_exchange_before_dispatch_is_a_change_and_a_change_after_delivery_an_exchange() -> None:
    swap = context(memory_shop(), message="exchange the rain jacket of HT-10001 for a red one")
    assert proposed(await exchange_items(swap, order_id="HT-10001", wanted="red")).kind == "change_items"
    change = context(memory_shop(), message="change the rain jacket of HT-10002 to red")
    assert proposed(await update_order(change, order_id="HT-10002", change="items", details="red")).kind == (
        "exchange_items"
    )


async def test_a_plans_guess_of_an_item_gives_way() -> None:
    said = context(memory_shop(), message="send the socks of HT-10002 back")
    result = await return_items(said, order_id="HT-10002", items=("Dishwasher-Proof Fibre Basket",))
    assert [piece.line_id for piece in proposed(result).lines] == ["HT-10002-2"]


@pytest.mark.parametrize(
    "said", ["everything except the socks", "all of it but not the socks", "both, without the socks"]
)
async def test_what_is_left_out_stays(said: str) -> None:
    result = await return_items(context(memory_shop(), message=f"send back {said} of HT-10002"), order_id="HT-10002")
    assert "HT-10002-2" not in [piece.line_id for piece in proposed(result).lines]


async def test_two_requests_in_one_message_each_keep_their_thing() -> None:
    shop = memory_shop()
    shop.orders["HT-10009"] = order("HT-10009", OrderStatus.PROCESSING, titles=("Velvet Cushion", "French Press"))
    said = context(shop, message="cancel the order with the velvet cushion and return the wool socks")
    assert proposed(await cancel_order(said)).order_id == "HT-10009"
    result = await return_items(said, items=("wool socks",))
    assert (proposed(result).order_id, len(proposed(result).lines)) == ("HT-10002", 1)


async def test_a_fault_that_the_message_tells_is_part_of_the_reason() -> None:
    said = context(memory_shop(), message="the jacket of HT-10002 arrived damaged, I want my money back")
    action = proposed(await return_items(said, order_id="HT-10002", items=("jacket",), reason="money back"))
    assert isinstance(action, ReturnItems)
    assert "damaged" in action.reason


async def test_all_two_of_them_orders_no_more_pieces() -> None:
    said = context(memory_shop(), message="all two of them, the rain jacket in red and the socks in red")
    action = proposed(await update_order(said, order_id="HT-10001", change="items"))
    assert isinstance(action, ChangeItems)
    assert {(change.variant_id, change.quantity) for change in action.changes} == {("p1-red-S", 1), ("p2-red-S", 1)}


async def test_the_method_that_was_named_last_is_meant() -> None:
    said = "yes but use PayPal\npay it with the visa please"
    result = await update_order(
        context(memory_shop(), message=said, order_id="HT-10001"), change="payment", details="yes but use PayPal"
    )
    assert "PayPal" in proposed_title(result)


def proposed_title(result: ToolResult) -> str:
    assert result.proposal is not None
    return result.proposal.title


@pytest.mark.parametrize("message", ["take the socks out of my order", "please take the wool socks out"])
async def test_taking_something_out_is_said_in_many_words(message: str) -> None:
    result = await update_order(
        context(memory_shop(), message=message, order_id="HT-10001"), change="items", details="remove"
    )
    assert proposed_title(result).startswith("Take")


@pytest.mark.parametrize(
    "message",
    [
        "the socks that came with the rain jacket, want to return those",
        "return the socks I got together with the jacket",
        "I want to return the wool socks which arrived with my rain jacket please",
    ],
)
@pytest.mark.parametrize("items", [(), ("socks",), ("rain jacket",), ("socks", "rain jacket")])
async def test_what_a_thing_came_with_stays(message: str, items: tuple[str, ...]) -> None:
    said = context(memory_shop(), message=message, order_id="HT-10002")
    action = proposed(await return_items(said, order_id="HT-10002", items=items))
    assert [line.line_id for line in action.lines] == ["HT-10002-2"]


async def test_a_card_of_a_whole_order_names_what_is_in_it() -> None:
    shop = memory_shop()
    said = "send it to 12 Palm Lane, Hilo, HI 96720"
    address = await update_order(context(shop, message=said), order_id="HT-10001", change="address")
    assert address.proposal.effects == (
        "Order HT-10001 with Rain Jacket and Wool Socks goes to 12 Palm Lane, Hilo, HI 96720.",
    )
    shop.orders["HT-10008"] = order("HT-10008", OrderStatus.PENDING)
    payment = await update_order(context(shop, message="use PayPal"), order_id="HT-10008", change="payment")
    assert "Rain Jacket and Wool Socks" in payment.proposal.effects[0]


async def test_a_cancellation_names_its_reason_only_where_the_shop_keeps_one() -> None:
    shop = memory_shop()
    said = context(shop, message="cancel HT-10001, no longer needed")
    assert "longer" not in " ".join(
        (await cancel_order(said, order_id="HT-10001", reason="no longer needed")).proposal.effects
    )
    cancel = shop.ports().rules.cancel.model_copy(update={"accepted_reasons": ("no longer needed",)})
    ports = replace(said.shop, rule_book=said.shop.rules.model_copy(update={"cancel": cancel}))
    kept = await cancel_order(replace(said, shop=ports), order_id="HT-10001", reason="no longer needed")
    assert kept.proposal.effects[-1] == "Reason: no longer needed."


async def test_the_address_of_an_order_is_read_beside_another_wish() -> None:
    shop = memory_shop()
    there = shop.orders["HT-10002"].address.model_copy(update={"street": "544 Sunset Drive", "city": "Salem"})
    shop.orders["HT-10002"] = shop.orders["HT-10002"].model_copy(update={"address": there})
    said = (
        "I want to send back the jacket from #HT-10003. And order #HT-10001 should go to a different address,"
        " the same one as order #HT-10002."
    )
    result = await update_order(context(shop, message=said), order_id="HT-10001", change="address")
    assert proposed(result).order_id == "HT-10001"
    assert str(proposed(result).address) == str(there)
