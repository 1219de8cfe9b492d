"""What the Makefile calls first, with the system's own interpreter: `python -m serve.setup [--dev] [--port]`."""

from __future__ import annotations

import sys
from pathlib import Path

from assistant.errors import ShopkeeperError
from serve.setup.browser import VARIABLE, install_browser
from serve.setup.environment import Environment
from serve.setup.lock import alone
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
_WAITING = "Another setup is running in this folder; waiting until it is done."


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
    with alone(_ROOT / "var" / "setup.lock", _WAITING):
        if not environment.ready():
            check_disk(_ROOT, ENVIRONMENT_BYTES)
            sys.stdout.write("Installing Shopkeeper into .venv (the first time takes some minutes)\n")
            sys.stdout.flush()
            environment.build()
    if extras and not install_browser(environment.python):
        sys.stderr.write(f"There is no Chromium, so the browser tests will fail. Install one, or set {VARIABLE}.\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
