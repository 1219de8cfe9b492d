"""Colour words as tones: what a picture is painted with. Words never reach the picture, only these values do."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Tone:
    """One colour in light and in shadow, as #rrggbb; `deep` is for seams, holes and other details."""

    light: str
    base: str
    dark: str
    deep: str


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def mix(one: str, other: str, share: float) -> str:
    """Return the colour that holds `share` (0 to 1) of the other."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def tone(base: str) -> Tone:
    """Return the tone around a base colour: warm in the light, cooler and deeper in the shadow."""
    bright = sum(_channels(base)) / 3 / 255
    lift = 0.22 if bright > 0.3 else 0.16
    return Tone(
        light=mix(base, "#fff6e6", lift + 0.2 * bright),
        base=base,
        dark=mix(base, "#2a2035", 0.2 if bright > 0.3 else 0.34),
        deep=mix(base, "#221b2b", 0.5),
    )


_BASES = {
    "black": "#3a3b40",
    "charcoal": "#575a60",
    "graphite": "#4d5056",
    "anthracite": "#4a4d53",
    "slate": "#66717c",
    "grey": "#9a9c9c",
    "gray": "#9a9c9c",
    "silver": "#bcc1c4",
    "steel": "#b3babf",
    "zinc": "#a5b0b4",
    "titanium": "#a29f9b",
    "clear": "#cfe3e4",
    "white": "#f3efe7",
    "warm white": "#ffe3ab",
    "neutral white": "#f6f1e0",
    "ivory": "#f1e8d4",
    "cream": "#efe2c4",
    "natural": "#dcc8a4",
    "sand": "#d5bd94",
    "beige": "#d8c6a8",
    "linen": "#dfd0b4",
    "oatmeal": "#d9c9ad",
    "taupe": "#a5937f",
    "tan": "#bd8c5a",
    "camel": "#bf935d",
    "brown": "#85573a",
    "chestnut": "#7d4a30",
    "oak": "#cd9f66",
    "ash": "#dcbb8a",
    "beech": "#d9ae7c",
    "bamboo": "#d9b878",
    "pine": "#e0bd82",
    "walnut": "#77502f",
    "honey": "#dfa33f",
    "amber": "#d98a2b",
    "gold": "#cfa64a",
    "brass": "#c39a4a",
    "copper": "#c0714a",
    "mustard": "#d3a02f",
    "yellow": "#efc23f",
    "orange": "#e08a3c",
    "apricot": "#e6a877",
    "terracotta": "#c5704c",
    "rust": "#b1512f",
    "brick": "#a14b39",
    "red": "#bf3b36",
    "scarlet": "#c5322f",
    "burgundy": "#7c2c3b",
    "plum": "#71405f",
    "purple": "#7b5a92",
    "lilac": "#ab94c2",
    "lavender": "#a597c0",
    "pink": "#dd9aa3",
    "dusty pink": "#d2a19b",
    "blush": "#e2b8ae",
    "rose": "#cf8a8c",
    "blue": "#4b7ba6",
    "light blue": "#93b6cd",
    "navy": "#34476b",
    "teal": "#347579",
    "petrol": "#2b5f6b",
    "green": "#5d8d57",
    "dark green": "#3a5b45",
    "moss": "#737d49",
    "moss green": "#737d49",
    "olive": "#7a7748",
    "khaki": "#9a9167",
    "sage": "#9bac8b",
    "sage green": "#9bac8b",
    "mint": "#a9cdb6",
    "forest": "#3b5a44",
}
_MATERIALS = {
    "cast iron": "black",
    "carbon steel": "graphite",
    "aluminised steel": "grey",
    "raw steel": "charcoal",
    "galvanised": "zinc",
    "stainless": "steel",
    "steel": "steel",
    "aluminium": "silver",
    "titanium": "titanium",
    "brass": "brass",
    "copper": "copper",
    "terracotta": "terracotta",
    "unglazed stoneware": "brown",
    "porcelain": "white",
    "stoneware": "cream",
    "glass": "clear",
    "acacia": "brown",
    "oak": "oak",
    "walnut": "walnut",
    "ash": "ash",
    "cedar": "copper",
    "larch": "camel",
    "maple": "ash",
    "bamboo": "bamboo",
    "rattan": "tan",
    "seagrass": "sand",
    "willow": "tan",
    "jute": "sand",
    "coir": "tan",
    "hemp": "natural",
    "linen": "natural",
    "cotton": "cream",
    "wool": "cream",
    "silicone": "terracotta",
    "leather": "tan",
    "nylon": "navy",
    "polyester": "sage",
}
TONES = {word: tone(base) for word, base in _BASES.items()}
WOOD, STEEL, IRON, BRASS = TONES["oak"], TONES["steel"], TONES["black"], TONES["brass"]
WHITE, CREAM, LEAF, SOIL = TONES["white"], TONES["cream"], tone("#6f9157"), tone("#5b4334")
GLASS, FLAME, CLAY, ASH = TONES["clear"], tone("#eb8f3c"), TONES["terracotta"], TONES["ash"]


def tone_of_color(words: str) -> Tone | None:
    """Return the tone that colour words mean ("sage green", "Dark Navy Blue"), None when they name no known colour.

    The longest known phrase wins, and of equals the last, which is the noun: "steel blue" is a blue.
    """
    parts = re.findall(r"[a-z]+", words[:_LONGEST].lower())
    for size in (2, 1):
        for start in range(len(parts) - size, -1, -1):
            found = TONES.get(" ".join(parts[start : start + size]))
            if found:
                return found
    return None


def tone_of_material(material: str) -> Tone | None:
    """Return the tone of the material that is named first, None when none is known."""
    text = material.lower()
    places = [(text.find(name), -len(name), color) for name, color in _MATERIALS.items() if name in text]
    return TONES[min(places)[2]] if places else None
