"""The same for other orders gets a proposal for each; what means something else gets none."""

from __future__ import annotations

import pytest

from assistant.domain.actions import ActionProposal, CancelOrder, ChangeAddress, OrderAction, ProposalState, Verdict
from assistant.domain.conversation import OpenQuestion, ToolCall
from assistant.domain.order import Order, OrderStatus
from assistant.turn.every_order import for_all_asked, for_each_order, things_of_all_orders
from assistant.turn.same_again import means_the_same, same_again
from tests.assistant.turn.test_turn import Talk, call, text
from tests.support.shop import NOW, memory_shop, order

FIRST, SECOND, THIRD = (order(f"HT-1000{n}", OrderStatus.PROCESSING) for n in (1, 2, 3))
GONE = order("HT-10009", OrderStatus.DELIVERED)
RULES = memory_shop().ports().rules


def made(action: OrderAction, state: ProposalState = ProposalState.EXECUTED) -> ActionProposal:
    return ActionProposal(
        id="a1",
        conversation_id="c",
        owner="c1",
        action=action,
        title="Cancel order HT-10001?",
        verdict=Verdict(allowed=True),
        state=state,
        created_at=NOW,
        expires_at=NOW,
    )


CANCELLED = made(CancelOrder(order_id="HT-10001", reason="too late"))


@pytest.mark.parametrize(
    ("message", "orders", "meant"),
    [
        ("the same for HT-10002 please", (FIRST, SECOND, THIRD, GONE), ["HT-10002"]),
        ("do that for HT-10003 too", (FIRST, SECOND, THIRD, GONE), ["HT-10003"]),
        ("and the other one as well", (FIRST, SECOND, GONE), ["HT-10002"]),
        ("and the other one as well", (FIRST, SECOND, THIRD), []),  # it is unclear which
        ("the same for my other orders", (FIRST, SECOND, THIRD, GONE), ["HT-10002", "HT-10003"]),
        ("great, do the same for the rest", (FIRST, SECOND, THIRD, GONE), ["HT-10002", "HT-10003"]),
        ("for all of them", (FIRST, SECOND, THIRD, GONE), ["HT-10002", "HT-10003"]),
        ("same thing with order #HT-10002, thanks", (FIRST, SECOND), ["HT-10002"]),
        ("the same for HT-10002 but to my PayPal", (FIRST, SECOND), []),
        ("not the other one", (FIRST, SECOND), []),
        ("is it the same for my other orders?", (FIRST, SECOND, GONE), []),
        ("can you do the same for my other order?", (FIRST, SECOND, GONE), ["HT-10002"]),
        ("the same for the other item", (FIRST, SECOND), []),
        ("do you have the same in blue?", (FIRST, SECOND), []),
        ("where is the other one?", (FIRST, SECOND), []),
        ("what about the other one", (FIRST, SECOND), []),
        ("keep the other one", (FIRST, SECOND), []),
        ("the other one arrived broken", (FIRST, SECOND), []),
    ],
)
def test_the_other_orders_get_the_same(message: str, orders: tuple[Order, ...], meant: list[str]) -> None:
    again = same_again(message, [CANCELLED], orders, RULES)
    assert [one.args["order_id"] for one in (again.calls if again else ())] == meant
    if again:
        assert all(one.name == "cancel_order" and one.args["reason"] == "too late" for one in again.calls)
        assert all(one.args["order_id"] in said for one, said in zip(again.calls, again.requests, strict=True))


def test_what_was_declined_is_not_wanted_again() -> None:
    declined = made(CancelOrder(order_id="HT-10001"), ProposalState.DECLINED)
    assert same_again("the same for HT-10002", [declined], (FIRST, SECOND), RULES) is None
    assert not means_the_same("I'd like the tent")


def test_a_yes_before_it_is_not_lost() -> None:
    waits = made(ChangeAddress(order_id="HT-10001", address=SECOND.address), ProposalState.PENDING)
    again = same_again("yes, and the same for HT-10002", [waits], (FIRST, SECOND), RULES)
    assert again is not None
    assert [one.name for one in again.calls] == ["confirm", "update_order"]
    alone = same_again("ok, the same for HT-10002", [waits], (FIRST, SECOND), RULES)
    assert alone is not None
    assert [one.name for one in alone.calls] == ["update_order"]


@pytest.mark.parametrize(
    ("message", "count"),
    [
        ("cancel all my pending orders", 3),
        ("please cancel all of my orders", 3),
        ("cancel every order I have", 3),
        ("cancel all three orders", 3),
        ("cancel my order", 0),
        ("cancel all items of my order", 0),
        ("cancel order HT-10002 of all my orders", 0),
    ],
)
def test_a_change_of_all_orders_is_one_of_each(message: str, count: int) -> None:
    plan = [ToolCall(name="cancel_order")]
    each = for_each_order(plan, message, (FIRST, SECOND, THIRD, GONE), RULES)
    assert len(each.calls if each else ()) == count


@pytest.mark.parametrize(
    ("message", "count"),
    [
        ("both", 2),
        ("both of them please", 2),
        ("cancel both", 2),
        ("yes, all of them", 2),
        ("both jackets", 0),
        ("the first", 0),
    ],
)
def test_both_orders_of_which_it_was_asked_are_meant(message: str, count: int) -> None:
    asked = OpenQuestion(
        call=ToolCall(name="return_items"),
        missing="order",
        choices=("HT-10002", "HT-10003"),
        said="return the socks",
    )
    every = for_all_asked(message, asked)
    assert len(every.calls if every else ()) == count


async def test_each_order_gets_its_own_card_and_one_yes_to_all_does_all() -> None:
    shop = memory_shop()
    shop.orders = {one.id: one for one in (FIRST, SECOND, GONE)}
    talk = Talk([call("cancel_order")], [call("confirm", accept=True)], shop=shop)
    said = await talk.say("cancel all my orders that are pending")
    waiting = {proposal.action.order_id for proposal in talk.conversation.state.pending}
    assert waiting == {"HT-10001", "HT-10002"}, text(said)
    await talk.say("yes, both")
    assert not talk.conversation.state.pending
    told = text(await talk.say("so is everything done now?"))
    assert told.count("Done: ") == 2
    assert "Nothing waits" in told


@pytest.mark.parametrize(
    ("message", "meant"),
    [
        ("return all the jackets, they're in different orders", {"HT-10005", "HT-10006"}),
        ("I want to return both of the jackets I got", {"HT-10005", "HT-10006"}),
        ("return the jackets from all my orders", {"HT-10005", "HT-10006"}),
        ("return the jacket", set()),
        ("return all the items except the jacket", set()),
        ("return all the jackets of HT-10005", set()),
        ("return all the jackets from my last order", set()),
    ],
)
def test_things_of_several_orders_are_returned_from_each(message: str, meant: set[str]) -> None:
    orders = (order("HT-10005", OrderStatus.DELIVERED), order("HT-10006", OrderStatus.DELIVERED), FIRST)
    plan = [ToolCall(name="return_items", args={"order_id": "HT-10005", "items": ["jackets"]})]
    each = things_of_all_orders(plan, message, orders, RULES)
    assert {one.args["order_id"] for one in (each.calls if each else ())} == meant
    assert all(one.args["items"][0].startswith("Rain Jacket") for one in (each.calls if each else ()))
