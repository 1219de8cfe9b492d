"""The product store: the records themselves, and the columns that filters and rankers look at."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

from assistant.domain.product import Product
from retriever.catalogue import facets
from retriever.catalogue.records import CatalogueItem
from retriever.catalogue.selection import Selection
from retriever.database import Database
from retriever.indexes.base import IndexDocument
from retriever.text import words

_SCHEMA = """
CREATE TABLE IF NOT EXISTS products (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, title TEXT NOT NULL, brand TEXT NOT NULL, department TEXT NOT NULL,
    category TEXT NOT NULL, kind TEXT NOT NULL, price REAL NOT NULL, stock INTEGER NOT NULL, rating REAL,
    rating_count INTEGER NOT NULL, created TEXT NOT NULL, terms TEXT NOT NULL, fingerprint TEXT NOT NULL,
    updated_at TEXT NOT NULL, record TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS products_by_name ON products (name);
CREATE INDEX IF NOT EXISTS products_by_category ON products (category, department);
CREATE INDEX IF NOT EXISTS products_by_brand ON products (brand);
CREATE TABLE IF NOT EXISTS variants (
    product_id TEXT NOT NULL REFERENCES products ON DELETE CASCADE, id TEXT NOT NULL, price REAL NOT NULL,
    stock INTEGER NOT NULL, terms TEXT NOT NULL, PRIMARY KEY (product_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS variants_by_id ON variants (id);
CREATE TABLE IF NOT EXISTS facets (
    product_id TEXT NOT NULL, variant_id TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (product_id, variant_id, kind, value),
    FOREIGN KEY (product_id, variant_id) REFERENCES variants ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS facets_by_kind ON facets (kind, value);
CREATE TABLE IF NOT EXISTS links (
    product_id TEXT NOT NULL REFERENCES products ON DELETE CASCADE, other_id TEXT NOT NULL, place INTEGER NOT NULL,
    PRIMARY KEY (product_id, other_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS moved (one INTEGER PRIMARY KEY CHECK (one = 1), move TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS indexed (
    name TEXT NOT NULL, product_id TEXT NOT NULL, fingerprint TEXT NOT NULL, PRIMARY KEY (name, product_id)
) WITHOUT ROWID;
"""
_CURRENCY = "SELECT json_extract(record, '$.variants[0].price.currency') FROM products"
Names = Literal["category", "department", "brand", "color", "size"]


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """The part of a record that ranking looks at, cheap to read for hundreds of candidates."""

    id: str
    title: str
    brand: str
    department: str
    category: str
    kind: str
    price: float
    stock: int
    rating: float | None
    rating_count: int
    created: date

    @property
    def quality(self) -> float:
        """The mean rating on a scale of 0 to 1, drawn towards 3.8 while few have rated."""
        rating, prior = self.rating if self.rating is not None else 3.8, 20
        return ((rating * self.rating_count + 3.8 * prior) / (self.rating_count + prior) - 1) / 4


@dataclass(frozen=True, slots=True)
class SelectedVariant:
    """A variant that meets a selection."""

    id: str
    price: float
    stock: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A product that can't stand beside those of the shop, and why not in plain words."""

    item: CatalogueItem
    reason: str


class ProductStore:
    """The source of truth about products, in one SQLite file. Calls block; safe from several threads."""

    def __init__(self, path: Path) -> None:
        self._db = Database(path, _SCHEMA)
        self._names: dict[str, tuple[str, ...]] = {}
        self._lock = threading.Lock()
        self.version = 0  # counts the changes made through this object, so that caches know when they are stale

    def upsert(self, items: Iterable[CatalogueItem]) -> tuple[Refused, ...]:
        """Add the products, replacing those of the same id, in one transaction.

        Returns those that were left out: a shop has one currency, and a variant's id says which product is meant, so
        no second one may take it.
        """
        now = datetime.now(UTC)
        refused = []
        with self._db.write() as connection:
            for item in items:
                if reason := _clash(connection, item.product):
                    refused.append(Refused(item, reason))
                else:
                    _replace(connection, item, now)
        self._changed()
        return tuple(refused)

    def move_stock(self, move: str, product_id: str, variant_id: str, pieces: int) -> None:
        """Add pieces to a variant's stock or take them away, never below zero; unknown variants are ignored.

        Args:
            move: names this movement. The same one again, right after the first time, changes nothing, so that who
                doesn't know whether it got here may send it again; movements have to come one after the other.
        """
        with self._db.write() as connection:
            if connection.execute("SELECT 1 FROM moved WHERE move = ?", (move,)).fetchone():
                return
            connection.execute("INSERT OR REPLACE INTO moved VALUES (1, ?)", (move,))
            row = connection.execute("SELECT record FROM products WHERE id = ?", (product_id,)).fetchone()
            if row:
                _restock(connection, Product.model_validate_json(row[0]), variant_id, pieces)
        self._changed()

    def delete(self, ids: Collection[str]) -> None:
        """Remove the products; unknown ids are fine."""
        with self._db.write() as connection:
            connection.executemany("DELETE FROM products WHERE id = ?", [(product_id,) for product_id in ids])
        self._changed()

    def get_many(self, ids: Sequence[str]) -> dict[str, Product]:
        """Return the records by id; unknown ids are left out."""
        rows = self._db.read().execute(
            "SELECT id, record FROM products WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(ids),)
        )
        return {product_id: Product.model_validate_json(record) for product_id, record in rows}

    def all_ids(self) -> list[str]:
        return [row[0] for row in self._db.read().execute("SELECT id FROM products ORDER BY rowid")]

    def count(self) -> int:
        count: int = self._db.read().execute("SELECT count(*) FROM products").fetchone()[0]
        return count

    def currency(self) -> str | None:
        """Return the currency that the shop sells in; None while it has no products."""
        row = self._db.read().execute(f"{_CURRENCY} LIMIT 1").fetchone()
        return row[0] if row else None

    def facts(self, ids: Iterable[str] | None = None) -> dict[str, ProductFacts]:
        """Return the ranking facts of the products, of all of them without `ids`."""
        query = (
            "SELECT id, title, brand, department, category, kind, price, stock, rating, rating_count, created "
            "FROM products"
        )
        if ids is None:
            rows = self._db.read().execute(query)
        else:
            rows = self._db.read().execute(
                f"{query} WHERE id IN (SELECT value FROM json_each(?))",  # noqa: S608 (no outside text)
                (json.dumps(list(ids)),),
            )
        return {row[0]: _facts_of(row) for row in rows}

    def select(self, selection: Selection) -> dict[str, tuple[SelectedVariant, ...]]:
        """Return the products that meet the selection, each with the variants that do."""
        condition, values = selection.where()
        rows = self._db.read().execute(
            "SELECT v.product_id, v.id, v.price, v.stock FROM variants v "  # noqa: S608 (built from constants)
            f"JOIN products p ON p.id = v.product_id WHERE {condition} ORDER BY p.rowid",
            values,
        )
        found: dict[str, list[SelectedVariant]] = {}
        for product_id, variant_id, price, stock in rows:
            found.setdefault(product_id, []).append(SelectedVariant(variant_id, price, stock))
        return {product_id: tuple(variants) for product_id, variants in found.items()}

    def id_of_variant(self, variant_id: str) -> str | None:
        """Return the id of the product that has the variant."""
        row = self._db.read().execute("SELECT product_id FROM variants WHERE id = ?", (variant_id,)).fetchone()
        return row[0] if row else None

    def names(self, of: Names) -> tuple[str, ...]:
        """Return the distinct categories, departments, brands, colours or sizes."""
        with self._lock:
            if of not in self._names:
                query = (
                    f"SELECT DISTINCT {of} FROM products WHERE {of} != ''"  # noqa: S608 (a column of ours)
                    if of in ("category", "department", "brand")
                    else f"SELECT DISTINCT value FROM facets WHERE kind = '{of}'"  # noqa: S608
                )
                self._names[of] = tuple(sorted(row[0] for row in self._db.read().execute(query)))
            return self._names[of]

    def titled(self, name: str, limit: int) -> list[str]:
        """Return the ids of products whose title is `name`, or begins with it (two words or more), in that order."""
        key = " ".join(words(name))
        if not key:
            return []
        beginning = key if " " in key else key + " "  # one word alone begins too many titles
        rows = self._db.read().execute(
            "SELECT id FROM products WHERE name = ? OR (name >= ? AND name < ?) "
            "ORDER BY name != ?, length(name) LIMIT ?",
            (key, beginning + " ", beginning + "!", key, limit),
        )
        return [row[0] for row in rows]

    def goes_with(self, product_id: str) -> list[str]:
        """Return the ids that the product's own record recommends beside it."""
        rows = self._db.read().execute("SELECT other_id FROM links WHERE product_id = ? ORDER BY place", (product_id,))
        return [row[0] for row in rows]

    def stale(self, index: str) -> tuple[list[str], list[str]]:
        """Return the ids whose text the index has yet to read, and the ids that it has to forget."""
        read = self._db.read()
        missing = read.execute(
            "SELECT p.id FROM products p LEFT JOIN indexed i ON i.name = ? AND i.product_id = p.id "
            "WHERE i.fingerprint IS NOT p.fingerprint ORDER BY p.rowid",
            (index,),
        )
        gone = read.execute(
            "SELECT i.product_id FROM indexed i LEFT JOIN products p ON p.id = i.product_id "
            "WHERE i.name = ? AND p.id IS NULL",
            (index,),
        )
        return [row[0] for row in missing], [row[0] for row in gone]

    def mark_indexed(self, index: str, fingerprints: Mapping[str, str]) -> None:
        """Note what an index has read."""
        with self._db.write() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO indexed VALUES (?, ?, ?)",
                [(index, product_id, fingerprint) for product_id, fingerprint in fingerprints.items()],
            )

    def unmark_indexed(self, index: str, ids: Collection[str]) -> None:
        """Note what an index has forgotten."""
        with self._db.write() as connection:
            connection.executemany(
                "DELETE FROM indexed WHERE name = ? AND product_id = ?", [(index, product_id) for product_id in ids]
            )

    def indexed_ids(self, index: str) -> set[str]:
        """Return the ids of the products that the index has read at some time."""
        rows = self._db.read().execute("SELECT product_id FROM indexed WHERE name = ?", (index,))
        return {row[0] for row in rows}

    def close(self) -> None:
        self._db.close()

    def _changed(self) -> None:
        with self._lock:
            self.version += 1
            self._names.clear()


def _clash(connection: sqlite3.Connection, product: Product) -> str | None:
    """Say why a product can't stand beside the others."""
    other = connection.execute(f"{_CURRENCY} WHERE id != ? LIMIT 1", (product.id,)).fetchone()
    if other and other[0] != product.price.currency:
        return f"the price is in {product.price.currency}, the shop sells in {other[0]}"
    row = connection.execute(
        "SELECT id, product_id FROM variants WHERE id IN (SELECT value FROM json_each(?)) AND product_id != ?",
        (json.dumps([variant.id for variant in product.variants]), product.id),
    ).fetchone()
    return f'the variant id "{row[0]}" belongs to the product "{row[1]}"' if row else None


def _replace(connection: sqlite3.Connection, item: CatalogueItem, now: datetime) -> None:
    product = item.product.model_copy(update={"updated_at": now})
    connection.execute("DELETE FROM products WHERE id = ?", (product.id,))
    connection.execute(
        "INSERT INTO products VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _columns(product)
    )
    connection.executemany(
        "INSERT INTO variants VALUES (?, ?, ?, ?, ?)",
        [(product.id, v.id, float(v.price.amount), v.stock, facets.option_terms(v)) for v in product.variants],
    )
    connection.executemany("INSERT OR IGNORE INTO facets VALUES (?, ?, ?, ?)", list(_facets(product)))
    connection.executemany(
        "INSERT OR IGNORE INTO links VALUES (?, ?, ?)",
        [(product.id, other, place) for place, other in enumerate(item.goes_with)],
    )


def _restock(connection: sqlite3.Connection, product: Product, variant_id: str, pieces: int) -> None:
    variants = tuple(
        v.model_copy(update={"stock": max(0, v.stock + pieces)}) if v.id == variant_id else v for v in product.variants
    )
    changed = product.model_copy(update={"variants": variants, "updated_at": datetime.now(UTC)})
    connection.executemany(
        "UPDATE variants SET stock = ? WHERE product_id = ? AND id = ?",
        [(v.stock, product.id, v.id) for v in variants if v.id == variant_id],
    )
    connection.execute(
        "UPDATE products SET price = ?, stock = ?, updated_at = ?, record = ? WHERE id = ?",
        (float(changed.price.amount), changed.stock, _written(changed), changed.model_dump_json(), changed.id),
    )


def _written(product: Product) -> str:
    assert product.updated_at is not None
    return product.updated_at.isoformat()


def _facts_of(row: tuple[Any, ...]) -> ProductFacts:
    *values, created = row
    return ProductFacts(*values, date.fromisoformat(created))  # type: ignore[call-arg]


def _columns(product: Product) -> tuple[object, ...]:
    return (
        product.id,
        " ".join(words(product.title)),
        product.title,
        product.brand,
        product.department,
        product.category,
        product.attributes.get("kind", ""),
        float(product.price.amount),
        product.stock,
        product.rating,
        product.rating_count,
        product.created.isoformat(),
        facets.terms(product),
        IndexDocument.of(product).fingerprint,
        _written(product),
        product.model_dump_json(),
    )


def _facets(product: Product) -> Iterator[tuple[str, str, str, str]]:
    for variant in product.variants:
        for value in facets.color_values(product, variant):
            yield product.id, variant.id, "color", value
        for value in facets.size_values(product, variant):
            yield product.id, variant.id, "size", value
