"""Finds the adapters that learnt from somebody's words, and writes training files without them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from finetune.versions import AdapterVersions


@dataclass(frozen=True)
class Wanted:
    """Whose words are to go: a conversation's, or all of a shopper's by pseudonym."""

    conversation: str = ""
    owner: str = ""

    def said(self, row: dict[str, object]) -> bool:
        """Tell whether a row, or a line of a file, holds their words."""
        inner = row.get("lineage")
        lineage = inner if isinstance(inner, dict) else row
        of_it = self.conversation and lineage.get("conversation") == self.conversation
        return bool(of_it or (self.owner and lineage.get("owner") == self.owner))


@dataclass(frozen=True)
class Learnt:
    """A version that holds such rows.

    Attributes:
        rows: how many, those of the versions that it went on from included.
        sources: the files that it was trained on besides the rows of `data_dir`.
    """

    name: str
    version: str
    rows: int
    in_force: bool
    sources: tuple[Path, ...]


def find_learnt(versions: AdapterVersions, wanted: Wanted) -> Iterator[Learnt]:
    """Yield every version that was trained on the words of somebody."""
    for name in versions.names():
        for version in versions.versions(name):
            line = list(_ancestry(versions, name, version))
            rows = sum(wanted.said(dict(row)) for one in line for row in versions.lineage(name, one))
            if rows:
                mixtures = [versions.manifest(name, one).config.get("mixture", {}) for one in line]
                sources = tuple(
                    dict.fromkeys(Path(file) for mixture in mixtures for file in mixture.get("sources", ()))
                )
                yield Learnt(name, version, rows, version == versions.current(name), sources)


def _ancestry(versions: AdapterVersions, name: str, version: str) -> Iterator[str]:
    """Yield a version and those that it went on from: their weights are in its own."""
    known, seen = versions.versions(name), set[str]()
    while version in known and version not in seen:
        seen.add(version)
        yield version
        version = versions.manifest(name, version).parent


def write_without(source: Path, target: Path, wanted: Wanted) -> int:
    """Copy a training file without somebody's rows and return how many went; other lines stay as they are."""
    target.parent.mkdir(parents=True, exist_ok=True)
    gone = 0
    scratch = target.with_name(f".{target.name}")
    with source.open(encoding="utf-8", newline="") as lines, scratch.open("w", encoding="utf-8", newline="") as kept:
        for line in lines:
            if _holds(line, wanted):
                gone += 1
            else:
                kept.write(line)
    scratch.replace(target)
    return gone


def _holds(line: str, wanted: Wanted) -> bool:
    try:
        row = json.loads(line)
    except ValueError:
        return False
    return isinstance(row, dict) and wanted.said(row)
