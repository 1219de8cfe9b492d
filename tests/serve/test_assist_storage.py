"""What agents make of suggestions is kept and exported masked; solved cases are kept and learnt from at once."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.assist.suggestion import Suggestion
from assistant.domain.conversation import Conversation
from assistant.errors import NotFound
from assistant.writer.phrases import phrase
from finetune.sources.files import outside_writer_rows
from finetune.tally import Tally
from serve.assisting import SolvedLibrary
from serve.cli.export_suggestions import exported
from serve.storage.assist import SqlSolvedCases, SqlSuggestions
from serve.storage.conversations import SqlConversations
from serve.storage.database import Database, connect_database
from tests.support.cases import WordSentences, cancelled

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = connect_database(f"sqlite+aiosqlite:///{tmp_path / 'shop.db'}")
    await opened.migrate()
    conversation = Conversation(id="conv_1", customer_id="cus_1", created_at=AT, updated_at=AT)
    await SqlConversations(opened).save(conversation)
    yield opened
    await opened.close()


def suggestion(number: int, text: str = "Hello! What are you looking for?") -> Suggestion:
    return Suggestion(id=f"sug_{number}", rank=number, text=text, points=(phrase("reply", "greeting"),))


async def test_the_agents_verdict_is_kept_with_the_edit(database: Database) -> None:
    store = SqlSuggestions(database, lambda: AT)
    await store.offered("conv_1", "hi", [suggestion(1), suggestion(2), suggestion(3), suggestion(4)])
    given = {"conversation_id": "conv_1", "agent_id": "a1"}
    await store.judged("sug_1", outcome="accepted", **given)  # type: ignore[arg-type]
    await store.judged("sug_2", outcome="edited", text="Hi there!", **given)  # type: ignore[arg-type]
    await store.judged("sug_3", outcome="accepted", **given)  # type: ignore[arg-type]
    await store.judged("sug_3", outcome="refused", **given)  # type: ignore[arg-type]
    kept = [(one.id, one.outcome, one.sent) async for one in store.all_judged()]
    assert kept == [
        ("sug_1", "accepted", "Hello! What are you looking for?"),
        ("sug_2", "edited", "Hi there!"),
        ("sug_3", "refused", ""),
    ]


async def test_a_suggestion_of_another_case_is_not_found(database: Database) -> None:
    store = SqlSuggestions(database, lambda: AT)
    await store.offered("conv_1", "hi", [suggestion(1)])
    with pytest.raises(NotFound):
        await store.judged("sug_1", conversation_id="conv_2", agent_id="a1", outcome="accepted")
    with pytest.raises(NotFound):
        await store.judged("sug_9", conversation_id="conv_1", agent_id="a1", outcome="accepted")
    assert [one async for one in store.all_judged()] == []


async def test_an_export_is_masked_and_training_reads_it(database: Database, tmp_path: Path) -> None:
    store = SqlSuggestions(database, lambda: AT)
    await store.offered("conv_1", "I'm at joan@mail.com, hi", [suggestion(1), suggestion(2)])
    await store.judged("sug_1", conversation_id="conv_1", agent_id="a1", outcome="accepted")
    await store.judged("sug_2", conversation_id="conv_1", agent_id="a1", outcome="refused")
    rows = [exported(one, b"key") async for one in store.all_judged()]
    assert [row["decision"] for row in rows] == ["accepted", "rejected"]
    told = json.dumps(rows)
    assert "joan@" not in told
    assert "cus_1" not in told
    assert "conv_1" not in told
    file = tmp_path / "judged.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (row,) = outside_writer_rows(file, Tally())
    assert row.reply == "Hello! What are you looking for?"


async def test_a_solved_case_is_suggested_from_at_once_and_after_a_restart(database: Database) -> None:
    stored = SqlSolvedCases(database, lambda: AT)
    library = SolvedLibrary(stored, WordSentences())
    assert library.memory().steps == []
    await library.learn(cancelled("T-1"), "conv_1")
    await library.learn(cancelled("T-1"), "conv_1")
    assert [record.id for record in library.memory().records] == ["T-1"]
    again = SolvedLibrary(stored, WordSentences())
    await again.open()
    assert [record.id for record, _ in again.memory().alike("cancel my order", 3)] == ["T-1"]
