"""`shopkeeper prepare`: everything that the first start would do, without serving."""

from __future__ import annotations

import asyncio

from serve.app import build_services
from serve.cli.logs import log_to_stderr
from serve.cli.owner import owning
from serve.cli.progress import Report, progress_bars, stderr
from serve.settings import Settings
from serve.setup.models import prepare_models


def prepare(settings: Settings, *, models_only: bool = False) -> None:
    """Prepare models and, unless told otherwise, the shop's database and indexes.

    Raises:
        SetupError: something is missing, or a running shop owns the folder.
    """
    log_to_stderr()
    console = stderr()
    with owning(settings.var_dir), progress_bars(console) as report:
        prepare_models(settings, report)
        if not models_only:
            asyncio.run(_fill_shop(settings, report))
    console.print("Everything is prepared.")


async def _fill_shop(settings: Settings, report: Report) -> None:
    services = await build_services(settings, report)
    await services.stop()
