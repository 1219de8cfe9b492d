"""Scores the desk's suggestions on solved cases kept apart, and times them on a running shop."""

from __future__ import annotations

import asyncio
import json
import logging
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from assistant.assist.case import CaseRecord
from assistant.assist.guidelines import Guidelines, read_guidelines
from assistant.assist.measure import Asked, Suggester, ask, percentiles, score
from assistant.assist.memory import CaseMemory
from assistant.assist.ranking import WEIGHTS_FILE, Ranked, SuggestionRanker
from assistant.assist.suggestion import AssistCase
from assistant.domain.conversation import Conversation, Message
from assistant.domain.principal import Principal
from assistant.errors import SetupError
from assistant.guard.guard import Guard
from finetune.sources.solved_cases import read_cases
from retriever.encoders.base import CachedEncoder
from retriever.encoders.minilm import MiniLM
from retriever.encoders.minilm_export import prepare
from serve.app import build_services
from serve.cli.logs import log_to_stderr
from serve.cli.progress import Report, progress_bars, stderr
from serve.demo.customers import DEMO_EMAILS, shoppers
from serve.language_model import PART
from serve.services import Services
from serve.settings import Settings

_ENCODED = 200_000  # texts that are encoded once
_OPENING = 180.0  # seconds for the language model of the timed shop


@dataclass(frozen=True, slots=True)
class AssistBench:
    """What to measure.

    Attributes:
        cases: solved cases, each file with figures of its own.
        solved: what is suggested from; without it, each case from all others of its file but those of its customer.
        guidelines: what the shop's agents go by.
        misses: where the moments that were not found are written to.
        live: so many messages are timed on a shop with the language model.
    """

    cases: Sequence[Path]
    solved: Sequence[Path] = ()
    guidelines: Sequence[Path] = ()
    weights: Path = WEIGHTS_FILE
    misses: Path | None = None
    live: int = 0


def bench_assist_files(settings: Settings, wanted: AssistBench) -> dict[str, Any]:
    """Return the figures of all cases together, those of each file, and the timings of the live shop.

    Raises:
        InvalidInput: a file can't be read, or holds no cases.
        SetupError: there is no sentence encoder, or no language model to time.
    """
    log_to_stderr(logging.ERROR)
    ranker = SuggestionRanker.load(wanted.weights)
    figures: dict[str, Any] = {}
    with progress_bars(stderr()) as report:
        asked: list[Asked] = []
        files: dict[str, Any] = {}
        for name, found in asked_of(settings, wanted.cases, wanted.solved, wanted.guidelines, report).items():
            files[name], _ = score(found, ranker)
            asked += found
        whole, chosen = score(asked, ranker)
        figures = {"cases": len({one.record.id for one in asked}), **whole}
        if len(files) > 1:
            figures["files"] = files
        if wanted.misses:
            _write_misses(wanted.misses, asked, chosen)
        if wanted.live:
            questions = [one.record.question for one in asked if one.record.question]
            figures["live"] = asyncio.run(_timed(settings, list(dict.fromkeys(questions))[: wanted.live], report))
    return figures


def asked_of(
    settings: Settings, cases: Sequence[Path], solved: Sequence[Path], guidelines: Sequence[Path], report: Report
) -> dict[str, list[Asked]]:
    """Return every moment of the cases, by file, with what could be suggested then."""
    sentences = CachedEncoder(MiniLM(prepare(settings.var_dir / "models")), _ENCODED)
    known = Guidelines.of(tuple(one for file in guidelines for one in read_guidelines(file)), sentences)
    shared = CaseMemory.of([one for file in solved for one in read_cases(file)], sentences) if solved else None
    found: dict[str, list[Asked]] = {}
    for file in cases:
        records = read_cases(file)
        report(f"{file.name}: reading", 0.0)
        memory = shared or CaseMemory.of(records, sentences)
        found[file.name] = _all_asked(Suggester(memory, known, Guard(settings.locale)), records, file.name, report)
    return found


def _all_asked(suggester: Suggester, records: Sequence[CaseRecord], name: str, report: Report) -> list[Asked]:
    return ask(suggester, records, lambda done, all_: report(f"{name}: suggesting", done / all_))


def _write_misses(file: Path, asked: Sequence[Asked], chosen: Sequence[Sequence[Ranked]]) -> None:
    """Write what was not found, one moment a line."""
    with file.open("w", encoding="utf-8") as lines:
        for one, best in zip(asked, chosen, strict=True):
            told = {
                "id": one.record.id,
                "message": one.situation.message,
                "action": one.step.action.model_dump() if one.step.action else None,
                "reply": one.step.reply,
                "could_be_found": bool(one.right.any()),
                "suggested": [
                    {
                        "reply": place.reply.reply if place.reply else "",
                        "action": place.action.action.model_dump() if place.action and place.action.action else None,
                    }
                    for place in best
                ],
            }
            lines.write(json.dumps(told, ensure_ascii=False) + "\n")


async def _timed(settings: Settings, messages: Sequence[str], report: Report) -> dict[str, Any]:
    """Time suggestions on the demo shop, in a folder of its own, with the language model that the settings name."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "models").symlink_to((settings.var_dir / "models").resolve())
        services = await build_services(settings.model_copy(update={"var_dir": Path(folder), "demo": True}))
        await services.start()
        try:
            await _ready(services)
            return await _time_all(services, messages, report)
        finally:
            await services.stop()


async def _ready(services: Services) -> None:
    deadline = perf_counter() + _OPENING
    while (state := services.readiness.parts[PART]) == "starting" and perf_counter() < deadline:  # noqa: ASYNC110 (it is told, not awaited)
        await asyncio.sleep(0.5)
    if state != "ready":
        raise SetupError(f"There is no language model to time: {state}.")
    if services.assistance is not None:
        await services.assistance.library.open()


async def _time_all(services: Services, messages: Sequence[str], report: Report) -> dict[str, Any]:
    customers = [shopper.customer for shopper in shoppers() if shopper.customer.email in DEMO_EMAILS]
    first: list[float] = []
    whole: list[float] = []
    counts: list[int] = []
    for number, message in enumerate(messages):
        customer, now = customers[number % len(customers)], services.clock()
        case = AssistCase(
            conversation=Conversation(id=f"bench-{number}", created_at=now, updated_at=now),
            principal=Principal(session_id="bench", customer_id=customer.id, name=customer.name, email=customer.email),
            messages=(Message(id="1", role="shopper", text=message, at=now),),
            now=now,
            agent="Alex",
        )
        started, seen = perf_counter(), 0
        assert services.assistance is not None
        async for _ in services.assistance.assist.suggest(case):
            if not seen:
                first.append(perf_counter() - started)
            seen += 1
        whole.append(perf_counter() - started)
        counts.append(seen)
        report("timing a live shop", (number + 1) / len(messages))
    return {
        "messages": len(messages),
        "seconds_to_first": percentiles(first),
        "seconds_to_all": percentiles(whole),
        "first_within_1_s": round(sum(one <= 1.0 for one in first) / len(messages), 3) if messages else None,
        "three_suggestions": round(sum(count >= 3 for count in counts) / len(messages), 3) if messages else None,
    }
