"""What the shopper can pay with is told from the account, not from the pages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.domain.money import Money
from assistant.domain.payment import PaymentKind, PaymentMethod
from assistant.domain.principal import Principal
from assistant.tools.result import Outcome
from assistant.tools.wallet import asks_for_own_payments, own_payments
from assistant.writer.service import service_phrases
from tests.support.shop import ANONYMOUS, MemoryShop, context, conversation, memory_shop


@pytest.mark.parametrize(
    ("message", "balance"),
    [
        ("how much is on my gift card?", True),
        ("how much do I have left on my gift card", True),
        ("What is my gift card balance?", True),
        ("what's the balance on my gift card", True),
        ("will my gift card cover it?", True),
        ("is there enough on my giftcard", True),
        ("does my gift card have enough balance?", True),
        ("how much store credit do I have?", True),
        ("which payment methods do I have?", False),
        ("what payment methods are on my account", False),
        ("show me my saved cards", False),
        ("which cards do I have on file?", False),
    ],
)
def test_a_question_about_the_own_account_is_heard(message: str, balance: bool) -> None:
    call = asks_for_own_payments(message)
    assert call is not None
    assert call.args == {"balance": balance}


@pytest.mark.parametrize(
    "message",
    [
        "which payment methods do you accept?",
        "can I pay with a gift card?",
        "how much is the gift card?",
        "refund it to my gift card",
        "do you sell gift cards?",
        "how do I check a gift card's balance?",
        "what cards do you take?",
        "is it on my card already?",
        "do you have birthday cards?",
    ],
)
def test_a_question_about_the_shop_is_left_to_its_pages(message: str) -> None:
    assert asks_for_own_payments(message) is None


CARD = PaymentMethod(id="visa", label="Visa ending in 4242", kind=PaymentKind.CARD)
GIFT = PaymentMethod(id="g1", label="gift card ending in 2117", kind=PaymentKind.GIFT_CARD, balance=Money.of("86"))


class WithGiftCard(MemoryShop):
    async def payment_methods(self, principal: Principal) -> tuple[PaymentMethod, ...]:
        return (CARD, GIFT)


async def test_the_methods_and_what_is_left_are_told() -> None:
    shop = memory_shop()
    said = context(shop, message="which payment methods do I have?")
    desk = WithGiftCard(())
    said = replace(said, shop=replace(said.shop, order_desk=desk))
    told = await own_payments(said)
    assert told.choices == ("Visa ending in 4242", "gift card ending in 2117")
    left = await own_payments(said, balance=True)
    assert left.choices == ()
    words = [point.blanks for point in service_phrases(left, conversation(), "")]
    assert words == [{"method": "gift card ending in 2117", "amount": "$86.00"}]


async def test_where_the_shop_tells_no_balance_its_pages_answer() -> None:
    said = context(memory_shop(), message="how much is on my gift card?")
    assert (await own_payments(said, balance=True)).tool == "ask_business"
    assert (await own_payments(replace(said, principal=ANONYMOUS))).outcome is Outcome.NEEDS_VERIFICATION
