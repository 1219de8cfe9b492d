"""When what is wanted: how the season lifts or lowers the interest in a category (northern hemisphere)."""

from __future__ import annotations

_SPRING, _SUMMER, _AUTUMN, _WINTER = ({3, 4, 5}, {6, 7, 8}, {9, 10, 11}, {12, 1, 2})
_FACTORS: dict[str, tuple[float, float, float, float]] = {
    # spring, summer, autumn, winter
    "Seeds & Bulbs": (2.4, 0.7, 1.4, 0.3),
    "Garden Tools": (2.0, 1.2, 1.0, 0.4),
    "Pots & Planters": (1.9, 1.2, 0.7, 0.4),
    "Watering": (1.5, 2.0, 0.6, 0.2),
    "Outdoor Furniture": (1.7, 1.9, 0.5, 0.2),
    "Grills & Fire": (1.4, 2.2, 0.8, 0.4),
    "Bird & Wildlife": (1.1, 0.6, 1.4, 1.6),
    "Tents & Shelters": (1.4, 2.0, 0.7, 0.3),
    "Sleeping Bags & Mats": (1.2, 1.7, 0.9, 0.5),
    "Boots & Shoes": (1.2, 1.0, 1.5, 0.9),
    "Jackets": (0.9, 0.4, 1.9, 1.8),
    "Layers & Socks": (0.7, 0.4, 1.8, 2.1),
    "Bedding": (0.8, 0.6, 1.5, 1.6),
    "Cushions & Throws": (0.8, 0.6, 1.5, 1.6),
    "Candles & Scent": (0.7, 0.5, 1.5, 2.0),
    "Lighting": (0.8, 0.6, 1.4, 1.5),
    "Baking": (0.9, 0.6, 1.3, 1.9),
}


def season(category: str, month: int) -> float:
    """Return the factor of a category in a month; 1 for what is wanted all year."""
    factors = _FACTORS.get(category)
    if factors is None:
        return 1.0
    return next(f for months, f in zip((_SPRING, _SUMMER, _AUTUMN, _WINTER), factors, strict=True) if month in months)
