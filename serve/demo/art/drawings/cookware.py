"""Pans, pots and things that go into the oven."""

from __future__ import annotations

from serve.demo.art.pen import Pen
from serve.demo.art.rules import on
from serve.demo.art.shapes import steam, vessel
from serve.demo.art.tones import ASH, BRASS, CREAM, IRON, STEEL, TONES, WOOD, tone

_COPPER, _DOUGH, _GREENS = TONES["copper"], tone("#e3b877"), "#7d9b5c"

_CHORDS = [(i, round((106**2 - (20 * i) ** 2) ** 0.5)) for i in range(-5, 6)]


def frying_pan(p: Pen) -> None:
    p.rise = 62
    iron = p.has("cast iron", "carbon")
    p.shadow(175, 120, 326)
    handle = p.tone if iron else p.pick(WOOD, IRON) if p.has("ceramic") else STEEL
    with p.turned(-p.vary(12, 16), 270, 262):
        p.path("M262 252H378q16 0 16 11t-16 11H262z", handle)
        p.oval(380, 263, 5, 5, handle.deep)
    vessel(p, 165, 258, 118, 326, 92, p.tone, p.tone.deep if iron else p.tone.dark, belly=14, ry=34)
    p.oval(165, 262, 96, 23, p.tone.dark if iron else p.tone.base, opacity=0.7)
    if p.has("grill"):
        for x in range(95, 245, 18):
            p.line(f"M{x} {252 + abs(165 - x) // 12}v18", p.tone.light, 5, opacity=0.55)
    else:
        p.oval(165, 262, 38, 13, "#fffaf0")
        p.oval(162, 260, 15, 7, "#f0b03f")
    p.line("M70 248q16-16 50-20", p.tone.light, 4, opacity=0.8)


def casserole(p: Pen) -> None:
    p.rise = 36
    low = p.has("low")
    top = 236 if low else p.vary(204, 212)
    p.shadow(200, 130)
    for side in (-1, 1):
        p.line(f"M{200 + side * 112} {top + 24}h{side * 20}q14 0 14 14v4q0 12-14 12h{-side * 20}", p.tone.dark, 13)
    vessel(p, 200, top + 6, 122, 330, 104, p.tone, belly=12, ry=26)
    p.path(f"M76 {top + 4}q124 44 248 0q-4-26-60-42q-64-20-128 0q-56 16-60 42z", p.tone)
    p.line(f"M80 {top + 6}q120 40 240 0", p.tone.dark, 5)
    p.box(190, top - 66, 20, 26, BRASS, 5)
    p.oval(200, top - 66, 22, 11, BRASS)
    p.line(f"M108 {top - 8}q34-22 74-27", p.tone.light, 7, opacity=0.7)


def mini_casseroles(p: Pen) -> None:
    p.rise = 20
    p.shadow(200, 150)
    for x, y, s in ((125, 250, 0.5), (275, 250, 0.5), (200, 330, 0.62)):
        with p.turned(0, 200, 330, move=(x - 200, y - 330 + 0), scale=s):
            _little_crock(p)


def _little_crock(p: Pen) -> None:
    for side in (-1, 1):
        p.line(f"M{200 + side * 110} 244h{side * 34}", p.tone.dark, 26)
    vessel(p, 200, 226, 118, 330, 96, p.tone, belly=16, ry=24)
    p.path("M78 224q122 40 244 0q-20-54-122-56q-102 2-122 56z", p.tone)
    p.oval(200, 164, 22, 15, p.tone)
    p.line("M112 208q30-22 70-26", p.tone.light, 8, opacity=0.7)


def stockpot(p: Pen) -> None:
    p.shadow(200, 120)
    for side in (-1, 1):
        p.line(f"M{200 + side * 100} 196h{side * 16}q14 0 14 14v16q0 14-14 14h{-side * 16}", STEEL.dark, 9)
    vessel(p, 200, 166, 104, 330, 102, p.tone, ry=22)
    p.path("M92 166q108 40 216 0q-10-34-108-38q-98 4-108 38z", p.tone)
    p.line("M96 168q104 36 208 0", p.tone.dark, 4)
    p.box(178, 108, 44, 13, STEEL, 6)
    p.line("M186 120v10M214 120v10", STEEL.dark, 6)
    p.line("M100 296q100 34 200 0", p.tone.dark, 3)


def saucepan(p: Pen) -> None:
    p.rise = 38
    p.shadow(170, 100)
    _saucepan(p, 160, 330, 1)


def saucepan_set(p: Pen) -> None:
    p.shadow(180, 130)
    _saucepan(p, 165, 330, 1.08)
    _saucepan(p, 165, 240, 0.86)
    _saucepan(p, 165, 168, 0.66)


