"""Composes what is said about products: advice, questions, comparisons, and the cart."""

from __future__ import annotations

import re

from finetune.compose.lexicon import phrases
from finetune.compose.scene import Scene, fill_cart, fill_screen, product_name
from finetune.compose.search import money_part
from finetune.compose.words import Said, Words

_COUNTS = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "2": 2,
    "3": 3,
    "6": 6,
    "10": 10,
    "a dozen": 12,
    "4": 4,
    "8": 8,
    "twenty": 20,
    "fifty": 50,
    "12": 12,
    "25": 25,
    "twelve": 12,
    "seven": 7,
}


def recommend(words: Words, scene: Scene) -> Said:
    """Ask for advice: for a problem, a present, something alike or matching, the popular and the new."""
    args: dict[str, object] = {}
    purpose = words.pick(("for_me", "for_me", "gift", "gift", "similar", "goes_with", "popular", "new"))
    args["purpose"] = purpose
    if purpose == "gift":
        who, occasion, taste = (_phrase(words, f"gift.{part}") for part in ("who", "occasion", "taste"))
        frame = _phrase(words, "gift")
        text = frame.format(who=who, occasion=occasion, taste=taste)
        named = [who.removeprefix("my ").removeprefix("a "), *(occasion for _ in [0] if "{occasion}" in frame)]
        args["need"] = ", ".join([*named, *(taste for _ in [0] if "{taste}" in frame)])
    elif purpose == "for_me" and words.chance(0.85):
        said, need = _labelled(words, "need")
        text = _phrase(words, "need.ask").format(n=said)
        args["need"] = need
    elif purpose in {"similar", "goes_with"}:
        spoken, product = reference(words, scene)
        text = _phrase(words, purpose).format(p=spoken)
        args["product"] = product
        if purpose == "similar" and words.chance(0.35):
            extra, need = _labelled(words, "similar.but")
            text, args["need"] = f"{text.rstrip('?')} {extra}", need
    elif purpose in {"popular", "new"} and words.chance(0.5):
        kind = scene.kind.name
        text = _phrase(words, f"{purpose}.kind").format(kind=kind)
        args["need"] = kind
    else:
        text = _phrase(words, {"for_me": "forme"}.get(purpose, purpose))
    limits: dict[str, object] = {}
    money = money_part(words, scene.kind, limits, share=0.3) if purpose != "goes_with" else ""
    if money and set(limits) == {"max_price"}:
        text = f"{text.rstrip('?.')}{words.pick((', ', ' '))}{money}"
        args["max_price"] = limits["max_price"]
    ordered: dict[str, object] = {
        name: args[name] for name in ("purpose", "product", "need", "max_price") if name in args
    }
    return Said(text, (("recommend_products", ordered),))


def ask_product(words: Words, scene: Scene) -> Said:
    """Ask one thing about one product, on screen or by name."""
    if scene.shown and words.chance(0.25):
        asked, question = _labelled(words, "question")
        spoken, product = reference(words, scene)
        return _ask(f"{spoken}, {asked}" if words.chance(0.6) else f"{asked}? {spoken}", product, question)
    frame, _, question = _phrase(words, "question.about").partition("::")
    spoken, product = reference(words, scene)
    return _ask(frame.strip().format(p=spoken), product, question.strip())


def compare(words: Words, scene: Scene) -> Said:
    """Compare two or three products."""
    if words.chance(0.35):
        text, listed = _labelled(words, "compare.list")
        positions = listed.split(",")
        fits = not scene.shown or max(map(int, positions)) <= len(scene.shown)
        if fits and ("three" not in text or len(scene.shown) in {0, 3}):
            return Said(text, (("compare_products", {"products": positions}),))
    count = 3 if words.chance(0.2) else 2
    pairs: dict[str, str] = {}
    while len(pairs) < count:
        spoken, product = reference(words, scene)
        if product not in pairs.values():
            pairs[spoken] = product
    blanks = dict(zip("abc", pairs, strict=False))
    text = _phrase(words, "compare.three" if count == 3 else "compare").format(**blanks)
    return Said(text, (("compare_products", {"products": list(pairs.values())}),))


