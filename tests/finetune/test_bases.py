"""Any Hugging Face base is tuned, merged and loaded again; what a base lacks is said in a sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from peft import PeftModel
from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    Gemma2Config,
    GPT2Config,
    GPTNeoXConfig,
    LlamaConfig,
    MistralConfig,
    PreTrainedConfig,
    PreTrainedTokenizerFast,
    Qwen2Config,
)

from assistant.errors import InvalidInput, SetupError
from finetune.base_model import choose_device, open_base, open_tokenizer
from finetune.export import merge_adapter
from finetune.loss import can_share
from finetune.tasks.writer import WriterMixture
from finetune.train import TrainConfig, train
from prompts import load_prompt
from tests.finetune.conftest import TEMPLATE
from tests.finetune.test_writer_task import row, write

SMALL: dict[str, Any] = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 48}
HEADS = {"num_key_value_heads": 2}
BASES: dict[str, tuple[type[PreTrainedConfig], dict[str, Any], bool]] = {
    # config, its values, whether prompts are shared and the head is read apart
    "llama": (LlamaConfig, {**SMALL, **HEADS, "tie_word_embeddings": True}, True),
    "qwen2": (Qwen2Config, {**SMALL, **HEADS, "tie_word_embeddings": True}, True),
    "mistral": (MistralConfig, {**SMALL, **HEADS, "sliding_window": 64, "tie_word_embeddings": False}, True),
    "gpt_neox": (GPTNeoXConfig, SMALL, True),
    "gpt2": (GPT2Config, {"n_embd": 32, "n_layer": 2, "n_head": 4, "n_positions": 1024}, True),
    "gemma2": (Gemma2Config, {**SMALL, **HEADS, "head_dim": 8, "final_logit_softcapping": 0.01}, False),
}


@pytest.fixture(scope="module")
def tokenizer() -> PreTrainedTokenizerFast:
    """Return a byte-level BPE tokenizer trained on the prompts."""
    learnt = Tokenizer(models.BPE())
    learnt.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    specials = ["<|im_start|>", "<|im_end|>"]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=600, special_tokens=specials, initial_alphabet=alphabet)
    learnt.train_from_iterator([load_prompt("plan", "en"), load_prompt("write", "en")], trainer)
    found = PreTrainedTokenizerFast(tokenizer_object=learnt, eos_token="<|im_end|>", pad_token="<|im_end|>")
    found.chat_template = TEMPLATE
    return found


def checkpoint(folder: Path, tokenizer: PreTrainedTokenizerFast, kind: str) -> Path:
    config, values, _ = BASES[kind]
    torch.manual_seed(1)
    model = AutoModelForCausalLM.from_config(config(vocab_size=len(tokenizer), max_position_embeddings=1024, **values))
    model.to(torch.bfloat16).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.mark.parametrize("kind", BASES)
def test_a_base_is_tuned_merged_and_loaded_again(kind: str, tokenizer: PreTrainedTokenizerFast, tmp_path: Path) -> None:
    base = checkpoint(tmp_path / "base", tokenizer, kind)
    rows = write(tmp_path / "rows" / "rows.jsonl", [row(n) for n in range(3)])
    config = TrainConfig(
        name=kind,
        base=str(base),
        mixture=WriterMixture(data_dir=rows, epochs=1, validation=0.0),
        runs_dir=tmp_path / "runs",
        rank=4,
        batch_tokens=1,
        learning_rate=0.02,
        threads=1,
    )
    assert can_share(open_base(str(base), torch.device("cpu"))) is BASES[kind][2]
    folder = train(config)
    log = (tmp_path / "runs" / kind / "log.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(log) == 3

    merged = tmp_path / "merged"
    merge_adapter(str(base), folder, merged)
    ids = torch.tensor([AutoTokenizer.from_pretrained(merged).encode("where is my lamp")])
    plain = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32)
    with torch.no_grad():
        before = plain(input_ids=ids).logits
        adapted = PeftModel.from_pretrained(plain, folder)(input_ids=ids).logits
        together = AutoModelForCausalLM.from_pretrained(merged, dtype=torch.float32)(input_ids=ids).logits
    torch.testing.assert_close(adapted, together, rtol=1e-3, atol=1e-4)
    assert not torch.equal(before, adapted)


def test_a_base_without_a_chat_template_is_refused(tokenizer: PreTrainedTokenizerFast, tmp_path: Path) -> None:
    base = checkpoint(tmp_path / "base", tokenizer, "llama")
    (base / "chat_template.jinja").unlink()
    with pytest.raises(InvalidInput, match="no chat template"):
        open_tokenizer(str(base))


def test_a_base_that_takes_no_system_message_is_refused(tokenizer: PreTrainedTokenizerFast, tmp_path: Path) -> None:
    base = checkpoint(tmp_path / "base", tokenizer, "llama")
    refuses = "{% if messages[0]['role'] == 'system' %}{{ raise_exception('no system role') }}{% endif %}"
    (base / "chat_template.jinja").write_text(refuses, encoding="utf-8")
    with pytest.raises(InvalidInput, match="no system role"):
        open_tokenizer(str(base))


def test_a_tokenizer_without_an_end_is_refused(tokenizer: PreTrainedTokenizerFast, tmp_path: Path) -> None:
    endless = PreTrainedTokenizerFast(tokenizer_object=tokenizer.backend_tokenizer)
    endless.chat_template = TEMPLATE
    endless.save_pretrained(tmp_path)
    with pytest.raises(InvalidInput, match="no token that ends a text"):
        open_tokenizer(str(tmp_path))


def test_no_model_at_all_is_said_in_one_sentence(tmp_path: Path) -> None:
    for opened in (open_tokenizer, lambda base: open_base(base, torch.device("cpu"))):
        with pytest.raises(InvalidInput, match="can't be opened") as error:
            opened(str(tmp_path))
        assert "\n" not in error.value.detail


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a GPU")
def test_what_needs_a_gpu_says_so(tiny_base: Path) -> None:
    assert choose_device("auto").type == "cpu"
    with pytest.raises(SetupError, match="no CUDA GPU"):
        choose_device("cuda")
    with pytest.raises(SetupError, match="4 bits needs a CUDA GPU"):
        open_base(str(tiny_base), torch.device("cpu"), load_in_4bit=True)


def test_an_adapter_of_another_base_is_refused(
    tiny_base: Path, tokenizer: PreTrainedTokenizerFast, tmp_path: Path
) -> None:
    rows = write(tmp_path / "rows" / "rows.jsonl", [row(0)])
    mixture = WriterMixture(data_dir=rows, epochs=1, validation=0.0)
    config = TrainConfig(base=str(tiny_base), mixture=mixture, runs_dir=tmp_path / "runs", rank=2, max_tokens=4000)
    folder = train(config)
    other = checkpoint(tmp_path / "base", tokenizer, "gpt_neox")
    with pytest.raises(InvalidInput, match="doesn't fit the base model"):
        train(config.model_copy(update={"base": str(other), "adapter": folder, "name": "other"}))
