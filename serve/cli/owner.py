"""One process owns a var folder's indexes; a lock that dies with it tells the others where it listens."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import SetupError

_FILE = "owner.lock"


@contextmanager
def owning(var_dir: Path, url: str | None = None) -> Iterator[None]:
    """Own the folder for a while.

    Args:
        url: where others reach this process, if it serves.

    Raises:
        SetupError: another process owns it, or it can't be written.
    """
    try:
        var_dir.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(var_dir / _FILE, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise SetupError(f"{var_dir} can't be written: {error.strerror}.") from error
    with os.fdopen(descriptor, "r+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SetupError(
                f"Another Shopkeeper process is using {var_dir}{_where(var_dir)}.",
                hint="Stop it, or choose another folder with --var-dir.",
            ) from error
        lock.truncate()
        json.dump({"pid": os.getpid(), "url": url}, lock)
        lock.flush()
        yield


def owner_url(var_dir: Path) -> str | None:
    """Return where the process that owns the folder listens; None when nobody does."""
    try:
        with (var_dir / _FILE).open("r", encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                url = json.load(lock).get("url")
                return str(url) if url else None
    except (OSError, ValueError):
        pass
    return None


def _where(var_dir: Path) -> str:
    url = owner_url(var_dir)
    return f" and serves at {url}" if url else ""