def change_cart(words: Words, scene: Scene) -> Said:
    """Add to the cart, change it, take out of it, empty it, or look at it."""
    what = words.rng.random()
    if what < 0.1:
        return Said(_phrase(words, "cart"), (("get_cart", {}),))
    if what < 0.16:
        return Said(_phrase(words, "clear"), (("update_cart", {"action": "clear"}),))
    if what < 0.6:
        spoken, product = reference(words, scene)
        return _added(words, scene, spoken, product)
    if not scene.cart:
        fill_cart(words, scene)
    title = words.pick(scene.cart)
    spoken = words.pick((title, " ".join(title.split()[-2:]), f"the {' '.join(title.split()[-2:])}", title.lower()))
    product = spoken.removeprefix("the ")
    if what < 0.76:
        text = _phrase(words, "remove").format(p=spoken)
        return Said(text, (("update_cart", {"action": "remove", "product": product}),))
    if what < 0.89:
        written, count = words.pick(tuple(_COUNTS.items()))
        text = _phrase(words, "set.many").format(p=spoken, n=written)
        return Said(text, (("update_cart", {"action": "set", "product": product, "quantity": count}),))
    written, variant = _variant(words, scene)
    text = _phrase(words, "set.variant").format(p=spoken, v=written)
    return Said(text, (("update_cart", {"action": "set", "product": product, "variant": variant}),))


def reference(words: Words, scene: Scene) -> tuple[str, str]:
    """Refer to a product: by its place in the list, by a word of its title that no other carries, or by name."""
    if scene.shown and words.chance(0.85):
        place = words.rng.randrange(len(scene.shown))
        if words.chance(0.35) and (mark := _mark(words, scene.shown, place)):
            return f"the {mark.lower() if words.chance(0.6) else mark} one" if words.chance(
                0.6
            ) else f"the {mark}", str(place + 1)
        if place == len(scene.shown) - 1 and words.chance(0.4):
            return words.pick(("the last one", "the last", "the bottom one")), str(place + 1)
        fitting = [line for line in phrases("shop")["ordinal"] if line.endswith(f":: {place + 1}")]
        if fitting:
            return words.pick(fitting).partition(" :: ")[0], str(place + 1)
        return f"number {place + 1}", str(place + 1)
    if not scene.shown and words.chance(0.3):
        spoken, _, place_written = _phrase(words, "ordinal").partition(" :: ")
        return spoken, place_written
    name = product_name(words, scene.kind)
    return (f"the {name}" if words.chance(0.7) else name), name


def _mark(words: Words, shown: list[str], place: int) -> str:
    """Return a word of a title that tells it apart, or nothing."""
    others = {word.casefold() for at, title in enumerate(shown) if at != place for word in re.findall(r"\w+", title)}
    own = [word for word in re.findall(r"[A-Za-z]{4,}", shown[place]) if word.casefold() not in others]
    return words.pick(own) if own else ""


def _added(words: Words, scene: Scene, spoken: str, product: str) -> Said:
    args: dict[str, object] = {"action": "add", "product": product}
    style = words.rng.random()
    if style < 0.5:
        text = _phrase(words, "add").format(p=spoken)
    elif style < 0.72:
        written, count = words.pick(tuple(_COUNTS.items()))
        text = _phrase(words, "add.many").format(p=spoken, n=written)
        args["quantity"] = count
    else:
        written, variant = _variant(words, scene)
        text = _phrase(words, "add.variant").format(p=spoken, v=written)
        args["variant"] = variant
    return Said(text, (("update_cart", args),))


def _variant(words: Words, scene: Scene) -> tuple[str, str]:
    """Draw colour, size or both: as said, and as labelled."""
    colors, sizes = scene.kind.domain.colors or ("black",), scene.kind.sizes or ("M", "L")
    color, size = words.pick(colors), words.pick(sizes)
    style = words.rng.random()
    if style < 0.4:
        return color, color
    if style < 0.65:
        return (f"size {size}" if len(size) < 4 else size), size
    return words.pick(
        (f"{color}, {size}", f"{color} size {size}", f"{color} {size}", f"{color} and size {size}")
    ), f"{color}, {size}"


def screen_scene(words: Words) -> Scene:
    """Return a scene with or without a list on screen and a cart."""
    scene = Scene(words.kind())
    if words.chance(0.55):
        fill_screen(words, scene, searched=words.chance(0.7))
    if words.chance(0.25):
        fill_cart(words, scene)
    return scene


def _ask(text: str, product: str, question: str) -> Said:
    args: dict[str, object] = {"product": product, **({"question": question} if question else {})}
    return Said(text, (("get_product", args),))


def _phrase(words: Words, section: str) -> str:
    return words.pick(phrases("shop")[section])


def _labelled(words: Words, section: str) -> tuple[str, str]:
    said, _, label = _phrase(words, section).partition("::")
    return said.strip(), label.strip()
