"""The cases on the mock desk: orders and cards are the real models', the rest is the desk's contract."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.widget import fixtures

MIA = {"id": "agent_mia", "name": "Mia Okafor", "email": "mia@shop.example"}
TOM = {"id": "agent_tom", "name": "Tom Weller", "email": "tom@shop.example"}
PASSWORD = "correct horse"

RETURN_TENT = {
    "kind": "return_items",
    "words": "Return 1 × Ridgeline 2 trekking tent, refund to the card",
    "arguments": {
        "kind": "return_items",
        "order_id": "A-10427",
        "lines": [{"line_id": "l1", "quantity": 1}],
        "reason": "pole broken",
    },
    "verdict": {"allowed": True, "reason": "Within 30 days of delivery.", "page": "returns"},
}
SUGGESTIONS: list[dict[str, Any]] = [
    {
        "text": "I'm sorry about the broken pole, Ada. I have prepared the return of your Ridgeline 2: as soon as "
        "you have the label, the refund of $189.00 goes back to the Visa ending in 4242.",
        "sources": [
            {"kind": "policy", "title": "Returns: how long you have", "text": "30 days.", "url": "/help/returns"},
            {"kind": "order", "title": "Order A-10427", "text": "Out for delivery", "url": ""},
        ],
        "action": RETURN_TENT,
    },
    {
        "text": "Would you rather have a new pole? It is under warranty, and a replacement leaves tomorrow.",
        "sources": [{"kind": "case", "title": "Broken tent pole, sent anew", "text": "Solved on 3 November"}],
        "action": None,
    },
    {
        "text": "Could you send a photo of the pole? Then I can say at once whether it is under warranty.",
        "sources": [{"kind": "macro", "title": "Ask for a photo", "text": ""}],
        "action": None,
    },
]
MACROS = [
    {
        "id": "m1",
        "title": "Greeting",
        "text": "Hello {name}, this is {agent}. How can I help?",
        "shortcut": "hi",
    },
    {"id": "m2", "title": "Ask for a photo", "text": "Could you send a photo of {item}, {name}?", "shortcut": "photo"},
    {"id": "m3", "title": "Parcel on its way", "text": "Your order {order} is on its way.", "shortcut": "way"},
]
SOLVED = [
    {
        "id": "S-1",
        "title": "Broken tent pole",
        "question": "A pole of my tent broke on the second night.",
        "reply": "I'm sorry about that. A new pole is on its way, free of charge.",
        "action": "",
        "score": 0.82,
    },
    {
        "id": "S-2",
        "title": "Refund to a closed card",
        "question": "My card was cancelled, where does the refund go?",
        "reply": "Your bank passes it on to your new card; it takes up to five days.",
        "action": "return_items",
        "score": 0.54,
    },
]


def message(number: int, role: str, text: str, at: datetime, agent: str | None = None) -> dict[str, Any]:
    return {
        "type": "message",
        "id": f"msg_{number}",
        "role": role,
        "text": text,
        "at": at.isoformat(),
        "agent": agent,
        "turn_id": f"turn_{number}",
    }


def row(
    case_id: str, name: str | None, title: str, minutes: float, *, urgency: int = 1, mood: str = "calm", **more: Any
) -> dict[str, Any]:
    now = datetime.now(UTC)
    said = {"role": "shopper", "text": title, "at": (now - timedelta(minutes=minutes / 2)).isoformat()}
    code, words = more.pop("reason", ("requested", "The shopper asked for a person."))
    return {
        "id": case_id,
        "conversation_id": f"conv_{case_id}",
        "state": "waiting",
        "live": True,
        "reason": {"code": code, "words": words},
        "urgency": urgency,
        "mood": mood,
        "shopper": {"name": name, "verified": name is not None},
        "locale": "en",
        "opened_at": (now - timedelta(minutes=minutes)).isoformat(),
        "waiting_seconds": int(minutes * 60),
        "last_message": said,
        "assigned_to": None,
        "title": title,
        **more,
    }


def rows() -> list[dict[str, Any]]:
    safety = ("safety", "The shopper speaks of an injury.")
    failed = ("repeated_failure", "The assistant failed three times.")
    tom = {"id": TOM["id"], "name": TOM["name"]}
    return [
        row(
            "T-ADA00001", "Ada Lovell", "Tent pole broke, wants her money back", 12, urgency=2, mood="angry",
            reason=failed,
        ),
        row("T-BEN00002", "Ben Marsh", "Kettle handle burned his hand", 3, urgency=3, mood="distressed", reason=safety),
        row("T-GUEST003", None, "Is the Meadow dome waterproof enough for Norway?", 41),
        row(
            "T-SAM00004", "سمر الخطيب", "أين طلبي؟ وصلت رسالة بالتسليم ولم يصل شيء", 190, locale="ar", live=False,
            mood="frustrated",
        ),
        row("T-LIV00005", "Liv Berg", "Exchange of boots, size 41 for 42", 66, state="claimed", assigned_to=tom),
    ]  # fmt: skip


def view(case: dict[str, Any]) -> dict[str, Any]:
    """The whole case; Ada's has everything, the others the conversation alone."""
    began = datetime.fromisoformat(case["opened_at"]) - timedelta(minutes=6)
    entries = [message(1, "shopper", case["title"], began)]
    bare = {
        "case": case,
        "brief": {
            "summary": f"{case['title']}.",
            "facts": [],
            "tried": [],
            "mood": case["mood"],
            "next_step": {"words": "Answer the shopper.", "action": None},
        },
        "entries": entries,
        "shopper": {"name": case["shopper"]["name"], "email": None, "verified": case["shopper"]["verified"]},
        "orders": [],
        "proposals": [],
        "notes": [],
        "agents_here": [],
        "last_message_id": "msg_1",
    }
    return {**bare, **_ada(case, began)} if case["id"] == "T-ADA00001" else bare


