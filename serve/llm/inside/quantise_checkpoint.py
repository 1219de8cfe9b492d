"""Runs in the quantiser's own environment: `python quantise_checkpoint.py SOURCE TARGET`, checkpoint folders both.

Weights become int8 with a scale for each output channel, activations int8 with a scale for each token, found while the
model runs: nothing has to be calibrated, and vLLM has kernels for it on CPUs and GPUs. The head stays as it is.
"""

from __future__ import annotations

import sys

import torch
from llmcompressor import oneshot
from llmcompressor.modifiers.quantization import QuantizationModifier
from transformers import AutoModelForCausalLM, AutoTokenizer

SCHEME = "W8A8"


def main(source: str, target: str) -> None:
    """Quantise a checkpoint."""
    model = AutoModelForCausalLM.from_pretrained(source, dtype=torch.bfloat16)
    oneshot(model=model, recipe=QuantizationModifier(targets="Linear", scheme=SCHEME, ignore=["lm_head"]))
    model.save_pretrained(target, save_compressed=True)
    AutoTokenizer.from_pretrained(source).save_pretrained(target)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
