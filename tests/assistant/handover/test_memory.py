"""The assistant remembers what agents said, once."""

from __future__ import annotations

from assistant.domain.conversation import ConversationState, Exchange, Message
from assistant.handover.memory import MAX_EXCHANGES, remember_agents
from tests.support.shop import NOW


def message(number: int, role: str, text: str, agent: str = "") -> Message:
    return Message.model_validate({"id": f"m{number}", "role": role, "text": text, "at": NOW, "agent": agent})


def test_what_an_agent_said_answers_what_was_said_to_them() -> None:
    state = ConversationState(exchanges=(Exchange(shopper="where is it?", gist=""),))
    talk = [message(1, "shopper", "where is it?"), message(2, "agent", "On Friday it arrives.", "Sam")]
    remember_agents(state, talk)
    assert [(e.shopper, e.gist) for e in state.exchanges] == [
        ("where is it?", "Sam of the team said: On Friday it arrives.")
    ]
    remember_agents(state, talk)
    assert len(state.exchanges) == 1
    remember_agents(state, [*talk, message(3, "agent", "Anything else?", "Sam")])
    assert state.exchanges[-1].gist == "Sam of the team said: Anything else?"


def test_much_talk_leaves_the_last_of_it() -> None:
    state = ConversationState()
    remember_agents(state, [message(n, "agent", "x" * 2000, "Sam") for n in range(20)])
    assert len(state.exchanges) == MAX_EXCHANGES
    assert all(len(exchange.gist) <= 300 for exchange in state.exchanges)


def test_nothing_said_leaves_everything_as_it_was() -> None:
    state = ConversationState(exchanges=(Exchange(shopper="hi", gist="greeted"),))
    remember_agents(state, [message(1, "shopper", "hi"), message(2, "assistant", "Hello!")])
    assert state == ConversationState(exchanges=(Exchange(shopper="hi", gist="greeted"),))
