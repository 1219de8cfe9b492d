"""An export holds what went well, masked, as the planner met it, and leads back to the conversation."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assistant.domain.conversation import Conversation, ToolCall
from assistant.tools.result import Outcome, ToolResult
from assistant.turn.ports import TurnRecord
from finetune.mixture import Mixture, load_mixture
from finetune.sources.conversations import ExportedTurn
from finetune.tasks.writer import WriterMixture, load_writer
from serve.settings import Settings
from serve.storage.conversations import SqlConversations
from serve.storage.database import connect_database
from tests.serve.cli.conftest import run

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def record(number: int, message: str, call: ToolCall, result: ToolResult, reply: str = "Here you are.") -> TurnRecord:
    return TurnRecord(
        id=f"turn_{number}",
        conversation_id="conv_1",
        message=message,
        calls=(call,),
        results=(result,),
        reply=reply,
        at=AT + timedelta(minutes=number),
    )


def search(number: int, words: str, outcome: Outcome = Outcome.NOTHING_FOUND) -> TurnRecord:
    args = {"query": words}
    call = ToolCall(name="search_catalog", args=args)
    return record(
        number, f"i want {words}", call, ToolResult(tool=call.name, outcome=outcome, subject=words, search=args)
    )


async def store(var_dir: Path, records: Sequence[TurnRecord]) -> None:
    database = connect_database(Settings.read(var_dir=var_dir).database)
    await database.migrate()
    store = SqlConversations(database)
    conversation = Conversation(id="conv_1", customer_id="cust_7", created_at=AT, updated_at=AT)
    for each in records:
        await store.save(conversation, turn=each)
    await database.close()


def exported(tmp_path: Path, records: Sequence[TurnRecord]) -> Path:
    asyncio.run(store(tmp_path / "var", records))
    out = tmp_path / "out" / "talk.jsonl"
    told = run("export", "conversations", "--out", str(out), "--var-dir", str(tmp_path / "var"), "--json")
    assert told.exit_code == 0, told.stderr
    assert json.loads(told.stdout)["turns"] == len(out.read_text(encoding="utf-8").splitlines())
    return out


def test_turns_are_written_as_the_planner_met_them(tmp_path: Path) -> None:
    talk = [search(1, "a green lamp"), search(2, "a blue lamp", Outcome.FAILED), search(3, "a red sofa")]
    out = exported(tmp_path, talk)
    first, second = (ExportedTurn.model_validate_json(line) for line in out.read_text(encoding="utf-8").splitlines())
    assert first.context.message == "i want a green lamp"
    assert first.context.exchanges == ()
    assert (second.id, second.context.search) == ("turn_3", {"query": "a blue lamp"})
    assert [exchange.gist for exchange in second.context.exchanges] == [
        "found nothing",
        "said that something went wrong",
    ]
    assert first.points
    assert "cust_7" not in out.read_text(encoding="utf-8")
    assert first.owner == second.owner != ""


def test_personal_data_does_not_leave(tmp_path: Path) -> None:
    call = ToolCall(name="update_order", args={"change": "address", "details": "12 Elm Road, Leeds"})
    talk = [record(1, "ship it to 12 Elm Road, Leeds", call, ToolResult(tool=call.name, outcome=Outcome.DONE))]
    text = exported(tmp_path, talk).read_text(encoding="utf-8")
    assert "Elm" not in text
    assert ExportedTurn.model_validate_json(text).calls[0].args["details"] == "[address]"


def test_an_export_is_trained_on(tmp_path: Path) -> None:
    talk = [search(1, "a green lamp"), search(2, "the green lamp"), search(3, "some red sofa"), search(4, "oak stools")]
    data = tmp_path / "rows"
    data.mkdir()
    sources = (exported(tmp_path, talk),)
    router = load_mixture(Mixture(data_dir=data, sources=sources, composed=(0,), validation=0.0, surrounded=0.0))
    # the first was said again, so it wasn't understood
    assert [sample.id for sample in router.epochs[0]] == ["turn_2", "turn_3", "turn_4"]
    assert router.counts["not_taken.talk"] == 1
    assert {sample.lineage.conversation for sample in router.epochs[0]} == {"conv_1"}
    writer = load_writer(WriterMixture(data_dir=data, sources=sources, epochs=1, validation=0.0))
    assert {example.lineage.conversation for example in writer.epochs[0]} == {"conv_1"}


def test_an_empty_shop_exports_nothing(tmp_path: Path) -> None:
    assert exported(tmp_path, []).read_text(encoding="utf-8") == ""
