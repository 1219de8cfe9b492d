"""A seeded simulator of shoppers, so that ranking and recommendations have something to learn from.

How it works, so that what is learnt can be held against what is true:

* A shopper is a customer of the demo (55 % of the sessions) or a stranger with tastes drawn on the spot.
* The **appeal** of a product to a shopper is a sum of logits: category taste, favourite brands, how the price fits the
  purse, rating, the season, and a fixed private liking of this shopper for this product. See `Appeal`.
* A session has one to four tasks. A task is a search with a query (60 %) or a look at a category. It shows up to ten
  products: those that fit, ordered by what the shop knows (popularity) with noise, not by appeal. Each shown product is
  an `impression` with its position.
* **Position bias**: the product at position p is looked at with probability `examined(p)` = p^-0.7, independently.
  Only what is looked at can be clicked: P(click) = examined(p) × sigmoid(appeal − 2.2).
* A `click` is followed by a `view`; a view leads to `add_to_cart` with sigmoid(appeal − 2.4), and after that the
  shopper looks at one of the things that go with it (35 %) and may add it too. Of what is in the cart 8 % are taken
  out again, and the rest is bought together in half of the sessions.
* Time: sessions lie within the last 90 days, denser towards now, by daylight and in the evening.

The same seed, catalogue, customers and day give the same events.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from assistant.domain.product import Product
from assistant.turn.ports import ShopEvent, ShopEventType
from retriever.catalogue.records import CatalogueItem
from serve.demo.customers import Shopper
from serve.demo.effects import Ledger
from serve.demo.seasons import season

EVENTS = 20_000
DAYS = 90
LIST_LENGTH = 10
_SEED = 7_366
_CLICK_BAR, _CART_BAR = 2.2, 2.4  # logits
_PURSE = {"low": 35.0, "mid": 80.0, "high": 170.0}
_HOURS = (1, 0, 0, 0, 0, 1, 2, 4, 6, 7, 7, 8, 9, 8, 7, 7, 7, 8, 9, 11, 13, 12, 8, 4)


def examined(position: int) -> float:
    """Return the probability that a shopper looks at the product at a position (from 1)."""
    return float(position**-0.7)


@dataclass(frozen=True, slots=True)
class Ware:
    """What counts about a product here, read off its record once."""

    id: str
    category: str
    brand: str
    kind: str
    price: float
    rating: float
    rating_count: int
    sold_out: bool
    goes_with: tuple[str, ...]
    queries: tuple[str, ...]

    @classmethod
    def of(cls, item: CatalogueItem) -> Ware:
        product = item.product
        return cls(
            id=product.id,
            category=product.category,
            brand=product.brand,
            kind=product.attributes.get("kind", product.category.lower()),
            price=float(product.price.amount),
            rating=product.rating or 4.0,
            rating_count=product.rating_count,
            sold_out=product.stock == 0,
            goes_with=item.goes_with,
            queries=_queries(product),
        )


@dataclass(frozen=True)
class Appeal:
    """What one shopper likes.

    Attributes:
        categories: the favourite first.
        brands: favourite brands.
        purse: the price in dollars that suits best.
        salt: makes the private liking of single products this shopper's own.
    """

    categories: tuple[str, ...]
    brands: frozenset[str]
    purse: float
    salt: str

    def of(self, ware: Ware, at: datetime) -> float:
        """Return the appeal of a product in logits."""
        taste = 2.0 - 0.4 * self.categories.index(ware.category) if ware.category in self.categories else -0.8
        brand = 0.8 if ware.brand in self.brands else 0.0
        price = -0.7 * abs(math.log(ware.price / self.purse))
        rating = 1.2 * (ware.rating - 4.2)
        liking = random.Random(f"{self.salt} {ware.id}").gauss(0, 0.6)  # noqa: S311 (not a secret)
        stock = -2.0 if ware.sold_out else 0.0
        return taste + brand + price + rating + math.log(season(ware.category, at.month)) + liking + stock


@dataclass
class _Session:
    """One visit: what happened so far, and when the next thing happens."""

    owner: str
    appeal: Appeal
    at: datetime
    draw: random.Random
    events: list[ShopEvent] = field(default_factory=list)
    cart: list[Ware] = field(default_factory=list)

    def note(
        self, kind: ShopEventType, ware: Ware | None = None, query: str | None = None, position: int | None = None
    ) -> None:
        product_id = ware.id if ware else None
        self.events.append(
            ShopEvent(type=kind, owner=self.owner, product_id=product_id, query=query, position=position, at=self.at)
        )

    def wait(self, shortest: float, longest: float) -> None:
        self.at += timedelta(seconds=round(self.draw.uniform(shortest, longest)))


class Simulator:
    """Makes up what shoppers did in the days before `as_of` (aware, UTC)."""

    def __init__(
        self, items: Sequence[CatalogueItem], shoppers: Sequence[Shopper], as_of: datetime, seed: int = _SEED
    ) -> None:
        self._wares = {item.product.id: Ware.of(item) for item in items}
        self._by_category: dict[str, list[Ware]] = {}
        for ware in self._wares.values():
            self._by_category.setdefault(ware.category, []).append(ware)
        self._categories = sorted(self._by_category)
        self._brands = sorted({ware.brand for ware in self._wares.values()})
        self._shoppers = shoppers
        self._as_of = as_of
        self._draw = random.Random(seed)  # noqa: S311 (not a secret)
        self._seed = seed

    def events(self, count: int = EVENTS, orders: Iterable[Ledger] = ()) -> list[ShopEvent]:
        """Return exactly `count` events, oldest first; the purchases of the shop's orders are among them."""
        made = list(self._purchases(orders))[:count]
        number = 0
        while len(made) < count:
            number += 1
            made.extend(self._session(number)[: count - len(made)])
        return sorted(made, key=lambda event: event.at)

    def appeal_of(self, shopper: Shopper) -> Appeal:
        """Return the tastes of a customer."""
        draw = random.Random(f"{self._seed} {shopper.customer.id}")  # noqa: S311 (not a secret)
        return Appeal(
            categories=shopper.likes,
            brands=frozenset(draw.sample(self._brands, 4)),
            purse=_PURSE[shopper.spends],
            salt=shopper.customer.id,
        )

    def _session(self, number: int) -> list[ShopEvent]:
        draw = random.Random(f"{self._seed} session {number}")  # noqa: S311 (not a secret)
        if draw.random() < 0.55:
            shopper = draw.choice(self._shoppers)
            owner, appeal = shopper.customer.id, self.appeal_of(shopper)
        else:
            owner = f"sim_{self._seed:x}{number:05x}"
            categories = tuple(draw.sample(self._categories, 3))
            appeal = Appeal(categories, frozenset(draw.sample(self._brands, 4)), draw.choice([*_PURSE.values()]), owner)
        session = _Session(owner, appeal, self._start(draw), draw)
        for _ in range(draw.choices((1, 2, 3, 4), (45, 30, 17, 8))[0]):
            self._task(session)
        self._check_out(session)
        return [event for event in session.events if event.at < self._as_of]

    def _start(self, draw: random.Random) -> datetime:
        days = DAYS * (1 - math.sqrt(draw.random()))
        hour = draw.choices(range(24), _HOURS)[0]
        day = self._as_of - timedelta(days=days)
        moment = day.replace(hour=hour, minute=draw.randrange(60), second=draw.randrange(60), microsecond=0)
        return moment if moment < self._as_of - timedelta(hours=1) else moment - timedelta(days=1)

    def _task(self, session: _Session) -> None:
        draw = session.draw
        known = session.appeal.categories
        weights = [season(category, session.at.month) / (place + 1) for place, category in enumerate(known)]
        category = draw.choices(known, weights)[0] if draw.random() < 0.85 else draw.choice(self._categories)
        wanted = draw.choice(self._by_category[category])
        query = draw.choice(wanted.queries) if draw.random() < 0.6 else None
        if query:
            session.note("search", query=query)
        shown = self._shown(draw, wanted, query)
        for position, ware in enumerate(shown, 1):
            session.note("impression", ware, query, position)
        for position, ware in enumerate(shown, 1):
            if draw.random() >= examined(position):
                continue
            session.wait(1, 6)
            if draw.random() < _sigmoid(session.appeal.of(ware, session.at) - _CLICK_BAR):
                session.note("click", ware, query, position)
                self._look_at(session, ware)
        session.wait(20, 120)

    def _shown(self, draw: random.Random, wanted: Ware, query: str | None) -> list[Ware]:
        """Return what the shop shows: what fits, in an order that knows popularity but not this shopper."""
        fitting = self._by_category[wanted.category]
        if query:
            fitting = [*(w for w in fitting if w.kind == wanted.kind), *draw.sample(fitting, min(4, len(fitting)))]
        scored = {
            ware.id: (ware.kind == wanted.kind) + 0.25 * math.log1p(ware.rating_count) + draw.gauss(0, 0.8)
            for ware in fitting
        }
        best = sorted(scored, key=lambda ware_id: scored[ware_id], reverse=True)[:LIST_LENGTH]
        return [self._wares[ware_id] for ware_id in best]

    def _look_at(self, session: _Session, ware: Ware) -> None:
        draw = session.draw
        session.wait(1, 3)
        session.note("view", ware)
        session.wait(15, 90)
        if ware in session.cart or draw.random() >= _sigmoid(session.appeal.of(ware, session.at) - _CART_BAR):
            return
        session.note("add_to_cart", ware)
        session.cart.append(ware)
        related = [self._wares[other] for other in ware.goes_with if other in self._wares]
        if related and draw.random() < 0.35:
            self._look_at(session, draw.choice(related))

    def _check_out(self, session: _Session) -> None:
        for ware in list(session.cart):
            if session.draw.random() < 0.08:
                session.wait(5, 20)
                session.note("remove_from_cart", ware)
                session.cart.remove(ware)
        if session.cart and session.draw.random() < 0.5:
            session.wait(60, 240)
            for ware in session.cart:
                session.note("purchase", ware)

    def _purchases(self, orders: Iterable[Ledger]) -> Iterator[ShopEvent]:
        oldest = self._as_of - timedelta(days=DAYS)
        for ledger in orders:
            order = ledger.order
            if order.placed_at is None or order.placed_at < oldest:
                continue
            for line in order.lines:
                if line.product_id in self._wares:
                    yield ShopEvent(
                        type="purchase", owner=order.customer_id, product_id=line.product_id, at=order.placed_at
                    )


def _queries(product: Product) -> tuple[str, ...]:
    """Word searches for a product as shoppers do: by its kind, with a detail now and then."""
    kind = product.attributes.get("kind", product.category.lower())
    material = product.attributes.get("material", "").split(",")[0].split("(")[0].strip().lower()
    wordings = [kind, kind, f"{kind}s", f"best {kind}", f"{product.brand} {kind}", product.title.lower()]
    wordings += [f"{color} {kind}" for color in product.option_values("color")[:3]]
    if material and len(material) < 25:
        wordings += [f"{material} {kind}"] * 2
    return tuple(wordings)


def _sigmoid(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))
