"""Reads tasks of the retail data set: who the shopper is, and the writes that settle their wishes.

Two forms are read: tau2-bench's (a JSON list; `evaluation_criteria.actions` with `arguments`) and tau-bench's (JSON
lines; `actions` with `kwargs`).
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import InvalidInput
from serve.retail.data import RetailData

WRITES = frozenset(
    {"cancel_pending_order", "exchange_delivered_order_items", "modify_pending_order_address"}
    | {"modify_pending_order_items", "modify_pending_order_payment", "modify_user_address"}
    | {"return_delivered_order_items"}
)


@dataclass(frozen=True, slots=True)
class Write:
    """One call of the shop's own system, as a task expects it."""

    name: str
    arguments: Mapping[str, Any]

    @property
    def order_key(self) -> str | None:
        return self.arguments.get("order_id")


@dataclass(frozen=True, slots=True)
class Task:
    """One shopper's wishes.

    Attributes:
        user_id: who is verified; None where the task names nobody that the shop knows.
    """

    id: str
    user_id: str | None
    writes: tuple[Write, ...]


def read_tasks(file: Path, data: RetailData) -> tuple[Task, ...]:
    """Return the tasks of a file; raises InvalidInput when it holds none that can be read."""
    try:
        raw = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        rows = _rows(raw.decode("utf-8"))
        return tuple(_task(str(row.get("id", place)), row, data) for place, row in enumerate(rows))
    except OSError as error:
        raise InvalidInput(f"{file} can't be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InvalidInput(f"{file} doesn't hold tasks of the retail data set.") from error


def _rows(text: str) -> list[dict[str, Any]]:
    try:
        rows = json.loads(text)
    except ValueError:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    return list(rows if isinstance(rows, list) else rows.get("tasks", [rows]))


def _task(task_id: str, row: Mapping[str, Any], data: RetailData) -> Task:
    calls = (row.get("evaluation_criteria") or row).get("actions") or []
    actions = [Write(str(call["name"]), call.get("arguments") or call.get("kwargs") or {}) for call in calls]
    writes = tuple(action for action in actions if action.name in WRITES)
    return Task(task_id, row.get("user_id") or _user(actions, data), writes)


def _user(actions: Iterable[Write], data: RetailData) -> str | None:
    """Return whom a task is about: by what finds them in the shop's system, else by their orders."""
    for action in actions:
        given = action.arguments
        match action.name:
            case "find_user_id_by_email":
                found = [key for key, user in data.users.items() if user["email"].lower() == given["email"].lower()]
            case "find_user_id_by_name_zip":
                found = [key for key, user in data.users.items() if _is_called(user, given)]
            case _ if "user_id" in given:
                found = [given["user_id"]]
            case _ if given.get("order_id") in data.orders:
                found = [data.orders[given["order_id"]]["user_id"]]
            case _:
                found = []
        if found:
            return str(found[0])
    return None


def _is_called(user: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
    name = user["name"]
    same_name = (name["first_name"].lower(), name["last_name"].lower()) == (
        given["first_name"].lower(),
        given["last_name"].lower(),
    )
    return bool(same_name and user["address"]["zip"] == given["zip"])
