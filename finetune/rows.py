"""Reads labelled rows and turns them into what the planner sees: one conversion for training and for benches."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from assistant.domain.conversation import Exchange, ToolCall
from assistant.planner.context import PlanContext
from finetune.examples import Lineage
from finetune.jsonl import Broken, read_jsonl, refuse

_PENDING = re.compile(r"\bproposed\b|\bwait(?:s|ing)\b", re.IGNORECASE)
_CONFIRMATION = re.compile(r"[,;]?\s*(?:and\s+)?(?:is\s+)?(?:still\s+)?wait(?:s|ing)\b.*$", re.IGNORECASE)

Calls = tuple[ToolCall, ...]


class MessageRow(BaseModel):
    """A message without surroundings, with its label; `also_ok` holds other labels that are right too."""

    model_config = ConfigDict(frozen=True)

    id: str
    text: str
    tools: Calls
    also_ok: tuple[Calls, ...] = ()
    lineage: Lineage = Lineage()


class DialogueTurn(BaseModel):
    """One message of a dialogue: what the assistant did before it, what it shows, and the label."""

    model_config = ConfigDict(frozen=True)

    assistant_gist: str = ""
    shown: tuple[str, ...] | None = None
    shopper: str
    tools: Calls
    also_ok: tuple[Calls, ...] = ()


class DialogueRow(BaseModel):
    """A whole conversation; `setting` says what the shop is and what cart and orders hold."""

    model_config = ConfigDict(frozen=True)

    id: str
    setting: str = ""
    turns: tuple[DialogueTurn, ...]
    lineage: Lineage = Lineage()


class ContextRow(BaseModel):
    """A message in surroundings of its own, with its label: what the composer writes for refinements and answers."""

    model_config = ConfigDict(frozen=True)

    id: str
    context: PlanContext
    tools: Calls
    also_ok: tuple[Calls, ...] = ()
    lineage: Lineage = Lineage()


Row = MessageRow | DialogueRow | ContextRow


class Sample(BaseModel):
    """One planning call with the answer that is wanted.

    Attributes:
        group: the row it came from; samples of one group never fall on both sides of a split.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    group: str
    context: PlanContext
    calls: Calls
    also_ok: tuple[Calls, ...] = ()
    lineage: Lineage = Lineage()


def read_rows(path: Path, broken: Broken = refuse) -> list[Row]:
    """Read a JSONL file of message, dialogue or context rows.

    Raises:
        InvalidInput: the file is missing, or a line is no such row.
    """
    return read_jsonl(path, parse_row, "a labelled row", broken)


def parse_row(row: dict[str, Any]) -> Row:
    """Tell by its fields what kind of row it is, and check it."""
    if "turns" in row:
        return DialogueRow.model_validate(row)
    if "context" in row:
        return ContextRow.model_validate(row)
    return MessageRow.model_validate(row)


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """Write rows as JSONL, without the fields that are empty."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(row.model_dump(exclude_defaults=True), ensure_ascii=False) + "\n")


def pending_of(gist: str) -> str:
    """Return the action that waits for the shopper's yes according to what the assistant did last, else nothing."""
    if not _PENDING.search(gist):
        return ""
    return _CONFIRMATION.sub("", gist).strip() or gist.strip()


def turn_context(dialogue: DialogueRow, number: int, search: dict[str, Any] | None) -> PlanContext:
    """Return what the planner is given for a dialogue's turn.

    Args:
        number: the turn, from 0.
        search: arguments of the last search in the turns before: the label's in training, the planner's own in a bench.
    """
    turns = dialogue.turns
    exchanges = tuple(
        Exchange(shopper=turn.shopper, gist=after.assistant_gist) for turn, after in pairwise(turns[: number + 1])
    )
    shown: tuple[str, ...] = ()
    for turn in turns[: number + 1]:
        shown = turn.shown if turn.shown is not None else shown
    return PlanContext(
        message=turns[number].shopper,
        setting=dialogue.setting,
        exchanges=exchanges,
        search=search,
        shown=shown,
        pending=pending_of(turns[number].assistant_gist),
    )


def last_search(calls: Iterable[ToolCall], before: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the arguments of the last search among `calls`, or of the one in force before them."""
    for call in calls:
        if call.name == "search_catalog":
            before = call.args
    return before


def samples_of(row: Row) -> Iterator[Sample]:
    """Yield a row's planning calls, a dialogue's turns in order with the searches of the labels before them."""
    match row:
        case MessageRow():
            context = PlanContext(message=row.text)
            yield _sample(row, context)
        case ContextRow():
            yield _sample(row, row.context)
        case DialogueRow():
            search: dict[str, Any] | None = None
            for number, turn in enumerate(row.turns):
                yield Sample(
                    id=f"{row.id}.{number + 1}",
                    group=row.id,
                    context=turn_context(row, number, search),
                    calls=turn.tools,
                    also_ok=turn.also_ok,
                    lineage=row.lineage,
                )
                search = last_search(turn.tools, search)


def _sample(row: MessageRow | ContextRow, context: PlanContext) -> Sample:
    return Sample(id=row.id, group=row.id, context=context, calls=row.tools, also_ok=row.also_ok, lineage=row.lineage)
