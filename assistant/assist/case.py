"""Cases of customer service as the assistance reads them: who said what, what was done, and what is known."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

_MAIN = ("order_id", "email", "zip", "name", "product", "account", "reason")


class CaseAction(BaseModel):
    """Something that an agent did: a change of an order, a look-up, a step in the shop's own system.

    Attributes:
        kind: e.g. "cancel_order", or the name that the shop's own system gives it.
        arguments: as they were given; values as text.
    """

    model_config = ConfigDict(frozen=True)

    kind: str
    arguments: dict[str, str] = Field(default_factory=dict)

    @property
    def main(self) -> str:
        """The argument that says what the action is about: the order before all others; empty where it has none."""
        named = next((self.arguments[name] for name in _MAIN if self.arguments.get(name)), "")
        return named or next(iter(self.arguments.values()), "")


class KnownItem(BaseModel):
    """A thing in an order, or a version of a product that can be had."""

    model_config = ConfigDict(frozen=True)

    id: str = ""
    title: str
    options: tuple[str, ...] = ()
    price: str = ""


class KnownOrder(BaseModel):
    """What a reply may say of an order; every value as it is written, an absent one empty.

    Attributes:
        allowed: the kinds of action that the shop's policy allows now; None where nobody has asked it.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    status: str = ""
    items: tuple[KnownItem, ...] = ()
    amount: str = ""
    payment: str = ""
    address: str = ""
    tracking: str = ""
    delivered: str = ""
    allowed: frozenset[str] | None = None


class CaseLine(BaseModel):
    """A line of a case; an action's text is what the shop's system answered.

    Attributes:
        orders: what the answer told of orders.
        variants: the versions of a product that it named as available.
        facts: what else it told, by name ("name", "email", "orders" …).
    """

    model_config = ConfigDict(frozen=True)

    role: Literal["customer", "agent", "action"]
    text: str
    action: CaseAction | None = None
    orders: tuple[KnownOrder, ...] = ()
    variants: tuple[KnownItem, ...] = ()
    facts: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class CaseContext(BaseModel):
    """What is known of a case beside what was said.

    Attributes:
        intent: what the customer wanted, as a person has labelled it; used to judge, never to suggest.
        customer: who it was; cases of one customer are never used to answer each other when measured.
        facts: values by their name ("name", "email", "plan" …), which replies may have blanks for.
        orders: orders that were in view from the start.
    """

    model_config = ConfigDict(frozen=True)

    intent: str = ""
    customer: str = ""
    facts: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    orders: tuple[KnownOrder, ...] = ()


class CaseRecord(BaseModel):
    """A whole case, from the first message to the last."""

    model_config = ConfigDict(frozen=True)

    id: str
    messages: tuple[CaseLine, ...]
    context: CaseContext = Field(default_factory=CaseContext)

    @property
    def question(self) -> str:
        """What the customer came with: the first words that say more than hello."""
        said = [line.text for line in self.messages if line.role == "customer"]
        return next((text for text in said if len(text.split()) > 2), said[0] if said else "")


class Situation(BaseModel):
    """A case at the moment in which an agent is to go on."""

    model_config = ConfigDict(frozen=True)

    lines: tuple[CaseLine, ...]
    facts: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    orders: tuple[KnownOrder, ...] = ()

    def said(self, role: str) -> tuple[str, ...]:
        """Return what one of the parties said, oldest first."""
        return tuple(line.text for line in self.lines if line.role == role)

    @property
    def message(self) -> str:
        """What the customer said since the agent spoke last; their last words where that is nothing."""
        new: list[str] = []
        for line in reversed(self.lines):
            if line.role == "agent":
                break
            if line.role == "customer":
                new.append(line.text)
        return "\n".join(reversed(new)) or next(iter(reversed(self.said("customer"))), "")

    @property
    def done(self) -> tuple[CaseAction, ...]:
        """The actions so far."""
        return tuple(line.action for line in self.lines if line.action)


class Step(BaseModel):
    """What an agent did next: an action with the words that came with it, or words alone.

    Attributes:
        action: None where the agent only wrote.
        reply: what was written next, before the customer said something again; empty where nothing was.
    """

    model_config = ConfigDict(frozen=True)

    action: CaseAction | None = None
    reply: str = ""


def steps_of(record: CaseRecord) -> tuple[tuple[Situation, Step], ...]:
    """Return each moment in which the agent went on, with what the agent did then.

    Lines that an agent wrote one after the other are one reply.
    """
    lines = record.messages
    found: list[tuple[Situation, Step]] = []
    for place, line in enumerate(lines):
        if line.role == "customer" or (line.role == "agent" and place and lines[place - 1].role == "agent"):
            continue
        if not any(before.role == "customer" for before in lines[:place]):
            continue  # a greeting before anything was asked
        situation = Situation(lines=lines[:place], facts=record.context.facts, orders=record.context.orders)
        found.append((situation, Step(action=line.action, reply=_words_from(lines, place))))
    return tuple(found)


def _words_from(lines: tuple[CaseLine, ...], place: int) -> str:
    """Return the agent's words from a place on, until the customer speaks or another reply's action comes."""
    said: list[str] = []
    for line in lines[place:]:
        if line.role == "customer" or (line.role == "action" and said):
            break
        if line.role == "agent":
            said.append(line.text)
    return "\n".join(said)
