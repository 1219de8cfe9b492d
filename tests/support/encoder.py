"""An encoder for tests that ask for no real meaning: texts are alike by the words that they share."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import numpy as np

from retriever.encoders.base import Vectors


class WordEncoder:
    """A bag of words, each in a place of its own by its checksum."""

    name = "words"
    dimensions = 256

    def reads(self, text: str) -> bool:
        return True

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self.encode_products(texts)

    def encode_products(self, texts: Sequence[str]) -> Vectors:
        vectors = np.full((len(texts), self.dimensions), 1e-6, np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.casefold()):
                vectors[row, zlib.crc32(word.encode()) % self.dimensions] += 1
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit
