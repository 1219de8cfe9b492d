"""What turns text into vectors."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Encodes texts as unit vectors whose dot product says how near their meanings are. Calls block."""

    @property
    def name(self) -> str:
        """Identifies the model and its form; vectors of different names must not be mixed."""
        ...

    @property
    def dimensions(self) -> int: ...

    def reads(self, text: str) -> bool:
        """Say whether the text is in a script that the model was trained on."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return float32 vectors of shape (len(texts), dimensions) for what is looked for."""
        ...

    def encode_products(self, texts: Sequence[str]) -> Vectors:
        """Return float32 vectors of shape (len(texts), dimensions) for what is found."""
        ...


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as a model has read it.

    Attributes:
        vector: unit vector of the whole, shape (dimensions,).
        tokens: the pieces of words; one that continues a word begins with "##".
        vectors: unit vectors of the tokens where they stand, shape (len(tokens), dimensions).
    """

    vector: Vectors
    tokens: tuple[str, ...]
    vectors: Vectors


class TokenEncoder(Protocol):
    """Reads texts token by token. Calls block."""

    def read(self, texts: Sequence[str]) -> list[Reading]: ...

    def rank(self, token: str) -> int | None:
        """Return the token's place in the vocabulary, common words first; None for what is no token."""
        ...


class EncoderInFront:
    """What an encoder that remembers passes on to the one behind it; it overrides what it remembers."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    @property
    def name(self) -> str:
        return self._encoder.name

    @property
    def dimensions(self) -> int:
        return self._encoder.dimensions

    def reads(self, text: str) -> bool:
        return self._encoder.reads(text)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encoder.encode_queries(texts)

    def encode_products(self, texts: Sequence[str]) -> Vectors:
        return self._encoder.encode_products(texts)


class CachedEncoder(EncoderInFront):
    """Remembers the vectors of the last queries, which a conversation asks again and again.

    Args:
        size: how many queries are kept; each costs 4 bytes a dimension.
    """

    def __init__(self, encoder: Encoder, size: int = 2_000) -> None:
        super().__init__(encoder)
        self._size = size
        self._kept: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        with self._lock:
            found = {text: self._kept[text] for text in texts if text in self._kept}
            for text in found:
                self._kept.move_to_end(text)
        missing = [text for text in dict.fromkeys(texts) if text not in found]
        if missing:
            found.update(zip(missing, self._encoder.encode_queries(missing), strict=True))
            with self._lock:
                self._kept.update((text, found[text]) for text in missing)
                while len(self._kept) > self._size:
                    self._kept.popitem(last=False)
        return np.stack([found[text] for text in texts]) if texts else np.empty((0, self.dimensions), np.float32)
