"""The shop's whole range from the catalogue's store, read again only when the catalogue has changed."""

from __future__ import annotations

from collections.abc import Sequence

from anyio import to_thread

from assistant.domain.product import Product
from retriever.catalogue.store import ProductStore


class StoreAssortment:
    """An `Assortment` over the product store."""

    def __init__(self, store: ProductStore) -> None:
        self._store = store
        self._version = -1
        self._products: tuple[Product, ...] = ()

    async def products(self) -> Sequence[Product]:
        version = self._store.version
        if version != self._version:
            self._products = await to_thread.run_sync(self._read)
            self._version = version
        return self._products

    def _read(self) -> tuple[Product, ...]:
        ids = self._store.all_ids()
        records = self._store.get_many(ids)
        return tuple(records[product_id] for product_id in ids if product_id in records)
