"""What the assistance needs from others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Sentences(Protocol):
    """Encodes texts as unit vectors whose dot product says how near their meanings are. Calls block."""

    @property
    def dimensions(self) -> int: ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return float32 vectors of shape (len(texts), dimensions)."""
        ...
