"""Where recommendations come from: one method a purpose, each with what it knows about why."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.domain.product import Product
from retriever.behaviour.counts import BehaviourCounts
from retriever.behaviour.events import WEIGHTS, ShopperEvent
from retriever.behaviour.interest import Interest
from retriever.catalogue.selection import Selection
from retriever.catalogue.store import ProductFacts, ProductStore
from retriever.indexes.dense import DenseIndex
from retriever.recommend import reasons
from retriever.text import stems

POOL = 80
_NEED_FLOOR, _NEED_GAP = 0.22, 0.18
_MEANT = 12  # best matches of a need among which companions are looked for
_ANCHORS = 8  # last products of a shopper whose neighbours are looked at


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A product to recommend; `reason` is None where only its record can say why."""

    id: str
    score: float
    reason: Callable[[Product], str] | None = None


@dataclass(frozen=True, slots=True)
class Shopper:
    """Who is advised: the last events, newest first, and the interest made of them."""

    events: Sequence[ShopperEvent] = ()
    interest: Interest = field(default_factory=Interest)

    @property
    def bought(self) -> set[str]:
        return {event.product_id for event in self.events if event.type == "purchase"}

    @property
    def last_product(self) -> str | None:
        return next((event.product_id for event in self.events if WEIGHTS.get(event.type, 0) > 0), None)


