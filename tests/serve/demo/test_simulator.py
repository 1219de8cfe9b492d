from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from functools import cache

from assistant.turn.ports import ShopEvent
from serve.demo.catalogue import catalogue_items
from serve.demo.customers import shoppers
from serve.demo.seasons import season
from serve.demo.simulator import DAYS, EVENTS, LIST_LENGTH, Simulator, examined
from tests.serve.demo.world import NOW, demo_orders


def simulator(seed: int = 7_366) -> Simulator:
    return Simulator(catalogue_items(), shoppers(), NOW, seed)


@cache
def log() -> tuple[ShopEvent, ...]:
    return tuple(simulator().events(orders=demo_orders()))


def test_twenty_thousand_events_in_time() -> None:
    events = log()
    assert len(events) == EVENTS
    times = [event.at for event in events]
    assert times == sorted(times)
    assert NOW - timedelta(days=DAYS + 2) <= times[0]
    assert times[-1] <= NOW


def test_the_same_seed_gives_the_same_events() -> None:
    assert simulator().events(2_000) == simulator().events(2_000)
    assert simulator().events(2_000) != simulator(1).events(2_000)


def test_all_kinds_by_customers_and_strangers() -> None:
    kinds = Counter(event.type for event in log())
    assert kinds["impression"] > kinds["view"] >= kinds["click"] > kinds["add_to_cart"] > 500
    assert kinds["purchase"] > 500
    assert kinds["search"] > 500
    owners = {event.owner for event in log()}
    assert len([owner for owner in owners if owner.startswith("cus_")]) == 60
    assert len([owner for owner in owners if owner.startswith("sim_")]) > 100


def test_every_event_has_what_it_needs() -> None:
    ids = {item.product.id for item in catalogue_items()}
    for event in log():
        if event.type == "search":
            assert event.query
            assert event.product_id is None
        else:
            assert event.product_id in ids
        assert (event.position is not None) is (event.type in {"impression", "click"})
        assert event.position is None or 1 <= event.position <= LIST_LENGTH


def test_clicks_fall_with_the_position_as_documented() -> None:
    shown = Counter(e.position for e in log() if e.type == "impression")
    clicked = Counter(e.position for e in log() if e.type == "click")
    rate = {place: clicked[place] / shown[place] for place in range(1, 7)}
    for place in range(2, 7):
        # What is shown first is a little more popular too, so the curve is near the propensity, not on it.
        assert 0.6 * examined(place) < rate[place] / rate[1] < 1.4 * examined(place), place


def test_tastes_show() -> None:
    categories = {item.product.id: item.product.category for item in catalogue_items()}
    favourite = {s.customer.id: s.likes[0] for s in shoppers()}
    seen: dict[str, Counter[bool]] = defaultdict(Counter)
    for event in log():
        if event.type == "view" and event.owner in favourite and event.product_id:
            seen[event.owner][categories[event.product_id] == favourite[event.owner]] += 1
    total = Counter[bool]()
    for counts in seen.values():
        total += counts
    assert total[True] / total.total() > 3 / len(set(categories.values()))


def test_what_goes_together_is_bought_together() -> None:
    related = {(item.product.id, other) for item in catalogue_items() for other in item.goes_with}
    baskets: dict[tuple[str, object], set[str]] = defaultdict(set)
    for event in simulator().events():
        if event.type == "purchase" and event.product_id:
            baskets[event.owner, event.at].add(event.product_id)
    pairs = {(a, b) for basket in baskets.values() for a in basket for b in basket if a != b}
    assert len(pairs & related) >= 20


def test_the_season_counts() -> None:
    assert season("Grills & Fire", 7) > 1 > season("Grills & Fire", 1)
    assert season("Cookware", 7) == 1
