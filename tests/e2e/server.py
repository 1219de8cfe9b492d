"""The real server as a process of its own, on a folder that outlives it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from assistant.llm.permission import MODEL_CALLS
from serve.language_model import PART

READY_WITHIN = 240.0
STOPS_WITHIN = 20.0


class ShopServer:
    """`shopkeeper serve` with the demo shop; it may be killed and started again on the same folder and address.

    Args:
        folder: the server's own `var`, with its log beside it.
        models: prepared models, which are used where they are.
    """

    def __init__(self, folder: Path, models: Path) -> None:
        self._var = folder / "var"
        self._var.mkdir()
        (self._var / "models").symlink_to(models, target_is_directory=True)
        self._log = folder / "server.log"
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start and wait until every part is ready, the language model too."""
        # A machine that is busy must not make the rules answer in place of the model.
        environment = {**os.environ, MODEL_CALLS: "on", "SHOPKEEPER_LLM_SECONDS": "60"}
        command = [sys.executable, "-m", "serve.cli", "serve", "--port", str(self._port), "--var-dir", str(self._var)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        deadline = time.monotonic() + READY_WITHIN
        while (state := self._model_state()) != "ready":
            assert self._process.poll() is None, f"the server ended while starting:\n{self.log()}"
            assert not state.startswith("not there"), f"the language model is {state}"
            assert time.monotonic() < deadline, f"not ready within {READY_WITHIN:.0f} s ({state}):\n{self.log()}"
            time.sleep(0.2)

    def kill(self) -> None:
        """End at once, as a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """End as Ctrl-C would."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            self.kill()

    def log(self) -> str:
        """Return the last lines that the server wrote."""
        return "\n".join(self._log.read_text(encoding="utf-8", errors="replace").splitlines()[-25:])

    def _model_state(self) -> str:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                return str(json.load(answer)["parts"][PART])
        except urllib.error.HTTPError as error:
            return f"HTTP {error.code}"
        except OSError:
            return "no answer yet"


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
