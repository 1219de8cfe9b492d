"""Search, recommendations, events, the cart and the catalogue over HTTP."""

from __future__ import annotations

import pytest

from tests.serve.served import OPERATOR, Served
from tests.support.shop import product

OPERATOR_HEADERS = {"Authorization": f"Bearer {OPERATOR}"}


async def test_search_answers_cards_in_pages(served: Served) -> None:
    for number in range(5):
        served.shop.products[f"t{number}"] = product(f"t{number}", f"Tent {number}", "99.00")
    body = {"query": "tent", "limit": 2, "max_price": 120.0}
    seen: list[str] = []
    cursor = None
    for _ in range(3):
        page = (await served.client.post("/v1/search", json={**body, "cursor": cursor})).json()
        seen += [card["product_id"] for card in page["products"]]
        assert [card["position"] for card in page["products"]] == list(
            range(len(seen) - len(page["products"]) + 1, len(seen) + 1)
        )
        cursor = page["next_cursor"]
    assert seen == [f"t{n}" for n in range(5)]
    assert (cursor, page["total"]) == (None, 5)
    assert served.shop.searches[0].max_price == 120.0


async def test_recommendations_carry_their_reason(served: Served) -> None:
    answer = await served.client.post(
        "/v1/recommendations", json={"purpose": "similar", "product_id": "p1", "limit": 1}
    )
    assert [card["reason"] for card in answer.json()["products"]] == ["Rated 4.5 by 31 shoppers"]


async def test_events_belong_to_the_conversations_shopper(served: Served) -> None:
    conversation = await served.conversation()
    events = [{"type": "view", "product_id": "p1", "position": 2}, {"type": "search", "query": "tent"}]
    answer = await served.client.post("/v1/events", json={"conversation_id": conversation, "events": events})
    assert (answer.status_code, answer.json()) == (202, {"accepted": 2})
    stored = await served.services.events.recent(conversation)
    assert [(event.type, event.product_id, event.position) for event in stored] == [
        ("search", None, None),
        ("view", "p1", 2),
    ]
    token = await served.client.post("/v1/events", json={"events": events}, headers=served.token("c1"))
    assert token.status_code == 202
    assert len(await served.services.events.recent("c1")) == 2


@pytest.mark.parametrize(
    "body",
    [
        {"events": [{"type": "view", "product_id": "p1"}]},
        {"events": [{"type": "purchase", "product_id": "p1"}], "conversation_id": "conv_x"},
        {"events": [], "conversation_id": "conv_x"},
        {"events": [{"type": "view", "position": 0}], "conversation_id": "conv_x"},
        {"events": [{"type": "view"}] * 101, "conversation_id": "conv_x"},
    ],
)
async def test_events_that_say_nothing_true_are_refused(served: Served, body: object) -> None:
    assert (await served.client.post("/v1/events", json=body)).status_code == 422


async def test_the_cart_follows_the_buttons(served: Served) -> None:
    url = f"/v1/conversations/{await served.conversation()}/cart"
    added = await served.client.post(url, json={"action": "add", "variant_id": "p1-red-S", "quantity": 2})
    assert [(line["variant_id"], line["quantity"]) for line in added.json()["cart"]["lines"]] == [("p1-red-S", 2)]
    assert (await served.client.get(url)).json() == added.json()
    short = await served.client.post(url, json={"action": "add", "variant_id": "p1-red-S", "quantity": 90})
    assert (short.status_code, short.json()["code"]) == (409, "out_of_stock")
    emptied = await served.client.post(url, json={"action": "clear"})
    assert emptied.json()["cart"]["lines"] == []
    unnamed = await served.client.post(url, json={"action": "add"})
    assert (unnamed.status_code, unnamed.json()["detail"]) == (422, "variant_id: is missing.")


async def test_products_come_and_go_by_the_operators_key(served: Served) -> None:
    lamp = product("lamp", "Reading Lamp", "49.00").model_dump(mode="json")
    put = await served.client.put("/v1/catalog/products", json={"products": [lamp]}, headers=OPERATOR_HEADERS)
    assert (put.status_code, put.json()) == (200, {"accepted": 1, "refused": []})
    assert (await served.client.post("/v1/search", json={"query": "reading lamp"})).json()["total"] == 1
    gone = await served.client.delete("/v1/catalog/products/lamp", headers=OPERATOR_HEADERS)
    assert gone.status_code == 204
    assert (await served.client.post("/v1/search", json={"query": "reading lamp"})).json()["total"] == 0
    assert (await served.client.delete("/v1/catalog/products/lamp", headers=OPERATOR_HEADERS)).status_code == 404


