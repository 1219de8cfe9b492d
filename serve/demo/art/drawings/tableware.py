"""Plates, bowls, glasses, cutlery, knives and boards."""

from __future__ import annotations

from serve.demo.art.pen import Pen
from serve.demo.art.rules import on
from serve.demo.art.shapes import fringe, leaf, vessel
from serve.demo.art.tones import GLASS, IRON, STEEL, TONES, WHITE, WOOD, Tone


def plate(p: Pen) -> None:
    small = p.has("side")
    _plates(p, 2 if small else 3, 108 if small else 132)


def _plates(p: Pen, count: int, r: int) -> None:
    p.shadow(200, r - 26)
    for i in range(count):
        y = 316 - i * 12
        p.oval(200, y, r - 30, 17, p.tone.deep, opacity=0.5)
        p.oval(200, y - 4, r, 25, p.tone.dark)
        p.oval(200, y - 9, r, 25, p.tone)
    with p.turned(-14, 200, 200):
        p.oval(200, 178, r - 10, r - 10, p.tone.dark)
        p.oval(197, 175, r - 10, r - 10, p.tone)
        if p.has("enamel"):
            p.ring(197, 175, r - 12, r - 12, "#3c5a86" if p.tone is WHITE else p.tone.light, 6)
        p.oval(197, 175, r - 38, r - 38, p.tone.light)
        p.oval(200, 178, r - 40, r - 40, p.tone.base, opacity=0.75)
        if p.has("stoneware"):
            p.dots([(170, 130), (236, 210), (150, 190), (214, 150), (190, 226), (246, 160)], 2.4, p.tone.deep)


def dinner_set(p: Pen) -> None:
    p.rise = 28
    p.shadow(150, 104)
    p.shadow(306, 54)
    for i in range(6):
        y = 318 - i * 10
        p.oval(150, y, 112, 20, WHITE.dark)
        p.oval(150, y - 5, 112, 20, WHITE)
    vessel(p, 150, 216, 66, 268, 34, WHITE, WHITE.dark, belly=8, ry=13)
    vessel(p, 150, 194, 66, 246, 34, WHITE, WHITE.dark, belly=8, ry=13)
    p.line("M336 276h14q20 2 18 22t-24 18", WHITE.dark, 10)
    vessel(p, 304, 250, 46, 330, 40, WHITE, "#5a3826", ry=10)
    p.ring(150, 263, 110, 18, "#b9a98e", 2)


def platter(p: Pen) -> None:
    p.rise = 70
    p.shadow(200, 130, 312)
    p.oval(200, 282, 160, 56, p.tone.dark)
    p.oval(200, 272, 160, 56, p.tone)
    p.oval(200, 272, 126, 39, p.tone.light)
    for x, y, c in ((140, 262, "#c8502f"), (176, 276, "#d9742f"), (216, 262, "#c8502f"), (254, 276, "#e0a53c")):
        p.oval(x, y, 28, 15, c)
        p.oval(x - 8, y - 5, 8, 4, "#ffffff", opacity=0.4)
    for x, y, t in ((158, 250, -40), (236, 254, 40), (200, 290, 90)):
        leaf(p, x, y, 30, t)


def bowl(p: Pen) -> None:
    p.rise = 44
    pasta = p.has("pasta")
    rx, top = (134, 248) if pasta else (112, 216)
    p.shadow(200, 70)
    vessel(p, 200, top, rx, 330, 48, p.tone, p.tone.dark, belly=28 if not pasta else 14, ry=34)
    p.oval(200, top + 5, rx - 22, 24, p.tone.light, opacity=0.5)
    p.line(f"M{200 - rx + 10} {top + 18}q10 36 34 56", p.tone.light, 8, opacity=0.7)
    if p.has("stoneware"):
        p.dots([(150, 282), (230, 294), (262, 268), (190, 308), (206, 272)], 2.6, p.tone.deep)


def salad_bowl(p: Pen) -> None:
    p.rise = 20
    p.shadow(200, 84)
    for x, turn in ((150, -22), (256, 20)):
        with p.turned(turn, x, 220):
            p.box(x - 6, 86, 12, 120, WOOD, 6)
            p.oval(x, 204, 22, 34, WOOD)
    for x, y, t in ((120, 216, -60), (160, 206, -30), (210, 202, 8), (250, 206, 36), (286, 216, 64), (184, 208, -8)):
        leaf(p, x, y + 16, 62, t, width=0.44)
    p.dots([(150, 200), (232, 196), (272, 208)], 13, "#c8432f")
    vessel_tone = p.tone
    p.path("M66 214q10 112 92 116h84q82-4 92-116-134 40-268 0z", vessel_tone)
    p.line("M90 250q110 30 220 0M112 290q90 20 170 0", vessel_tone.dark, 2.5, opacity=0.6)


