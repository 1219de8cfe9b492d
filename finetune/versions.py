"""The adapters of a shop: every version kept with its papers, one of them in force, the one before within reach.

var/adapters/router/v2/adapter_model.safetensors, adapter_config.json, manifest.json, lineage.jsonl
var/adapters/router/current.json        which version is in force, and which were before
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import Conflict, InvalidInput, NotFound, SetupError
from finetune.registry import CONFIG, SHIPPED, WEIGHTS, adapter_folder

SHIPPED_VERSION = "shipped"
Model = TypeVar("Model", bound=BaseModel)
_NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,60}")


class Manifest(BaseModel):
    """What a version was made of.

    Attributes:
        base_sha256, data_sha256: hashes of the base's weights and of all that was learnt, prompt by prompt.
        counts: rows read, removed and learnt.
        metrics: the report with which it was accepted.
        parent: the version that it went on from; empty where it began afresh.
        conversations: how many conversations of shoppers went in; which ones stands in lineage.jsonl.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    version: str
    created_at: datetime
    base: str
    base_sha256: str = ""
    data_sha256: str = ""
    licence: str = "Apache-2.0"
    seed: int | None = None
    counts: dict[str, int] = Field(default_factory=dict)
    metrics: dict[str, Any] = Field(default_factory=dict)
    config: dict[str, Any] = Field(default_factory=dict)
    parent: str = ""
    conversations: int = 0


class _Current(BaseModel):
    version: str = SHIPPED_VERSION
    before: tuple[str, ...] = ()


