"""Scores the planner that is served over labelled messages and dialogues."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

import finetune
from assistant.planner.planner import Planner
from assistant.tools.registry import build_tools
from finetune.evaluate.route import bench_route
from serve.cli.logs import log_to_stderr
from serve.cli.progress import progress_bars, stderr
from serve.language_model import LateChatModel, open_model
from serve.settings import Settings
from serve.setup.models import prepare_language_models

_HELD_OUT = Path(finetune.__file__).parent / "data" / "router" / "heldout"


def bench_route_files(
    settings: Settings, messages: Path | None, dialogues: Path | None, predictions: Path | None
) -> dict[str, Any]:
    """Return the scores over the given files; over the shipped ones that training never saw, when none is given.

    Raises:
        InvalidInput: a file can't be read.
        SetupError: there is no language model.
    """
    log_to_stderr(logging.WARNING)
    if messages is None and dialogues is None:
        messages, dialogues = _HELD_OUT / "heldout_messages.jsonl", _HELD_OUT / "heldout_dialogues.jsonl"
    with progress_bars(stderr()) as report:
        prepare_language_models(settings, report)
        model = LateChatModel()
        model.opened(open_model(settings))

        def planned(done: int, total: int) -> None:
            report("planning", done / total)

        async def run() -> dict[str, Any]:
            planner = Planner(model, build_tools(), count_tokens=model.count_tokens, deadline=settings.llm_seconds)
            await planner.warm_up()
            return await bench_route(planner, messages, dialogues, predictions, progress=planned)

        try:
            return asyncio.run(run())
        finally:
            model.close()
