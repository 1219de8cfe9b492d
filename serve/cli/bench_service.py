"""`shopkeeper bench service`: writes of real tasks through the whole path, and every rule broken on purpose."""

from __future__ import annotations

import asyncio
import json
import logging
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from retriever.encoders.minilm_export import prepare as prepare_encoder
from serve.app import build_services
from serve.cli.logs import log_to_stderr
from serve.cli.progress import Report as Progress
from serve.cli.progress import progress_bars, stderr
from serve.retail.data import read_data
from serve.retail.replay import Replay, Report
from serve.retail.tasks import read_tasks
from serve.settings import Settings
from serve.storage.database import connect_database

_SHOWN = 20  # differences that are told; --states has all that is needed to look at the rest


@dataclass(frozen=True, slots=True)
class ServiceBench:
    """What to replay.

    Attributes:
        data: a folder with the shop's records.
        tasks: the file of tasks.
        states: where the touched records go after each task.
    """

    data: Path
    tasks: Path
    states: Path | None = None


def bench_service(settings: Settings, wanted: ServiceBench) -> dict[str, int]:
    """Return how many tasks end in the shop's own state, and how many violations are refused for the right reason.

    Raises:
        InvalidInput: the records or the tasks can't be read.
    """
    log_to_stderr(logging.ERROR)  # refusals are what is measured
    with progress_bars(stderr()) as told:
        report = asyncio.run(_run(settings, wanted, told))
    for line in (*report.differences, *report.unrefused)[:_SHOWN]:
        sys.stderr.write(f"{line}\n")
    if wanted.states is not None:
        wanted.states.parent.mkdir(parents=True, exist_ok=True)
        wanted.states.write_text(json.dumps(report.states, indent=1), encoding="utf-8")
    return report.figures()


async def _run(settings: Settings, wanted: ServiceBench, told: Progress) -> Report:
    data = read_data(wanted.data)
    tasks = read_tasks(wanted.tasks, data)
    encoder = prepare_encoder(settings.var_dir / "models", told)
    with tempfile.TemporaryDirectory(prefix="shopkeeper-bench-") as scratch:
        var_dir = Path(scratch) / "var"
        shutil.copytree(encoder, var_dir / "models" / encoder.name)
        services = await build_services(Settings.read(var_dir=var_dir, retail_data=wanted.data))
        database = connect_database(services.settings.database)
        try:
            replay = Replay(services, database, data)
            return await replay.run(tasks, lambda done: told("replaying", done / len(tasks)))
        finally:
            await database.close()
            await services.stop()
