"""all-MiniLM-L6-v2 for English, as int8 in onnxruntime: 449 titles a second and core, 3 ms a query."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from assistant.errors import SetupError
from retriever.encoders.base import Vectors
from retriever.text import cjk_share

NAME = "minilm-l6-v2-int8"
DIMENSIONS = 384
MAX_TOKENS = 256
MODEL_FILE, TOKENIZER_FILE = "model.onnx", "tokenizer.json"
_BATCH = 32


class MiniLM:
    """Encodes English texts, from the folder that `minilm_export.prepare` made.

    Raises SetupError when the folder doesn't hold the model.
    """

    def __init__(self, folder: Path, threads: int = 2) -> None:
        if not (folder / MODEL_FILE).is_file() or not (folder / TOKENIZER_FILE).is_file():
            raise SetupError(f"The sentence encoder is not prepared in {folder}.", hint="Run: make setup")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.add_session_config_entry(
            "session.intra_op.allow_spinning", "0"
        )  # idle threads leave the cores to others
        self._session = onnxruntime.InferenceSession(
            str(folder / MODEL_FILE), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.enable_padding(pad_id=0, pad_token="[PAD]")  # noqa: S106 (not a password)

    @property
    def name(self) -> str:
        return NAME

    @property
    def dimensions(self) -> int:
        return DIMENSIONS

    def reads(self, text: str) -> bool:
        return cjk_share(text) < 0.3

    def is_word(self, word: str) -> bool:
        """Say whether the word is common enough in English to be one token."""
        return self._tokenizer.token_to_id(word.lower()) is not None

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts)

    def encode_products(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        """Encode in batches of similar length, so that little is computed for padding."""
        vectors = np.empty((len(texts), DIMENSIONS), np.float32)
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            vectors[batch] = self._encode_batch([texts[i] for i in batch])
        return vectors

    def _encode_batch(self, texts: list[str]) -> Vectors:
        encoded = self._tokenizer.encode_batch(texts)
        ids = np.array([item.ids for item in encoded], np.int64)
        mask = np.array([item.attention_mask for item in encoded], np.int64)
        hidden = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        weights = mask[:, :, None].astype(np.float32)
        mean = (hidden * weights).sum(axis=1) / weights.sum(axis=1)
        unit: Vectors = mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-9)
        return unit


Progress = Callable[[str, float], None]
"""Called with what is being done and the share that is done, 0 to 1."""