async def test_a_product_that_takes_another_ones_variant_is_named_and_the_others_are_taken(served: Served) -> None:
    lamp, vase = (product(name, name.title(), "49.00").model_dump(mode="json") for name in ("lamp", "vase"))
    lamp["variants"][0]["id"] = next(iter(served.shop.products.values())).variants[0].id
    put = await served.client.put("/v1/catalog/products", json={"products": [lamp, vase]}, headers=OPERATOR_HEADERS)
    assert (put.status_code, put.json()["accepted"]) == (200, 1)
    assert [left["id"] for left in put.json()["refused"]] == ["lamp"]
    assert "vase" in served.shop.products


@pytest.mark.parametrize("key", ["", "Bearer ", "Bearer wrong", f"bearer {OPERATOR[:-1]}", f"Basic {OPERATOR}"])
async def test_nobody_else_changes_the_catalogue(served: Served, key: str) -> None:
    lamp = product("lamp", "Reading Lamp", "49.00").model_dump(mode="json")
    headers = {"Authorization": key} if key else {}
    for answer in (
        await served.client.put("/v1/catalog/products", json={"products": [lamp]}, headers=headers),
        await served.client.delete("/v1/catalog/products/p1", headers=headers),
        await served.client.put("/v1/catalog/products", json={"products": [lamp]}, headers=served.token()),
    ):
        assert answer.status_code == 401
    assert "lamp" not in served.shop.products


@pytest.mark.parametrize(
    "amount", ["1e400", "1e30", "-1e30", "NaN", "Infinity", "1" * 5000, "1e-500000", 1e308, "twelve", None, {}]
)
async def test_prices_that_are_none_are_refused(served: Served, amount: object) -> None:
    lamp = product("lamp", "Reading Lamp", "49.00").model_dump(mode="json")
    lamp["variants"][0]["price"]["amount"] = amount
    answer = await served.client.put("/v1/catalog/products", json={"products": [lamp]}, headers=OPERATOR_HEADERS)
    assert answer.status_code in {200, 422} if amount == "1e-500000" else answer.status_code == 422


async def test_health_tells_the_parts(served: Served) -> None:
    assert (await served.client.get("/healthz")).json()["status"] == "ok"
    ready = await served.client.get("/readyz")
    assert (ready.status_code, ready.json()["parts"]) == (200, {"store": "ready"})
    served.services.readiness.note("store", "the disk is full")
    assert (await served.client.get("/readyz")).status_code == 503


async def test_the_widget_is_sent_with_an_etag(served: Served) -> None:
    first = await served.client.get("/widget/shopkeeper.js")
    assert first.headers["content-type"].startswith("text/javascript")
    assert first.headers["cache-control"] == "public, max-age=300"
    again = await served.client.get("/widget/shopkeeper.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"id": ""}, "products[0].id"),
        ({"id": "two words"}, "products[0].id"),
        ({"id": "x" * 101}, "products[0].id"),
        ({"title": ""}, "products[0].title"),
        ({"title": "t" * 301}, "products[0].title"),
        ({"variants": []}, "products[0].variants"),
        ({"variants": [{"id": "a", "price": {"amount": "1"}, "stock": 10**30}]}, "products[0].variants[0].stock"),
        ({"variants": [{"id": "a", "price": {"amount": "0"}, "stock": 1}]}, "products[0].variants[0].price.amount"),
        ({"variants": [{"id": "a", "price": {"amount": "1"}, "stock": 1}] * 2}, "the same id"),
        ({"rating_count": 10**25}, "products[0].rating_count"),
        ({"image": "javascript:alert(1)"}, "products[0].image"),
        ({"url": "//evil.example"}, "products[0].url"),
        ({"attributes": {"": "x"}}, "products[0].attributes"),
    ],
)
async def test_products_out_of_bounds_are_refused(served: Served, changes: dict[str, object], reason: str) -> None:
    lamp = product("lamp", "Reading Lamp", "49.00").model_dump(mode="json") | changes
    answer = await served.client.put("/v1/catalog/products", json={"products": [lamp]}, headers=OPERATOR_HEADERS)
    assert answer.status_code == 422
    assert reason in answer.json()["detail"]
    assert "lamp" not in served.shop.products
