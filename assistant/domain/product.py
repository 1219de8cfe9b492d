"""Products and what shoppers see of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assistant.domain.money import Money

_BARE = frozenset({"yes", "no"})


def option_words(options: Mapping[str, str]) -> list[str]:
    """Return options as people read them: "navy", "M", but "waterproof: yes", since a bare yes tells nothing."""
    return [f"{name}: {value}" if value.casefold() in _BARE else value for name, value in options.items()]


class Variant(BaseModel):
    """One sellable version of a product.

    Attributes:
        id: the stock-keeping unit, unique in the shop.
        options: what distinguishes it, e.g. {"color": "blue", "size": "M"}.
        list_price: the price before a sale, absent when there is none.
        stock: pieces that can be sold now.
        image: path or URL of its picture.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    options: dict[str, str] = Field(default_factory=dict)
    price: Money
    list_price: Money | None = None
    stock: int = Field(ge=0)
    image: str | None = None

    @property
    def label(self) -> str:
        """The options in words, e.g. "blue, M"."""
        return ", ".join(option_words(self.options))


class Review(BaseModel):
    """What a shopper wrote about a product; hostile text like any from outside."""

    model_config = ConfigDict(frozen=True)

    rating: int = Field(ge=1, le=5)
    title: str = ""
    text: str
    author: str
    created: date


class Product(BaseModel):
    """A product with its variants, as the catalogue records it.

    Attributes:
        attributes: typed facts in words with their units, e.g. {"material": "merino wool", "weight": "410 g"}.
        rating: mean of the ratings, 1 to 5; absent when nobody has rated.
        created: when it came into the range ("newest").
        url: the product's page in the storefront.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    brand: str = ""
    department: str = ""
    category: str = ""
    description: str = ""
    attributes: dict[str, str] = Field(default_factory=dict)
    variants: tuple[Variant, ...] = Field(min_length=1)
    rating: float | None = Field(default=None, ge=1, le=5)
    rating_count: int = Field(default=0, ge=0)
    reviews: tuple[Review, ...] = ()
    created: date = date(2020, 1, 1)
    updated_at: datetime | None = None
    image: str | None = None
    url: str | None = None

    @model_validator(mode="after")
    def _one_currency(self) -> Self:
        """Refuse what couldn't be compared or summed later."""
        if len({variant.price.currency for variant in self.variants}) > 1:
            raise ValueError("the variants have prices in several currencies")
        return self

    @property
    def price(self) -> Money:
        """The lowest price of a variant in stock, or of any when all are sold out."""
        return min(variant.price for variant in self.available or self.variants)

    @property
    def list_price(self) -> Money | None:
        """The price before the sale of the variant that `price` belongs to."""
        cheapest = min(self.available or self.variants, key=lambda variant: variant.price)
        return cheapest.list_price

    @property
    def available(self) -> tuple[Variant, ...]:
        return tuple(variant for variant in self.variants if variant.stock > 0)

    @property
    def stock(self) -> int:
        """Pieces that can be sold now, over all variants."""
        return sum(variant.stock for variant in self.variants)

    def option_values(self, option: str) -> tuple[str, ...]:
        """The values of one option over all variants, in catalogue order."""
        return tuple(dict.fromkeys(v.options[option] for v in self.variants if option in v.options))

    def variant(self, variant_id: str) -> Variant | None:
        return next((variant for variant in self.variants if variant.id == variant_id), None)
