"""`ask` and `chat` against a shop that runs."""

from __future__ import annotations

import json

import pytest

from assistant.domain.order import OrderStatus
from tests.serve.cli.conftest import RunningShop, run


def test_ask_prints_the_cards_and_the_reply(running: RunningShop) -> None:
    running.plans("a rain jacket", "search_catalog", query="rain jacket")
    told = run("ask", "a rain jacket", "--url", running.url)
    assert told.exit_code == 0, told.output
    assert "Rain Jacket" in told.stdout
    assert "$" in told.stdout
    assert "in stock" in told.stdout


def test_ask_as_json_is_one_object_with_everything(running: RunningShop) -> None:
    running.plans("a rain jacket", "search_catalog", query="rain jacket")
    told = json.loads(run("ask", "a rain jacket", "--json", "--url", running.url).stdout)
    assert told["calls"] == [{"name": "search_catalog", "args": {"query": "rain jacket"}}]
    assert told["products"][0]["position"] == 1
    assert told["reply"]
    assert told["usage"]["llm_calls"] == 1
    assert told["usage"]["prompt_tokens"] == 9
    assert told["reason"] == "complete"


def test_a_conversation_goes_on_by_its_id(running: RunningShop) -> None:
    running.plans("a rain jacket", "search_catalog", query="rain jacket")
    running.plans("the first one", "get_product", product="1")
    first = json.loads(run("ask", "a rain jacket", "--json", "--url", running.url).stdout)
    second = run("ask", "the first one", "--json", "--url", running.url, "--conversation", first["conversation_id"])
    assert json.loads(second.stdout)["products"][0]["product_id"] == first["products"][0]["product_id"]


def test_refusals_are_one_sentence_with_a_hint(running: RunningShop) -> None:
    told = run("ask", "hello", "--url", running.url, "--conversation", "conv_of_somebody_else")
    assert told.exit_code == 2
    assert told.stderr == "There is no such conversation.\nStart a new conversation with POST /v1/conversations.\n"


def test_no_shop_at_the_address_is_one_sentence() -> None:
    told = run("ask", "hello", "--url", "http://127.0.0.1:9")
    assert told.exit_code == 2
    assert told.stderr == "No shop answers at http://127.0.0.1:9.\nStart one with: shopkeeper serve\n"
    assert run("ask", "hello", "--url", "not an address").exit_code == 2


def test_chat_shows_answers_and_asks_before_anything_is_done(
    running: RunningShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = next(order for order in running.shop.orders.values() if order.status is OrderStatus.PROCESSING)
    running.plans("cancel it", "cancel_order", order_id=order.id)
    typed = "hello\n/nonsense\n/help\ncancel it\ny\n/quit\n"
    told = run("chat", "--url", running.url, "--customer", order.customer_id, typed=typed)
    assert told.exit_code == 0, told.output
    assert "You are talking to an AI" in told.stdout
    assert "There is no /nonsense" in told.stdout
    assert running.shop.orders[order.id].status is OrderStatus.CANCELLED


def test_a_no_leaves_the_order_alone(running: RunningShop) -> None:
    order = next(order for order in running.shop.orders.values() if order.status is OrderStatus.PROCESSING)
    running.plans("cancel it", "cancel_order", order_id=order.id)
    run("chat", "--url", running.url, "--customer", order.customer_id, typed="cancel it\nn\n")
    assert running.shop.orders[order.id].status is OrderStatus.PROCESSING
