"""Shapes that many drawings share."""

from __future__ import annotations

import math
from collections.abc import Sequence

from serve.demo.art.pen import Fill, Pen, n
from serve.demo.art.tones import LEAF, WOOD, Tone


def vessel(
    p: Pen,
    cx: float,
    top: float,
    rx: float,
    bottom: float,
    foot: float,
    fill: Tone,
    inside: Fill | None = None,
    *,
    belly: float = 0,
    ry: float | None = None,
    lip: float = 6,
) -> None:
    """Draw an open pot seen from slightly above: `rx` wide at the top, `foot` at the bottom, curved by `belly`."""
    ry = rx * 0.2 if ry is None else ry
    fy = foot * 0.2
    middle = (top + bottom) / 2
    left, right = cx - (rx + foot) / 2 - belly, cx + (rx + foot) / 2 + belly
    p.path(
        f"M{n(cx - rx)} {n(top)}Q{n(left)} {n(middle)} {n(cx - foot)} {n(bottom - fy)}"
        f"A{n(foot)} {n(fy)} 0 0 0 {n(cx + foot)} {n(bottom - fy)}Q{n(right)} {n(middle)} {n(cx + rx)} {n(top)}Z",
        fill,
    )
    p.oval(cx, top, rx, ry, fill.light)
    p.oval(cx, top + 1, max(rx - lip, 1), max(ry - lip / 2, 1), inside or fill.dark)


def can(
    p: Pen,
    cx: float,
    top: float,
    rx: float,
    bottom: float,
    fill: Tone,
    *,
    cap: Fill | None = None,
    ry: float | None = None,
) -> None:
    """Draw a closed upright cylinder."""
    ry = rx * 0.2 if ry is None else ry
    p.path(
        f"M{n(cx - rx)} {n(top)}V{n(bottom - ry)}A{n(rx)} {n(ry)} 0 0 0 {n(cx + rx)} {n(bottom - ry)}V{n(top)}Z", fill
    )
    p.oval(cx, top, rx, ry, cap or fill.light)


def plank(p: Pen, x: float, y: float, w: float, h: float, fill: Tone = WOOD, r: float = 6) -> None:
    """Draw a board with its grain."""
    p.box(x, y, w, h, p.down(fill), r)
    if w > h:
        for share in (0.35, 0.7):
            p.line(f"M{n(x + w * 0.06)} {n(y + h * share)}h{n(w * p.vary(50, 85) / 100)}", fill.dark, 1.5, opacity=0.5)


def leaves(p: Pen, places: Sequence[tuple[float, float, float, float]], fill: Tone = LEAF, width: float = 0.32) -> None:
    """Draw leaves: (x, y, length, degrees from upright) of each, where it begins and in which direction it grows."""
    shapes = veins = ""
    for x, y, length, degrees in places:
        along, across = math.sin(math.radians(degrees)) * length, -math.cos(math.radians(degrees)) * length
        dx, dy = -across * width, along * width
        shapes += (
            f"M{n(x)} {n(y)}q{n(along / 2 - dx)} {n(across / 2 - dy)} {n(along)} {n(across)}"
            f"q{n(dx - along / 2)} {n(dy - across / 2)} {n(-along)} {n(-across)}z"
        )
        veins += f"M{n(x)} {n(y)}l{n(along * 0.75)} {n(across * 0.75)}"
    p.path(shapes, fill)
    p.line(veins, fill.dark, 1.6)


def leaf(p: Pen, x: float, y: float, length: float, degrees: float, fill: Tone = LEAF, width: float = 0.32) -> None:
    """Draw one leaf."""
    leaves(p, [(x, y, length, degrees)], fill, width)


def plant(p: Pen, cx: float, y: float, height: float, fill: Tone = LEAF) -> None:
    """Draw a leafy plant that grows out of a pot's rim."""
    behind = [(cx, y, height * share, turn + p.vary(-5, 5)) for turn, share in ((-62, 0.62), (36, 0.82), (-12, 1))]
    before = [(cx, y, height * share, turn + p.vary(-5, 5)) for turn, share in ((62, 0.62), (-34, 0.85), (14, 0.94))]
    leaves(p, behind, fill, 0.2)
    leaves(p, before, fill, 0.2)


