"""Why a product is shown, in words that its record or the counts carry."""

from __future__ import annotations

import re
from datetime import date

from assistant.domain.product import Product
from retriever.text import stem, stems, telling_words

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_LIMITING = re.compile(r"\b(?:not|no|without|never|except|nothing|too|unless|only)\b|n['’]t\b", re.IGNORECASE)
_SHARED = 2
_SHORT = 110  # characters that fit on a card
_HIDDEN = frozenset({"kind", "giftable", "department"})
_GENERAL = frozenset({"gift", "present", "people", "person", "use", "day", "new", "set", "best", "product", "item"})
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
    return f"Shoppers have bought it {count:,} times"


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


def from_need(product: Product, need: str) -> str:
    """Return what the record says about a need: an attribute, a sentence that shares two words, else what it is."""
    sentences = [cut for cut in _SENTENCE.split(product.description) if cut and len(cut) <= _SHORT]
    if not need.strip() or _LIMITING.search(need):
        return ""
    wanted = {stem(word) for word in telling_words(need)} - _GENERAL - set(stems(product.title))
    for name, value in product.attributes.items():
        if name not in _HIDDEN and wanted & {*stems(name), *stems(value)} and len(value) <= _SHORT:
            told = name.replace("_", " ")
            return f"{told[:1].upper()}{told[1:]}: {value}"
    telling = [cut for cut in sentences if len(wanted & set(stems(cut))) >= _SHARED and not _LIMITING.search(cut)]
    opening = [cut for cut in sentences[:1] if product.description.startswith(cut)]
    return next(iter((*telling, *opening)), "").rstrip(".")


def from_record(product: Product) -> str:
    """Return the best thing that the record itself says: its rating, its sale price, else where it belongs."""
    if product.rating is not None and product.rating >= _GOOD_RATING and product.rating_count >= _ENOUGH_RATINGS:
        return f"Rated {product.rating:.1f} by {product.rating_count:,} shoppers"
    if product.list_price and product.list_price > product.price:
        return f"Now {product.price.format()} instead of {product.list_price.format()}"
    return f"From {product.category}" if product.category else ""
