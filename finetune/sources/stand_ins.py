"""Puts invented values where personal data was masked, so that a model learns sentences and not brackets."""

from __future__ import annotations

import random
import re
from typing import Any

_MASK = re.compile(r"\[(email|phone|card|iban|ip|address|name|number)\]")
_NAMES = (
    "Alex Morgan",
    "Sam Patel",
    "Robin Fischer",
    "Kim Novak",
    "Jo Larsen",
    "Ari Costa",
    "Lou Bennett",
    "Noor Haddad",
)
_STREETS = ("Elm Road", "Harbour Street", "Station Lane", "Mill Lane", "Chapel Street", "Oak Avenue", "Quay Street")
_TOWNS = ("Leeds", "Bristol", "Galway", "Utrecht", "Porto", "Salem", "Bath", "Tampere")


def fill(value: Any, seed: str) -> Any:
    """Return a JSON value with each mask replaced; the same mask by the same invented value throughout.

    Args:
        seed: the row's id, so that the same row is always filled alike.
    """
    rng = random.Random(seed)  # noqa: S311  # reproducible data, no secret
    name = rng.choice(_NAMES)
    digits = "".join(rng.choices("0123456789", k=10))
    values = {
        "email": f"{name.split()[0].lower()}{rng.randint(1, 99)}@example.com",
        "phone": f"+1 555 01{digits[:2]}",
        "card": "my card",
        "iban": "my account",
        "ip": "192.0.2.7",
        "address": f"{rng.randint(1, 99)} {rng.choice(_STREETS)}, {rng.choice(_TOWNS)}",
        "name": name,
        "number": digits,
    }

    def filled(part: Any) -> Any:
        match part:
            case str():
                return _MASK.sub(lambda found: values[found[1]], part)
            case dict():
                return {key: filled(each) for key, each in part.items()}
            case list():
                return [filled(each) for each in part]
            case _:
                return part

    return filled(value)
