"""Drives a running shop as several shoppers at once and takes the times that a shopper feels."""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from rich.table import Table

from assistant.errors import InvalidInput
from assistant.turn.events import (
    ActionEvent,
    CartEvent,
    CitationsEvent,
    DoneEvent,
    OrderEvent,
    ProductsEvent,
    TextEvent,
    UsageEvent,
)
from serve.cli.client import Refused, ShopClient
from serve.cli.progress import progress_bars, stderr

SHIPPED = Path(__file__).with_name("bench_messages.jsonl")
PER_CONVERSATION = 5  # then the shopper leaves and another comes
_WARM_UP = 3
_TRIES = 5
T = TypeVar("T")
_CARDS = (ProductsEvent, OrderEvent, CartEvent, CitationsEvent, ActionEvent)


@dataclass(frozen=True, slots=True)
class Measured:
    """One turn. Times are in milliseconds from sending the message; absent when the turn had no such thing."""

    first_card_ms: float | None
    first_sentence_ms: float | None
    turn_ms: float
    usage: UsageEvent
    failed: bool


def bench_chat(url: str, shoppers: Sequence[int], messages: Path | None, turns: int) -> dict[str, Any]:
    """Return the figures of one run per number of shoppers.

    Raises:
        InvalidInput: the messages can't be read.
        Unavailable: no shop answers at the address.
    """
    texts = read_messages(messages or SHIPPED)
    figures = asyncio.run(_bench(url, shoppers, texts, turns))
    stderr().print(table_of(figures))
    return {"url": url, "messages": len(texts), "shoppers": figures}


def read_messages(path: Path) -> list[str]:
    """Return the texts of a JSON-lines file of objects with "text"; raises InvalidInput naming the bad line."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"The file {path} can't be read.") from error
    texts = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            texts.append(str(json.loads(line)["text"]))
        except (ValueError, KeyError, TypeError) as error:
            hint = 'Each line is an object like {"text": "a waterproof tent"}.'
            raise InvalidInput(f'{path.name}, line {number}: there is no "text".', hint=hint) from error
    if not texts:
        raise InvalidInput(f"The file {path} is empty.")
    return texts


async def _bench(url: str, shoppers: Sequence[int], texts: Sequence[str], turns: int) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    with progress_bars(stderr()) as report:
        async with ShopClient(url) as shop:
            await shop.settled()
            for done in range(_WARM_UP):
                await _shop(shop, [texts[-1 - done % len(texts)]], lambda: None)
                report("warm-up", (done + 1) / _WARM_UP)
            for count in shoppers:
                step, finished = f"{count} at once", 0

                def another(step: str = step) -> None:
                    nonlocal finished
                    finished += 1
                    report(step, finished / turns)

                wanted = [texts[turn % len(texts)] for turn in range(turns)]
                parts = [wanted[start::count] for start in range(count)]
                measured = await asyncio.gather(*(_shop(shop, part, another) for part in parts))
                figures[str(count)] = summary([turn for shopper in measured for turn in shopper])
    return figures


async def _shop(shop: ShopClient, texts: Sequence[str], done: Callable[[], None]) -> list[Measured]:
    """Be one shopper after the other, each saying a few things."""
    measured: list[Measured] = []
    conversation = ""
    for number, text in enumerate(texts):
        if number % PER_CONVERSATION == 0:
            conversation = (await patiently(shop.begin)).id
        measured.append(await patiently(partial(say, shop, conversation, text)))
        done()
    return measured


async def patiently(ask: Callable[[], Awaitable[T]]) -> T:
    """Wait when the server asks for it, as a polite client does; the waiting isn't measured."""
    for _ in range(_TRIES):
        try:
            return await ask()
        except Refused as error:
            if error.retry_after is None:
                raise
            await asyncio.sleep(error.retry_after)
    return await ask()


async def say(shop: ShopClient, conversation: str, text: str) -> Measured:
    """Say one thing and take its times."""
    started = time.perf_counter()
    card = sentence = None
    usage = UsageEvent()
    ended = None
    failed = True
    async for event in shop.say(conversation, text):
        elapsed = (time.perf_counter() - started) * 1000
        if isinstance(event, _CARDS):
            card = card or elapsed
        elif isinstance(event, TextEvent):
            sentence = sentence or elapsed
        elif isinstance(event, UsageEvent):
            usage = event
        elif isinstance(event, DoneEvent):
            ended, failed = elapsed, event.reason != "complete"
    return Measured(card, sentence, ended or (time.perf_counter() - started) * 1000, usage, failed)


def summary(turns: Sequence[Measured]) -> dict[str, Any]:
    """Return medians and 95th percentiles in milliseconds, and what a turn cost the language model."""
    return {
        "n": len(turns),
        "failed": sum(turn.failed for turn in turns),
        "with_cards": sum(turn.first_card_ms is not None for turn in turns),
        "first_card_ms": spread([t.first_card_ms for t in turns if t.first_card_ms is not None]),
        "first_sentence_ms": spread([t.first_sentence_ms for t in turns if t.first_sentence_ms is not None]),
        "turn_ms": spread([turn.turn_ms for turn in turns]),
        "llm_calls": _cost([turn.usage.llm_calls for turn in turns]),
        "prompt_tokens": _cost([turn.usage.prompt_tokens for turn in turns]),
        "completion_tokens": _cost([turn.usage.completion_tokens for turn in turns]),
    }


def spread(values: Sequence[float]) -> dict[str, float | None]:
    """Return median and 95th percentile."""
    if len(values) < 2:
        only = round(values[0], 1) if values else None
        return {"p50": only, "p95": only}
    cuts = statistics.quantiles(values, n=20, method="inclusive")
    return {"p50": round(statistics.median(values), 1), "p95": round(cuts[-1], 1)}


def _shown(milliseconds: float | None) -> str:
    return "–" if milliseconds is None else f"{milliseconds:.0f}"


def _cost(values: Sequence[int]) -> dict[str, float]:
    return {"mean": round(statistics.fmean(values), 1), "max": max(values)}


def table_of(figures: dict[str, Any]) -> Table:
    """Lay out the runs for people."""
    table = Table(
        title="milliseconds, p50 / p95; LLM calls and tokens a turn, mean / max", title_justify="left", padding=(0, 0)
    )
    for name in ("shoppers", "turns", "failed", "card", "sentence", "whole", "calls", "prompt", "answer"):
        table.add_column(name, justify="right", no_wrap=True)
    for count, run in figures.items():
        times = (run[name] for name in ("first_card_ms", "first_sentence_ms", "turn_ms"))
        costs = (run[name] for name in ("llm_calls", "prompt_tokens", "completion_tokens"))
        table.add_row(
            count,
            str(run["n"]),
            str(run["failed"]),
            *(f"{_shown(spread['p50'])} / {_shown(spread['p95'])}" for spread in times),
            *(f"{cost['mean']:.0f} / {cost['max']}" for cost in costs),
        )
    return table
