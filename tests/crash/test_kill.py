"""kill -9 at every step of a write, for every kind of action: never lost, never twice, and the shopper is told."""

from __future__ import annotations

import pytest

from tests.crash.errands import KINDS, Ledgers
from tests.crash.mortal import MortalShop
from tests.crash.rounds import check, die, prepared
from tests.crash.steps import STEPS, STOCK_STEP, lives

pytestmark = pytest.mark.timeout(900)
MOVES_STOCK = frozenset(
    {"cancel_order", "change_items", "exchange_items", "resend_order", "undo_cancel_order", "undo_exchange_items"}
)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_process_that_is_killed_loses_nothing_and_does_nothing_twice(
    shop: MortalShop, ledgers: Ledgers, kind: str
) -> None:
    steps = [*STEPS, STOCK_STEP] if kind in MOVES_STOCK else [*STEPS]
    errands = iter(await ledgers.errands(kind))
    stock, before, number = ledgers.stock(), [], 0
    # Each start looks after what the last one left, and dies of the next.
    for at_once in [*lives(steps), []]:
        rounds = []
        for step in at_once:
            rounds.append(await prepared(ledgers, next(errands), step, f"{kind}_{number}"))
            number += 1
        shop.start({round_.proposal.id: round_.step for round_ in rounds})
        for round_ in before:
            await check(shop, ledgers, round_)
            stock.update(round_.aim.moved)
        if rounds:
            await die(shop, ledgers, rounds)
        before = rounds
    assert number == len(steps)
    assert {variant: pieces for variant, pieces in ledgers.stock().items() if pieces != stock[variant]} == {}
