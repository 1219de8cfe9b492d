"""How somebody with experience answers what shoppers bring to a person: in set words, with this case's own records."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.assist.case import KnownOrder, Situation
from assistant.assist.concerns import Concern, asks_for_a_person
from assistant.assist.grounding import Grounding
from assistant.assist.own import Made, OwnWay
from assistant.assist.suggestion import AssistCase, Source
from assistant.assist.wording import fill, tidy
from assistant.domain.order import Order
from assistant.privacy import mask_personal_data as masked
from assistant.tools.result import ToolResult
from assistant.writer.phrases import day, listed
from prompts import load_table

_MOST_TITLES = 3
_BLANK = re.compile(r"\{(\w+)\}")
_SENTENCE_BLANK = re.compile(r" \{(is_it|until)\}")
_SORRY = re.compile(r"\b(?:sorry|apolog\w+|regret)\b", re.IGNORECASE)
_MONEY = re.compile(r"\b(?:refund|money|paid back|reimburs\w+)\b", re.IGNORECASE)
_REGRET = re.compile(r"(?:, I'm sorry|^I'm sorry, |^Sorry, )", re.IGNORECASE)
_UNSURE = frozenset({"open", "thanks", "anything", "going_on"})  # what is about no order, as far as was said

Known = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to answer.

    Attributes:
        language: of the text.
        first: it stands before everything else.
        acting: it is only for where an action is prepared.
    """

    text: str
    sources: tuple[Source, ...] = ()
    made: Made | None = None
    language: str = "en"
    first: bool = False
    acting: bool = False


@dataclass(frozen=True, slots=True)
class Looked:
    """What the shop's records and pages say of a concern, by the blank that it fills, and the actions prepared."""

    told: Mapping[str, Made] = field(default_factory=dict)
    actions: Mapping[str, Made] = field(default_factory=dict)

    @property
    def results(self) -> tuple[ToolResult, ...]:
        return tuple(result for one in (*self.told.values(), *self.actions.values()) for result in one.results)


@dataclass(frozen=True, slots=True)
class Ways:
    """Finds the ways to answer a concern; what they state comes from the shop's records, its pages and its policy."""

    own: OwnWay

    async def of(self, case: AssistCase, situation: Situation, concern: Concern) -> tuple[Way, ...]:
        """Return the ways that this case has the facts for, the best first."""
        table = load_table("concerns", case.conversation.locale)
        ways = _ways_of(table, concern, signed_in=case.principal.verified)
        looked = await self._look(case, concern, ways, table[concern.kind].get("pages", {}))
        known = _known(case, concern, looked, table["blanks"])
        rules = [value for name in ("until", "refused") for value in known.get(name, ())]
        meant = situation.model_copy(update={"orders": _only(situation.orders, concern.order)})
        grounding = Grounding(self.own.guard, meant, rules=rules, results=looked.results)
        plain = [way for told in ways if (way := _way(told, known, looked, grounding))]
        return tuple(_in_their_tongue(concern, known, plain, table))

    async def _look(
        self, case: AssistCase, concern: Concern, ways: Sequence[Mapping[str, Any]], pages: Mapping[str, str]
    ) -> Looked:
        """Read and prepare what the ways of a concern have blanks for, side by side."""
        blanks = {name for way in ways for name in _BLANK.findall(way["words"])}
        order = concern.order
        wanted: dict[str, Awaitable[Made | None]] = {
            name: self.own.on_pages(case, question) for name, question in pages.items()
        }
        if order and "standing" in blanks:
            wanted["standing"] = self.own.told(case, "", "get_order", order_id=order.id)
        if "offers" in blanks and "list_promotions" in self.own.tools:
            wanted["offers"] = self.own.told(case, "", "list_promotions")
        kinds = [way["act"] for way in ways if "act" in way] if order and concern.named else []
        acts = [
            self.own.prepared(case, concern.earlier or concern.message, kind, order.id if order else "")
            for kind in kinds
        ]
        told, prepared = await asyncio.gather(asyncio.gather(*wanted.values()), asyncio.gather(*acts))
        return Looked(
            {name: made for name, made in zip(wanted, told, strict=True) if made},
            {kind: made for kind, made in zip(kinds, prepared, strict=True) if made and made.draft},
        )


def _ways_of(table: Mapping[str, Any], concern: Concern, *, signed_in: bool) -> list[Mapping[str, Any]]:
    """Return the ways of a concern; where an order is needed and none was named, asking for it is one of them."""
    ways = list(table[concern.kind]["ways"])
    if concern.behind:
        kinds = [way["act"] for way in table[concern.behind]["ways"] if "act" in way]
        money = kinds[1:] and _MONEY.search(concern.message)
        acting = [{"words": table["going_on"]["act"], "act": kind, "first": True} for kind in kinds]
        ways = [*(reversed(acting) if money else acting), *ways]
    if not concern.named and table[concern.kind].get("of_an_order"):
        ways.insert(1 if concern.order is None else 2, table["which_order" if signed_in else "no_order"]["ways"][0])
    return ways + (table["care"]["ways"] if concern.kind in table["warmth"]["kinds"] else [])


def _only(orders: Sequence[KnownOrder], meant: Order | None) -> tuple[KnownOrder, ...]:
    """Return the order that is meant alone, so that it is its state that is compared with; all where none is."""
    return tuple(order for order in orders if meant is None or order.id == meant.id)


