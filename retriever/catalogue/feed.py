"""Reads a shop's catalogue file into product records; what doesn't fit is reported and doesn't stop the rest."""

from __future__ import annotations

import itertools
import json
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from retriever.catalogue.columns import canonical
from retriever.catalogue.files import BadRow, Row, read_rows
from retriever.catalogue.records import MAX_VARIANTS, CatalogueItem, item_of, item_of_group, said_currencies
from retriever.catalogue.values import BadValue

DEFAULT_CURRENCY = "USD"
_LOOKED_AT = 1_000  # rows, for the currency
_SPOOL = """
    CREATE TABLE rows (line INTEGER PRIMARY KEY, grouped TEXT NOT NULL, body TEXT NOT NULL);
    CREATE INDEX by_group ON rows (grouped, line);
"""


def currency_of(path: Path) -> str | None:
    """Return the currency that most of the file's first prices say; None when none says any.

    Raises InvalidInput when the file itself can't be read.
    """
    first = (row for row in itertools.islice(read_rows(path), _LOOKED_AT) if isinstance(row, Row))
    said = Counter(itertools.chain.from_iterable(said_currencies(canonical(row.values)) for row in first))
    return said.most_common(1)[0][0] if said else None


def read_feed(path: Path, currency: str | None = None) -> Iterator[CatalogueItem | BadRow]:
    """Yield the products of a file and the rows that were left out.

    Args:
        currency: of the shop, and of prices that don't say theirs; what the file says when absent, else USD.

    A file has one row a product (with nested "variants" or "options", where it has them) or one row a variant with
    `item_group_id`. Rows of one group may lie anywhere: they wait in a temporary file, so any size can be read.

    Raises InvalidInput when the file itself can't be read.
    """
    currency = currency or currency_of(path) or DEFAULT_CURRENCY
    seen: set[str] = set()
    with tempfile.TemporaryDirectory() as folder, closing(sqlite3.connect(Path(folder) / "rows.db")) as spool:
        spool.executescript(_SPOOL)
        spool.execute("PRAGMA synchronous=OFF")
        for row in read_rows(path):
            if isinstance(row, BadRow):
                yield row
                continue
            values = canonical(row.values)
            group = str(values.get("item_group_id", "")).strip()
            if group and not values.get("variants"):
                body = json.dumps({**values, "_group": True})
                spool.execute("INSERT INTO rows VALUES (?, ?, ?)", (row.line, group, body))
            else:
                yield _checked(Row(row.line, values), currency, seen)
        spool.commit()
        yield from _groups(spool, currency, seen)


def _checked(row: Row, currency: str, seen: set[str]) -> CatalogueItem | BadRow:
    try:
        item = item_of(row.values, currency)
    except BadValue as cause:
        return BadRow(row.line, str(cause))
    except ValidationError as cause:
        return BadRow(row.line, f"{cause.errors()[0]['loc'][0]}: {cause.errors()[0]['msg'].lower()}")
    return _unique(item, row.line, seen)


def _groups(spool: sqlite3.Connection, currency: str, seen: set[str]) -> Iterator[CatalogueItem | BadRow]:
    groups = spool.execute("SELECT grouped, min(line) FROM rows GROUP BY grouped ORDER BY min(line)")
    for group, first_line in groups:
        rows: list[dict[str, Any]] = []
        for line, body in spool.execute("SELECT line, body FROM rows WHERE grouped = ? ORDER BY line", (group,)):
            values = json.loads(body)
            if len(rows) == MAX_VARIANTS:
                yield BadRow(line, f'the product "{group}" has more than {MAX_VARIANTS} variants')
                break
            try:
                item_of_group(group, [values], currency)
            except (BadValue, ValidationError) as cause:
                yield BadRow(line, str(cause) if isinstance(cause, BadValue) else "a value is out of bounds")
                continue
            if values["id"] in {row["id"] for row in rows}:
                yield BadRow(line, f'the id "{values["id"]}" is there twice')
                continue
            rows.append(values)
        if rows:
            yield _unique(item_of_group(group, rows, currency), first_line, seen)


def _unique(item: CatalogueItem, line: int, seen: set[str]) -> CatalogueItem | BadRow:
    """Let a product pass whose ids are new in this file."""
    product = item.product
    own = {f"product {product.id}", *(f"variant {variant.id}" for variant in product.variants)}
    if f"product {product.id}" in seen:
        return BadRow(line, f'the id "{product.id}" is there twice')
    if twice := own & seen:
        return BadRow(line, f'the id "{min(twice).split(" ", 1)[1]}" of a variant is there twice')
    seen |= own
    return replace(item, line=line)
