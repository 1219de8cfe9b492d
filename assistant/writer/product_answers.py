"""What there is to say about one product: the answer to the question first, then its price and stock."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from assistant.domain.catalogue import ProductCard, VariantCard
from assistant.domain.product import option_words
from assistant.tools.matching import option_matches, words
from assistant.tools.result import ToolResult
from assistant.writer.echo import echoing
from assistant.writer.phrases import Phrase, either, listed, phrase

FEW_LEFT = 5
_STOCK_QUESTION = re.compile(
    r"\b(stock|available|availability|left|sold out|have (?:it|this|that|these|them))\b", re.IGNORECASE
)
_PRICE_QUESTION = re.compile(r"\b(price|cost|how much|expensive)\b", re.IGNORECASE)
_RATING_QUESTION = re.compile(r"\b(review|rating|rated|people (?:say|think)|any good)\w*\b", re.IGNORECASE)
# What a thing is rated for stands among its attributes.
_RATED_FOR = re.compile(
    r"\b(?:temp(?:erature)?|comfort|warmth|water(?:proof)?|pressure|power|energy|ip|fire|wind|load|weight|uv)"
    r"[ -]rat(?:ing|ed)\b|\brated (?:for|to|down)\b",
    re.IGNORECASE,
)
_OTHER_OPTION = re.compile(
    r"\b(?:come|comes|have (?:it|this|that|these|them)|available"
    r"|get (?:it|this|that|these|them)|do (?:it|they)) in\b(?! stock\b)"
    r"|\bin (?:another|other|different|a different|which|what)\b|\b(?:other|different|which|what) (?:colou?r|size)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_GENERAL = frozenset(
    words(
        """tell more about what know detail info information describe show can you do have like would want see look
        first second third fourth fifth last number picture does it how is any give open product item be there which
        much many interested sound nice good could bit thing let s let's option five"""
    )
)


def product_answer(result: ToolResult, message: str) -> Iterator[Phrase]:
    """Yield what a product that was found has to say to a question."""
    if result.parts:
        yield from _part_by_part(result)
        return
    card, asked = result.products[0], f"{result.subject} {message}"
    if absent := result.notes.get("no_version"):
        yield phrase("get_product", "no_version", title=card.title, version=absent)
        yield phrase("get_product", "options", title=card.title, options=option_lists(card.variants))
        return
    named = _named_variants(card, asked)
    if len(named) == 1:
        yield _variant(named[0])
        return
    if named:
        yield _some_variants(named)
    elif _OTHER_OPTION.search(asked) and len(card.variants) > 1:
        yield phrase("get_product", "options", title=card.title, options=option_lists(card.variants))
    elif _STOCK_QUESTION.search(asked):
        yield _stock(card, card.title)
    elif _PRICE_QUESTION.search(asked):
        yield _price(card, card.title)
        yield _stock(card)
        return
    elif told := list(_told(result, card, asked)):
        yield from told
        yield _price(card, "" if told[0].blanks.get("title") else card.title)
        yield _stock(card)
        return
    else:
        yield phrase("get_product", "not_said")
        yield phrase("get_product", "not_said_hint", closing=True)
        return
    yield _price(card, "" if _STOCK_QUESTION.search(asked) and not named else card.title, named)


_ABOUT = frozenset({"about", "it", "stock"})  # price and stock, which close an answer once


def _part_by_part(result: ToolResult) -> Iterator[Phrase]:
    """Answer each of several questions; the price and the stock come once, and what the page leaves out is named."""
    closing: dict[str, Phrase] = {}
    unsaid: list[str] = []
    for part in result.parts:
        notes = {name: value for name, value in result.notes.items() if name not in {"told", "opinion", "no_version"}}
        alone = {"subject": part.question, "answer": part.answer, "notes": {**notes, **part.notes}, "parts": ()}
        for point in product_answer(result.model_copy(update=alone), ""):
            kind = point.key.split("_")[0]
            if kind == "not":
                unsaid += [part.question] if part.question not in unsaid else []
            elif kind in _ABOUT:
                closing.setdefault("stock" if kind == "stock" else "price", point)
            else:
                yield point
    for question in unsaid:
        yield echoing("get_product", "not_said_to", question)
    if len(unsaid) < len(result.parts):
        yield from closing.values()
    else:
        yield phrase("get_product", "not_said_hint", closing=True)


