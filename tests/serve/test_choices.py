"""A reply that asks a question carries its answers, and each of them completes what was asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.domain.conversation import ToolCall
from assistant.domain.order import OrderStatus
from tests.serve.served import Served, serving
from tests.support.codes import LetterBox
from tests.support.shop import order


def choices(answer: Any) -> list[tuple[str, str]]:
    found = [event["choices"] for event in answer["events"] if event["type"] == "choices"]
    return [(choice["label"], choice["text"]) for choice in (found[0] if found else ())]


async def test_which_order_and_which_item_are_answered_by_a_tap(served: Served) -> None:
    served.planner.script["send something back"] = [ToolCall(name="return_items")]
    token = served.token()
    conversation = await served.conversation(**token)
    asked = await served.say(conversation, "send something back", **token)
    while offered := choices(asked):
        assert "order" not in [event["type"] for event in asked["events"]]
        kinds = [event["type"] for event in asked["events"]]
        assert kinds.index("text") < kinds.index("choices") == len(kinds) - 3
        asked = await served.say(conversation, offered[0][1], **token)
    assert served.planner.asked == ["send something back"]
    (proposal,) = [event["proposal"] for event in asked["events"] if event["type"] == "action"]
    assert proposal["action"]["kind"] == "return_items"


async def test_an_exchange_is_settled_by_taps_alone(served: Served) -> None:
    served.planner.script["swap something"] = [ToolCall(name="exchange_items")]
    token = served.token()
    conversation = await served.conversation(**token)
    asked = await served.say(conversation, "swap something", **token)
    taps = 0
    while offered := choices(asked):
        asked = await served.say(conversation, offered[0][1], **token)
        taps += 1
    assert taps >= 2, "which item, and what instead"
    (proposal,) = [event["proposal"] for event in asked["events"] if event["type"] == "action"]
    assert proposal["action"]["kind"] == "exchange_items"


async def test_an_order_is_named_by_what_is_in_it(served: Served) -> None:
    served.shop.orders["HT-10005"] = order("HT-10005", OrderStatus.PROCESSING, days_ago=2, lines=1)
    served.planner.script["cancel one"] = [ToolCall(name="cancel_order")]
    token = served.token()
    conversation = await served.conversation(**token)
    asked = await served.say(conversation, "cancel one", **token)
    assert choices(asked) == [
        ("HT-10001 · Rain Jacket and 1 more", "HT-10001"),
        ("HT-10005 · Rain Jacket", "HT-10005"),
    ]
    answer = await served.say(conversation, "HT-10005", **token)
    (proposal,) = [event["proposal"] for event in answer["events"] if event["type"] == "action"]
    assert (proposal["action"]["kind"], proposal["action"]["order_id"]) == ("cancel_order", "HT-10005")


async def test_a_code_that_is_no_use_offers_another(tmp_path: Path) -> None:
    box = LetterBox()
    async with serving(tmp_path, sender=box) as served:
        conversation = await served.conversation()
        assert choices(await served.say(conversation, "HT-10003, c1@example.com")) == []
        wrong = "000000" if box.letters[0][2] != "000000" else "111111"
        ((_, again),) = choices(await served.say(conversation, wrong))
        await served.say(conversation, again)
        assert len(box.letters) == 2


async def test_a_reply_that_offers_a_person_offers_them_on_a_button(served: Served) -> None:
    served.planner.script["xyzzy"] = [ToolCall(name="reply", args={"kind": "clarify"})]
    conversation = await served.conversation()
    assert choices(await served.say(conversation, "xyzzy")) == []
    ((label, text),) = choices(await served.say(conversation, "xyzzy"))
    assert label == "Talk to a person"
    assert "handoff" in [event["type"] for event in (await served.say(conversation, text))["events"]]


async def test_what_a_shopper_adds_while_waiting_is_kept_for_the_person(served: Served) -> None:
    served.planner.script["xyzzy"] = [ToolCall(name="reply", args={"kind": "clarify"})]
    conversation = await served.conversation()
    await served.client.post(f"/v1/conversations/{conversation}/handoff", json={})
    answer = await served.say(conversation, "xyzzy")
    assert "with your request" in answer["reply"]
    assert choices(answer) == []
