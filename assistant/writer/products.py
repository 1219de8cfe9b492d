"""What there is to say about products and the cart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from assistant.domain.catalogue import ProductCard, VariantCard
from assistant.domain.conversation import Conversation
from assistant.tools.matching import option_matches, words
from assistant.tools.result import Outcome, ToolResult
from assistant.writer.phrases import Phrase, listed, phrase

FEW_LEFT = 5
_STOCK_QUESTION = re.compile(
    r"\b(stock|available|availability|left|sold out|have (?:it|this|that|these|them))\b", re.IGNORECASE
)
_PRICE_QUESTION = re.compile(r"\b(price|cost|how much|expensive)\b", re.IGNORECASE)
_RATING_QUESTION = re.compile(r"\b(review|rating|rated|people (?:say|think)|any good)\w*\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def product_phrases(result: ToolResult, conversation: Conversation, message: str) -> Iterator[Phrase]:
    """Yield what a catalogue or cart result has to say; nothing for other results."""
    speak = _SPEAKERS.get(result.tool)
    if speak is not None:
        yield from speak(result, conversation, message)


def _search(result: ToolResult, conversation: Conversation, message: str) -> Iterator[Phrase]:
    more = result.searched > len(result.products)
    if result.outcome is not Outcome.FOUND:
        if result.searched:
            yield phrase("search_catalog", "nothing_more")
            return
        yield phrase("search_catalog", "nothing", subject=result.subject)
        yield phrase("search_catalog", "nothing_hint", closing=True)
        return
    if result.relaxed:
        yield phrase("search_catalog", "relaxed", filters=listed([_filter_name(name) for name in result.relaxed]))
    first, count = result.products[0], len(result.products)
    if more:
        yield phrase("search_catalog", "found_more", count=count)
    elif count == 1:
        yield phrase("search_catalog", "found_one", title=first.title, price=first.price)
    elif result.total > count:
        yield phrase(
            "search_catalog", "found_many", total=result.total, count=count, title=first.title, price=first.price
        )
    else:
        yield phrase("search_catalog", "found_few", count=count, title=first.title, price=first.price)
    if count > 2:
        low, high = _cheapest_and_dearest(result.products)
        if low.price != high.price:
            yield phrase("search_catalog", "price_range", low=low.price, high=high.price)
        yield phrase("search_catalog", "refine_hint", closing=True)


def _filter_name(name: str) -> str:
    return {"min_price": "the lowest price", "max_price": "the price limit", "min_rating": "the rating"}.get(
        name, f"the {name}"
    )


def _recommend(result: ToolResult, conversation: Conversation, message: str) -> Iterator[Phrase]:
    if result.outcome is Outcome.NEEDS_DETAIL:
        yield phrase("update_cart", "which_product")
        return
    if result.outcome is not Outcome.FOUND:
        yield phrase("recommend_products", "nothing")
        yield phrase("recommend_products", "nothing_hint", closing=True)
        return
    first, purpose, about = result.products[0], result.notes["purpose"], result.notes.get("about", "")
    key = "goes_with_nothing" if purpose == "goes_with" and not about else purpose
    if purpose == "similar" and not about:
        key = "for_me"
    yield phrase("recommend_products", key, title=first.title, price=first.price, about=about)
    if first.reason:
        yield phrase("recommend_products", "reason", reason=first.reason.rstrip("."))
    yield phrase("recommend_products", "more_hint", closing=True)


def _product(result: ToolResult, conversation: Conversation, message: str) -> Iterator[Phrase]:
    if result.outcome is not Outcome.FOUND:
        yield from _which_product(result)
        return
    card, asked = result.products[0], f"{result.subject} {message}"
    variant = _asked_variant(card, asked)
    if variant is not None:
        if variant.stock:
            yield phrase("get_product", "variant_stock", variant=_label(variant), stock=variant.stock)
        else:
            yield phrase("get_product", "variant_none", variant=_label(variant))
    elif _STOCK_QUESTION.search(asked):
        yield from _stock(card)
    elif _RATING_QUESTION.search(asked) and card.rating is not None:
        yield phrase("get_product", "rating", rating=card.rating, count=card.rating_count)
        if review := result.notes.get("review"):
            yield phrase("get_product", "review", review=review)
    elif result.answer is not None and not _PRICE_QUESTION.search(asked):
        name, value = result.answer
        yield phrase("get_product", "answer", title=card.title, attribute=name, value=value)
    elif sentence := _telling_sentence(result.notes.get("description", ""), asked):
        yield phrase("get_product", "description", sentence=sentence)
    elif not _is_general(asked) and not _PRICE_QUESTION.search(asked):
        yield phrase("get_product", "not_said")
        yield phrase("get_product", "not_said_hint", closing=True)
        return
    else:
        first = _SENTENCE.split(result.notes.get("description", ""))[0]
        if first and not _PRICE_QUESTION.search(asked):
            yield phrase("get_product", "description", sentence=first)
    yield _price(card)
    if not _STOCK_QUESTION.search(asked) and variant is None:
        yield from _stock(card)


def _price(card: ProductCard) -> Phrase:
    if card.list_price is not None and card.list_price > card.price:
        return phrase("get_product", "about_sale", title=card.title, price=card.price, list_price=card.list_price)
    return phrase("get_product", "about", title=card.title, price=card.price)


def _stock(card: ProductCard) -> Iterator[Phrase]:
    if card.stock == 0:
        yield phrase("get_product", "stock_none")
    elif card.stock <= FEW_LEFT:
        yield phrase("get_product", "stock_few", stock=card.stock)
    else:
        yield phrase("get_product", "stock_many")


def _asked_variant(card: ProductCard, asked: str) -> VariantCard | None:
    indices = option_matches(asked, [variant.options for variant in card.variants])
    return card.variants[indices[0]] if len(indices) == 1 and len(card.variants) > 1 else None


def _label(variant: VariantCard) -> str:
    return ", ".join(variant.options.values())


def _telling_sentence(description: str, asked: str) -> str:
    """Return the description's sentence that shares most with the question, or an empty string."""
    wanted = set(words(asked)) - _GENERAL
    scored = [(len(wanted & set(words(sentence))), sentence) for sentence in _SENTENCE.split(description)]
    best = max(scored, default=(0, ""))
    return best[1] if best[0] >= 2 else ""


