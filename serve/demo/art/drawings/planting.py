"""Pots, planters, seeds and bulbs."""

from __future__ import annotations

from serve.demo.art.drawings.storage import basket
from serve.demo.art.pen import Pen
from serve.demo.art.rules import on
from serve.demo.art.shapes import flower, leaf, leaves, plank, plant, vessel
from serve.demo.art.tones import CLAY, CREAM, LEAF, SOIL, STEEL, TONES, Tone, tone


def pot(p: Pen) -> None:
    if p.has("saucer"):
        p.shadow(200, 110)
        p.rise = 60
        vessel(p, 200, 276, 138, 330, 112, CLAY, tone("#a9583a"), ry=34)
        p.oval(200, 280, 104, 21, tone("#8f4a31"))
        p.line("M96 286q14 20 60 28", CLAY.light, 6, opacity=0.8)
    elif p.has("bonsai"):
        p.shadow(200, 124)
        p.line("M196 250q-40-40 4-74t-16-66M200 190q40-8 52-36", SOIL.base, 17)
        for x, y, rx in ((140, 122, 62), (252, 140, 60), (196, 86, 62)):
            p.oval(x, y, rx, 31, LEAF)
            p.dots([(x - 24, y - 6), (x, y - 12), (x + 22, y - 2)], 7, LEAF.light)
        p.path("M76 252H324l-18 64q-4 12-18 12H112q-14 0-18-12z", p.tone)
        p.path("M66 244H334v17H66z", p.tone.light)
        p.path("M104 326h26v12h-26zM270 326h26v12h-26z", p.tone.dark)
    elif p.has("seedling"):
        p.shadow(200, 138)
        for x, y in ((104, 306), (200, 306), (296, 306), (152, 332), (248, 332)):
            vessel(p, x, y - 62, 42, y, 31, TONES["tan"], SOIL.base)
            p.line(f"M{x} {y - 64}v-26", LEAF.base, 5)
            leaf(p, x, y - 86, 34, -52, width=0.4)
            leaf(p, x, y - 86, 34, 52, width=0.4)
    else:
        wide = p.has("fibre")
        p.shadow(200, 84)
        plant(p, 200, 214, p.vary(128, 146), p.pick(LEAF, TONES["sage"], tone("#4f7d55")))
        if wide:
            vessel(p, 200, 206, 98, 330, 72, p.tone, SOIL.base, ry=19)
            p.line("M112 250q88 22 176 0M118 270q84 20 166 0", p.tone.dark, 2.5, opacity=0.5)
        else:
            vessel(p, 200, 214, 84, 330, 62, p.tone, SOIL.base, ry=17, belly=10 if p.has("glazed") else 0)
            if not p.has("glazed"):
                p.path("M108 206q92 30 184 0v28q-92 30-184 0z", p.tone)
                p.line("M110 236q90 28 180 0", p.tone.dark, 3)
        p.line("M134 250l8 46", p.tone.light, 8, opacity=0.7)


