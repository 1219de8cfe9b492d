"""kill -9 again, while a start still looks after what the last death left, at every step of that."""

from __future__ import annotations

import pytest

from tests.crash.errands import Ledgers
from tests.crash.mortal import MortalShop
from tests.crash.rounds import check, die, prepared
from tests.crash.steps import AFTER_THE_YES, BEFORE_THE_YES, RECOVERY, UNDECIDED_RECOVERY

pytestmark = pytest.mark.timeout(900)


@pytest.mark.parametrize("kind", ["undo_exchange_items", "resend_order"])
async def test_a_recovery_that_is_killed_is_taken_up_by_the_next(shop: MortalShop, ledgers: Ledgers, kind: str) -> None:
    stock = ledgers.stock()
    round_ = await prepared(ledgers, (await ledgers.errands(kind))[0], AFTER_THE_YES, kind)
    shop.start({round_.proposal.id: round_.step})
    await die(shop, ledgers, [round_])
    for step in RECOVERY:
        shop.start_and_die(step)
        assert (await ledgers.audit.check()).findings == ()
    shop.start()
    await check(shop, ledgers, round_)
    stock.update(round_.aim.moved)
    assert ledgers.stock() == stock


async def test_what_was_said_in_vain_is_kept_once(shop: MortalShop, ledgers: Ledgers) -> None:
    kind = "undo_return_items"
    round_ = await prepared(ledgers, (await ledgers.errands(kind))[0], BEFORE_THE_YES, kind)
    shop.start({round_.proposal.id: round_.step})
    await die(shop, ledgers, [round_])
    for step in UNDECIDED_RECOVERY:
        shop.start_and_die(step)
        assert (await ledgers.audit.check()).findings == ()
    shop.start()
    await check(shop, ledgers, round_)
