"""The versions of several items, told over several messages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.domain.actions import ExchangeItems, LineChange, SettledChanges
from assistant.domain.product import Variant
from assistant.tools.context import ToolContext
from assistant.tools.exchanges import exchange_items
from assistant.tools.like_another import like_another
from assistant.tools.result import Outcome
from tests.support.shop import MemoryShop, context, memory_shop


async def test_what_is_clear_of_the_other_items_is_kept_while_one_is_asked() -> None:
    shop = memory_shop()
    first = context(shop, message="exchange the jacket of HT-10002 for a red one and the socks for something else")
    asked = await exchange_items(first, order_id="HT-10002", items=("jacket", "socks"))
    assert (asked.outcome, asked.missing, asked.subject) == (Outcome.NEEDS_DETAIL, "wanted", "Wool Socks")
    assert asked.settled is not None
    assert [change.variant_id for change in asked.settled.changes] == ["p1-red-S"]
    answer = replace(context(shop, message="the Wool Socks to blue in M, no: red in S"), settled=asked.settled)
    done = await exchange_items(answer, order_id="HT-10002", wanted="red in S")
    assert done.proposal is not None
    action = done.proposal.action
    assert isinstance(action, ExchangeItems)
    assert {change.variant_id for change in action.changes} == {"p1-red-S", "p2-red-S"}


async def test_what_was_agreed_on_for_another_order_is_not_taken_over() -> None:
    shop = memory_shop()
    asked = await exchange_items(
        context(shop, message="exchange the jacket for a red one and the socks for something else"),
        order_id="HT-10002",
    )
    assert asked.settled is not None
    other = asked.settled.model_copy(update={"order_id": "HT-10001"})
    said = replace(context(shop, message="exchange the socks for red ones"), settled=other)
    done = await exchange_items(said, order_id="HT-10002")
    assert done.proposal is not None
    assert isinstance(done.proposal.action, ExchangeItems)
    assert [change.variant_id for change in done.proposal.action.changes] == ["p2-red-S"]


def _waits(variant: str) -> SettledChanges:
    change = LineChange(line_id="HT-10002-1", variant_id=variant, quantity=1)
    return SettledChanges(kind="exchange_items", order_id="HT-10002", changes=(change,))


async def test_a_version_named_alone_is_that_of_the_thing_that_waits() -> None:
    said = replace(context(memory_shop(), message="a red one would be better"), settled=_waits("p1-blue-M"))
    done = await exchange_items(said, order_id="HT-10002")
    assert done.proposal is not None
    assert isinstance(done.proposal.action, ExchangeItems)
    assert [(c.line_id, c.variant_id) for c in done.proposal.action.changes] == [("HT-10002-1", "p1-red-S")]


async def test_something_else_of_the_order_is_not_the_thing_that_waits() -> None:
    said = replace(context(memory_shop(), message="and I want to exchange something else"), settled=_waits("p1-red-S"))
    asked = await exchange_items(said, order_id="HT-10002")
    assert (asked.outcome, asked.missing) == (Outcome.NEEDS_DETAIL, "items")


async def test_what_is_sold_out_keeps_the_question_open() -> None:
    gone = await exchange_items(context(memory_shop(), message="exchange the jacket for M"), order_id="HT-10002")
    assert (gone.outcome, gone.missing, gone.subject) == (Outcome.OUT_OF_STOCK, "wanted", "Rain Jacket")
    assert gone.choices == ("red, M", "red, S")  # the nearest first, and not what was bought
    assert gone.settled is not None
    assert gone.settled.remaining == ("HT-10002-1",)


@pytest.mark.parametrize(
    ("message", "meant"),
    [
        ("exchange the socks for the same as the one in order HT-10004", "p2-red-M"),
        ("exchange the socks for the same as my other socks", "p2-red-M"),
    ],
)
async def test_the_version_of_another_piece_is_meant(message: str, meant: str) -> None:
    shop = memory_shop()
    other = shop.orders["HT-10004"]
    shop.orders = {"HT-10002": shop.orders["HT-10002"]}
    lines = (other.lines[0], other.lines[1].model_copy(update={"variant_id": meant}))
    shop.orders["HT-10004"] = other.model_copy(update={"lines": lines})
    here = context(shop, message=message)
    line, product = shop.orders["HT-10002"].lines[1], shop.products["p2"]
    found = await like_another(here, line, product, message)
    assert isinstance(found, Variant)
    assert found.id == meant
    assert await like_another(here, line, product, "exchange the socks for the same in red") is None


def _giving_the_same(shop: MemoryShop, said: str) -> ToolContext:
    """Return the surroundings in a shop that exchanges a thing for a fresh piece of the same version, too."""
    here = context(shop, message=said)
    rules = here.shop.rules
    rules = rules.model_copy(update={"exchange": rules.exchange.model_copy(update={"same_article": True})})
    return replace(here, shop=replace(here.shop, rule_book=rules))


@pytest.mark.parametrize(
    "said",
    [
        "exchange the jacket of HT-10002 for the exact same one, {own}",
        "exchange the jacket of HT-10002 for the same one",
        "I'd like the jacket of HT-10002 replaced with the same jacket, {own} please",
        "exchange the {own} jacket of HT-10002, just a fresh replacement",
        "exchange the jacket in HT-10002 for an identical one in {own}",
    ],
)
async def test_the_very_same_version_is_proposed_however_it_is_said(said: str) -> None:
    shop = memory_shop()
    line = shop.orders["HT-10002"].lines[0]
    own = " ".join(line.options.values())
    done = await exchange_items(_giving_the_same(shop, said.format(own=own)), order_id="HT-10002", items=("jacket",))
    assert done.proposal is not None
    assert isinstance(done.proposal.action, ExchangeItems)
    assert [change.variant_id for change in done.proposal.action.changes] == [line.variant_id]


@pytest.mark.parametrize(
    "said",
    [
        "I'd like to replace the jacket of HT-10002 with a different one",
        "exchange the jacket of HT-10002 for the same jacket in another colour",
        "exchange the jacket of HT-10002 for the same one, but in red",
        "replace the jacket of HT-10002 by another size",
    ],
)
async def test_another_version_is_not_the_same_one(said: str) -> None:
    shop = memory_shop()
    line = shop.orders["HT-10002"].lines[0]
    done = await exchange_items(_giving_the_same(shop, said), order_id="HT-10002", items=("jacket",))
    action = done.proposal.action if done.proposal else None
    assert not isinstance(action, ExchangeItems) or action.changes[0].variant_id != line.variant_id