def planter(p: Pen) -> None:
    if p.has("brackets"):
        p.shadow(120, 70)
        p.shadow(290, 70)
        for x in (90, 260):
            p.line(f"M{x - 20} 130v-26h40v180h90v-30M{x + 20} 284l60-70", p.tone.base, 12)
            p.oval(x + 20, 200, 7, 7, STEEL.light)
    elif p.has("raised"):
        p.shadow(200, 146)
        for x in (84, 316):
            p.line(f"M{x} 220v108", p.tone.dark, 19)
        for x, h in ((104, 62), (150, 84), (200, 74), (250, 88), (296, 64)):
            plant(p, x, 184, h)
        for y in (182, 210, 238):
            plank(p, 58, y, 284, 26, p.tone, 3)
    elif p.has("grow bags"):
        p.shadow(130, 76)
        p.shadow(280, 66)
        for cx, rx, top, h in ((130, 76, 206, 116), (280, 64, 230, 92)):
            plant(p, cx, top, h)
            vessel(p, cx, top, rx, 330, rx * 0.92, p.tone, SOIL.base, belly=8)
            for side in (-1, 1):
                p.line(f"M{cx + side * (rx - 4)} {top + 24}q{side * 26} 8 0 36", p.tone.deep, 8)
            p.line(f"M{cx - rx + 8} 312q{rx - 8} 18 {2 * rx - 16} 0", p.tone.light, 3, dash="6 5")
    elif p.has("vertical"):
        p.box(112, 40, 176, 320, p.tone, 10)
        p.dots([(130, 58), (270, 58)], 6, STEEL.base)
        for y in (120, 218, 316):
            for x in (158, 242):
                leaves(p, [(x, y - 10, 50, turn) for turn in (-40, 0, 38)], width=0.24)
                p.path(f"M{x - 38} {y - 22}q38 22 76 0l-6 50q-32 16-64 0z", p.tone.light)
                p.line(f"M{x - 36} {y - 18}q36 20 72 0", p.tone.dark, 3)
    else:
        p.shadow(200, 150)
        for x in (98, 200, 302):
            plant(p, x, 232, p.vary(80, 98))
        if not p.has("zinc"):
            for x, c in ((120, "#d65f56"), (180, "#e8a13c"), (232, "#d65f56"), (290, "#f0d05a")):
                flower(p, x, 166 + (x % 3) * 12, 22, tone(c), "#5b4334")
        p.path("M48 230H352l-18 88q-2 12-16 12H82q-14 0-16-12z", p.tone)
        p.path("M42 220H358v17H42z", p.tone.light)
        if p.has("zinc"):
            p.line("M60 262h280M66 294h268", p.tone.dark, 4)
            p.ring(70, 250, 12, 12, p.tone.deep, 5)
            p.ring(330, 250, 12, 12, p.tone.deep, 5)
        else:
            p.box(296, 258, 15, 44, "#cfe3e4", 6)
            p.box(296, 282, 15, 20, "#7fb0c6", 6)


def hanging_basket(p: Pen) -> None:
    macrame = p.has("macram")
    cord = p.tone if macrame else TONES["charcoal"]
    p.ring(200, 34, 13, 13, TONES["brass"].base, 6)
    p.line("M200 48 112 214M200 48l88 166M200 48v150", cord.dark if macrame else cord.base, 7 if macrame else 4)
    for x, h in ((160, 92), (242, 98)):
        plant(p, x, 214, h)
    if macrame:
        vessel(p, 200, 212, 78, 306, 34, TONES["white"], SOIL.base, belly=22)
        p.line("M122 212q20 90 78 108M278 212q-20 90-78 108M160 220q6 60 40 100M240 220q-6 60-40 100", cord.base, 8)
        p.line("M200 318v64M188 322l-10 56M212 322l10 56M178 322l-18 46M222 322l18 46", cord.base, 6)
        return
    for x, y, c in ((120, 220, "#c8504f"), (168, 206, "#e8a13c"), (232, 208, "#c8504f"), (282, 222, "#e6c04c")):
        flower(p, x, y, 21, tone(c), "#5b4334")
    basket(p, TONES["tan"], 104, 222, 192, 318, 2)
    p.path("M96 216h208v13H96z", SOIL.dark)
    for x, y, turn in ((112, 234, 160), (290, 234, 200), (150, 240, 176)):
        leaf(p, x, y, 54, turn)


_SEEDS = (
    ("tomato", "#d9772f"),
    ("salad", "#8db35d"),
    ("herb", "#5f8f5a"),
    ("basil", "#5f9a4c"),
    ("wildflower", "#7f8fc4"),
    ("carrot", "#e08a3c"),
    ("sunflower", "#eab83c"),
    ("chili", "#c5392f"),
)


def seed_packet(p: Pen) -> None:
    what, color = next((pair for pair in _SEEDS if p.has(pair[0])), _SEEDS[2])
    fill = tone(color)
    p.shadow(200, 90)
    with p.turned(p.vary(-5, 5), 200, 330):
        p.box(106, 66, 188, 264, CREAM, 6)
        p.box(106, 66, 188, 24, CREAM.dark, 6)
        p.line("M106 92h188", TONES["taupe"].base, 2, dash="5 5")
        p.box(118, 104, 164, 142, tone("#e9eed9").light, 6)
        p.box(118, 258, 164, 52, fill.dark, 6)
        p.line("M140 278h120M158 294h84", "#fffaf0", 5)
        _crop(p, what, fill)
    p.dots([(92, 334), (80, 326), (312, 336), (326, 328), (104, 340)], 5, TONES["tan"].base)


