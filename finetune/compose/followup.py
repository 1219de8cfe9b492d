"""Composes messages that only their surroundings explain: refinements, answers to a question, yes and no."""

from __future__ import annotations

from assistant.domain.conversation import Exchange
from finetune.compose.lexicon import phrases
from finetune.compose.orders import order_scene
from finetune.compose.scene import Scene, fill_orders, fill_screen
from finetune.compose.search import Wish, _ordered, search
from finetune.compose.words import Said, Words

_CHANGES = (
    "color", "color", "size", "size", "max", "max", "max", "cheaper", "rating", "rating_sort", "newest", "exclude",
    "exclude", "brand", "feature", "feature", "with", "more", "nocolor", "new", "new", "new",
)  # fmt: skip


def refine(words: Words) -> tuple[Scene, Said]:
    """Refine the search in force, or begin another one while it is in force."""
    scene = Scene(words.kind())
    fill_screen(words, scene, searched=True)
    args = dict(scene.search or {})
    texts: list[str] = []
    for _ in range(2 if words.chance(0.2) else 1):
        text = _change(words, scene, args, words.pick(_CHANGES))
        if text:
            texts.append(text)
    if not texts:
        texts = [_phrase(words, "more")]
    return scene, Said(words.pick((", ", " and ")).join(texts), (("search_catalog", _ordered(args)),))


def _change(words: Words, scene: Scene, args: dict[str, object], what: str) -> str:
    """Say one change and make it in `args`; nothing where it would change nothing."""
    kind = scene.kind
    query = str(args["query"])
    excluded = _excluded(args)
    match what:
        case "new":
            wish = Wish(words)
            said = search(words, wish)
            args.clear()
            args.update(said.calls[0][1])
            return said.text if words.chance(0.5) else _new_search(words, wish, args)
        case "color" if kind.domain.colors:
            args["color"] = words.pick(
                [color for color in kind.domain.colors if color not in {args.get("color"), *excluded}]
            )
            return _phrase(words, "color").format(x=args["color"])
        case "size" if kind.sizes:
            args["size"] = words.pick(kind.sizes)
            return _phrase(words, "size").format(x=args["size"]).replace("size large", "large")
        case "max":
            price = words.price(kind)
            args["max_price"] = price.amount
            if float(str(args.get("min_price", 0))) >= price.amount:
                del args["min_price"]
            return _phrase(words, "max").format(p=price.text)
        case "cheaper":
            args["sort"] = "price_asc"
        case "rating_sort":
            args["sort"] = "rating"
        case "newest":
            args["sort"] = "newest"
        case "rating":
            args["min_rating"] = words.pick((3, 4, 4.5))
            return _phrase(words, "rating").format(r=args["min_rating"])
        case "exclude":
            known = _excluded(args)
            fitting = [x for x in (*kind.domain.unwanted, *kind.domain.brands) if x not in known and x not in query]
            asked = {str(args.get(name, "")).lower() for name in ("brand", "color")}
            fitting = [x for x in fitting if x.lower() not in asked]
            unwanted = words.pick(fitting)
            args["exclude"] = [*known, unwanted]
            return _phrase(words, "exclude").format(x=unwanted)
        case "brand":
            args["brand"] = words.pick([brand for brand in kind.domain.brands if brand not in excluded])
            return _phrase(words, "brand").format(x=args["brand"])
        case "feature" | "with":
            choices = [x for x in (kind.before if what == "feature" else kind.after) if x not in query]
            if not choices:
                return ""
            feature = words.pick(choices)
            args["query"] = f"{feature} {query}" if what == "feature" else f"{query} {feature}"
            return _phrase(words, what).format(x=feature)
        case "nocolor" if "color" in args:
            del args["color"]
        case "more":
            pass
        case _:
            return ""
    return _phrase(words, what)


def _excluded(args: dict[str, object]) -> list[str]:
    known = args.get("exclude", [])
    return list(known) if isinstance(known, list) else []


def _new_search(words: Words, wish: Wish, args: dict[str, object]) -> str:
    color, size = str(args.get("color", "")), str(args.get("size", ""))
    args.clear()
    args["query"] = wish.query
    parts = [wish.query]
    if color:
        args["color"] = color
        parts.append(f"in {color}")
    if size:
        args["size"] = size
        parts.append(f"size {size}" if len(size) < 4 else size)
    return _phrase(words, "new").format(np=" ".join(parts))


def decide(words: Words) -> tuple[Scene, Said]:
    """Agree to the action that waits, or refuse it."""
    scene = order_scene(words)
    if not scene.orders:
        fill_orders(words, scene, 1)
    number, items, _ = words.pick(scene.orders)
    what = words.pick(("cancel", "return", "exchange", "address"))
    scene.pending = _phrase(words, f"pending.{what}").format(
        o=number,
        i=items[0],
        w=words.pick(("size M", "black", "a new one")),
        a=words.pick(phrases("orders")["address.place"]),
    )
    asked = {"cancel": "cancel it", "return": f"return the {items[0]}", "exchange": f"swap the {items[0]}"}
    gist = f"proposed: {scene.pending}, waiting for confirmation"
    scene.exchanges.append(Exchange(shopper=asked.get(what, "change the address"), gist=gist))
    accept = words.chance(0.55)
    text = words.pick(phrases("talk")["yes" if accept else "no"])
    if words.chance(0.15):
        asked_too, call = words.pick(_also_asked(number))
        return scene, Said(f"{text}. {asked_too}", (("confirm", {"accept": accept}), call))
    return scene, Said(text, (("confirm", {"accept": accept}),))


def _also_asked(number: str) -> tuple[tuple[str, tuple[str, dict[str, object]]], ...]:
    return (
        ("where is it now?", ("get_order", {"order_id": number})),
        ("how long does a refund take?", ("ask_business", {"question": "how long a refund takes"})),
        ("any discount codes?", ("list_promotions", {})),
    )


def answer(words: Words) -> tuple[Scene, Said]:
    """Answer what the assistant asked: which order, which item, why."""
    scene = order_scene(words)
    tool, verb = words.pick((("return_items", "return"), ("cancel_order", "cancel"), ("get_order", "track")))
    number = words.pick(scene.orders)[0] if scene.orders else words.order_id()[1]
    item = words.kind().name
    if tool == "return_items" and words.chance(0.6):
        gist = words.pick((f"asked which item for order {number}", f"asked which item of order {number}"))
        scene.exchanges.append(Exchange(shopper=f"i want to return something from {number}", gist=gist))
        text = _phrase(words, "answer.item").format(i=item)
        return scene, Said(text, ((tool, {"order_id": number, "items": [item]}),))
    gist = words.pick(("asked which order", "asked for the order number"))
    scene.exchanges.append(Exchange(shopper=words.pick((f"{verb} my order", f"i want to {verb} an order")), gist=gist))
    text = _phrase(words, "answer.order").format(o=number)
    return scene, Said(text, ((tool, {"order_id": number}),))


def _phrase(words: Words, section: str) -> str:
    return words.pick(phrases("followup")[section])