def nesting_bowls(p: Pen) -> None:
    p.rise = 22
    p.shadow(200, 84)
    for rx, top in ((134, 226), (108, 196), (84, 168)):
        vessel(p, 200, top, rx, top + 92, rx * 0.5, STEEL, STEEL.dark, belly=18, ry=rx * 0.2)
    p.path("M126 300q74 30 148 0l-14 22q-60 16-120 0z", p.tone)


def batter_bowl(p: Pen) -> None:
    p.rise = 22
    p.shadow(190, 88)
    p.line("M288 216q58-6 52 40t-66 46", p.tone.dark, 19)
    p.path("M86 196 44 176q4 40 48 56z", p.tone)
    vessel(p, 190, 196, 116, 330, 72, p.tone, "#efd9a4", belly=22, ry=28)
    for y in (234, 256):
        p.path(f"M78 {y}q112 44 224 0l-3 11q-108 42-218 0z", p.tone.light, opacity=0.75)
    with p.turned(26, 240, 190):
        p.box(234, 62, 13, 120, WOOD, 6)


def tumblers(p: Pen) -> None:
    p.rise = 28
    p.shadow(200, 130)
    for x in (110, 290, 200):
        y = 330 if x == 200 else 312
        p.path(f"M{x - 50} {y - 134}h100l-14 122q-1 12-14 12h-44q-13 0-14-12z", GLASS.base, opacity=0.85)
        p.path(
            f"M{x - 44} {y - 84}h88l-8 66q-2 10-12 10h-48q-10 0-12-10z",
            "#e39a4c" if x == 200 else "#a7cdd6",
            opacity=0.85,
        )
        p.line(f"M{x - 36} {y - 118}l6 84", "#ffffff", 6, opacity=0.8)
        p.ring(x, y - 134, 49, 8, "#ffffff", 2.5)
        p.line("".join(f"M{x + d} {y - 70}l{-d * 0.14:.0f} 56" for d in (-20, 0, 20)), "#ffffff", 2, opacity=0.6)


def wine_glass(p: Pen) -> None:
    for x, fill, y in ((138, "#a33b4b", 322), (258, "#e6c67a", 332)):
        p.shadow(x, 48, y)
        p.oval(x, y - 6, 46, 10, GLASS.base, opacity=0.9)
        p.line(f"M{x} {y - 8}v-92", GLASS.dark, 6)
        p.path(f"M{x - 44} {y - 232}h88q16 76-20 116-24 20-48 0-36-40-20-116z", GLASS.light, opacity=0.7)
        p.path(f"M{x - 49} {y - 176}h98q-4 40-25 60-24 20-48 0-22-20-25-60z", fill, opacity=0.88)
        p.line(f"M{x - 34} {y - 218}q-8 44 4 72", "#ffffff", 6, opacity=0.75)


def cutlery(p: Pen) -> None:
    handle = STEEL if p.tone is TONES["steel"] else p.tone
    for i in (0, 1):
        x = 128 + i * 18
        _fork(p, x, handle, 8 * i)
    p.box(192, 210, 19, 128, handle, 9)
    p.path("M192 214V90q0-18 12-20 12 30 8 144z", STEEL)
    for x, y in ((262, 102), (302, 120)):
        p.box(x - 7, y + 30, 14, 338 - y - 30, handle, 7)
        p.path(f"M{x} {y - 34}q25 0 25 42t-25 42q-25 0-25-42t25-42z", STEEL)
        p.oval(x - 6, y - 4, 8, 20, STEEL.light)


def _fork(p: Pen, x: float, handle: Tone, drop: float) -> None:
    p.box(x - 7, 190 + drop, 14, 148 - drop, handle, 7)
    p.path(
        f"M{x - 23} {70 + drop}h8v50h6v-50h8v50h6v-50h8v50h6v-50h6v66q0 34-16 48h-18q-16-14-16-48z",
        STEEL,
    )


