"""What the assistant costs beside its language model: its tokens a second against the same requests sent straight.

A demo shop is opened in a process of its own. First one shopper has all the conversations, while a tap on the line
keeps what the shop asks the language model; then rounds of shoppers and rounds that send those same requests straight
to the model take turns, with as many at once, each conversation's requests one after the other, without a pause.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
from rich.table import Table

from assistant.errors import ModelUnavailable
from serve.cli.bench_chat import PER_CONVERSATION, SHIPPED, Measured, patiently, read_messages, say, spread, summary
from serve.cli.bench_shop import demo_shop
from serve.cli.client import ShopClient
from serve.cli.progress import Report, progress_bars, stderr
from serve.cli.tap import Request, Tap
from serve.language_model import server_key
from serve.settings import Settings

_ROUNDS = 2  # of each kind; the second pair in the other order, so that a machine that gets slower favours neither
_PATIENCE = httpx.Timeout(300.0)
T = TypeVar("T")
R = TypeVar("R")
Talk = tuple[str, ...]
"""What one shopper says in one conversation."""


@dataclass(slots=True)
class _Run:
    """What one kind of rounds came to."""

    tokens: int = 0
    seconds: float = 0.0
    turns: list[Measured] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return self.tokens / self.seconds if self.seconds else 0.0


def bench_overhead(
    settings: Settings,
    llm_url: str,
    url: str | None,
    shoppers: Sequence[int],
    messages: Path | None,
    turns: int,
) -> dict[str, Any]:
    """Return the figures of `bench chat` per number of shoppers, and what the assistant adds to its language model.

    Args:
        llm_url: the server of the language model, which the measured shop uses too.
        url: the shop to measure; the one that is opened here when absent.
        turns: messages of each round.

    Returns:
        per number of shoppers, besides the summary: tokens_per_s through the assistant, straight_tokens_per_s, their
        ratio, and of the time to the first card and to the first sentence what wasn't spent waiting for the language
        model: added_before_card_ms and added_before_sentence_ms.

    Raises:
        InvalidInput: the messages can't be read, or the address is none.
        Unavailable: the shop or the model doesn't answer.
    """
    texts = read_messages(messages or SHIPPED)
    talks = talks_of(texts, turns, max(shoppers))
    with progress_bars(stderr()) as report:
        figures = asyncio.run(_bench(settings, llm_url, url, shoppers, talks, report))
    stderr().print(_table(figures))
    return {"url": url, "llm_url": llm_url, "messages": len(texts), "shoppers": figures}


def talks_of(texts: Sequence[str], turns: int, shoppers: int) -> list[Talk]:
    """Cut the messages into conversations, at least one for each shopper where there are enough turns."""
    said = [texts[turn % len(texts)] for turn in range(turns)]
    length = min(PER_CONVERSATION, max(1, turns // shoppers))
    return [tuple(said[start : start + length]) for start in range(0, turns, length)]


async def _bench(
    settings: Settings, llm_url: str, url: str | None, shoppers: Sequence[int], talks: Sequence[Talk], report: Report
) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    async with AsyncExitStack() as stack:
        tap = await stack.enter_async_context(Tap(llm_url))
        own = await stack.enter_async_context(demo_shop(settings, tap.url, report))
        recorder = await stack.enter_async_context(ShopClient(own))
        await recorder.settled()
        await _talk(recorder, talks[0])  # compiles schemas and fills caches
        tap.take()
        asked: list[list[Request]] = []
        for number, talk in enumerate(talks, 1):
            await _talk(recorder, talk)
            asked.append(tap.take())
            report("recording", number / len(talks))
        shop = await stack.enter_async_context(ShopClient(url)) if url else recorder
        straight = await stack.enter_async_context(_model_client(settings, llm_url))
        for count in shoppers:
            through, raw = _Run(), _Run()
            for number in range(_ROUNDS):
                report(f"{count} at once", number / _ROUNDS)
                kinds = [
                    partial(_through, shop, talks, count, through),
                    partial(_straight, straight, asked, count, raw),
                ]
                for kind in kinds if number % 2 == 0 else reversed(kinds):
                    await kind()
            if not raw.tokens:
                raise ModelUnavailable(f"The language model at {llm_url} wrote nothing.")
            figures[str(count)] = _figures(through, raw)
    return figures


def _model_client(settings: Settings, llm_url: str) -> httpx.AsyncClient:
    """Return a client for the paths as they were recorded."""
    parts = urlsplit(llm_url)
    headers = {"Authorization": f"Bearer {server_key(settings)}", "Content-Type": "application/json"}
    return httpx.AsyncClient(base_url=f"{parts.scheme}://{parts.netloc}", headers=headers, timeout=_PATIENCE)


async def _through(shop: ShopClient, talks: Sequence[Talk], count: int, run: _Run) -> None:
    started = time.perf_counter()
    turns = await _by_shoppers(talks, count, lambda talk: _talk(shop, talk))
    run.seconds += time.perf_counter() - started
    measured = [turn for talk in turns for turn in talk]
    run.turns += measured
    run.tokens += sum(turn.usage.completion_tokens for turn in measured)


async def _straight(client: httpx.AsyncClient, asked: Sequence[Sequence[Request]], count: int, run: _Run) -> None:
    async def send(requests: Sequence[Request]) -> int:
        return sum([await _send(client, request) for request in requests])

    started = time.perf_counter()
    tokens = await _by_shoppers(asked, count, send)
    run.seconds += time.perf_counter() - started
    run.tokens += sum(tokens)


async def _by_shoppers(work: Sequence[T], count: int, do: Callable[[T], Awaitable[R]]) -> list[R]:
    """Share the work out among so many at once; each does one piece after the other."""

    async def shopper(pieces: Sequence[T]) -> list[R]:
        return [await do(piece) for piece in pieces]

    parts = await asyncio.gather(*(shopper(work[start::count]) for start in range(count)))
    return [result for part in parts for result in part]


async def _talk(shop: ShopClient, talk: Talk) -> list[Measured]:
    conversation = (await patiently(shop.begin)).id
    return [await patiently(partial(say, shop, conversation, text)) for text in talk]


async def _send(client: httpx.AsyncClient, request: Request) -> int:
    """Send a request as it was, read its answer to the end, and return the tokens that were written."""
    tokens = 0
    try:
        async with client.stream("POST", request.path, content=request.body) as response:
            if response.is_client_error:
                return 0  # as the shop was refused too, e.g. an adapter that isn't served
            response.raise_for_status()
            async for line in response.aiter_lines():
                if '"completion_tokens"' in line:
                    tokens = int(json.loads(line.removeprefix("data: "))["usage"]["completion_tokens"])
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
        raise ModelUnavailable(f"The language model at {client.base_url} didn't answer.") from error
    return tokens


def _figures(through: _Run, straight: _Run) -> dict[str, Any]:
    return {
        **summary(through.turns),
        "tokens_per_s": round(through.rate, 2),
        "straight_tokens_per_s": round(straight.rate, 2),
        "ratio": round(through.rate / straight.rate, 4) if straight.rate else None,
        "tokens": {"through": through.tokens, "straight": straight.tokens},
        "added_before_card_ms": spread(
            [turn.first_card_ms - _waited(turn, "planner_model") for turn in through.turns if turn.first_card_ms]
        ),
        "added_before_sentence_ms": spread(
            [
                turn.first_sentence_ms - _waited(turn, "planner_model", "writer_model")
                for turn in through.turns
                if turn.first_sentence_ms
            ]
        ),
    }


def _waited(turn: Measured, *parts: str) -> float:
    return sum(turn.usage.timings_ms.get(part, 0.0) for part in parts)


def _table(figures: dict[str, Any]) -> Table:
    table = Table(title="beside the language model; added milliseconds p50 / p95", title_justify="left", padding=(0, 0))
    for name in ("shoppers", "turns", "failed", "tokens/s", "straight", "ratio", "before card", "before sentence"):
        table.add_column(name, justify="right", no_wrap=True)
    for count, run in figures.items():
        added = (run["added_before_card_ms"], run["added_before_sentence_ms"])
        table.add_row(
            count,
            str(run["n"]),
            str(run["failed"]),
            f"{run['tokens_per_s']:.1f}",
            f"{run['straight_tokens_per_s']:.1f}",
            "–" if run["ratio"] is None else f"{run['ratio']:.3f}",
            *(f"{one['p50'] or 0:.0f} / {one['p95'] or 0:.0f}" for one in added),
        )
    return table
