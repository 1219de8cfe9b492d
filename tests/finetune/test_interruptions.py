"""Training survives a kill, a full disk and changed rows, and never leaves half a checkpoint."""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import torch

from assistant.errors import InvalidInput, SetupError
from finetune.base_model import open_base, with_lora
from finetune.checkpoint import Progress, newest, read_progress, write_checkpoint
from finetune.mixture import Mixture
from finetune.train import TrainConfig, train

ROOT = Path(__file__).parents[2]
ROWS = [
    {"id": f"m-{n}", "text": f"show lamp {n}", "tools": [{"name": "search_catalog", "args": {"query": f"lamp {n}"}}]}
    for n in range(8)
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "rows"
    folder.mkdir()
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    return folder


def steps(run: Path) -> list[int]:
    lines = (run / "log.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["step"] for line in lines]


def start(tiny_base: Path, data: Path, runs: Path) -> subprocess.Popen[str]:
    flags = ["--base", str(tiny_base), "--data-dir", str(data), "--runs-dir", str(runs), "--name", "killed"]
    flags += ["--composed", *["0"] * 20, "--batch-tokens", "2400", "--rank", "2", "--threads", "1"]
    flags += ["--checkpoint-every", "2", "--max-minutes", "60"]
    command = [sys.executable, "-m", "finetune.train", *flags]
    return subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_a_run_that_was_killed_goes_on_and_ends_at_the_same_step(tiny_base: Path, data: Path, tmp_path: Path) -> None:
    run = tmp_path / "runs" / "killed"
    first = start(tiny_base, data, run.parent)
    deadline = time.monotonic() + 120
    while newest(run) is None and first.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    assert first.returncode == -signal.SIGKILL
    assert newest(run) is not None
    killed_after = len(steps_written(run))
    second = start(tiny_base, data, run.parent)
    out, error = second.communicate(timeout=150)
    assert second.returncode == 0, error
    assert Path(out.strip()).name == "adapter"
    whole = steps(run)
    assert whole == list(range(len(whole)))
    assert len(whole) > killed_after
    assert newest(run) is None  # what is finished isn't gone on with


def steps_written(run: Path) -> list[str]:
    return (run / "log.jsonl").read_text(encoding="utf-8").splitlines()


@contextmanager
def small_disk(limit: int) -> Iterator[None]:
    """Let no file grow beyond some bytes, which fails as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_told_and_leaves_the_checkpoint_before(tiny_base: Path, tmp_path: Path) -> None:
    model = with_lora(open_base(str(tiny_base), torch.device("cpu")), rank=8, alpha=8)
    run = tmp_path / "run"
    run.mkdir()
    kept = write_checkpoint(run, model, {"optimizer": {}}, Progress(5, 1.0, "same"))
    with small_disk(4000), pytest.raises(SetupError) as error:
        write_checkpoint(run, model, {"optimizer": {}}, Progress(10, 2.0, "same"))
    assert "can't be written" in error.value.detail
    assert "\n" not in error.value.detail
    assert "step 5" in error.value.hint
    assert newest(run) == kept
    assert read_progress(kept, "same").step == 5
    assert [path.name for path in run.iterdir()] == ["checkpoint-0000005"]
    assert write_checkpoint(run, model, {"optimizer": {}}, Progress(10, 2.0, "same")).is_dir()
    assert [path.name for path in run.iterdir()] == ["checkpoint-0000010"]


def test_half_a_checkpoint_is_none(tmp_path: Path) -> None:
    for name in ("checkpoint-0000005", ".checkpoint-0000015"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "state.json").write_text("{}", encoding="utf-8")
    (tmp_path / "checkpoint-0000010").mkdir()
    found = newest(tmp_path)
    assert found is not None
    assert found.name == "checkpoint-0000005"


def test_a_run_goes_on_only_with_what_it_was_begun_with(tiny_base: Path, data: Path, tmp_path: Path) -> None:
    config = TrainConfig(
        base=str(tiny_base),
        mixture=Mixture(data_dir=data, composed=(0, 0), validation=0.0),
        runs_dir=tmp_path / "runs",
        rank=2,
        threads=1,
    )
    model = with_lora(open_base(str(tiny_base), torch.device("cpu")), rank=2, alpha=8)
    run = tmp_path / "runs" / config.name
    run.mkdir(parents=True)
    write_checkpoint(run, model, {"optimizer": {}}, Progress(1, 1.0, "of other rows"))
    with pytest.raises(InvalidInput, match="other rows or settings") as error:
        train(config)
    assert "--restart" in error.value.hint
    assert (train(config.model_copy(update={"restart": True})) / "adapter_config.json").is_file()