class Sources:
    """Finds suggestions, best first. `allowed` is the set of products within the price limit, None for all."""

    def __init__(self, store: ProductStore, dense: DenseIndex, counts: BehaviourCounts) -> None:
        self._store = store
        self._dense = dense
        self._counts = counts

    def needed(self, need: str, allowed: Collection[str] | None, shopper: Shopper) -> list[Suggestion]:
        """What meets a need in words, with a little weight for the shopper's interest and for quality."""
        asked = need if " " in need.strip() else f"something for {need}"  # a bare word says too little to an encoder
        hits = self._dense.search(asked, POOL, allowed)
        if not hits or hits[0].score < _NEED_FLOOR:
            return []
        facts = self._store.facts([hit.id for hit in hits])
        popularity = self._counts.popularity()
        return _ordered(
            Suggestion(
                hit.id,
                hit.score
                + 0.10 * shopper.interest.in_product(facts[hit.id])
                + 0.05 * facts[hit.id].quality
                + 0.03 * popularity.get(hit.id, 0.0),
            )
            for hit in hits
            if hit.id in facts and hit.score >= hits[0].score - _NEED_GAP
        )

    def for_shopper(self, shopper: Shopper, allowed: Collection[str] | None) -> list[Suggestion]:
        """Neighbours of what the shopper looked at last, by text and by what others did in the same hour."""
        liked = [event for event in shopper.events if WEIGHTS.get(event.type, 0) > 0]
        known = {event.product_id: event.type for event in reversed(liked)}
        anchors = list(dict.fromkeys(event.product_id for event in liked))[:_ANCHORS]
        titles = self._store.facts(anchors)
        scores: dict[str, float] = defaultdict(float)
        because: dict[str, tuple[float, str]] = {}
        for anchor in anchors:
            weight = shopper.interest.products.get(anchor, 0.0)
            for other, nearness in self._related(anchor, allowed).items():
                if other in known:
                    continue
                scores[other] += weight * nearness
                because[other] = max(because.get(other, (0.0, "")), (weight * nearness, anchor))
        suggestions = []
        for other, score in scores.items():
            anchor = because[other][1]
            if score > 0 and anchor in titles:
                suggestions.append(Suggestion(other, score, _fixed(reasons.like(titles[anchor].title, known[anchor]))))
        return _ordered(suggestions)

    def similar(self, anchor: Product, need: str | None, allowed: Collection[str] | None) -> list[Suggestion]:
        """The nearest of the same category, then of the department; the same kind first."""
        vector = self._dense.vector(anchor.id)
        if vector is None:
            return []
        wishes = {hit.id: hit.score for hit in self._dense.search(need, 500, allowed)} if need else {}
        found: dict[str, float] = {}
        for place, bonus in ((anchor.category, 0.2), (anchor.department, 0.0)):
            if not place:
                continue
            within = self._within(Selection(categories=(place,)), allowed) - {anchor.id}
            for hit in self._dense.nearest(vector, POOL, within):
                found.setdefault(hit.id, hit.score + bonus + 0.5 * wishes.get(hit.id, 0.0))
        facts = self._store.facts(found)
        kind = anchor.attributes.get("kind", "")
        return _ordered(
            Suggestion(
                id_,
                score + (0.2 if kind and facts[id_].kind == kind else 0.0),
                lambda product: reasons.compared(product, anchor),
            )
            for id_, score in found.items()
            if id_ in facts
        )

    def goes_with(self, anchor: Product, allowed: Collection[str] | None, need: str | None = None) -> list[Suggestion]:
        """What the record names, what is bought and seen with it, then what belongs to complementary categories.

        With a need ("socks to go with it") only what meets it, companions first.
        """
        bought, seen = self._counts.bought_with(anchor.id), self._counts.seen_with(anchor.id)
        suggestions: dict[str, Suggestion] = {}
        for place, other in enumerate(self._store.goes_with(anchor.id)):
            suggestions[other] = Suggestion(other, 4.0 - 0.01 * place, _fixed(reasons.chosen_for(anchor.title)))
        for other, count in bought.items():
            if count >= 2 or other in suggestions:
                score = 3.0 + math.log1p(count) / 10 + (1.0 if other in suggestions else 0.0)
                suggestions[other] = Suggestion(other, score, _fixed(reasons.bought_together(anchor.title)))
        for other, count in seen.items():
            if count >= 2 and other not in suggestions:
                score = 2.0 + math.log1p(count) / 10
                suggestions[other] = Suggestion(other, score, _fixed(reasons.seen_together(anchor.title)))
        for suggestion in self._complements(anchor, allowed):
            suggestions.setdefault(suggestion.id, suggestion)
        facts = self._store.facts(suggestions)
        kept = (s for s in suggestions.values() if s.id in facts and not _same_kind(facts[s.id], anchor))
        companions = _ordered(s for s in kept if allowed is None or s.id in allowed)
        if not need:
            return companions
        meant = self._of_kind_named(need, self.needed(need, allowed, Shopper()))
        ids = {suggestion.id for suggestion in meant[:_MEANT]}
        fitting = [companion for companion in companions if companion.id in ids]
        known = {companion.id for companion in fitting} | {anchor.id}
        return (fitting + [suggestion for suggestion in meant if suggestion.id not in known]) or companions

    def _of_kind_named(self, need: str, found: list[Suggestion]) -> list[Suggestion]:
        """Keep the suggestions of the kinds that a need names ("socks"); all of them where it names none."""
        facts, said = self._store.facts([suggestion.id for suggestion in found]), set(stems(need))
        named = [s for s in found if s.id in facts and said.intersection(stems(facts[s.id].kind))]
        return named or found

    def popular(self, allowed: Collection[str] | None) -> list[Suggestion]:
        """What is bought and looked at most these weeks; without any events, what is rated well by many."""
        popularity = self._counts.popularity()
        return _ordered(
            Suggestion(facts.id, popularity.get(facts.id, 0.0) + 0.1 * _acclaim(facts), self._bought_times(facts.id))
            for facts in self._facts(allowed).values()
        )

    def new(self, allowed: Collection[str] | None) -> list[Suggestion]:
        """What came into the shop last."""
        return _ordered(
            Suggestion(facts.id, facts.created.toordinal(), _fixed(reasons.added(facts.created)))
            for facts in self._facts(allowed).values()
        )

    def _related(self, anchor: str, allowed: Collection[str] | None) -> dict[str, float]:
        """Return products related to one, with their nearness of 0 to about 1.5."""
        vector = self._dense.vector(anchor)
        hits = [] if vector is None else self._dense.nearest(vector, 30, allowed)
        related = {hit.id: hit.score for hit in hits if hit.id != anchor and hit.score >= 0.35}
        together = Counter(self._counts.seen_with(anchor)) + Counter(self._counts.bought_with(anchor))
        most = max(together.values(), default=1)
        for other, count in together.most_common(30):
            if count >= 2 and (allowed is None or other in allowed):
                related[other] = related.get(other, 0.0) + 0.5 * count / most
        return related

    def _complements(self, anchor: Product, allowed: Collection[str] | None) -> list[Suggestion]:
        """Products near the anchor's text from categories that go along with its own."""
        vector = self._dense.vector(anchor.id)
        if vector is None or not anchor.category:
            return []
        along = self._categories_along(anchor.category)
        if along:
            places = [category for category, _ in along.most_common(4)]
            reason = [reasons.from_category(category, anchor.category) for category in places]
        else:
            places = [name for name in self._categories_of(anchor.department) if name != anchor.category]
            reason = [""] * len(places)
        suggestions = []
        for rank, (category, why) in enumerate(zip(places, reason, strict=True)):
            within = self._within(Selection(categories=(category,)), allowed)
            for hit in self._dense.nearest(vector, 3, within):
                score = hit.score - (0.05 * rank if along else 0.0)
                suggestions.append(Suggestion(hit.id, score, _fixed(why) if why else None))
        return suggestions

    def _categories_along(self, category: str) -> Counter[str]:
        facts = self._store.facts()
        along: Counter[str] = Counter()
        for product in facts.values():
            if product.category != category:
                continue
            for counts, weight in ((self._counts.bought_with(product.id), 3), (self._counts.seen_with(product.id), 1)):
                for other, count in counts.items():
                    if other in facts and facts[other].category not in (category, ""):
                        along[facts[other].category] += weight * count
        return along

    def _categories_of(self, department: str) -> list[str]:
        facts = self._store.facts().values()
        return sorted({product.category for product in facts if product.department == department and product.category})

    def _within(self, selection: Selection, allowed: Collection[str] | None) -> set[str]:
        ids = set(self._store.select(selection))
        return ids if allowed is None else ids & set(allowed)

    def _facts(self, allowed: Collection[str] | None) -> Mapping[str, ProductFacts]:
        return self._store.facts(allowed)

    def _bought_times(self, product_id: str) -> Callable[[Product], str] | None:
        count = self._counts.purchases(product_id)
        return _fixed(reasons.bought_times(count)) if count >= 2 else None


def _acclaim(facts: ProductFacts) -> float:
    return facts.quality * math.log1p(facts.rating_count) / 10


def _same_kind(facts: ProductFacts, anchor: Product) -> bool:
    kind = anchor.attributes.get("kind", "")
    if facts.id == anchor.id or (kind and facts.kind == kind):
        return True
    return not (kind and facts.kind) and facts.category == anchor.category


def _fixed(reason: str) -> Callable[[Product], str]:
    return lambda product: reason


def _ordered(suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    return sorted(suggestions, key=lambda suggestion: (-suggestion.score, suggestion.id))