_GENERAL = frozenset(
    {"tell", "more", "about", "what", "know", "detail", "info", "information", "describe", "show", "can", "you", "do"}
    | {
        "have",
        "like",
        "would",
        "want",
        "see",
        "look",
        "first",
        "second",
        "third",
        "fourth",
        "last",
        "number",
        "picture",
    }
    | {"does", "it", "how", "is", "any", "give", "open", "product", "item", "be", "there", "which", "much", "many"}
    | {"interested", "sound", "nice", "good", "could", "bit", "thing", "let", "s", "let's", "option", "five", "fifth"}
)


def _is_general(asked: str) -> bool:
    return not (set(words(asked)) - _GENERAL)


def _compare(result: ToolResult, conversation: Conversation, message: str) -> Iterator[Phrase]:
    if result.outcome is not Outcome.FOUND:
        yield from _which_product(result)
        return
    cards = result.products
    low, high = _cheapest_and_dearest(cards)
    yield phrase("compare_products", "lead")
    if all(card.price == low.price for card in cards):
        yield phrase("compare_products", "same_price", price=low.price)
    elif low is not high:
        yield phrase(
            "compare_products", "cheaper", title=low.title, price=low.price, other=high.title, other_price=high.price
        )
    rated = sorted((card for card in cards if card.rating is not None), key=lambda card: card.rating or 0)
    if len(rated) > 1 and rated[0].rating != rated[-1].rating:
        yield phrase("compare_products", "rated", title=rated[-1].title, rating=rated[-1].rating)
    for name in list(cards[0].attributes)[:8]:
        values = [card.attributes.get(name) for card in result.products]
        if all(values) and len(set(values)) > 1:
            told = listed([str(value) for value in values])
            yield phrase("compare_products", "differs", attribute=name.replace("_", " "), values=told)
            break
    yield phrase("compare_products", "hint", closing=True)


def _cheapest_and_dearest(cards: Sequence[ProductCard]) -> tuple[ProductCard, ProductCard]:
    """Return the two ends; prices in several currencies have none, so that the first card stands for both."""
    if len({card.price.currency for card in cards}) > 1:
        return cards[0], cards[0]
    return min(cards, key=lambda card: card.price), max(cards, key=lambda card: card.price)


def _cart(result: ToolResult, conversation: Conversation, message: str) -> Iterator[Phrase]:
    cart = result.cart
    if cart is None or not cart.lines:
        yield phrase("get_cart", "empty")
        yield phrase("get_cart", "empty_hint", closing=True)
    elif cart.count == 1:
        yield phrase("get_cart", "one", title=cart.lines[0].title, total=cart.total)
    else:
        yield phrase("get_cart", "lines", count=f"{cart.count} things", total=cart.total)


def _update_cart(result: ToolResult, conversation: Conversation, message: str) -> Iterator[Phrase]:
    match result.outcome:
        case Outcome.DONE:
            yield _cart_change(result)
            if result.cart is not None and result.cart.lines:
                yield phrase("update_cart", "total", total=result.cart.total)
            yield phrase("update_cart", "goes_on", closing=True)
        case Outcome.OUT_OF_STOCK if result.notes.get("variant") and result.quantity:
            yield phrase(
                "update_cart",
                "out_of_stock_variant",
                title=result.subject,
                variant=result.notes["variant"],
                stock=result.quantity,
            )
        case Outcome.OUT_OF_STOCK:
            variant = result.notes.get("variant")
            title = f"{result.subject} ({variant})" if variant else result.subject
            yield phrase("update_cart", "out_of_stock", title=title)
            if result.choices:
                yield phrase("update_cart", "out_of_stock_choices", choices=listed(result.choices))
        case Outcome.NEEDS_DETAIL if result.missing == "variant":
            yield phrase("update_cart", "which_variant", title=result.subject, choices=listed(result.choices))
        case Outcome.NEEDS_DETAIL if result.cart is not None:
            yield phrase("update_cart", "which_line", choices=listed(result.choices))
        case Outcome.NEEDS_DETAIL | Outcome.NOTHING_FOUND:
            yield from _which_product(result)
        case _:
            yield phrase("failed", "tool")


def _cart_change(result: ToolResult) -> Phrase:
    action, variant = result.notes["action"], result.notes.get("variant", "")
    key = f"{action}_variant" if variant and action in {"add", "set"} else action
    return phrase("update_cart", key, title=result.subject, quantity=result.quantity, variant=variant)


def _which_product(result: ToolResult) -> Iterator[Phrase]:
    if result.outcome is Outcome.NOTHING_FOUND and result.subject:
        yield phrase("update_cart", "not_known", subject=result.subject)
        yield phrase("search_catalog", "nothing_hint", closing=True)
    else:
        yield phrase("update_cart", "which_product")


_SPEAKERS: dict[str, Callable[[ToolResult, Conversation, str], Iterator[Phrase]]] = {
    "search_catalog": _search,
    "recommend_products": _recommend,
    "get_product": _product,
    "compare_products": _compare,
    "get_cart": _cart,
    "update_cart": _update_cart,
}
