"""Recommendations: products without a search, each with a true reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from anyio import to_thread

from assistant.domain.catalogue import Recommendation, RecommendationRequest
from assistant.domain.product import Product
from assistant.errors import ProductNotFound
from retriever.behaviour.counts import BehaviourCounts
from retriever.behaviour.events import EventLog, ShopperEvent
from retriever.behaviour.interest import RECENT, Interest
from retriever.catalogue.selection import Selection
from retriever.catalogue.store import ProductStore
from retriever.indexes.dense import DenseIndex
from retriever.recommend import reasons
from retriever.recommend.sources import POOL, Shopper, Sources, Suggestion
from retriever.search.wishes import WearerWish

_A_KIND = 2  # of one kind among gifts and in a mixed list


class RecommendationService:
    """Implements Recommender. What is sold out is never shown before what can be bought."""

    def __init__(self, store: ProductStore, dense: DenseIndex, events: EventLog, counts: BehaviourCounts) -> None:
        self._store = store
        self._dense = dense
        self._events = events
        self._sources = Sources(store, dense, counts)

    async def recommend(
        self, request: RecommendationRequest, *, owner: str, limit: int = 6
    ) -> tuple[Recommendation, ...]:
        """Return products for the purpose, best first; raises ProductNotFound for an unknown `product_id`."""
        events = await self._events.recent(owner, RECENT)
        return await to_thread.run_sync(self._recommend, request, events, limit)

    def _recommend(
        self, request: RecommendationRequest, events: Sequence[ShopperEvent], limit: int
    ) -> tuple[Recommendation, ...]:
        facts = self._store.facts({event.product_id for event in events}) if events else {}
        shopper = Shopper(events, Interest.of(events, facts))
        allowed = None
        if request.max_price is not None:
            allowed = set(self._store.select(Selection(max_price=request.max_price)))
        anchor = self._anchor(request, shopper)
        suggestions = self._suited(self._suggestions(request, shopper, anchor, allowed), request.need or "")
        mixed = request.purpose == "gift" or (request.purpose != "similar" and not request.need)
        return tuple(self._shown(suggestions[:POOL], mixed, request, limit))

    def _suggestions(
        self,
        request: RecommendationRequest,
        shopper: Shopper,
        anchor: Product | None,
        allowed: Collection[str] | None,
    ) -> list[Suggestion]:
        sources, need = self._sources, (request.need or "").strip()
        if request.purpose == "similar" and anchor:
            return sources.similar(anchor, need or None, allowed)
        if request.purpose == "goes_with" and anchor:
            return sources.goes_with(anchor, allowed, need or None)
        if need:
            found = sources.needed(need, allowed, shopper)
            if request.purpose in ("popular", "new") and found:
                meant = {suggestion.id for suggestion in found}
                return sources.popular(meant) if request.purpose == "popular" else sources.new(meant)
            if found:
                return found
        if request.purpose == "new":
            return sources.new(allowed)
        if request.purpose == "for_me":
            own = sources.for_shopper(shopper, allowed)
            ids = {suggestion.id for suggestion in own} | shopper.bought
            return own + [
                suggestion for suggestion in _unexplained(sources.popular(allowed)) if suggestion.id not in ids
            ]
        return sources.popular(allowed) if request.purpose == "popular" else _unexplained(sources.popular(allowed))

    def _suited(self, suggestions: list[Suggestion], need: str) -> list[Suggestion]:
        """Leave out what is made for others than the person named: no kids' jacket for a mother."""
        wearer = WearerWish(need)
        facts = self._store.facts({suggestion.id for suggestion in suggestions}) if wearer.named else {}
        suited = [s for s in suggestions if s.id not in facts or wearer.misfit(facts[s.id]) < 1]
        return suited or suggestions

    def _anchor(self, request: RecommendationRequest, shopper: Shopper) -> Product | None:
        """Return the product that is meant, for similar ones and companions the last one looked at."""
        if request.product_id is not None:
            found = self._store.get_many([request.product_id])
            if request.product_id not in found:
                raise ProductNotFound(f"There is no product {request.product_id[:100]!r} in the catalogue.")
            return found[request.product_id]
        if request.purpose in ("similar", "goes_with") and shopper.last_product:
            return self._store.get_many([shopper.last_product]).get(shopper.last_product)
        return None

    def _shown(
        self, suggestions: Sequence[Suggestion], mixed: bool, request: RecommendationRequest, limit: int
    ) -> list[Recommendation]:
        records = self._store.get_many([suggestion.id for suggestion in suggestions])
        kinds: Counter[str] = Counter()
        first: list[Recommendation] = []
        later: list[Recommendation] = []
        sold_out: list[Recommendation] = []
        for suggestion in suggestions:
            product = records.get(suggestion.id)
            if product is None or (request.purpose == "gift" and product.attributes.get("giftable") == "no"):
                continue
            product = _affordable(product, request.max_price)
            reason = suggestion.reason(product) if suggestion.reason else reasons.from_need(product, request.need or "")
            shown = Recommendation(product=product, reason=reason or reasons.from_record(product))
            kind = product.attributes.get("kind") or product.category
            kinds[kind] += 1
            if not product.stock:
                sold_out.append(shown)
            elif mixed and kind and kinds[kind] > _A_KIND:
                later.append(shown)
            else:
                first.append(shown)
        return [*first, *later, *sold_out][:limit]


def _unexplained(suggestions: Sequence[Suggestion]) -> list[Suggestion]:
    """Leave the reason to the record: how often a thing is bought doesn't say why it suits somebody."""
    return [replace(suggestion, reason=None) for suggestion in suggestions]


def _affordable(product: Product, max_price: float | None) -> Product:
    """Return the product with the variants within the price limit."""
    if max_price is None:
        return product
    kept = tuple(variant for variant in product.variants if float(variant.price.amount) <= max_price)
    if not kept or len(kept) == len(product.variants):
        return product
    return product.model_copy(update={"variants": kept, "image": kept[0].image or product.image})
