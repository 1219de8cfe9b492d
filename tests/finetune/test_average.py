"""The mean of adapters is one of the same shape; what doesn't fit is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from assistant.errors import InvalidInput
from finetune.average import average_adapters
from finetune.registry import CONFIG, WEIGHTS


def adapter(folder: Path, value: float, size: int = 4) -> Path:
    folder.mkdir()
    save_file({"lora_A": torch.full((2, size), value, dtype=torch.bfloat16)}, str(folder / WEIGHTS))
    (folder / CONFIG).write_text(json.dumps({"r": 2}), encoding="utf-8")
    return folder


def test_the_mean_has_their_shape_and_type(tmp_path: Path) -> None:
    folders = [adapter(tmp_path / name, value) for name, value in (("a", 1.0), ("b", 2.0), ("c", 6.0))]
    mean = load_file(str(average_adapters(folders, tmp_path / "mean") / WEIGHTS))
    assert mean["lora_A"].dtype is torch.bfloat16
    assert torch.equal(mean["lora_A"], torch.full((2, 4), 3.0, dtype=torch.bfloat16))
    assert json.loads((tmp_path / "mean" / CONFIG).read_text(encoding="utf-8")) == {"r": 2}


def test_adapters_that_do_not_fit_together_are_refused(tmp_path: Path) -> None:
    one, other = adapter(tmp_path / "one", 1.0), adapter(tmp_path / "other", 1.0, size=5)
    for folders in ([one], [one, other], [one, tmp_path / "nowhere"]):
        with pytest.raises(InvalidInput):
            average_adapters(folders, tmp_path / "mean")
    assert not (tmp_path / "mean").exists()
