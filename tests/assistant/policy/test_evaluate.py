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
    ChangeItem,
    ChangePayment,
    ExchangeItem,
    LineQuantity,
    OrderAction,
    ReturnItems,
)
from assistant.domain.money import Money
from assistant.domain.order import Order, OrderStatus
from assistant.errors import SetupError
from assistant.policy.evaluate import evaluate, refund_for
from assistant.policy.rules import PolicyRules
from tests.support.shop import NOW, RULES, order

SHOP = PolicyRules.from_toml(RULES)
DELIVERED = order("HT-1", OrderStatus.DELIVERED)
DAY = timedelta(days=1)


def back(*pieces: tuple[str, int], reason: str = "") -> ReturnItems:
    lines = tuple(LineQuantity(line_id=line_id, quantity=quantity) for line_id, quantity in pieces)
    return ReturnItems(order_id="HT-1", lines=lines, reason=reason)


def first_line(found: Order, **changes: object) -> Order:
    return found.model_copy(update={"lines": (found.lines[0].model_copy(update=changes), *found.lines[1:])})


RETURN = back(("HT-1-1", 1))
EXCHANGE = ExchangeItem(order_id="HT-1", line_id="HT-1-1", variant_id="p1-red-S", quantity=1)
ACTIONS: dict[str, OrderAction] = {
    "cancel": CancelOrder(order_id="HT-1"),
    "change_address": ChangeAddress(order_id="HT-1", address=DELIVERED.address),
    "change_payment": ChangePayment(order_id="HT-1", payment="PayPal"),
    "change_item": ChangeItem(order_id="HT-1", line_id="HT-1-1", variant_id="p1-red-S", quantity=1),
    "returns": RETURN,
    "exchange": EXCHANGE,
}


@pytest.mark.parametrize("status", OrderStatus)
@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_is_allowed_in_the_states_of_its_rule_and_in_no_other(name: str, status: OrderStatus) -> None:
    rule = getattr(SHOP, name)
    found = order("HT-1", OrderStatus.DELIVERED).model_copy(update={"status": status})
    verdict = evaluate(SHOP, ACTIONS[name], found, NOW)
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
    until = DELIVERED.delivered_at + 30 * DAY
    verdict = evaluate(SHOP, action, DELIVERED, until + late)
    assert verdict.allowed == allowed
    if not allowed:
        assert f"30 days for {'returning' if action is RETURN else 'exchanging'} it ended" in verdict.reason
        assert f"{until:%B} {until.day}, {until.year}" in verdict.reason


def test_the_clocks_zone_changes_nothing() -> None:
    assert DELIVERED.delivered_at is not None
    until = DELIVERED.delivered_at + 30 * DAY
    for hours in (-11, 0, 14):
        zone = timezone(timedelta(hours=hours))
        assert evaluate(SHOP, RETURN, DELIVERED, until.astimezone(zone)).allowed
        assert not evaluate(SHOP, RETURN, DELIVERED, (until + timedelta(seconds=1)).astimezone(zone)).allowed


def test_the_window_crosses_a_leap_day() -> None:
    arrived = datetime(2028, 2, 10, tzinfo=UTC)
    shipment = DELIVERED.shipments[0].model_copy(update={"delivered_at": arrived})
    found = DELIVERED.model_copy(update={"shipments": (shipment,)})
    assert evaluate(SHOP, RETURN, found, datetime(2028, 3, 11, tzinfo=UTC)).allowed
    assert "March 11, 2028" in evaluate(SHOP, RETURN, found, datetime(2028, 3, 12, tzinfo=UTC)).reason


def test_days_count_from_the_last_parcel_and_without_one_from_the_order() -> None:
    first = DELIVERED.shipments[0]
    assert first.delivered_at is not None
    second = first.model_copy(update={"delivered_at": first.delivered_at + 5 * DAY})
    later = DELIVERED.model_copy(update={"shipments": (second, first)})
    edge = first.delivered_at + 35 * DAY
    assert evaluate(SHOP, RETURN, later, edge).allowed
    assert not evaluate(SHOP, RETURN, later, edge + DAY).allowed
    none = DELIVERED.model_copy(update={"shipments": ()})
    assert evaluate(SHOP, RETURN, none, none.placed_at + 30 * DAY).allowed
    assert not evaluate(SHOP, RETURN, none, none.placed_at + 31 * DAY).allowed


def test_a_category_has_its_own_window_and_none_at_all_means_never() -> None:
    rules = SHOP.model_copy(
        update={"returns": SHOP.returns.model_copy(update={"category_windows": {"Boots": 60, "Seeds": 0}})}
    )
    assert DELIVERED.delivered_at is not None
    late = DELIVERED.delivered_at + 60 * DAY
    assert evaluate(rules, RETURN, first_line(DELIVERED, category="Boots"), late).allowed
    assert not evaluate(rules, RETURN, first_line(DELIVERED, category="Boots"), late + DAY).allowed
    never = evaluate(rules, RETURN, first_line(DELIVERED, category="Seeds"), DELIVERED.delivered_at)
    assert (never.allowed, never.reason) == (False, "Seeds can't come back.")


@pytest.mark.parametrize("place", [0, 1])
def test_one_piece_that_may_not_come_back_holds_all_of_them(place: int) -> None:
    lines = list(DELIVERED.lines)
    lines[place] = lines[place].model_copy(update={"final_sale": True})
    found = DELIVERED.model_copy(update={"lines": tuple(lines)})
    verdict = evaluate(SHOP, back(("HT-1-1", 1), ("HT-1-2", 1)), found, NOW)
    assert (verdict.allowed, verdict.reason) == (False, f"{lines[place].title} was a final sale and can't come back.")
    assert evaluate(SHOP, back((lines[1 - place].id, 1)), found, NOW).allowed


def test_an_item_of_another_order_is_refused() -> None:
    assert not evaluate(SHOP, back(("HT-1-1", 1), ("HT-9-1", 1)), DELIVERED, NOW).allowed


def test_an_order_is_exchanged_once_and_may_still_come_back() -> None:
    exchanged = DELIVERED.model_copy(update={"exchanged": True})
    assert evaluate(SHOP, EXCHANGE, exchanged, NOW).reason == SHOP.exchange.once_reason
    assert evaluate(SHOP, RETURN, exchanged, NOW).allowed


def test_without_an_order_only_the_accounts_own_address_changes() -> None:
    assert evaluate(SHOP, ChangeAddress(address=DELIVERED.address), None, NOW).allowed
    for action in ACTIONS.values():
        assert not evaluate(SHOP, action, None, NOW).allowed


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
