"""Measures retrieval on judged searches: NDCG@10, recall@100 and MRR of each stage.

    python -m retriever.evaluate --products products.jsonl.gz --judgments judgments_dev.csv.gz --models var/models

Products are JSON-lines or CSV rows. Judgements are CSV rows (query, product_id, esci_label or llm_rating), or
JSON-lines rows of known items (query, reward.product_id). The last line of stdout is one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.domain.catalogue import SearchQuery
from retriever.catalogue.columns import canonical
from retriever.catalogue.files import BadRow, read_rows
from retriever.catalogue.records import CatalogueItem, item_of
from retriever.catalogue.values import BadValue
from retriever.composition import Retriever, RetrieverConfig, open_retriever
from retriever.search.candidates import DEPTH, fuse

GAINS = {"E": 1.0, "S": 0.1, "C": 0.01, "I": 0.0}
Judgments = Mapping[str, Mapping[str, float]]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Measures retrieval on judged searches.")
    parser.add_argument("--products", type=Path, required=True)
    parser.add_argument("--judgments", type=Path, required=True)
    parser.add_argument("--models", type=Path, default=Path("var/models"), help="folder of the prepared encoder")
    parser.add_argument("--index", type=Path, help="keep the index here, for the next run on the same products")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        config = RetrieverConfig(data_dir=options.index or Path(scratch), models_dir=options.models)
        figures = asyncio.run(evaluate(config, options.products, read_judgments(options.judgments)))
    print(json.dumps(figures))  # noqa: T201 (the command's output)


async def evaluate(config: RetrieverConfig, products: Path, judgments: Judgments) -> dict[str, Any]:
    """Index the products and return the figures of the lexical, the dense, the fused and the whole pipeline."""
    retriever = await open_retriever(config)
    try:
        if not retriever.store.count():
            for batch in _batches(products):
                retriever.store.upsert(batch)
        started = time.perf_counter()
        await retriever.service.catch_up()
        indexing = time.perf_counter() - started
        runs: dict[str, dict[str, list[str]]] = defaultdict(dict)
        times: dict[str, list[float]] = defaultdict(list)
        for query in judgments:
            for stage, ids, seconds in await _run(retriever, query):
                runs[stage][query] = ids
                times[stage].append(seconds)
    finally:
        await retriever.close()
    stages = {
        stage: {**score(run, judgments), "p50_ms": round(1000 * statistics.median(times[stage]), 2)}
        for stage, run in runs.items()
    }
    return {"queries": len(judgments), "indexing_s": round(indexing, 1), **stages}


async def _run(retriever: Retriever, query: str) -> list[tuple[str, list[str], float]]:
    start = time.perf_counter()
    lexical = retriever.lexical.search(query, DEPTH)
    after_lexical = time.perf_counter()
    dense = retriever.dense.search(query, DEPTH)
    after_dense = time.perf_counter()
    fused = [match.id for match in fuse(lexical, dense)][:100]
    after_fusion = time.perf_counter()
    page = await retriever.search.search(SearchQuery(query=query[:500]), owner="evaluation", limit=100)
    return [
        ("lexical", [hit.id for hit in lexical], after_lexical - start),
        ("dense", [hit.id for hit in dense], after_dense - after_lexical),
        ("fused", fused, after_fusion - start),
        ("search", [product.id for product in page.products], time.perf_counter() - after_fusion),
    ]


def score(run: Mapping[str, Sequence[str]], judgments: Judgments) -> dict[str, float]:
    """Return mean NDCG@10, recall@100 and MRR@10; full gains are what recall and MRR count."""
    ndcg, recall, reciprocal = [], [], []
    for query, gains in judgments.items():
        found = run[query]
        best = sorted(gains.values(), reverse=True)
        ideal = sum(gain / math.log2(place + 2) for place, gain in enumerate(best[:10]))
        gained = sum(gains.get(id_, 0.0) / math.log2(place + 2) for place, id_ in enumerate(found[:10]))
        ndcg.append(gained / ideal if ideal else 0.0)
        right = {id_ for id_, gain in gains.items() if gain >= 1.0}
        recall.append(len(right & set(found[:100])) / len(right) if right else 0.0)
        first = next((place for place, id_ in enumerate(found[:10], 1) if id_ in right), None)
        reciprocal.append(1 / first if first else 0.0)
    hits = sum(value > 0 for value in reciprocal) / len(reciprocal)
    means = {"ndcg@10": ndcg, "recall@100": recall, "mrr@10": reciprocal}
    return {**{name: round(statistics.fmean(values), 4) for name, values in means.items()}, "hit@10": round(hits, 4)}


def read_judgments(path: Path) -> Judgments:
    """Read graded rows or known items; gains are on a scale of 0 to 1."""
    judgments: dict[str, dict[str, float]] = defaultdict(dict)
    for row in read_rows(path):
        if isinstance(row, BadRow):
            raise ValueError(f"{path.name}, line {row.line}: {row.reason}")
        values = row.values
        if "reward" in values:
            judgments[values["query"]][str(values["reward"]["product_id"])] = 1.0
        elif "esci_label" in values:
            judgments[values["query"]][values["product_id"]] = GAINS[values["esci_label"]]
        else:
            judgments[values["query"]][values["product_id"]] = float(values["llm_rating"]) / 3
    return {query: gains for query, gains in judgments.items() if any(gain >= 1.0 for gain in gains.values())}


def _batches(path: Path, size: int = 500) -> Iterator[list[CatalogueItem]]:
    """Yield the products; what has no price is given one, since no stage looks at it."""
    batch: list[CatalogueItem] = []
    for row in read_rows(path):
        if isinstance(row, BadRow):
            continue
        values = {"price": "1.00", **canonical({k: v for k, v in row.values.items() if k != "bullet_points"})}
        texts = (row.values.get("bullet_points"), values.get("description"))
        values["description"] = "\n".join(text for text in texts if text)
        try:
            batch.append(item_of(values, "USD"))
        except BadValue:
            continue
        if len(batch) == size:
            yield batch
            batch = []
    yield batch


if __name__ == "__main__":
    main()
