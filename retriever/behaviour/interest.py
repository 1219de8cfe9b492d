"""What a shopper seems to like, from the last things they did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from retriever.behaviour.events import WEIGHTS, ShopperEvent
from retriever.catalogue.store import ProductFacts

RECENT = 40
_FADING = 0.93  # each later event makes an earlier one count this much less


@dataclass(frozen=True, slots=True)
class Interest:
    """Weights of 0 to 1 for products, categories and brands; all empty for a stranger."""

    products: Mapping[str, float] = field(default_factory=dict)
    categories: Mapping[str, float] = field(default_factory=dict)
    brands: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, events: Sequence[ShopperEvent], facts: Mapping[str, ProductFacts]) -> Interest:
        """Weigh events, newest first, with the facts of their products."""
        products: dict[str, float] = defaultdict(float)
        categories: dict[str, float] = defaultdict(float)
        brands: dict[str, float] = defaultdict(float)
        for place, event in enumerate(events):
            weight = WEIGHTS.get(event.type, 0.0) * _FADING**place
            known = facts.get(event.product_id)
            if not known or not weight:
                continue
            products[known.id] += weight
            categories[known.category] += weight
            brands[known.brand] += weight
        brands.pop("", None)
        return cls(_scaled(products), _scaled(categories), _scaled(brands))

    def in_product(self, facts: ProductFacts) -> float:
        """Return how much the shopper cares for this kind of product, 0 to 1."""
        return 0.6 * self.categories.get(facts.category, 0.0) + 0.4 * self.brands.get(facts.brand, 0.0)


def _scaled(weights: Mapping[str, float]) -> dict[str, float]:
    most = max(weights.values(), default=0.0)
    return {name: weight / most for name, weight in weights.items() if weight > 0} if most > 0 else {}
