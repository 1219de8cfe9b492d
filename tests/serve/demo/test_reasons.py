"""Whatever state an order is in, the demo shop says in whole sentences why something can't be done."""

from __future__ import annotations

import re

import pytest

from assistant.domain.actions import (
    CancelOrder,
    ChangeAddress,
    ChangeItems,
    ChangePayment,
    ExchangeItems,
    LineChange,
    LineQuantity,
    OrderAction,
    ReturnItems,
)
from assistant.domain.order import OrderStatus
from assistant.domain.payment import PaymentMethod
from assistant.policy.case import Case
from assistant.policy.evaluate import evaluate
from tests.serve.demo.world import rules
from tests.support.shop import NOW, order, product

_STILTED = re.compile(r"\bis (?:exchange|return|refunded|returned|lost|delivered|shipped)\b|[{}_]")
METHODS = (PaymentMethod(id="PayPal", label="PayPal"),)
PRODUCTS = {"p1": product("p1", "Rain Jacket", "20.00")}
_WHERE = order("HT-1", OrderStatus.PROCESSING).address
ACTIONS: tuple[OrderAction, ...] = (
    CancelOrder(order_id="HT-1"),
    ChangeAddress(order_id="HT-1", address=_WHERE),
    ChangePayment(order_id="HT-1", payment="PayPal"),
    ChangeItems(order_id="HT-1", changes=(LineChange(line_id="HT-1-1", variant_id="p1-red-S", quantity=1),)),
    ReturnItems(order_id="HT-1", lines=(LineQuantity(line_id="HT-1-1", quantity=1),)),
    ExchangeItems(order_id="HT-1", changes=(LineChange(line_id="HT-1-1", variant_id="p1-red-S", quantity=1),)),
)


@pytest.mark.parametrize("status", OrderStatus)
@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.kind)
def test_every_refusal_is_a_plain_sentence_about_the_order(action: OrderAction, status: OrderStatus) -> None:
    verdict = evaluate(rules(), action, Case(order=order("HT-1", status), now=NOW, methods=METHODS, products=PRODUCTS))
    if verdict.allowed:
        assert not verdict.reason
        return
    assert verdict.reason.startswith("Order HT-1 ")
    assert verdict.reason.endswith(".")
    assert not _STILTED.search(verdict.reason), verdict.reason


@pytest.mark.parametrize("status", [OrderStatus.CANCELLED, OrderStatus.RETURNED, OrderStatus.REFUNDED])
def test_no_return_is_promised_for_what_is_over(status: OrderStatus) -> None:
    for action in (ACTIONS[0], ACTIONS[4]):
        reason = evaluate(
            rules(), action, Case(order=order("HT-1", status), now=NOW, methods=METHODS, products=PRODUCTS)
        ).reason
        assert "nothing" in reason
        assert "delivered" not in reason
