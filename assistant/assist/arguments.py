"""Where the value of an action's argument came from, so that the like value of another case takes its place."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.assist.case import CaseAction, Situation
from assistant.assist.known import fact, ids_in, orders_known, values

_TOLD: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("told_email", re.compile(r"[\w.+-]+@[\w-]+\.[\w.]*\w")),
    ("told_phone", re.compile(r"\(?\d{3}\)?[ -]\d{3}-\d{4}")),
    ("told_number", re.compile(r"#?\b[A-Z]{0,3}-?\d{6,16}\b")),
    ("told_zip", re.compile(r"\b\d{5}\b")),
    ("told_user", re.compile(r"\b[a-z]{2,}\d{2,}\b(?!@)")),
    ("told_name", re.compile(r"\b[A-Z][a-z]+ [A-Z][a-z]+\b")),
)
_KNOWN = ("order", "item", "email", "name", "payment", "address")
_AS_IT_WAS = "="
_OWN = re.compile(r"\d{4}|@|_")  # what has these is somebody's, and never the same in another case


def origins_of(action: CaseAction, situation: Situation) -> dict[str, str]:
    """Return for each argument where its value came from; "=" and the value where from nowhere but the agent."""
    sources = sources_of(situation).items()
    return {
        name: next(
            (origin for origin, found in sources if found and found.casefold() == value.casefold()),
            f"{_AS_IT_WAS}{value}",
        )
        for name, value in action.arguments.items()
    }


def regrounded(kind: str, origins: Mapping[str, str], sources: Mapping[str, str]) -> CaseAction | None:
    """Return the action with the values of another situation; None where one that it needs isn't known.

    Args:
        sources: of the situation, as `sources_of` gives them.
    """
    arguments: dict[str, str] = {}
    for name, origin in origins.items():
        constant = origin.startswith(_AS_IT_WAS)
        value = origin.removeprefix(_AS_IT_WAS) if constant else sources.get(origin, "")
        if not value or (constant and _OWN.search(value)):
            return None
        arguments[name] = value
    return CaseAction(kind=kind, arguments=arguments)


def sources_of(situation: Situation) -> dict[str, str]:
    """Return the values that an argument may have, by where they come from, the most particular first."""
    known = values(situation)
    found = [("next_order", _next_order(situation)), ("answer", _last_answer(situation))]
    found += [(name, known.get(name, ("",))[0]) for name in _KNOWN]
    if undone := _undone_order(situation):
        found = [("order", undone), *(pair for pair in found if pair[0] != "order")]
    said = list(reversed(situation.said("customer")))
    for name, pattern in _TOLD:
        found.append((name, next((match[-1] for text in said if (match := pattern.findall(text))), "")))
    return dict(found)


def _next_order(situation: Situation) -> str:
    """Return the first order of the account that hasn't been looked at yet."""
    seen = orders_known(situation)
    return next((order for order in fact(situation, "orders") if order not in seen), "")


def _undone_order(situation: Situation) -> str:
    """Return the first of the orders named together last to which nothing has been done yet."""
    looked_at = {"get_order"}
    done = {action.main for action in situation.done if action.kind not in looked_at}
    orders = {*orders_known(situation), *fact(situation, "orders")}
    for line in reversed(situation.lines):
        named = [found for found in ids_in(line.text) if found in orders] if line.role != "action" else []
        if len(named) > 1:
            return next((order for order in named if order not in done), "")
    return ""


def _last_answer(situation: Situation) -> str:
    """Return what the shop's system answered last, where that is a word and no record."""
    last = next((line.text for line in reversed(situation.lines) if line.role == "action"), "")
    return last if last and len(last) <= 60 and " " not in last else ""
