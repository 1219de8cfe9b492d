"""The streams: what happens is heard at once, by those whom it concerns, and nothing is lost in between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

from serve.desk.agents import Agent
from serve.desk.live import LiveEvent
from tests.serve.desk.conftest import AtDesk
from tests.serve.desk.test_cases import ask
from tests.serve.served import Served

SAM, KIM = Agent(id="sam", name="Sam"), Agent(id="kim", name="Kim")


async def take(events: AsyncIterator[LiveEvent], count: int) -> list[LiveEvent]:
    found: list[LiveEvent] = []
    async with asyncio.timeout(10):
        while len(found) < count:
            found.append(await anext(events))
    return found


async def started(events: AsyncIterator[LiveEvent], count: int) -> asyncio.Task[list[LiveEvent]]:
    """Listen in the background, from now on."""
    task = asyncio.create_task(take(events, count))
    await asyncio.sleep(0.05)
    return task


async def test_the_shopper_hears_an_agent_come_type_write_and_go(served: Served, sam: AtDesk) -> None:
    conversation, case = await ask(served)
    async with aclosing(await served.services.desk.live.for_shopper(conversation, None)) as events:
        heard = await started(events, 4)
        await sam.post(f"/cases/{case}/typing")  # not theirs yet: the shopper sees nothing of it
        await sam.post(f"/cases/{case}/claim")
        await sam.post(f"/cases/{case}/typing")
        await asyncio.sleep(0.05)
        await sam.post(f"/cases/{case}/notes", {"text": "secret note"})
        await sam.post(f"/cases/{case}/messages", {"text": "Hello"})
        await sam.post(f"/cases/{case}/return")
        found = await heard
    assert [event.payload["change"] for event in found] == ["joined", "typing", "message", "left"]
    assert found[2].payload["message"]["agent"] == "Sam"
    assert [event.payload.get("holder") for event in found] == ["agent", None, "agent", "assistant"]
    assert "secret" not in str(found)


async def test_a_lost_line_goes_on_where_it_was(served: Served, sam: AtDesk) -> None:
    conversation, case = await ask(served)
    known = (await served.client.get(f"/v1/conversations/{conversation}")).json()["last_event_id"]
    await sam.post(f"/cases/{case}/claim")
    await sam.post(f"/cases/{case}/messages", {"text": "one"})
    async with aclosing(await served.services.desk.live.for_shopper(conversation, known)) as events:
        found = await take(events, 2)
    assert [event.payload["change"] for event in found] == ["joined", "message"]
    assert found[0].id is not None
    async with aclosing(await served.services.desk.live.for_shopper(conversation, found[0].id)) as events:
        assert (await take(events, 1))[0].payload["message"]["text"] == "one"


async def test_a_shoppers_stream_ends_with_their_sign_in(served: Served) -> None:
    conversation, _ = await ask(served)
    until = served.clock()
    assert [event async for event in await served.services.desk.live.for_shopper(conversation, 0, until)] == []


async def test_an_agent_hears_the_shopper_the_assistant_and_the_others(
    served: Served, sam: AtDesk, kim: AtDesk
) -> None:
    conversation, case = await ask(served)
    live, presence = served.services.desk.live, served.services.desk.presence
    async with aclosing(await live.for_case(case, SAM, None)) as events:
        heard = await started(events, 6)
        assert presence.agents(case) == ["Sam"]
        await served.say(conversation, "hello")
        found = await heard
        assert [event.type for event in found] == ["message", "status", "status", "text", "usage", "done"]
        assert found[0].payload["message"]["text"] == "hello"
        heard = await started(events, 2)
        await kim.post(f"/cases/{case}/notes", {"text": "I know her"})
        await sam.post(f"/cases/{case}/typing")  # one's own typing is no news
        await asyncio.sleep(0.05)
        await kim.post(f"/cases/{case}/typing")
        found = await heard
        assert [event.type for event in found] == ["note", "typing"]
        assert (found[0].payload["note"]["agent"], found[1].payload["name"]) == ("Kim", "Kim")
    assert presence.agents(case) == []


async def test_the_queue_tells_every_change_and_who_looks(served: Served, sam: AtDesk) -> None:
    desk = served.services.desk
    async with aclosing(await desk.live.for_queue(None)) as events:
        heard = await started(events, 1)
        conversation, case = await ask(served)
        (first,) = await heard
        assert first.type == "queue"
        assert first.payload["case"]["id"] == case
        with desk.presence.here(case, "Kim"):
            found = []
            while not found or found[-1].type != "presence":
                found += await take(events, 1)
        assert found[-1].payload["agents"] in (["Kim"], [])
    after = await desk.log.newest()
    await sam.post(f"/cases/{case}/claim")
    await served.say(conversation, "hello?")
    async with aclosing(await desk.live.for_queue(after)) as events:
        (row,) = await take(events, 1)
    assert row.payload["case"]["state"] == "claimed"
    assert row.payload["case"]["last_message"]["text"] == "hello?"


async def test_what_happens_after_a_stream_is_asked_for_is_not_lost_before_it_is_read(
    served: Served, sam: AtDesk
) -> None:
    live = served.services.desk.live
    queue = await live.for_queue(None)  # the page has its answer's headers, and reads the lists meanwhile
    conversation, case = await ask(served)
    shopper, agent = await live.for_shopper(conversation, None), await live.for_case(case, SAM, None)
    await sam.post(f"/cases/{case}/claim")
    await sam.post(f"/cases/{case}/notes", {"text": "Looks torn"})
    async with aclosing(queue), aclosing(shopper), aclosing(agent):
        assert (await take(queue, 1))[0].payload["case"]["id"] == case
        assert (await take(shopper, 1))[0].payload["change"] == "joined"
        assert [event.type for event in await take(agent, 2)] == ["agent", "note"]
