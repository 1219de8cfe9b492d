"""What the Makefile calls first, with the system's own interpreter: `python -m serve.setup [--dev] [--port]`."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import ShopkeeperError
from serve.setup.browser import VARIABLE, install_browser
from serve.setup.environment import Environment
from serve.setup.preflight import (
    DEFAULT_PORT,
    ENVIRONMENT_BYTES,
    check_disk,
    check_port,
    check_python,
    check_writable,
    wanted_port,
)

_ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str]) -> int:
    """Make the environment ready; return the exit code."""
    try:
        _prepare(extras=("dev",) if "--dev" in arguments else (), port="--port" in arguments)
    except ShopkeeperError as error:
        sys.stderr.write(f"\n{error.detail}\n{error.hint}\n")
        return 2
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted. Run the same command again to go on.\n")
        return 130
    except OSError as error:
        sys.stderr.write(f"\nThe setup can't go on: {error.strerror or error}.\n")
        return 2
    return 0


def _prepare(extras: tuple[str, ...], *, port: bool) -> None:
    check_python()
    if port:
        check_port("127.0.0.1", wanted_port(_ROOT) or DEFAULT_PORT)
    check_writable(_ROOT)
    environment = Environment(_ROOT, extras)
    with _alone(_ROOT / "var" / "setup.lock"):
        if not environment.ready():
            check_disk(_ROOT, ENVIRONMENT_BYTES)
            sys.stdout.write("Installing Shopkeeper into .venv (the first time takes some minutes)\n")
            sys.stdout.flush()
            environment.build()
    if extras and not install_browser(environment.python):
        sys.stderr.write(f"There is no Chromium, so the browser tests will fail. Install one, or set {VARIABLE}.\n")


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold a lock that dies with this process and with the pip that it runs; wait for another setup to finish."""
    path.parent.mkdir(exist_ok=True)
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.stdout.write("Another setup is running in this folder; waiting until it is done.\n")
            sys.stdout.flush()
            fcntl.flock(lock, fcntl.LOCK_EX)
        os.set_inheritable(lock.fileno(), True)
        yield


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
