"""The demonstration dialogues of tau-bench: transcripts that show what the tools answered, but not what was called.

Which call it was follows from the answer: an order that has become another than it was has been changed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.assist.case import CaseAction, CaseContext, CaseLine, CaseRecord, KnownItem, KnownOrder

_SPEAKER = re.compile(r"^(user|assistant|tool): ", re.MULTILINE)
_USER_ID = re.compile(r"[a-z]+_[a-z]+_\d+")
_ZIP = re.compile(r"\b\d{5}\b")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+\w")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_NOTHING = "None"
_STOP = "###STOP###"


def dialogue_case(case_id: str, transcript: str) -> CaseRecord:
    """Return a transcript as a case; the names of the actions are ours where we have one of the kind."""
    parts = _SPEAKER.split(transcript)[1:]
    orders: dict[str, dict[str, Any]] = {}
    lines: list[CaseLine] = []
    accounts: dict[str, str] = {}
    customer = ""
    for role, raw in zip(parts[::2], parts[1::2], strict=True):
        text = raw.replace(_STOP, "").strip()
        if role == "tool":
            value = _value(text)
            action = _action(value, text, lines, orders)
            if action.kind == "get_account" and isinstance(value, dict):
                customer = str(value["email"])
            told = _told(value, accounts)
            if isinstance(value, str) and _USER_ID.fullmatch(value):
                told = {"facts": {"name": (" ".join(value.split("_")[:2]).title(),)}}
            lines.append(CaseLine(role="action", text=text, action=action, **told))
            if isinstance(value, dict) and "order_id" in value:
                orders[value["order_id"]] = value
        elif text and text != _NOTHING:
            lines.append(CaseLine(role="customer" if role == "user" else "agent", text=text))
    return CaseRecord(id=case_id, messages=tuple(lines), context=CaseContext(customer=customer))


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _told(value: Any, payments: dict[str, str]) -> dict[str, Any]:
    """Return what an answer tells of orders and of the account; the account's payment methods are kept for later."""
    if not isinstance(value, dict):
        return {}
    if "order_id" in value:
        items = tuple(
            KnownItem(title=item["name"], options=tuple(map(str, item["options"].values())), price=f"${item['price']}")
            for item in value["items"]
        )
        paid = value["payment_history"][0]
        order = KnownOrder(
            id=value["order_id"],
            status=value["status"],
            items=items,
            amount=f"${paid['amount']}",
            payment=payments.get(paid["payment_method_id"], ""),
            address=", ".join(filter(None, (value["address"].get(name, "") for name in ("address1", "address2")))),
            tracking=next((str(sent["tracking_id"][0]) for sent in value["fulfillments"]), ""),
        )
        difference = _difference(value)
        return {"orders": (order,), "facts": {"difference": (difference,)} if difference else {}}
    if "variants" in value:
        variants = tuple(
            KnownItem(
                id=item_id,
                title=value["name"],
                options=tuple(map(str, variant["options"].values())),
                price=f"${variant['price']}",
            )
            for item_id, variant in value["variants"].items()
            if variant["available"]
        )
        return {"variants": variants}
    if "payment_methods" in value:
        payments |= {name: _payment(method) for name, method in value["payment_methods"].items()}
        name = value["name"]
        facts = {
            "name": (f"{name['first_name']} {name['last_name']}",),
            "email": (value["email"],),
            "zip": (value["address"]["zip"],),
            "orders": tuple(value["orders"]),
            "payments": tuple(payments.values()),
        }
        return {"facts": facts}
    return {}


def _difference(order: Mapping[str, Any]) -> str:
    """Return what an exchange or a change of items has moved, as money; empty where nothing has moved."""
    if order.get("exchange_price_difference"):
        return f"${abs(order['exchange_price_difference']):.2f}"
    paid = order["payment_history"]
    return f"${paid[-1]['amount']:.2f}" if "modified" in str(order["status"]) and len(paid) > 1 else ""


def _payment(method: Mapping[str, Any]) -> str:
    """Write a payment method as the agents do."""
    names = {"paypal": "PayPal", "gift_card": "gift card"}
    card = f"{str(method.get('brand', '')).capitalize()} ending in {method.get('last_four', '')}"
    return names.get(method["source"], card)


def _action(value: Any, text: str, before: Sequence[CaseLine], orders: Mapping[str, dict[str, Any]]) -> CaseAction:
    if isinstance(value, dict):
        if "order_id" in value:
            order_id = str(value["order_id"])
            return CaseAction(kind=_of_order(value, orders.get(order_id)), arguments={"order_id": order_id})
        if "orders" in value and "email" in value:
            return CaseAction(kind="get_account", arguments={"account": _last_user_id(before)})
        if "variants" in value:
            return CaseAction(kind="get_product", arguments={"product": str(value["name"])})
        return CaseAction(kind="list_products")
    if text.startswith("Transfer"):
        return CaseAction(kind="handoff_to_human")
    if _USER_ID.fullmatch(text) or text == "Error: user not found":
        return _look_up(before)
    if _NUMBER.fullmatch(text):
        return CaseAction(kind="calculate")
    if "item" in text:
        return CaseAction(kind="exchange_items", arguments={"order_id": _last_order_id(before)})
    return CaseAction(kind="look_up")


def _of_order(now: Mapping[str, Any], before: Mapping[str, Any] | None) -> str:
    if before is None or now == before:
        return "get_order"
    if now.get("status") != before.get("status"):
        status = str(now["status"])
        kinds = {
            "cancelled": "cancel_order",
            "return requested": "return_items",
            "exchange requested": "exchange_items",
        }
        return kinds.get(status, "change_items")
    return "change_address" if now.get("address") != before.get("address") else "change_payment"


def _look_up(before: Sequence[CaseLine]) -> CaseAction:
    """Return by what the customer was looked up: the e-mail address if that was told last, else name and zip code."""
    for line in reversed([line for line in before if line.role == "customer"]):
        if email := _EMAIL.search(line.text):
            return CaseAction(kind="find_customer_by_email", arguments={"email": email.group()})
        if code := _ZIP.search(line.text):
            return CaseAction(kind="find_customer_by_name", arguments={"zip": code.group()})
    return CaseAction(kind="find_customer_by_name")


def _last_user_id(before: Sequence[CaseLine]) -> str:
    return next((line.text for line in reversed(before) if _USER_ID.fullmatch(line.text)), "")


def _last_order_id(before: Sequence[CaseLine]) -> str:
    seen = [line.action.arguments.get("order_id", "") for line in before if line.action]
    return next((order_id for order_id in reversed(seen) if order_id), "")
