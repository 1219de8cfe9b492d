"""Proving an order in an anonymous chat: right once, and never by guessing."""

from __future__ import annotations

from pathlib import Path

from assistant.turn.ports import MAX_PROOF_TRIES
from tests.serve.served import Served, serving


async def opens(served: Served, said: str) -> bool:
    """Say it in a conversation of its own; return whether an order came back."""
    answer = await served.say(await served.conversation(), said)
    return "order" in [event["type"] for event in answer["events"]]


async def test_guesses_are_limited_over_conversations_and_restarts(tmp_path: Path) -> None:
    async with serving(tmp_path) as before:
        for number in range(MAX_PROOF_TRIES - 1):
            assert not await opens(before, f"HT-10003 guess{number}@example.com")
        assert await opens(before, "HT-10003 c1@example.com")
        assert not await opens(before, "HT-10003 guess@example.com")
    async with serving(tmp_path) as after:
        assert not await opens(after, "HT-10003 c1@example.com")
        assert await opens(after, "HT-20001 c2@example.com")
        after.clock.forward(days=1, seconds=1)
        assert await opens(after, "HT-10003 c1@example.com")


async def test_one_address_is_not_tried_with_many_numbers(served: Served) -> None:
    for number in range(MAX_PROOF_TRIES):
        assert not await opens(served, f"HT-{30000 + number} c1@example.com")
    assert not await opens(served, "HT-10003 C1@EXAMPLE.com")
