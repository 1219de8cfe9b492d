"""Gathers messages that say whether a shop answers them, for the model that tells what is out of scope.

python -m finetune.sources.scope --clinc FILE [--product-questions DIR] [--intents FILE] --out var/scope.jsonl

Learnt are the router's own rows, the phrases in finetune/data/scope, CLINC150's training part (CC BY 3.0,
github.com/clinc/oos-eval), and questions about products (CDLA-Sharing-1.0,
github.com/amazon-science/contextual-product-qa). The router's validation and held-out rows, CLINC150's validation part
and customer-service intents are only ever measured on, and what repeats one of them is not learnt.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from finetune.cleaning import NearDuplicates
from finetune.evaluate.clinc import NOT_ASKED
from finetune.evaluate.public import INTENT_TOOLS
from finetune.evaluate.route import out_of_scope
from finetune.mixture import ROUTER_DATA, Mixture, load_mixture
from finetune.rows import Sample, read_rows, samples_of

PHRASES = Path(__file__).parents[1] / "data" / "scope"
COMPOSED = 3_000
DRAWN = 24  # texts of a pattern, less those drawn twice
_QUESTION_FILES = ("hetpqa_ranking_dev", "semipqa_ranking_dev", "epqa_dev")
_CHOICE = re.compile(r"\{([^{}]*)\}")

ScopeRow = dict[str, Any]
"""`text`, `out_of_scope`, `source`, `group` (rows of one are held back together), `measured` (never learnt)."""


def router_rows() -> Iterator[ScopeRow]:
    """Yield the router's messages and turns; those whose labels allow both, or several requests, say nothing clear."""
    loaded = load_mixture(Mixture(composed=(COMPOSED,), surrounded=0.0))
    held_out = [row for path in sorted((ROUTER_DATA / "heldout").glob("*.jsonl")) for row in read_rows(path)]
    parts: list[tuple[str, bool, Iterable[Sample]]] = [
        ("router", False, loaded.epochs[0]),
        ("validation", True, (sample for row in loaded.validation for sample in samples_of(row))),
        ("heldout", True, (sample for row in held_out for sample in samples_of(row))),
    ]
    for part, measured, samples in parts:
        for sample in samples:
            away = out_of_scope(sample.calls)
            either = any(out_of_scope(calls) != away for calls in sample.also_ok)
            if either or (away and len(sample.calls) > 1):
                continue
            turn = "_turns" if sample.context.exchanges else ""
            source = "composed" if sample.id.startswith("c-") else part + turn
            yield _row(sample.context.message, away, source, sample.group, measured=measured)


def phrases(folder: Path = PHRASES) -> Iterator[ScopeRow]:
    """Yield what the patterns stand for, up to DRAWN texts of each, and the messages that stand for themselves."""
    for name, away in (("business", False), ("elsewhere", True)):
        for pattern in (folder / f"{name}.txt").read_text(encoding="utf-8").splitlines():
            rng = random.Random(pattern)  # noqa: S311
            for text in sorted({expand(pattern, rng) for _ in range(DRAWN)}):
                yield _row(text, away, "phrases", pattern)
        for message in (folder / f"{name}_messages.txt").read_text(encoding="utf-8").splitlines():
            yield _row(message, away, "messages", message)


def expand(pattern: str, rng: random.Random) -> str:
    """Return one text that a pattern stands for: of `{one|another}` either, inner braces first."""
    while found := _CHOICE.search(pattern):
        pattern = pattern[: found.start()] + rng.choice(found[1].split("|")) + pattern[found.end() :]
    return " ".join(pattern.split())


def clinc_rows(path: Path) -> Iterator[ScopeRow]:
    """Yield CLINC150 as clinc_oos has it, less what the bench leaves out too."""
    for part, texts in json.loads(_text(path)).items():
        for text, intent in texts:
            if intent not in NOT_ASKED:
                name = "clinc_unforeseen" if intent == "oos" else "clinc"
                yield _row(text, True, name, text, measured=not part.endswith("train"))


def question_rows(folder: Path) -> Iterator[ScopeRow]:
    """Yield the questions about products, each once."""
    texts = (
        row["question"].strip()
        for name in _QUESTION_FILES
        for row in csv.DictReader(_text(folder / f"{name}.csv.gz").splitlines())
    )
    for text in dict.fromkeys(texts):
        yield _row(text, False, "product_questions", text)


def intent_rows(path: Path) -> Iterator[ScopeRow]:
    """Yield customer-service utterances: only measured on."""
    for row in csv.DictReader(_text(path).splitlines()):
        if row["intent"] in INTENT_TOOLS:
            yield _row(row["utterance"], False, "service", row["intent"], measured=True)


def without_leaks(rows: Iterable[ScopeRow], near: float = Mixture().near) -> list[ScopeRow]:
    """Leave out what would be learnt and repeats what is measured on."""
    rows = list(rows)
    measured = NearDuplicates(near, [row["text"] for row in rows])
    for row in rows:
        if row["measured"]:
            measured.add(row["text"])
    return [row for row in rows if row["measured"] or row["text"] not in measured]


def main() -> None:
    """Write the rows, and print how many there are of each source."""
    parser = argparse.ArgumentParser(prog="python -m finetune.sources.scope", description=__doc__)
    parser.add_argument("--clinc", type=Path, required=True, help="clinc_oos's JSON")
    parser.add_argument("--product-questions", type=Path, help="folder with the ranking files of product_qa, gzipped")
    parser.add_argument("--intents", type=Path, help="CSV with utterance and intent, to measure on")
    parser.add_argument("--out", type=Path, default=Path("var/scope.jsonl"))
    given = parser.parse_args()
    rows = [*router_rows(), *phrases(), *clinc_rows(given.clinc)]
    rows += question_rows(given.product_questions) if given.product_questions else ()
    rows += intent_rows(given.intents) if given.intents else ()
    rows = without_leaks(rows)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    counts = Counter(f"{row['source']}.{'out' if row['out_of_scope'] else 'in'}" for row in rows)
    print(json.dumps(counts))  # noqa: T201


def _row(text: str, away: bool, source: str, group: str, *, measured: bool = False) -> ScopeRow:
    return {"text": text, "out_of_scope": away, "source": source, "group": group, "measured": measured}


def _text(path: Path) -> str:
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")


if __name__ == "__main__":
    main()