def _crop(p: Pen, what: str, fill: Tone) -> None:
    if what == "tomato":
        for x, y in ((170, 186), (226, 172), (204, 214)):
            p.oval(x, y, 27, 25, fill)
            leaf(p, x, y - 18, 18, -50)
            leaf(p, x, y - 18, 18, 50)
    elif what == "carrot":
        for x, turn in ((166, -14), (204, 0), (240, 14)):
            with p.turned(turn, x, 170):
                p.path(f"M{x - 15} 164q15-12 30 0l-10 56q-5 14-10 0z", fill)
                leaf(p, x, 164, 42, -18, width=0.2)
                leaf(p, x, 164, 42, 18, width=0.2)
    elif what == "chili":
        for x, turn in ((166, 20), (208, -4), (244, -24)):
            with p.turned(turn, x, 150):
                p.path(f"M{x - 13} 150q13-10 26 0 2 60-26 86 2-36 0-86z", fill)
                p.line(f"M{x} 146v-18", LEAF.base, 5)
    elif what in {"sunflower", "wildflower"}:
        colors = (fill,) if what == "sunflower" else (fill, tone("#d65f56"), tone("#f0d05a"))
        for i, (x, y, r) in enumerate(((166, 164, 32), (234, 158, 30), (202, 200, 34))):
            p.line(f"M{x} {y}L200 244", LEAF.base, 5)
            flower(p, x, y, r, colors[i % len(colors)], "#5b4334", 10)
    else:
        for turn, size in ((-58, 74), (58, 74), (-28, 100), (28, 98), (0, 112)):
            leaf(p, 200, 240, size, turn, fill, 0.42 if what in {"basil", "salad"} else 0.22)


def bulbs(p: Pen) -> None:
    p.shadow(200, 120)
    if p.has("amaryllis"):
        p.path("M150 330q-34-8-34-62 4-48 84-50 80 2 84 50 0 54-34 62z", p.tone)
        p.line("M128 268q4-26 32-36", p.tone.light, 8, opacity=0.8)
        p.line("M196 222V130M212 222V150", LEAF.base, 11)
        for x, y in ((162, 110), (240, 118), (200, 78)):
            flower(p, x, y, 44, tone("#c5322f"), "#f0d05a", 6)
        return
    colors = {
        "tulip": "#7b5a92",
        "daffodil": "#f0c53f",
        "crocus": "#9a84c4",
        "allium": "#ab86c2",
        "begonia": p.tone.base,
    }
    what = next((name for name in colors if p.has(name)), "tulip")
    fill = tone(colors[what])
    for i, x in enumerate((120, 200, 280)):
        top = (150, 112, 158)[i]
        p.line(f"M{x} 290V{top}", LEAF.base, 8)
        leaf(p, x, 300, 96, -18 - i * 3, width=0.16)
        leaf(p, x, 300, 88, 20, width=0.16)
        if what == "tulip":
            p.path(f"M{x - 29} {top - 30}l15 17 14-25 14 25 15-17q6 66-29 70-35-4-29-70z", fill)
        elif what == "crocus":
            p.path(f"M{x - 25} {top}q-6-46 14-60 4 14 11 20 6-10 11-20 20 14 14 60-25 20-50 0z", fill)
            p.line(f"M{x} {top - 10}v-26", "#eba53c", 5)
        elif what == "daffodil":
            flower(p, x, top, 40, fill, "#e08a3c", 6)
            p.ring(x, top, 14, 14, "#d9742f", 4)
        elif what == "begonia":
            flower(p, x, top, 42, fill, fill.deep, 12)
            flower(p, x, top, 25, tone(fill.light), "#f0d05a", 8)
        else:
            p.oval(x, top - 10, 40, 40, fill)
            p.dots([(x + (j * 29) % 66 - 33, top - 40 + (j * 17) % 62) for j in range(15)], 4.5, fill.light)
        bulb = tone("#b98a57")
        p.path(f"M{x} 280q36 14 36 34 0 16-36 18-36-2-36-18 0-20 36-34z", bulb)
        p.line(f"M{x} 284q-12 20-6 44M{x} 284q14 20 10 44", bulb.dark, 2.5)


RULES = (
    on("pot", pot),
    on("planter", planter),
    on("hanging basket", hanging_basket),
    on("seed packet", seed_packet),
    on("bulb", bulbs),
)
