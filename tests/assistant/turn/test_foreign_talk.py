"""What is said in another language is served where it is plain, and never taken for a yes or a no that it isn't."""

from __future__ import annotations

import pytest

from tests.assistant.turn.test_turn import Talk, call, text, types


async def test_a_plain_wish_is_served_and_it_is_said_that_english_is_spoken() -> None:
    talk = Talk()  # a planner that is asked anything fails
    events = await talk.say("hola, quiero cancelar mi pedido HT-10001")
    assert "action" in types(events)
    assert "HT-10001" in text(events)
    assert "solo hablo inglés" in text(events)
    assert "inglés" not in text(await talk.say("donde esta mi paquete"))


async def test_what_is_not_plain_is_answered_in_both_languages() -> None:
    said = text(await Talk().say("haben Sie wasserdichte Jacken?"))
    assert "leider nur Englisch" in said
    assert "I only understand English" in said
    assert "I only understand English" in text(await Talk().say("где мой заказ"))


async def test_a_greeting_is_greeted() -> None:
    said = text(await Talk().say("Hallo"))
    assert "Hallo" not in said.replace("Hello", "")
    assert "Englisch" in said


@pytest.mark.parametrize(
    "message", ["cancélalo por favor", "ok no importa, cancélalo por favor", "sí, por favor", "sí"]
)
async def test_a_yes_to_a_cancellation_is_a_yes(message: str) -> None:
    talk = Talk([call("cancel_order", order_id="HT-10001")])
    await talk.say("cancel HT-10001")
    assert "cancelled" in text(await talk.say(message))


@pytest.mark.parametrize("message", ["no quiero cancelarlo", "ich weiß nicht, was ist das?", "¿qué es esto?"])
async def test_what_is_neither_yes_nor_no_decides_nothing(message: str) -> None:
    talk = Talk([call("cancel_order", order_id="HT-10001")])
    await talk.say("cancel HT-10001")
    assert "yes or no" in text(await talk.say(message))
    assert talk.conversation.state.pending


async def test_what_waits_is_proposed_again_to_who_asks_for_it_again() -> None:
    talk = Talk([call("cancel_order", order_id="HT-10001")])
    await talk.say("cancel HT-10001")
    assert "action" in types(await talk.say("quiero cancelar el pedido"))
    assert len(talk.conversation.state.pending) == 1


async def test_a_no_is_a_no() -> None:
    talk = Talk([call("cancel_order", order_id="HT-10001")])
    await talk.say("cancel HT-10001")
    await talk.say("nein danke")
    assert not talk.conversation.state.pending


async def test_an_order_to_cancel_confirms_no_return() -> None:
    talk = Talk([call("return_items", order_id="HT-10002", items=["Rain Jacket"])])
    await talk.say("send the rain jacket of HT-10002 back")
    (waiting,) = talk.conversation.state.pending
    await talk.say("cancélalo por favor")
    assert waiting in talk.conversation.state.pending


async def test_english_goes_to_the_planner() -> None:
    talk = Talk([call("search_catalog", query="rain jacket")])
    assert "products" in types(await talk.say("hola, do you have a rain jacket"))
