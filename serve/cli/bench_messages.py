"""Says messages to a whole shop, each in a conversation of its own, and checks again what left."""

from __future__ import annotations

import asyncio
import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from assistant.errors import InvalidInput
from assistant.guard.facts import facts_of
from assistant.guard.guard import Guard
from assistant.turn.events import HandoffEvent, TextEvent
from assistant.turn.ports import TurnRecord
from finetune.evaluate.scores import share
from serve.cli.answer import Answer
from serve.cli.bench_chat import patiently
from serve.cli.client import Refused, ShopClient
from serve.cli.progress import progress_bars, stderr
from serve.cli.reach import shop_at
from serve.settings import Settings
from serve.storage.database import connect_database
from serve.storage.turn_records import SqlTurnRecords


@dataclass(frozen=True, slots=True)
class Said:
    """What a shop answered to one message; the record says from which facts."""

    sentences: tuple[str, ...]
    answer: Answer
    record: TurnRecord | None


def bench_messages(settings: Settings, path: Path, limit: int | None = None) -> dict[str, Any]:
    """Return how a whole shop answers messages; the shop of the settings' folder, started for this when it rests.

    Returns:
        n, refused (messages that the shop doesn't take), failed (turns that broke off); sentences_passed of the
        writer's and grounded of what left, as the write bench has them; llm_calls of a turn, mean and most; handoffs.

    Raises:
        InvalidInput: the messages can't be read.
        SetupError: the shop can't be opened.
    """
    texts = read_texts(path)[:limit]
    with shop_at(settings, None) as url:
        said, refused = asyncio.run(_say_all(settings, url, texts))
    return {"n": len(texts), "refused": refused, **_summary(said, Guard(settings.locale))}


def read_texts(path: Path) -> list[str]:
    """Return the messages of JSON lines with "text": plain ones or labelled rows; raises InvalidInput."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
        return [str(json.loads(line)["text"]) for line in lines if line.strip()]
    except (OSError, ValueError, KeyError, TypeError) as error:
        hint = 'Each line is an object like {"text": "a waterproof tent"}.'
        raise InvalidInput(f"The messages in {path} can't be read.", hint=hint) from error


async def _say_all(settings: Settings, url: str, texts: Sequence[str]) -> tuple[list[Said], int]:
    heard: dict[str, tuple[tuple[str, ...], Answer]] = {}
    refused = 0
    with progress_bars(stderr()) as report:
        async with ShopClient(url) as shop:
            await shop.settled()
            for number, text in enumerate(texts, 1):
                begun = (await patiently(shop.begin)).id
                try:
                    heard[begun] = await patiently(partial(_say, shop, begun, text))
                except Refused:
                    refused += 1
                report("saying", number / len(texts))
    records: dict[str, TurnRecord] = {}
    database = connect_database(settings.database)
    try:
        async for conversation, turns in SqlTurnRecords(database).by_conversation():
            if conversation.id in heard and turns:
                records[conversation.id] = turns[-1]
    finally:
        await database.close()
    return [Said(sentences, answer, records.get(key)) for key, (sentences, answer) in heard.items()], refused


async def _say(shop: ShopClient, conversation: str, text: str) -> tuple[tuple[str, ...], Answer]:
    answer, sentences = Answer(), []
    async for event in shop.say(conversation, text):
        answer.take(event)
        if isinstance(event, TextEvent):
            sentences.append(event.text.strip())
    return tuple(sentences), answer


def _summary(said: Sequence[Said], guard: Guard) -> dict[str, Any]:
    finished = [(one, one.record) for one in said if one.record is not None and one.answer.reason == "complete"]
    checked = [record.usage.get("sentences") or {} for _, record in finished]
    written, withheld = (sum(int(counts.get(key, 0)) for counts in checked) for key in ("written", "withheld"))
    left = ungrounded = 0
    for one, record in finished:
        facts = facts_of(record.results)
        left += len(one.sentences)
        ungrounded += sum(bool(guard.check(sentence, facts)) for sentence in one.sentences)
    calls = [one.answer.usage.llm_calls for one, _ in finished]
    return {
        "failed": len(said) - len(finished),
        "sentences": written,
        **share("sentences_passed", written - withheld, written),
        **share("grounded", left - ungrounded, left),
        "ungrounded": ungrounded,
        "llm_calls": {"mean": round(statistics.fmean(calls), 2), "max": max(calls)} if calls else None,
        "handoffs": sum(any(isinstance(event, HandoffEvent) for event in one.answer.events) for one in said),
    }
