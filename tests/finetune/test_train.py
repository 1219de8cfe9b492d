"""Training learns, shares prefixes without changing the loss, and goes on where it was interrupted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from finetune import loss
from finetune import train as recipe
from finetune.base_model import open_base, with_lora
from finetune.batches import Encoded
from finetune.mixture import Mixture
from finetune.tasks.writer import WriterMixture
from finetune.train import TrainConfig, train
from finetune.train_cli import parse_config

ROWS = [
    {"id": f"m-{n}", "text": f"show me lamp {n}", "tools": [{"name": "search_catalog", "args": {"query": f"lamp {n}"}}]}
    for n in range(6)
]


@pytest.fixture
def config(tiny_base: Path, tmp_path: Path) -> TrainConfig:
    data = tmp_path / "rows"
    data.mkdir()
    (data / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    mixture = Mixture(data_dir=data, composed=(0, 0, 0, 0), validation=0.0, surrounded=0.0, near=1.0)
    return TrainConfig(
        base=str(tiny_base),
        mixture=mixture,
        runs_dir=tmp_path / "runs",
        models_dir=tmp_path / "models",
        rank=4,
        learning_rate=0.02,
        batch_tokens=800,
        threads=1,
        checkpoint_every=2,
    )


def losses(config: TrainConfig) -> list[float]:
    log = config.runs_dir / config.name / "log.jsonl"
    return [json.loads(line)["loss"] for line in log.read_text(encoding="utf-8").splitlines()]


def test_the_loss_falls_and_an_adapter_comes_out(config: TrainConfig) -> None:
    folder = train(config)
    assert (folder / "adapter_model.safetensors").is_file()
    curve = losses(config)
    assert sum(curve[-3:]) < sum(curve[:3])


def test_an_interrupted_run_goes_on(config: TrainConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    step = recipe._optimise
    done = 0

    def interrupted(*arguments: object) -> float:
        nonlocal done
        done += 1
        if done == 4:
            raise KeyboardInterrupt
        return step(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(recipe, "_optimise", interrupted)
    with pytest.raises(KeyboardInterrupt):
        train(config)
    monkeypatch.setattr(recipe, "_optimise", step)
    train(config)
    log = config.runs_dir / config.name / "log.jsonl"
    steps = [json.loads(line)["step"] for line in log.read_text(encoding="utf-8").splitlines()]
    assert steps == list(range(len(steps)))
    assert len(steps) >= 4


def test_training_stops_in_time(config: TrainConfig) -> None:
    folder = train(config.model_copy(update={"max_minutes": 1e-9}))
    assert (folder / "adapter_config.json").is_file()
    assert losses(config) == []


def test_sharing_a_prefix_changes_neither_loss_nor_gradient(tiny_base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = with_lora(open_base(str(tiny_base), torch.device("cpu")), rank=4, alpha=8).float()
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if "lora_B" in name:
                weight.normal_(0, 0.1)
    batch = [Encoded([5, 6, 7, 8, *range(20, 20 + n), 2], 4 + n // 2) for n in (4, 6, 9)]
    found = []
    for fewest in (1, 99):
        monkeypatch.setattr(loss, "FEWEST_TO_SHARE", fewest)
        model.zero_grad()
        summed = loss.answer_loss(model, batch)
        summed.backward()
        found.append(
            (summed.detach(), [weight.grad.clone() for weight in model.parameters() if weight.grad is not None])
        )
    torch.testing.assert_close(found[0][0], found[1][0])
    for one, other in zip(found[0][1], found[1][1], strict=True):
        torch.testing.assert_close(one, other, rtol=1e-3, atol=1e-4)


def test_flags_reach_the_config() -> None:

    config = parse_config(["--name", "mine", "--composed", "10", "0", "--max-minutes", "3", "--rank", "8"])
    assert (config.name, config.mixture.composed, config.max_minutes, config.rank) == ("mine", (10, 0), 3.0, 8)
    assert parse_config([]) == TrainConfig()


def test_each_task_has_its_own_flags(capsys: pytest.CaptureFixture[str]) -> None:
    config = parse_config(["--task", "writer", "--epochs", "5", "--seed", "3"])
    assert (config.name, config.mixture.task) == ("writer", "writer")
    assert config.mixture == WriterMixture(epochs=5, seed=3)
    with pytest.raises(SystemExit):
        parse_config(["--task", "writer", "--composed", "3"])
    assert "--composed: not for this task" in capsys.readouterr().err
