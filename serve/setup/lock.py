"""A lock for work that only one process may do in a folder. Standard library only."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def alone(path: Path, waiting: str) -> Iterator[None]:
    """Hold a lock that dies with this process and with the pip that it runs.

    Args:
        path: the lock's file; its folder is made.
        waiting: what is said while another process holds the lock, as one sentence.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.stdout.write(f"{waiting}\n")
            sys.stdout.flush()
            fcntl.flock(lock, fcntl.LOCK_EX)
        os.set_inheritable(lock.fileno(), True)
        yield
