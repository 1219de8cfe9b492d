"""Makes product records from rows, with limits on everything that comes from outside."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from assistant.domain.money import Money
from assistant.domain.product import Product, Review, Variant
from retriever.catalogue import values
from retriever.catalogue.columns import canonical
from retriever.catalogue.values import BadValue

MAX_TITLE, MAX_NAME, MAX_DESCRIPTION, MAX_VALUE = 300, 100, 5_000, 300
MAX_ATTRIBUTES, MAX_VARIANTS, MAX_REVIEWS, MAX_RELATED = 60, 500, 100, 50
ID = r"[^\x00-\x20\x7f]{1,100}"
_OPTION_COLUMNS = ("color", "size")


@dataclass(frozen=True, slots=True)
class CatalogueItem:
    """A product with the ids that its maker or seller says go with it.

    Attributes:
        line: where its file has it, from 1; 0 when it comes from no file.
    """

    product: Product
    goes_with: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)


def item_of(row: Mapping[str, Any], currency: str) -> CatalogueItem:
    """Make a product from one canonical row (see `columns`), nested variants included; raises BadValue."""
    return _item(row, identifier(row.get("id")), _variants(row, currency))


def item_of_group(group_id: str, rows: Sequence[Mapping[str, Any]], currency: str) -> CatalogueItem:
    """Make one product from rows that are a variant each; raises BadValue.

    A material that differs between the rows distinguishes them, so it is an option.
    """
    columns = list(_OPTION_COLUMNS)
    if len({str(row.get("material", "")) for row in rows}) > 1:
        columns.append("material")
    variants = [_variant(row, identifier(row.get("id")), _options(row, columns), row, currency) for row in rows]
    merged: dict[str, Any] = {}
    for row in reversed(rows):
        merged.update(row)
    if "material" in columns:
        merged.pop("material", None)
    return _item(merged, identifier(group_id), variants)


def said_currencies(row: Mapping[str, Any]) -> Iterator[str]:
    """Yield the currencies that a canonical row's prices say, as far as they are prices at all."""
    nested = row.get("variants")
    rows = [row, *(canonical(item) for item in nested if isinstance(item, dict))] if isinstance(nested, list) else [row]
    for one in rows:
        stated = values.text(one.get("currency", ""), 3).upper()
        with suppress(BadValue):
            _, said = values.amount(one["price"]) if "price" in one else (None, None)
            if found := said or stated:
                yield found


def identifier(value: object) -> str:
    """Read an id; raises BadValue when it is missing, too long or has spaces."""
    written = "" if value is None or isinstance(value, dict | list | bool) else str(value).strip()
    if not written:
        raise BadValue("the id is missing")
    if not re.fullmatch(ID, written):
        raise BadValue("the id has spaces or is longer than 100 characters")
    return written


def _item(row: Mapping[str, Any], product_id: str, variants: Sequence[Variant]) -> CatalogueItem:
    title = values.text(row.get("title", ""), MAX_TITLE)
    if not title:
        raise BadValue("the title is missing")
    if len({variant.id for variant in variants}) < len(variants):
        raise BadValue("two of its variants have the same id")
    department, category, attributes = _place(row)
    count = values.integer(row.get("rating_count", 0), "number of ratings")
    rating = values.rating(row.get("rating", ""))
    reviews = _reviews(row.get("reviews"))
    product = Product(
        id=product_id,
        title=title,
        brand=values.text(row.get("brand", ""), MAX_NAME),
        department=department,
        category=category,
        description=values.long_text(row.get("description", ""), MAX_DESCRIPTION),
        attributes=attributes,
        variants=tuple(variants),
        rating=rating,
        rating_count=count if rating is not None else 0,
        reviews=reviews,
        image=_image(row) or variants[0].image,
        url=values.link(row.get("link", "")),
        **({"created": values.day(row["created"])} if "created" in row else {}),
    )
    return CatalogueItem(product, _related(row.get("goes_with")))


def _related(given: object) -> tuple[str, ...]:
    written = re.split(r"[,;|\s]+", given) if isinstance(given, str) else given if isinstance(given, list) else []
    ids = (str(item) for item in written if isinstance(item, str | int) and not isinstance(item, bool))
    return tuple(item for item in dict.fromkeys(ids) if re.fullmatch(ID, item))[:MAX_RELATED]


def _place(row: Mapping[str, Any]) -> tuple[str, str, dict[str, str]]:
    """Return department, category and attributes; a path "A > B > C" is kept whole as an attribute."""
    attributes = _attributes(row)
    given = row.get("category", "")
    path = given if isinstance(given, list) else re.split(r"\s*(?:>|/(?=\s)|\|)\s*", str(given))
    names = [name for name in (values.text(part, MAX_NAME) for part in path) if name]
    department = values.text(row.get("department", ""), MAX_NAME) or (names[0] if len(names) > 1 else "")
    if len(names) > 2:
        attributes.setdefault("category path", values.text(" > ".join(names), MAX_VALUE))
    return department, names[-1] if names else "", attributes


