"""Draws briefs for the writer: for every tool and outcome, the points that a reply has to tell, of invented shops.

The replies themselves are written by people; a blank that starts with "invent:" asks them for its text, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant.writer.phrases import Phrase, either, listed, phrase
from finetune.compose import briefs_orders
from finetune.compose.briefs_values import Values, invent

Draw = Callable[[Values], Iterator[Phrase]]


@dataclass(frozen=True)
class Brief:
    """What happened, in a few words for the author, and the points to tell."""

    situation: str
    points: tuple[Phrase, ...]


def compose_briefs(count: int, seed: int) -> list[Brief]:
    """Return briefs over all tools and outcomes, the frequent ones more often; the same seed gives the same."""
    values = Values(seed)
    names = [name for name, (weight, _) in SITUATIONS.items() for _ in range(weight)]
    briefs: list[Brief] = []
    while len(briefs) < count:
        name = values.words.pick(names)
        points = list(SITUATIONS[name][1](values))
        if values.words.chance(0.06):
            other = values.words.pick(names)
            if other.split()[0] != name.split()[0]:
                points = [point for point in points if not point.closing] + list(SITUATIONS[other][1](values))
                name = f"{name} + {other}"
        briefs.append(Brief(name, tuple(points)))
    return briefs


def _hint(values: Values) -> Phrase:
    wishes = values.words.pick(
        ("a budget or a colour", "a budget or a size", "a colour or a brand", "a size or a brand")
    )
    if values.words.chance(0.3):
        return phrase("search_catalog", "ask_hint", closing=True)
    return phrase("search_catalog", "refine_hint", closing=True, wishes=wishes)


def _range(values: Values) -> Phrase:
    low, high = sorted((values.amount(), values.amount()))
    return phrase("search_catalog", "price_range", low=values.money(low), high=values.money(high))


def _found_one(values: Values) -> Iterator[Phrase]:
    yield phrase("search_catalog", "found_one", title=values.title(), price=values.price())


def _found_few(values: Values) -> Iterator[Phrase]:
    count = values.words.rng.randint(2, 8)
    yield phrase("search_catalog", "found_few", count=count, title=values.title(), price=values.price())
    if count > 2:
        yield _range(values)
        yield _hint(values)


def _found_many(values: Values) -> Iterator[Phrase]:
    total = values.words.rng.randint(9, 240)
    yield phrase("search_catalog", "found_many", total=total, count=8, title=values.title(), price=values.price())
    yield _range(values)
    yield _hint(values)


def _found_more(values: Values) -> Iterator[Phrase]:
    yield phrase("search_catalog", "found_more", count=values.words.rng.randint(1, 8))
    if values.words.chance(0.7):
        yield _range(values)


def _relaxed(values: Values) -> Iterator[Phrase]:
    if values.words.chance(0.7):
        name = values.words.pick(("the color", "the size", "the brand", "the price limit", "the rating"))
        yield phrase("search_catalog", "relaxed", filters=name)
    else:
        yield phrase("search_catalog", "relaxed_all", filters="the color and the price limit")
    yield from values.words.pick((_found_one, _found_few, _found_many))(values)


def _nothing(values: Values) -> Iterator[Phrase]:
    yield phrase("search_catalog", "nothing", subject=values.subject())
    yield phrase("search_catalog", "nothing_hint", closing=True)


def _recommend(purpose: str) -> Draw:
    def draw(values: Values) -> Iterator[Phrase]:
        about = values.title() if purpose in {"similar", "goes_with"} else ""
        yield phrase("recommend_products", purpose, title=values.title(), price=values.price(), about=about)
        if values.words.chance(0.5):
            yield phrase("recommend_products", "reason", reason=invent("a short reason why that product suits them"))
        key = values.words.pick(("more_hint", "budget_hint"))
        yield phrase("recommend_products", key, closing=True)

    return draw


def _price_and_stock(values: Values, *, titled: bool) -> Iterator[Phrase]:
    title, start = (values.title(), "about") if titled else ("", "it")
    low, high = sorted((values.amount(), values.amount()))
    kind = values.words.rng.random()
    if kind < 0.55:
        yield phrase("get_product", start, title=title, price=values.money(low))
    elif kind < 0.8:
        yield phrase(
            "get_product", f"{start}_sale", title=title, price=values.money(low), list_price=values.money(high + 5)
        )
    else:
        yield phrase("get_product", f"{start}_range", title=title, low=values.money(low), high=values.money(high))
    yield values.stock("")


def _asked_price(values: Values) -> Iterator[Phrase]:
    yield from _price_and_stock(values, titled=True)


def _answer(values: Values) -> Iterator[Phrase]:
    attribute, value = values.attribute()
    yield phrase("get_product", "answer", title=values.title(), attribute=attribute, value=value)
    yield from _price_and_stock(values, titled=False)


def _description(values: Values) -> Iterator[Phrase]:
    topic = values.words.pick(
        ("how it is made", "what it is for", "a feature", "care", "what comes with it", "its size")
    )
    about = f"a sentence of the product page about {topic} that answers the question"
    yield phrase("get_product", "description", sentence=invent(about))
    yield from _price_and_stock(values, titled=True)


def _rating(values: Values) -> Iterator[Phrase]:
    count = values.words.rng.randint(2, 900)
    rating = round(values.words.rng.uniform(2.4, 4.9), 1)
    yield phrase("get_product", "rating", rating=rating, count=count)
    if values.words.chance(0.6):
        yield phrase("get_product", "review", review=invent("a shopper's review, a sentence, as they typed it"))
    yield from _price_and_stock(values, titled=True)


def _stock(values: Values) -> Iterator[Phrase]:
    title = values.title()
    yield values.stock(title)
    yield phrase("get_product", "it", title="", price=values.price())


def _variant(values: Values) -> Iterator[Phrase]:
    kind = values.words.rng.random()
    if kind < 0.4:
        count = values.words.rng.randint(1, 40)
        yield phrase("get_product", "variant_stock", variant=values.variant(), stock=count, price=values.price())
    elif kind < 0.6:
        yield phrase("get_product", "variant_none", variant=values.variant())
    elif kind < 0.8:
        choices = listed([values.color() for _ in range(3)])
        yield phrase("get_product", "some_variants", variant=f"size {values.size()}", choices=choices)
        yield phrase("get_product", "about", title=values.title(), price=values.price())
    else:
        title = values.title()
        yield phrase("get_product", "no_version", title=title, version=values.color())
        yield phrase("get_product", "options", title=title, options=values.options())


def _options(values: Values) -> Iterator[Phrase]:
    yield phrase("get_product", "options", title=values.title(), options=values.options())
    yield from (point for point in _price_and_stock(values, titled=False) if "stock" not in point.key)


def _not_said(values: Values) -> Iterator[Phrase]:
    yield phrase("get_product", "not_said")
    yield phrase("get_product", "not_said_hint", closing=True)


def _compare(values: Values) -> Iterator[Phrase]:
    one, other = values.titles(2)
    low, high = sorted((values.amount(), values.amount() + 5))
    pair = "pair_" if values.words.chance(0.7) else ""
    superlative = values.words.chance(0.4)
    if superlative:
        told = values.words.pick((("lightest", "1.2 kg"), ("largest", "45 litres"), ("quietest", "38 dB")))
        yield phrase("compare_products", "superlative", title=one, superlative=told[0], value=told[1])
    else:
        yield phrase("compare_products", "lead")
    yield phrase(
        "compare_products",
        f"{pair}cheaper",
        title=one,
        price=values.money(low),
        other=other,
        other_price=values.money(high),
    )
    if values.words.chance(0.6):
        rating = round(values.words.rng.uniform(3.9, 4.9), 1)
        yield phrase("compare_products", f"{pair}rated", title=values.words.pick((one, other)), rating=rating)
    if not superlative and values.words.chance(0.5):
        (name, first), (_, second) = values.attribute(), values.attribute()
        yield phrase("compare_products", "differs", attribute=name, values=f"{one} ({first}) and {other} ({second})")
    yield phrase("compare_products", "hint", closing=True)


def _cart(values: Values) -> Iterator[Phrase]:
    kind = values.words.rng.random()
    if kind < 0.25:
        yield phrase("get_cart", "empty")
        yield phrase("get_cart", "empty_hint", closing=True)
    elif kind < 0.5:
        yield phrase("get_cart", "one", title=values.title(), total=values.price())
    else:
        yield phrase("get_cart", "lines", count=f"{values.words.rng.randint(2, 9)} things", total=values.price())


def _cart_change(action: str) -> Draw:
    def draw(values: Values) -> Iterator[Phrase]:
        title, quantity = values.title(), values.words.pick((1, 1, 1, 1, 2, 2, 3, 4, 6))
        variant = values.variant() if action in {"add", "set"} and values.words.chance(0.4) else ""
        key = f"{action}_variant" if variant else action
        yield phrase("update_cart", key, title=title, quantity=quantity, variant=variant)
        if action != "clear" and values.words.chance(0.85):
            yield phrase("update_cart", "total", total=values.price())
        yield phrase("update_cart", "goes_on", closing=True)

    return draw


def _out_of_stock(values: Values) -> Iterator[Phrase]:
    title = values.title()
    if values.words.chance(0.35):
        stock = values.words.rng.randint(1, 6)
        yield phrase("update_cart", "out_of_stock_variant", title=title, variant=values.variant(), stock=stock)
        return
    yield phrase(
        "update_cart", "out_of_stock", title=f"{title} ({values.variant()})" if values.words.chance(0.5) else title
    )
    if values.words.chance(0.6):
        choices = listed([values.variant() for _ in range(values.words.rng.randint(1, 4))])
        yield phrase("update_cart", "out_of_stock_choices", choices=choices)


def _which(values: Values) -> Iterator[Phrase]:
    kind = values.words.rng.random()
    title = values.title()
    if kind < 0.3:
        choices = either([values.variant() for _ in range(values.words.rng.randint(2, 5))])
        yield phrase("update_cart", "which_variant", title=title, choices=choices)
    elif kind < 0.5:
        yield phrase("update_cart", "which_options", title=title, options=values.options())
    elif kind < 0.6:
        yield phrase("update_cart", "which_only", title=title, choices=values.variant())
    elif kind < 0.8:
        yield phrase("update_cart", "which_of", choices=either(values.titles(3)))
    elif kind < 0.9:
        yield phrase("update_cart", "which_line", choices=either([title, values.title()]))
    else:
        yield phrase("update_cart", "which_product")


def _not_known(values: Values) -> Iterator[Phrase]:
    yield phrase("update_cart", "not_known", subject=values.subject())
    yield phrase("search_catalog", "nothing_hint", closing=True)


def _single(section: str, key: str) -> Draw:
    def draw(values: Values) -> Iterator[Phrase]:
        yield phrase(section, key)

    return draw


SITUATIONS: dict[str, tuple[int, Draw]] = {
    "search: one match": (3, _found_one),
    "search: a few": (5, _found_few),
    "search: many": (8, _found_many),
    "search: show more": (2, _found_more),
    "search: nothing with all wishes, so one was dropped": (5, _relaxed),
    "search: nothing": (6, _nothing),
    "search: no more": (1, _single("search_catalog", "nothing_more")),
    "advice: for a need": (5, _recommend("for_me")),
    "advice: like that one": (2, _recommend("similar")),
    "advice: goes with": (2, _recommend("goes_with")),
    "advice: a present": (4, _recommend("gift")),
    "advice: popular": (2, _recommend("popular")),
    "advice: new": (2, _recommend("new")),
    "advice: nothing": (2, _single("recommend_products", "nothing")),
    "product: asked one thing": (10, _answer),
    "product: asked, the page tells it": (6, _description),
    "product: price": (4, _asked_price),
    "product: is it in stock": (4, _stock),
    "product: reviews": (4, _rating),
    "product: a colour or size": (6, _variant),
    "product: which colours or sizes": (3, _options),
    "product: the page doesn't say": (6, _not_said),
    "compare": (6, _compare),
    "cart: look": (4, _cart),
    "cart: add": (7, _cart_change("add")),
    "cart: remove": (3, _cart_change("remove")),
    "cart: change": (3, _cart_change("set")),
    "cart: empty it": (1, _cart_change("clear")),
    "cart: sold out": (4, _out_of_stock),
    "cart: which one": (6, _which),
    "cart: unknown product": (2, _not_known),
    **briefs_orders.SITUATIONS,
}
