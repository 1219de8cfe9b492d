"""A tuned model is written whole, says what it is made of, and never over something else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import AutoModelForCausalLM, AutoTokenizer

from assistant.errors import InvalidInput
from finetune.merged import MANIFEST, export_merged


def quiet(step: str, share: float) -> None:
    """Take no notice of the progress."""


def tuned(base: Path, folder: Path) -> Path:
    torch.manual_seed(1)
    model = get_peft_model(
        AutoModelForCausalLM.from_pretrained(base),
        LoraConfig(r=4, target_modules=["q_proj", "down_proj"], init_lora_weights=False),
    )
    model.save_pretrained(folder)
    return folder


def test_merged_answers_as_base_and_adapter_do(tiny_base: Path, tmp_path: Path) -> None:
    adapter = tuned(tiny_base, tmp_path / "adapter")
    target = export_merged(str(adapter), tmp_path / "out", tmp_path / "models", quiet, base=str(tiny_base))
    merged = AutoModelForCausalLM.from_pretrained(target)
    assert merged.dtype == torch.bfloat16
    tokens = AutoTokenizer.from_pretrained(target)("hello", return_tensors="pt")
    with torch.no_grad():
        ours = merged.float()(**tokens).logits
        apart = AutoModelForCausalLM.from_pretrained(tiny_base, dtype=torch.float32)
        plain = apart(**tokens).logits
        wanted = PeftModel.from_pretrained(apart, adapter)(**tokens).logits
    assert torch.allclose(ours, wanted, atol=0.05)
    assert not torch.allclose(plain, wanted, atol=0.05)
    manifest = json.loads((target / MANIFEST).read_text("utf-8"))
    assert manifest["adapter"] == str(adapter)
    assert manifest["quantised"] is None


def test_an_earlier_export_is_replaced_by_a_smaller_one(tiny_base: Path, tmp_path: Path) -> None:
    def shrink(source: Path, target: Path) -> str:
        assert (source / "config.json").is_file()
        target.mkdir()
        (target / "small").write_text("", encoding="utf-8")
        return "made smaller"

    out = tmp_path / "out"
    export_merged(None, out, tmp_path, quiet, base=str(tiny_base))
    export_merged(None, out, tmp_path, quiet, base=str(tiny_base), shrink=shrink)
    assert sorted(path.name for path in out.iterdir()) == [MANIFEST, "small"]
    assert json.loads((out / MANIFEST).read_text("utf-8"))["quantised"] == "made smaller"


def test_nothing_else_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "diary").write_text("mine", encoding="utf-8")
    with pytest.raises(InvalidInput):
        export_merged(None, tmp_path, tmp_path / "models", quiet, base="nowhere")
    assert (tmp_path / "diary").read_text("utf-8") == "mine"
