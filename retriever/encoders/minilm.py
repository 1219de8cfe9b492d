"""all-MiniLM-L6-v2 for English, as int8 in onnxruntime: 449 titles a second and core, 3 ms a query."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Encoding, Tokenizer

from assistant.errors import SetupError
from retriever.encoders.base import Reading, Vectors
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
        return self.rank(word.lower()) is not None

    def rank(self, token: str) -> int | None:
        """Return the token's place in the vocabulary, common words first; None for what is no token."""
        rank: int | None = self._tokenizer.token_to_id(token)
        return rank

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Return each text with the vectors of its tokens, in batches of similar length."""
        readings: dict[int, Reading] = {}
        for batch in _batches(texts):
            encoded, hidden, vectors = self._run([texts[i] for i in batch])
            for row, i in enumerate(batch):
                inner = slice(1, sum(encoded[row].attention_mask) - 1)  # without [CLS] and [SEP]
                readings[i] = Reading(vectors[row], tuple(encoded[row].tokens[inner]), _unit(hidden[row, inner]))
        return [readings[i] for i in range(len(texts))]

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts)

    def encode_products(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.empty((len(texts), DIMENSIONS), np.float32)
        for batch in _batches(texts):
            vectors[batch] = self._run([texts[i] for i in batch])[2]
        return vectors

    def _run(self, texts: list[str]) -> tuple[list[Encoding], Vectors, Vectors]:
        """Return the tokens, the vectors of the tokens and the unit vectors of the texts."""
        encoded = self._tokenizer.encode_batch(texts)
        ids = np.array([item.ids for item in encoded], np.int64)
        mask = np.array([item.attention_mask for item in encoded], np.int64)
        hidden: Vectors = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        weights = mask[:, :, None].astype(np.float32)
        return encoded, hidden, _unit((hidden * weights).sum(axis=1) / weights.sum(axis=1))


def _batches(texts: Sequence[str]) -> Iterator[list[int]]:
    """Yield rows of texts of similar length, so that little is computed for padding."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    for start in range(0, len(order), _BATCH):
        yield order[start : start + _BATCH]


def _unit(vectors: Vectors) -> Vectors:
    unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return unit


Progress = Callable[[str, float], None]
"""Called with what is being done and the share that is done, 0 to 1."""
