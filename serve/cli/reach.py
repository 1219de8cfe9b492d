"""Finds a shop to talk to: one that runs, or one that is started for the occasion."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from serve.cli.logs import log_to_stderr
from serve.cli.owner import owner_url
from serve.settings import Settings


@contextmanager
def shop_at(settings: Settings, url: str | None) -> Iterator[str]:
    """Yield the address of a shop: the given one, the one that owns the folder, or one that runs here meanwhile.

    Raises:
        SetupError: none of them is to be had.
    """
    log_to_stderr(logging.ERROR)
    if address := url or owner_url(settings.var_dir):
        yield address
        return
    from serve.cli.server import serving_meanwhile  # noqa: PLC0415 (seconds that a client of a running shop is spared)

    with serving_meanwhile(settings) as address:
        yield address
