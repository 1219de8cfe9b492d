"""A table of vectors in memory, for exact scoring of any subset."""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence

import numpy as np

from retriever.encoders.base import Vectors
from retriever.indexes.base import Hit


class VectorTable:
    """Unit vectors by product id; 4 bytes a dimension and product. Safe from several threads."""

    def __init__(self, dimensions: int) -> None:
        self._rows: dict[str, int] = {}
        self._ids: list[str | None] = []
        self._matrix: Vectors = np.zeros((0, dimensions), np.float32)
        self._free: list[int] = []
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._rows)

    def ids(self) -> set[str]:
        with self._lock:
            return set(self._rows)

    def put(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Add or replace the vectors, of shape (len(ids), dimensions)."""
        with self._lock:
            self._grow(sum(product_id not in self._rows for product_id in ids))
            for product_id, vector in zip(ids, vectors, strict=True):
                row = self._rows.get(product_id)
                if row is None:
                    row = self._free.pop()
                    self._rows[product_id] = row
                    self._ids[row] = product_id
                self._matrix[row] = vector

    def drop(self, ids: Collection[str]) -> None:
        with self._lock:
            for product_id in ids:
                row = self._rows.pop(product_id, None)
                if row is not None:
                    self._ids[row] = None
                    self._free.append(row)

    def get(self, product_id: str) -> Vectors | None:
        """Return a copy of the product's vector, of shape (dimensions,)."""
        with self._lock:
            row = self._rows.get(product_id)
            return None if row is None else self._matrix[row].copy()

    def nearest(self, vector: Vectors, limit: int, allowed: Collection[str] | None = None) -> list[Hit]:
        """Return the nearest products by exact dot product, best first."""
        with self._lock:
            known = (
                self._rows if allowed is None else [product_id for product_id in allowed if product_id in self._rows]
            )
            ids = list(known)
            rows = np.fromiter((self._rows[product_id] for product_id in ids), np.intp, len(ids))
            scores = self._matrix[rows] @ vector
        if limit < 1 or not ids:
            return []
        best = np.argpartition(-scores, min(limit, len(ids)) - 1)[:limit]
        order = sorted(best, key=lambda i: (-scores[i], ids[i]))
        return [Hit(ids[i], float(scores[i])) for i in order]

    def _grow(self, needed: int) -> None:
        missing = needed - len(self._free)
        if missing <= 0:
            return
        size = len(self._ids)
        added = max(missing, size // 2, 256)
        grown = np.zeros((size + added, self._matrix.shape[1]), np.float32)
        grown[:size] = self._matrix
        self._matrix = grown
        self._ids.extend([None] * added)
        self._free.extend(range(size, size + added))
