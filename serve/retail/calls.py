"""The shop's own calls as the assistant's actions, and carried out directly as the measure of what they should do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

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
from assistant.domain.order import Address
from assistant.errors import InvalidInput
from serve.retail.backoffice import Backoffice, Refused
from serve.retail.data import Record, RetailData
from serve.retail.reading import address_of, name_of
from serve.retail.tasks import Write

_ADDRESS = ("address1", "address2", "city", "state", "country", "zip")
_NO_LINE = "none"


def action_of(write: Write, order: Record | None, user: Record) -> OrderAction:
    """Return the action that a call of the shop's system stands for.

    Args:
        order: the record it is about; None where the shop has no such order, or none is concerned.
    """
    given, number = write.arguments, str(write.arguments.get("order_id", "")).lstrip("#")
    match write.name:
        case "cancel_pending_order":
            return CancelOrder(order_id=number, reason=given["reason"])
        case "modify_pending_order_address":
            return ChangeAddress(order_id=number, address=_address(given, user))
        case "modify_user_address":
            return ChangeAddress(address=_address(given, user))
        case "modify_pending_order_payment":
            return ChangePayment(order_id=number, payment=given["payment_method_id"])
        case "modify_pending_order_items":
            changes = _changes(given, order)
            return ChangeItems(order_id=number, changes=changes, payment=given["payment_method_id"])
        case "exchange_delivered_order_items":
            changes = _changes(given, order)
            return ExchangeItems(order_id=number, changes=changes, payment=given["payment_method_id"])
        case "return_delivered_order_items":
            lines = tuple(LineQuantity(line_id=line, quantity=1) for line in _lines(given["item_ids"], order))
            return ReturnItems(order_id=number, lines=lines, refund_to=given["payment_method_id"])
        case other:
            raise InvalidInput(f"The shop's system has no call {other}.")


def do_directly(write: Write, users: dict[str, Record], orders: dict[str, Record], data: RetailData) -> None:
    """Do a call on records in memory as the shop's system does it, with no assistant in between; raises Refused."""
    given = write.arguments
    if write.name == "modify_user_address":
        user_id, order = given["user_id"], None
    else:
        order = orders.get(given["order_id"])
        if order is None:
            raise Refused("there is no such order")
        user_id = order["user_id"]
    if user_id not in users:
        raise Refused("there is no such user")
    office = Backoffice(users[user_id], data.products)
    address = {name: given[name] for name in _ADDRESS if name in given}
    if order is None:
        office.move(address)
        return
    match write.name:
        case "cancel_pending_order":
            office.cancel(order, given["reason"])
        case "modify_pending_order_address":
            office.change_address(order, address)
        case "modify_pending_order_payment":
            office.change_payment(order, given["payment_method_id"])
        case "modify_pending_order_items":
            office.change_items(order, given["item_ids"], given["new_item_ids"], given["payment_method_id"])
        case "return_delivered_order_items":
            office.return_items(order, given["item_ids"], given["payment_method_id"])
        case "exchange_delivered_order_items":
            office.exchange_items(order, given["item_ids"], given["new_item_ids"], given["payment_method_id"])


def _address(given: Mapping[str, Any], user: Record) -> Address:
    return address_of({name: given[name] for name in _ADDRESS}, name_of(user))


def _changes(given: Mapping[str, Any], order: Record | None) -> tuple[LineChange, ...]:
    lines, wanted = _lines(given["item_ids"], order), given["new_item_ids"]
    if len(lines) != len(wanted):
        raise InvalidInput("There is not one new item for each old one.")
    return tuple(
        LineChange(line_id=line, variant_id=variant, quantity=1) for line, variant in zip(lines, wanted, strict=True)
    )


def _lines(items: Sequence[str], order: Record | None) -> list[str]:
    """Return the lines that hold the items, each line once; a line that isn't there for what the order doesn't hold."""
    free = {str(place): item["item_id"] for place, item in enumerate(order["items"], 1)} if order else {}
    lines = []
    for item in items:
        line = next((line for line, held in free.items() if held == item), _NO_LINE)
        free.pop(line, None)
        lines.append(line)
    return lines
