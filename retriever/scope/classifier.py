"""Says how surely a message is about nothing that a shop does: 5 ms, from its meaning and its words."""

from __future__ import annotations

import json
import math
import re
import zlib
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from anyio import to_thread
from numpy.typing import NDArray

from retriever.encoders.base import Encoder

WEIGHTS_FILE = Path(__file__).with_name("weights.json")
BUCKETS = 4096  # of hashed words, pairs of words and pieces of words
SCALE = 8.0  # a unit vector's components are small
_LONGEST = 500  # characters that are read
_PIECE = 4
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+")
_DIGIT = re.compile(r"\d")
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weights:
    """A layer of units over the meaning, beside a weight for each bucket of words.

    Attributes:
        inner, inner_bias: shapes (dimensions, units) and (units,).
        outer: shape (units,).
        buckets: shape (BUCKETS,).
        bias: such that at even odds the wanted few of a shop's messages are turned away.
    """

    inner: Floats
    inner_bias: Floats
    outer: Floats
    buckets: Floats
    bias: float

    @classmethod
    def load(cls, file: Path = WEIGHTS_FILE) -> Weights:
        """Read what `python -m retriever.scope.fit` wrote."""
        table = json.loads(file.read_text(encoding="utf-8"))
        names = ("inner", "inner_bias", "outer", "buckets")
        inner, inner_bias, outer, buckets = (np.array(table[name], dtype=np.float32) for name in names)
        return cls(inner, inner_bias, outer, buckets, table["bias"])

    def log_odds(self, vector: Floats, buckets: NDArray[np.int64], signs: Floats) -> float:
        """Return how surely the message with that vector and those hashed words is out of scope."""
        units = np.maximum(SCALE * vector @ self.inner + self.inner_bias, 0)
        return float(units @ self.outer + self.buckets[buckets] @ signs) + self.bias


class ScopeClassifier:
    """Tells what no shop answers, learnt from labelled messages; the planner's port `Scope`."""

    def __init__(self, encoder: Encoder, weights: Weights | None = None) -> None:
        self._encoder = encoder
        self._weights = weights or Weights.load()

    async def out_of_scope(self, message: str) -> float:
        """Return 0 to 1; above 0.5 lie only as many of a shop's own messages as `fit.FALSE_ALARMS` says."""
        return await to_thread.run_sync(self._out_of_scope, message)

    def _out_of_scope(self, message: str) -> float:
        text = " ".join(message[:_LONGEST].split())
        buckets, signs = hashed(text)
        if not len(buckets) or not self._encoder.reads(text):
            return 0.0
        log_odds = self._weights.log_odds(self._encoder.encode_queries([text])[0], buckets, signs)
        return 1 / (1 + math.exp(-max(-50.0, min(50.0, log_odds))))


def hashed(text: str) -> tuple[NDArray[np.int64], Floats]:
    """Return the buckets of a text's words, pairs and pieces, and what each counts; together of length 1."""
    words = [_DIGIT.sub("0", word) for word in _WORD.findall(text.casefold())]
    found = {*words, *(" ".join(pair) for pair in pairwise(words)), "^" + " ".join(words[:2])}
    for word in words:
        bounded = f"<{word}>"
        found |= {"#" + bounded[at : at + _PIECE] for at in range(len(bounded) - _PIECE + 1)}
    codes = np.array([zlib.crc32(gram.encode()) for gram in sorted(found)] if words else [], dtype=np.int64)
    signs = np.where(codes >> 31, 1.0, -1.0) / math.sqrt(len(codes) or 1)
    return codes % BUCKETS, signs.astype(np.float32)
