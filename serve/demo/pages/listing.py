"""Narrowing, ordering and paging a list of products."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from assistant.domain.product import Product

PAGE_SIZE = 24
LAST_PAGE = 50
SORTS = {
    "featured": "Featured",
    "price_asc": "Price, low to high",
    "price_desc": "Price, high to low",
    "rating": "Best rated",
    "newest": "Newest",
}
_ORDERS: dict[str, Callable[[Product], Any]] = {
    "featured": lambda product: -appeal(product),
    "price_asc": lambda product: product.price.amount,
    "price_desc": lambda product: -product.price.amount,
    "rating": lambda product: (-(product.rating or 0), -product.rating_count),
    "newest": lambda product: -product.created.toordinal(),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What a visitor has ticked. Values that make no sense are dropped, never an error."""

    low: Decimal | None = None
    high: Decimal | None = None
    color: str = ""
    in_stock: bool = False
    sort: str = "featured"
    page: int = 1

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Filters:
        sort, page = query.get("sort", ""), query.get("page", "")
        return cls(
            low=_amount(query.get("min", "")),
            high=_amount(query.get("max", "")),
            color=query.get("color", "")[:60].strip().lower(),
            in_stock=query.get("stock") == "1",
            sort=sort if sort in SORTS else "featured",
            page=min(int(page), LAST_PAGE) if re.fullmatch(r"[1-9]\d{0,3}", page) else 1,
        )

    @property
    def narrowing(self) -> bool:
        return bool(self.low or self.high or self.color or self.in_stock)

    def url(self, path: str, *, page: int, **others: str) -> str:
        """Return the address of another page of the same list."""
        values = {
            **others,
            "min": str(self.low) if self.low is not None else "",
            "max": str(self.high) if self.high is not None else "",
            "color": self.color,
            "stock": "1" if self.in_stock else "",
            "sort": "" if self.sort == "featured" else self.sort,
            "page": str(page) if page > 1 else "",
        }
        query = urlencode({name: value for name, value in values.items() if value})
        return f"{path}?{query}" if query else path


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list and what can be narrowed further."""

    products: tuple[Product, ...]
    total: int
    page: int
    pages: int
    colors: tuple[tuple[str, int], ...]


def list_products(products: Sequence[Product], filters: Filters, *, ordered: bool = True) -> Listing:
    """Return the page of products that meet the filters; `ordered=False` keeps the given order under "featured"."""
    colors = Counter(color for product in products for color in colors_of(product))
    kept = [product for product in products if _meets(product, filters)]
    if ordered or filters.sort != "featured":
        kept.sort(key=_ORDERS[filters.sort])
    pages = max(1, -(-len(kept) // PAGE_SIZE))
    page = min(filters.page, pages)
    shown = kept[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return Listing(tuple(shown), len(kept), page, pages, tuple(sorted(colors.items())))


def colors_of(product: Product) -> tuple[str, ...]:
    return tuple(color.lower() for color in product.option_values("color"))


def on_sale(product: Product) -> bool:
    return product.list_price is not None and product.list_price > product.price


def appeal(product: Product) -> float:
    """How much others liked it: the rating, trusted more the more people gave one; sold-out products last."""
    rating = ((product.rating or 0) * product.rating_count + 3.8 * 25) / (product.rating_count + 25)
    return rating + min(product.rating_count, 800) / 4000 - (0 if product.stock else 5)


def spread(products: Iterable[Product], count: int) -> tuple[Product, ...]:
    """Return the first `count` products, at most one of each category, so that a row shows the shop's width."""
    chosen: dict[str, Product] = {}
    for product in products:
        chosen.setdefault(product.category, product)
        if len(chosen) == count:
            break
    return tuple(chosen.values())


def slug(text: str) -> str:
    """Return text as a part of an address, e.g. "kitchen-table"."""
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’]", "", text.lower())).strip("-")


def _meets(product: Product, filters: Filters) -> bool:
    variants = product.variants
    if filters.color:
        variants = tuple(v for v in variants if v.options.get("color", "").lower() == filters.color)
    if filters.in_stock:
        variants = tuple(v for v in variants if v.stock > 0)
    return any(
        (filters.low is None or v.price.amount >= filters.low)
        and (filters.high is None or v.price.amount <= filters.high)
        for v in variants
    )


def _amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text.strip()[:12])
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 <= amount < 1_000_000 else None
