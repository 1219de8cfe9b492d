"""The meanings of messages: vectors of the shop's sentence encoder, half as exact as it gives them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from anyio import to_thread
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

SAME_MATTER = 0.6  # cosine: another message about the same, in other words; measured, see docs/figures.md


class Encoder(Protocol):
    """Encodes texts as unit vectors; `retriever.encoders` has them. Calls block."""

    @property
    def name(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def encode_products(self, texts: Sequence[str]) -> Vectors: ...


async def encoded(encoder: Encoder, texts: Sequence[str]) -> Vectors:
    """Return float32 vectors of shape (len(texts), dimensions), each text encoded once."""
    distinct = {text: row for row, text in enumerate(dict.fromkeys(texts))}
    if not distinct:
        return np.empty((0, encoder.dimensions), np.float32)
    vectors = await to_thread.run_sync(encoder.encode_products, list(distinct))
    return vectors[[distinct[text] for text in texts]]


def packed(vector: Vectors) -> bytes:
    return vector.astype(np.float16).tobytes()


def unpacked(stored: Sequence[bytes]) -> Vectors:
    """Return stored vectors as float32 of shape (len(stored), dimensions)."""
    return np.frombuffer(b"".join(stored), np.float16).reshape(len(stored), -1).astype(np.float32)
