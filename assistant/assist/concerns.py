"""What a shopper's last words are about, for somebody who is to answer them with care: a late parcel, an injury …"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from assistant.assist.case import Situation
from assistant.assist.known import ids_in
from assistant.assist.suggestion import AssistCase
from assistant.domain.handover import Mood
from assistant.domain.order import Order
from assistant.handover.mood import mood_of, signalled
from assistant.planner.short_messages import says_yes
from assistant.planner.tongues import foreign, wishes
from assistant.privacy import mask_personal_data
from assistant.tools.waiting import says
from prompts import load_table

GRAVE = ("safety", "legal")
"""What is answered by a person's own words alone: nothing is offered, promised or taken from earlier cases."""
_UNDER_WAY = frozenset({"shipped", "out for delivery", "delayed"})
_NOT_SENT = frozenset({"awaiting payment", "processing", "packed"})
_BACK = frozenset({"return requested", "exchange requested", "returned", "refunded", "cancelled"})
_CLAUSE = re.compile(
    r"(?<=[.!?;])\s+|\n+|,\s+(?=(?:and |but |also |please )*(?:can|could|may|i |let|get|give|no)\b)", re.IGNORECASE
)
_HEARD_AS = {"where": "delivery", "refund": "refund"}  # a wish in another language, as a concern
_AGREES = re.compile(
    r"\W*(?:yes|yeah|yep|sure|ok(?:ay)?|please|go ahead|do it|i(?:['’]d| would) (?:like|prefer|rather))\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class Concern:
    """What is to be answered.

    Attributes:
        kind: a table of prompts/<locale>/concerns.toml.
        message: the words that raise it.
        behind: what was talked about before an agent wrote, where the shopper has agreed to something since.
        earlier: the words that raised that.
        order: the order that it is about, as far as can be told.
        named: the shopper named that order, or it can be no other.
        language: code of the language that the shopper writes, where it isn't English; "" for one that isn't known.
        foreign: they write in another language.
    """

    kind: str
    message: str
    behind: str = ""
    earlier: str = ""
    order: Order | None = None
    named: bool = False
    language: str = ""
    foreign: bool = False

    @property
    def grave(self) -> bool:
        return self.kind in GRAVE


def substance_of(text: str, locale: str = "en") -> str:
    """Return what a text says beyond hello, thanks and "a person, please"; empty where that is all."""
    kept = [clause for clause in _CLAUSE.split(text) if clause and not _is_talk(clause, locale)]
    return " ".join(kept).strip() if len(kept) < len(_CLAUSE.split(text)) else text


def concern_in(case: AssistCase, situation: Situation, orders: Sequence[Order]) -> Concern:
    """Return what the shopper's words are about: the last that say something, since an agent answered."""
    locale = case.conversation.locale
    new = list(_unanswered(case))
    telling = [text for text in new if substance_of(text, locale) and not says_yes(text)]
    matter = next(((kind, text) for text in telling if (kind := _matter(text, locale))), ("", ""))
    order, named = _order_of(matter[0], case, situation, orders)
    standing = _resolved(*matter, order, locale)
    kind, message = _chosen(case, new, telling, (standing, matter[1]), locale)
    behind = ("", "")
    if kind in {"going_on", "anything"} and _agent_wrote(case) and _AGREES.match(message):
        behind = _matter_before(case, locale)
        order, named = _order_of(behind[0], case, situation, orders) if behind[0] else (order, named)
        behind = (_resolved(*behind, order, locale), behind[1]) if behind[0] else behind
        kind = "going_on"
    spoken = next((heard for text in new if (heard := foreign(text, locale))), None)
    return Concern(
        kind,
        message,
        behind=behind[0],
        earlier=behind[1],
        order=order,
        named=named,
        language=spoken.language if spoken else "",
        foreign=spoken is not None,
    )


def is_about(text: str, concern: Concern, locale: str = "en") -> bool:
    """Say whether a text, such as a reply that is kept ready, is about the same matter."""
    kind = _matter(text, locale)
    return bool(kind) and _resolved(kind, text, concern.order, locale) == concern.kind


def _chosen(
    case: AssistCase, new: Sequence[str], telling: Sequence[str], matter: tuple[str, str], locale: str
) -> tuple[str, str]:
    """Return the kind of concern and the words that raise it: what is grave before all, talk last."""
    for kind in GRAVE:
        for text in new:
            if signalled(kind, text, locale):
                return kind, text
    if matter[0]:
        return matter
    for text in new:
        if mood_of(text, locale) in {Mood.ANGRY, Mood.DISTRESSED}:
            return "angry", text
    if telling:
        return "refused" if mask_personal_data(telling[0]) in case.refused else "anything", telling[0]
    last = new[0] if new else ""
    if last and _whole("thanks", last, locale):
        return "thanks", last
    return ("going_on" if _agent_wrote(case) else "open"), last


def _agent_wrote(case: AssistCase) -> bool:
    return any(message.role == "agent" for message in case.messages)


def _matter_before(case: AssistCase, locale: str) -> tuple[str, str]:
    """Return what the shopper's words before the agent's last ones were about, the newest first, with those words."""
    place = max((place for place, message in enumerate(case.messages) if message.role == "agent"), default=0)
    said = [message.text for message in case.messages[:place] if message.role == "shopper"]
    return next(((kind, text) for text in reversed(said) if (kind := _matter(text, locale))), ("", ""))


def _unanswered(case: AssistCase) -> Iterator[str]:
    """Yield what the shopper has said since an agent wrote, the newest first."""
    for message in reversed(case.messages):
        if message.role == "agent":
            return
        if message.role == "shopper":
            yield message.text


def _matter(text: str, locale: str) -> str:
    """Return the table whose words a text has; for one in another language, by its plain wish."""
    for kind in _said(locale):
        if _pattern(kind, locale).search(text.replace("’", "'")):
            return kind
    heard = wishes(text, locale)
    return next((kind for want, kind in _HEARD_AS.items() if want in heard), "waiting" if _waits(text, locale) else "")


def _waits(text: str, locale: str) -> bool:
    return says("complains", text, locale) or says("upset", text, locale)


def _resolved(kind: str, text: str, order: Order | None, locale: str) -> str:
    """Return the concern that a matter is, as its order stands; empty where it is none after all.

    "Where is it?" is a complaint only of an order that is late, lost, or delivered and not there.
    """
    status = order.status.value if order else ""
    if kind not in {"delivery", "waiting"}:
        return kind
    if status == "lost in transit":
        return "lost"
    if status == "delivered":
        return "not_there" if kind == "delivery" else ""
    if status == "delayed" or (status in _UNDER_WAY | _NOT_SENT and _waits(text, locale)):
        return "late"
    if kind == "waiting":
        return ""
    return "on_its_way" if order else "no_order"


def _order_of(kind: str, case: AssistCase, situation: Situation, orders: Sequence[Order]) -> tuple[Order | None, bool]:
    """Return the order that is meant and whether that is sure: named, or holding what is named; else the likeliest."""
    known = {order.id: order for order in orders}
    for role in ("shopper", "assistant"):
        for message in reversed(case.messages):
            named = [known[found] for found in dict.fromkeys(ids_in(message.text)) if found in known]
            if message.role == role and (len(named) == 1 or (named and role == "shopper")):
                return named[0], True
            if message.role == role == "shopper" and (held := _holding(orders, message.text)):
                return held, True
    fitting = [order for order in orders if order.status.value in _FITS.get(kind, frozenset())]
    if fitting:
        worst = sorted(fitting, key=lambda order: (_WORST.get(order.status.value, 9), -_placed(order)))
        return worst[0], len(fitting) == 1 and (bool(kind) or len(orders) == 1)
    return None, False


_FITS = {
    "delivery": _UNDER_WAY | {"lost in transit"},
    "waiting": _UNDER_WAY | {"lost in transit"},
    "refund": _BACK,
    "charged": _NOT_SENT | _UNDER_WAY,
    "damaged": frozenset({"delivered"}),
    "wrong": frozenset({"delivered"}),
    "missing": frozenset({"delivered"}),
    "": _UNDER_WAY | _NOT_SENT | {"lost in transit", "return requested", "exchange requested"},
}
_WORST = {"lost in transit": 0, "delayed": 1, "return requested": 2, "exchange requested": 3}


def _placed(order: Order) -> float:
    return order.placed_at.timestamp() if order.placed_at else 0.0


def _holding(orders: Sequence[Order], text: str) -> Order | None:
    """Return the newest order with a thing that a text names by its last word and one more, or by its whole title."""
    said = {word.casefold().removesuffix("s") for word in _WORD.findall(text)}
    for order in sorted(orders, key=_placed, reverse=True):
        for line in order.lines:
            title = [word.casefold().removesuffix("s") for word in _WORD.findall(line.title)]
            if title and title[-1] in said and (len(title) == 1 or len(said & set(title)) > 1):
                return order
    return None


def asks_for_a_person(text: str, locale: str = "en") -> bool:
    """Say whether a text asks for a person, whatever else it says."""
    said = _pattern("person", locale).search(text.replace("’", "'")) is not None
    return said or "person" in wishes(text, locale)


def _is_talk(clause: str, locale: str) -> bool:
    heard = foreign(clause, locale)
    if heard is not None:
        return heard.want in {"greeting", "thanks"} or wishes(clause, locale) == {"person"}
    return any(_whole(what, clause, locale) for what in ("thanks", "hello")) or (
        _pattern("person", locale).search(clause.replace("’", "'")) is not None and len(clause.split()) <= 14
    )


def _whole(what: str, text: str, locale: str) -> bool:
    return _pattern(what, locale).fullmatch(text.strip(" .!?,").replace("’", "'")) is not None


@cache
def _said(locale: str) -> tuple[str, ...]:
    table: dict[str, Any] = load_table("concerns", locale)
    return tuple(kind for kind in table["said"] if kind not in {"thanks", "hello", "person"})


@cache
def _pattern(kind: str, locale: str) -> re.Pattern[str]:
    patterns: list[str] = load_table("concerns", locale)["said"][kind]
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)
