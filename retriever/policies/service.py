"""Finds the passages of the shop's own pages that answer a question."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from anyio import to_thread

from assistant.domain.business import Passage
from retriever.encoders.base import Encoder, Vectors
from retriever.policies.pages import passages_of, read_page
from retriever.text import fold, split_cjk, stem, telling_words, words

IntArray = npt.NDArray[np.int64]

_WORDS_WEIGH = 0.25  # of the best passage's BM25, beside cosines
_ELSEWHERE = 0.1  # less for a passage whose heading is about a place that the question doesn't name
_NAME = re.compile(r"(?<=[a-z,&] )[A-Z][a-z]+")
_SENTENCE = re.compile(r"\n+|(?<=[.!?])\s+")
_LONG_ENOUGH = 20  # characters of a sentence that says something by itself
# A passage answers when its meaning is near enough, or near and with most of the question's words.
_NEAR, _NEAR_WITH_WORDS = 0.5, 0.25
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
    """Passages with their words and vectors, as of one state of the files.

    Attributes:
        texts: all words of each passage, the words in which people ask for it included.
        vectors, owners: of what is compared with a question, and the row of the passage that each belongs to.
    """

    state: tuple[tuple[str, int, int], ...]
    passages: tuple[Passage, ...]
    texts: tuple[str, ...]
    vectors: Vectors
    owners: IntArray
    lexical: sqlite3.Connection


class PolicyService:
    """Implements PolicyPages over a folder of Markdown files; a changed file is in force at the next question.

    Args:
        encoder: is given the texts of all pages at once, each time that a file has changed: one that keeps vectors
            (KeptEncoder) then encodes only what is new.
    """

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
        cosines = np.full(len(index.passages), -1.0, dtype=np.float32)
        np.maximum.at(cosines, index.owners, index.vectors @ self._encoder.encode_queries([question])[0])
        with self._lock:
            by_words = _matching(index.lexical, asked)
        best_words = max(by_words.values(), default=1.0)
        wanted = {stem(word) for word in said}
        answering = [row for row, text in enumerate(index.texts) if _answers(float(cosines[row]), wanted, text)]

        named = set(words(question))

        def worth(row: int) -> float:
            elsewhere = any(fold(name) not in named for name in _NAME.findall(index.passages[row].heading))
            return float(cosines[row]) + _WORDS_WEIGH * by_words.get(row, 0.0) / best_words - _ELSEWHERE * elsewhere

        best = sorted(answering, key=worth, reverse=True)[:limit]
        return tuple(index.passages[row].model_copy(update={"score": round(float(cosines[row]), 4)}) for row in best)

    def _current(self) -> _Index:
        with self._lock:
            state = self._state()
            if self._index is None or self._index.state != state:
                self._index = self._read(state)
            return self._index

    def _state(self) -> tuple[tuple[str, int, int], ...]:
        if self._folder is None or not self._folder.is_dir():
            return ()
        files = ((path, path.stat()) for path in sorted(self._folder.rglob("*.md")))
        return tuple((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in files)

    def _read(self, state: tuple[tuple[str, int, int], ...]) -> _Index:
        passages: list[Passage] = []
        askings: list[tuple[str, ...]] = []
        for name, _, _ in state:
            page = read_page(Path(name))
            cut = passages_of(page)
            passages.extend(cut)
            askings.extend(page.asked.get(passage.anchor, ()) for passage in cut)
        aspects, owners = [], []
        for row, (passage, asked) in enumerate(zip(passages, askings, strict=True)):
            for aspect in dict.fromkeys(_aspects(passage, asked)):
                aspects.append(aspect)
                owners.append(row)
        return _Index(
            state,
            tuple(passages),
            tuple(" ".join((_text(p), *asked)) for p, asked in zip(passages, askings, strict=True)),
            self._encoder.encode_products(aspects),
            np.array(owners, dtype=np.int64),
            _lexical(passages, askings),
        )


def _lexical(passages: Sequence[Passage], askings: Sequence[tuple[str, ...]]) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.execute(
        "CREATE VIRTUAL TABLE texts USING fts5(title, heading, text, asked, tokenize = 'porter unicode61')"
    )
    connection.executemany(
        "INSERT INTO texts (rowid, title, heading, text, asked) VALUES (?, ?, ?, ?, ?)",
        [
            (n, *(split_cjk(fold(t)) for t in (p.title, p.heading, p.text, " ".join(asked))))
            for n, (p, asked) in enumerate(zip(passages, askings, strict=True))
        ],
    )
    return connection


def _matching(lexical: sqlite3.Connection, said: list[str]) -> dict[int, float]:
    """Return BM25 by row, higher is better, of the passages that have any of the words."""
    if not said:
        return {}
    match = " OR ".join(f'"{word}"' for word in said)
    rows = lexical.execute("SELECT rowid, -bm25(texts, 0.5, 3.0, 1.0, 3.0) FROM texts WHERE texts MATCH ?", (match,))
    return {row: score for row, score in rows if score > 0}


def _answers(cosine: float, wanted: set[str], text: str) -> bool:
    if cosine >= _NEAR:
        return True
    carried = len(wanted & {stem(word) for word in words(text)}) / len(wanted) if wanted else 0.0
    return cosine >= _NEAR_WITH_WORDS and carried >= _ENOUGH_WORDS


def _aspects(passage: Passage, asked: tuple[str, ...]) -> Iterator[str]:
    """Yield what a question may be near to: the whole passage, its heading, each sentence, each way of asking."""
    yield _text(passage)
    if passage.heading:
        yield f"{passage.title}. {passage.heading}"
    about = passage.heading or passage.title
    yield from (f"{about}. {cut}" for cut in _SENTENCE.split(passage.text) if len(cut) >= _LONG_ENOUGH)
    yield from asked


def _text(passage: Passage) -> str:
    return ". ".join(part for part in (passage.title, passage.heading, passage.text) if part)