def _ada(case: dict[str, Any], began: datetime) -> dict[str, Any]:
    now = datetime.now(UTC)
    order = fixtures.order(now).model_dump(mode="json") | {"done": ["change_address"]}
    older = {
        **order, "id": "A-09913", "status": "delivered", "lines": order["lines"][1:], "refunds": [],
        "shipments": [{**order["shipments"][0], "delivered_at": (now - timedelta(days=52)).isoformat()}],
    }  # fmt: skip
    cards = fixtures.cards(*fixtures.PRODUCTS)
    passages = [passage.model_dump(mode="json") for passage in fixtures.PASSAGES]
    minute = timedelta(minutes=1)
    return {
        "brief": {
            "summary": "Ada's new tent broke on the first night. She wants her money back to her card, not a "
            "replacement, and has asked three times.",
            "facts": [
                "Order A-10427 of 19 November, $218.80, verified by e-mail",
                "A pole of the Ridgeline 2 broke on the first night",
                "The return window is open until 19 December",
            ],
            "tried": ["Showed other tents", "Offered a replacement, declined", "Quoted the return policy"],
            "mood": "angry",
            "next_step": {"words": "Return the tent, refund $189.00 to the Visa", "action": RETURN_TENT},
        },
        "entries": [
            message(1, "shopper", "The pole of my new tent broke on the FIRST night. I want my money back.", began),
            {"type": "order", "id": 2, "turn_id": "turn_1", "orders": [order]},
            {"type": "citations", "id": 3, "turn_id": "turn_1", "passages": passages, "promotions": []},
            message(2, "assistant", "I'm sorry to hear that. Would you like to see other tents?", began + minute),
            {
                "type": "products", "id": 5, "turn_id": "turn_2", "layout": "list", "title": "Tents", "total": 5,
                "products": [card.model_dump(mode="json") for card in cards],
            },
            message(3, "shopper", "No! I want my money back. To my card.", began + 3 * minute),
            message(4, "assistant", "Items can be returned within 30 days of delivery.", began + 3 * minute),
            message(5, "shopper", "Is there a person I can talk to?? I say it the third time.", began + 6 * minute),
            {"type": "handoff", "id": 9, "turn_id": "turn_5", "reason": "The assistant failed.", "ticket": case["id"]},
        ],
        "shopper": {
            "name": "Ada Lovell", "email": "ada@example.com", "verified": True,
            "address": "4 Mill Lane, Portland, OR 97201",
            "payments": [{"id": "pm_visa", "name": "Visa ending in 4242"}, {"id": "pm_gift", "name": "Gift card"}],
        },
        "orders": [
            {
                "order": order,
                "verdicts": [
                    {"action": "cancel_order", "allowed": False, "reason": "It has left the warehouse.",
                     "page": "cancelling-an-order", "until": None},
                    {"action": "return_items", "allowed": True, "reason": "Unused or faulty, within 30 days.",
                     "page": "returns", "until": (now + timedelta(days=26)).date().isoformat()},
                    {"action": "change_address", "allowed": False, "reason": "It is out for delivery.",
                     "page": "changing-an-order", "until": None},
                    {"action": "undo", "allowed": True, "reason": "", "page": "changing-an-order", "until": None},
                    {"action": "resend_order", "allowed": False, "reason": "It isn't lost.",
                     "page": "lost-or-damaged-parcels", "until": None},
                    {"action": "exchange_items", "allowed": True, "reason": "Once, for another variant.",
                     "page": "exchanges", "until": (now + timedelta(days=26)).date().isoformat()},
                ],
            },
            {
                "order": older,
                "verdicts": [
                    {"action": "return_items", "allowed": False, "reason": "It was delivered 52 days ago, and the "
                     "window is 30 days.", "page": "returns", "until": None},
                ],
            },
        ],
        "notes": [
            {"id": "note_1", "agent": TOM["name"], "text": "Warehouse says this batch has weak poles.",
             "at": (began + 5 * minute).isoformat()},
        ],
        "last_message_id": "msg_5",
    }  # fmt: skip