def _saucepan(p: Pen, cx: float, bottom: float, s: float) -> None:
    handle = _COPPER if p.has("copper") else WOOD if p.has("milk") else STEEL
    with p.turned(-6, cx, bottom):
        p.box(cx + 84 * s, bottom - 98 * s, 124 * s, 17 * s, handle, 8 * s)
    vessel(p, cx, bottom - 106 * s, 94 * s, bottom, 82 * s, p.tone, ry=19 * s, lip=5)
    if p.has("copper"):
        y = bottom - 22 * s
        p.path(
            f"M{cx - 84 * s:.0f} {y:.0f}Q{cx} {y + 26 * s:.0f} {cx + 84 * s:.0f} {y:.0f}l-2 {10 * s:.0f}"
            f"Q{cx} {y + 36 * s:.0f} {cx - 82 * s:.0f} {y + 10 * s:.0f}z",
            _COPPER,
        )
    p.line(f"M{cx - 82 * s:.0f} {bottom - 70 * s:.0f}v{44 * s:.0f}", p.tone.light, 7 * s, opacity=0.7)


def steamer(p: Pen) -> None:
    p.shadow(200, 112)
    for y in (230, 168):
        for side in (-1, 1):
            p.line(f"M{200 + side * 94} {y + 16}h{side * 24}", STEEL.dark, 10)
    vessel(p, 200, 216, 96, 330, 92, p.tone, ry=18)
    vessel(p, 200, 156, 96, 226, 94, p.tone, ry=18)
    p.path("M104 154q96 36 192 0q-10-40-96-42q-86 2-96 42z", "#dfeceb", opacity=0.85)
    p.line("M104 154q96 36 192 0", STEEL.dark, 4)
    p.oval(200, 110, 15, 9, IRON)
    steam(p, 206, 96)


def wok(p: Pen) -> None:
    p.rise = 40
    p.shadow(190, 84)
    with p.turned(-16, 290, 240):
        p.box(280, 232, 110, 17, WOOD, 8)
    p.path("M52 240q10 90 102 90h62q92 0 102-90z", p.tone)
    p.oval(185, 240, 133, 34, p.tone.light)
    p.oval(185, 242, 124, 28, p.tone.deep)
    p.path("M84 244q36-34 70-14 34-26 66-6 36-14 66 20-60 24-202 0z", _GREENS)
    p.dots([(130, 240), (176, 232), (222, 242)], 9, "#d6693c")


def roasting_tin(p: Pen) -> None:
    p.rise = 40
    p.shadow(200, 150, 322)
    for side in (-1, 1):
        p.line(f"M{200 + side * 128} 238h{side * 18}v26h{-side * 22}", STEEL.dark, 8)
    p.path("M56 232H344L322 322H78z", p.tone)
    p.path("M56 232 84 200H316L344 232z", p.tone.dark)
    p.path("M92 232q8-60 66-58 28-26 74 2 62-6 74 56z", _DOUGH)
    p.line("M120 204q20-16 42-12M196 190q20-8 34 2", _DOUGH.light, 6)
    p.path("M56 232H344L342 242H58z", p.tone.light)


def muffin_tray(p: Pen) -> None:
    p.rise = 50
    p.shadow(200, 150, 318)
    p.path("M52 312 96 200H304L348 312z", p.tone)
    p.path("M52 312H348v12q0 6-8 6H60q-8 0-8-6z", p.tone.deep)
    for y, r, step, count in ((222, 21, 52, 4), (254, 24, 59, 4), (290, 27, 66, 4)):
        for i in range(count):
            x = 200 + (i - 1.5) * step
            p.oval(x, y, r, r * 0.58, p.tone.deep)
            if (i + y) % 3:
                p.oval(x, y - 7, r * 0.98, r * 0.66, _DOUGH)
                p.dots([(x - 7, y - 10), (x + 6, y - 6)], 2.5, "#8c4a2c")


def baking_sheet(p: Pen) -> None:
    p.rise = 52
    p.shadow(200, 150, 318)
    p.path("M46 306 92 206H308L354 306z", p.tone)
    p.path("M46 306H354v8q0 6-8 6H54q-8 0-8-6z", p.tone.dark)
    p.path("M66 298 104 214H296L334 298z", CREAM.light)
    for x, y in ((140, 234), (200, 234), (260, 234), (124, 272), (200, 272), (276, 272)):
        p.oval(x, y, 23, 13, _DOUGH)
        p.dots([(x - 8, y - 2), (x + 4, y + 4), (x + 8, y - 4)], 2.6, "#6f3d26")


def baking_mat(p: Pen) -> None:
    p.rise = 48
    p.shadow(200, 140, 322)
    p.path("M64 318 98 196H330L296 318z", p.tone)
    p.path("M76 310 106 204H318L288 310z", p.tone.light)
    for y, half in ((230, 92), (256, 96), (282, 100)):
        for i in range(4):
            p.ring(198 + (i - 1.5) * half / 1.8, y, 15, 9, p.tone.base, 2.5)
    p.path("M288 300h28a14 14 0 0 1 0 28h-170a14 14 0 0 0 14-14z", p.tone.dark)


