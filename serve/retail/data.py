"""Reads the shop's records from the file that the data set ships (`db.json`, or `db.json.gz`)."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.domain.money import Money
from assistant.domain.product import Product, Variant
from assistant.errors import InvalidInput
from retriever.catalogue.records import CatalogueItem

Record = dict[str, Any]
_NAMES = ("db.json", "db.json.gz")
_SOME = 50  # pieces that are assumed of what is available: the records tell only whether it is


@dataclass(frozen=True, slots=True)
class RetailData:
    """The records by id, as the file has them."""

    users: Mapping[str, Record]
    orders: Mapping[str, Record]
    products: Mapping[str, Record]


def read_data(folder: Path) -> RetailData:
    """Return the records of a folder; raises InvalidInput when there are none, or they don't hold together."""
    file = next((folder / name for name in _NAMES if (folder / name).is_file()), None)
    if file is None:
        raise InvalidInput(f"There is no {_NAMES[0]} in {folder}.", hint="Name the folder of the retail data set.")
    try:
        text = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        records = json.loads(text)
        data = RetailData(records["users"], records["orders"], records["products"])
        strays = [number for number, order in data.orders.items() if order["user_id"] not in data.users]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InvalidInput(f"{file} can't be read as retail records.") from error
    if strays:
        raise InvalidInput(f"The orders {', '.join(strays[:3])} in {file} are of users that it doesn't have.")
    return data


def catalogue_items(data: RetailData) -> list[CatalogueItem]:
    """Return the products with their variants, as the catalogue takes them."""
    return [CatalogueItem(product_of(record)) for record in data.products.values() if record["variants"]]


def product_of(record: Record) -> Product:
    """Return a product record as the assistant knows products."""
    return Product(
        id=str(record["product_id"]),
        title=str(record["name"]),
        category=str(record["name"]),
        variants=tuple(
            Variant(
                id=str(variant["item_id"]),
                options={str(name): str(value) for name, value in variant["options"].items()},
                price=Money.of(str(variant["price"])),
                stock=_SOME if variant["available"] else 0,
            )
            for variant in record["variants"].values()
        ),
    )
