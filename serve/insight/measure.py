"""How well messages are grouped: `python -m serve.insight.measure --messages FILE`, of messages with known matters."""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import InvalidInput
from retriever.encoders.minilm import MiniLM
from retriever.encoders.minilm_export import prepare
from serve.insight.groups import TOGETHER, Labels, grouped
from serve.insight.meaning import SAME_MATTER, Vectors
from serve.insight.wording import shown

_SEED = 20_261_123


def scores(labels: Labels, matters: Labels) -> dict[str, float]:
    """Return B-cubed precision, recall and F1 (Bagga and Baldwin 1998) of groups against known matters."""
    together, same = labels[:, None] == labels[None], matters[:, None] == matters[None]
    right = (together & same).sum(axis=1)
    precision, recall = float((right / together.sum(axis=1)).mean()), float((right / same.sum(axis=1)).mean())
    f1 = 2 * precision * recall / (precision + recall)
    return {"precision": round(precision, 3), "recall": round(recall, 3), "f1": round(f1, 3)}


def pairs(vectors: Vectors, matters: Labels, threshold: float) -> dict[str, float]:
    """Return, of the pairs of messages that count as the same matter, how many are, and of those that are, how many do.

    Of two equal messages nothing is to be learnt; they are left out.
    """
    alike = vectors @ vectors.T
    apart = np.triu(alike < 0.999, 1)
    taken, same = (alike >= threshold) & apart, (matters[:, None] == matters[None]) & apart
    right = int((taken & same).sum())
    return {
        "precision": round(right / max(1, int(taken.sum())), 3),
        "recall": round(right / max(1, int(same.sum())), 3),
    }


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    plain = file.with_suffix("") if file.suffix == ".gz" else file
    with gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines) if plain.suffix == ".csv" else map(json.loads, lines)


def _read(file: Path, text: str, matter: str) -> list[tuple[str, str]]:
    found = []
    for row in _rows(file):
        label = row.get(matter)
        first = (label[0] if label else None) if isinstance(label, list) else label
        if first and row.get(text):
            found.append((str(row[text]), str(first)))
    if not found:
        raise InvalidInput(f"{file} has no rows with {text!r} and {matter!r}.", hint="Name them: --text, --matter.")
    return found


def main() -> None:
    """Measure, and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=Path, required=True, help="CSV or JSON lines, also .gz")
    parser.add_argument("--text", default="question", help="the field with the message")
    parser.add_argument(
        "--matter", default="passages", help="the field that says what it is about; the first of a list"
    )
    parser.add_argument("--limit", type=int, default=1_500, help="messages that are looked at, chosen by chance")
    parser.add_argument("--models", type=Path, default=Path("var/models"))
    given = parser.parse_args()
    said = _read(given.messages, given.text, given.matter)
    random.Random(_SEED).shuffle(said)  # noqa: S311 (a sample, no secret)
    said = said[: given.limit]
    vectors = MiniLM(prepare(given.models)).encode_products([shown(text) for text, _ in said])
    matters = np.unique([matter for _, matter in said], return_inverse=True)[1]
    labels = grouped(vectors, [1] * len(said))
    told = {
        "messages": len(said),
        "matters": int(matters.max()) + 1,
        "groups": int((np.bincount(labels) > 1).sum()),
        "alone": int((np.bincount(labels) == 1).sum()),
        "together": TOGETHER,
        **scores(labels, matters),
        "same_matter": {"threshold": SAME_MATTER, **pairs(vectors, matters, SAME_MATTER)},
    }
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
