"""Finds products by meaning: vectors in Chroma for the whole catalogue, exact scoring for selective filters."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import chromadb
import numpy as np
from chromadb.config import Settings

from retriever.encoders.base import Encoder, Vectors
from retriever.indexes.base import Hit, IndexDocument
from retriever.indexes.vectors import VectorTable

_MAX_BATCH = 5_000  # Chroma takes 5,461 at most
_EXACT_LIMIT = 20_000  # up to here, scoring a subset exactly costs less than 2 ms
_FORM = 1  # of `IndexDocument.passage`


class DenseIndex:
    """An index over vectors, kept by Chroma on disk; one process at a time may own the folder.

    The vectors are mirrored in memory (1.5 kB a product at 384 dimensions), since Chroma's own filters cost 23 to
    120 ms a query. Scores are cosines.
    """

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._encoder = encoder
        self._client = chromadb.PersistentClient(path=str(folder), settings=Settings(anonymized_telemetry=False))
        self._collection = self._client.get_or_create_collection(
            self.name,
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 300, "max_neighbors": 24}},
        )
        self._table = VectorTable(encoder.dimensions)
        self._load()

    @property
    def name(self) -> str:
        return f"products-{self._encoder.name}-{_FORM}"

    def upsert(self, documents: Sequence[IndexDocument]) -> None:
        for start in range(0, len(documents), _MAX_BATCH):
            batch = documents[start : start + _MAX_BATCH]
            ids = [document.id for document in batch]
            vectors = self._encoder.encode_products([document.passage for document in batch])
            self._collection.upsert(ids=ids, embeddings=vectors)
            self._table.put(ids, vectors)

    def delete(self, ids: Collection[str]) -> None:
        known = [product_id for product_id in ids if self._table.get(product_id) is not None]
        for start in range(0, len(known), _MAX_BATCH):
            self._collection.delete(ids=known[start : start + _MAX_BATCH])
        self._table.drop(known)

    def search(self, query: str, limit: int, allowed: Collection[str] | None = None) -> list[Hit]:
        if not query.strip() or not self._encoder.reads(query):
            return []
        return self.nearest(self._encoder.encode_queries([query])[0], limit, allowed)

    def nearest(self, vector: Vectors, limit: int, allowed: Collection[str] | None = None) -> list[Hit]:
        """Return the products nearest to a unit vector of shape (dimensions,)."""
        if limit < 1 or not len(self._table):
            return []
        if allowed is not None and len(allowed) <= _EXACT_LIMIT:
            return self._table.nearest(vector, limit, allowed)
        if allowed is None:
            return self._approximate(vector, limit)
        found = [hit for hit in self._approximate(vector, limit * 3) if hit.id in allowed]
        return found[:limit] if len(found) >= limit else self._table.nearest(vector, limit, allowed)

    def vector(self, product_id: str) -> Vectors | None:
        """Return the product's vector, of shape (dimensions,)."""
        return self._table.get(product_id)

    def ids(self) -> set[str]:
        return self._table.ids()

    def close(self) -> None:
        self._client.close()

    def _approximate(self, vector: Vectors, limit: int) -> list[Hit]:
        answer = self._collection.query(
            query_embeddings=vector[None, :], n_results=min(limit, len(self._table)), include=["distances"]
        )
        ids, distances = answer["ids"][0], answer["distances"][0]
        return [Hit(product_id, 1.0 - float(distance)) for product_id, distance in zip(ids, distances, strict=True)]

    def _load(self) -> None:
        total = self._collection.count()
        for offset in range(0, total, _MAX_BATCH):
            page = self._collection.get(limit=_MAX_BATCH, offset=offset, include=["embeddings"])
            self._table.put(page["ids"], np.asarray(page["embeddings"], np.float32))
