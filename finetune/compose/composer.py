"""Composes labelled rows: which kinds of message in which share, one to three requests in a message.

python -m finetune.compose.composer 20  # prints twenty
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

from assistant.domain.conversation import ToolCall
from assistant.planner.context import PlanContext
from finetune.compose.followup import answer, decide, refine
from finetune.compose.orders import order_message, order_scene
from finetune.compose.scene import Scene
from finetune.compose.search import search
from finetune.compose.shop import ask_product, change_cart, compare, recommend, screen_scene
from finetune.compose.talk import business, talk
from finetune.compose.words import Said, Words
from finetune.rows import ContextRow, MessageRow, Row

_SHARES = {
    "search": 26, "refine": 19, "recommend": 9, "ask_product": 7, "compare": 4, "cart": 9, "order": 12, "decide": 3,
    "answer": 3, "business": 3, "talk": 2, "several": 10,
}  # fmt: skip
_JOINTS = (". ", " and ", ", and ", ". Also, ", " also ", ". And ", "; ", ", then ", " plus ", ". Oh and ", " btw ")


def compose(count: int, seed: int) -> list[Row]:
    """Return `count` rows without exact repeats; the same seed gives the same rows."""
    words = Words(seed)
    rows: list[Row] = []
    seen: set[str] = set()
    while len(rows) < count:
        what = words.rng.choices(tuple(_SHARES), tuple(_SHARES.values()))[0]
        scene, said = _COMPOSERS[what](words)
        context = scene.context(words.roughen(said.text))
        if context.model_dump_json() in seen:
            continue
        seen.add(context.model_dump_json())
        rows.append(_row(f"c-{what}-{len(rows):05d}", context, said))
    return rows


def _row(identifier: str, context: PlanContext, said: Said) -> Row:
    calls = tuple(ToolCall(name=name, args=args) for name, args in said.calls)
    if context == PlanContext(message=context.message):
        return MessageRow(id=identifier, text=context.message, tools=calls)
    return ContextRow(id=identifier, context=context, tools=calls)


def _search(words: Words) -> tuple[Scene, Said]:
    return Scene(words.kind()), search(words)


def _recommend(words: Words) -> tuple[Scene, Said]:
    scene = screen_scene(words)
    return scene, recommend(words, scene)


def _ask_product(words: Words) -> tuple[Scene, Said]:
    scene = screen_scene(words)
    return scene, ask_product(words, scene)


def _compare(words: Words) -> tuple[Scene, Said]:
    scene = screen_scene(words)
    return scene, compare(words, scene)


def _cart(words: Words) -> tuple[Scene, Said]:
    scene = screen_scene(words)
    return scene, change_cart(words, scene)


def _order(words: Words) -> tuple[Scene, Said]:
    scene = order_scene(words)
    return scene, order_message(words, scene)


def _business(words: Words) -> tuple[Scene, Said]:
    return Scene(words.kind()), business(words)


def _talk(words: Words) -> tuple[Scene, Said]:
    return Scene(words.kind()), talk(words)


def _several(words: Words) -> tuple[Scene, Said]:
    """Join two or three requests that have nothing to do with each other."""
    scene = screen_scene(words)
    makers: tuple[Callable[[], Said], ...] = (
        lambda: search(words),
        lambda: search(words),
        lambda: order_message(words, scene),
        lambda: order_message(words, scene),
        lambda: change_cart(words, scene),
        lambda: ask_product(words, scene),
        lambda: business(words),
        lambda: business(words),
        lambda: recommend(words, scene),
    )
    chosen = words.rng.sample(makers, 3 if words.chance(0.15) else 2)
    parts = [maker() for maker in chosen]
    text = parts[0].text
    for part in parts[1:]:
        text = f"{text.rstrip('.?') if words.chance(0.5) else text}{words.pick(_JOINTS)}{part.text}"
    return scene, Said(text, tuple(call for part in parts for call in part.calls))


_COMPOSERS: dict[str, Callable[[Words], tuple[Scene, Said]]] = {
    "search": _search, "refine": refine, "recommend": _recommend, "ask_product": _ask_product, "compare": _compare,
    "cart": _cart, "order": _order, "decide": decide, "answer": answer, "business": _business, "talk": _talk,
    "several": _several,
}  # fmt: skip


if __name__ == "__main__":
    for row in compose(int(sys.argv[1]) if len(sys.argv) > 1 else 20, seed=1):
        print(json.dumps(row.model_dump(exclude_defaults=True), ensure_ascii=False))  # noqa: T201