def steak_knives(p: Pen) -> None:
    for i in range(4):
        _knife(p, 104 + i * 58, 84, 132, 34, WOOD, serrated=True)


def _knife(
    p: Pen,
    x: float,
    top: float,
    length: float,
    width: float,
    handle: Tone,
    *,
    serrated: bool = False,
    blunt: bool = False,
) -> None:
    """An upright knife, its edge to the right."""
    bottom = top + length
    tip = (
        f"q{width * 0.3:.0f} -2 {width * 0.9:.0f} {length * 0.12:.0f}"
        if blunt
        else f"q{width} {length * 0.3:.0f} {width} {length * 0.62:.0f}"
    )
    p.path(f"M{x - width / 2} {top}{tip}L{x + width / 2} {bottom}H{x - width / 2}z", STEEL)
    p.path(
        f"M{x + width * 0.22} {top + length * 0.4}L{x + width / 2} {top + length * 0.6}V{bottom}h-{width * 0.28}z",
        STEEL.light,
    )
    if serrated:
        steps = int(length * 0.42 / 9)
        p.path(f"M{x + width / 2} {bottom - 8}" + "l5-4.5-5-4.5" * steps + "h-4z", STEEL.light)
    p.box(x - width / 2, bottom - 2, width * 0.62, 13, STEEL.dark, 3)
    p.path(f"M{x - width / 2} {bottom + 10}h{width * 0.6}q6 50 10 102q2 14-12 14h-{width * 0.32}q-12 0-12-14z", handle)
    p.dots([(x - width * 0.12, bottom + 36), (x - width * 0.06, bottom + 62), (x, bottom + 90)], 3.6, handle.light)


def chef_knife(p: Pen) -> None:
    with p.turned(42, 200, 200):
        _knife(
            p, 196, 24, 212, 58 if p.has("santoku") else 50, WOOD if p.has("santoku") else IRON, blunt=p.has("santoku")
        )
        if p.has("santoku"):
            p.dots([(190, 110), (190, 136), (190, 162), (190, 188)], 5, STEEL.dark)


def knife_set(p: Pen) -> None:
    _knife(p, 110, 52, 190, 46, IRON)
    _knife(p, 204, 84, 158, 32, IRON, serrated=True)
    _knife(p, 288, 140, 102, 25, IRON)


def knife(p: Pen) -> None:
    handle = p.tone if p.subject.colors else WOOD
    with p.turned(42, 200, 200):
        if p.has("bread", "saw"):
            _knife(p, 196, 14, 226, 38, IRON, serrated=True, blunt=True)
        else:
            _knife(p, 200, 74, 140, 34, handle, serrated=p.has("tomato"))


def cutting_board(p: Pen) -> None:
    if p.has("butcher"):
        p.shadow(200, 150, 330)
        p.path("M42 268 96 180H304L358 268z", p.tone)
        for i in range(1, 7):
            x = 42 + i * 45
            p.line(f"M{x} 268 {96 + i * 29.7:.0f} 180", p.tone.dark, 2.5)
        p.line("M60 238h280M74 214h252M86 196h228", p.tone.dark, 2.5)
        p.box(42, 268, 316, 58, p.down(p.tone), 5)
        p.line("M96 290h60M230 306h80", p.tone.dark, 2.5)
        return
    with p.turned(p.vary(-10, -4), 200, 200):
        p.box(108, 62, 184, 268, p.down(p.tone), 22)
        p.ring(200, 96, 13, 13, p.tone.deep, 4)
        p.line("M140 128h120q12 0 12 12v158q0 12-12 12H140q-12 0-12-12V140q0-12 12-12z", p.tone.dark, 6)
        p.line("M150 150v120M176 160v136M226 146v150M250 160v90", p.tone.dark, 2, opacity=0.55)
    for x, y in ((232, 232), (258, 262), (222, 276)):
        p.oval(x, y, 25, 25, "#c8432f")
        p.oval(x - 8, y - 8, 7, 5, "#ffffff", opacity=0.5)
        leaf(p, x, y - 18, 18, 50)


def board_set(p: Pen) -> None:
    p.shadow(200, 120)
    for i, color in enumerate(("red", "mustard", "sage", "light blue")):
        x = 96 + i * 40
        p.path(f"M{x} 330V{100 + i * 4}q0-14 14-14h58q14 0 14 14V330z", TONES[color])
        p.box(x + 30, 100 + i * 4, 26, 10, TONES[color].deep, 5)
    p.path("M80 296h240v26q0 10-10 10H90q-10 0-10-10z", TONES["charcoal"])


