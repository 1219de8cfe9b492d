"""A run's log: each step once, whatever was interrupted, and on the screen the loss and the time left."""

from __future__ import annotations

import json
from pathlib import Path
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from assistant.errors import SetupError

_SECONDS = 30.0  # between two lines where there is no terminal


class RunLog:
    """Writes log.jsonl, one line a step, and shows progress on stderr.

    Args:
        done: steps that the checkpoint holds; what the log has of later ones will be done again, so it goes.
    """

    def __init__(self, path: Path, total: int, done: int) -> None:
        self._path, self._total, self._done = path, total, done
        self._smooth: float | None = None
        self._told = 0.0
        self._console = Console(stderr=True, highlight=False)
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:.0f}/{task.total:.0f} steps"),
            TimeElapsedColumn(),
            TextColumn("{task.fields[note]}"),
            console=self._console,
            disable=not self._console.is_terminal,
        )
        self._task = self._bar.add_task("train", total=total, completed=done, note="")

    def __enter__(self) -> RunLog:
        kept = _first_steps(self._path, self._done)
        scratch = self._path.with_name(f".{self._path.name}")
        scratch.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")
        scratch.replace(self._path)
        self._file = self._path.open("a", encoding="utf-8")
        self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._bar.stop()
        try:
            self._file.close()
        except OSError:
            if error is None:
                raise

    def note(self, step: int, loss: float, rate: float, seconds: float, *, most_seconds: float) -> None:
        """Add a step, counted from 0.

        Args:
            seconds: of work so far, in earlier starts of the run too.
            most_seconds: the run ends by then in any case.

        Raises:
            SetupError: the log can't be written.
        """
        self._smooth = loss if self._smooth is None else 0.95 * self._smooth + 0.05 * loss
        line = {"step": step, "loss": round(loss, 4), "rate": rate, "seconds": round(seconds)}
        try:
            self._file.write(json.dumps(line) + "\n")
            self._file.flush()
        except OSError as error:
            raise SetupError(
                f"The log {self._path} can't be written: {error.strerror}.",
                hint="Make room on the disk and give the same command again: it goes on from its last checkpoint.",
            ) from error
        left = min(seconds / (step + 1) * (self._total - step - 1), most_seconds - seconds) / 60
        told = f"loss {self._smooth:.3f}, {max(left, 0):.0f} min left"
        self._bar.update(self._task, completed=step + 1, note=told)
        if not self._console.is_terminal and (seconds - self._told >= _SECONDS or step + 1 == self._total):
            self._told = seconds
            self._console.print(f"  step {step + 1} of {self._total}: {told}")


def _first_steps(path: Path, done: int) -> list[str]:
    """Return the log's lines of the first `done` steps; a line that a kill cut off is no line."""
    if not done or not path.is_file():
        return []
    kept: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            step = json.loads(line)["step"]
        except (ValueError, KeyError, TypeError):
            continue
        if step < done:
            kept.append(line)
    return kept
