"""The demo catalogue: authored rows become the rows of a product feed, with variants, prices and stock.

The feed is read back by the same code as a customer's own file, so the demo shop uses no path of its own.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import random
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

from assistant.domain.product import Product
from retriever.catalogue.columns import canonical
from retriever.catalogue.records import CatalogueItem, item_of

CURRENCY = "USD"
FINAL_SALE = "final sale"
"""The attribute that marks a product as sold without return."""

_FEED_VERSION = "1"  # raise it when this module makes other rows of the same authored ones
_AUTHORED = Path(__file__).parent / "catalogue"


def authored_rows() -> Iterator[dict[str, Any]]:
    """Yield the rows as they were written, one a product, department by department."""
    for path in sorted(_AUTHORED.glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            yield from (json.loads(line) for line in lines if line.strip())


def authored_version() -> str:
    """Return a text that changes with the authored rows and with what this module makes of them."""
    digest = hashlib.blake2b(_FEED_VERSION.encode(), digest_size=12)
    for path in sorted(_AUTHORED.glob("*.jsonl")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def feed_rows() -> Iterator[dict[str, Any]]:
    """Yield the rows of the shop's product feed, each with its nested variants."""
    return (_feed_row(row) for row in authored_rows())


def write_feed(path: Path) -> int:
    """Write the feed as JSON-lines and return the number of products."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [json.dumps(row, ensure_ascii=False) for row in feed_rows()]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return len(rows)


def catalogue_items() -> tuple[CatalogueItem, ...]:
    """Return the products as the feed reader makes them, without any store."""
    return tuple(item_of(canonical(row), CURRENCY) for row in feed_rows())


def is_final_sale(product: Product) -> bool:
    """Say whether a product is sold under terms that exclude returns."""
    return product.attributes.get(FINAL_SALE, "no") != "no"


def _feed_row(row: Mapping[str, Any]) -> dict[str, Any]:
    product_id = row["id"]
    attributes = dict(row["attributes"])
    if row.get("final_sale"):
        attributes[FINAL_SALE] = "yes"
    kept = ("id", "title", "brand", "department", "category", "kind", "description", "price", "rating", "rating_count")
    return {
        **{name: row[name] for name in kept},
        "attributes": attributes,
        "created": row["created"],
        "reviews": row.get("reviews", []),
        "goes_with": row.get("goes_with", []),
        "link": f"/p/{product_id}-{_slug(row['title'])}",
        "image": f"/art/{product_id}.svg",
        "variants": list(_variants(row)),
    }


def _variants(row: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    options: dict[str, list[str]] = row["options"]
    sold_out = [dict(pair.split("=", 1) for pair in entry.split(",")) for entry in row.get("sold_out", ())]
    for values in itertools.product(*options.values()):
        chosen = dict(zip(options, values, strict=True))
        variant_id = "-".join([row["id"].upper(), *(_code(value) for value in values)])
        price = _price(row, chosen)
        variant: dict[str, Any] = {"id": variant_id, "options": chosen, "price": str(price)}
        if "list_price" in row:
            variant["list_price"] = str(_list_price(row, price))
        gone = any(all(chosen.get(option) == value for option, value in entry.items()) for entry in sold_out)
        variant["quantity"] = 0 if gone else _stock(variant_id)
        if "color" in chosen:
            variant["image"] = f"/art/{row['id']}.svg?color={quote(chosen['color'])}"
        yield variant


def _price(row: Mapping[str, Any], chosen: Mapping[str, str]) -> Decimal:
    surcharges: Mapping[str, Mapping[str, str]] = row.get("price_by", {})
    return Decimal(row["price"]) + sum(
        (Decimal(surcharges.get(option, {}).get(value, "0")) for option, value in chosen.items()), Decimal(0)
    )


def _list_price(row: Mapping[str, Any], price: Decimal) -> Decimal:
    """Scale the price before the sale to a dearer variant, with the cents of the authored price."""
    authored = Decimal(row["list_price"])
    scaled = int(price * authored / Decimal(row["price"]))
    return max(Decimal(scaled) + authored % 1, price)


def _stock(variant_id: str) -> int:
    """Draw a stock that is the same on every machine: mostly 4 to 60 pieces, sometimes the last ones or none."""
    draw = random.Random(f"stock of {variant_id}")  # noqa: S311 (not a secret)
    share = draw.random()
    if share < 0.03:
        return 0
    return draw.randint(1, 3) if share < 0.11 else draw.randint(4, 60)


def _code(value: str) -> str:
    """Return an option value as a part of a stock-keeping unit, e.g. "SAGEGREEN" or "160X230CM"."""
    return re.sub(r"[^A-Z0-9.]", "", value.upper().replace("×", "X").replace("²", "2"))


def _slug(title: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", title.lower().replace("'", "").replace("’", "")))
