"""Reads product records by id and by name."""

from __future__ import annotations

from anyio import to_thread

from assistant.domain.product import Product
from assistant.errors import ProductNotFound
from retriever.catalogue.store import ProductStore
from retriever.indexes.base import ProductIndex
from retriever.search.spelling import Speller
from retriever.text import stem, stems, telling_words

_ENOUGH = 0.6  # share of a name's words that a product has to carry


class CatalogueReader:
    """Implements Catalogue."""

    def __init__(self, store: ProductStore, lexical: ProductIndex, speller: Speller) -> None:
        self._store = store
        self._lexical = lexical
        self._speller = speller

    async def get(self, product_id: str) -> Product:
        """Return the record; raises ProductNotFound."""
        found = await to_thread.run_sync(self._store.get_many, [product_id])
        if product_id not in found:
            raise ProductNotFound(f"There is no product {product_id[:100]!r} in the catalogue.")
        return found[product_id]

    async def find_by_name(self, name: str, limit: int = 3) -> tuple[Product, ...]:
        """Return products whose title is meant by `name`, surest first; empty when none is.

        An id counts as a name; then the whole title, its beginning, and most of the name's words.
        """
        return await to_thread.run_sync(self._find_by_name, name[:300], limit)

    def _find_by_name(self, name: str, limit: int) -> tuple[Product, ...]:
        ids = [*self._store.get_many([name.strip()]), *self._store.titled(name, limit)]
        ids = list(dict.fromkeys(ids))
        if len(ids) < limit:
            ids = list(dict.fromkeys((*ids, *self._by_words(name))))
        records = self._store.get_many(ids[:limit])
        return tuple(records[id_] for id_ in ids[:limit] if id_ in records)

    def _by_words(self, name: str) -> list[str]:
        said = telling_words(name)
        if not said:
            return []
        wanted = {stem(word) for word in self._speller.mend(said)}
        hits = self._lexical.search(" ".join(sorted(wanted | set(said))), 30)
        records = self._store.get_many([hit.id for hit in hits])
        scored = []
        for rank, hit in enumerate(hits):
            if hit.id in records:
                scored.append((*_overlap(wanted, records[hit.id]), -rank, hit.id))
        return [id_ for carried, *_, id_ in sorted(scored, reverse=True) if carried >= _ENOUGH]


def _overlap(wanted: set[str], product: Product) -> tuple[float, bool, float]:
    """Return the share of the name's words that the product carries, whether the title's last word is among them, and
    the share of the title that is named. The last word says what it is: a "Whistle Kettle", but no "Kettle Grill".
    """
    title = stems(product.title)
    options = {word for variant in product.variants for value in variant.options.values() for word in stems(value)}
    carries = {*title, *options, *stems(product.brand), *stems(product.attributes.get("kind", ""))}
    carried = sum(_has(carries, word) for word in wanted) / len(wanted)
    named = sum(_has(wanted, word) for word in set(title))
    return (carried if named else 0.0), bool(title) and _has(wanted, title[-1]), named / max(1, len(set(title)))


def _has(words_there: set[str], word: str) -> bool:
    """Say whether a word is there, in this form or another one: "whistling" for "whistle"."""
    if word in words_there:
        return True
    return len(word) >= 5 and any(
        other[:5] == word[:5] and abs(len(other) - len(word)) <= 3 for other in words_there if len(other) >= 5
    )
