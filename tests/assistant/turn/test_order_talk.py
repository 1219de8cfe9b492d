"""Talk about an order reaches the order, whatever the planner took it for, and other talk is left alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.domain.conversation import ConversationState, Exchange, ToolCall
from assistant.domain.money import Money
from assistant.domain.order import Order, OrderStatus, Refund
from assistant.turn.order_talk import mended
from tests.support.shop import NOW, order

TODAY = NOW.date()
CLARIFY = ToolCall(name="reply", args={"kind": "clarify"})
GIFT = ToolCall(name="recommend_products", args={"purpose": "gift"})
PAGE = ToolCall(name="ask_business", args={"question": "q"})
LOOK = ToolCall(name="get_order", args={"order_id": "HT-1"})
PERSON = ToolCall(name="handoff_to_human")
BACK = ToolCall(name="return_items", args={"order_id": "HT-2"})
DELAYED = order("HT-1", OrderStatus.DELAYED)
UNPAID = order("HT-2", OrderStatus.PENDING, titles=("Camp Stove",), lines=1)
DONE = order("HT-3", OrderStatus.DELIVERED, days_ago=40)
ORDERS = (DELAYED, UNPAID, DONE)
ABOUT_DELAYED = ConversationState(
    order_id="HT-1", exchanges=(Exchange(shopper="where is it", gist="showed order HT-1, delayed"),)
)


def calls(
    message: str, planned: ToolCall, state: ConversationState = ABOUT_DELAYED, orders: tuple[Order, ...] = ORDERS
) -> list[tuple[str, dict[str, object]]]:
    return [(call.name, dict(call.args)) for call in mended((planned,), message, state, orders, TODAY).calls]


@pytest.mark.parametrize(
    ("message", "planned"),
    [
        ("this is taking way too long, im really annoyed", CLARIFY),
        ("you said thursday, i needed it for the weekend", GIFT),
        ("can you do anything? make it faster or give me something back", PERSON),
        ("can i at least get the shipping money back", PAGE),
        ("can i at least get the shipping money back", BACK),
        ("this is so annoying", CLARIFY),
    ],
)
def test_a_complaint_is_about_the_order(message: str, planned: ToolCall) -> None:
    assert calls(message, planned) == [("get_order", {"order_id": "HT-1"})]
    assert mended((planned,), message, ABOUT_DELAYED, ORDERS, TODAY).word == "hear_you"


@pytest.mark.parametrize(
    ("message", "tool"),
    [
        ("and now the merino top, can you set up the return for that too?", "return_items"),
        ("could you please start an exchange", "exchange_items"),
        ("will you arrange the cancellation then", "cancel_order"),
    ],
)
def test_what_the_assistant_is_asked_to_set_up_is_set_up(message: str, tool: str) -> None:
    assert calls(message, PAGE) == [(tool, {})]
    assert calls(message, BACK) == [("return_items", {"order_id": "HT-2"})]
    assert calls("how do you set up a return?", PAGE) == [("ask_business", {"question": "q"})]


@pytest.mark.parametrize(
    ("message", "planned"),
    [
        ("so nothing for the trouble? i want to talk to a real person now", PERSON),
        ("it's too late now, cancel it", ToolCall(name="cancel_order")),
        ("its late, show me a tent that i can pick up", GIFT),
        ("is it too late to return it?", PAGE),
        ("hi", ToolCall(name="reply", args={"kind": "greeting"})),
        ("how long does delivery take", PAGE),
    ],
)
def test_what_was_understood_is_left(message: str, planned: ToolCall) -> None:
    assert calls(message, planned) == [(planned.name, dict(planned.args))]
    assert mended((planned,), message, ABOUT_DELAYED, ORDERS, TODAY).word == ""


def test_nobody_complains_of_an_order_that_has_come() -> None:
    state = ConversationState(order_id="HT-3")
    assert mended((CLARIFY,), "this is so annoying", state, (DONE,), TODAY).word == "hear_out"
    assert calls("thats not enough", BACK, state, (DONE,)) == [("return_items", {"order_id": "HT-2"})]


def test_the_wait_for_money_is_worked_out() -> None:
    refund = Refund(amount=Money.of("10"), method="Visa", state="issued", at=NOW - timedelta(days=9))
    back = order("HT-4", OrderStatus.RETURNED).model_copy(update={"refunds": (refund,)})
    ((name, args),) = calls("this is taking too long", CLARIFY, ConversationState(order_id="HT-4"), (back,))
    assert name == "ask_business"
    assert "HT-4" in str(args["question"])


@pytest.mark.parametrize("status", [OrderStatus.SHIPPED, OrderStatus.OUT_FOR_DELIVERY])
def test_sorrow_is_for_what_is_overdue(status: OrderStatus) -> None:
    overdue, in_time = order("HT-5", status, days_ago=10), order("HT-5", status, days_ago=1)
    words = [
        mended((CLARIFY,), "this is taking too long", ConversationState(order_id="HT-5"), (one,), TODAY).word
        for one in (overdue, in_time)
    ]
    assert words == ["sorry_wait", "hear_you"]


@pytest.mark.parametrize(
    ("message", "planned"),
    [
        ("wheres my stuff??", LOOK),
        ("where are my orders", CLARIFY),
        ("no i mean all of them, i have like 4 open", ToolCall(name="update_order", args={"change": "items"})),
        ("all my open orders please", LOOK),
        ("i have three orders", CLARIFY),
    ],
)
def test_all_open_orders_are_told(message: str, planned: ToolCall) -> None:
    assert calls(message, planned, ConversationState()) == [("list_orders", {"status": "open"})]


@pytest.mark.parametrize(
    ("message", "planned"),
    [
        ("cancel all of them", ToolCall(name="cancel_order")),
        ("add all of them", ToolCall(name="update_cart", args={"action": "add"})),
        ("where is my tent", LOOK),
        ("i want three of them", ToolCall(name="update_cart", args={"action": "add"})),
    ],
)
def test_all_of_something_else_is_left(message: str, planned: ToolCall) -> None:
    assert calls(message, planned, ConversationState()) == [(planned.name, dict(planned.args))]


def test_one_open_order_is_shown_whole() -> None:
    assert calls("wheres my stuff", LOOK, ConversationState(), (DELAYED, DONE)) == [("get_order", {"order_id": "HT-1"})]


def test_another_card_is_for_the_order_that_waits_for_it() -> None:
    assert calls("how can i pay it with another card", PAGE) == [
        ("update_order", {"order_id": "HT-2", "change": "payment"})
    ]
    assert calls("how can i pay it with another card", PAGE, orders=(DELAYED,)) == [("ask_business", {"question": "q"})]


def test_a_lost_order_leaves_the_choice() -> None:
    assert calls("no the lost one, the headlamp", BACK) == [("get_order", {})]
    assert calls("the lost one, give me the money back", BACK) == [("return_items", {"order_id": "HT-2"})]


@pytest.mark.parametrize(
    "message",
    ["when does a human answer? roughly", "is anybody there?", "will i lose the chat if i close it", "my ticket?"],
)
def test_who_waits_for_a_person_hears_of_the_request(message: str) -> None:
    waiting = ConversationState(handed_off=True)
    assert calls(message, PAGE, waiting) == [("handoff_to_human", {})]
    assert calls(message, PAGE, ConversationState()) == [("ask_business", {"question": "q"})]


def test_a_guest_who_asks_where_the_order_is_is_asked_for_the_proof() -> None:
    asked = "??? what gift card. i want to know where my order is"
    assert calls(asked, PAGE, ConversationState(), ()) == [("get_order", {})]
    assert calls("what gift cards do you have", PAGE, ConversationState(), ()) == [("ask_business", {"question": "q"})]


def test_the_late_order_is_meant_where_none_is_named() -> None:
    on_its_way = order("HT-9", OrderStatus.SHIPPED, days_ago=1, titles=("Camp Mug",), lines=1)
    orders = (on_its_way, DELAYED)
    guess = ToolCall(name="get_order", args={"order_id": "HT-9"})
    assert calls("my parcel is late", guess, ConversationState(), orders) == [("get_order", {"order_id": "HT-1"})]
    assert calls("my camp mug is late", guess, ConversationState(), orders) == [("get_order", {"order_id": "HT-9"})]


def test_who_is_not_content_with_the_rule_is_not_sent_elsewhere() -> None:
    told = ConversationState(
        order_id="HT-1",
        exchanges=(Exchange(shopper="late!", gist="showed order HT-1, delayed; told the rule for delays"),),
    )
    assert calls("thats not enough", BACK, told) == [("get_order", {"order_id": "HT-1"})]
    assert calls("thats not enough, send it back", BACK, told) == [("return_items", {"order_id": "HT-2"})]


@pytest.mark.parametrize("message", ["i'm really annoyed", "this is so frustrating", "wtf", "how disappointing"])
def test_who_is_annoyed_without_an_order_is_heard_out(message: str) -> None:
    search = ToolCall(name="search_catalog", args={"query": message})
    assert mended((search,), message, ConversationState(), (), TODAY).word == "hear_out"


@pytest.mark.parametrize("message", ["mad max poster", "a gag gift that is a joke", "ugg boots", "mad hatter hat"])
def test_a_search_that_sounds_annoyed_is_a_search(message: str) -> None:
    search = ToolCall(name="search_catalog", args={"query": message})
    assert mended((search,), message, ConversationState(), (), TODAY).calls == (search,)


def test_a_wish_to_be_faster_is_no_complaint() -> None:
    soon = order("HT-8", OrderStatus.PROCESSING, days_ago=1)
    state = ConversationState(order_id="HT-8")
    put_right = mended((PERSON,), "can you ship it faster", state, (soon,), TODAY)
    assert (put_right.word, [call.name for call in put_right.calls]) == ("", ["get_order"])


def test_a_declined_card_is_about_the_unpaid_order() -> None:
    assert calls("my card got declined i think", PERSON) == [("get_order", {"order_id": "HT-2"})]
    assert calls("my card got declined i think", PAGE) == [
        ("ask_business", {"question": "q"}),
        ("get_order", {"order_id": "HT-2"}),
    ]
    assert calls("can i pay with paypal", PAGE) == [("ask_business", {"question": "q"})]
    assert calls("my card got declined, a person please", PERSON) == [("handoff_to_human", {})]


def test_something_for_the_trouble_is_for_a_person_to_decide() -> None:
    offers = ToolCall(name="list_promotions")
    asked = "can i get a discount for the trouble"
    assert mended((offers,), asked, ConversationState(), (DONE,), TODAY).word == "goodwill"
    assert calls("can i get a discount", offers, ConversationState(), (DONE,)) == [("list_promotions", {})]


def test_annoyance_refuses_nothing() -> None:
    no = ToolCall(name="confirm", args={"accept": False})
    assert mended((no,), "nobody answers me here", ConversationState(), (DONE,), TODAY).word == "hear_out"
    assert calls("no, this is ridiculous", no, ConversationState(), (DONE,)) == [("confirm", {"accept": False})]


def test_how_long_goes_on_with_the_person_just_asked_for() -> None:
    just = ConversationState(handed_off=True, exchanges=(Exchange(shopper="a person", gist="handed over to a person"),))
    assert calls("how long will that take", PAGE, just) == [("handoff_to_human", {})]
    assert calls("how long does shipping take", PAGE, just) == [("ask_business", {"question": "q"})]
