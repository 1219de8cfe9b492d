"""Product search: words and filters in, an ordered page out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from anyio import to_thread

from assistant.domain.catalogue import SearchPage, SearchQuery
from assistant.domain.product import Product
from retriever.behaviour.counts import BehaviourCounts
from retriever.behaviour.events import EventLog, ShopperEvent
from retriever.behaviour.interest import RECENT, Interest
from retriever.catalogue.store import ProductStore, SelectedVariant
from retriever.indexes.base import Hit
from retriever.search.candidates import CandidateSource, Match, Relevance, fuse
from retriever.search.filters import relaxations, selection_of
from retriever.search.ranking import Candidate, Ranker, RankingContext
from retriever.search.spelling import Speller
from retriever.search.wishes import KindWish, thing
from retriever.text import stems, telling_words, words

_KINDS_FROM = 4  # of the most relevant products
Selected = Mapping[str, tuple[SelectedVariant, ...]] | None


class SearchService:
    """Implements ProductSearch.

    The products on the page carry the variants that meet the filters only: the price, the stock and the picture
    shown are those of what was asked for.
    """

    def __init__(
        self,
        store: ProductStore,
        candidates: CandidateSource,
        speller: Speller,
        ranker: Ranker,
        events: EventLog,
        counts: BehaviourCounts,
    ) -> None:
        self._store = store
        self._candidates = candidates
        self._speller = speller
        self._ranker = ranker
        self._events = events
        self._counts = counts

    async def search(self, query: SearchQuery, *, owner: str, limit: int = 10) -> SearchPage:
        """Return the best matches; filters are never broken silently (see `SearchPage.relaxed`)."""
        events = await self._events.recent(owner, RECENT)
        return await to_thread.run_sync(self._search, query, events, limit)

    def _search(self, query: SearchQuery, events: Sequence[ShopperEvent], limit: int) -> SearchPage:
        interest = (
            Interest.of(events, self._store.facts({event.product_id for event in events})) if events else Interest()
        )
        said = telling_words(query.query)
        meant = self._speller.mend(said)
        context = RankingContext(
            query=" ".join(meant),
            thing=" ".join(self._speller.mend(words(thing(query.query)))),
            text=query.query,
            interest=interest,
            popularity=self._counts.popularity(),
        )
        text = query.query if meant == said else " ".join(meant)
        found, selected, dropped = self._matches(query, text, meant, context.thing)
        if not found:
            return SearchPage()
        ordered = self._ordered(found, selected, query, context)
        return SearchPage(products=self._products(ordered[:limit], selected), total=len(ordered), relaxed=dropped)

    def _matches(
        self, query: SearchQuery, text: str, meant: list[str], wanted: str
    ) -> tuple[list[Match], Selected, tuple[str, ...]]:
        """Return the relevant matches with the fewest filters dropped, their variants, and what was dropped."""
        everywhere = self._candidates.find(text, text) if meant else ((), ())
        relevant = Relevance.of(*everywhere)
        if meant and relevant.nonsense(self._speller.known(meant), len(meant)):
            return [], None, ()
        if relevant.doubtful() and wanted == " ".join(meant) and not self._sells(meant, everywhere):
            return [], None, ()
        for dropped in relaxations(query):
            selection = selection_of(query.model_copy(update=dict.fromkeys(dropped)), self._store)
            selected = None if selection.everything else self._store.select(selection)
            if selected is not None and not selected:
                continue
            if not meant:
                ids = self._store.all_ids() if selected is None else selected
                return [Match(product_id, 0.0) for product_id in ids], selected, dropped
            hits = everywhere if selected is None else self._candidates.find(text, text, selected)
            matches = [match for match in fuse(*hits) if relevant(match)]
            if matches:
                return self._of_the_kind(matches, everywhere, wanted), selected, dropped
        return [], None, ()

    def _of_the_kind(
        self, matches: list[Match], everywhere: tuple[Sequence[Hit], Sequence[Hit]], wanted: str
    ) -> list[Match]:
        """Leave out what only shares a word with the kind of thing that is named: "tent" is no tent's footprint.

        Of other kinds stays what stands in the same categories, or has another of the words that were said. Which
        categories those are, the kind's products tell that the filters have left out, too. Where none of them has
        any other word that was said, other things may be meant as well: a "camping light" is a lantern.
        """
        known = self._store.facts({match.id for match in matches} | {hit.id for hits in everywhere for hit in hits})
        wish = KindWish.of(wanted, known.values())
        if not wish.kind:
            return matches
        of_kind = [facts for facts in known.values() if facts.kind and wish.met_by(facts) == 1]
        categories = {facts.category for facts in of_kind}
        besides = set(stems(wanted)) - set(wish.kind)
        if besides and not any(besides & set(stems(facts.title)) for facts in of_kind):
            return matches

        def stays(match: Match) -> bool:
            facts = known.get(match.id)
            if facts is None or not facts.kind or wish.met_by(facts) == 1 or facts.category in categories:
                return True
            return bool(besides & set(stems(facts.title)))

        kept = [match for match in matches if stays(match)]
        return kept if categories and kept else matches

    def _sells(self, meant: list[str], hits: tuple[Sequence[Hit], Sequence[Hit]]) -> bool:
        """Say whether the shop may have the thing: all its words in one product, or its kind.

        Without this, "dog food" finds all food jars where some product mentions a dog.
        """
        if self._speller.together(meant):
            return True
        facts = self._store.facts({hit.id for ranking in hits for hit in ranking})
        return bool(KindWish.of(" ".join(meant), facts.values()).kind)

    def _ordered(
        self, matches: Sequence[Match], selected: Selected, query: SearchQuery, context: RankingContext
    ) -> list[Candidate]:
        facts = self._store.facts([match.id for match in matches])
        candidates = []
        for match in matches:
            known = facts.get(match.id)
            if known is None:  # deleted a moment ago
                continue
            variants = selected[match.id] if selected is not None else ()
            buyable = [variant for variant in variants if variant.stock] or variants
            price = min((variant.price for variant in buyable), default=known.price)
            stock = sum(variant.stock for variant in variants) if variants else known.stock
            candidates.append(Candidate(match, known, price, stock))
        ranked = [candidates[place] for place in self._ranker.rank(candidates, context)]
        wish = KindWish.of(context.thing, [candidate.facts for candidate in ranked])
        of_kind = [candidate for candidate in ranked if wish.kind and wish.met_by(candidate.facts) == 1]
        sortable = of_kind if of_kind and query.sort != "relevance" else ranked
        return _sorted(sortable, query, bool(context.query))

    def _products(self, candidates: Sequence[Candidate], selected: Selected) -> tuple[Product, ...]:
        records = self._store.get_many([candidate.facts.id for candidate in candidates])
        shown = (records[c.facts.id] for c in candidates if c.facts.id in records)
        return tuple(product if selected is None else _narrowed(product, selected[product.id]) for product in shown)


def _sorted(candidates: list[Candidate], query: SearchQuery, has_words: bool) -> list[Candidate]:
    """Return the candidates in the wished order; what is sold out comes last in each.

    An order that isn't relevance would bring up what is cheap or new but hardly meant, so then only the kinds of the
    most relevant products count: "cheapest sleeping bag" is no dry bag.
    """
    keys = {
        "price_asc": lambda c: c.price,
        "price_desc": lambda c: -c.price,
        "rating": lambda c: (-(c.facts.rating or 0.0), -c.facts.rating_count),
        "newest": lambda c: -c.facts.created.toordinal(),
    }
    if query.sort != "relevance":
        kinds = {_kind(candidate) for candidate in candidates[:_KINDS_FROM]}
        meant = [candidate for candidate in candidates if _kind(candidate) in kinds] if has_words else candidates
        candidates = sorted(meant, key=keys[query.sort])
    return sorted(candidates, key=lambda candidate: candidate.stock == 0)


def _kind(candidate: Candidate) -> str:
    return candidate.facts.kind or candidate.facts.category


def _narrowed(product: Product, variants: Sequence[SelectedVariant]) -> Product:
    """Return the product with the variants that meet the filters."""
    wanted = {variant.id for variant in variants}
    kept = tuple(variant for variant in product.variants if variant.id in wanted)
    if not kept or len(kept) == len(product.variants):
        return product
    return product.model_copy(update={"variants": kept, "image": kept[0].image or product.image})