def pizza_stone(p: Pen) -> None:
    p.rise = 76
    p.shadow(200, 140, 320)
    p.oval(200, 290, 146, 44, TONES["taupe"].dark)
    p.oval(200, 280, 146, 44, TONES["sand"])
    p.oval(200, 272, 112, 33, _DOUGH)
    p.oval(200, 269, 96, 27, "#c8502f")
    for x, y in ((150, 264), (200, 256), (250, 266), (180, 280), (226, 282)):
        p.oval(x, y, 17, 8, "#fbf1dd")
    for x, y in ((174, 266), (232, 272), (206, 272)):
        p.oval(x, y, 9, 5, "#6f9157")


def splatter_screen(p: Pen) -> None:
    p.shadow(180, 100, 326)
    with p.turned(-8, 170, 220):
        p.box(262, 208, 122, 14, STEEL, 7)
        p.oval(170, 215, 112, 112, STEEL.light)
        mesh = "".join(f"M{170 + i * 20} {215 - h}v{2 * h}M{170 - h} {215 + i * 20}h{2 * h}" for i, h in _CHORDS)
        p.line(mesh, STEEL.dark, 1.6, opacity=0.4)
        p.ring(170, 215, 110, 110, STEEL.base, 11)
        p.oval(170, 215, 14, 14, IRON)


def springform(p: Pen) -> None:
    p.rise = 50
    p.shadow(200, 122)
    vessel(p, 200, 236, 118, 326, 118, p.tone, p.tone.deep, ry=28)
    p.path("M74 314q126 48 252 0v8q-126 48-252 0z", p.tone.light)
    p.box(278, 252, 14, 60, STEEL, 5)
    p.box(272, 274, 28, 12, STEEL, 6)
    p.path("M92 238q10-44 108-44t108 44q-108 42-216 0z", _DOUGH)
    for x, y in ((150, 218), (200, 208), (250, 220), (180, 236), (228, 238)):
        p.oval(x, y, 12, 9, "#a8434d")


def bundt(p: Pen) -> None:
    p.rise = 44
    p.shadow(200, 118)
    p.path("M84 292q-12-90 116-92 128 2 116 92 0 34-116 34T84 292z", p.tone)
    for x, bend in ((116, 20), (146, 12), (178, 4), (222, -4), (254, -12), (284, -20)):
        p.line(f"M{200 + (x - 200) * 0.35:.0f} 206Q{x - bend} 240 {x} 318", p.tone.dark, 4)
        p.line(f"M{200 + (x - 200) * 0.35 - 6:.0f} 212Q{x - bend - 10} 244 {x - 10} 304", p.tone.light, 4, opacity=0.5)
    p.oval(200, 206, 42, 12, p.tone.dark)
    p.oval(200, 207, 26, 7, p.tone.deep)


def loaf_tin(p: Pen) -> None:
    p.rise = 34
    p.shadow(200, 128)
    p.path("M70 226q0-46 40-44 18-28 62-18 40-20 72 4 46-8 66 22 20 6 20 36z", _DOUGH)
    p.line("M120 198q22-18 44-14M196 186q24-10 46 0", _DOUGH.light, 7)
    p.path("M56 222H344L322 330H78z", p.tone)
    p.path("M50 214H350v16H50z", p.tone.light)


def rolling_pin(p: Pen) -> None:
    p.rise = 56
    p.shadow(200, 150, 300)
    with p.turned(-16, 200, 262):
        p.path("M34 262q20-24 60-28h212q40 4 60 28-20 24-60 28H94q-40-4-60-28z", p.down(ASH))
        p.line("M90 252h150M150 266h120M110 276h80", ASH.dark, 2, opacity=0.6)
    p.dots([(96, 330), (118, 338), (300, 336), (276, 342), (240, 334)], 4, "#fffaf0")


def piping(p: Pen) -> None:
    p.shadow(200, 130)
    with p.turned(24, 170, 210):
        p.path("M112 96q58-26 116 0l-44 176h-28z", CREAM)
        p.path("M112 96q58 30 116 0-20-20-30-44H142q-10 24-30 44z", CREAM.dark)
        p.path("M154 268h32l-12 40h-8z", STEEL)
    for x, h in ((230, 50), (272, 62), (314, 54)):
        p.path(f"M{x - 21} 330h42l-13-{h}h-16z", STEEL)
        p.line(f"M{x - 5} {331 - h}l-4 {h - 6}M{x + 5} {331 - h}l4 {h - 6}", STEEL.dark, 2)


RULES = (
    on("frying pan", frying_pan),
    on("casserole", mini_casseroles, "little"),
    on("casserole", stockpot, "stockpot"),
    on("casserole", casserole),
    on("saucepan", saucepan_set, "trio"),
    on("saucepan", steamer, "steam"),
    on("saucepan", saucepan),
    on("wok", wok),
    on("baking tray", roasting_tin, "roast"),
    on("baking tray", muffin_tray, "muffin"),
    on("baking tray", baking_mat, "mat"),
    on("baking tray", pizza_stone, "pizza"),
    on("baking tray", baking_sheet),
    on("lid", splatter_screen),
    on("cake tin", bundt, "bundt"),
    on("cake tin", loaf_tin, "loaf"),
    on("cake tin", springform),
    on("rolling pin", rolling_pin),
    on("piping set", piping),
)
