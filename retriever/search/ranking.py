"""The last step of a search: the order in which candidates are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from retriever.behaviour.interest import Interest
from retriever.catalogue.store import ProductFacts
from retriever.search.candidates import BEST_FUSED, Match
from retriever.search.wishes import KindWish, WearerWish
from retriever.text import stems


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product that may be shown.

    Attributes:
        price, stock: of the variants that meet the filters.
    """

    match: Match
    facts: ProductFacts
    price: float
    stock: int


@dataclass(frozen=True, slots=True)
class RankingContext:
    """What the order may depend on besides the candidates.

    Attributes:
        query: the words that say what is looked for, without stop words.
        thing: those of them that name the thing, without what it is for or has.
        text: the query as the shopper wrote it.
        popularity: by product id, 0 to 1.
    """

    query: str = ""
    thing: str = ""
    text: str = ""
    interest: Interest = field(default_factory=Interest)
    popularity: Mapping[str, float] = field(default_factory=dict)


class Ranker(Protocol):
    """Orders candidates. A learned model takes this place."""

    def rank(self, candidates: Sequence[Candidate], context: RankingContext) -> list[int]:
        """Return the places of all candidates, best first."""
        ...


class WeightedRanker:
    """Adds up a few plain reasons; what is sold out comes last.

    Relevance spans 1.0 and outweighs the others, but for the kind: a hiking shoe that meets every other word of
    "waterproof jacket for hiking" is no jacket. A kind outweighs a wearer, since sizes differ less than things.
    """

    KIND, MISFIT = 0.3, -0.2
    TITLE, RATING, POPULARITY, INTEREST, SOLD_OUT = 0.05, 0.005, 0.03, 0.06, -1.0

    def rank(self, candidates: Sequence[Candidate], context: RankingContext) -> list[int]:
        kind = KindWish.of(context.thing, [candidate.facts for candidate in candidates])
        wearer = WearerWish(context.text)
        scores = [sum(self.reasons(candidate, context, kind, wearer).values()) for candidate in candidates]
        return sorted(range(len(candidates)), key=lambda place: -scores[place])

    def reasons(
        self, candidate: Candidate, context: RankingContext, kind: KindWish, wearer: WearerWish
    ) -> dict[str, float]:
        """Return what each reason adds to the candidate's score."""
        facts = candidate.facts
        wanted = set(stems(context.query))
        in_title = len(wanted & set(stems(facts.title))) / len(wanted) if wanted else 0.0
        return {
            "relevance": candidate.match.fused / BEST_FUSED,
            "kind": self.KIND * kind.met_by(facts),
            "wearer": self.MISFIT * wearer.misfit(facts),
            "title": self.TITLE * in_title,
            "rating": self.RATING * facts.quality,
            "popularity": self.POPULARITY * context.popularity.get(facts.id, 0.0),
            "interest": self.INTEREST * context.interest.in_product(facts),
            "sold out": self.SOLD_OUT * (candidate.stock == 0),
        }
