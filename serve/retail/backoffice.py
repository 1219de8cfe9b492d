"""What the shop's own system does to its records: seven operations, each all or nothing.

They follow the retail domain of tau-bench and tau2-bench (Yao et al. 2024, arXiv:2406.12045; MIT): what is checked and
written, floating-point amounts included. In a change of several items each takes the price and options of its own new
item.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from serve.retail.data import Record

PENDING, MODIFIED, DELIVERED = "pending", "pending (item modified)", "delivered"
CANCEL_REASONS = frozenset({"no longer needed", "ordered by mistake"})


class Refused(Exception):
    """The shop's system doesn't do it; says why in a few words."""


@dataclass(frozen=True, slots=True)
class Backoffice:
    """Operations over one user's records, which they change in place.

    Attributes:
        user: the owner of the order.
        products: of the whole shop, by id.
    """

    user: Record
    products: Mapping[str, Record]

    def cancel(self, order: Record, reason: str) -> None:
        """Cancel a pending order and pay back every payment; gift cards have the money at once."""
        if order["status"] != PENDING:
            raise Refused("only pending orders can be cancelled")
        if reason not in CANCEL_REASONS:
            raise Refused("the reason is not accepted")
        refunds = []
        for payment in order["payment_history"]:
            method = self._method(payment["payment_method_id"])
            refunds.append(_entry("refund", payment["amount"], method["id"]))
            _move(method, payment["amount"])
        order["status"] = "cancelled"
        order["cancel_reason"] = reason
        order["payment_history"].extend(refunds)

    def change_address(self, order: Record, address: Record) -> None:
        """Send a pending order elsewhere."""
        if not order["status"].startswith(PENDING):
            raise Refused("only pending orders can be changed")
        order["address"] = dict(address)

    def change_payment(self, order: Record, method_id: str) -> None:
        """Charge another method for a pending order and refund the first one."""
        if not order["status"].startswith(PENDING):
            raise Refused("only pending orders can be changed")
        method, history = self._method(method_id), order["payment_history"]
        if len(history) != 1 or history[0]["transaction_type"] != "payment":
            raise Refused("the payment was changed before")
        before, amount = self._method(history[0]["payment_method_id"]), history[0]["amount"]
        if before["id"] == method_id:
            raise Refused("that is the payment method already")
        _require(method, amount)
        history.extend([_entry("payment", amount, method_id), _entry("refund", amount, before["id"])])
        _move(method, -amount)
        _move(before, amount)

    def change_items(self, order: Record, items: Sequence[str], wanted: Sequence[str], method_id: str) -> None:
        """Swap items of a pending order for other items of the same products, once."""
        if order["status"] != PENDING:
            raise Refused("only pending orders can be changed, once")
        if any(old == new for old, new in zip(items, wanted, strict=False)):
            raise Refused("the new item is the old one")
        difference = self._difference(order, items, wanted)
        method = self._method(method_id)
        _require(method, difference)
        kind = "payment" if difference > 0 else "refund"
        order["payment_history"].append(_entry(kind, abs(difference), method_id))
        _move(method, -difference)
        for old, new in zip(items, wanted, strict=True):
            item = _item(order, old)
            variant = self._variant(item["product_id"], new)
            item.update(item_id=new, price=variant["price"], options=dict(variant["options"]))
        order["status"] = MODIFIED

    def return_items(self, order: Record, items: Sequence[str], method_id: str) -> None:
        """Note a return of delivered items, refunded to the original method or a gift card."""
        if order["status"] != DELIVERED:
            raise Refused("only delivered orders can be returned")
        method = self._method(method_id)
        if method["source"] != "gift_card" and method_id != order["payment_history"][0]["payment_method_id"]:
            raise Refused("the refund may go to the original method or a gift card only")
        _require_items(order, items)
        order.update(status="return requested", return_items=sorted(items), return_payment_method_id=method_id)

    def exchange_items(self, order: Record, items: Sequence[str], wanted: Sequence[str], method_id: str) -> None:
        """Note an exchange of delivered items for other items of the same products."""
        if order["status"] != DELIVERED:
            raise Refused("only delivered orders can be exchanged")
        difference = round(self._difference(order, items, wanted), 2)
        _require(self._method(method_id), difference)
        order.update(
            status="exchange requested",
            exchange_items=sorted(items),
            exchange_new_items=sorted(wanted),
            exchange_payment_method_id=method_id,
            exchange_price_difference=difference,
        )

    def move(self, address: Record) -> None:
        """Keep another address on the account."""
        self.user["address"] = dict(address)

    def _difference(self, order: Record, items: Sequence[str], wanted: Sequence[str]) -> float:
        """Return by how much the new items are dearer, all of them looked at before anything is changed."""
        _require_items(order, items)
        if len(items) != len(wanted):
            raise Refused("there is not one new item for each old one")
        difference = 0.0
        for old, new in zip(items, wanted, strict=True):
            item = _item(order, old)
            variant = self._variant(item["product_id"], new)
            if not variant["available"]:
                raise Refused("the new item is not available")
            difference += variant["price"] - item["price"]
        return difference

    def _method(self, method_id: str) -> Record:
        method: Record | None = self.user["payment_methods"].get(method_id)
        if method is None:
            raise Refused("there is no such payment method")
        return method

    def _variant(self, product_id: str, item_id: str) -> Record:
        variant: Record | None = self.products[product_id]["variants"].get(item_id)
        if variant is None:
            raise Refused("the new item is of another product")
        return variant


def _item(order: Record, item_id: str) -> Record:
    for item in order["items"]:
        if item["item_id"] == item_id:
            found: Record = item
            return found
    raise Refused("the order has no such item")


def _require_items(order: Record, items: Sequence[str]) -> None:
    held = [item["item_id"] for item in order["items"]]
    if any(items.count(item) > held.count(item) for item in items):
        raise Refused("the order has no such item")


def _require(method: Record, amount: float) -> None:
    if method["source"] == "gift_card" and method["balance"] < amount:
        raise Refused("there is not enough left on the gift card")


def _move(method: Record, amount: float) -> None:
    if method["source"] == "gift_card":
        method["balance"] = round(method["balance"] + amount, 2)


def _entry(kind: str, amount: float, method_id: str) -> Record:
    return {"transaction_type": kind, "amount": amount, "payment_method_id": method_id}