def flower(p: Pen, cx: float, cy: float, r: float, fill: Tone, heart: str, petals: int = 8) -> None:
    """Draw a flower from the front."""
    for first, color in ((0, fill.light), (1, fill.base)):
        turns = [2 * math.pi * place / petals for place in range(first, petals, 2)]
        petal = "".join(f"M{n(cx)} {n(cy)}l{n(r * 0.66 * math.sin(a))} {n(-r * 0.66 * math.cos(a))}" for a in turns)
        p.line(petal, color, r * 0.62)
    p.dots([(cx, cy)], r * 0.34, heart)


def stack(p: Pen, x: float, y: float, w: float, heights: list[float], fills: list[Tone]) -> None:
    """Draw folded cloth, one piece upon the other, from `y` downwards; the fold is on the left."""
    for height, fill in zip(heights, fills, strict=True):
        half = height / 2
        p.path(
            f"M{n(x + half)} {n(y)}H{n(x + w - 6)}q6 0 6 6v{n(height - 12)}q0 6-6 6H{n(x + half)}"
            f"a{n(half)} {n(half)} 0 0 1 0 {n(-height)}z",
            p.down(fill),
        )
        p.line(f"M{n(x + w - 4)} {n(y + half)}H{n(x + half)}", fill.dark, 2.5)
        y += height + 2


def puffs(p: Pen, x: float, y: float, w: float, h: float, rows: int, fill: Tone) -> None:
    """Draw quilting: soft seams across an area."""
    for row in range(1, rows):
        at = y + h * row / rows
        p.line(f"M{n(x)} {n(at)}q{n(w / 2)} {n(h / rows * 0.35)} {n(w)} 0", fill.dark, 3)
        p.line(f"M{n(x + w * 0.08)} {n(at + 6)}q{n(w * 0.2)} 5 {n(w * 0.3)} 6", fill.light, 3, opacity=0.6)


def fringe(p: Pen, x: float, y: float, w: float, length: float, color: str, step: float = 9) -> None:
    """Draw threads that hang from an edge."""
    count = int(w / step)
    p.line("".join(f"M{n(x + w * (i + 0.5) / count)} {n(y)}v{n(length)}" for i in range(count)), color, 3)


def rays(p: Pen, cx: float, cy: float, inner: float, outer: float, count: int, color: str, width: float = 4) -> None:
    """Draw strokes around a point."""
    turns = [2 * math.pi * i / count for i in range(count)]
    p.line(
        "".join(
            f"M{n(cx + inner * math.cos(a))} {n(cy + inner * math.sin(a))}"
            f"L{n(cx + outer * math.cos(a))} {n(cy + outer * math.sin(a))}"
            for a in turns
        ),
        color,
        width,
    )


def steam(p: Pen, cx: float, y: float, color: str = "#fffaf2") -> None:
    """Draw steam that rises from a point."""
    for dx in (-16, 10):
        p.line(f"M{n(cx + dx)} {n(y)}c-10-12 10-18 0-32s8-14 2-24", color, 6, opacity=0.75)


def flame(p: Pen, cx: float, bottom: float, size: float) -> None:
    """Draw a fire of three tongues."""
    for color, share in (("#e2763a", 1), ("#f2a64b", 0.68), ("#ffe0a0", 0.38)):
        s = size * share
        p.path(
            f"M{n(cx)} {n(bottom)}c{n(-s * 0.55)} 0 {n(-s * 0.62)} {n(-s * 0.5)} {n(-s * 0.3)} {n(-s * 0.8)}"
            f"c{n(s * 0.12)} {n(-s * 0.2)} {n(s * 0.3)} {n(-s * 0.3)} {n(s * 0.28)} {n(-s * 0.62)}"
            f"c{n(s * 0.42)} {n(s * 0.3)} {n(s * 0.72)} {n(s * 0.66)} {n(s * 0.6)} {n(s * 1.04)}"
            f"q{n(-s * 0.1)} {n(s * 0.38)} {n(-s * 0.58)} {n(s * 0.38)}z",
            color,
        )
