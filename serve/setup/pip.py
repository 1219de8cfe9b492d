"""Runs pip with its progress on one line, and turns what it complains about into one sentence.

Runs with the system's own interpreter: standard library only.
"""

from __future__ import annotations

import os
import queue
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO

from assistant.errors import SetupError

_REPORT_SECONDS = 15.0  # how often something is said when nobody's terminal can be rewritten
_UNREACHABLE = (
    r"Temporary failure in name resolution|Name or service not known|nodename nor servname|Network is unreachable"
    r"|NewConnectionError|ConnectTimeoutError|ReadTimeoutError|ProxyError|Connection refused|getaddrinfo failed"
    r"|NameResolutionError|RemoteDisconnected"
)
_COMPILER = (
    r"(command|execute|directory:?) '?[\w./-]*(gcc|g\+\+|cc|c\+\+|clang)'? ?(failed|:|$)|Unknown compiler|linker .?cc"
    r"|No CMAKE_C(XX)?_COMPILER|[Ff]ailed (building wheel|to build)"
)


class NoSuchRelease(SetupError):
    """The package index has no file of the wanted release that fits this machine."""


class Pip:
    """The pip of one virtual environment.

    Args:
        python: the environment's interpreter.
        log: receives all that pip says.
    """

    def __init__(self, python: Path, log: Path) -> None:
        self._python = python
        self._log = log

    def install(self, what: str, *arguments: str) -> None:
        """Install packages; `what` names them for people.

        Raises:
            SetupError: in one sentence, why that failed.
            NoSuchRelease: the index doesn't have them for this machine.
        """
        # Half a minute less: the first start compiles the tenth of all modules that it imports.
        self._run(what, "install", "--no-compile", "--no-input", *arguments)

    def remove(self, what: str, *packages: str) -> None:
        """Uninstall packages, those that are there.

        Raises:
            SetupError: in one sentence, why that failed.
        """
        self._run(what, "uninstall", "--yes", *packages)

    def _run(self, what: str, *arguments: str) -> None:
        command = [str(self._python), "-m", "pip", *arguments]
        environment = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "PYTHONHOME"}}
        environment |= {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_USER": "0", "PYTHONUNBUFFERED": "1"}
        with subprocess.Popen(  # noqa: S603 (our own interpreter and arguments)
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=environment,
            close_fds=False,  # pip keeps the setup's lock: should we be killed, nobody installs beside it
        ) as process:
            lines = self._follow(what, process)
        if process.returncode:
            raise explain("\n".join(lines), self._log)

    def _follow(self, what: str, process: subprocess.Popen[str]) -> list[str]:
        assert process.stdout is not None
        waiting: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=_read, args=(process.stdout, waiting), daemon=True).start()
        shown = _Status(what)
        lines: list[str] = []
        with self._log.open("a", encoding="utf-8") as log:
            log.write(f"\n--- {what}\n")
            while True:
                try:
                    line = waiting.get(timeout=1.0)
                except queue.Empty:
                    shown.tick()
                    continue
                if line is None:
                    break
                log.write(line)
                log.flush()
                lines.append(line.rstrip())
                shown.read(line)
        process.wait()
        shown.close(done=process.returncode == 0)
        return lines


class _Status:
    """One line that says how far pip is; lines now and then where there is no terminal."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._began = self._said = time.monotonic()
        self._found = 0
        self._stage = ""

    def read(self, line: str) -> None:
        if line.startswith("Collecting "):
            self._found += 1
            self._stage = f"fetching {re.split(r'[ <>=!~;(@]', line[len('Collecting ') :])[0]} ({self._found})"
        elif line.startswith("Installing collected packages:"):
            self._stage = f"putting {line.count(',') + 1} packages in place"
        self.tick()

    def tick(self) -> None:
        now = time.monotonic()
        text = f"  {self._what}: {self._stage or 'looking'}, {now - self._began:.0f} s"
        if sys.stdout.isatty():
            sys.stdout.write(f"\r\033[K{text[: _width()]}")
            sys.stdout.flush()
        elif now - self._said > _REPORT_SECONDS:
            self._said = now
            sys.stdout.write(text + "\n")
            sys.stdout.flush()

    def close(self, *, done: bool) -> None:
        start = "\r\033[K" if sys.stdout.isatty() else ""
        seconds = time.monotonic() - self._began
        sys.stdout.write(f"{start}  {self._what}: {'done' if done else 'failed'} in {seconds:.0f} s\n")
        sys.stdout.flush()


def explain(output: str, log: Path) -> SetupError:
    """Return the sentence for what pip wrote before it gave up."""
    missing = re.search(r"(?:No matching distribution found for|satisfies the requirement) ([^\s(;]+)", output)
    if re.search(r"No space left on device|Errno 28", output):
        return SetupError("The disk is full.", hint="Free some space and run the same command again.")
    if re.search(r"CERTIFICATE_VERIFY_FAILED|SSLCertVerificationError", output):
        return SetupError(
            "The package index shows a certificate that this machine doesn't trust.",
            hint="If your company has its own, name it: export PIP_CERT=/path/to/ca.pem",
        )
    if re.search(_UNREACHABLE, output):
        return SetupError(
            "The package index can't be reached: there is no network, or pip doesn't know the way out.",
            hint="Check the connection and pip's settings (pip config list), then run the same command again.",
        )
    if missing:
        version = ".".join(map(str, sys.version_info[:2]))
        return NoSuchRelease(
            f"The package index has no {missing.group(1)} for Python {version} on {sys.platform}.",
            hint="Try Python 3.11 to 3.13 (make PYTHON=python3.12 run), or another index (pip config list).",
        )
    if re.search(_COMPILER, output, re.MULTILINE):
        return SetupError(
            "A package has no ready-made file for this machine and needs a C compiler to be built, which is missing.",
            hint="Install one (Debian: apt-get install build-essential; macOS: xcode-select --install).",
        )
    last = next((line.strip() for line in reversed(output.splitlines()) if line.strip()), "it said nothing")
    return SetupError(f"pip failed: {last[:200]}", hint=f"All that it said is in {log}.")


def _read(stream: IO[str], waiting: queue.Queue[str | None]) -> None:
    for line in stream:
        waiting.put(line)
    waiting.put(None)


def _width() -> int:
    return shutil.get_terminal_size().columns - 1  # a guess where only one of our streams is a terminal
