"""Everything that the plain writer says passes the guard, whatever the tools bring back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from assistant.domain.conversation import Exchange
from assistant.domain.money import Money
from assistant.domain.order import OrderStatus
from assistant.domain.product import Variant
from assistant.guard.facts import facts_of
from assistant.guard.guard import Guard
from assistant.planner.tongues import speaks_english_only
from assistant.tools.advice import recommend_products
from assistant.tools.business import ask_business
from assistant.tools.cart import get_cart, update_cart
from assistant.tools.catalogue import cards, compare_products, get_product, search_catalog
from assistant.tools.exchanges import exchange_items
from assistant.tools.offers import list_promotions
from assistant.tools.order_actions import cancel_order, return_items, update_order
from assistant.tools.orders import get_order, list_orders
from assistant.tools.registry import build_tools
from assistant.tools.result import Outcome, ToolResult
from assistant.tools.talk import handoff_to_human, reply
from assistant.turn.decide import Decisions
from prompts import load_table
from tests.support.proposals import MemoryProposals
from tests.support.replies import plain_sentences
from tests.support.shop import (
    ANONYMOUS,
    MAYA,
    NOW,
    MemoryShop,
    context,
    conversation,
    memory_shop,
    order,
    product,
    screen,
)

Call = Callable[[MemoryShop], Awaitable[ToolResult]]

CALLS: dict[str, Call] = {
    "somebody else's order": lambda s: get_order(context(s, message="show the order of dan@example.com")),
    "thing in no order": lambda s: return_items(context(s, message="return the yacht"), items=("yacht",)),
    "thing not in the order": lambda s: return_items(
        context(s, message="return the yacht"), order_id="HT-10002", items=("yacht",)
    ),
    "orders on the way": lambda s: list_orders(context(s), "shipped, not arrived"),
    "version not there": lambda s: get_product(context(s, message="do you have it in navy?"), "rain jacket"),
    "cart version not there": lambda s: update_cart(context(s), "add", "rain jacket", variant="navy"),
    "search": lambda s: search_catalog(context(s), "rain jacket"),
    "search more": lambda s: search_catalog(context(s, search={"query": "rain"}, searched=1), "rain"),
    "search none": lambda s: search_catalog(context(s), "purple yacht"),
    "product": lambda s: get_product(context(s, message="tell me about it"), "rain jacket"),
    "product weight": lambda s: get_product(context(s), "rain jacket", "how heavy"),
    "product stock": lambda s: get_product(context(s), "rain jacket", "is blue in M in stock"),
    "product sold out": lambda s: get_product(context(s, message="is it available?"), "rain jacket"),
    "product reviews": lambda s: get_product(context(s), "rain jacket", "what do reviews say"),
    "product unknown": lambda s: get_product(context(s), "rain jacket", "does it glow at night"),
    "product not there": lambda s: get_product(context(s), "yacht"),
    "product which": lambda s: get_product(context(s)),
    "compare": lambda s: compare_products(context(s, screen=screen(s)), ("1", "2", "3")),
    "compare none": lambda s: compare_products(context(s)),
    "recommend": lambda s: recommend_products(context(s), need="rain"),
    "similar": lambda s: recommend_products(context(s, product_id="p1"), purpose="similar"),
    "goes with": lambda s: recommend_products(context(s, product_id="p1"), purpose="goes_with"),
    "gift": lambda s: recommend_products(context(s), purpose="gift", max_price=50),
    "popular": lambda s: recommend_products(context(s), purpose="popular"),
    "new": lambda s: recommend_products(context(s), purpose="new"),
    "cart empty": lambda s: get_cart(context(s)),
    "cart add": lambda s: update_cart(context(s), "add", "camp mug", 2),
    "cart variant": lambda s: update_cart(context(s), "add", "rain jacket", 2, "red, S"),
    "cart which": lambda s: update_cart(context(s), "add", "rain jacket"),
    "cart too many": lambda s: update_cart(context(s), "add", "camp mug", 50),
    "cart unknown": lambda s: update_cart(context(s), "add", "yacht"),
    "cart clear": lambda s: update_cart(context(s), "clear"),
    "orders": lambda s: list_orders(context(s)),
    "orders shipped": lambda s: list_orders(context(s), "shipped"),
    "orders lost": lambda s: list_orders(context(s), "lost"),
    "orders anonymous": lambda s: list_orders(context(s, principal=ANONYMOUS)),
    "order": lambda s: get_order(context(s), "HT-10003"),
    "order latest": lambda s: get_order(context(s)),
    "order refund": lambda s: get_order(context(s, message="has my refund come through"), "HT-10002"),
    "order other": lambda s: get_order(context(s), "HT-20001"),
    "order number only": lambda s: get_order(context(s, principal=ANONYMOUS), "HT-20001"),
    "cancel": lambda s: cancel_order(context(s), "HT-10001"),
    "cancel late": lambda s: cancel_order(context(s), "HT-10003"),
    "cancel which": lambda s: cancel_order(context(s)),
    "return": lambda s: return_items(context(s), "HT-10002", ("socks",), "itchy"),
    "return which": lambda s: return_items(context(s), "HT-10002"),
    "return late": lambda s: return_items(context(s), "HT-10004", ("socks",)),
    "exchange": lambda s: exchange_items(context(s), "HT-10002", ("jacket",), "red"),
    "exchange which": lambda s: exchange_items(context(s), "HT-10002", ("jacket",)),
    "exchange sold out": lambda s: exchange_items(context(s), "HT-10002", ("jacket",), "size M"),
    "address which": lambda s: update_order(context(s), "HT-10001", "address"),
    "address": lambda s: update_order(context(s), "HT-10001", "address", "12 Oak Street, Denver, CO 80202"),
    "payment": lambda s: update_order(context(s), "HT-10001", "payment", "paypal"),
    "payment which": lambda s: update_order(context(s), "HT-10001", "payment", "my other one"),
    "items": lambda s: update_order(context(s), "HT-10001", "items", "make it 2 socks"),
    "change which": lambda s: update_order(context(s), "HT-10001"),
    "policy": lambda s: ask_business(context(s), "how long can I return"),
    "promotions": lambda s: list_promotions(context(s)),
    "handoff": lambda s: handed_over(place="2"),
    "handoff, nobody before": lambda s: handed_over(place="1", danger="yes"),
    "handoff out of hours": lambda s: handed_over(answers="Monday, November 23 at 8 AM EST"),
    "handoff again": lambda s: handed_over(place="12", again="yes"),
    "handoff with an agent": lambda s: handed_over(agent="Sam O'Neil", again="yes"),
    "handoff, legal": lambda s: handed_over(place="2", why="legal", order="HT-10001", things="Rain Jacket"),
    "handoff, upset": lambda s: handed_over(place="2", why="upset"),
    "handoff, distressed": lambda s: handed_over(place="2", why="distressed"),
    "late": lambda s: get_order(context(s, message="this takes too long"), "HT-10003"),
    "late again": lambda s: get_order(context(s, message="this takes too long", exchanges=TOLD), "HT-10003"),
    "unpaid": lambda s: get_order(context(unpaid(s), message="why is it not paid"), "HT-10001"),
    "no day yet": lambda s: get_order(context(s, message="when will it come"), "HT-10001"),
    "open orders": lambda s: list_orders(context(s), "open"),
    **{f"speaks {code}": (lambda s, code=code: speaking(code)) for code in load_table("tongues") if code != "english"},
    "handoff of nothing": lambda s: handoff_to_human(context(s), "angry"),
    **{kind: (lambda s, kind=kind: reply(context(s), kind)) for kind in load_table("replies")["reply"]
       if kind != "clarify_again"},
}  # fmt: skip


TOLD = (Exchange(shopper="late!", gist="showed order HT-10003, shipped; told the rule for delays"),)


async def speaking(language: str) -> ToolResult:
    """The result as a turn makes it, which hears another language."""
    notes = {"speaks": speaks_english_only(language)}
    return ToolResult(tool="reply", outcome=Outcome.SAID, subject="other_language", notes=notes)


def unpaid(shop: MemoryShop) -> MemoryShop:
    shop.orders["HT-10001"] = order("HT-10001", OrderStatus.PENDING, days_ago=1)
    return shop


async def handed_over(**notes: str) -> ToolResult:
    """The result as the turn completes it, once the handover is kept."""
    ticket = {"ticket": "T-BCDFGHJK"}
    return ToolResult(tool="handoff_to_human", outcome=Outcome.HANDED_OFF, subject="angry", notes=ticket | notes)


async def sentences(result: ToolResult, message: str = "", failures: int = 0) -> list[str]:
    talk = conversation(failures=failures)
    return plain_sentences([result], talk, message)


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("message", ["", "and now?", "please", "thanks a lot"])
async def test_every_sentence_is_carried_by_its_facts(name: str, message: str) -> None:
    result = await CALLS[name](memory_shop())
    said = await sentences(result, message)
    assert said, result
    facts = facts_of([result])
    for sentence in said:
        assert Guard().check(sentence, facts) == (), sentence
        assert "{" not in sentence


@pytest.mark.parametrize("status", OrderStatus)
async def test_every_state_of_an_order_can_be_told(status: OrderStatus) -> None:
    result = ToolResult(tool="get_order", outcome=Outcome.FOUND, orders=(order("HT-10009", status),))
    said = await sentences(result)
    assert "HT-10009" in said[0] or "delivered" in said[0]
    assert all(Guard().check(sentence, facts_of([result])) == () for sentence in said)


@pytest.mark.parametrize("accept", [True, False])
@pytest.mark.parametrize("minutes", [0, 16])
@pytest.mark.parametrize("name", ["cancel", "return", "exchange", "address", "payment", "items"])
async def test_every_decision_can_be_told(name: str, minutes: int, accept: bool) -> None:
    shop, store = memory_shop(), MemoryProposals()
    proposal = (await CALLS[name](shop)).proposal
    await store.add(proposal)
    result = await Decisions(shop.ports(), store).decide(
        proposal.id,
        accept=accept,
        principal=MAYA,
        conversation_id="conv_1",
        now=NOW + timedelta(minutes=minutes),
    )
    said = await sentences(result)
    assert said
    for sentence in said:
        assert Guard().check(sentence, facts_of([result])) == (), sentence


async def test_wordings_vary_between_turns() -> None:
    result = await reply(context(memory_shop()), "greeting")
    said = {(await sentences(result, message))[0] for message in ("hi", "hello", "hey", "good morning", "yo")}
    assert len(said) > 1


async def test_a_second_unclear_message_offers_a_person() -> None:
    result = await reply(context(memory_shop()), "clarify")
    assert "person" in (await sentences(result, failures=1))[0]


@pytest.mark.parametrize("tool", sorted(build_tools()))
async def test_a_failed_call_claims_nothing_about_the_shop(tool: str) -> None:
    result = ToolResult(tool=tool, outcome=Outcome.FAILED, notes={"code": "store_unavailable", "detail": "Locked."})
    assert (await sentences(result))[0] in load_table("replies")["failed"]["tool"]


@pytest.mark.parametrize(("code", "key"), [("proposal_settled", "settled"), ("store_unavailable", "tool")])
async def test_only_a_settled_proposal_is_called_settled(code: str, key: str) -> None:
    result = ToolResult(tool="confirm", outcome=Outcome.FAILED, notes={"code": code, "detail": "…"})
    table = load_table("replies")
    assert (await sentences(result))[0] in table["confirm" if key == "settled" else "failed"][key]


@pytest.mark.parametrize("tool", ["search_catalog", "compare_products"])
async def test_prices_in_several_currencies_are_not_compared(tool: str) -> None:
    euro = product("p4", "Storm Shell", "80", variants=(Variant(id="p4-x", price=Money.of(80, "EUR"), stock=3),))
    shown = cards([*memory_shop().products.values(), euro])
    said = " ".join(await sentences(ToolResult(tool=tool, outcome=Outcome.FOUND, products=shown, total=4)))
    assert "cheap" not in said
    assert "same" not in said
    assert "run from" not in said


@pytest.mark.parametrize(
    ("days_ago", "told"),
    [(1, "by November 24"), (2, "tomorrow, November 23"), (3, "today"), (4, "November 21")],
)
async def test_a_day_is_told_as_people_do_who_know_what_day_it_is(days_ago: int, told: str) -> None:
    shop = memory_shop()
    shop.orders["HT-10003"] = order("HT-10003", OrderStatus.SHIPPED, days_ago=days_ago)
    said = " ".join(await sentences(await get_order(context(shop, message="where is it"), "HT-10003")))
    assert told in said
    assert ("overdue" in said or "should have been" in said) is (days_ago == 4)
