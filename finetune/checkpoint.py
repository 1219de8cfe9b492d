"""Checkpoints that are whole or not there: written aside, renamed, and the one before removed only then."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError

from assistant.errors import InvalidInput, SetupError
from finetune.base import publish
from finetune.batches import Encoded


@dataclass(frozen=True)
class Progress:
    """How far a run is: steps done, seconds of work, and a fingerprint of what is learnt and how."""

    step: int
    seconds: float
    fingerprint: str


def fingerprint(settings: dict[str, Any], plan: Sequence[Sequence[Encoded]]) -> str:
    """Return a hash of the batches in their order and of all settings that decide what comes out."""
    digest = hashlib.sha256(json.dumps(settings, sort_keys=True, default=str).encode())
    for batch in plan:
        digest.update(repr([(sample.ids, sample.answer) for sample in batch]).encode())
    return digest.hexdigest()


def newest(run: Path) -> Path | None:
    """Return the folder of a run's last whole checkpoint."""
    whole = [folder for folder in run.glob("checkpoint-*") if (folder / "state.json").is_file()]
    return max(whole, key=lambda folder: int(folder.name.split("-")[1]), default=None)


def read_progress(checkpoint: Path, expected: str) -> Progress:
    """Return how far a checkpoint is.

    Raises:
        InvalidInput: the run was begun with other data or settings, so its order of learning is another one.
    """
    progress = Progress(**json.loads((checkpoint / "state.json").read_text(encoding="utf-8")))
    if progress.fingerprint != expected:
        raise InvalidInput(
            f"The run in {checkpoint.parent} was begun with other rows or settings, at step {progress.step} by now.",
            hint="Start it as it was, choose another --name, or begin it afresh with --restart.",
        )
    return progress


def write_checkpoint(run: Path, model: Any, optimizer: dict[str, Any], progress: Progress) -> Path:
    """Write a checkpoint beside the one before, then let it take that one's place.

    Raises:
        SetupError: it can't be written, most likely because the disk is full; the one before is still whole.
    """
    before = newest(run)
    with _whole_or_not(run, run / f"checkpoint-{progress.step:07d}") as scratch:
        model.save_pretrained(scratch)
        torch.save(optimizer, scratch / "optimizer.pt")
        (scratch / "state.json").write_text(json.dumps(asdict(progress)), encoding="utf-8")
    target = run / f"checkpoint-{progress.step:07d}"
    if before and before != target:
        shutil.rmtree(before)
    return target


def write_adapter(run: Path, model: Any) -> Path:
    """Write what was learnt, as the run's result, and return its folder.

    Raises:
        SetupError: it can't be written; the last checkpoint is still whole.
    """
    with _whole_or_not(run, run / "adapter") as scratch:
        model.save_pretrained(scratch)
    return run / "adapter"


def read_optimizer(checkpoint: Path) -> dict[str, Any]:
    """Return what was given to `write_checkpoint` as the optimiser's state."""
    saved: dict[str, Any] = torch.load(checkpoint / "optimizer.pt", weights_only=True)
    return saved


def forget(run: Path) -> None:
    """Remove all checkpoints of a run."""
    for folder in (*run.glob("checkpoint-*"), *run.glob(".checkpoint-*")):
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _whole_or_not(run: Path, target: Path) -> Iterator[Path]:
    """Give a folder to write into, which takes its place only when all is written."""
    scratch = target.with_name(f".{target.name}")
    try:
        shutil.rmtree(scratch, ignore_errors=True)
        yield scratch
        publish(scratch, target)
    except (OSError, SafetensorError, RuntimeError) as error:  # torch reports a full disk as a RuntimeError
        shutil.rmtree(scratch, ignore_errors=True)
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error).splitlines()[0]
        before = newest(run)
        kept = f"step {int(before.name.split('-')[1])}" if before else "the beginning"
        raise SetupError(
            f"{target} can't be written: {why.rstrip('.')}.",
            hint=f"Make room on the disk and give the same command again: it goes on from {kept}.",
        ) from error
