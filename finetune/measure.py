"""Measures a tuned adapter as it will serve: merged, quantised, and over the rows that nothing was tuned on."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from assistant.errors import InvalidInput
from assistant.guard.guard import Guard
from assistant.llm.embedded import EmbeddedChatModel
from assistant.planner.planner import Planner
from assistant.tools.registry import build_tools
from assistant.writer.model_writer import ModelWriter
from finetune.evaluate.route import bench_route
from finetune.evaluate.write import bench_write
from finetune.export import Progress, prepare_model
from finetune.mixture import ROUTER_DATA
from finetune.rows import read_rows, write_rows
from finetune.tasks.writer import WRITER_DATA
from finetune.writer_rows import read_writer_rows

_SECONDS = 60.0  # for one call: a slow machine makes slow figures, not bad ones


def measure_adapter(
    task: str,
    adapter: Path,
    base: str,
    models_dir: Path,
    progress: Progress,
    *,
    limit: int | None = None,
    threads: int = 2,
) -> dict[str, Any]:
    """Return the bench's report of an adapter.

    Args:
        base: what it was trained on; a packaged name, a folder or a hub name.
        limit: so many held-out rows of each file; all without.

    Raises:
        InvalidInput: there is no bench for the task.
        SetupError: the embedded engine can't run such a model; measure it on a server then.
    """
    if task not in ("router", "writer"):
        raise InvalidInput(f"There is no bench for {task}.", hint="The tasks are router and writer.")
    folder = prepare_model(str(adapter), models_dir, progress, base=base, name=f"{task}-candidate")
    model = EmbeddedChatModel(folders={task: folder}, threads=threads)

    def told(done: int, total: int) -> None:
        progress("Measuring on held-out rows", done / total)

    try:
        if task == "router":
            return asyncio.run(_route(model, limit, told))
        writer = ModelWriter(model, name=task, deadline=_SECONDS)
        rows = [row for path in sorted(WRITER_DATA.glob("heldout/*.jsonl")) for row in read_writer_rows(path)[:limit]]
        return asyncio.run(bench_write(writer, Guard("en"), rows, progress=told))
    finally:
        model.close()


async def _route(model: EmbeddedChatModel, limit: int | None, told: Callable[[int, int], None]) -> dict[str, Any]:
    planner = Planner(model, build_tools(), count_tokens=model.get_num_tokens, deadline=_SECONDS)
    with tempfile.TemporaryDirectory() as scratch:
        files = []
        for name in ("heldout_messages.jsonl", "heldout_dialogues.jsonl"):
            files.append(Path(scratch) / name)
            write_rows(files[-1], read_rows(ROUTER_DATA / "heldout" / name)[:limit])
        await planner.warm_up()
        return await bench_route(planner, *files, progress=told)