class AdapterVersions:
    """Versions of adapters on disk; what ships with Shopkeeper is the version "shipped" of its name.

    Args:
        folder: `var/adapters`.
    """

    def __init__(self, folder: Path, shipped: Path = SHIPPED) -> None:
        self._folder, self._shipped = folder, shipped

    def names(self) -> list[str]:
        """Return the names of all adapters."""
        found = {path.parent.name for path in self._shipped.glob(f"*/{WEIGHTS}")}
        return sorted(found | {path.parents[1].name for path in self._folder.glob(f"*/*/{WEIGHTS}")})

    def versions(self, name: str) -> list[str]:
        """Return an adapter's versions, the oldest first."""
        kept = [path.parent.name for path in self._folder.glob(f"{_checked(name)}/v*/{WEIGHTS}")]
        shipped = [SHIPPED_VERSION] if (self._shipped / name / WEIGHTS).is_file() else []
        return [*shipped, *sorted(kept, key=lambda version: int(version[1:]))]

    def current(self, name: str) -> str:
        """Return the version in force."""
        return self._current(name).version

    def folder(self, name: str, version: str | None = None) -> Path:
        """Return a version's folder, of the one in force without a version.

        Raises:
            NotFound: there is no such version.
        """
        version = version or self.current(name)
        if version not in self.versions(name):
            known = ", ".join(self.versions(name)) or "none"
            raise NotFound(f"There is no version {version} of the adapter {name}.", hint=f"There are: {known}.")
        return self._shipped / name if version == SHIPPED_VERSION else self._folder / name / version

    def manifest(self, name: str, version: str | None = None) -> Manifest:
        """Return what a version was made of; of a shipped one, what its files tell."""
        version = version or self.current(name)
        folder = self.folder(name, version)
        path = folder / "manifest.json"
        if path.is_file():
            return _read(Manifest, path)
        config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        metrics = folder / "metrics.json"
        return Manifest(
            name=name,
            version=version,
            created_at=datetime.fromtimestamp((folder / WEIGHTS).stat().st_mtime).astimezone(),
            base=config["base_model_name_or_path"],
            metrics=json.loads(metrics.read_text(encoding="utf-8")) if metrics.is_file() else {},
        )

    def serving(self, name: str) -> tuple[str, str]:
        """Return the adapter in force and its base, as `prepare_model` takes them.

        Raises:
            NotFound: there is no such adapter.
        """
        version = self.current(name)
        folder = self.folder(name, version)
        return (name if version == SHIPPED_VERSION else str(folder)), self.manifest(name, version).base

    def trained_on(self, base: str) -> dict[str, Path]:
        """Return the folders of the adapters in force that were trained on a base."""
        serving = {name: self.serving(name)[1] for name in self.names() if self.current(name) in self.versions(name)}
        return {name: self.folder(name) for name, its_base in serving.items() if its_base == base}

    def lineage(self, name: str, version: str) -> Iterator[dict[str, str]]:
        """Yield a version's rows that shoppers' conversations gave: id, conversation and owner."""
        path = self.folder(name, version) / "lineage.jsonl"
        if path.is_file():
            yield from map(json.loads, path.read_text(encoding="utf-8").splitlines())

    def add(
        self, name: str, run: Path, metrics: Mapping[str, Any], now: datetime, *, licence: str = "Apache-2.0"
    ) -> str:
        """Keep what a training run has made as a new version, and return its name; it isn't in force yet.

        Raises:
            InvalidInput: the run holds no adapter.
        """
        trained = run / "adapter"
        if not (trained / WEIGHTS).is_file():
            raise InvalidInput(
                f"There is no adapter in {run}.", hint="Give the folder of a training run that has ended."
            )
        config, summary = _json(run / "config.json"), _json(run / "summary.json")
        home = self._folder / _checked(name)
        home.mkdir(parents=True, exist_ok=True)
        numbers = [int(version[1:]) for version in self.versions(name) if version != SHIPPED_VERSION]
        version = f"v{max(numbers, default=0) + 1}"
        with tempfile.TemporaryDirectory(dir=home, prefix=".") as scratch:
            fresh = Path(scratch) / version
            fresh.mkdir()
            for file in (trained / WEIGHTS, trained / CONFIG, run / "lineage.jsonl"):
                if file.is_file():
                    shutil.copyfile(file, fresh / file.name)
            manifest = Manifest(
                name=name,
                version=version,
                created_at=now,
                base=config.get("base", ""),
                base_sha256=summary.get("base_sha256", ""),
                data_sha256=summary.get("data_sha256", ""),
                licence=licence,
                seed=config.get("seed"),
                counts=_json(run / "counts.json"),
                metrics=dict(metrics),
                config=config,
                parent=self._version_of(name, config.get("adapter")),
                conversations=len({row["conversation"] for row in _lines(fresh / "lineage.jsonl")}),
            )
            (fresh / "manifest.json").write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")
            fresh.rename(home / version)
        return version

    def use(self, name: str, version: str) -> None:
        """Put a version in force, in one step: whoever reads finds the old one or the new.

        Raises:
            NotFound: there is no such version.
        """
        self.folder(name, version)
        now = self._current(name)
        if now.version != version:
            self._write(name, _Current(version=version, before=(*now.before, now.version)))

    def rollback(self, name: str) -> str:
        """Put the version before in force again and return it.

        Raises:
            Conflict: there is none.
        """
        now = self._current(name)
        there = [version for version in now.before if version in self.versions(name)]
        if not there:
            raise Conflict(f"No other version of {name} was in force before.", hint="See: shopkeeper adapters list")
        self._write(name, _Current(version=there[-1], before=tuple(there[:-1])))
        return there[-1]

    def _current(self, name: str) -> _Current:
        path = self._folder / _checked(name) / "current.json"
        return _read(_Current, path) if path.is_file() else _Current()

    def _write(self, name: str, current: _Current) -> None:
        path = self._folder / name / "current.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch = path.with_name(f".current.{os.getpid()}")
        scratch.write_text(current.model_dump_json(), encoding="utf-8")
        scratch.replace(path)

    def _version_of(self, name: str, adapter: str | None) -> str:
        """Return the version that a run went on from, or the folder where it is none of ours."""
        if not adapter:
            return ""
        for version in self.versions(name):
            if self.folder(name, version).resolve() == adapter_folder(adapter, self._shipped).resolve():
                return version
        return adapter


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise InvalidInput(f"{name!r} is no name for an adapter.", hint="Use letters, digits, dots and dashes.")
    return name


def _read(kind: type[Model], path: Path) -> Model:
    try:
        return kind.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        raise SetupError(f"{path} can't be read.", hint="Remove the file, or bring it back from a backup.") from error


def _json(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return found


def _lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.is_file() else []
