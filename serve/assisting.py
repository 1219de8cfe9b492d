"""Wires the desk's assistance: the solved cases that it learns from, and what becomes of its suggestions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import structlog
from langchain_core.tools import StructuredTool

from assistant.assist.assist import Assist
from assistant.assist.case import CaseRecord
from assistant.assist.live import solved_record
from assistant.assist.memory import CaseMemory
from assistant.assist.own import OwnWay
from assistant.assist.ports import Sentences
from assistant.assist.ranking import SuggestionRanker
from assistant.assist.rewriting import rewrite
from assistant.assist.suggestion import AssistCase, SolvedCase, Suggestion, Tone
from assistant.assist.translating import Translator
from assistant.errors import ModelUnavailable
from assistant.guard.guard import Guard
from assistant.planner.planner import Planner
from assistant.tools.context import Shop
from finetune.sources.solved_cases import read_cases
from prompts import load_table
from serve.clock import Clock
from serve.desk.assistance import Feedback, Verb
from serve.desk.cases import SqlCases
from serve.desk.desk import Desk
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
class KeptSuggestions:
    """Suggests, and keeps what it suggested, so that an agent's verdict has its context."""

    assist: Assist
    store: SqlSuggestions

    async def suggest(self, case: AssistCase) -> AsyncIterator[Suggestion]:
        said = next((message.text for message in reversed(case.messages) if message.role == "shopper"), "")
        async for suggestion in self.assist.suggest(case):
            await self.store.offered(case.conversation.id, said, [suggestion])
            yield suggestion

    async def solved(self, query: str, limit: int) -> tuple[SolvedCase, ...]:
        return await self.assist.solved(query, limit)


@dataclass(frozen=True, slots=True)
class StoredFeedback:
    """Keeps what became of suggestions, for training, beside what the desk's log says."""

    store: SqlSuggestions
    cases: SqlCases
    log: Feedback

    async def record(self, case_id: str, agent_id: str, suggestion_id: str, outcome: Verb, text: str) -> None:
        """Keep one outcome; raises NotFound where this case had no such suggestion."""
        case = await self.cases.get(case_id)
        await self.store.judged(
            suggestion_id, conversation_id=case.conversation_id, agent_id=agent_id, outcome=outcome, text=text
        )
        await self.log.record(case_id, agent_id, suggestion_id, outcome, text)


@dataclass(frozen=True, slots=True)
class OtherWords:
    """Changes the tone by rule, and translates where the shop's own language model can.

    Args:
        translator: None where the model that is served writes no other language.
    """

    translator: Translator | None = None
    rewrites: bool = True

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(load_table("languages")) if self.translator else ()

    async def rewrite(self, text: str, tone: Tone, locale: str) -> str:
        """Return the text in another tone with the same facts; unchanged where there is nothing to change."""
        return rewrite(text, tone, locale).text

    async def translate(self, text: str, to: str) -> str:
        """Return the text in another language; raises ModelUnavailable where the model can't."""
        if self.translator is None:
            raise ModelUnavailable(
                "The language model that is served can't translate.",
                hint="Write in the shopper's language, or serve a larger model (SHOPKEEPER_LLM_MODEL).",
            )
        return await self.translator.translate(text, to)


@dataclass(frozen=True, slots=True)
class Assistance:
    """What the desk is given: suggestions, what becomes of them, and the cases to learn from."""

    assist: Assist
    suggestions: SqlSuggestions
    library: SolvedLibrary

    def at(self, desk: Desk, translator: Translator | None = None) -> Desk:
        """Return the desk with this assistance."""
        return replace(
            desk,
            assist=KeptSuggestions(self.assist, self.suggestions),
            redraft=OtherWords(translator),
            feedback=StoredFeedback(self.suggestions, desk.cases, desk.feedback),
        )

    async def learn(self, case_id: str, case: AssistCase) -> None:
        """Suggest from a case from now on that an agent has just solved; one without a word of an agent is left out."""
        if any(message.role == "agent" for message in case.messages):
            own = self.assist.own
            record = solved_record(case_id, case, await own.orders(case), own.shop.rules)
            await self.library.learn(record, case.conversation.id)


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
