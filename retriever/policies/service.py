"""Finds the passages of the shop's own pages that answer a question, and what of them to quote."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import structlog
from anyio import to_thread

from assistant.domain.business import Passage
from assistant.errors import InvalidInput
from retriever.encoders.base import Encoder, TokenEncoder
from retriever.encoders.readings import KeptReadings
from retriever.policies.doubt import Doubt, doubt_features
from retriever.policies.features import features
from retriever.policies.index import PageIndex, index_pages
from retriever.policies.judge import Judge, Likely
from retriever.policies.pages import Page, whole_page
from retriever.policies.quotes import quotes

_LONGEST = 1_000  # characters of a question that are looked at
_LEAST_SURE = 0.4  # the probability of an answer from which one is given
_READ_AHEAD = 1_000  # lines, a second's work
_LEAST = 0.1  # the score of a passage from which it is worth citing

log = structlog.get_logger(__name__)

State = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    """The index of one state of the files, and the pages in force by file."""

    state: State
    pages: Mapping[str, Page]
    index: PageIndex


class PolicyService:
    """Implements PolicyPages over a folder of Markdown files; a changed file is in force at the next question.

    A file that can't be read whole leaves its page as it was before; one that is gone takes its page with it.

    Args:
        encoder: is given the texts of all pages at once, each time that a file has changed: one that keeps vectors
            (KeptEncoder) then encodes only what is new.
        reader: reads the likeliest lines token by token.
        approved: another folder, of pages that were approved since.
    """

    def __init__(
        self, folder: Path | None, encoder: Encoder, reader: TokenEncoder, *, approved: Path | None = None
    ) -> None:
        self._folders = tuple(dict.fromkeys(found for found in (folder, approved) if found is not None))
        self._encoder = encoder
        self._readings = KeptReadings(reader, _READ_AHEAD + 200)
        self._judge, self._doubt = Judge.load(), Doubt.load()
        self._lock = threading.Lock()
        self._kept: _Kept | None = None

    async def passages(self, question: str, limit: int = 3) -> tuple[Passage, ...]:
        """Return the passages that answer, likeliest first, with the lines to quote; empty when none is likely."""
        return await to_thread.run_sync(self._passages, question[:_LONGEST].strip(), limit)

    async def reload(self) -> int:
        """Read the changed files now, so that no question waits for it, and return how many passages there are."""
        return len((await to_thread.run_sync(self._read_ahead)).passages)

    def _read_ahead(self) -> PageIndex:
        index = self._current()
        self._readings.read(index.told[:_READ_AHEAD])
        return index

    def _passages(self, question: str, limit: int) -> tuple[Passage, ...]:
        index = self._current()
        if not index.lines or not question:
            return ()
        rows, table = features(question, index, self._encoder, self._readings)
        likely = np.zeros(len(index.lines))
        likely[rows] = self._judge.likely(table)
        answered = self._doubt.answered(doubt_features(question, table, likely[rows]))
        if answered < _LEAST_SURE:
            return ()
        shares = np.bincount(index.owners, weights=likely)
        best = np.argsort(-shares, kind="stable")[:limit]
        scores = answered * shares / shares.max()
        return tuple(_quoted(index, row, likely, scores[row]) for row in best if scores[row] >= _LEAST)

    def _current(self) -> PageIndex:
        with self._lock:
            state = self._state()
            if self._kept is None or self._kept.state != state:
                pages = _pages(state, self._kept)
                self._kept = _Kept(state, pages, index_pages(pages.values(), self._encoder))
            return self._kept.index

    def _state(self) -> State:
        folders = (folder for folder in self._folders if folder.is_dir())
        return tuple(_stamps(file for folder in folders for file in sorted(folder.rglob("*.md"))))


def _stamps(files: Iterable[Path]) -> Iterator[tuple[str, int, int]]:
    """Yield what changes when a file does; one that isn't there any more, or leads nowhere, is no page."""
    for file in files:
        with suppress(FileNotFoundError):
            stat = file.stat()
            yield str(file), stat.st_mtime_ns, stat.st_size


def _pages(state: State, before: _Kept | None) -> dict[str, Page]:
    """Read the pages that have changed; what can't be read is told in the log once, and stays as it was before."""
    known = set(before.state) if before else set()
    pages = dict(before.pages) if before else {}
    for stamp in state:
        name = stamp[0]
        if stamp in known:
            continue
        try:
            pages[name] = whole_page(Path(name))
        except (OSError, InvalidInput) as error:
            log.error("page_not_read", file=name, reason=str(error), in_force="before" if name in pages else "none")
    return {name: pages[name] for name, *_ in state if name in pages}


def _quoted(index: PageIndex, row: int, likely: Likely, score: float) -> Passage:
    """Return a passage with what of it to quote."""
    lines = np.flatnonzero(index.owners == row)
    told = quotes([index.lines[line] for line in lines], likely[lines].tolist())
    return index.passages[row].model_copy(update={"score": round(float(score), 4), "quotes": told})
