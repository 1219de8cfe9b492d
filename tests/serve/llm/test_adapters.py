"""What is wrong with an adapter is said before vLLM is asked; changed weights never pass for the ones before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.errors import InvalidInput, ModelUnavailable
from serve.llm.adapters import keep_adapter, read_adapter, shelf, sweep_shelf
from serve.llm.command import EngineOptions
from serve.llm.engine import Engine
from serve.llm.switch import AdapterSwitch
from tests.serve.llm.conftest import MakeAdapter, MakePython
from tests.serve.llm.test_engine import quiet


@pytest.fixture
def base(tmp_path: Path) -> str:
    folder = tmp_path / "base"
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({"num_hidden_layers": 2, "hidden_size": 8}))
    return str(folder)


def test_a_good_adapter(make_adapter: MakeAdapter, base: str) -> None:
    assert read_adapter("router", make_adapter(), base).rank == 16
    assert read_adapter("router", make_adapter(rank_pattern={"q_proj": 64}), "qwen/qwen3").rank == 64


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"width": 16}, "another base model"),
        ({"layers": 3}, "another base model"),
        ({"peft_type": "PREFIX_TUNING"}, "not a plain LoRA"),
        ({"use_dora": True}, "not a plain LoRA"),
        ({"r": "many"}, "can't be read|not a plain"),
    ],
)
def test_one_that_does_not_fit(make_adapter: MakeAdapter, base: str, wrong: dict[str, object], sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        read_adapter("router", make_adapter(**wrong), base)


def test_broken_files(make_adapter: MakeAdapter, base: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no LoRA adapter"):
        read_adapter("router", tmp_path / "none", base)
    folder = make_adapter()
    weights = (folder / "adapter_model.safetensors").read_bytes()
    for broken, sentence in ((weights[:-1], "cut off"), (b"xx", "can't be read"), (weights[:40], "can't be read")):
        (folder / "adapter_model.safetensors").write_bytes(broken)
        with pytest.raises(InvalidInput, match=sentence):
            read_adapter("router", folder, base)
    (make_adapter() / "adapter_config.json").write_text("{")
    with pytest.raises(InvalidInput, match="can't be read"):
        read_adapter("router", folder, base)


@pytest.mark.parametrize("name", ["", "a b", "../x", "router~1", "x" * 80])
def test_a_name_that_is_none(make_adapter: MakeAdapter, base: str, name: str) -> None:
    with pytest.raises(InvalidInput, match="no name"):
        read_adapter(name, make_adapter(), base)


def test_a_copy_is_named_after_what_is_in_it(make_adapter: MakeAdapter, base: str, home: Path) -> None:
    place = shelf(home)
    first = keep_adapter(read_adapter("router", make_adapter(), base), place)
    assert keep_adapter(read_adapter("router", make_adapter(), base), place) == first
    second = keep_adapter(read_adapter("router", make_adapter(fill=1), base), place)
    assert second != first
    assert first.is_dir()
    sweep_shelf(place, [second])
    assert list(place.iterdir()) == [second]


def test_a_switch_reaches_the_engine(
    engine: Engine, home: Path, options: EngineOptions, fake_python: MakePython, make_adapter: MakeAdapter
) -> None:
    with pytest.raises(ModelUnavailable, match="isn't running"):
        AdapterSwitch(home).load("router", make_adapter())
    engine.wait(engine.start(fake_python("good"), options), quiet, seconds=60)
    assert AdapterSwitch(home).load("router", make_adapter()) == "router~1"
    record = engine.record()
    assert record is not None
    assert Path(record.adapters["router"]).parent == shelf(home)
    with pytest.raises(InvalidInput, match="rank of 64"):
        AdapterSwitch(home).load("router", make_adapter("big", r=64))


def test_an_adapter_that_the_engine_refuses(
    engine: Engine, home: Path, options: EngineOptions, fake_python: MakePython, make_adapter: MakeAdapter
) -> None:
    engine.wait(engine.start(fake_python("refusing"), options), quiet, seconds=60)
    with pytest.raises(InvalidInput, match="size mismatch"):
        AdapterSwitch(home).load("router", make_adapter())
