"""Candidates: products that the words may mean, from both indexes, fused by rank."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from retriever.indexes.base import Hit, ProductIndex

_K = 60
_LEXICAL_WEIGHT, _DENSE_WEIGHT = 2.0, 1.0
DEPTH = 200


@dataclass(frozen=True, slots=True)
class Match:
    """How well a product meets the words.

    Attributes:
        fused: reciprocal rank fusion over both indexes, at most `BEST_FUSED`.
        lexical: BM25, 0 when no word matches.
        dense: cosine, None when the product is not among the nearest.
    """

    id: str
    fused: float
    lexical: float = 0.0
    dense: float | None = None


BEST_FUSED = (_LEXICAL_WEIGHT + _DENSE_WEIGHT) / (_K + 1)


def fuse(lexical: Sequence[Hit], dense: Sequence[Hit]) -> list[Match]:
    """Fuse two rankings, lexical : dense 2 : 1, best first."""
    scores: dict[str, float] = {}
    for weight, hits in ((_LEXICAL_WEIGHT, lexical), (_DENSE_WEIGHT, dense)):
        for rank, hit in enumerate(hits, 1):
            scores[hit.id] = scores.get(hit.id, 0.0) + weight / (_K + rank)
    words, meaning = dict(lexical), dict(dense)
    matches = [Match(id_, score, words.get(id_, 0.0), meaning.get(id_)) for id_, score in scores.items()]
    return sorted(matches, key=lambda match: -match.fused)


@dataclass(frozen=True, slots=True)
class Relevance:
    """From where on a match counts, relative to the best of the whole catalogue, so that filters can't lower it.

    The bounds keep 87 % of what people judged an exact match on 100 judged searches, and a third of what comes
    without any judgement (`retriever.evaluate` has the data's form).
    """

    best_lexical: float
    best_dense: float

    STRONG_WORDS, SOME_WORDS = 0.6, 0.3  # shares of the best BM25
    SURE = 0.45  # cosine of the best, which 95 of 100 real searches reach
    NEAR, RATHER_NEAR, FLOOR = 0.15, 0.30, 0.30  # cosines below the best, and the least one

    @classmethod
    def of(cls, lexical: Sequence[Hit], dense: Sequence[Hit]) -> Relevance:
        return cls(lexical[0].score if lexical else 0.0, dense[0].score if dense else 0.0)

    def nonsense(self, known: float, words: int) -> bool:
        """Say that the catalogue has nothing of the kind: too few words known (share, 0 to 1) and no near meaning.

        Of 100 real searches the nearest product has a cosine of .37 or more; random letters reach .40.
        A sentence about something else has known words by chance, but stays below .20.
        """
        return self.best_dense < max(self.SURE * (1.0 - known), 0.20 if words > 1 and self.best_dense else 0.0)

    def doubtful(self) -> bool:
        """Say that no product is near enough to be meant, unless its words say so."""
        return 0.0 < self.best_dense < self.SURE

    def __call__(self, match: Match) -> bool:
        share = match.lexical / self.best_lexical if self.best_lexical else 0.0
        if match.dense is None:
            return share >= self.STRONG_WORDS
        gap = self.best_dense - match.dense
        return (
            share >= self.STRONG_WORDS
            or (gap <= self.NEAR and match.dense >= self.FLOOR)
            or (gap <= self.RATHER_NEAR and share >= self.SOME_WORDS)
        )


class CandidateSource:
    """Asks a lexical and a dense index."""

    def __init__(self, lexical: ProductIndex, dense: ProductIndex) -> None:
        self._lexical = lexical
        self._dense = dense

    def find(
        self, words: str, meaning: str, allowed: Collection[str] | None = None
    ) -> tuple[Sequence[Hit], Sequence[Hit]]:
        """Return the hits of both indexes for the words and for the sentence they stand in."""
        return self._lexical.search(words, DEPTH, allowed), self._dense.search(meaning, DEPTH, allowed)
