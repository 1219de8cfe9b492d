"""Composes searches: a product with its features, and the constraints in any order and wording."""

from __future__ import annotations

from finetune.compose.lexicon import Kind, phrases
from finetune.compose.words import PEOPLE, Said, Words

_SORTS = {"price_asc": "price_asc", "price_desc": "price_desc", "rating_sort": "rating", "newest": "newest"}


class Wish:
    """What is searched for, as the label has it; `query` joins features and noun."""

    def __init__(self, words: Words, kind: Kind | None = None) -> None:
        self.words = words
        self.kind = kind or words.kind()
        self.color = words.pick(self.kind.domain.colors) if self.kind.domain.colors and words.chance(0.35) else ""
        self.size = words.pick(self.kind.sizes) if self.kind.sizes and words.chance(0.4) else ""
        self.material = words.pick(self.kind.materials) if self.kind.materials and words.chance(0.35) else ""
        wearers = self.kind.domain.wearers
        self.wearer = words.pick(wearers) if wearers and words.chance(0.3) else ""
        self.before = words.some(self.kind.before, 2 if words.chance(0.3) else 1)
        self.after = words.some(self.kind.after, 1) if words.chance(0.5) else []
        if self.material and any(part in self.material or self.material in part for part in self.before):
            self.before = []

    @property
    def query(self) -> str:
        parts = [self.wearer, *self.before, self.material, self.kind.name, *self.after]
        return " ".join(part for part in parts if part)


def search(words: Words, wish: Wish | None = None) -> Said:
    """Compose one search message."""
    wish = wish or Wish(words)
    args: dict[str, object] = {"query": wish.query}
    trailing: list[str] = []
    noun, listed = _noun(words, wish)
    if wish.color:
        args["color"] = wish.color
        if wish.color not in listed:
            trailing.append(_say(words, "color", x=wish.color))
    if wish.size:
        args["size"] = wish.size
        if wish.size not in listed:
            trailing.append(_say(words, "size" if _is_garment_size(wish.size) else "measure", x=wish.size))
    if words.chance(0.22):
        brand = words.pick(wish.kind.domain.brands)
        args["brand"] = brand = brand.lower() if words.chance(0.35) else brand
        trailing.append(_say(words, "brand", x=brand))
    if words.chance(0.05):
        args["category"] = wish.kind.domain.category
        trailing.append(_say(words, "category", x=wish.kind.domain.category))
    money = money_part(words, wish.kind, args)
    trailing += [part for part in (money, excluded_part(words, wish, args)) if part]
    if words.chance(0.1):
        rating = words.pick((3, 4, 4, 4, 4.5, 3.5, 5))
        args["min_rating"] = rating
        written = "four" if rating == 4 and words.chance(0.25) else str(rating)
        trailing.append(_say(words, "rating", r=written))
    if words.chance(0.12):
        order = words.pick(tuple(_SORTS))
        args["sort"] = _SORTS[order]
        trailing.append(_say(words, order))
    words.rng.shuffle(trailing)
    text = _say(words, "open", np=noun)
    joint = words.pick((", ", " ", ", ", ". ", " - "))
    text = joint.join([text, *trailing])
    if words.chance(0.15):
        text = f"{_say(words, 'opener', person=words.pick(PEOPLE))} {text}"
    if words.chance(0.1):
        text = f"{text}, {_say(words, 'closer')}"
    return Said(text, (("search_catalog", _ordered(args)),))


def money_part(words: Words, kind: Kind, args: dict[str, object], share: float = 0.4) -> str:
    """Say a price limit, or nothing, and note it in `args`."""
    if not words.chance(share):
        return ""
    chance = words.rng.random()
    if chance < 0.7:
        price = words.price(kind)
        args["max_price"] = price.amount
        return _say(words, "max", p=price.text, d=f"{price.amount:.2f}")
    if chance < 0.82:
        price = words.price(kind)
        args["min_price"] = price.amount
        return _say(words, "min", p=price.text)
    low, high = words.price(kind, 0.05, 0.4), words.price(kind, 0.5, 0.95)
    if low.amount >= high.amount:
        return ""
    args["min_price"], args["max_price"] = low.amount, high.amount
    sign = words.pick(("", "", "$", "£"))
    unit = words.pick(("", " dollars", " quid", " euros", " bucks")) if not sign else ""
    return _say(words, "range", a=f"{sign}{low.bare}", b=f"{sign}{high.bare}{unit}")


def excluded_part(words: Words, wish: Wish, args: dict[str, object], share: float = 0.22) -> str:
    """Say what is not wanted: a trait, a colour or a brand that isn't asked for at the same time."""
    if not words.chance(share):
        return ""
    domain = wish.kind.domain
    asked = " ".join((wish.query, str(args.get("brand", "")), wish.color)).lower()
    if words.chance(0.2) and "brand" not in args:
        brand = words.pick(domain.brands)
        args["exclude"] = [brand]
        return _say(words, "exclude.brand", x=brand)
    unwanted = [*domain.unwanted, *(() if wish.color else domain.colors)]
    unwanted += [material for material in wish.kind.materials if not wish.material]
    fitting = [each for each in dict.fromkeys(unwanted) if each not in asked]
    if not fitting:
        return ""
    if len(fitting) > 1 and words.chance(0.15):
        two = words.rng.sample(fitting, 2)
        args["exclude"] = two
        return _say(words, "exclude.two", x=two[0], y=two[1])
    one = words.pick(fitting)
    args["exclude"] = [one]
    return _say(words, "exclude", x=one)


def _noun(words: Words, wish: Wish) -> tuple[str, set[str]]:
    """Write the product in natural order or as a list; returns which of colour and size it carries already."""
    carried: set[str] = set()
    style = words.rng.random()
    kind = wish.kind.name
    if words.chance(0.05):
        kind = " ".join(words.typo(word) for word in kind.split())
    if style < 0.62:
        parts = [wish.wearer, *wish.before, wish.material]
        if wish.color and words.chance(0.6):
            parts.insert(words.rng.randint(0, len(parts)), wish.color)
            carried.add(wish.color)
        parts = [*parts, kind, *wish.after]
        if wish.size and not _is_garment_size(wish.size) and words.chance(0.4):
            parts.insert(0, wish.size)
            carried.add(wish.size)
        return " ".join(part for part in parts if part), carried
    loose = [*wish.before, wish.material, wish.color, wish.size, wish.wearer]
    carried |= {wish.color, wish.size}
    loose = [part for part in loose if part]
    words.rng.shuffle(loose)
    noun = " ".join([kind, *wish.after])
    if not loose:
        return noun, carried
    frame = words.pick(phrases("search")["np.list"])
    return frame.format(kind=noun, parts=", ".join(loose), spaced=" ".join(loose)), carried


def _is_garment_size(size: str) -> bool:
    return len(size) <= 4 and not size.endswith(("m", "L", "l", "g", '"'))


def _say(words: Words, section: str, **values: str) -> str:
    return words.pick(phrases("search")[section]).format(**values)


def _ordered(args: dict[str, object]) -> dict[str, object]:
    """Put arguments in the tool's own order, so that the model never has to guess one."""
    order = ("query", "category", "brand", "color", "size", "min_price", "max_price", "min_rating", "sort", "exclude")
    return {name: args[name] for name in order if name in args}
