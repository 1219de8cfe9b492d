"""Versions keep their papers; one is in force; going back and forgetting work from the files alone."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.errors import Conflict, InvalidInput, NotFound, SetupError
from finetune.forgetting import Wanted, find_learnt, write_without
from finetune.versions import AdapterVersions

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def versions(tmp_path: Path) -> AdapterVersions:
    shipped = tmp_path / "shipped" / "router"
    shipped.mkdir(parents=True)
    (shipped / "adapter_model.safetensors").write_bytes(b"first")
    (shipped / "adapter_config.json").write_text('{"base_model_name_or_path": "smollm2-135m"}', encoding="utf-8")
    (shipped / "metrics.json").write_text('{"heldout": {"n": 3}}', encoding="utf-8")
    return AdapterVersions(tmp_path / "adapters", tmp_path / "shipped")


def run(tmp_path: Path, adapter: str | None = None, sources: tuple[str, ...] = ()) -> Path:
    """A training run that has ended, on two rows of one conversation and one of another."""
    folder = tmp_path / "run"
    (folder / "adapter").mkdir(parents=True, exist_ok=True)
    (folder / "adapter" / "adapter_model.safetensors").write_bytes(b"weights")
    (folder / "adapter" / "adapter_config.json").write_text("{}", encoding="utf-8")
    config = {"base": "smollm2-135m", "seed": 5, "adapter": adapter, "mixture": {"task": "router", "sources": sources}}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    (folder / "counts.json").write_text('{"read.rows": 12}', encoding="utf-8")
    (folder / "summary.json").write_text('{"base_sha256": "b", "data_sha256": "d"}', encoding="utf-8")
    lines = [
        {"id": "1", "conversation": "c1", "owner": "o1"},
        {"id": "2", "conversation": "c1", "owner": "o1"},
        {"id": "3", "conversation": "c2", "owner": "o2"},
    ]
    (folder / "lineage.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return folder


def test_a_version_keeps_what_it_was_made_of(versions: AdapterVersions, tmp_path: Path) -> None:
    assert versions.add("router", run(tmp_path, str(tmp_path / "shipped" / "router")), {"n": 3}, NOW) == "v1"
    made = versions.manifest("router", "v1")
    assert (made.base_sha256, made.data_sha256, made.seed, made.parent) == ("b", "d", 5, "shipped")
    assert (made.counts, made.metrics, made.conversations) == ({"read.rows": 12}, {"n": 3}, 2)
    assert versions.versions("router") == ["shipped", "v1"]
    assert versions.names() == ["router"]
    assert versions.current("router") == "shipped"  # kept, not yet in force


def test_switching_and_going_back(versions: AdapterVersions, tmp_path: Path) -> None:
    assert versions.serving("router") == ("router", "smollm2-135m")
    for _ in range(11):
        newest = versions.add("router", run(tmp_path), {}, NOW)
    assert newest == "v11"
    assert versions.versions("router")[-1] == "v11"
    versions.use("router", "v1")
    versions.use("router", "v11")
    versions.use("router", "v11")
    assert versions.serving("router") == (str(tmp_path / "adapters" / "router" / "v11"), "smollm2-135m")
    assert versions.trained_on("smollm2-135m") == {"router": tmp_path / "adapters" / "router" / "v11"}
    assert versions.trained_on("another") == {}
    assert versions.rollback("router") == "v1"
    assert versions.rollback("router") == versions.current("router") == "shipped"
    with pytest.raises(Conflict):
        versions.rollback("router")


def test_what_is_not_there_is_said(versions: AdapterVersions, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no version v7") as error:
        versions.use("router", "v7")
    assert "shipped" in error.value.hint
    with pytest.raises(InvalidInput, match="no adapter in"):
        versions.add("router", tmp_path, {}, NOW)
    with pytest.raises(InvalidInput, match="no name"):
        versions.versions("../router")
    (tmp_path / "adapters" / "router").mkdir(parents=True)
    (tmp_path / "adapters" / "router" / "current.json").write_text("{", encoding="utf-8")
    with pytest.raises(SetupError, match="can't be read"):
        versions.current("router")


def test_whose_words_went_in_is_found_and_taken_out(versions: AdapterVersions, tmp_path: Path) -> None:
    source = tmp_path / "talk.jsonl"
    rows = [{"id": "1", "conversation": "c1", "owner": "o1"}, {"id": "3", "conversation": "c2", "owner": "o2"}]
    rows.append({"id": "4", "text": "hello", "lineage": {"conversation": "c1", "owner": "o1"}})
    source.write_text("".join(json.dumps(row) + "\n" for row in rows) + "not json\n", encoding="utf-8")
    versions.add("router", run(tmp_path, sources=(str(source),)), {}, NOW)
    for wanted in (Wanted(conversation="c1"), Wanted(owner="o1")):
        found = list(find_learnt(versions, wanted))
        assert [(one.version, one.rows, one.in_force, one.sources) for one in found] == [("v1", 2, False, (source,))]
        assert write_without(source, tmp_path / "out" / "talk.jsonl", wanted) == 2
        left = (tmp_path / "out" / "talk.jsonl").read_text(encoding="utf-8").splitlines()
        assert [line[:10] for line in left] == ['{"id": "3"', "not json"]
    assert list(find_learnt(versions, Wanted(conversation="c9"))) == []
    assert list(find_learnt(versions, Wanted())) == []


def test_what_went_on_from_a_version_has_its_words_too(versions: AdapterVersions, tmp_path: Path) -> None:
    versions.add("router", run(tmp_path, sources=("talk.jsonl",)), {}, NOW)
    child = run(tmp_path, adapter=str(versions.folder("router", "v1")))
    (child / "lineage.jsonl").write_text("", encoding="utf-8")
    assert versions.add("router", child, {}, NOW) == "v2"
    assert versions.manifest("router", "v2").parent == "v1"
    found = {one.version: (one.rows, one.sources) for one in find_learnt(versions, Wanted(conversation="c2"))}
    assert found == {"v1": (1, (Path("talk.jsonl"),)), "v2": (1, (Path("talk.jsonl"),))}
