from __future__ import annotations

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.domain.money import Money
from assistant.domain.product import Product, Variant
from assistant.errors import InvalidInput, OutOfStock
from serve.demo.carts import MAX_LINES
from tests.serve.demo.world import DemoWorld, demo_products

VARIANTS: tuple[Variant, ...] = tuple(v for product in demo_products()[:6] for v in product.variants)
OWNERS = count()

changes = st.lists(
    st.tuples(
        st.sampled_from(["add", "add", "set", "remove", "clear"]), st.sampled_from(VARIANTS), st.integers(-1, 30)
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes)
async def test_a_cart_is_what_was_put_in_as_far_as_the_stock_reaches(
    demo_world: DemoWorld, steps: list[tuple[str, Variant, int]]
) -> None:
    owner, expected = f"owner-{next(OWNERS)}", dict[str, int]()
    for action, variant, quantity in steps:
        wanted = quantity + (expected.get(variant.id, 0) if action == "add" else 0)
        try:
            await demo_world.storefront.change(owner, action, variant.id, quantity)  # type: ignore[arg-type]
        except OutOfStock:
            assert wanted > variant.stock
            continue
        except InvalidInput:
            assert quantity < 1
            continue
        if action == "clear":
            expected.clear()
        elif action == "remove" or wanted == 0:
            expected.pop(variant.id, None)
        else:
            assert wanted <= variant.stock
            expected[variant.id] = wanted
    cart = await demo_world.storefront.get_cart(owner)
    assert {line.variant_id: line.quantity for line in cart.lines} == expected
    prices = {variant.id: variant.price for variant in VARIANTS}
    assert cart.total == sum((prices[name] * pieces for name, pieces in expected.items()), Money.of(0))


async def test_prices_are_those_of_now_and_what_is_gone_is_left_out(demo_world: DemoWorld) -> None:
    first, second = demo_products()[0], demo_products()[1]
    for product in (first, second):
        await demo_world.storefront.change("o", "add", next(v.id for v in product.variants if v.stock))
    dearer = tuple(v.model_copy(update={"price": Money.of(99)}) for v in first.variants)
    demo_world.shelf.records[first.id] = first.model_copy(update={"variants": dearer})
    del demo_world.shelf.records[second.id]
    cart = await demo_world.storefront.get_cart("o")
    assert [(line.product_id, line.unit_price) for line in cart.lines] == [(first.id, Money.of(99))]


async def test_a_cart_has_an_end(demo_world: DemoWorld) -> None:
    in_stock = [v for product in demo_products() for v in product.variants if v.stock]
    for variant in in_stock[:MAX_LINES]:
        await demo_world.storefront.change("o", "add", variant.id)
    with pytest.raises(InvalidInput, match="at most"):
        await demo_world.storefront.change("o", "add", in_stock[MAX_LINES].id)


async def test_signing_in_brings_the_cart_along_as_far_as_the_stock_reaches(demo_world: DemoWorld) -> None:
    shop = demo_world.storefront
    scarce = next(v for product in demo_products() for v in product.variants if v.stock == 3)
    other = next(v for v in VARIANTS if v.stock > 3)
    await shop.change("session", "add", scarce.id, 2)
    await shop.change("session", "add", other.id, 1)
    await shop.change("customer", "add", scarce.id, 2)
    await shop.merge_carts("session", "customer")
    merged = {line.variant_id: line.quantity for line in (await shop.get_cart("customer")).lines}
    assert merged == {scarce.id: 3, other.id: 1}
    assert (await shop.get_cart("session")).lines == ()
    await shop.merge_carts("session", "customer")
    await shop.merge_carts("customer", "customer")
    assert (await shop.get_cart("customer")).count == 4


async def test_a_cart_sums_in_the_shops_own_currency(demo_world: DemoWorld) -> None:
    euro = Product(
        id="euro", title="Espresso Cup", variants=(Variant(id="euro-x", price=Money.of("9.50", "EUR"), stock=9),)
    )
    demo_world.shelf.records[euro.id] = euro
    cart = await demo_world.storefront.change("owner-euro", "add", "euro-x", 2)
    assert cart.total == Money.of(19, "EUR")
