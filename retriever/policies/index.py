"""The shop's pages as they are searched: passages, their lines, and the vectors and words of both."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.domain.business import Passage
from retriever.encoders.base import Encoder, Vectors
from retriever.matching.likeness import telling_roots
from retriever.policies.pages import Page, passages_of

IntArray = npt.NDArray[np.int64]

_LINE = re.compile(r"\n+|(?<=[.!?])\s+(?=[A-Z“\"0-9])")


@dataclass(frozen=True, slots=True)
class PageIndex:
    """All pages of a shop.

    Attributes:
        lines: the passages' sentences and rows, as written.
        told: each line after its heading, without which many say little; its `line_vectors`, shape (lines, d).
        owners: the row of each line's passage, shape (lines,).
        passage_vectors: of the whole passages, shape (passages, d).
        asked_vectors, asked_owners: of headings and of other ways of asking, and the row of the passage of each.
        roots: of all words of each passage, the ways of asking included.
        rarity: how much a root tells: the fewer passages have it, the more.
    """

    passages: tuple[Passage, ...]
    lines: tuple[str, ...]
    told: tuple[str, ...]
    owners: IntArray
    line_vectors: Vectors
    passage_vectors: Vectors
    asked_vectors: Vectors
    asked_owners: IntArray
    roots: tuple[frozenset[str], ...]
    rarity: Mapping[str, float]

    def rarity_of(self, root: str) -> float:
        """Return how much a root tells; one that no page has tells the most."""
        return self.rarity.get(root, math.log(1 + len(self.passages)))


def index_pages(pages: Iterable[Page], encoder: Encoder) -> PageIndex:
    """Cut and encode pages; blocks."""
    passages: list[Passage] = []
    lines: list[tuple[int, str]] = []
    asked: list[tuple[int, str]] = []
    for page in pages:
        for passage in passages_of(page):
            row = len(passages)
            passages.append(passage)
            lines.extend((row, line) for line in lines_of(passage))
            asked.extend((row, asking) for asking in (_headed(passage), *page.asked.get(passage.anchor, ())))
    told = [f"{passages[row].heading or passages[row].title}. {line}" for row, line in lines]
    wholes = [f"{_headed(passage)}. {passage.text}" for passage in passages]
    askings = [asking for _, asking in asked]
    # One call, because an encoder that keeps vectors forgets what it is no longer asked for.
    vectors = encoder.encode_products([*told, *wholes, *askings])
    by_line, by_passage, by_asking = np.split(vectors, [len(told), len(told) + len(wholes)])
    roots = _roots(wholes, asked)
    spread = Counter(root for found in roots for root in found)
    return PageIndex(
        passages=tuple(passages),
        lines=tuple(line for _, line in lines),
        told=tuple(told),
        owners=np.array([row for row, _ in lines], dtype=np.int64),
        line_vectors=by_line,
        passage_vectors=by_passage,
        asked_vectors=by_asking,
        asked_owners=np.array([row for row, _ in asked], dtype=np.int64),
        roots=roots,
        rarity={root: math.log(1 + len(passages) / (1 + count)) for root, count in spread.items()},
    )


def lines_of(passage: Passage) -> list[str]:
    """Cut a passage into sentences and rows, as written."""
    return [cut for line in _LINE.split(passage.text) if (cut := line.strip("• \n"))]


def _roots(wholes: Iterable[str], asked: Iterable[tuple[int, str]]) -> tuple[frozenset[str], ...]:
    found = [set(telling_roots(whole)) for whole in wholes]
    for row, asking in asked:
        found[row] |= telling_roots(asking)
    return tuple(map(frozenset, found))


def _headed(passage: Passage) -> str:
    return f"{passage.title}. {passage.heading}" if passage.heading else passage.title
