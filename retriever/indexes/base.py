"""What an index is given and what it answers."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from assistant.domain.product import Product


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """The text of a product by which it is found; prices, stock and ratings are no part of it."""

    id: str
    title: str
    category: str = ""
    brand: str = ""
    attributes: str = ""
    description: str = ""

    @classmethod
    def of(cls, product: Product) -> IndexDocument:
        """Gather the searchable text of a record."""
        options = dict.fromkeys(value for variant in product.variants for value in variant.options.values())
        facts = [f"{name} {value}" for name, value in product.attributes.items()]
        return cls(
            id=product.id,
            title=product.title,
            category=" ".join(dict.fromkeys(name for name in (product.department, product.category) if name)),
            brand=product.brand,
            attributes=" ".join((*facts, *options)),
            description=product.description,
        )

    @property
    def passage(self) -> str:
        """The text that a sentence encoder reads: what matters most first, since encoders cut long texts."""
        head = ". ".join(part for part in (self.title, self.brand, self.category) if part)
        return f"{head}. {self.description[:300]}"

    @property
    def fingerprint(self) -> str:
        """Changes when the text changes, so that an index knows what it has to read again."""
        parts = (self.title, self.category, self.brand, self.attributes, self.description)
        return hashlib.blake2b("\0".join(parts).encode(), digest_size=12).hexdigest()


class Hit(NamedTuple):
    """A found product; higher scores are better, and comparable within one index only."""

    id: str
    score: float


class ProductIndex(Protocol):
    """Finds products by their text. Calls block; they are safe from several threads at once."""

    @property
    def name(self) -> str:
        """Identifies the index with its form and model: another name means that everything is indexed anew."""
        ...

    def upsert(self, documents: Sequence[IndexDocument]) -> None:
        """Add the documents, replacing those of the same id; found from the moment this returns."""
        ...

    def delete(self, ids: Collection[str]) -> None:
        """Forget the products; unknown ids are fine."""
        ...

    def search(self, query: str, limit: int, allowed: Collection[str] | None = None) -> list[Hit]:
        """Return the best products for any text, best first, from `allowed` only where it is given."""
        ...

    def ids(self) -> set[str]:
        """Return the ids of all indexed products."""
        ...

    def close(self) -> None: ...
