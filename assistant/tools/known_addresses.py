"""Which address that the shop knows already a text means: "my Denver address", "the same as in order 1042"."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from assistant.domain.order import Address, Order

_POINTS = re.compile(r"\b(?:my|the|same|that|our|its)\b", re.IGNORECASE)
_AN_ADDRESS = re.compile(r"\b(?:address|same|one|where)\b", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"\d{4,}")
_STREET_KIND = 2  # words of a street that name it: "Maple Drive"


def address_named(text: str, known: Iterable[Address]) -> Address | None:
    """Return the one of the known addresses whose city, state, street or ZIP code a text names; None where none is.

    Where several are named alike, it is none of them: a wrong guess would send a parcel to the wrong door.
    """
    if not _POINTS.search(text):
        return None
    places = {_place(address): address for address in known}
    worths = {place: named_in(text, address) for place, address in places.items()}
    best = max(worths.values(), default=0)
    meant = [place for place, worth in worths.items() if worth == best]
    return places[meant[0]] if best and len(meant) == 1 else None


def address_of_order_named(text: str, orders: Iterable[Order], *, but: str = "") -> Address | None:
    """Return the address of the one order that a text gives by its number, leaving aside the order `but`."""
    typed = _LONG_NUMBER.findall(text) if _AN_ADDRESS.search(text) else ()
    named = [order for order in orders if order.id != but and any(order.id.endswith(number) for number in typed)]
    return named[0].address if len(named) == 1 else None


def _place(address: Address) -> tuple[str, ...]:
    parts = (address.street, address.unit, address.city, address.region, address.postal_code)
    return tuple(part.casefold() for part in parts)


def named_in(text: str, address: Address) -> int:
    """Return how many parts of an address a text names."""
    return sum(
        (
            _says(text, address.city),
            any(_says(text, region) for region in _regions(address.region)),
            _says(text, " ".join(address.street.split()[-_STREET_KIND:])),
            _says(text, address.postal_code),
        )
    )


def _says(text: str, words: str) -> bool:
    # A postal code of two letters counts only as it is written: "in" is no Indiana, "IN" is.
    flags = re.NOFLAG if len(words) == 2 else re.IGNORECASE
    return bool(words) and re.search(rf"\b{re.escape(words)}\b", text, flags) is not None


def _regions(code: str) -> Iterator[str]:
    yield code
    yield from (name for name, region in _states().items() if region == code)


@cache
def _states() -> dict[str, str]:
    return tomllib.loads((files("assistant.tools") / "us_states.toml").read_text(encoding="utf-8"))