def is_sorry(text: str) -> bool:
    """Say whether a text says that somebody is sorry."""
    return _SORRY.search(text) is not None


def _way(told: Mapping[str, Any], known: Known, looked: Looked, grounding: Grounding) -> Way | None:
    """Return a way with its blanks filled; None where it lacks what it can't do without."""
    made = looked.actions.get(told.get("act", ""))
    if "act" in told and made is None:
        return None
    if any(not known.get(name) for name in told.get("needs", ())):
        return None
    own = dict(known) | {"proposal": _proposed(made, known["shall_i"][0])}
    if is_sorry(told["words"]) and own.get("standing"):  # once is enough
        own["standing"] = tuple(_capital(_REGRET.sub("", text)) for text in own["standing"])
    text = tidy(grounding.carried(fill(_without_unknown(told["words"], own), own)))
    needed = [
        name for name in (*told.get("needs", ()), *(("proposal",) if made else ())) if f"{{{name}}}" in told["words"]
    ]
    if not text or any(own[name][0] not in text for name in needed):
        return None
    used = [one for name, one in looked.told.items() if f"{{{name}}}" in told["words"]] + ([made] if made else [])
    return Way(
        text,
        tuple(dict.fromkeys(source for one in used for source in one.sources)),
        made,
        first=told.get("first", False),
        acting=told.get("acting", False),
    )


def _without_unknown(words: str, known: Known) -> str:
    """Leave out the blanks that are whole sentences and of which nothing is known, so that they take no other along."""
    return _SENTENCE_BLANK.sub(lambda blank: blank.group() if known.get(blank[1]) else "", words)


def _proposed(made: Made | None, asked: str) -> tuple[str, ...]:
    """Say what an action would do, and ask."""
    if made is None or made.draft is None:
        return ()
    title, *effects = made.draft.words.splitlines()
    return (" ".join((*(effects or [title]), asked)),)


def _known(case: AssistCase, concern: Concern, looked: Looked, words: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    name = (case.principal.name or "").split()
    locale = case.conversation.locale
    said = [message.text for message in case.messages if message.role == "shopper"]
    answered = said[-1:] != [concern.message] and asks_for_a_person(said[-1], locale) if said else False
    known = {
        "first_name": tuple(name[:1]),
        "agent": (case.agent,),
        "until": (words["until"].format(at=case.until),) if case.until else (),
        "refused": (case.refused.get(masked(concern.message)) or next(reversed(case.refused.values()), ""),),
        "asked_person": ("yes",) if any(asks_for_a_person(text, locale) for text in said) else (),
        "answered": ("yes",) if answered and case.planned.get(masked(concern.message)) else (),
        "shall_i": (load_table("assist", locale)["desk"]["shall_i"],),
    }
    known |= {name: (_offered(made) if name == "offers" else made.reply,) for name, made in looked.told.items()}
    if concern.order is not None:
        known |= _known_of(concern.order)
        if concern.named:
            known["named"] = ("yes",)
        elif concern.kind not in _UNSURE:
            known["is_it"] = tuple(fill(words["is_it"], known))
    return {key: kept for key, values in known.items() if (kept := tuple(value for value in values if value))}


def _known_of(order: Order) -> dict[str, tuple[str, ...]]:
    titles = [f"the {line.title}" for line in order.lines]
    refund = order.refunds[-1] if order.refunds else None
    waits = refund is not None and "waiting" in refund.state
    told = f"{refund.amount} to {refund.method}" if refund else ""
    shipment = order.shipments[-1] if order.shipments else None
    return {
        "order": (order.id,),
        "items": tuple(titles if len(titles) <= _MOST_TITLES else [*titles[: _MOST_TITLES - 1], "the rest"]),
        "status": (order.status.value,),
        "amount": (str(order.total),),
        "payment": (order.payment,),
        "street": (order.address.street,),
        "carrier": (shipment.carrier if shipment else "",),
        "delivered": (day(order.delivered_at) if order.delivered_at else "",),
        "awaited": (told if waits else "",),
        "issued": (f"{told}, {refund.state}" if refund and not waits else "",),
    }


def _offered(made: Made) -> str:
    """Name what runs at the moment."""
    titles = [one.title for result in made.results for one in result.promotions]
    return listed(titles[:_MOST_TITLES], last="or")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _in_their_tongue(concern: Concern, known: Known, plain: Sequence[Way], table: Mapping[str, Any]) -> Iterator[Way]:
    """Yield the ways, for somebody who writes another language with set words in that language among them.

    Those are ours, not a model's, and hold nothing but the order's number and state.
    """
    words = table["tongues"].get(concern.language) if concern.foreign else None
    if words is None:
        yield from plain
        return
    own = {name: known[name] for name in ("first_name", "agent", "order") if name in known}
    if concern.order is not None and (concern.named or concern.kind not in _UNSURE):
        told = words["state" if concern.named else "is_it"]
        own |= {"state": tuple(fill(told, {**own, "status": (words["statuses"][concern.order.status.value],)}))}
    waits = concern.kind in {"late", "lost", "not_there", "refund"}
    yield Way(tidy(fill(words["sorry" if waits else "hello"], own)), language=concern.language)
    yield from plain[:1]
    yield Way(tidy(fill(words["english"], own)), language=concern.language)
    yield from plain[1:]
