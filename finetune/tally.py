"""Counts what is read and what is left out, and remembers the lines that were broken."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from assistant.errors import InvalidInput


@dataclass
class Tally:
    """What happened to the rows on their way into the mixture.

    Attributes:
        skip_broken: count a line that doesn't fit and go on, instead of refusing the file.
        broken: what was wrong, one sentence a line.
    """

    skip_broken: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)

    def note_broken(self, fault: InvalidInput) -> None:
        """Take note of a broken line, or refuse it."""
        if not self.skip_broken:
            raise fault
        self.counts["broken"] += 1
        self.broken.append(fault.detail)

    def write(self, folder: Path) -> None:
        """Leave the counts as counts.json in a run's folder, and the broken lines as broken.txt where there are any."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "counts.json").write_text(json.dumps(dict(self.counts), indent=2) + "\n", encoding="utf-8")
        if self.broken:
            (folder / "broken.txt").write_text("\n".join(self.broken) + "\n", encoding="utf-8")

    def show(self, console: Console) -> None:
        """Print the counts as a table."""
        table = Table("rows", "", title="What is learnt, and what was left out", title_justify="left")
        table.columns[1].justify = "right"
        for name, count in self.counts.items():
            table.add_row(name.replace("_", " ").replace(".", ": "), f"{count:,}")
        console.print(table)
        for fault in self.broken[:5]:
            console.print(f"  left out: {fault}", markup=False, highlight=False)
