"""Reads what the policy needs to know about an action; the order itself comes from the caller, who read it last."""

from __future__ import annotations

from datetime import datetime

from assistant.domain.actions import ChangeItems, ChangePayment, ExchangeItems, OrderAction, ReturnItems
from assistant.domain.order import Order
from assistant.domain.principal import Principal
from assistant.domain.product import Product
from assistant.errors import ProductNotFound
from assistant.policy.case import Case
from assistant.policy.conditions import lines_of
from assistant.tools.context import Shop


async def case_of(shop: Shop, principal: Principal, action: OrderAction, order: Order | None, now: datetime) -> Case:
    """Return the facts on which an action is judged, read anew: payment methods and wanted articles where it has any.

    Raises:
        Unavailable: the shop's own system doesn't answer; nothing may be written then.
    """
    names_a_method = isinstance(action, ChangePayment | ReturnItems | ChangeItems | ExchangeItems)
    methods = await shop.order_desk.payment_methods(principal) if names_a_method else ()
    products: dict[str, Product] = {}
    if order is not None and isinstance(action, ChangeItems | ExchangeItems):
        for product_id in {line.product_id for line in lines_of(action, order)}:
            try:
                products[product_id] = await shop.catalogue.get(product_id)
            except ProductNotFound:
                continue  # it isn't sold any more, and the policy says so
    return Case(order=order, now=now, methods=methods, products=products)
