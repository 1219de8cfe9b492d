"""Composes what is said about orders: status, cancelling, changes, returns, exchanges, with all shapes of numbers."""

from __future__ import annotations

from finetune.compose.lexicon import phrases
from finetune.compose.scene import Scene, fill_orders
from finetune.compose.words import Said, Words


def order_message(words: Words, scene: Scene) -> Said:
    """Compose one request about one order."""
    maker = words.pick((_get, _get, _list, _cancel, _cancel, _address, _payment, _items, _return, _return, _exchange))
    return maker(words, scene)


def order_scene(words: Words) -> Scene:
    """Return a scene in which, now and then, the shop knows the shopper's orders."""
    scene = Scene(words.kind())
    if words.chance(0.35):
        fill_orders(words, scene)
    return scene


def _number(words: Words, scene: Scene) -> tuple[str, str]:
    if scene.orders and words.chance(0.8):
        number = words.pick(scene.orders)[0]
        return (f"#{number}" if words.chance(0.25) else number), number
    return words.order_id()


def _get(words: Words, scene: Scene) -> Said:
    if not scene.orders and words.chance(0.3):
        return Said(_phrase(words, "get.none"), (("get_order", {}),))
    if words.chance(0.12):
        ending = words.order_id()[1][-words.rng.randint(2, 3) :].lstrip("-") or "88"
        asked = words.pick(("where is", "status of", "track", "has it shipped,"))
        text = f"{asked} {_phrase(words, 'ending').format(e=ending)}"
        return Said(text, (("get_order", {"order_id": ending}),))
    written, number = _number(words, scene)
    return Said(_phrase(words, "get").format(o=written), (("get_order", {"order_id": number}),))


def _list(words: Words, scene: Scene) -> Said:
    text, status = _labelled(words, "list")
    return Said(text, (("list_orders", {"status": status} if status else {}),))


def _cancel(words: Words, scene: Scene) -> Said:
    args: dict[str, object] = {}
    if not scene.orders and words.chance(0.2):
        text = _phrase(words, "cancel.none")
    else:
        written, args["order_id"] = _number(words, scene)
        text = _phrase(words, "cancel").format(o=written)
    if words.chance(0.4):
        why, args["reason"] = _labelled(words, "cancel.reason")
        text = _with_reason(words, text, why)
    return Said(text, (("cancel_order", args),))


def _address(words: Words, scene: Scene) -> Said:
    place = _phrase(words, "address.place")
    if words.chance(0.2):
        text = _phrase(words, "address.account").format(a=place)
        return Said(text, (("update_order", {"change": "address", "details": place}),))
    written, number = _number(words, scene)
    if words.chance(0.2):
        text = _phrase(words, "address.none").format(o=written)
        return Said(text, (("update_order", {"order_id": number, "change": "address"}),))
    text = _phrase(words, "address").format(o=written, a=place)
    return Said(text, (("update_order", {"order_id": number, "change": "address", "details": place}),))


def _payment(words: Words, scene: Scene) -> Said:
    written, number = _number(words, scene)
    method = _phrase(words, "payment.method")
    text = _phrase(words, "payment").format(o=written, a=method)
    details = method.removeprefix("my ").removeprefix("a ")
    return Said(text, (("update_order", {"order_id": number, "change": "payment", "details": details}),))


def _items(words: Words, scene: Scene) -> Said:
    written, number = _number(words, scene)
    kind = words.kind()
    variant = words.pick(kind.sizes or kind.domain.colors or ("blue",))
    text, details = _labelled(words, "items")
    item = kind.name
    text = text.format(o=written, i=item if "two" in text else f"the {item}", v=variant)
    details = details.format(i=item, v=variant)
    return Said(text, (("update_order", {"order_id": number, "change": "items", "details": details}),))


def _return(words: Words, scene: Scene) -> Said:
    args: dict[str, object] = {}
    item = words.kind().name
    style = words.rng.random()
    if style < 0.55:
        written, args["order_id"] = _number(words, scene)
        text = _phrase(words, "return").format(o=written, i=f"the {item}")
        args["items"] = [item]
    elif style < 0.75:
        written, args["order_id"] = _number(words, scene)
        text = _phrase(words, "return.all").format(o=written)
    elif scene.orders or style < 0.85:
        if scene.orders:
            number, items, _ = words.pick(scene.orders)
            item, args["order_id"] = items[0], number
        text = _phrase(words, "return.item").format(i=f"the {item}")
        args["items"] = [item]
    else:
        text = _phrase(words, "return.none")
    if words.chance(0.5):
        why, args["reason"] = _labelled(words, "reason")
        text = _with_reason(words, text, why)
    return Said(text, (("return_items", args),))


def _exchange(words: Words, scene: Scene) -> Said:
    item, wanted = words.kind().name, _phrase(words, "exchange.wanted")
    args: dict[str, object] = {"items": [item], "wanted": wanted.removeprefix("the ").removeprefix("a ")}
    if scene.orders and words.chance(0.5):
        number, items, _ = words.pick(scene.orders)
        text = _phrase(words, "exchange.item").format(i=f"the {items[0]}", w=wanted)
        args = {"order_id": number, **args, "items": [items[0]]}
    elif not scene.orders and words.chance(0.25):
        text = _phrase(words, "exchange.item").format(i=f"the {item}", w=wanted)
    else:
        written, number = _number(words, scene)
        text = _phrase(words, "exchange").format(o=written, i=f"the {item}", w=wanted)
        args = {"order_id": number, **args}
    return Said(text, (("exchange_items", args),))


def _with_reason(words: Words, text: str, why: str) -> str:
    return words.pick((f"{text}, {why}", f"{why}, {text}", f"{text}. {why}", f"{text} because {why}"))


def _phrase(words: Words, section: str) -> str:
    return words.pick(phrases("orders")[section])


def _labelled(words: Words, section: str) -> tuple[str, str]:
    said, _, label = _phrase(words, section).partition("::")
    return said.strip(), label.strip()
