"""What a filtered search keeps, as sets of the catalogue's own values, and its SQL."""

from __future__ import annotations

import json
from dataclasses import dataclass

_AMONG = "IN (SELECT value FROM json_each(?))"
_FACET = (
    "EXISTS (SELECT 1 FROM facets f WHERE f.product_id = v.product_id AND f.variant_id = v.id "
    "AND f.kind = ? AND f.value IN (SELECT value FROM json_each(?)))"
)


@dataclass(frozen=True, slots=True)
class Selection:
    """Conditions on products and on single variants; None means that any will do, an empty tuple that none can.

    Attributes:
        categories: names of categories and departments.
        colors, sizes, without_colors: facet values as the catalogue has them.
        with_terms: stems, " stem stem "; one that every product must carry.
        without_terms: likewise; none may be carried.
        min_price, max_price: of the variant, in the shop's currency, both included.
    """

    categories: tuple[str, ...] | None = None
    with_terms: tuple[str, ...] = ()
    brands: tuple[str, ...] | None = None
    colors: tuple[str, ...] | None = None
    sizes: tuple[str, ...] | None = None
    min_price: float | None = None
    max_price: float | None = None
    min_rating: float | None = None
    without_colors: tuple[str, ...] = ()
    without_terms: tuple[str, ...] = ()

    @property
    def everything(self) -> bool:
        return self == Selection()

    def where(self) -> tuple[str, list[object]]:
        """Return the condition over `products p` and `variants v`, and its parameters."""
        conditions: list[str] = []
        values: list[object] = []

        def add(condition: str, *bound: object) -> None:
            conditions.append(condition)
            values.extend(bound)

        if self.categories is not None:
            names = json.dumps(self.categories)
            add(f"(p.category {_AMONG} OR p.department {_AMONG})", names, names)
        if self.brands is not None:
            add(f"p.brand {_AMONG}", json.dumps(self.brands))
        if self.colors is not None:
            add(_FACET, "color", json.dumps(self.colors))
        if self.sizes is not None:
            add(_FACET, "size", json.dumps(self.sizes))
        if self.without_colors:
            add(f"NOT {_FACET}", "color", json.dumps(self.without_colors))
        for bound, operator in ((self.min_price, ">="), (self.max_price, "<=")):
            if bound is not None:
                add(f"v.price {operator} ?", bound)
        if self.min_rating is not None:
            add("p.rating >= ?", self.min_rating)
        for term in self.with_terms:
            add("instr(p.terms, ?)", term)
        for term in self.without_terms:
            add("NOT instr(p.terms, ?) AND NOT instr(v.terms, ?)", term, term)
        return " AND ".join(conditions) or "1", values
