"""Draws briefs about orders, proposals, the shop's rules, offers, handing over and small talk."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from assistant.writer.phrases import Phrase, either, phrase
from finetune.compose.briefs_values import Values, invent

Draw = Callable[[Values], Iterator[Phrase]]

_STATES = ("processing", "shipped", "delivered", "packed", "awaiting payment", "delayed", "cancelled", "refunded")
_POLICY_TOPICS = (
    "the cost of shipping", "how long delivery takes", "shipping abroad", "express delivery", "collecting in the store",
    "the return window", "returning worn or opened things", "returning sale items", "who pays for the return",
    "how long a refund takes", "refund to another card", "exchanges", "the warranty", "repairs", "spare parts",
    "ways to pay", "paying in instalments", "gift cards", "gift wrapping", "price matching", "student discount",
    "changing an order", "cancelling an order", "a missing parcel", "a damaged parcel", "invoices and VAT",
    "deleting the account", "resetting the password", "the newsletter", "privacy and data", "opening hours",
    "the shop's address", "phone and e-mail of the service", "loyalty points", "bulk orders for companies",
    "recycling old appliances", "assembly service", "pre-orders", "out-of-stock alerts",
    "sustainability of the packaging",
    "customs and import duties", "delivery to a PO box", "delivery on Saturdays", "safe place and neighbours",
)  # fmt: skip


def _list(values: Values) -> Iterator[Phrase]:
    kind, count = values.words.rng.random(), values.words.rng.randint(2, 14)
    if kind < 0.5:
        yield phrase("orders", "list", total=f"{count} orders")
    elif kind < 0.7:
        yield phrase("orders", "list_one", order=values.order(), status=values.words.pick(_STATES))
    elif kind < 0.85:
        yield phrase("orders", "list_status", status=values.words.pick(_STATES), count=f"{count} orders")
    elif kind < 0.93:
        yield phrase("orders", "none_status", status=values.words.pick(_STATES))
    else:
        yield phrase("orders", "none")


def _status(values: Values) -> Iterator[Phrase]:
    state = values.words.pick(
        (
            "processing",
            "processing",
            "packed",
            "shipped",
            "shipped",
            "shipped",
            "out_for_delivery",
            "delivered",
            "delivered",
            "delayed",
            "delayed",
            "awaiting_payment",
            "lost_in_transit",
            "cancelled",
            "return_requested",
            "returned",
            "exchange_requested",
            "refunded",
        )
    )
    order, carrier = values.order(), values.carrier()
    yield phrase("orders", state, order=order, carrier=carrier, delivered=values.day())
    if state == "lost_in_transit":
        yield phrase("orders", "lost_hint", closing=True)
    if state in {"shipped", "out_for_delivery", "delayed"}:
        yield phrase("orders", "expected", expected=values.day())
        if values.words.chance(0.6):
            step = values.words.pick(("Departed the sorting centre", "Arrived at the local depot", "Held at customs"))
            yield phrase("orders", "last_step", step=step, place=values.place(), at=values.day())
    if state in {"cancelled", "returned", "refunded"} and values.words.chance(0.8):
        told = values.words.pick(("issued", "on its way", "pending"))
        yield phrase("orders", "refund", amount=values.price(), method=values.payment(), state=told)
    elif state in {"delivered", "returned"} and values.words.chance(0.2):
        yield phrase("orders", "no_refund", order=order)


def _not_found(values: Values) -> Iterator[Phrase]:
    yield phrase("orders", "not_found", subject=values.order())
    yield phrase("orders", "not_found_hint", closing=True)


def _verify(values: Values) -> Iterator[Phrase]:
    yield phrase("verify", values.words.pick(("ask", "ask", "ask_email", "ask_number", "wrong", "exhausted", "other")))


def _propose(values: Values) -> Iterator[Phrase]:
    order, item = values.order(), values.title()
    title = values.words.pick(
        (
            f"Cancel order {order}?",
            f"Cancel order {order}?",
            f"Return from order {order}?",
            f"Return from order {order}?",
            f"Exchange {item} from order {order}?",
            f"Send order {order} to another address?",
            f"Pay order {order} with {values.payment()}?",
            f"Change {item} in order {order}?",
            f"Take {item} out of order {order}?",
            "Change the address kept on your account?",
        )
    )
    yield phrase("propose", "proposed", title=title)


def _not_allowed(values: Values) -> Iterator[Phrase]:
    what = values.words.pick(
        (
            "why the order can't be cancelled (on its way already)",
            "why it can't be returned (window over, with the date)",
            "why it can't be returned (final sale)",
            "why it can't be exchanged (one exchange only)",
            "why the address can't be changed (already packed)",
            "why hygiene goods can't come back once opened",
            "why the payment can't be changed any more",
            "why gift cards can't be refunded",
        )
    )
    yield phrase("propose", "not_allowed", reason=invent(f"the rule's reason, a sentence: {what}"))
    if values.words.chance(0.4):
        yield phrase("propose", "after_arrival", closing=True)


def _which(values: Values) -> Iterator[Phrase]:
    order, title = values.order(), values.title()
    items, versions = either([title, values.title()]), either([values.variant() for _ in range(3)])
    yield values.words.pick(
        (
            phrase("propose", "which_order", choices=either([values.order(), values.order()])),
            phrase("propose", "which_items", order=order, choices=items),
            phrase("propose", "unknown_in_order", subject=values.subject()),
            phrase("propose", "unknown_in_items", subject=values.subject(), order=order),
            phrase("propose", "which_wanted", title=title, choices=versions),
            phrase("propose", "no_other", title=title),
            phrase("propose", "which_address"),
            phrase("propose", "which_payment", choices=either([values.payment(), values.payment()])),
            phrase("propose", "only_payment", choices=values.payment(), order=order),
            phrase("propose", "no_payment"),
            phrase("propose", "which_change"),
            phrase("propose", "no_items", order=order),
            phrase("orders", "already_cancelled", order=order),
        )
    )


def _confirmed(values: Values) -> Iterator[Phrase]:
    order = values.order()
    key = values.words.pick(("cancel_order", "change_address", "change_payment", "change_items", "return_items",
                             "return_items", "exchange_items", "change_account_address", "cancel_order"))  # fmt: skip
    address, payment = values.address(), values.payment()
    yield phrase("confirm", key, order=order, address=address, payment=payment, total=values.price())
    if key in {"cancel_order", "return_items"}:
        yield phrase("confirm", "refund", amount=values.price(), payment=payment)


def _unconfirmed(values: Values) -> Iterator[Phrase]:
    key = values.words.pick(
        ("declined", "declined", "expired", "refused", "unanswered", "unanswered", "signed_out", "settled", "which")
    )
    if key == "which":
        choices = either([f"cancel order {values.order()}", f"return from order {values.order()}"])
        yield phrase("confirm", "which", choices=choices)
    else:
        yield phrase("confirm", key)


def _rule(values: Values) -> Iterator[Phrase]:
    topic = values.words.pick(_POLICY_TOPICS)
    if values.words.chance(0.12):
        yield phrase("ask_business", "closest")
    yield phrase("ask_business", "answer", passage=invent(f"a sentence of the shop's page about {topic}"))
    if values.words.chance(0.45):
        yield phrase("ask_business", "answer", passage=invent("a second sentence of that page"))
    yield phrase("ask_business", "source", title=invent("the page's title"))


def _no_rule(values: Values) -> Iterator[Phrase]:
    yield phrase("ask_business", "nothing")
    yield phrase("ask_business", "nothing_hint", closing=True)


def _offers(values: Values) -> Iterator[Phrase]:
    kind = values.words.rng.random()
    if kind < 0.3:
        yield phrase("list_promotions", "one", text=invent("an offer: what, how much off, its code, until when"))
    elif kind < 0.6:
        text = invent("what the offer gives, its code and condition")
        yield phrase("list_promotions", "about", title=invent("an offer's name"), text=text)
        yield phrase("list_promotions", "until", ends=values.day())
    elif kind < 0.85:
        yield phrase("list_promotions", "lead", titles=invent("three offers' names, with semicolons between"))
        yield phrase("list_promotions", "hint", closing=True)
    else:
        yield phrase("list_promotions", "nothing")


def _handed_off(values: Values) -> Iterator[Phrase]:
    if values.words.chance(0.2):
        yield phrase("handoff", "again")
        return
    yield phrase("handoff", "handed_off", ticket=f"T-{values.words.rng.randint(1000, 99999)}")
    yield phrase("handoff", "next")


def _reply(values: Values) -> Iterator[Phrase]:
    keys = ("greeting", "thanks", "smalltalk", "clarify", "clarify", "clarify_again", "out_of_scope", "out_of_scope")
    yield phrase("reply", values.words.pick(keys))


def _failed(values: Values) -> Iterator[Phrase]:
    yield phrase("failed", "tool")


SITUATIONS: dict[str, tuple[int, Draw]] = {
    "orders: list": (4, _list),
    "order: where is it": (14, _status),
    "order: not found": (3, _not_found),
    "order: who are you": (6, _verify),
    "order: a change is proposed, nothing done yet": (9, _propose),
    "order: not allowed": (9, _not_allowed),
    "order: a detail is missing": (8, _which),
    "order: confirmed and done": (8, _confirmed),
    "order: not done": (5, _unconfirmed),
    "rules: a page answers": (13, _rule),
    "rules: no page says": (4, _no_rule),
    "offers": (5, _offers),
    "a person is asked for": (4, _handed_off),
    "talk": (8, _reply),
    "a system failed": (2, _failed),
}
