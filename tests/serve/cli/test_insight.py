"""`shopkeeper insight` over a shop's own database, with or without a server beside it."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.domain.conversation import Conversation
from assistant.tools.result import Outcome, ToolResult
from assistant.turn.ports import TurnRecord
from serve.settings import Settings
from serve.storage.conversations import SqlConversations
from serve.storage.database import connect_database
from tests.serve.cli.conftest import run

MODELS = Path(__file__).parents[3] / "var" / "models"
SAID = ("do you mend tents?", "can you mend a torn tent", "a [red]shirt[/red] \x1b[31m")


async def store(settings: Settings) -> None:
    database = connect_database(settings.database)
    await database.migrate()
    at = datetime.now(UTC) - timedelta(hours=1)
    talk = Conversation(id="conv_1", created_at=at, updated_at=at)
    for number, text in enumerate((*SAID, SAID[2])):
        found = ToolResult(tool="ask_business", outcome=Outcome.NOTHING_FOUND if number < 2 else Outcome.FOUND)
        record = TurnRecord(id=f"turn_{number}", conversation_id=talk.id, message=text, results=(found,), at=at)
        await SqlConversations(database).save(talk, turn=record)
    await database.close()


@pytest.fixture
def var_dir(tmp_path: Path) -> Path:
    (tmp_path / "models").symlink_to(MODELS)
    asyncio.run(store(Settings.read(var_dir=tmp_path)))
    return tmp_path


def test_the_report_for_people(var_dir: Path) -> None:
    told = run("insight", "--var-dir", str(var_dir))
    assert told.exit_code == 0, told.stderr
    assert "1 conversations, 4 turns in 30 days" in told.stdout
    assert "75% (30% to 95%) of 4" in " ".join(told.stdout.split())
    assert "\x1b" not in told.stdout
    assert "[red]shirt[/red]" in told.stdout


def test_the_report_for_programs(var_dir: Path) -> None:
    report = json.loads(run("insight", "--json", "--days", "7", "--var-dir", str(var_dir)).stdout)
    assert (report["period"]["days"], report["volume"]["turns"], report["volume"]["unread"]) == (7, 4, 0)
    assert {group["count"] for group in report["groups"]} == {2}


def test_a_period_that_does_not_fit_is_refused(var_dir: Path) -> None:
    assert run("insight", "--days", "0", "--var-dir", str(var_dir)).exit_code == 2
