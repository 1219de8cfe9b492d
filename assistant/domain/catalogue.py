"""What is asked of the catalogue and what comes back, as shoppers see it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.domain.money import Money
from assistant.domain.product import Product, Variant

Sort = Literal["relevance", "price_asc", "price_desc", "rating", "newest"]
Purpose = Literal["for_me", "similar", "goes_with", "gift", "popular", "new"]


class SearchQuery(BaseModel):
    """A search with its structured filters; absent means "not said".

    Attributes:
        min_price, max_price: in the shop's currency.
        min_rating: 1 to 5.
        exclude: words that no result may carry.
    """

    model_config = ConfigDict(frozen=True)

    query: str = Field(max_length=500)
    category: str | None = None
    brand: str | None = None
    color: str | None = None
    size: str | None = None
    min_price: float | None = Field(default=None, ge=0)
    max_price: float | None = Field(default=None, ge=0)
    min_rating: float | None = Field(default=None, ge=0, le=5)
    sort: Sort = "relevance"
    exclude: tuple[str, ...] = ()


class Recommendation(BaseModel):
    """A product with the reason why it is shown."""

    model_config = ConfigDict(frozen=True)

    product: Product
    reason: str = ""


class SearchPage(BaseModel):
    """The best matches, best first.

    Attributes:
        total: how many products match the filters and the words.
        relaxed: the filters that had to be dropped to find anything, e.g. ("color",).
    """

    model_config = ConfigDict(frozen=True)

    products: tuple[Product, ...] = ()
    total: int = 0
    relaxed: tuple[str, ...] = ()


class RecommendationRequest(BaseModel):
    """What a shopper wants to be advised on."""

    model_config = ConfigDict(frozen=True)

    purpose: Purpose = "for_me"
    product_id: str | None = None
    need: str | None = Field(default=None, max_length=500)
    max_price: float | None = Field(default=None, ge=0)


class VariantCard(BaseModel):
    """One choice on a card."""

    model_config = ConfigDict(frozen=True)

    id: str
    options: dict[str, str]
    price: Money
    list_price: Money | None = None
    stock: int
    image: str | None = None

    @classmethod
    def of(cls, variant: Variant) -> VariantCard:
        return cls(
            id=variant.id,
            options=variant.options,
            price=variant.price,
            list_price=variant.list_price,
            stock=variant.stock,
            image=variant.image,
        )


class ProductCard(BaseModel):
    """What a shopper sees of a product: taken from its record, never from generated text.

    Attributes:
        position: its number in the list on screen, from 1.
        reason: why it is shown, e.g. "Goes with your tent".
    """

    model_config = ConfigDict(frozen=True)

    position: int
    product_id: str
    title: str
    brand: str
    category: str
    price: Money
    list_price: Money | None
    stock: int
    rating: float | None
    rating_count: int
    image: str | None
    url: str | None
    reason: str = ""
    attributes: dict[str, str] = Field(default_factory=dict)
    variants: tuple[VariantCard, ...] = ()

    @classmethod
    def of(cls, product: Product, position: int, reason: str = "") -> ProductCard:
        return cls(
            position=position,
            product_id=product.id,
            title=product.title,
            brand=product.brand,
            category=product.category,
            price=product.price,
            list_price=product.list_price,
            stock=product.stock,
            rating=product.rating,
            rating_count=product.rating_count,
            image=product.image,
            url=product.url,
            reason=reason,
            attributes=product.attributes,
            variants=tuple(VariantCard.of(variant) for variant in product.variants),
        )
