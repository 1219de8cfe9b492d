"""Products as they come over HTTP: the domain's records with bounds on everything, like those of a catalogue file."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic.config import JsonDict

from assistant.domain.money import Money
from assistant.domain.product import Product, Review, Variant
from retriever.catalogue.records import (
    ID,
    MAX_ATTRIBUTES,
    MAX_DESCRIPTION,
    MAX_NAME,
    MAX_RELATED,
    MAX_REVIEWS,
    MAX_TITLE,
    MAX_VALUE,
    MAX_VARIANTS,
    CatalogueItem,
)
from retriever.catalogue.values import LINK, MAX_LINK

MAX_PRODUCTS = 200
_MOST = 10**9
_LAMP: JsonDict = {
    "id": "lamp-7",
    "title": "Reading Lamp",
    "brand": "Alder",
    "category": "Lighting",
    "description": "A lamp with a long arm and a warm light.",
    "attributes": {"power": "6 W", "height": "48 cm"},
    "variants": [{"id": "lamp-7-black", "options": {"color": "black"}, "price": {"amount": "49.00"}, "stock": 12}],
}

_Id = Annotated[str, StringConstraints(pattern=f"^{ID}$")]
_Name = Annotated[str, StringConstraints(max_length=MAX_NAME)]
_Key = Annotated[str, StringConstraints(min_length=1, max_length=60)]
_Value = Annotated[str, StringConstraints(max_length=MAX_VALUE)]
_Link = Annotated[str, StringConstraints(max_length=MAX_LINK, pattern=f"^{LINK}$")]


class Price(Money):
    """What a piece costs."""

    amount: Decimal = Field(ge=Decimal("0.01"), le=10**9)


class OfferedVariant(Variant):
    """One sellable version."""

    id: _Id
    options: dict[_Key, _Name] = Field(default_factory=dict, max_length=6)
    price: Price
    list_price: Price | None = None
    stock: int = Field(ge=0, le=_MOST)
    image: _Link | None = None


class OfferedReview(Review):
    """What a shopper wrote."""

    title: _Value = ""
    text: str = Field(max_length=MAX_DESCRIPTION)
    author: _Name


class OfferedProduct(Product):
    """A product with its variants.

    Attributes:
        goes_with: ids of what its maker or seller recommends beside it.
    """

    id: _Id
    title: str = Field(min_length=1, max_length=MAX_TITLE)
    brand: _Name = ""
    department: _Name = ""
    category: _Name = ""
    description: str = Field(default="", max_length=MAX_DESCRIPTION)
    attributes: dict[_Key, _Value] = Field(default_factory=dict, max_length=MAX_ATTRIBUTES)
    variants: tuple[OfferedVariant, ...] = Field(min_length=1, max_length=MAX_VARIANTS)
    rating: float | None = Field(default=None, ge=1, le=5, allow_inf_nan=False)
    rating_count: int = Field(default=0, ge=0, le=_MOST)
    reviews: tuple[OfferedReview, ...] = Field(default=(), max_length=MAX_REVIEWS)
    image: _Link | None = None
    url: _Link | None = None
    goes_with: tuple[_Id, ...] = Field(default=(), max_length=MAX_RELATED)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if len({variant.id for variant in self.variants}) < len(self.variants):
            raise ValueError("two of its variants have the same id")
        prices = [price for v in self.variants for price in (v.price, v.list_price) if price is not None]
        if len({price.currency for price in prices}) > 1:
            raise ValueError("its prices are in different currencies")
        return self

    def item(self) -> CatalogueItem:
        """Return it as the catalogue takes it."""
        return CatalogueItem(Product.model_validate(self.model_dump(exclude={"goes_with"})), self.goes_with)


class ProductBatch(BaseModel):
    """Products to add or to replace, by id."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"products": [_LAMP]}]})

    products: list[OfferedProduct] = Field(min_length=1, max_length=MAX_PRODUCTS)


class RefusedProduct(BaseModel):
    """A product that was left out."""

    id: str
    reason: str = Field(examples=['the variant id "lamp-7-black" belongs to the product "lamp-6"'])


class ProductsAnswer(BaseModel):
    """What became of a batch: how many products were taken, and those that can't stand beside the shop's others."""

    accepted: int
    refused: list[RefusedProduct] = []
