"""Wires the desk's assistance: the solved cases that it learns from, and what becomes of its suggestions."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog
from langchain_core.tools import StructuredTool

from assistant.assist.assist import Assist
from assistant.assist.case import CaseRecord
from assistant.assist.memory import CaseMemory
from assistant.assist.own import OwnWay
from assistant.assist.ports import Sentences
from assistant.assist.ranking import SuggestionRanker
from assistant.guard.guard import Guard
from assistant.planner.planner import Planner
from assistant.tools.context import Shop
from finetune.sources.solved_cases import read_cases
from serve.clock import Clock
from serve.storage.assist import SqlSolvedCases, SqlSuggestions
from serve.storage.database import Database

log = structlog.get_logger(__name__)

DEMO_CASES = Path(__file__).parent / "demo" / "solved_cases.jsonl"


class SolvedLibrary:
    """The solved cases in memory: those of a file and those solved at the desk; empty until it has been opened.

    Args:
        file: cases to begin with; None for a shop that has none yet.
    """

    def __init__(self, stored: SqlSolvedCases, sentences: Sentences, file: Path | None = None) -> None:
        self._stored, self._sentences, self._file = stored, sentences, file
        self._records: dict[str, CaseRecord] = {}
        self._memory = CaseMemory.of((), sentences)
        self._lock = asyncio.Lock()

    def memory(self) -> CaseMemory:
        """Return the cases as they are now."""
        return self._memory

    async def open(self) -> None:
        """Read all cases; a second or two for a few hundred."""
        async with self._lock:
            begun = await asyncio.to_thread(read_cases, self._file) if self._file else []
            self._records = {record.id: record for record in (*begun, *await self._stored.all())}
            await self._read()

    async def learn(self, record: CaseRecord, conversation_id: str | None = None) -> None:
        """Keep a case that was just solved, and suggest from it at once."""
        await self._stored.add(record, conversation_id)
        async with self._lock:
            self._records[record.id] = record
            await self._read()

    async def _read(self) -> None:
        self._memory = await asyncio.to_thread(CaseMemory.of, tuple(self._records.values()), self._sentences)


@dataclass(frozen=True, slots=True)
class Assistance:
    """What the desk is given: suggestions, what becomes of them, and the cases to learn from."""

    assist: Assist
    suggestions: SqlSuggestions
    library: SolvedLibrary


def open_assistance(
    shop: Shop,
    tools: Mapping[str, StructuredTool],
    planner: Planner,
    database: Database,
    sentences: Sentences,
    clock: Clock,
    *,
    locale: str = "en",
    file: Path | None = None,
) -> Assistance:
    """Return the assistance; its library is read by `library.open`.

    Args:
        sentences: reads cases and messages.
        file: solved cases to begin with.
    """
    library = SolvedLibrary(SqlSolvedCases(database, clock), sentences, file)
    own = OwnWay(shop, tools, planner, Guard(locale))
    return Assistance(
        assist=Assist(own, library.memory, SuggestionRanker.load()),
        suggestions=SqlSuggestions(database, clock),
        library=library,
    )


async def open_library(library: SolvedLibrary, after: Sequence[asyncio.Task[None]]) -> None:
    """Read the solved cases behind tasks that need the cores more; what stands in the way is told in the log."""
    if after:
        await asyncio.wait(after, timeout=20.0)
    try:
        await library.open()
    except Exception:
        log.exception("solved_cases_not_read")
