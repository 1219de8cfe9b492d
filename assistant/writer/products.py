"""What there is to say about products and the cart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import prod

from assistant.domain.catalogue import ProductCard
from assistant.domain.conversation import Conversation
from assistant.domain.money import Money
from assistant.domain.product import option_words
from assistant.planner.price_bounds import price_bounds
from assistant.tools.result import Outcome, ToolResult
from assistant.writer.comparison import cheapest_and_dearest, comparison
from assistant.writer.echo import echoing
from assistant.writer.phrases import Phrase, either, listed, phrase
from assistant.writer.product_answers import option_lists, product_answer


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
        yield echoing("search_catalog", "nothing", result.subject)
        yield phrase("search_catalog", "nothing_hint", closing=True)
        return
    yield from _relaxed(result)
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
        low, high = cheapest_and_dearest(result.products)
        if low.price != high.price:
            yield phrase("search_catalog", "price_range", low=low.price, high=high.price)
        if not _went_on_from_a_list(conversation):
            yield _refine_hint(result)


def _went_on_from_a_list(conversation: Conversation) -> bool:
    """Say whether the shopper had a list just before and has been told how to go on from it."""
    exchanges = conversation.state.exchanges
    return bool(exchanges) and exchanges[-1].gist.startswith("showed ")


def _refine_hint(result: ToolResult) -> Phrase:
    """Offer what hasn't been said yet and would tell these products apart; else how to go on from the list."""
    told = result.search or {}
    wishes = [name for word, name in _WISHES.items() if word not in told and _differ_in(word, result.products)]
    if not {"min_price", "max_price"} & told.keys():
        wishes.insert(0, "a budget")
    if len(wishes) < 2:
        return phrase("search_catalog", "ask_hint", closing=True)
    return phrase("search_catalog", "refine_hint", closing=True, wishes=either(wishes[:2]))


_WISHES = {"color": "a colour", "size": "a size", "brand": "a brand"}


def _differ_in(word: str, cards: Sequence[ProductCard]) -> bool:
    """Say whether most of the products come in several versions of that kind, or are of several brands."""
    if word == "brand":
        return len({card.brand for card in cards}) > 1
    having = [card for card in cards if len({variant.options.get(word) for variant in card.variants} - {None}) > 1]
    return 2 * len(having) > len(cards)


def _relaxed(result: ToolResult) -> Iterator[Phrase]:
    """Tell which wishes nothing met, so that the list is without them; a price limit with its amount."""
    prices = [name for name in result.relaxed if name in _PRICES]
    if others := [_FILTERS.get(name, f"the {name}") for name in result.relaxed if name not in _PRICES]:
        key = "relaxed" if len(others) == 1 else "relaxed_all"
        yield phrase("search_catalog", key, filters=listed(others))
    if prices:
        search, currency = result.search or {}, result.products[0].price.currency
        limits = {name: str(Money.of(str(search[name]), currency)) for name in prices if name in search}
        key = {_PRICES: "no_price_between", ("max_price",): "no_price_below"}.get(tuple(limits), "no_price_above")
        yield phrase("search_catalog", key, min=limits.get("min_price", ""), max=limits.get("max_price", ""))


_PRICES = ("min_price", "max_price")
_FILTERS = {"color": "the colour", "min_rating": "the rating"}


def _recommend(result: ToolResult, conversation: Conversation, message: str) -> Iterator[Phrase]:
    if result.outcome is Outcome.NEEDS_DETAIL:
        yield from _which_product(result)
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
    if first.reason and (not about or about not in first.reason):
        yield phrase("recommend_products", "reason", reason=first.reason.rstrip("."))
    limited = result.advice is not None and result.advice.max_price is not None
    budget_said = limited or price_bounds(message) != (None, None) or len(result.products) < 2
    yield phrase("recommend_products", "more_hint" if budget_said else "budget_hint", closing=True)


def _product(result: ToolResult, conversation: Conversation, message: str) -> Iterator[Phrase]:
    if result.outcome is not Outcome.FOUND:
        yield from _which_product(result)
        return
    yield from product_answer(result, message)


def _compare(result: ToolResult, conversation: Conversation, message: str) -> Iterator[Phrase]:
    if result.outcome is not Outcome.FOUND:
        yield from _which_product(result)
        return
    yield from comparison(result.products, message, result.notes)


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
            if absent := result.notes.get("no_version"):
                yield phrase("get_product", "no_version", title=result.subject, version=absent)
            yield _which_variant(result)
        case Outcome.NEEDS_DETAIL if result.cart is not None:
            yield phrase("update_cart", "which_line", choices=either(result.choices))
        case Outcome.NEEDS_DETAIL | Outcome.NOTHING_FOUND:
            yield from _which_product(result)
        case _:
            yield phrase("failed", "tool")


def _cart_change(result: ToolResult) -> Phrase:
    action, variant = result.notes["action"], result.notes.get("variant", "")
    key = f"{action}_variant" if variant and action in {"add", "set"} else action
    return phrase("update_cart", key, title=result.subject, quantity=result.quantity, variant=variant)


def _which_variant(result: ToolResult) -> Phrase:
    """Ask option by option where every combination can be had; else name the combinations."""
    variants = [variant for card in result.products for variant in card.variants if variant.stock]
    labels = {", ".join(option_words(variant.options)) for variant in variants}
    apart = [{variant.options.get(name) for variant in variants} for name in (variants[0].options if variants else ())]
    if len(apart) > 1 and labels == set(result.choices) and len(labels) == prod(len(values) for values in apart):
        return phrase("update_cart", "which_options", title=result.subject, options=option_lists(variants))
    key = "which_only" if len(result.choices) == 1 else "which_variant"
    return phrase("update_cart", key, title=result.subject, choices=either(result.choices))


def _which_product(result: ToolResult) -> Iterator[Phrase]:
    if result.outcome is Outcome.NOTHING_FOUND and result.subject:
        yield echoing("update_cart", "not_known", result.subject)
        yield phrase("search_catalog", "nothing_hint", closing=True)
    elif len(result.choices) > 1:
        yield phrase("update_cart", "which_of", exact=True, choices=either(result.choices, limit=6))
    else:
        yield phrase("update_cart", "which_product", exact=True)


_SPEAKERS: dict[str, Callable[[ToolResult, Conversation, str], Iterator[Phrase]]] = {
    "search_catalog": _search,
    "recommend_products": _recommend,
    "get_product": _product,
    "compare_products": _compare,
    "get_cart": _cart,
    "update_cart": _update_cart,
}
