"""Solved cases of customer service, from a file of ours or from the public dialogues of ABCD, tau-bench and Bitext.

Our own form is JSON lines: {"id", "messages": [{"role": "customer" | "agent" | "action", "text", "action"?: {"kind",
"arguments"}}], "context"?: {"intent", "customer", "facts"}}. The others are told by what they contain.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assistant.assist.case import CaseAction, CaseContext, CaseLine, CaseRecord
from assistant.errors import InvalidInput
from finetune.sources.tau_dialogues import dialogue_case

_ROLES = {"customer": "customer", "agent": "agent", "action": "action"}


def read_cases(file: Path) -> list[CaseRecord]:
    """Read a file of solved cases (.jsonl, .json or .csv, also with .gz); raises InvalidInput naming what is wrong."""
    try:
        data = file.read_bytes()
        text = (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"The cases in {file} can't be read: {error}") from error
    try:
        cases = list(_cases(text, file.name.removesuffix(".gz")))
    except (ValueError, KeyError, TypeError, ValidationError, csv.Error) as error:
        raise InvalidInput(
            f"{file} holds no solved cases: {type(error).__name__}: {str(error)[:200]}",
            hint="See docs/assist.md for the forms that are read.",
        ) from error
    if not cases:
        raise InvalidInput(f"There are no cases in {file}.")
    return cases


def _cases(text: str, name: str) -> Iterator[CaseRecord]:
    if name.endswith(".csv"):
        yield from _bitext(text)
    elif text.lstrip().startswith("["):
        yield from (_abcd(dialogue) for dialogue in json.loads(text))
    else:
        for number, line in enumerate(filter(None, map(str.strip, text.splitlines())), 1):
            value = json.loads(line)
            if "messages_display" in value:
                yield dialogue_case(f"tau-{number}", value["messages_display"])
            elif "original" in value:
                yield _abcd(value)
            else:
                yield CaseRecord.model_validate(value)


def _bitext(text: str) -> Iterator[CaseRecord]:
    """Yield a request with its answer; the blanks "{{Order Number}}" of the answers stay as they are."""
    for number, row in enumerate(csv.DictReader(io.StringIO(text)), 1):
        yield CaseRecord(
            id=f"bitext-{number}",
            messages=(
                CaseLine(role="customer", text=row["instruction"]),
                CaseLine(role="agent", text=row["response"]),
            ),
            context=CaseContext(intent=row["intent"]),
        )


def _abcd(dialogue: dict[str, Any]) -> CaseRecord:
    """Return a dialogue of ABCD; what an action was stands in the second, lower-cased copy of its lines."""
    scenario = dialogue["scenario"]
    lines = []
    for (role, text), told in zip(dialogue["original"], dialogue["delexed"], strict=True):
        _, _, button, values, _ = told["targets"]
        action = None
        if role == "action" and button:
            action = CaseAction(kind=button, arguments={str(n): str(value) for n, value in enumerate(values)})
        lines.append(CaseLine.model_validate({"role": _ROLES[role], "text": text, "action": action}))
    return CaseRecord(
        id=f"abcd-{dialogue['convo_id']}",
        messages=tuple(lines),
        context=CaseContext(intent=scenario["subflow"], customer=scenario.get("personal", {}).get("username", "")),
    )
