"""A demo shop in a process of its own, for benches that want to stand beside a server and not in it."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from assistant.errors import SetupError
from retriever.encoders.minilm_export import prepare as prepare_encoder
from serve.cli.owner import owner_url
from serve.cli.progress import Report
from serve.settings import Settings

_READY_SECONDS = 600
_STOP_SECONDS = 20
_NO_LIMIT = "1000000/minute"
# Deadlines are for shoppers: here they would only hide how long the model takes.
_PATIENCE = {"SHOPKEEPER_LLM_SECONDS": "120", "SHOPKEEPER_TURN_SECONDS": "600"}
_LIMITS = ("messages_per_conversation", "messages_per_client", "conversations_per_client", "requests_per_client")


@asynccontextmanager
async def demo_shop(settings: Settings, llm_url: str, report: Report) -> AsyncIterator[str]:
    """Yield the address of a demo shop with an empty folder of its own, which knows no rate limits and deadlines.

    Args:
        llm_url: the language model's server that it uses.

    Raises:
        SetupError: it doesn't come up.
    """
    encoder = prepare_encoder(settings.var_dir / "models", report)
    with tempfile.TemporaryDirectory(prefix="shopkeeper-bench-") as scratch:
        var_dir, log = Path(scratch) / "var", Path(scratch) / "serve.log"
        shutil.copytree(encoder, var_dir / "models" / encoder.name)
        command = [sys.executable, "-m", "serve.cli", "serve", "--port", "0", "--demo"]
        command += ["--llm-url", llm_url, "--var-dir", str(var_dir)]
        environment = {
            **os.environ,
            **_PATIENCE,
            **{f"SHOPKEEPER_RATE_LIMITS__{name.upper()}": _NO_LIMIT for name in _LIMITS},
        }
        if settings.llm_key:
            environment["SHOPKEEPER_LLM_KEY"] = settings.llm_key.get_secret_value()
        with log.open("wb") as out:
            process = subprocess.Popen(command, stdout=out, stderr=out, env=environment)  # noqa: ASYNC220, S603
        try:
            yield await asyncio.to_thread(_address, process, var_dir, log, report)
        finally:
            process.terminate()
            try:
                await asyncio.to_thread(process.wait, _STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def _address(process: subprocess.Popen[bytes], var_dir: Path, log: Path, report: Report) -> str:
    for second in range(_READY_SECONDS):
        report("opening a shop", second / _READY_SECONDS)
        if process.poll() is not None:
            break
        if (url := owner_url(var_dir)) and "is open" in log.read_text(encoding="utf-8", errors="replace"):
            return url
        time.sleep(1)
    said = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    raise SetupError(f"The shop to measure didn't open: {said[-1] if said else 'it said nothing'}")
