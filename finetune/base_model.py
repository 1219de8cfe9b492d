"""Opens any causal language model of Hugging Face for tuning, and says clearly what one lacks."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import torch
from jinja2 import TemplateError
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import AutoModelForCausalLM, AutoTokenizer, BitsAndBytesConfig

from assistant.errors import InvalidInput, OptionalDependencyError, SetupError


def choose_device(wanted: str) -> torch.device:
    """Return the device to train on; "auto" is the GPU where there is one.

    Raises:
        SetupError: a GPU is wanted and there is none.
    """
    found = torch.cuda.is_available()
    if wanted == "auto":
        return torch.device("cuda" if found else "cpu")
    if wanted.startswith("cuda") and not found:
        raise SetupError("There is no CUDA GPU that torch can use.", hint="Train with --device cpu, or leave it out.")
    return torch.device(wanted)


def open_tokenizer(base: str) -> Any:
    """Return the base's tokenizer.

    Raises:
        InvalidInput: there is no such model, or it can't hold a chat: no chat template, none with a system message, or
            no token that ends an answer.
    """
    try:
        tokenizer = AutoTokenizer.from_pretrained(base)
    except (OSError, ValueError) as error:
        raise _no_such(base, error) from error
    hint = "Name an instruction-tuned model as --base."
    if tokenizer.chat_template is None:
        raise InvalidInput(f"The model {base} has no chat template.", hint=hint)
    if tokenizer.eos_token_id is None:
        raise InvalidInput(f"The tokenizer of {base} has no token that ends a text.", hint=hint)
    try:
        turns = [{"role": "system", "content": "s"}, {"role": "user", "content": "u"}]
        tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
    except TemplateError as error:
        raise InvalidInput(f"The chat template of {base} takes no system message: {error}", hint=hint) from error
    return tokenizer


def open_base(base: str, device: torch.device, *, load_in_4bit: bool = False) -> Any:
    """Return the base model, in bf16 or 4 bits, on the device.

    Raises:
        InvalidInput: there is no such model.
        SetupError: 4 bits are wanted without a GPU.
        OptionalDependencyError: they need bitsandbytes, which isn't installed.
    """
    options: dict[str, Any] = {"dtype": torch.bfloat16}
    # Plain attention: on a CPU the fused kernel's way back is so slow that it costs a tenth of the tokens a second.
    options["attn_implementation"] = "sdpa" if device.type == "cuda" else "eager"
    if load_in_4bit:
        options |= _four_bits(device)
    try:
        model = AutoModelForCausalLM.from_pretrained(base, **options)
    except (OSError, ValueError) as error:
        raise _no_such(base, error) from error
    if model.get_output_embeddings() is None:
        raise InvalidInput(f"The model {base} has no head that writes text.", hint="Name a causal language model.")
    return model if load_in_4bit else model.to(device)


def with_lora(model: Any, *, rank: int, alpha: int, adapter: Path | None = None) -> PeftModel:
    """Return the model with a new adapter on all its linear layers but the head, or with one to go on from.

    Raises:
        InvalidInput: the adapter belongs to another model.
    """
    if adapter:
        try:
            tuned = PeftModel.from_pretrained(model, adapter, is_trainable=True, autocast_adapter_dtype=False)
        except (RuntimeError, ValueError) as error:
            raise InvalidInput(
                f"The adapter in {adapter} doesn't fit the base model.", hint="Give the --base that it was trained on."
            ) from error
    else:
        lora = LoraConfig(
            r=rank, lora_alpha=alpha, target_modules="all-linear", task_type="CAUSAL_LM", lora_dropout=0.0
        )
        tuned = get_peft_model(model, lora, autocast_adapter_dtype=False)
    tuned.train()
    return tuned


def _four_bits(device: torch.device) -> dict[str, Any]:
    if device.type != "cuda":
        raise SetupError(
            "A base model in 4 bits needs a CUDA GPU.", hint="Leave --load-in-4bit out: on a CPU it trains in bf16."
        )
    if importlib.util.find_spec("bitsandbytes") is None:
        raise OptionalDependencyError("bitsandbytes", extra="gpu")
    quantisation = BitsAndBytesConfig(
        load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_compute_dtype=torch.bfloat16
    )
    return {"quantization_config": quantisation, "device_map": {"": device}}


def _no_such(base: str, error: Exception) -> InvalidInput:
    return InvalidInput(
        f"The model {base} can't be opened: {str(error).strip().splitlines()[0]}",
        hint="Name a packaged model, a folder with a checkpoint, or a model of the Hugging Face hub as --base.",
    )
