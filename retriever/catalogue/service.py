"""The one way to change the catalogue: records first, then every index, so that searches follow at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from anyio import to_thread

from assistant.domain.product import Product
from retriever.catalogue.feed import read_feed
from retriever.catalogue.files import BadRow
from retriever.catalogue.records import CatalogueItem
from retriever.catalogue.store import ProductStore, Refused
from retriever.indexes.base import IndexDocument, ProductIndex

_STORE_BATCH, _INDEX_BATCH = 500, 128

Progress = Callable[[str, int, int], None]
"""Called from a worker thread with what is being done, how much is done and how much there is (0: not known)."""


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of a file."""

    products: int
    variants: int
    bad_rows: tuple[BadRow, ...]


class CatalogueService:
    """Changes products in this process, the only one that may own the indexes.

    An interrupted change is finished by the next `catch_up`: the store knows what each index has read.
    """

    def __init__(self, store: ProductStore, indexes: Sequence[ProductIndex]) -> None:
        self._store = store
        self._indexes = tuple(indexes)
        self._lock = threading.Lock()

    async def upsert(self, products: Iterable[Product | CatalogueItem]) -> tuple[Refused, ...]:
        """Add or replace products; searches see them when this returns.

        Returns those that were left out, because another product has what has to be theirs alone.
        """
        items = [item if isinstance(item, CatalogueItem) else CatalogueItem(item) for item in products]
        return await to_thread.run_sync(self._upsert, items)

    async def delete(self, ids: Collection[str]) -> None:
        """Remove products; searches don't see them any more when this returns."""
        await to_thread.run_sync(self._delete, list(ids))

    async def ingest(
        self, path: Path, *, currency: str | None = None, progress: Progress | None = None
    ) -> IngestReport:
        """Read a catalogue file into the shop; rows that don't fit are reported and don't stop the rest.

        Args:
            currency: of prices that don't say theirs; the shop's when absent, for the first file the file's own.

        Raises InvalidInput when the file itself can't be read.
        """
        return await to_thread.run_sync(self.ingest_now, path, currency, progress)

    async def catch_up(self, progress: Progress | None = None) -> int:
        """Bring the indexes up to the store, e.g. at start; return how many entries changed."""
        return await to_thread.run_sync(self.catch_up_now, progress)

    def ingest_now(self, path: Path, currency: str | None = None, progress: Progress | None = None) -> IngestReport:
        """The same as `ingest`, blocking."""
        bad: list[BadRow] = []
        refused: list[Refused] = []
        read: list[int] = []  # variants of each product
        for batch in _batches(read_feed(path, currency or self._store.currency()), bad):
            refused.extend(self._store.upsert(batch))
            read.extend(len(item.product.variants) for item in batch)
            if progress:
                progress("reading products", len(read), 0)
        # A variant may have moved from one product to another, and the file may tell of the new owner first.
        refused = list(self._store.upsert(again.item for again in refused))
        self._follow(progress)
        bad.extend(BadRow(left.item.line, left.reason) for left in refused)
        variants = sum(read) - sum(len(left.item.product.variants) for left in refused)
        return IngestReport(len(read) - len(refused), variants, tuple(sorted(bad, key=lambda row: row.line)))

    def catch_up_now(self, progress: Progress | None = None) -> int:
        """The same as `catch_up`, blocking."""
        with self._lock:
            for index in self._indexes:
                self._compare(index)
        return self._follow(progress)

    def _follow(self, progress: Progress | None = None) -> int:
        with self._lock:
            return sum(self._bring_up(index, progress) for index in self._indexes)

    def _compare(self, index: ProductIndex) -> None:
        """Correct the store's notes by what the index really holds, after a crash or a lost folder."""
        held = index.ids()
        if lost := self._store.indexed_ids(index.name) - held:
            self._store.unmark_indexed(index.name, lost)
        if orphans := held - set(self._store.all_ids()):
            index.delete(orphans)

    def _bring_up(self, index: ProductIndex, progress: Progress | None) -> int:
        missing, gone = self._store.stale(index.name)
        if gone:
            index.delete(gone)
            self._store.unmark_indexed(index.name, gone)
        for start in range(0, len(missing), _INDEX_BATCH):
            ids = missing[start : start + _INDEX_BATCH]
            documents = [IndexDocument.of(product) for product in self._store.get_many(ids).values()]
            index.upsert(documents)
            self._store.mark_indexed(index.name, {document.id: document.fingerprint for document in documents})
            if progress:
                progress(f"indexing products ({index.name})", min(start + _INDEX_BATCH, len(missing)), len(missing))
        return len(missing) + len(gone)

    def _upsert(self, items: list[CatalogueItem]) -> tuple[Refused, ...]:
        refused = self._store.upsert(items)
        self._follow()
        return refused

    def _delete(self, ids: list[str]) -> None:
        self._store.delete(ids)
        self._follow()


def _batches(rows: Iterable[CatalogueItem | BadRow], bad: list[BadRow]) -> Iterator[list[CatalogueItem]]:
    """Group the products; bad rows are set aside."""
    batch: list[CatalogueItem] = []
    for row in rows:
        if isinstance(row, BadRow):
            bad.append(row)
            continue
        batch.append(row)
        if len(batch) == _STORE_BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
