"""Builds what surrounds a message: a list on screen, a cart, orders, in the words that live turns use."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.domain.conversation import Exchange
from assistant.planner.context import PlanContext
from finetune.compose.lexicon import Kind, phrases
from finetune.compose.search import Wish, search
from finetune.compose.words import Words

_STATES = ("processing", "shipped", "delivered", "packed", "awaiting payment", "out for delivery", "delayed")


@dataclass
class Scene:
    """A conversation under way; what isn't in it stays empty."""

    kind: Kind
    shown: list[str] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    search: dict[str, object] | None = None
    cart: list[str] = field(default_factory=list)
    orders: list[tuple[str, list[str], str]] = field(default_factory=list)
    pending: str = ""

    def context(self, message: str) -> PlanContext:
        lines = ", ".join(f"{title} ({count})" for title, count in _counted(self.cart))
        parts = [f"Cart: {lines}."] if lines else []
        if self.orders:
            told = (f"{number} ({', '.join(items)}) {state}" for number, items, state in self.orders)
            parts.append(f"Orders: {', '.join(told)}.")
        return PlanContext(
            message=message,
            setting=" ".join(parts),
            exchanges=tuple(self.exchanges),
            search=self.search,
            shown=tuple(self.shown),
            pending=self.pending,
        )


def product_name(words: Words, kind: Kind | None = None) -> str:
    """Draw a product's name as shops write it."""
    kind = kind or words.kind()
    parts = [words.pick(phrases("shop")["series"])]
    if words.chance(0.25):
        parts.append(words.pick(kind.domain.brands))
        parts.reverse()
    if words.chance(0.15):
        parts.append(words.pick(phrases("shop")["model"]))
    if kind.materials and words.chance(0.2):
        parts.append(words.pick(kind.materials))
    return " ".join([*parts, kind.name])


def fill_screen(words: Words, scene: Scene, *, searched: bool) -> None:
    """Put a list of three to six products of one kind on screen, with the search that found them."""
    names: list[str] = []
    for _ in range(words.rng.randint(3, 6)):
        name = product_name(words, scene.kind)
        if words.chance(0.4) and scene.kind.domain.colors:
            name += f", {words.pick(scene.kind.domain.colors)}"
        if words.chance(0.4):
            name += f", {words.pick('$£€')}{words.price(scene.kind).amount}"
        names.append(name if words.chance(0.4) else name.title())
    scene.shown = list(dict.fromkeys(names))
    if searched:
        said = search(words, Wish(words, scene.kind))
        scene.search = said.calls[0][1]
        gist = words.pick((f"showed {len(scene.shown)} products", f"showed {scene.kind.name}", "showed some options"))
        scene.exchanges.append(Exchange(shopper=words.roughen(said.text), gist=gist))


def fill_cart(words: Words, scene: Scene) -> None:
    scene.cart = [product_name(words) for _ in range(words.rng.randint(1, 3))]


def fill_orders(words: Words, scene: Scene, count: int | None = None) -> None:
    """Give the shopper one to three orders with different numbers."""
    for _ in range(count or words.rng.randint(1, 3)):
        items = [words.kind().name for _ in range(words.rng.randint(1, 2))]
        scene.orders.append((words.order_id()[1], items, words.pick(_STATES)))


def _counted(titles: list[str]) -> list[tuple[str, int]]:
    return [(title, titles.count(title)) for title in dict.fromkeys(titles)]