def knife_strip(p: Pen) -> None:
    for x, length, width in ((98, 150, 42), (166, 132, 32), (230, 108, 24), (292, 84, 22)):
        with p.turned(180, x, 170):
            _knife(p, x, 60, length, width, IRON)
    p.box(44, 152, 312, 46, p.down(p.tone), 10)
    p.line("M70 168h120M150 182h170", p.tone.dark, 2.5, opacity=0.6)


def knife_block(p: Pen) -> None:
    p.shadow(200, 92)
    for x, top, w in ((152, 92, 28), (196, 70, 30), (244, 104, 24)):
        p.box(x - w / 2, top, w, 130, IRON, 10)
        p.dots([(x, top + 28), (x, top + 54)], 4, STEEL.light)
        p.box(x - w / 2 + 3, top + 78, w - 6, 70, STEEL, 2)
    p.path("M116 170h168l14 148q0 12-12 12H114q-12 0-12-12z", p.tone)
    p.path("M116 170h168l-6-16H122z", p.tone.deep)
    p.line("M138 200v110M176 206v110M230 200v112M262 204v100", p.tone.dark, 2, opacity=0.6)


def sharpener(p: Pen) -> None:
    p.rise = 40
    p.shadow(205, 130)
    p.path("M60 330q0-70 64-78h150q40 0 60 26 14 20 14 52z", IRON)
    p.path("M70 316q6-48 60-52h60v60H70z", IRON.light, opacity=0.4)
    for x in (214, 276):
        p.path(f"M{x - 18} 250h36l-10 46h-16z", STEEL)
        p.line(f"M{x} 250v44", STEEL.deep, 4)
    with p.turned(-7, 200, 250):
        p.path("M60 206H300q30 0 40 22-20 22-60 24H60z", STEEL)
        p.path("M60 236H290l-12 16H60z", STEEL.light)
        p.box(-30, 202, 100, 34, WOOD, 12)


def runner(p: Pen) -> None:
    with p.turned(-12, 200, 200):
        p.box(126, 34, 148, 332, p.down(p.tone), 3)
        for x in (140, 260):
            p.line(f"M{x} 36v328", p.tone.light, 4, opacity=0.8)
        fringe(p, 126, 364, 148, 14, p.tone.dark)
        fringe(p, 126, 22, 148, 14, p.tone.light)
        p.line("M126 150h148M126 262h148", p.tone.dark, 2, opacity=0.5)
    p.oval(214, 212, 66, 66, WHITE.dark)
    p.oval(210, 208, 66, 66, WHITE)
    p.oval(210, 208, 44, 44, WHITE.light)
    leaf(p, 190, 232, 54, 40)


def napkins(p: Pen) -> None:
    for i, turn in enumerate((-16, -4, 8)):
        with p.turned(turn, 200, 230):
            p.box(106, 106 + i * 6, 188, 188, p.down(p.tone), 5)
            p.line(f"M118 {118 + i * 6}h164v164h-164z", p.tone.light, 2.5, dash="6 5")
    with p.turned(8, 200, 230):
        p.path("M106 118L294 306V118z", p.tone.light, opacity=0.35)
    p.oval(190, 216, 60, 22, WOOD.dark)
    p.oval(190, 212, 44, 15, p.tone.deep)
    p.ring(190, 212, 52, 18, WOOD.base, 12)


RULES = (
    on("plate", dinner_set, "set"),
    on("plate", platter, "platter"),
    on("plate", plate),
    on("bowl", salad_bowl, "salad"),
    on("bowl", nesting_bowls, "nesting"),
    on("bowl", batter_bowl, "batter"),
    on("bowl", bowl),
    on("glass", wine_glass, "wine"),
    on("glass", tumblers),
    on("cutlery", steak_knives, "steak"),
    on("cutlery", cutlery),
    on("table linen", napkins, "napkin"),
    on("table linen", runner),
    on("chef knife", knife_set, "set"),
    on("chef knife", chef_knife),
    on("knife", knife),
    on("cutting board", board_set, "colour-coded"),
    on("cutting board", cutting_board),
    on("knife block", knife_strip, "strip"),
    on("knife block", knife_block),
    on("sharpener", sharpener),
)
