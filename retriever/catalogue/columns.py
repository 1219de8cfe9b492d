"""The names that columns go by in other people's files, and the one name that we use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_ALIASES = {
    "id": ("product_id", "sku", "offer_id", "item_id", "asin", "handle", "variant_id"),
    "item_group_id": ("group_id", "parent_id", "parent_sku", "parent_asin", "model_id"),
    "title": ("name", "product_name", "product_title", "item_name"),
    "description": ("body", "body_html", "long_description", "product_description", "short_description", "details"),
    "brand": ("vendor", "manufacturer", "make", "brand_name"),
    "department": ("division", "main_category"),
    "category": ("product_type", "google_product_category", "product_category", "type", "categories", "subcategory"),
    "kind": ("style",),
    "price": ("regular_price", "unit_price", "amount", "variant_price"),
    "sale_price": ("special_price", "discount_price", "promo_price"),
    "list_price": ("compare_at_price", "msrp", "rrp", "original_price", "was_price"),
    "availability": ("stock_status", "in_stock", "available"),
    "quantity": ("stock", "inventory", "inventory_quantity", "qty", "current_stock", "stock_quantity"),
    "color": ("colour", "colors", "colours", "color_name", "colour_name"),
    "size": ("sizes", "size_name"),
    "material": ("materials", "fabric"),
    "image": ("image_link", "image_url", "picture", "images", "img", "image_src"),
    "link": ("url", "product_url", "permalink"),
    "rating": ("average_rating", "stars", "rating_average", "product_rating"),
    "rating_count": ("review_count", "ratings_total", "num_reviews", "number_of_reviews", "reviews_count"),
    "created": ("created_at", "date_added", "published_at", "availability_date", "launch_date"),
    "attributes": ("product_detail", "specs", "specifications", "properties"),
    "options": (),
    "variants": ("skus", "offers"),
    "reviews": (),
    "goes_with": ("related", "cross_sells"),
    "currency": ("currency_code",),
}
_CANONICAL = {alias: name for name, aliases in _ALIASES.items() for alias in (name, *aliases)}
_ATTRIBUTE = re.compile(r"^(?:attribute|attr|attributes|spec)\s*[:.]\s*(.+)$", re.IGNORECASE)


def canonical(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row under our own column names, without empty values.

    `attribute:NAME` columns and unknown columns with a value in words become entries of "attributes".
    Where two columns mean the same, our own name wins, then the first one.
    """
    known: dict[str, Any] = {}
    attributes: dict[str, Any] = {}
    exact: set[str] = set()
    for key, value in row.items():
        if value is None or (isinstance(value, str) and not value.strip()) or not isinstance(key, str):
            continue
        attribute = _ATTRIBUTE.match(key.strip())
        if attribute:
            attributes[attribute.group(1)] = value
            continue
        plain = re.sub(r"[\s\-]+", "_", key.strip().lower()).removeprefix("g:")
        name = _CANONICAL.get(plain)
        if name is None:
            if not isinstance(value, dict):
                attributes[plain] = value
        elif name not in known or (plain == name and name not in exact):
            known[name] = value
            if plain == name:
                exact.add(name)
    given = known.get("attributes")
    known["attributes"] = {**attributes, **given} if isinstance(given, dict) else attributes
    if given is not None and not isinstance(given, dict):
        known["raw_attributes"] = given
    return known
