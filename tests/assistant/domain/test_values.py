"""The domain's values refuse what couldn't be compared or summed later."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from assistant.domain.money import Money
from assistant.domain.product import Product, Variant


def test_a_product_has_one_currency() -> None:
    prices = (Money.of(10, "USD"), Money.of(10, "EUR"))
    variants = tuple(Variant(id=f"v{n}", price=price, stock=1) for n, price in enumerate(prices))
    with pytest.raises(ValidationError, match="several currencies"):
        Product(id="p1", title="Camp Mug", variants=variants)


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "1e40"])
def test_money_is_an_amount_that_a_shop_could_charge(amount: str) -> None:
    with pytest.raises(ValidationError):
        Money.model_validate({"amount": amount, "currency": "USD"})
