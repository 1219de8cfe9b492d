"""Ways to break the shop's rules with an action that would be allowed: each names the refusal that it has to meet."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from assistant.domain.actions import Refusal
from serve.retail.backoffice import MODIFIED, PENDING
from serve.retail.data import Record, RetailData
from serve.retail.tasks import Write

_STRANGE = "credit_card_0000000"
_PENDING_CALLS = frozenset(
    {"cancel_pending_order", "modify_pending_order_address"}
    | {"modify_pending_order_payment", "modify_pending_order_items"}
)
_SWAPS = frozenset({"modify_pending_order_items", "exchange_delivered_order_items"})
_NOT_TWICE = {
    "cancel_pending_order": (Refusal.STATUS,),
    "modify_pending_order_payment": (Refusal.DONE_BEFORE,),
    "modify_pending_order_items": (Refusal.DONE_BEFORE,),
    "return_delivered_order_items": (Refusal.STATUS,),
    "exchange_delivered_order_items": (Refusal.STATUS,),
}


@dataclass(frozen=True, slots=True)
class Violation:
    """A forbidden try.

    Attributes:
        refusals: those that are right; empty where the order must not even be found.
        user, order: the records as they stand when it is tried.
        stranger: tried by another shopper, or, for "", by nobody who is known.
        after_itself: the allowed action is done first, then tried again.
        once_proposed: the records change between the proposal and the shopper's yes.
    """

    name: str
    write: Write
    user: Record
    order: Record | None
    refusals: tuple[Refusal, ...] = ()
    stranger: str | None = None
    after_itself: bool = False
    once_proposed: bool = False


@dataclass(frozen=True, slots=True)
class Violations:
    """Breaks one allowed write in every way that fits it."""

    write: Write
    user: Record
    order: Record | None
    data: RetailData
    other_user: str = field(default="")

    def all(self) -> Iterator[Violation]:
        """Yield the violations; the records of each are its own."""
        yield self._made("nobody is verified", stranger="")
        if self.order is None:
            return
        yield self._made("another shopper's order", stranger=self.other_user)
        yield from self._wrong_states(self.order)
        if self.write.name in _NOT_TWICE:
            yield self._made("a second time", *_NOT_TWICE[self.write.name], after_itself=True)
        if self.write.name == "cancel_pending_order":
            yield self._made("a reason that isn't accepted", Refusal.REASON, reason="it is my birthday")
        if "item_ids" in self.write.arguments:
            yield from self._wrong_items(self.order)
        if "payment_method_id" in self.write.arguments:
            yield from self._wrong_payments(self.order)

    def _wrong_states(self, order: Record) -> Iterator[Violation]:
        pending = self.write.name in _PENDING_CALLS
        for state in ("processed", "delivered", "cancelled") if pending else (PENDING, "processed", "return requested"):
            yield self._made(f"an order that is {state}", Refusal.STATUS, state=state)
        if pending:
            yield self._made("an order whose items were changed", Refusal.DONE_BEFORE, state=MODIFIED)
        later = "processed" if pending else "return requested"
        yield self._made("the order moved on before the yes", Refusal.STATUS, state=later, once_proposed=True)

    def _wrong_items(self, order: Record) -> Iterator[Violation]:
        items: list[str] = list(self.write.arguments["item_ids"])
        yield self._made("an item that the order doesn't hold", Refusal.NO_ITEM, item_ids=["0000000000", *items[1:]])
        more = len(order["items"]) + 1
        if self.write.name == "return_delivered_order_items":
            yield self._made("more pieces than there are", Refusal.NO_ITEM, item_ids=[items[0]] * more)
        if self.write.name not in _SWAPS:
            return
        wanted: list[str] = list(self.write.arguments["new_item_ids"])
        product_id = next(item["product_id"] for item in order["items"] if item["item_id"] == items[0])
        own = self.data.products[product_id]["variants"]
        others = (v for key, p in self.data.products.items() if key != product_id for v in p["variants"].values())
        foreign = next(variant["item_id"] for variant in others if variant["available"])
        yield self._made("another product", Refusal.OTHER_PRODUCT, new_item_ids=[foreign, *wanted[1:]])
        if self.write.name == "modify_pending_order_items":
            yield self._made("the item it is already", Refusal.SAME_ARTICLE, new_item_ids=[items[0], *wanted[1:]])
        gone = next((v["item_id"] for v in own.values() if not v["available"] and v["item_id"] != items[0]), None)
        if gone:
            yield self._made("an item that isn't available", Refusal.UNAVAILABLE, new_item_ids=[gone, *wanted[1:]])

    def _wrong_payments(self, order: Record) -> Iterator[Violation]:
        yield self._made("another shopper's payment method", Refusal.UNKNOWN_PAYMENT, payment_method_id=_STRANGE)
        original = order["payment_history"][0]["payment_method_id"]
        if self.write.name == "return_delivered_order_items":
            card = {"source": "credit_card", "id": _STRANGE, "brand": "visa", "last_four": "0000"}
            yield self._made("a refund to another card", Refusal.REFUND_TO, method=card, payment_method_id=_STRANGE)
            return
        if self.write.name == "modify_pending_order_payment":
            yield self._made("the payment method it is already", Refusal.SAME_PAYMENT, payment_method_id=original)
        dear = self.write.name == "modify_pending_order_payment" or self._difference(order) > 0
        if dear:
            empty = {"source": "gift_card", "id": "gift_card_0000000", "balance": 0.0}
            yield self._made("an empty gift card", Refusal.BALANCE, method=empty, payment_method_id=empty["id"])

    def _difference(self, order: Record) -> float:
        prices = {item["item_id"]: (item["product_id"], item["price"]) for item in order["items"]}
        pairs = zip(self.write.arguments["item_ids"], self.write.arguments["new_item_ids"], strict=True)
        variants = ((self.data.products[prices[old][0]]["variants"][new], prices[old][1]) for old, new in pairs)
        return float(sum(variant["price"] - before for variant, before in variants))

    def _made(
        self,
        name: str,
        *refusals: Refusal,
        state: str | None = None,
        method: Record | None = None,
        stranger: str | None = None,
        after_itself: bool = False,
        once_proposed: bool = False,
        **arguments: Any,
    ) -> Violation:
        user, order = copy.deepcopy(self.user), copy.deepcopy(self.order)
        if order is not None and state is not None:
            order["status"] = state
        if method is not None:
            user["payment_methods"][method["id"]] = method
        return Violation(
            name=name,
            write=Write(self.write.name, {**self.write.arguments, **arguments}),
            user=user,
            order=order,
            refusals=refusals,
            stranger=stranger,
            after_itself=after_itself,
            once_proposed=once_proposed,
        )
