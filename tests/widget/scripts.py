"""What the mock shop does in a turn, by the words of the message."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from assistant.domain.actions import ProposalState
from assistant.domain.conversation import ToolCall
from assistant.turn.events import (
    ActionEvent,
    CartEvent,
    Choice,
    ChoicesEvent,
    CitationsEvent,
    DoneEvent,
    ErrorEvent,
    HandoffEvent,
    OrderEvent,
    ProductsEvent,
    StatusEvent,
    TextEvent,
    TurnEvent,
    UsageEvent,
)
from tests.widget import fixtures as shop


def _list(_: str) -> Iterator[TurnEvent]:
    yield StatusEvent(stage="searching", calls=(ToolCall(name="search_catalog", args={"query": "tent"}),))
    yield ProductsEvent(title="Tents", products=shop.cards(*shop.PRODUCTS, reason="Goes with your backpack"), total=42)
    yield StatusEvent(stage="writing")
    yield TextEvent(text="Here are five tents for two. ")
    yield TextEvent(text="The Ridgeline 2 is on sale at $189.00 and weighs 1.5 kg. ")
    yield TextEvent(text="Shall I compare some of them?")


def _compare(_: str) -> Iterator[TurnEvent]:
    products = shop.cards(*shop.PRODUCTS[:3])
    yield ProductsEvent(layout="compare", title="Three tents side by side", products=products, total=3)
    yield TextEvent(text="The Featherlight is the cheapest, but it is sold out.")


def _detail(_: str) -> Iterator[TurnEvent]:
    yield ProductsEvent(layout="detail", products=shop.cards(shop.MUG), total=1)
    yield TextEvent(text="Yes, it may go into the dishwasher.")


def _cart(_: str) -> Iterator[TurnEvent]:
    yield CartEvent(cart=shop.cart("m1-only", "t1-moss-2 persons"), changed=True)
    yield TextEvent(text="I put two mugs into your cart.")


def _order(_: str) -> Iterator[TurnEvent]:
    yield StatusEvent(stage="looking_up")
    yield OrderEvent(orders=(shop.order(datetime.now(UTC)),))
    yield TextEvent(text="Your parcel is out for delivery and should reach you today.")


def _send_back(conversation_id: str) -> Iterator[TurnEvent]:
    yield ActionEvent(proposal=shop.proposal(conversation_id))
    yield TextEvent(text="Please look it over and confirm.")


def _something_else(conversation_id: str) -> Iterator[TurnEvent]:
    yield ActionEvent(proposal=shop.proposal(conversation_id).model_copy(update={"id": "p3"}))


def _expiring(conversation_id: str) -> Iterator[TurnEvent]:
    yield ActionEvent(proposal=shop.proposal(conversation_id, minutes=0.02))


def _policy(_: str) -> Iterator[TurnEvent]:
    yield CitationsEvent(passages=shop.PASSAGES, promotions=(shop.PROMOTION,))
    yield TextEvent(text="You have 30 days from delivery.")


def _rules(_: str) -> Iterator[TurnEvent]:
    more = tuple(
        shop.PASSAGES[0].model_copy(update={"anchor": anchor, "heading": anchor}) for anchor in ("a", "b", "c")
    )
    yield CitationsEvent(passages=shop.PASSAGES)
    yield TextEvent(text="There are several rules.")
    yield CitationsEvent(passages=(*shop.PASSAGES, *more))


def _hostile(_: str) -> Iterator[TurnEvent]:
    yield ProductsEvent(products=shop.cards(shop.HOSTILE), total=1)
    yield TextEvent(text="<img src=x onerror=\"window.hacked='text'\">")


def _thanks(_: str) -> Iterator[TurnEvent]:
    yield StatusEvent(stage="searching", calls=(ToolCall(name="reply", args={"kind": "thanks"}),))
    yield TextEvent(text="You're welcome!")


def _slow(_: str) -> Iterator[TurnEvent]:
    yield StatusEvent(stage="searching")
    for number in range(200):
        yield TextEvent(text=f"Sentence {number}. ")


def _count(_: str) -> Iterator[TurnEvent]:
    for number in ("One", "Two", "Three", "Four"):
        yield TextEvent(text=f"{number}. ")


def _fail(_: str) -> Iterator[TurnEvent]:
    yield ErrorEvent(
        code="storefront_unavailable", title="Not available", detail="The shop does not answer.", retryable=True
    )


def _arabic(_: str) -> Iterator[TurnEvent]:
    yield TextEvent(text="مرحبا! هذه خيمة خفيفة لشخصين. ")
    yield TextEvent(text="السعر 189 دولارا.")


def _which(_: str) -> Iterator[TurnEvent]:
    yield TextEvent(text="Which order do you mean: A-10427 or A-10391?")
    yield ChoicesEvent(
        choices=(
            Choice(label="A-10427 · Ridgeline 2 trekking tent and 1 more", text="A-10427"),
            Choice(label="A-10391 · Enamel camping mug", text="A-10391"),
        )
    )


def _orders(_: str) -> Iterator[TurnEvent]:
    order = shop.order(datetime.now(UTC))
    yield OrderEvent(orders=(order, order.model_copy(update={"id": "A-10391"})))
    yield TextEvent(text="Here are your latest orders.")


def handoff(_: str) -> Iterator[TurnEvent]:
    yield HandoffEvent(reason="You asked for a person.", ticket="H-2041")


def decision(
    conversation_id: str, proposal_id: str, *, accept: bool, undo_minutes: float | None
) -> Iterator[TurnEvent]:
    state = ProposalState.EXECUTED if accept else ProposalState.DECLINED
    if proposal_id == "p2":
        yield ActionEvent(proposal=shop.taking_back(conversation_id, state))
        yield TextEvent(text="Done, it is as it was before." if accept else "Fine, nothing was changed.")
        return
    minutes = undo_minutes if accept else None
    yield ActionEvent(proposal=shop.proposal(conversation_id, state, undo_minutes=minutes))
    yield TextEvent(text="Done, the label is on its way." if accept else "Fine, nothing was changed.")


def undo(conversation_id: str) -> Iterator[TurnEvent]:
    proposal = shop.taking_back(conversation_id)
    yield ActionEvent(proposal=proposal)
    yield TextEvent(text=f"{proposal.title} Please have a look and confirm.")


SCRIPTS: dict[str, Callable[[str], Iterator[TurnEvent]]] = {
    "compare": _compare,
    "mug": _detail,
    "cart": _cart,
    "parcel": _order,
    "send back": _send_back,
    "expiring": _expiring,
    "rather": _something_else,
    "which": _which,
    "my orders": _orders,
    "policy": _policy,
    "rules": _rules,
    "hostile": _hostile,
    "slow": _slow,
    "thanks": _thanks,
    "count": _count,
    "fail": _fail,
    "خيمة": _arabic,
    "tent": _list,
}


def answer(text: str, conversation_id: str) -> Iterator[TurnEvent]:
    """The events of a turn without its end."""
    yield StatusEvent(stage="planning")
    script = next((script for word, script in SCRIPTS.items() if word in text.lower()), None)
    if script is None:
        yield TextEvent(text=f"You said: {text}")
    else:
        yield from script(conversation_id)


def end(turn_id: str, pending: str | None, *, cancelled: bool) -> tuple[TurnEvent, ...]:
    return (
        UsageEvent(llm_calls=2, prompt_tokens=410, completion_tokens=58),
        DoneEvent(turn_id=turn_id, reason="cancelled" if cancelled else "complete", state={"pending": pending}),
    )
