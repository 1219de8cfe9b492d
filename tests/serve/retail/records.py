"""A tiny shop in the form of the retail data set: two shoppers, two products, orders in every state."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

MUG = {
    "name": "Mug",
    "product_id": "100",
    "variants": {
        "101": {"item_id": "101", "options": {"color": "red"}, "available": True, "price": 10.1},
        "102": {"item_id": "102", "options": {"color": "blue"}, "available": True, "price": 12.35},
        "103": {"item_id": "103", "options": {"color": "green"}, "available": False, "price": 9.0},
    },
}
LAMP = {
    "name": "Lamp",
    "product_id": "200",
    "variants": {
        "201": {"item_id": "201", "options": {"light": "warm"}, "available": True, "price": 40.0},
        "202": {"item_id": "202", "options": {"light": "cold"}, "available": True, "price": 38.5},
    },
}
ADDRESS = {
    "address1": "1 Elm St",
    "address2": "Suite 2",
    "city": "Salem",
    "country": "USA",
    "state": "OR",
    "zip": "97301",
}
ELSEWHERE = {**ADDRESS, "address1": "9 New Road", "address2": ""}


def _user(user_id: str, first: str, orders: list[str]) -> dict[str, Any]:
    return {
        "user_id": user_id,
        "name": {"first_name": first, "last_name": "Reed"},
        "address": dict(ADDRESS),
        "email": f"{first.lower()}@example.com",
        "payment_methods": {
            f"card_{first}": {"source": "credit_card", "id": f"card_{first}", "brand": "visa", "last_four": "4242"},
            f"gift_card_{first}": {"source": "gift_card", "id": f"gift_card_{first}", "balance": 60.0},
            f"paypal_{first}": {"source": "paypal", "id": f"paypal_{first}"},
        },
        "orders": orders,
    }


def _order(key: str, user: str, status: str, items: tuple[str, ...] = ("101", "201")) -> dict[str, Any]:
    of = {variant["item_id"]: (p, variant) for p in (MUG, LAMP) for variant in p["variants"].values()}
    held = [
        {
            "name": of[item][0]["name"],
            "product_id": of[item][0]["product_id"],
            "item_id": item,
            "price": of[item][1]["price"],
            "options": dict(of[item][1]["options"]),
        }
        for item in items
    ]
    total = round(sum(item["price"] for item in held), 2)
    first = {"ada": "Ada", "ben": "Ben"}[user]
    return {
        "order_id": key,
        "user_id": user,
        "address": dict(ADDRESS),
        "items": held,
        "status": status,
        "fulfillments": [] if status == "pending" else [{"tracking_id": ["123456"], "item_ids": list(items)}],
        "payment_history": [{"transaction_type": "payment", "amount": total, "payment_method_id": f"card_{first}"}],
    }


def write_shop(folder: Path) -> Path:
    """Write the records and return their folder."""
    orders = [
        _order("#W1000001", "ada", "pending"),
        _order("#W1000002", "ada", "delivered"),
        _order("#W1000003", "ada", "processed"),
        _order("#W1000004", "ada", "delivered", ("101", "101")),
        _order("#W2000001", "ben", "pending"),
    ]
    users = [
        _user("ada", "Ada", [order["order_id"] for order in orders[:4]]),
        _user("ben", "Ben", ["#W2000001"]),
    ]
    shop = {
        "products": {p["product_id"]: p for p in (MUG, LAMP)},
        "users": {user["user_id"]: user for user in users},
        "orders": {order["order_id"]: order for order in orders},
    }
    (folder / "db.json").write_text(json.dumps(shop), encoding="utf-8")
    return folder


TASKS = [
    {
        "id": "two wishes",
        "evaluation_criteria": {
            "actions": [
                {
                    "name": "find_user_id_by_name_zip",
                    "arguments": {"first_name": "Ada", "last_name": "Reed", "zip": "97301"},
                },
                {
                    "name": "modify_pending_order_items",
                    "arguments": {
                        "order_id": "#W1000001",
                        "item_ids": ["101", "201"],
                        "new_item_ids": ["102", "202"],
                        "payment_method_id": "gift_card_Ada",
                    },
                },
                {
                    "name": "return_delivered_order_items",
                    "arguments": {
                        "order_id": "#W1000002",
                        "item_ids": ["101"],
                        "payment_method_id": "gift_card_Ada",
                    },
                },
                {"name": "modify_user_address", "arguments": {"user_id": "ada", **ELSEWHERE}},
            ]
        },
    },
    {
        "id": "both mugs",
        "evaluation_criteria": {
            "actions": [
                {
                    "name": "exchange_delivered_order_items",
                    "arguments": {
                        "order_id": "#W1000004",
                        "item_ids": ["101", "101"],
                        "new_item_ids": ["102", "102"],
                        "payment_method_id": "card_Ada",
                    },
                }
            ]
        },
    },
    {
        "id": "payment, address, cancelled",
        "evaluation_criteria": {
            "actions": [
                {"name": "find_user_id_by_email", "arguments": {"email": "Ada@example.com"}},
                {
                    "name": "modify_pending_order_payment",
                    "arguments": {"order_id": "#W1000001", "payment_method_id": "gift_card_Ada"},
                },
                {"name": "modify_pending_order_address", "arguments": {"order_id": "#W1000001", **ELSEWHERE}},
                {
                    "name": "cancel_pending_order",
                    "arguments": {"order_id": "#W1000001", "reason": "no longer needed"},
                },
            ]
        },
    },
    {
        "id": "what the shop refuses",
        "evaluation_criteria": {
            "actions": [
                {
                    "name": "cancel_pending_order",
                    "arguments": {"order_id": "#W1000003", "reason": "no longer needed"},
                },
                {
                    "name": "exchange_delivered_order_items",
                    "arguments": {
                        "order_id": "#W1000002",
                        "item_ids": ["101"],
                        "new_item_ids": ["103"],
                        "payment_method_id": "card_Ada",
                    },
                },
            ]
        },
    },
]
