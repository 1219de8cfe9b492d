"""What is known in a situation, by the name of the blank that it fills: the order that is talked about, its items …"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from assistant.assist.case import CaseLine, CaseRecord, KnownItem, KnownOrder, Situation
from assistant.privacy import EMAIL

_ORDER_ID = re.compile(r"#?\b[A-Z]{1,3}-?\d{4,12}\b|#\d{4,}\b|(?<![\w$.,-])\d{7,16}(?![\w-])")
_TOLD_NAME = re.compile(r"\b(?:my name is|name'?s|this is|i'?m|i am)\s+([A-Z][a-z'’-]+(?:\s[A-Z][a-z'’-]+)?)\b")
_WISHES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("cancel", r"\bcancel"),
        ("return", r"\breturn|\bsend (?:it|them|this) back\b|\bmoney back\b"),
        ("exchange", r"\bexchang|\bswap|\binstead of\b|\breplace"),
        ("change", r"\bmodif|\bupdat|\bchang|\bswitch"),
        ("address", r"(?<!mail )\baddress|\bmove to\b|\bship (?:it|them) to\b"),
        ("payment", r"\bpay(?:ment|pal)?\b|\bcredit card\b|\bgift card\b"),
        ("refund", r"\brefund"),
        ("track", r"\btrack|\bwhere(?:'s| is)\b|\barriv|\bstatus\b|\bdeliver"),
        ("undo", r"\bundo\b|\brevers|\bback to (?:the|my) original\b|\breinstat"),
        ("person", r"\bhuman\b|\bsupervisor\b|\bmanager\b|\btransfer\b"),
        ("price", r"\bprice|\bcost|\bhow much\b|\bfee\b|\btotal\b"),
    )
)
_EXCEPT = re.compile(r"\b(?:except(?: for)?|but not|other than|apart from|without)\b(.*)", re.IGNORECASE | re.DOTALL)
_WORD = re.compile(r"[^\W_]+")
_SHORT = 3  # letters of words that say too little ("set", "top")


def orders_known(situation: Situation) -> dict[str, KnownOrder]:
    """Return the orders told so far, each as it was told last."""
    told = {order.id: order for order in situation.orders}
    for line in situation.lines:
        told |= {order.id: order for order in line.orders}
    return told


def fact(situation: Situation, name: str) -> tuple[str, ...]:
    """Return the values of a fact, the last told."""
    for line in reversed(situation.lines):
        if line.facts.get(name):
            return line.facts[name]
    return situation.facts.get(name, ())


def focus(situation: Situation) -> KnownOrder | None:
    """Return the order that is talked about: just acted on, named last, or holding the thing named last.

    Where there is none of these, it is the one read last.
    """
    orders = orders_known(situation)
    last = situation.lines[-1] if situation.lines else None
    if last is not None and last.action is not None and last.action.arguments.get("order_id") in orders:
        return orders[last.action.arguments["order_id"]]
    for line in reversed(situation.lines):
        if line.role == "action":
            continue
        named = [orders[found] for found in dict.fromkeys(ids_in(line.text)) if found in orders]
        if len(named) == 1 or (named and line.role == "customer"):
            return named[0]
        if line.role == "customer" and (held := _holding(list(orders.values()), line.text)):
            return held
    read = [orders[order.id] for line in situation.lines for order in line.orders]
    return read[-1] if read else next(reversed(orders.values()), None)


def ids_in(text: str) -> list[str]:
    """Return the order numbers in a text as they are written."""
    return [found.group() for found in _ORDER_ID.finditer(text)]


def values(situation: Situation) -> dict[str, tuple[str, ...]]:
    """Return what fills each blank, surest first; blanks of which nothing is known are absent."""
    order = focus(situation)
    said = "\n".join(situation.said("customer"))
    told = [found for line in reversed(situation.lines) for found in ids_in(line.text) if line.role == "customer"]
    names = fact(situation, "name") or tuple(_TOLD_NAME.findall(said))[-1:]
    filled: dict[str, tuple[str, ...]] = {
        "order": (order.id,) if order else tuple(told[:1]),
        "orders": fact(situation, "orders") or tuple(orders_known(situation)),
        "name": names,
        "first_name": tuple(name.split()[0] for name in names),
        "email": fact(situation, "email") or tuple(EMAIL.findall(said))[-1:],
        "agent": fact(situation, "agent"),
        "account_payments": fact(situation, "payments"),
    }
    if order:
        items = _named_items(order, situation)
        filled |= {
            "item": tuple(item.title for item in items),
            "price": tuple(item.price for item in items if item.price),
            "options": tuple(", ".join(item.options) for item in items if item.options)[:1],
            "status": (order.status,),
            "payment": (order.payment,),
            "amount": (order.amount,),
            "address": (order.address,),
            "tracking": (order.tracking,),
            "delivered": (order.delivered,),
        }
    filled |= _offered(situation, order)
    return {name: kept for name, all_ in filled.items() if (kept := tuple(value for value in all_ if value))}


def wish_of(situation: Situation) -> frozenset[str]:
    """Return what the customer asked for last, as far as words tell."""
    for text in reversed(situation.said("customer")):
        for sentence in reversed(re.split(r"(?<=[.!?])\s+", text)):
            if named := frozenset(name for name, pattern in _WISHES if pattern.search(sentence)):
                return named
    return frozenset()


def search_state(situation: Situation) -> str:
    """Say how far the search for the thing that the customer means has come."""
    seen = orders_known(situation)
    left = any(order not in seen for order in fact(situation, "orders"))
    if not seen:
        return "unread" if left else "nothing"
    held = any(_holding(list(seen.values()), text) for text in situation.said("customer"))
    return f"{'held' if held else 'not held'}, {'more' if left else 'all read'}"


def _offered(situation: Situation, order: KnownOrder | None) -> dict[str, tuple[str, ...]]:
    """Return what is known of the version that the customer wants instead, or of all that can be had."""
    offered = next((line.variants for line in reversed(situation.lines) if line.variants), ())
    if not offered:
        return {}
    wanted = _wanted(offered, situation)
    if wanted is None:
        return {"variants": tuple(f"{', '.join(one.options)}: {one.price} ({one.id})" for one in offered)}
    items = [item for item in order.items if item.title == wanted.title] if order else []
    told = fact(situation, "difference")
    if not told and items and items[0].price and wanted.price:
        told = (f"${abs(_amount(wanted.price) - _amount(items[0].price)):.2f}",)
    return {
        "wanted": (f"{wanted.title} ({', '.join(wanted.options)})",),
        "wanted_price": (wanted.price,),
        "wanted_id": (wanted.id,),
        "difference": told,
    }


def _wanted(offered: tuple[KnownItem, ...], situation: Situation) -> KnownItem | None:
    """Return the version with most of what the customer said last; None where several have as much."""
    for text in reversed([line.text for line in situation.lines if line.role != "action"]):
        said = _stems(text)
        worth = [len(_stems(" ".join(one.options)) & said) + 9 * (one.id in text) for one in offered]
        best = max(worth)
        if best and worth.count(best) == 1:
            return offered[worth.index(best)]
        if best > 1:
            return None
    return None


def _amount(price: str) -> Decimal:
    return Decimal(re.sub(r"[^\d.]", "", price) or "0")


def texts(situation: Situation) -> Iterator[str]:
    """Yield the texts of what is known: the facts, the orders, and by what customers named themselves and theirs."""
    for line in situation.lines:
        yield from _facts_of(line)
        if line.role == "customer":
            yield from (*ids_in(line.text), *EMAIL.findall(line.text), *_TOLD_NAME.findall(line.text))
    for value in situation.facts.values():
        yield from value
    for order in situation.orders:
        yield from _order_texts(order)


def _facts_of(line: CaseLine) -> Iterator[str]:
    for value in line.facts.values():
        yield from value
    for order in line.orders:
        yield from _order_texts(order)
    for one in line.variants:
        yield f"{one.title} {one.id} {one.price} {' '.join(one.options)}"


def _order_texts(order: KnownOrder) -> Iterator[str]:
    yield f"{order.id} {order.status} {order.amount} {order.payment} {order.tracking}"
    yield from (order.address, order.delivered)
    for item in order.items:
        yield f"{item.title} {item.price} {' '.join(item.options)}"


def _holding(orders: list[KnownOrder], text: str) -> KnownOrder | None:
    """Return the order with the thing that a text names; None where it names none.

    What a thing is ("the camera") names it where only one thing known is that.
    """
    said = _stems(text)
    whole = next((order for order in reversed(orders) if any(_named(item.title, said) for item in order.items)), None)
    if whole is not None:
        return whole
    titles = {item.title for order in orders for item in order.items}
    meant = {title for title in titles if len(what := _what(title)) > _SHORT and what in said}
    holding = [order for order in orders if any(item.title in meant for item in order.items)]
    return holding[-1] if len(meant) == 1 else None


def _what(title: str) -> str:
    """Return what a thing is: the last word of its title."""
    words = _WORD.findall(title)
    return words[-1].casefold().removesuffix("s") if words else ""


def _named_items(order: KnownOrder, situation: Situation) -> list[KnownItem]:
    """Return the items that were named last, by the customer or in the proposal that they answered; else all."""
    for text in reversed([line.text for line in situation.lines if line.role != "action"]):
        wanted, left_out = _EXCEPT.sub(" ", text), next(iter(_EXCEPT.findall(text)), "")
        kept = [item for item in order.items if not _named(item.title, _stems(left_out))]
        if left_out and 0 < len(kept) < len(order.items):
            return kept
        said = _stems(wanted)
        if named := [item for item in order.items if _named(item.title, said)]:
            return named
        if (
            len(
                named := [item for item in order.items if len(_what(item.title)) > _SHORT and _what(item.title) in said]
            )
            == 1
        ):
            return named
    return list(order.items)


def _named(title: str, said: frozenset[str]) -> bool:
    """Say whether a thing is named: by its whole title, or by the last word that says what it is."""
    words = [word.casefold().removesuffix("s") for word in _WORD.findall(title)]
    return bool(words) and (set(words) <= said or (words[-1] in said and len(words) > 2))


def _stems(text: str) -> frozenset[str]:
    return frozenset(word.casefold().removesuffix("s") for word in _WORD.findall(text))


def known_titles(situation: Situation) -> set[str]:
    """Return the titles of all things in the orders told so far."""
    return {item.title for order in orders_known(situation).values() for item in order.items}


def particulars(record: CaseRecord) -> dict[str, frozenset[str]]:
    """Return what belongs to one case alone and may not be said in another: its names, its things, its numbers."""
    whole = Situation(lines=record.messages, facts=record.context.facts, orders=record.context.orders)
    names = {name for line in record.messages for name in line.facts.get("name", ())}
    names |= set(_TOLD_NAME.findall("\n".join(whole.said("customer")))) | set(record.context.facts.get("name", ()))
    orders = [*record.context.orders, *(order for line in record.messages for order in line.orders)]
    return {
        "name": frozenset(name for name in names if " " in name),
        "first_name": frozenset(name.split()[0] for name in names),
        "item": frozenset(item.title for order in orders for item in order.items),
        "options": frozenset(option for order in orders for item in order.items for option in item.options),
        "order": frozenset(order.id for order in orders),
    }
