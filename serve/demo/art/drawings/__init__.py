"""One drawing for each kind of product."""

from __future__ import annotations

from serve.demo.art.drawings import (
    appliances,
    bags,
    camping,
    clothing,
    coffee,
    cookware,
    footwear,
    furniture,
    garden,
    grills,
    lighting,
    planting,
    sleeping,
    storage,
    tableware,
    textiles,
    wildlife,
)
from serve.demo.art.drawings.plain import parcel
from serve.demo.art.pen import Subject
from serve.demo.art.rules import Rule
from serve.demo.art.scene import Drawing

_RULES: tuple[Rule, ...] = (
    *cookware.RULES,
    *coffee.RULES,
    *tableware.RULES,
    *appliances.RULES,
    *storage.RULES,
    *sleeping.RULES,
    *textiles.RULES,
    *lighting.RULES,
    *furniture.RULES,
    *garden.RULES,
    *planting.RULES,
    *wildlife.RULES,
    *grills.RULES,
    *camping.RULES,
    *bags.RULES,
    *clothing.RULES,
    *footwear.RULES,
)
KINDS = frozenset(rule.kind for rule in _RULES)


def drawing_of(subject: Subject) -> Drawing:
    """Return the drawing of a product; a parcel where nobody has drawn its kind."""
    return next((rule.draw for rule in _RULES if rule.fits(subject)), parcel)
