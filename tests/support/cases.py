"""Solved cases and an encoder for tests of the desk's assistance: words as directions, no model."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.assist.case import CaseAction, CaseContext, CaseLine, CaseRecord, KnownItem, KnownOrder

KETTLE = KnownOrder(
    id="HT-41207",
    status="processing",
    items=(KnownItem(title="Camp Kettle", options=("red",), price="$38.00"),),
    amount="$42.95",
    payment="Visa ending in 3310",
)


class WordSentences:
    """Reads a text as the bag of its words, so that texts with the same words are near."""

    dimensions = 256

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.casefold()):
                vectors[row, zlib.crc32(word.removesuffix("s").encode()) % self.dimensions] += 1
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors / np.where(norms == 0, 1, norms)


def said(role: str, text: str) -> CaseLine:
    return CaseLine.model_validate({"role": role, "text": text})


def acted(kind: str, **arguments: str) -> CaseLine:
    return CaseLine(role="action", text="done", action=CaseAction(kind=kind, arguments=arguments))


def solved(case_id: str, *lines: CaseLine, name: str = "Nora Lindqvist", order: KnownOrder = KETTLE) -> CaseRecord:
    facts = {"name": (name,), "orders": (order.id,)}
    return CaseRecord(
        id=case_id, messages=lines, context=CaseContext(customer=name.lower(), facts=facts, orders=(order,))
    )


def cancelled(case_id: str = "cancel", name: str = "Nora Lindqvist", order: KnownOrder = KETTLE) -> CaseRecord:
    """A case in which an order was cancelled after a yes."""
    first = name.split(maxsplit=1)[0]
    return solved(
        case_id,
        said("customer", "Please cancel my order, I have bought the same thing twice."),
        said("agent", f"No problem, {first}: order {order.id} can be cancelled. Shall I cancel it?"),
        said("customer", "Yes please, go ahead."),
        acted("cancel_order", order_id=order.id),
        said("agent", f"Order {order.id} has been cancelled. {order.amount} goes back to {order.payment}."),
        name=name,
        order=order,
    )