def _told(result: ToolResult, card: ProductCard, asked: str) -> Iterator[Phrase]:
    notes = result.notes
    if _RATING_QUESTION.search(asked) and not _RATED_FOR.search(asked) and card.rating is not None:
        yield phrase("get_product", "rating", rating=card.rating, count=card.rating_count)
        if review := notes.get("review"):
            yield phrase("get_product", "review", review=review)
    elif not {word for word in words(asked) if not word.isdecimal()} - _GENERAL - set(words(card.title)):
        for sentence in _SENTENCE.split(notes.get("description", ""))[:2]:
            if sentence:
                yield phrase("get_product", "description", sentence=sentence)
        if card.rating is not None and card.rating_count:
            yield phrase("get_product", "rating", rating=card.rating, count=card.rating_count)
    elif result.answer:
        name, value = result.answer
        yield phrase("get_product", "answer", title=card.title, attribute=name, value=value.rstrip("."))
    elif sentence := notes.get("told"):
        yield phrase("get_product", "description", sentence=sentence)
    elif "opinion" in notes:
        yield phrase("get_product", "review", review=notes["review"])


def option_lists(variants: Sequence[VariantCard]) -> str:
    """Name what can be chosen, option by option: "6, 7 or 8, and in sage green or plum"; sold-out versions aside."""
    in_stock = [variant for variant in variants if variant.stock] or variants
    values = [
        list(dict.fromkeys(word for v in in_stock for word in option_words(_only(v.options, {option}))))
        for option in in_stock[0].options
    ]
    return ", and in ".join(either(value, limit=12) for value in values)


def _named_variants(card: ProductCard, asked: str) -> list[VariantCard]:
    indices = option_matches(asked, [variant.options for variant in card.variants])
    return [card.variants[index] for index in indices] if len(indices) < len(card.variants) else []


def _variant(variant: VariantCard) -> Phrase:
    label = ", ".join(option_words(variant.options))
    if not variant.stock:
        return phrase("get_product", "variant_none", variant=label)
    return phrase("get_product", "variant_stock", variant=label, stock=variant.stock, price=variant.price)


def _some_variants(named: Sequence[VariantCard]) -> Phrase:
    """Tell of "size 9" in which colours it is in stock."""
    options = named[0].options
    shared = {name for name, value in options.items() if all(one.options.get(name) == value for one in named)}
    label = ", ".join(option_words(_only(options, shared)))
    in_stock = [one for one in named if one.stock]
    if not in_stock:
        return phrase("get_product", "variant_none", variant=label or option_lists(named))
    others = [", ".join(option_words(_only(one.options, one.options.keys() - shared))) for one in in_stock]
    key = "some_variants" if label else "variants"
    return phrase("get_product", key, exact=True, variant=label, choices=listed(others))


def _only(options: Mapping[str, str], names: Collection[str]) -> dict[str, str]:
    return {name: value for name, value in options.items() if name in names}


def _price(card: ProductCard, title: str = "", named: Sequence[VariantCard] = ()) -> Phrase:
    """Tell the price; of several, the range. Without a title it is the product that has just been named."""
    key = "about" if title else "it"
    prices = {variant.price for variant in named or card.variants if variant.stock}
    if len(prices) > 1 and len({price.currency for price in prices}) == 1:
        return phrase("get_product", f"{key}_range", title=title, low=min(prices), high=max(prices))
    if not named and card.list_price is not None and card.list_price > card.price:
        return phrase("get_product", f"{key}_sale", title=title, price=card.price, list_price=card.list_price)
    price = prices.pop() if named and len(prices) == 1 else card.price
    return phrase("get_product", key, title=title, price=price)


def _stock(card: ProductCard, title: str = "") -> Phrase:
    key = "stock_none" if card.stock == 0 else "stock_few" if card.stock <= FEW_LEFT else "stock_many"
    return phrase("get_product", f"{key}_titled" if title else key, title=title, stock=card.stock)