def _attributes(row: Mapping[str, Any]) -> dict[str, str]:
    given = dict(row.get("attributes", {}))
    raw = row.get("raw_attributes")
    if isinstance(raw, list):
        given.update({item["name"]: item.get("value") for item in raw if isinstance(item, dict) and "name" in item})
    elif isinstance(raw, str):
        pairs = (part.partition(":") for part in re.split(r"[;|\n]", raw))
        given.update({name: value for name, colon, value in pairs if colon})
    for name in ("kind", "material"):
        if name in row:
            given.setdefault(name, row[name])
    if not row.get("_group"):
        given.update({name: row[name] for name in _OPTION_COLUMNS if isinstance(row.get(name), list)})
    attributes = {}
    for name, value in itertools.islice(given.items(), MAX_ATTRIBUTES):
        key, words = values.text(name, 60).replace("_", " "), values.words_of(value, MAX_VALUE)
        if key and words:
            attributes[key] = words
    return attributes


def _variants(row: Mapping[str, Any], currency: str) -> list[Variant]:
    product_id = identifier(row.get("id"))
    nested = row.get("variants")
    if nested is not None and not (isinstance(nested, list) and all(isinstance(item, dict) for item in nested)):
        raise BadValue("the variants are not a list of objects")
    if nested:
        if len(nested) > MAX_VARIANTS:
            raise BadValue(f"it has more than {MAX_VARIANTS} variants")
        rows = [{"id": f"{product_id}-{number}", **canonical(item)} for number, item in enumerate(nested, 1)]
        return [_variant(item, identifier(item["id"]), _options(item, _OPTION_COLUMNS), row, currency) for item in rows]
    options = row.get("options")
    if options and not isinstance(options, dict):
        raise BadValue("the options are not an object")
    choices = {str(k): v if isinstance(v, list) else [v] for k, v in (options or {}).items() if v not in ("", [], None)}
    if not choices:
        choices = {name: [row[name]] for name in _OPTION_COLUMNS if isinstance(row.get(name), str | int | float)}
    combinations = list(itertools.islice(itertools.product(*choices.values()), MAX_VARIANTS + 1))
    if len(combinations) > MAX_VARIANTS:
        raise BadValue(f"its options make more than {MAX_VARIANTS} variants")
    made = []
    for number, combination in enumerate(combinations, 1):
        chosen = dict(zip(choices, combination, strict=True))
        variant_id = product_id if len(combinations) == 1 else f"{product_id}-{number}"
        made.append(_variant(row, variant_id, _clean_options(chosen), row, currency))
    return made


def _variant(
    row: Mapping[str, Any], variant_id: str, options: dict[str, str], parent: Mapping[str, Any], currency: str
) -> Variant:
    def money(name: str) -> Money | None:
        given = row.get(name, parent.get(name))
        if given is None:
            return None
        number, said = values.amount(given, name.replace("_", " "))
        said = said or values.text(row.get("currency", parent.get("currency", "")), 3).upper() or currency
        if said != currency:
            raise BadValue(f"the {name.replace('_', ' ')} is in {said}, the shop sells in {currency}")
        return Money(amount=number, currency=currency)

    price, sale, listed = money("price"), money("sale_price"), money("list_price")
    if price is None:
        raise BadValue("the price is missing")
    if sale and sale < price:
        price, listed = sale, price
    if price.amount < Decimal("0.01"):
        raise BadValue("the price is zero")
    return Variant(
        id=variant_id,
        options=options,
        price=price,
        list_price=listed if listed and price < listed else None,
        stock=_stock(row, parent),
        image=_image(row) or _image(parent),
    )


def _stock(row: Mapping[str, Any], parent: Mapping[str, Any]) -> int:
    """Pieces in stock; a shop that says only "in stock" gets a number too high to be read as scarce."""
    quantity = row.get("quantity", parent.get("quantity"))
    availability = row.get("availability", parent.get("availability"))
    if availability is not None and not values.in_stock(availability):
        return 0
    return values.UNCOUNTED_STOCK if quantity is None else values.integer(quantity, "stock")


def _options(row: Mapping[str, Any], columns: Sequence[str]) -> dict[str, str]:
    given = row.get("options")
    chosen = dict(given) if isinstance(given, dict) else {}
    chosen.update({name: row[name] for name in columns if name in row and name not in chosen})
    return _clean_options(chosen)


def _clean_options(given: Mapping[str, Any]) -> dict[str, str]:
    cleaned = {}
    for name, value in itertools.islice(given.items(), 6):
        key = values.text(name, 30).lower().replace("colour", "color")
        words = values.words_of(value, MAX_NAME)
        if key and words:
            cleaned[key] = words
    return cleaned


def _image(row: Mapping[str, Any]) -> str | None:
    given = row.get("image")
    return values.link(given[0] if isinstance(given, list) and given else given) if given else None


def _reviews(given: object) -> tuple[Review, ...]:
    if not isinstance(given, list):
        return ()
    reviews = []
    for item in given[:MAX_REVIEWS]:
        if not isinstance(item, dict):
            raise BadValue("a review is not an object")
        try:
            reviews.append(
                Review(
                    rating=item.get("rating"),
                    title=values.text(item.get("title") or "", MAX_TITLE),
                    text=values.long_text(item.get("text") or "", MAX_DESCRIPTION),
                    author=values.text(item.get("author") or "", MAX_NAME),
                    created=values.day(item.get("created", "")),
                )
            )
        except ValidationError:
            raise BadValue("a review has no rating of 1 to 5") from None
    return tuple(reviews)
