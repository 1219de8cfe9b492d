"""The contract of the Storefront port. Subclass it with a `world` fixture to run it over an implementation."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest

from assistant.domain.actions import (
    CancelOrder,
    ChangeAddress,
    ChangeItems,
    ChangePayment,
    ExchangeItems,
    LineChange,
    LineQuantity,
    OrderAction,
    ReturnItems,
)
from assistant.domain.order import Address, Order, OrderStatus
from assistant.domain.principal import Principal
from assistant.domain.product import Variant
from assistant.errors import Conflict, InvalidInput, OrderNotFound, OutOfStock, ProductNotFound, ShopkeeperError
from assistant.tools.ports import Storefront

ELSEWHERE = Address(name="M. T.", street="9 New Road", city="Salem", region="OR", postal_code="97301")


@dataclass(frozen=True)
class StorefrontWorld:
    """A shop with what the contract needs.

    Attributes:
        me: an account with the orders below; stranger: another one, without them.
        cancellable: not dispatched and paid, its items may change; delivered: two lines, in time to come back.
        exchange: an allowed one over `delivered`.
        plenty: ten pieces in stock or more; scarce: one to three.
        other_payment: kept on the account, not used for `cancellable`.
    """

    storefront: Storefront
    me: Principal
    stranger: Principal
    email: str
    cancellable: str
    shipped: str
    delivered: str
    exchange: ExchangeItems
    plenty: Variant
    scarce: Variant
    sold_out: str
    other_payment: str


class StorefrontContract:
    """What every storefront does."""

    async def _execute(self, world: StorefrontWorld, action: OrderAction, key: str = "k1") -> Order:
        after = await world.storefront.execute(world.me, action, idempotency_key=key)
        assert after is not None
        assert after == await world.storefront.get_order(world.me, after.id)
        return after

    # reading orders

    async def test_lists_own_orders_newest_first(self, world: StorefrontWorld) -> None:
        orders = await world.storefront.list_orders(world.me)
        assert {world.cancellable, world.shipped, world.delivered} <= {order.id for order in orders}
        assert [o.placed_at for o in orders] == sorted((o.placed_at for o in orders), reverse=True)
        assert {order.customer_id for order in orders} == {world.me.customer_id}

    async def test_a_stranger_sees_no_order_of_mine(self, world: StorefrontWorld) -> None:
        assert world.delivered not in {order.id for order in await world.storefront.list_orders(world.stranger)}
        for number in (world.delivered, "HT-99999999", "", "' OR 1=1 --", "\u202e١٢٣٤", "x" * 10_000):
            with pytest.raises(OrderNotFound):
                await world.storefront.get_order(world.stranger, number)

    async def test_an_unproved_speaker_sees_nothing(self, world: StorefrontWorld) -> None:
        anonymous = Principal(session_id="anonymous")
        assert await world.storefront.list_orders(anonymous) == ()
        with pytest.raises(OrderNotFound):
            await world.storefront.get_order(anonymous, world.delivered)
        assert await world.storefront.account_address(anonymous) is None
        assert await world.storefront.payment_methods(anonymous) == ()

    async def test_a_step_up_opens_one_order_only(self, world: StorefrontWorld) -> None:
        proved = Principal(session_id="anonymous", order_ids=frozenset({world.delivered}))
        assert [order.id for order in await world.storefront.list_orders(proved)] == [world.delivered]
        assert (await world.storefront.get_order(proved, world.delivered)).id == world.delivered
        with pytest.raises(OrderNotFound):
            await world.storefront.get_order(proved, world.shipped)
        assert await world.storefront.account_address(proved) is None
        assert await world.storefront.payment_methods(proved) == ()

    async def test_number_and_email_prove_an_order(self, world: StorefrontWorld) -> None:
        prove = world.storefront.prove_order
        assert await prove(world.delivered, world.email)
        assert await prove(f"#{world.delivered.lower()}", f"  {world.email.upper()} ")
        assert not await prove(world.delivered, "somebody@example.com")
        assert not await prove(world.delivered, "")
        assert not await prove("HT-00000000", world.email)
        assert not await prove("HT-00000000", "")
        assert not await prove("\x00", "\ud800@example.com")

    # actions

    async def test_cancels_and_refunds_everything(self, world: StorefrontWorld) -> None:
        before = await world.storefront.get_order(world.me, world.cancellable)
        after = await self._execute(world, CancelOrder(order_id=world.cancellable, reason="changed my mind"))
        assert after.status is OrderStatus.CANCELLED
        assert after.cancel_reason == "changed my mind"
        assert [(refund.amount, refund.method) for refund in after.refunds] == [(before.total, before.payment)]

    async def test_returns_a_line(self, world: StorefrontWorld) -> None:
        before = await world.storefront.get_order(world.me, world.delivered)
        line = before.lines[1]
        action = ReturnItems(
            order_id=before.id, lines=(LineQuantity(line_id=line.id, quantity=1),), reason="it arrived damaged"
        )
        after = await self._execute(world, action)
        assert after.status is OrderStatus.RETURN_REQUESTED
        assert [line.returned for line in after.lines] == [0, 1]
        assert after.refunds[0].amount == line.unit_price
        assert after.total == before.total
        with pytest.raises(Conflict):
            await world.storefront.execute(world.me, action, idempotency_key="k2")

    async def test_exchanges_once(self, world: StorefrontWorld) -> None:
        after = await self._execute(world, world.exchange)
        assert after.done == ("exchange_items",)
        assert after.status is OrderStatus.EXCHANGE_REQUESTED
        assert world.exchange.changes[0].variant_id in {line.variant_id for line in after.lines}
        with pytest.raises(Conflict):
            await world.storefront.execute(world.me, world.exchange, idempotency_key="k2")

    async def test_changes_address_payment_and_quantity(self, world: StorefrontWorld) -> None:
        order_id = world.cancellable
        assert (await self._execute(world, ChangeAddress(order_id=order_id, address=ELSEWHERE))).address == ELSEWHERE
        paid = await self._execute(world, ChangePayment(order_id=order_id, payment=world.other_payment), "k2")
        assert paid.payment == world.other_payment
        line = paid.lines[0]
        more = ChangeItems(
            order_id=order_id,
            changes=(LineChange(line_id=line.id, variant_id=line.variant_id, quantity=line.quantity + 1),),
        )
        changed = await self._execute(world, more, "k3")
        assert changed.lines[0].quantity == line.quantity + 1
        assert changed.total == paid.total + line.unit_price

    async def test_changes_the_account(self, world: StorefrontWorld) -> None:
        assert await world.storefront.execute(world.me, ChangeAddress(address=ELSEWHERE), idempotency_key="k1") is None
        assert await world.storefront.account_address(world.me) == ELSEWHERE
        assert world.other_payment in {method.id for method in await world.storefront.payment_methods(world.me)}

    async def test_refuses_what_is_not_possible_and_leaves_everything(self, world: StorefrontWorld) -> None:
        before = await world.storefront.list_orders(world.me)
        line = (await world.storefront.get_order(world.me, world.cancellable)).lines[0]
        refused: tuple[OrderAction, ...] = (
            CancelOrder(order_id=world.shipped),
            ChangeAddress(order_id=world.shipped, address=ELSEWHERE),
            ChangePayment(order_id=world.cancellable, payment="Visa ending in 0000"),
            ReturnItems(order_id=world.cancellable, lines=(LineQuantity(line_id=line.id, quantity=1),)),
            ReturnItems(order_id=world.delivered, lines=(LineQuantity(line_id="nope", quantity=1),)),
            ReturnItems(order_id=world.delivered, lines=(LineQuantity(line_id=line.id, quantity=500),)),
            ChangeItems(
                order_id=world.cancellable,
                changes=(LineChange(line_id=line.id, variant_id=line.variant_id, quantity=5_000),),
            ),
            ChangeItems(
                order_id=world.cancellable,
                changes=(LineChange(line_id=line.id, variant_id=world.plenty.id, quantity=1),),
            ),
            world.exchange.model_copy(
                update={"changes": (world.exchange.changes[0].model_copy(update={"variant_id": "nope"}),)}
            ),
        )
        for number, action in enumerate(refused):
            with pytest.raises(Conflict):
                await world.storefront.execute(world.me, action, idempotency_key=f"k{number}")
        assert await world.storefront.list_orders(world.me) == before

    async def test_a_stranger_can_do_nothing_to_my_order(self, world: StorefrontWorld) -> None:
        for principal in (world.stranger, Principal(session_id="anonymous")):
            with pytest.raises(OrderNotFound):
                await world.storefront.execute(principal, CancelOrder(order_id=world.cancellable), idempotency_key="k1")
        with pytest.raises(ShopkeeperError):
            await world.storefront.execute(
                Principal(session_id="anonymous"), ChangeAddress(address=ELSEWHERE), idempotency_key="k2"
            )

    # once

    async def test_a_key_runs_once(self, world: StorefrontWorld) -> None:
        line = (await world.storefront.get_order(world.me, world.delivered)).lines[0]
        action = ReturnItems(order_id=world.delivered, lines=(LineQuantity(line_id=line.id, quantity=1),))
        first = await self._execute(world, action)
        assert await self._execute(world, action) == first
        assert len(first.refunds) == 1

    async def test_a_key_is_for_one_action(self, world: StorefrontWorld) -> None:
        await self._execute(world, CancelOrder(order_id=world.cancellable))
        with pytest.raises(Conflict):
            await world.storefront.execute(
                world.me, CancelOrder(order_id=world.cancellable, reason="other"), idempotency_key="k1"
            )

    async def test_a_refused_key_can_be_tried_again(self, world: StorefrontWorld) -> None:
        action = ReturnItems(order_id=world.cancellable, lines=(LineQuantity(line_id="1", quantity=1),))
        for _ in range(2):
            with pytest.raises(Conflict):
                await world.storefront.execute(world.me, action, idempotency_key="k1")

    async def test_the_same_key_at_once_runs_once(self, world: StorefrontWorld) -> None:
        action = CancelOrder(order_id=world.cancellable)
        done = await asyncio.gather(
            *(world.storefront.execute(world.me, action, idempotency_key="k1") for _ in range(5))
        )
        assert all(order == done[0] for order in done)
        assert done[0] is not None
        assert len(done[0].refunds) == 1

    async def test_of_two_confirmations_at_once_one_wins(self, world: StorefrontWorld) -> None:
        action = CancelOrder(order_id=world.cancellable)
        done = await asyncio.gather(
            *(world.storefront.execute(world.me, action, idempotency_key=f"k{n}") for n in range(4)),
            return_exceptions=True,
        )
        assert sum(isinstance(outcome, Order) for outcome in done) == 1
        assert sum(isinstance(outcome, Conflict) for outcome in done) == 3
        assert len((await world.storefront.get_order(world.me, world.cancellable)).refunds) == 1

    # carts

    async def test_a_cart_adds_sets_removes_and_clears(self, world: StorefrontWorld) -> None:
        shop, variant = world.storefront, world.plenty
        assert (await shop.get_cart("o1")).lines == ()
        assert (await shop.change("o1", "add", variant.id, 2)).count == 2
        cart = await shop.change("o1", "add", variant.id)
        assert (cart.count, cart.total) == (3, variant.price * 3)
        assert cart == await shop.get_cart("o1")
        assert (await shop.change("o1", "set", variant.id, 5)).count == 5
        assert (await shop.change("o1", "set", variant.id, 0)).lines == ()
        await shop.change("o1", "add", variant.id)
        assert (await shop.change("o1", "remove", variant.id)).lines == ()
        assert (await shop.change("o1", "remove", variant.id)).lines == ()
        await shop.change("o1", "add", variant.id)
        assert (await shop.change("o1", "clear")).lines == ()

    async def test_carts_are_apart(self, world: StorefrontWorld) -> None:
        await world.storefront.change("o1", "add", world.plenty.id)
        assert (await world.storefront.get_cart("o2")).lines == ()

    async def test_a_cart_holds_no_more_than_the_stock(self, world: StorefrontWorld) -> None:
        shop, scarce = world.storefront, world.scarce
        await shop.change("o1", "add", scarce.id, scarce.stock)
        for action, quantity in (("add", 1), ("set", scarce.stock + 1)):
            with pytest.raises(OutOfStock):
                await shop.change("o1", action, scarce.id, quantity)  # type: ignore[arg-type]
        assert (await shop.get_cart("o1")).count == scarce.stock
        with pytest.raises(OutOfStock):
            await shop.change("o1", "add", world.sold_out)

    async def test_a_cart_takes_only_what_exists(self, world: StorefrontWorld) -> None:
        with pytest.raises(ProductNotFound):
            await world.storefront.change("o1", "add", "no-such-thing")
        with pytest.raises(ProductNotFound):
            await world.storefront.change("o1", "add", "\x00\ud800")
        for quantity in (0, -1):
            with pytest.raises(InvalidInput):
                await world.storefront.change("o1", "add", world.plenty.id, quantity)
        with pytest.raises(InvalidInput):
            await world.storefront.change("o1", "add")

    async def test_adding_at_once_loses_nothing(self, world: StorefrontWorld) -> None:
        await asyncio.gather(*(world.storefront.change("o1", "add", world.plenty.id) for _ in range(8)))
        assert (await world.storefront.get_cart("o1")).count == 8

    # promotions

    async def test_promotions_run_today(self, world: StorefrontWorld) -> None:
        promotions = await world.storefront.current()
        assert promotions
        assert len({promotion.id for promotion in promotions}) == len(promotions)
        assert all(promotion.starts <= promotion.ends for promotion in promotions)
