"""The vLLM process: started, waited for, looked at and stopped; a record under the engine's folder remembers it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from assistant.errors import SetupError
from serve.llm.command import HOST, EngineOptions, arguments, served_rank, variables
from serve.llm.failures import explain, read_tail
from serve.llm.processes import Process, end_group, find_process
from serve.progress import Progress
from serve.setup.preflight import check_port

GRACE_SECONDS = 15.0
_POLL_SECONDS = 0.25
_HEALTH_SECONDS = 2.0
# What vLLM writes on its way, in this order, and how far it is then. Most of the time goes into importing it.
_MILESTONES = (
    ("Resolved architecture", "Starting vLLM: reading the model's description", 0.25),
    ("Initializing a V1 LLM engine", "Starting vLLM: the engine", 0.5),
    ("Starting to load model", "Starting vLLM: loading the weights", 0.7),
    ("KV cache size", "Starting vLLM: warming up", 0.8),
    ("Starting vLLM server", "Starting vLLM: opening the port", 0.95),
)


@dataclass(frozen=True, slots=True)
class EngineRecord:
    """The vLLM that was started last.

    Attributes:
        process: its first process; the others are of the same group.
        base, name, device, adapters, context_length: as in EngineOptions; a folder's name says which version it holds.
        max_rank: the largest rank of an adapter that it can load.
    """

    process: Process
    port: int
    base: str
    name: str
    device: str
    adapters: Mapping[str, str]
    max_rank: int
    context_length: int | None

    @property
    def url(self) -> str:
        """Where the OpenAI API is, for --llm-url."""
        return f"http://{HOST}:{self.port}/v1"


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """How vLLM is.

    Attributes:
        state: "down", "starting", "ready" or "died".
        models: names that requests may use; empty unless it is ready.
    """

    state: str
    record: EngineRecord | None
    models: tuple[str, ...] = ()


class Engine:
    """The one vLLM of an engine's folder.

    Args:
        home: holds the environment, the record and the log.
    """

    def __init__(self, home: Path) -> None:
        self.home = home.absolute()
        self._record = self.home / "engine.json"
        self._child: subprocess.Popen[bytes] | None = None
        self.log = self.home / "vllm.log"

    def require_down(self) -> None:
        """Raise SetupError when vLLM runs already."""
        record = self.record()
        if record and _runs(record):
            raise SetupError(f"vLLM runs already, at {record.url}.", hint="Stop it first: shopkeeper llm down")

    def start(self, python: Path, options: EngineOptions) -> EngineRecord:
        """Start vLLM, detached from this process; it takes a minute until it answers.

        Raises:
            SetupError: it runs already, or its port is taken.
        """
        self.require_down()
        self.stop()  # what a killed one left behind
        check_port(HOST, options.port)
        self.home.mkdir(parents=True, exist_ok=True)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("SHOPKEEPER_")}
        with self.log.open("wb") as log:
            self._child = subprocess.Popen(  # noqa: S603 (our own interpreter and arguments)
                [str(python), *arguments(options)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=variables(options, environment),
                cwd=self.home,
                start_new_session=True,  # Ctrl-C in this terminal isn't meant for it
            )
        process = find_process(self._child.pid)
        if process is None:
            raise explain(read_tail(self.log), self.log)
        record = EngineRecord(
            process=process,
            port=options.port,
            base=options.base,
            name=options.name,
            device=options.device,
            adapters={name: str(folder) for name, folder in options.adapters.items()},
            max_rank=served_rank(options.ranks),
            context_length=options.context_length,
        )
        self._write(record)
        return record

    def wait(self, record: EngineRecord, progress: Progress, seconds: float) -> None:
        """Return as soon as vLLM answers.

        Raises:
            SetupError: it died, with the reason in one sentence, or it takes too long.
        """
        deadline = time.monotonic() + seconds
        progress("Starting vLLM: importing", 0.0)
        while time.monotonic() < deadline:
            if not _runs(record):
                raise explain(read_tail(self.log), self.log, killed=self._was_killed())
            if _healthy(record):
                progress("vLLM is ready", 1.0)
                return
            text = read_tail(self.log)
            for mark, step, share in reversed(_MILESTONES):
                if mark in text:
                    progress(step, share)
                    break
            time.sleep(_POLL_SECONDS)
        raise SetupError(f"vLLM didn't get ready within {seconds:.0f} s.", hint=f"What it said is in {self.log}.")

    def status(self) -> EngineStatus:
        """Look at the process and ask it."""
        record = self.record()
        if record is None:
            return EngineStatus("down", None)
        if not _runs(record):
            return EngineStatus("died", record)
        if not _healthy(record):
            return EngineStatus("starting", record)
        return EngineStatus("ready", record, _models(record))

    def stop(self, grace: float = GRACE_SECONDS) -> bool:
        """End vLLM and all that it started; return whether there was one."""
        record = self.record()
        if record is None:
            return False
        end_group(record.process, grace)
        self._record.unlink(missing_ok=True)
        return True

    def record(self) -> EngineRecord | None:
        """Return the record of the vLLM that was started last and not stopped."""
        try:
            document = json.loads(self._record.read_text(encoding="utf-8"))
            return EngineRecord(**{**document, "process": Process(**document["process"])})
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def note_adapter(self, name: str, folder: Path) -> None:
        """Remember which version of an adapter answers now."""
        if record := self.record():
            self._write(replace(record, adapters={**record.adapters, name: str(folder)}))

    def _write(self, record: EngineRecord) -> None:
        fresh = self._record.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(record), indent=2), encoding="utf-8")
        fresh.replace(self._record)

    def _was_killed(self) -> bool:
        """Say whether it ended by a signal; only its parent learns that."""
        return self._child is not None and self._child.poll() == -signal.SIGKILL


def _runs(record: EngineRecord) -> bool:
    found = find_process(record.process.pid)
    return found is not None and found.started == record.process.started


def _healthy(record: EngineRecord) -> bool:
    return _get(record, "/health") is not None


def _models(record: EngineRecord) -> tuple[str, ...]:
    try:
        return tuple(str(card["id"]) for card in json.loads(_get(record, "/v1/models") or b"{}")["data"])
    except (ValueError, KeyError, TypeError):
        return ()


def _get(record: EngineRecord, path: str) -> bytes | None:
    """Ask on this machine, by the simplest means: it is done four times a second."""
    connection = HTTPConnection(HOST, record.port, timeout=_HEALTH_SECONDS)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.read() if answer.status == HTTPStatus.OK else None
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()
