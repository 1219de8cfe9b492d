"""Progress of long work on stderr, from steps that report a share done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn


def stderr() -> Console:
    return Console(stderr=True, highlight=False)


class Report:
    """One bar a step, in the order in which steps report; without a terminal, one line a step. Any thread may call."""

    def __init__(self, console: Console) -> None:
        self._console = console
        columns = TextColumn("  {task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %")
        self._bars = Progress(*columns, TimeElapsedColumn(), console=console, disable=not console.is_terminal)
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, step: str, share: float) -> None:
        """Note that `share` of a step, 0 to 1, is done; a new step ends the ones before."""
        if step not in self._tasks:
            for before in self._tasks.values():
                self._bars.update(before, completed=1.0)
            if self._console.is_terminal:
                self._bars.start()
            else:
                self._console.print(f"  {step}")
            self._tasks[step] = self._bars.add_task(step, total=1.0)
        self._bars.update(self._tasks[step], completed=share)

    def stop(self) -> None:
        """Leave the bars as they stand."""
        self._bars.stop()


@contextmanager
def progress_bars(console: Console) -> Iterator[Report]:
    """Show progress while the context lasts."""
    report = Report(console)
    try:
        yield report
    finally:
        report.stop()
