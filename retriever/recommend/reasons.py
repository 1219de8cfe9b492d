"""Why a product is shown, in words that its record or the counts carry."""

from __future__ import annotations

from datetime import date

from assistant.domain.product import Product

_GOOD_RATING, _ENOUGH_RATINGS = 4.0, 5
_DID = {
    "view": "viewed",
    "click": "viewed",
    "add_to_cart": "put in your cart",
    "add_to_wishlist": "put on your list",
    "purchase": "bought",
}


def like(title: str, event_type: str) -> str:
    return f"Like the {title} you {_DID.get(event_type, 'viewed')}"


def bought_together(title: str) -> str:
    return f"Bought together with the {title}"


def seen_together(title: str) -> str:
    return f"Viewed together with the {title}"


def chosen_for(title: str) -> str:
    return f"Picked to go with the {title}"


def from_category(category: str, other: str) -> str:
    return f"From {category}, which shoppers often look at along with {other}"


def bought_times(count: int) -> str:
    return f"Bought {count:,} times in this shop"


def added(created: date) -> str:
    return f"In the shop since {created.day} {created:%B %Y}"


def compared(product: Product, other: Product) -> str:
    """Say how the price differs from that of the product it resembles."""
    if product.price.currency != other.price.currency:
        return f"Similar to the {other.title}"
    difference = product.price - other.price
    if difference.amount == 0:
        return f"Similar to the {other.title}, at the same price"
    if difference.amount < 0:
        return f"Similar to the {other.title}, {(other.price - product.price).format()} less"
    return f"Similar to the {other.title}, {difference.format()} more"


def from_record(product: Product) -> str:
    """Return the best thing that the record itself says: its rating, its sale price, else where it belongs."""
    if product.rating is not None and product.rating >= _GOOD_RATING and product.rating_count >= _ENOUGH_RATINGS:
        return f"Rated {product.rating:.1f} by {product.rating_count:,} shoppers"
    if product.list_price and product.list_price > product.price:
        return f"Now {product.price.format()} instead of {product.list_price.format()}"
    return f"From {product.category}" if product.category else ""
