"""The versions of several items, told over several messages."""

from __future__ import annotations

from dataclasses import replace

from assistant.domain.actions import ExchangeItems
from assistant.tools.exchanges import exchange_items
from assistant.tools.result import Outcome
from tests.support.shop import context, memory_shop


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
