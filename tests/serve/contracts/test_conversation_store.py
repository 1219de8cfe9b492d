"""The contract of ConversationStore, and what SQL adds to it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.domain.conversation import Conversation, Exchange, Message, ScreenItem, ToolCall
from assistant.errors import ConversationNotFound
from assistant.turn.ports import ConversationStore, ShopEvent, TurnRecord
from serve.storage.conversations import SqlConversations
from serve.storage.database import Database
from serve.storage.events import SqlEventLog
from serve.storage.proposals import SqlProposals
from tests.serve.contracts.samples import AT, proposal


@pytest.fixture(params=["sql"])
def store(request: pytest.FixtureRequest, database: Database) -> ConversationStore:
    return SqlConversations(database)


def conversation(conversation_id: str = "conv_a", **values: object) -> Conversation:
    return Conversation.model_validate({"id": conversation_id, "created_at": AT, "updated_at": AT, **values})


def message(number: int, text: str = "hello") -> Message:
    return Message(id=f"m{number}", role="shopper", text=text, at=AT + timedelta(seconds=number), turn_id=f"t{number}")


async def test_an_unknown_conversation_is_not_found(store: ConversationStore) -> None:
    with pytest.raises(ConversationNotFound):
        await store.load("conv_unknown")


async def test_what_was_saved_comes_back_the_same(store: ConversationStore) -> None:
    saved = conversation()
    saved.state.screen = (ScreenItem(product_id="p1", title="Zelt „Größe“ ⛺"),)
    saved.state.held = ToolCall(name="get_order", args={"order_id": "HT-1"})
    saved.state.opened_orders = {"HT-1": AT}
    saved.state.exchanges = (Exchange(shopper="hi", gist="greeted"),)
    await store.save(saved)
    assert await store.load("conv_a") == saved


async def test_saving_again_replaces_the_state_and_adds_the_messages(store: ConversationStore) -> None:
    saved = conversation()
    await store.save(saved, [message(1), message(2)])
    saved.state.product_id = "p9"
    await store.save(saved, [message(3)])
    assert (await store.load("conv_a")).state.product_id == "p9"
    assert [m.id for m in await store.messages("conv_a")] == ["m1", "m2", "m3"]
    assert (await store.messages("conv_a"))[0] == message(1)


async def test_a_turn_is_saved_whole_or_not_at_all(store: ConversationStore) -> None:
    saved = conversation()
    await store.save(saved, [message(1)])
    saved.state.product_id = "p9"
    record = TurnRecord(id="turn_1", conversation_id="conv_a", message="hello", at=AT)
    with pytest.raises(Exception, match="messages"):
        await store.save(saved, [message(2), message(1)], record)
    assert (await store.load("conv_a")).state.product_id is None
    assert [m.id for m in await store.messages("conv_a")] == ["m1"]
    await store.save(saved, [message(2)], record)


async def test_a_customer_once_set_stays(database: Database) -> None:
    store = SqlConversations(database)
    early = conversation()
    await store.save(early)
    assert await store.claim("conv_a", "c1")
    assert not await store.claim("conv_a", "c2")
    early.state.product_id = "p1"
    await store.save(early)
    loaded = await store.load("conv_a")
    assert (loaded.customer_id, loaded.state.product_id) == ("c1", "p1")


async def test_a_claim_takes_proposals_and_events_along(database: Database) -> None:
    store, proposals, events = SqlConversations(database), SqlProposals(database), SqlEventLog(database)
    await store.save(conversation())
    await proposals.add(proposal("prop_x", owner="conv_a"))
    await events.append([ShopEvent(type="view", owner="conv_a", product_id="p1", at=AT)])
    await store.claim("conv_a", "c1")
    assert (await proposals.get("prop_x")).owner == "c1"
    assert [event.product_id for event in await events.recent("c1")] == ["p1"]


async def test_what_an_earlier_turn_proposes_after_the_claim_is_the_customers(database: Database) -> None:
    store, proposals = SqlConversations(database), SqlProposals(database)
    await store.save(conversation())
    await store.claim("conv_a", "c1")
    await proposals.add(proposal("prop_x", owner="conv_a"))
    assert (await proposals.get("prop_x")).owner == "c1"


async def test_a_claim_and_a_proposal_at_once_leave_no_anonymous_owner(database: Database) -> None:
    store, proposals = SqlConversations(database), SqlProposals(database)
    for number in range(8):
        conversation_id = f"conv_{number}"
        await store.save(conversation(conversation_id))
        added = proposal(f"prop_{number}", owner=conversation_id, conversation_id=conversation_id)
        await asyncio.gather(store.claim(conversation_id, "c1"), proposals.add(added))
        assert (await proposals.get(added.id)).owner == "c1"


async def test_a_transcript_is_read_in_pages_from_its_end(database: Database) -> None:
    store = SqlConversations(database)
    await store.save(conversation(), [message(n) for n in range(1, 8)])
    newest, cursor = await store.page("conv_a", before=None, limit=3)
    assert [m.id for m in newest] == ["m5", "m6", "m7"]
    older, cursor = await store.page("conv_a", before=cursor, limit=3)
    assert [m.id for m in older] == ["m2", "m3", "m4"]
    oldest, end = await store.page("conv_a", before=cursor, limit=3)
    assert ([m.id for m in oldest], end) == (["m1"], None)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=200))
async def test_any_text_survives(database: Database, text: str) -> None:
    store = SqlConversations(database)
    known = len(await store.messages("conv_a"))
    saved = conversation()
    saved.state.search = {"query": text}
    await store.save(saved, [message(1000 + known, text)])
    assert (await store.messages("conv_a"))[-1].text == text
    assert (await store.load("conv_a")).state.search == {"query": text}
