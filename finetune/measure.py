"""Measures a tuned adapter as it will serve: merged, quantised, and over the rows that nothing was tuned on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from assistant.errors import InvalidInput
from assistant.guard.guard import Guard
from assistant.llm.embedded import EmbeddedChatModel
from assistant.planner.planner import Planner
from assistant.planner.scope import Scope
from assistant.tools.registry import build_tools
from assistant.writer.model_writer import ModelWriter
from finetune.evaluate.held_out import held_out_rows, held_out_scope_rows
from finetune.evaluate.route import bench_route
from finetune.evaluate.write import bench_write
from finetune.export import Progress, prepare_model
from finetune.tasks.writer import WRITER_DATA
from finetune.writer_rows import read_writer_rows

_SECONDS = 60.0  # for one call: a slow machine makes slow figures, not bad ones

OpenScope = Callable[[Path, int, Progress], Scope]
"""Opens the classifier that plans beside the router, given where models lie, how many threads, and the progress."""


def measure_adapter(
    task: str,
    adapter: Path,
    base: str,
    models_dir: Path,
    progress: Progress,
    *,
    open_scope: OpenScope | None = None,
    limit: int | None = None,
    threads: int = 2,
) -> dict[str, Any]:
    """Return the bench's report of an adapter; a router's says by `as_served` whether the classifier was beside it.

    Args:
        base: what it was trained on; a packaged name, a folder or a hub name.
        open_scope: whoever serves has it; without it, the router alone says what is out of scope.
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
            scope = open_scope(models_dir, threads, progress) if open_scope else None
            return asyncio.run(_route(model, scope, limit, told))
        writer = ModelWriter(model, name=task, deadline=_SECONDS)
        rows = [row for path in sorted(WRITER_DATA.glob("heldout/*.jsonl")) for row in read_writer_rows(path)[:limit]]
        return asyncio.run(bench_write(writer, Guard("en"), rows, progress=told))
    finally:
        model.close()


async def _route(
    model: EmbeddedChatModel, scope: Scope | None, limit: int | None, told: Callable[[int, int], None]
) -> dict[str, Any]:
    planner = Planner(model, build_tools(), count_tokens=model.get_num_tokens, deadline=_SECONDS, scope=scope)
    await planner.warm_up()
    scope_rows = held_out_scope_rows(limit=limit)
    figures = await bench_route(planner, held_out_rows(limit=limit), scope_rows=scope_rows, progress=told)
    return {"as_served": scope is not None, **figures}
