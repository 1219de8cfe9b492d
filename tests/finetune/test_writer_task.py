"""The writer's rows become the prompts that are served; what is measured on is not learnt; broken rows are named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import InvalidInput
from assistant.writer.phrases import Phrase
from assistant.writer.prompt import build_messages
from finetune.tasks.writer import WriterMixture, load_writer
from finetune.train import TrainConfig, train


def row(number: int, **changes: Any) -> dict[str, Any]:
    points = [{"section": "failed", "key": "tool", "blanks": {}, "closing": False}]
    words = " ".join(f"{word}{number}" for word in ("alpha", "beta", "gamma", "delta"))
    return {
        "id": f"w-{number}",
        "message": f"where is {words}",
        "points": points,
        "reply": f"Sorry: {words}.",
    } | changes


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(each) + "\n" for each in rows), encoding="utf-8")
    return path.parent


def test_every_epoch_has_every_row_as_the_writer_meets_it(tmp_path: Path) -> None:
    data = write(tmp_path / "rows.jsonl", [row(n) for n in range(4)])
    learnt = load_writer(WriterMixture(data_dir=data, epochs=3, validation=0.0))
    assert [len(epoch) for epoch in learnt.epochs] == [4, 4, 4]
    example = learnt.epochs[0][0]
    assert list(example.messages) == build_messages([Phrase("failed", "tool")], row(0)["message"])
    assert example.answer == row(0)["reply"]


def test_what_is_measured_on_or_repeated_is_left_out_and_counted(tmp_path: Path) -> None:
    data = write(tmp_path / "rows.jsonl", [row(0), row(1), row(0, id="again"), row(2, id="leak")])
    write(tmp_path / "heldout" / "held.jsonl", [row(2)])
    learnt = load_writer(WriterMixture(data_dir=data, epochs=1, validation=0.0))
    assert [example.id for example in learnt.epochs[0]] == ["w-0", "w-1"]
    assert (learnt.tally.counts["repeated"], learnt.tally.counts["leaked"], learnt.tally.counts["held_out"]) == (
        1,
        1,
        1,
    )


def test_the_split_follows_the_ids(tmp_path: Path) -> None:
    data = write(tmp_path / "rows.jsonl", [row(n) for n in range(60)])
    before = {example.id for example in load_writer(WriterMixture(data_dir=data, validation=0.3)).epochs[0]}
    write(tmp_path / "more.jsonl", [row(n) for n in range(60, 90)])
    after = {example.id for example in load_writer(WriterMixture(data_dir=data, validation=0.3)).epochs[0]}
    assert before == {name for name in after if int(name.split("-")[1]) < 60}
    assert 20 < len(before) < 60


@pytest.mark.parametrize(
    "broken",
    [
        row(1, reply=""),
        row(1, points=[{"section": "failed", "key": "no such wording"}]),
        row(1, points="everything"),
        {"id": "w-1"},
        [],
    ],
)
def test_a_broken_row_is_named(tmp_path: Path, broken: object) -> None:
    (tmp_path / "rows.jsonl").write_text(f"{json.dumps(row(0))}\n{json.dumps(broken)}\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"Line 2 of .*rows\.jsonl is not a writer row"):
        load_writer(WriterMixture(data_dir=tmp_path))


def test_the_writer_trains(tiny_base: Path, tmp_path: Path) -> None:
    mixture = WriterMixture(data_dir=write(tmp_path / "rows.jsonl", [row(n) for n in range(4)]), epochs=2)
    config = TrainConfig(
        name="writer",
        mixture=mixture,
        base=str(tiny_base),
        runs_dir=tmp_path / "runs",
        rank=2,
        threads=1,
        max_tokens=4000,
    )
    assert TrainConfig.model_validate_json(config.model_dump_json()) == config
    assert (train(config) / "adapter_model.safetensors").is_file()
