"""Carriers and the way of a parcel: scans that fit the state of its order."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.domain.order import Address, OrderStatus, Shipment, TrackingStep

WAREHOUSE = "Columbus, OH"

_HUBS = {
    "West Sacramento, CA": {"CA", "NV", "HI"},
    "Kent, WA": {"WA", "OR", "ID", "MT", "AK"},
    "Aurora, CO": {"CO", "UT", "NM", "AZ", "ND"},
    "Mesquite, TX": {"TX", "LA", "AL"},
    "Joliet, IL": {"IL", "MN", "MI", "IN", "OH"},
    "Atlanta, GA": {"GA", "FL", "SC", "NC", "VA"},
    "Secaucus, NJ": {"NJ", "NY", "PA", "MD", "MA", "RI", "NH", "VT", "ME"},
}
_DOORSTEPS = (
    "Delivered, left at the front door",
    "Delivered, handed to a resident",
    "Delivered to the parcel locker",
    "Delivered, left on the porch",
    "Delivered, handed to a neighbour",
)
DELAYS = (
    "Delayed: snow has closed the road to the next hub",
    "Delayed: the trailer missed its connection",
    "Delayed: the address label had to be reprinted",
    "Delayed: more parcels than the depot can sort today",
)


@dataclass(frozen=True, slots=True)
class Carrier:
    """A carrier with the form of its tracking numbers."""

    name: str
    prefix: str


CARRIERS = (Carrier("Meridian Parcel", "MP"), Carrier("Bluebird Express", "BBX"), Carrier("Northway Freight", "NWF"))
PARCEL, EXPRESS, FREIGHT = CARRIERS

Clock = Callable[[float], datetime]
"""Turns "so many days ago" into a time at which people work."""


def shipment(
    status: OrderStatus, *, carrier: Carrier, address: Address, dispatched: float, ago: Clock, draw: random.Random
) -> Shipment:
    """Return a parcel on its way.

    Args:
        dispatched: days since the parcel left the warehouse.
        ago: gives the time of "so many days ago".
    """
    hub = next((name for name, regions in _HUBS.items() if address.region in regions), "Joliet, IL")
    home = f"{address.city}, {address.region}"
    number = f"{carrier.prefix}{draw.randrange(10**9, 10**10)}"
    arrived = delivered_after(dispatched, status)
    scans = [
        (dispatched, WAREHOUSE, "Label printed"),
        (dispatched - 0.3, WAREHOUSE, f"Picked up by {carrier.name}"),
        (dispatched - 1.2, hub, "Arrived at the sorting centre"),
        (dispatched - 1.9, hub, "Left the sorting centre"),
        (arrived + 0.9, home, "Arrived at the local depot"),
        (arrived + 0.3, home, "Out for delivery"),
    ]
    if status is OrderStatus.SHIPPED:
        scans = scans[:3]
    elif status is OrderStatus.OUT_FOR_DELIVERY:
        scans[-1] = (0.12, home, "Out for delivery")
    elif status is OrderStatus.DELAYED:
        scans = [*scans[:3], (min(1.4, dispatched - 2), hub, draw.choice(DELAYS))]
    elif status is OrderStatus.LOST:
        scans = scans[:4]
    steps = [TrackingStep(at=ago(days), place=place, text=text) for days, place, text in scans if days >= 0]
    delivered_at = None
    if status not in _ON_THE_WAY:
        delivered_at = ago(arrived)
        steps.append(TrackingStep(at=delivered_at, place=home, text=draw.choice(_DOORSTEPS)))
    expected = ago(0).date() + timedelta(days=round(_expected_in(status, dispatched, draw)))
    return Shipment(
        carrier=carrier.name,
        tracking_number=number,
        steps=tuple(sorted(steps, key=lambda step: step.at)),
        expected=expected if delivered_at is None else delivered_at.date(),
        delivered_at=delivered_at,
    )


_ON_THE_WAY = {OrderStatus.SHIPPED, OrderStatus.OUT_FOR_DELIVERY, OrderStatus.DELAYED, OrderStatus.LOST}
TRANSIT_DAYS = 4.0


def delivered_after(dispatched: float, status: OrderStatus) -> float:
    """Return how many days ago a parcel arrived, or will count as arrived, at the local depot."""
    return 0.2 if status is OrderStatus.OUT_FOR_DELIVERY else dispatched - TRANSIT_DAYS


def _expected_in(status: OrderStatus, dispatched: float, draw: random.Random) -> float:
    """Return in how many days the parcel is expected; negative when that day has passed."""
    if status is OrderStatus.OUT_FOR_DELIVERY:
        return 0
    if status is OrderStatus.DELAYED:
        return draw.randint(1, 3)
    if status is OrderStatus.LOST:
        return TRANSIT_DAYS - dispatched
    return max(1.0, TRANSIT_DAYS - dispatched)
