"""The shop's rules at their edges: states, days and amounts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.actions import (
    CancelOrder,
    ChangeAddress,
    ChangeItems,
    ChangePayment,
    ExchangeItems,
    LineChange,
    LineQuantity,
    OrderAction,
    Refusal,
    ReturnItems,
    Verdict,
)
from assistant.domain.money import Money
from assistant.domain.order import Order, OrderStatus
from assistant.domain.payment import PaymentKind, PaymentMethod
from assistant.errors import SetupError
from assistant.policy.amounts import refund_for
from assistant.policy.case import Case
from assistant.policy.evaluate import eligible, evaluate, undo_deadline
from assistant.policy.rules import Destination, PolicyRules
from tests.support.shop import NOW, RULES, order, product

SHOP = PolicyRules.from_toml(RULES)
METHODS = (
    PaymentMethod(id="Visa ending in 4242", label="Visa ending in 4242", kind=PaymentKind.CARD),
    PaymentMethod(id="PayPal", label="PayPal", kind=PaymentKind.WALLET),
    PaymentMethod(id="g1", label="gift card", kind=PaymentKind.GIFT_CARD, balance=Money.of("25.00")),
)
PRODUCTS = {"p1": product("p1", "Rain Jacket", "20.00"), "p2": product("p2", "Wool Socks", "40.00")}
DELIVERED = order("HT-1", OrderStatus.DELIVERED)
DAY = timedelta(days=1)


def end_of_day(moment: datetime) -> datetime:
    """A window names its last day, so that day counts to its end."""
    return moment.replace(hour=23, minute=59, second=59, microsecond=999_999)


def judge(rules: PolicyRules, action: OrderAction, order: Order | None, now: datetime) -> Verdict:
    return evaluate(rules, action, Case(order=order, now=now, methods=METHODS, products=PRODUCTS))


def back(*pieces: tuple[str, int], reason: str = "") -> ReturnItems:
    lines = tuple(LineQuantity(line_id=line_id, quantity=quantity) for line_id, quantity in pieces)
    return ReturnItems(order_id="HT-1", lines=lines, reason=reason)


def first_line(found: Order, **changes: object) -> Order:
    return found.model_copy(update={"lines": (found.lines[0].model_copy(update=changes), *found.lines[1:])})


RETURN = back(("HT-1-1", 1))
EXCHANGE = ExchangeItems(order_id="HT-1", changes=(LineChange(line_id="HT-1-1", variant_id="p1-red-S", quantity=1),))
ACTIONS: dict[str, OrderAction] = {
    "cancel": CancelOrder(order_id="HT-1"),
    "change_address": ChangeAddress(order_id="HT-1", address=DELIVERED.address),
    "change_payment": ChangePayment(order_id="HT-1", payment="PayPal"),
    "change_items": ChangeItems(
        order_id="HT-1", changes=(LineChange(line_id="HT-1-1", variant_id="p1-red-S", quantity=1),)
    ),
    "returns": RETURN,
    "exchange": EXCHANGE,
}


@pytest.mark.parametrize("status", OrderStatus)
@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_is_allowed_in_the_states_of_its_rule_and_in_no_other(name: str, status: OrderStatus) -> None:
    rule = SHOP.of(ACTIONS[name].kind)
    found = order("HT-1", OrderStatus.DELIVERED).model_copy(update={"status": status})
    verdict = judge(SHOP, ACTIONS[name], found, NOW)
    assert verdict.allowed == (status in rule.statuses)
    assert verdict.page == rule.page
    if not verdict.allowed:
        assert status.value in verdict.reason
        assert "{" not in verdict.reason


@pytest.mark.parametrize("action", [RETURN, EXCHANGE])
@pytest.mark.parametrize(("late", "allowed"), [(-DAY, True), (timedelta(0), True), (timedelta(microseconds=1), False)])
def test_the_window_ends_to_the_moment_and_names_its_last_day(
    action: OrderAction, late: timedelta, allowed: bool
) -> None:
    assert DELIVERED.delivered_at is not None
    until = end_of_day(DELIVERED.delivered_at + 30 * DAY)
    verdict = judge(SHOP, action, DELIVERED, until + late)
    assert verdict.allowed == allowed
    if not allowed:
        assert f"30 days for {'returning' if action is RETURN else 'exchanging'} it ended" in verdict.reason
        assert f"{until:%B} {until.day}, {until.year}" in verdict.reason


def test_the_clocks_zone_changes_nothing() -> None:
    assert DELIVERED.delivered_at is not None
    until = end_of_day(DELIVERED.delivered_at + 30 * DAY)
    for hours in (-11, 0, 14):
        zone = timezone(timedelta(hours=hours))
        assert judge(SHOP, RETURN, DELIVERED, until.astimezone(zone)).allowed
        assert not judge(SHOP, RETURN, DELIVERED, (until + timedelta(seconds=1)).astimezone(zone)).allowed


def test_the_window_crosses_a_leap_day() -> None:
    arrived = datetime(2028, 2, 10, tzinfo=UTC)
    shipment = DELIVERED.shipments[0].model_copy(update={"delivered_at": arrived})
    found = DELIVERED.model_copy(update={"shipments": (shipment,)})
    assert judge(SHOP, RETURN, found, datetime(2028, 3, 11, tzinfo=UTC)).allowed
    assert "March 11, 2028" in judge(SHOP, RETURN, found, datetime(2028, 3, 12, tzinfo=UTC)).reason


def test_days_count_from_the_last_parcel_and_without_one_from_the_order() -> None:
    first = DELIVERED.shipments[0]
    assert first.delivered_at is not None
    second = first.model_copy(update={"delivered_at": first.delivered_at + 5 * DAY})
    later = DELIVERED.model_copy(update={"shipments": (second, first)})
    edge = first.delivered_at + 35 * DAY
    assert judge(SHOP, RETURN, later, edge).allowed
    assert not judge(SHOP, RETURN, later, edge + DAY).allowed
    none = DELIVERED.model_copy(update={"shipments": ()})
    assert judge(SHOP, RETURN, none, none.placed_at + 30 * DAY).allowed
    assert not judge(SHOP, RETURN, none, none.placed_at + 31 * DAY).allowed


def test_a_category_has_its_own_window_and_none_at_all_means_never() -> None:
    rules = SHOP.model_copy(
        update={"returns": SHOP.returns.model_copy(update={"category_windows": {"Boots": 60, "Seeds": 0}})}
    )
    assert DELIVERED.delivered_at is not None
    late = DELIVERED.delivered_at + 60 * DAY
    assert judge(rules, RETURN, first_line(DELIVERED, category="Boots"), late).allowed
    assert not judge(rules, RETURN, first_line(DELIVERED, category="Boots"), late + DAY).allowed
    never = judge(rules, RETURN, first_line(DELIVERED, category="Seeds"), DELIVERED.delivered_at)
    assert (never.allowed, never.reason) == (False, "Seeds can't come back.")


@pytest.mark.parametrize("place", [0, 1])
def test_one_piece_that_may_not_come_back_holds_all_of_them(place: int) -> None:
    lines = list(DELIVERED.lines)
    lines[place] = lines[place].model_copy(update={"final_sale": True})
    found = DELIVERED.model_copy(update={"lines": tuple(lines)})
    verdict = judge(SHOP, back(("HT-1-1", 1), ("HT-1-2", 1)), found, NOW)
    assert (verdict.allowed, verdict.reason) == (False, f"{lines[place].title} was a final sale and can't come back.")
    assert judge(SHOP, back((lines[1 - place].id, 1)), found, NOW).allowed


def test_an_item_of_another_order_is_refused() -> None:
    assert not judge(SHOP, back(("HT-1-1", 1), ("HT-9-1", 1)), DELIVERED, NOW).allowed


def test_an_order_is_exchanged_once_and_may_still_come_back() -> None:
    exchanged = DELIVERED.model_copy(update={"done": ("exchange_items",)})
    assert judge(SHOP, EXCHANGE, exchanged, NOW).reason == SHOP.exchange.not_after["exchange_items"]
    assert judge(SHOP, RETURN, exchanged, NOW).allowed


def test_without_an_order_only_the_accounts_own_address_changes() -> None:
    assert judge(SHOP, ChangeAddress(address=DELIVERED.address), None, NOW).allowed
    for action in ACTIONS.values():
        assert not judge(SHOP, action, None, NOW).allowed


@pytest.mark.parametrize(
    ("reason", "refund", "fee"),
    [
        ("too thin", "35.05", "4.95"),
        ("", "35.05", "4.95"),
        ("it arrived DAMAGED", "40.00", "0"),
        ("you sent the wrong one", "40.00", "0"),
    ],
)
def test_the_fee_is_the_shoppers_unless_the_fault_is_the_shops(reason: str, refund: str, fee: str) -> None:
    assert refund_for(SHOP, back(("HT-1-2", 1), reason=reason), DELIVERED) == (Money.of(refund), Money.of(fee))


def test_a_fee_never_takes_more_than_comes_back() -> None:
    cheap = first_line(DELIVERED, unit_price=Money.of("3.00"))
    assert refund_for(SHOP, RETURN, cheap) == (Money.of(0), Money.of("3.00"))


def test_a_discount_comes_back_in_proportion_and_delivery_not_at_all() -> None:
    found = DELIVERED.model_copy(update={"discount": Money.of("6.00")})  # 20 and 40 dollars of goods
    assert refund_for(SHOP, back(("HT-1-1", 1), reason="faulty"), found)[0] == Money.of("18.00")
    assert refund_for(SHOP, back(("HT-1-1", 1), ("HT-1-2", 1), reason="faulty"), found)[0] == Money.of("54.00")


@given(
    prices=st.lists(st.integers(1, 50_000), min_size=1, max_size=4),
    discount=st.integers(0, 60_000),
    reason=st.sampled_from(["", "faulty"]),
)
def test_no_return_brings_back_more_than_was_paid(prices: list[int], discount: int, reason: str) -> None:
    line = DELIVERED.lines[0]
    lines = tuple(
        line.model_copy(update={"id": f"l{n}", "unit_price": Money.of_minor_units(cents)})
        for n, cents in enumerate(prices)
    )
    off = Money.of_minor_units(min(discount, sum(prices)))
    found = DELIVERED.model_copy(update={"lines": lines, "discount": off})
    one_by_one = [refund_for(SHOP, back((each.id, 1), reason=reason), found) for each in lines]
    together, fee = refund_for(SHOP, back(*((each.id, 1) for each in lines), reason=reason), found)
    paid = Money.of_minor_units(sum(prices)) - off
    assert Money.of(0) <= together <= paid
    assert fee.amount >= 0
    assert sum((refund for refund, _ in one_by_one), Money.of(0)) <= paid


@pytest.mark.parametrize("harm", ['statuses = ["vanished"]', "surprise = 1", "window_days = -1", "=nonsense"])
def test_rules_that_do_not_fit_name_their_file(tmp_path: Path, harm: str) -> None:
    broken = tmp_path / "policy.toml"
    broken.write_text(RULES.read_text(encoding="utf-8").replace("[returns]", f"[returns]\n{harm}"), encoding="utf-8")
    with pytest.raises(SetupError, match=r"policy\.toml"):
        PolicyRules.from_toml(broken)


def exchange(*changes: tuple[str, str], payment: str = "") -> ExchangeItems:
    made = tuple(LineChange(line_id=line_id, variant_id=variant, quantity=1) for line_id, variant in changes)
    return ExchangeItems(order_id="HT-1", changes=made, payment=payment)


def change(line_id: str, variant: str, quantity: int = 1, payment: str = "") -> ChangeItems:
    changes = (LineChange(line_id=line_id, variant_id=variant, quantity=quantity),)
    return ChangeItems(order_id="HT-1", changes=changes, payment=payment)


PROCESSING = order("HT-1", OrderStatus.PROCESSING)
SPENT = DELIVERED.model_copy(update={"lines": tuple(x.model_copy(update={"returned": 1}) for x in DELIVERED.lines)})


@pytest.mark.parametrize(
    ("found", "action", "refusal"),
    [
        (DELIVERED, back(("HT-1-9", 1)), Refusal.NO_ITEM),
        (DELIVERED, back(("HT-1-1", 2)), Refusal.QUANTITY),
        (DELIVERED, back(("HT-1-1", 1), ("HT-1-1", 1)), Refusal.QUANTITY),
        (SPENT, exchange(("HT-1-1", "p1-red-S")), Refusal.QUANTITY),
        (DELIVERED, exchange(("HT-1-1", "p1-blue-S")), Refusal.SAME_ARTICLE),
        (DELIVERED, exchange(("HT-1-1", "p1-blue-M")), Refusal.UNAVAILABLE),
        (DELIVERED, exchange(("HT-1-1", "p2-red-S")), Refusal.OTHER_PRODUCT),
        (DELIVERED, exchange(("HT-1-1", "p1-red-S"), ("HT-1-2", "p1-red-S")), Refusal.OTHER_PRODUCT),
        (DELIVERED, exchange(("HT-1-1", "p1-red-S"), payment="somebody's card"), Refusal.UNKNOWN_PAYMENT),
        (DELIVERED, back(("HT-1-1", 1)).model_copy(update={"refund_to": "PayPal"}), Refusal.REFUND_TO),
        (DELIVERED, back(("HT-1-1", 1)).model_copy(update={"refund_to": "nowhere"}), Refusal.UNKNOWN_PAYMENT),
        (PROCESSING, change("HT-1-1", "p1-blue-S"), Refusal.SAME_ARTICLE),
        (PROCESSING, change("HT-1-1", "p1-red-S", 6), Refusal.UNAVAILABLE),
        (PROCESSING, ChangePayment(order_id="HT-1", payment="Visa ending in 4242"), Refusal.SAME_PAYMENT),
        (PROCESSING, ChangePayment(order_id="HT-1", payment="g1"), Refusal.BALANCE),
        (PROCESSING, ChangePayment(order_id="HT-1", payment="Visa ending in 0000"), Refusal.UNKNOWN_PAYMENT),
        (PROCESSING, RETURN, Refusal.STATUS),
    ],
)
def test_what_stands_in_the_way_is_named(found: Order, action: OrderAction, refusal: Refusal) -> None:
    verdict = judge(SHOP, action, found, NOW)
    assert verdict.refusal is refusal
    assert verdict.reason.endswith((".", "?"))
    assert "{" not in verdict.reason


def test_the_difference_is_what_a_gift_card_has_to_hold() -> None:
    dear = first_line(PROCESSING, unit_price=Money.of("1.00"))
    almost = {"p1": product("p1", "Rain Jacket", "26.00")}
    short = {"p1": product("p1", "Rain Jacket", "26.01")}
    action = change("HT-1-1", "p1-red-S", payment="g1")
    assert evaluate(SHOP, action, Case(order=dear, now=NOW, methods=METHODS, products=almost)).allowed
    assert evaluate(SHOP, action, Case(order=dear, now=NOW, methods=METHODS, products=short)).refusal is Refusal.BALANCE


def test_a_shop_may_accept_certain_reasons_and_destinations() -> None:
    strict = SHOP.model_copy(
        update={
            "cancel": SHOP.cancel.model_copy(update={"accepted_reasons": ("no longer needed",)}),
            "returns": SHOP.returns.model_copy(update={"refund_to": (Destination.ORIGINAL, Destination.GIFT_CARD)}),
        }
    )
    assert judge(strict, CancelOrder(order_id="HT-1"), PROCESSING, NOW).refusal is Refusal.REASON
    assert judge(strict, CancelOrder(order_id="HT-1", reason="No longer needed"), PROCESSING, NOW).allowed
    assert judge(strict, RETURN.model_copy(update={"refund_to": "g1"}), DELIVERED, NOW).allowed
    assert not judge(strict, RETURN.model_copy(update={"refund_to": "PayPal"}), DELIVERED, NOW).allowed


def test_a_yes_says_until_when() -> None:
    assert DELIVERED.delivered_at is not None
    assert judge(SHOP, RETURN, DELIVERED, NOW).until == end_of_day(DELIVERED.delivered_at + 30 * DAY)
    assert judge(SHOP, CancelOrder(order_id="HT-1"), PROCESSING, NOW).until is None
    open_case = Case(order=DELIVERED, now=NOW)
    assert eligible(SHOP, "exchange_items", open_case, DELIVERED.lines).until == end_of_day(
        DELIVERED.delivered_at + 30 * DAY
    )
    late = Case(order=DELIVERED, now=DELIVERED.delivered_at + 31 * DAY)
    assert eligible(SHOP, "exchange_items", late, DELIVERED.lines).refusal is Refusal.WINDOW


def test_nothing_can_be_taken_back_where_nothing_was_done() -> None:
    undo = SHOP.undo.model_copy(update={"minutes": {"cancel_order": 30}})
    rules = SHOP.model_copy(update={"undo": undo})
    assert eligible(rules, "undo", Case(order=PROCESSING, now=NOW)).refusal is Refusal.NOTHING_TO_UNDO
    done = PROCESSING.model_copy(update={"done": ("cancel_order",), "updated_at": NOW})
    open_case = eligible(rules, "undo", Case(order=done, now=NOW + timedelta(minutes=30)))
    assert (open_case.allowed, open_case.until) == (True, NOW + timedelta(minutes=30))
    late = Case(order=done, now=NOW + timedelta(minutes=31))
    assert eligible(rules, "undo", late).refusal is Refusal.UNDO_WINDOW


def test_only_what_was_done_last_has_a_deadline_for_taking_it_back() -> None:
    rules = SHOP.model_copy(update={"undo": SHOP.undo.model_copy(update={"minutes": {"cancel_order": 30}})})
    cancel = CancelOrder(order_id=PROCESSING.id)
    done = PROCESSING.model_copy(update={"done": ("cancel_order",), "updated_at": NOW})
    assert undo_deadline(rules, cancel, done) == NOW + timedelta(minutes=30)
    assert undo_deadline(rules, cancel, done.model_copy(update={"done": ("cancel_order", "change_address")})) is None
    assert undo_deadline(rules, cancel, PROCESSING) is None
    assert undo_deadline(SHOP, cancel, done) is None
    assert undo_deadline(rules, cancel, None) is None


def test_the_orders_own_method_has_to_hold_the_difference_too() -> None:
    on_gift_card = DELIVERED.model_copy(update={"payment": "gift card", "payment_id": "g1"})
    line = on_gift_card.lines[0].model_copy(update={"unit_price": Money.of("1.00")})
    cheap = on_gift_card.model_copy(update={"lines": (line, *on_gift_card.lines[1:])})
    little = tuple(method.model_copy(update={"balance": Money.of("2.00")}) for method in METHODS if method.id == "g1")
    case = Case(order=cheap, now=NOW, methods=little, products=PRODUCTS)
    assert evaluate(SHOP, exchange(("HT-1-1", "p1-red-S")), case).refusal is Refusal.BALANCE
