"""Finds the passages of the shop's own pages that answer a question."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from anyio import to_thread

from assistant.domain.business import Passage
from retriever.encoders.base import Encoder, Vectors
from retriever.policies.pages import passages_of, read_page
from retriever.text import fold, split_cjk, stem, telling_words, words

_K = 60
_CLOSENESS = 0.05  # of a cosine, beside reciprocal ranks of at most 2/61
# A passage answers when its meaning is near enough, or near and with most of the question's words.
_NEAR, _NEAR_WITH_WORDS = 0.42, 0.25
_ENOUGH_WORDS = 0.6
# What shops and shoppers call the same thing.
_ALSO = {
    "delivery": ("shipping",),
    "deliver": ("shipping",),
    "ship": ("delivery",),
    "shipping": ("delivery",),
    "postage": ("shipping", "delivery"),
    "much": ("cost", "price"),
    "cost": ("price",),
    "loyalty": ("club", "points"),
    "membership": ("club", "points"),
    "package": ("parcel",),
    "parcel": ("package",),
    "voucher": ("code", "gift"),
    "coupon": ("code",),
    "guarantee": ("warranty",),
    "guaranteed": ("warranty",),
    "broken": ("damaged", "warranty"),
    "collect": ("pickup",),
    "late": ("delay",),
}


@dataclass(frozen=True, slots=True)
class _Index:
    """Passages with their words and vectors, as of one state of the files."""

    state: tuple[tuple[str, int, int], ...]
    passages: tuple[Passage, ...]
    texts: tuple[str, ...]
    vectors: Vectors
    lexical: sqlite3.Connection


class PolicyService:
    """Implements PolicyPages over a folder of Markdown files; a changed file is in force at the next question."""

    def __init__(self, folder: Path | None, encoder: Encoder) -> None:
        self._folder = folder
        self._encoder = encoder
        self._lock = threading.Lock()
        self._index: _Index | None = None

    async def passages(self, question: str, limit: int = 3) -> tuple[Passage, ...]:
        """Return the passages that answer, best first; empty when the pages say nothing about it."""
        return await to_thread.run_sync(self._passages, question[:1_000], limit)

    async def reload(self) -> int:
        """Read the changed files now and return how many passages there are."""
        return len((await to_thread.run_sync(self._current)).passages)

    def _passages(self, question: str, limit: int) -> tuple[Passage, ...]:
        said = list(dict.fromkeys(telling_words(question)))[:32]
        asked = [*said, *(other for word in words(question) for other in _ALSO.get(stem(word), ()))]
        index = self._current()
        if not index.passages or not question.strip():
            return ()
        cosines = index.vectors @ self._encoder.encode_queries([question])[0]
        by_meaning = np.argsort(-cosines)[:20]
        with self._lock:
            by_words = _matching(index.lexical, asked)
        scores: dict[int, float] = {}
        for ranking in (by_meaning.tolist(), by_words):
            for rank, row in enumerate(ranking, 1):
                scores[row] = scores.get(row, 0.0) + 1 / (_K + rank)
        wanted = {stem(word) for word in said}
        answering = [row for row in scores if _answers(float(cosines[row]), wanted, index.texts[row])]
        best = sorted(answering, key=lambda row: -(scores[row] + _CLOSENESS * float(cosines[row])))[:limit]
        return tuple(index.passages[row].model_copy(update={"score": round(float(cosines[row]), 4)}) for row in best)

    def _current(self) -> _Index:
        with self._lock:
            state = self._state()
            if self._index is None or self._index.state != state:
                self._index = self._read(state, self._index)
            return self._index

    def _state(self) -> tuple[tuple[str, int, int], ...]:
        if self._folder is None or not self._folder.is_dir():
            return ()
        files = ((path, path.stat()) for path in sorted(self._folder.rglob("*.md")))
        return tuple((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in files)

    def _read(self, state: tuple[tuple[str, int, int], ...], before: _Index | None) -> _Index:
        """Read all pages; texts that were there before keep their vectors."""
        passages = tuple(passage for name, _, _ in state for passage in passages_of(read_page(Path(name))))
        texts = tuple(_text(passage) for passage in passages)
        known: Mapping[str, Vectors] = dict(zip(before.texts, before.vectors, strict=True)) if before else {}
        new = [text for text in dict.fromkeys(texts) if text not in known]
        known = {**known, **dict(zip(new, self._encoder.encode_products(new), strict=True))}
        vectors = np.stack([known[text] for text in texts]) if texts else np.empty((0, self._encoder.dimensions))
        return _Index(state, passages, texts, vectors.astype(np.float32), _lexical(passages))


def _lexical(passages: tuple[Passage, ...]) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.execute("CREATE VIRTUAL TABLE texts USING fts5(title, heading, text, tokenize = 'porter unicode61')")
    connection.executemany(
        "INSERT INTO texts (rowid, title, heading, text) VALUES (?, ?, ?, ?)",
        [(n, *(split_cjk(fold(t)) for t in (p.title, p.heading, p.text))) for n, p in enumerate(passages)],
    )
    return connection


def _matching(lexical: sqlite3.Connection, said: list[str]) -> list[int]:
    if not said:
        return []
    match = " OR ".join(f'"{word}"' for word in said)
    rows = lexical.execute(
        "SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY bm25(texts, 0.5, 2.0, 1.0) LIMIT 20", (match,)
    )
    return [row[0] for row in rows]


def _answers(cosine: float, wanted: set[str], text: str) -> bool:
    if cosine >= _NEAR:
        return True
    carried = len(wanted & {stem(word) for word in words(text)}) / len(wanted) if wanted else 0.0
    return cosine >= _NEAR_WITH_WORDS and carried >= _ENOUGH_WORDS


def _text(passage: Passage) -> str:
    return ". ".join(part for part in (passage.title, passage.heading, passage.text) if part)
