"""Jars, boxes and baskets for food and for the house."""

from __future__ import annotations

from serve.demo.art.pen import Pen
from serve.demo.art.rules import on
from serve.demo.art.shapes import can, vessel
from serve.demo.art.tones import GLASS, IRON, STEEL, TONES, WOOD, Tone, tone

_RUBBER, _GREEN = "#c9683f", "#8aa35f"


def clip_jar(p: Pen) -> None:
    p.shadow(200, 78)
    p.path("M136 136h128q14 8 14 30v144q0 20-20 20H142q-20 0-20-20V166q0-22 14-30z", GLASS.base, opacity=0.85)
    p.path("M128 186h144v120q0 18-18 18H146q-18 0-18-18z", "#d98f3c", opacity=0.9)
    for x, y in ((156, 216), (206, 206), (248, 224), (170, 256), (226, 262), (190, 296), (246, 300), (148, 298)):
        p.oval(x, y, 21, 18, "#e8a851")
        p.oval(x - 6, y - 5, 6, 4, "#ffffff", opacity=0.5)
    p.line("M136 176v126", "#ffffff", 7, opacity=0.6)
    p.box(134, 126, 132, 12, _RUBBER, 5)
    p.path("M138 126q0-32 62-32t62 32z", GLASS.base, opacity=0.9)
    p.line("M132 150h136M132 150v-22M268 150v-22M200 150v34", STEEL.dark, 5)
    p.line("M252 122q26 8 22 36l-10 24", STEEL.dark, 6)


def stacking_jars(p: Pen) -> None:
    p.shadow(200, 118)
    fills = ("#c98d4d", "#8a4b35", "#e8d9b8", "#d9a441")
    for (x, y, w, h), fill in zip(
        ((94, 198, 98, 132), (206, 226, 100, 104), (94, 92, 98, 92), (206, 100, 100, 112)), fills, strict=True
    ):
        p.box(x, y, w, h, GLASS.base, 12, opacity=0.85)
        p.box(x + 6, y + h * 0.36, w - 12, h * 0.64 - 6, fill, 8)
        p.dots(
            [(x + 24, y + h * 0.56), (x + 52, y + h * 0.7), (x + 72, y + h * 0.52), (x + 34, y + h * 0.84)],
            5,
            "#fff3da",
        )
        p.line(f"M{x + 13} {y + 22}v{h - 42}", "#ffffff", 5, opacity=0.7)
        p.box(x - 3, y - 8, w + 6, 18, p.down(WOOD), 6)


def vacuum_canister(p: Pen) -> None:
    p.shadow(200, 82)
    can(p, 200, 140, 82, 330, p.tone)
    can(p, 200, 112, 86, 156, IRON)
    p.oval(200, 110, 30, 8, STEEL)
    p.box(160, 210, 80, 56, p.tone.light, 8, opacity=0.8)
    p.oval(200, 238, 12, 17, "#5a3826")
    p.line("M200 224q-6 14 0 28", p.tone.light, 3)


def crock(p: Pen) -> None:
    p.shadow(200, 100)
    p.path("M104 178h192q22 30 22 70 0 82-54 82H136q-54 0-54-82 0-40 22-70z", p.tone)
    p.path("M92 164h216v20q-108 20-216 0z", p.tone.dark)
    p.path("M118 166q0-40 82-40t82 40q-82 18-164 0z", p.tone)
    p.oval(200, 122, 19, 12, p.tone)
    p.line("M84 232q116 22 232 0M86 246q114 22 228 0", "#4b6f96", 6)
    p.line("M112 208q-10 30-6 64", p.tone.light, 9, opacity=0.7)


def bento(p: Pen) -> None:
    p.rise = 30
    p.shadow(200, 132)
    for y in (256, 192):
        p.box(70, y, 260, 72, p.tone, 20)
        p.line(f"M70 {y + 4}h260", p.tone.dark, 4)
        p.line(f"M94 {y + 24}v26", p.tone.light, 8, opacity=0.7)
    p.path("M66 192q0-34 40-34h188q40 0 40 34z", p.tone)
    for x in (60, 322):
        p.box(x, 196, 18, 76, STEEL, 7)
    p.line("M134 166h90", p.tone.light, 6, opacity=0.7)


def glass_box(p: Pen) -> None:
    p.rise = 44
    p.shadow(200, 134)
    p.path("M66 216h268l-18 98q-3 16-20 16H104q-17 0-20-16z", GLASS.base, opacity=0.9)
    p.path("M84 246h108v72H98q-8-30-14-72z", "#e8d9b8")
    p.path("M208 246h108q-6 42-14 72h-94z", _GREEN)
    p.dots([(116, 268), (142, 290), (166, 266), (120, 302), (168, 304)], 8, "#d9742f")
    p.dots([(236, 270), (270, 290), (288, 266), (246, 304)], 9, "#c8432f")
    p.box(194, 230, 12, 92, GLASS.light, 4)
    p.path("M56 204q0-22 22-22h244q22 0 22 22v16H56z", p.tone)
    for x in (96, 272):
        p.box(x, 212, 32, 20, p.tone.dark, 6)
    p.line("M86 196h120", p.tone.light, 6, opacity=0.7)


def kids_box(p: Pen) -> None:
    p.shadow(200, 120)
    p.line("M150 172v-22q0-16 16-16h68q16 0 16 16v22", p.tone.dark, 13)
    p.box(84, 170, 232, 160, p.tone, 32)
    p.line("M86 238h228", p.tone.dark, 5)
    p.box(176, 224, 48, 30, p.tone.light, 9)
    p.path("M160 296q0-20 40-20t40 20q-6 22-40 22t-40-22z", "#e58a4b")
    p.path("M164 288l-4-26 24 16zM236 288l4-26-24 16z", "#e58a4b")
    p.dots([(186, 296), (214, 296)], 4, "#33261f")
    p.oval(200, 308, 6, 4, "#33261f")


def food_jar(p: Pen) -> None:
    p.shadow(200, 74)
    can(p, 200, 150, 74, 330, p.tone)
    can(p, 200, 96, 70, 164, STEEL)
    p.line("M132 150q68 22 136 0", STEEL.dark, 5)
    p.path("M126 286q74 24 148 0v14q-74 24-148 0z", p.tone.dark)
    p.line("M142 184v92", p.tone.light, 8, opacity=0.7)
    p.line("M262 104q40 10 36 52", IRON.base, 8)


def glass_containers(p: Pen) -> None:
    p.rise = 18
    p.shadow(200, 140)
    for x, y, w, h, fill in ((62, 252, 276, 78, "#d9742f"), (88, 180, 224, 66, _GREEN), (118, 118, 164, 56, "#e8d9b8")):
        p.path(f"M{x} {y}h{w}l-10 {h - 10}q-2 10-12 10H{x + 22}q-10 0-12-10z", GLASS.base, opacity=0.9)
        p.path(f"M{x + 8} {y + h * 0.4}h{w - 16}l-8 {h * 0.45}q-2 6-8 6H{x + 24}q-6 0-8-6z", fill, opacity=0.9)
        p.box(x - 8, y - 12, w + 16, 18, p.tone, 7)


def freezer_bags(p: Pen) -> None:
    fill = GLASS if p.tone is TONES["clear"] else p.tone
    for i, (dx, dy, turn, food) in enumerate(((-70, 24, -10, "#c8432f"), (64, 30, 9, _GREEN), (0, 0, -1, "#5d6fae"))):
        with p.turned(turn, 200, 210):
            x, y = 128 + dx, 96 + dy
            p.path(f"M{x} {y}h144v176q0 22-22 22h-100q-22 0-22-22z", fill.base, opacity=0.92)
            p.path(f"M{x + 14} {y + 90}q58-24 116 0v78q0 16-16 16h-84q-16 0-16-16z", food, opacity=0.75)
            p.dots([(x + 44, y + 116), (x + 80, y + 140), (x + 104, y + 112), (x + 56, y + 160)], 12, food)
            p.box(x, y, 144, 22, fill.dark, 6)
            p.line(f"M{x + 12} {y + 42}v{90 + i}", fill.light, 7, opacity=0.9)


def beeswax_wraps(p: Pen) -> None:
    for turn, fill in ((-18, TONES["mustard"]), (2, TONES["sage"]), (20, TONES["cream"])):
        with p.turned(turn, 190, 250):
            p.box(94, 92, 190, 190, p.down(fill), 8)
            for row in range(3):
                for col in range(3):
                    x, y = 130 + col * 58, 128 + row * 58
                    p.path(f"M{x - 14} {y}l7-12h14l7 12-7 12h-14z", fill.dark, opacity=0.55)
    p.path("M190 330q-52 0-56-34 56-26 112 0-4 34-56 34z", tone("#e2b04a"))


def bread_box(p: Pen) -> None:
    p.rise = 16
    p.shadow(200, 146)
    p.path("M58 330V236q4-78 92-80h190v174z", p.tone)
    for i in range(6):
        p.line(f"M{62 + i * 4} {312 - i * 25}H330", p.tone.dark, 3)
    p.path("M336 150q10 0 10 10v170h-22V150z", p.tone.dark)
    p.box(168, 300, 64, 13, IRON if p.tone is WOOD else WOOD, 6)
    p.path("M134 152q8-52 70-50 40-16 74 14 32 6 32 36z", tone("#c98d4d"))
    p.line("M176 124l20 14M214 112l20 16M252 120l18 14", tone("#c98d4d").light, 6)


def basket(p: Pen, tone_: Tone, x: float, top: float, w: float, bottom: float, bulge: float = 16) -> None:
    """Draw a woven body; also for planters and hampers."""
    right = x + w
    height, inset = bottom - top, round(w * 0.06)
    d = (
        f"M{x} {top}H{right}q{bulge} {height / 2} -{inset} {height}H{x + inset}"
        f"q-{inset + bulge} -{height / 2} -{inset} -{height}z"
    )
    p.path(d, tone_)
    with p.inside(d):
        rows = int(height / 17)
        for row in range(rows):
            y = top + 8 + row * 17
            p.line(f"M{x - 20 + (row % 2) * 13} {y}H{right + 20}", tone_.dark, 7, dash="15 11")


def banneton(p: Pen) -> None:
    p.rise = 34
    p.shadow(200, 120)
    p.path("M84 236q6-84 116-84t116 84z", tone("#efdcb6"))
    p.line("M150 184q50-20 100 0M126 212q74-30 148 0", "#ffffff", 7, opacity=0.8)
    vessel(p, 200, 240, 128, 330, 86, p.tone, tone("#efdcb6"), belly=12, ry=24)
    p.path("M78 238q8-78 122-80 114 2 122 80-122 42-244 0z", tone("#efdcb6"))
    for y in (262, 282, 302, 318):
        half = 128 - (y - 240) * 0.46
        p.line(f"M{200 - half:.0f} {y}q{half:.0f} 34 {2 * half:.0f} 0", p.tone.dark, 4)


def seagrass_basket(p: Pen) -> None:
    p.shadow(200, 120)
    basket(p, p.tone, 90, 186, 220, 330)
    p.path("M78 176q4-52 122-54 118 2 122 54v16q-122 26-244 0z", p.tone)
    p.line("M92 168q108 24 216 0M104 150q96 18 192 0M130 134q70 10 140 0", p.tone.dark, 4, dash="13 9")
    p.oval(200, 118, 19, 11, p.tone.dark)
    for side in (-1, 1):
        p.line(f"M{200 + side * 116} 226q{side * 30} 14 0 40", p.tone.deep, 8)


def laundry_basket(p: Pen) -> None:
    p.shadow(200, 112)
    p.path("M118 120q30-36 66-10 30-30 60 0 30-14 44 16z", TONES["white"])
    p.path("M204 122q24-30 50-14 30-4 34 16z", TONES["navy"])
    basket(p, p.tone, 96, 116, 208, 330, 8)
    p.box(90, 108, 220, 20, p.down(p.tone), 9)
    p.line("M200 128v196", p.tone.deep, 5)
    for x in (130, 234):
        p.box(x, 150, 38, 15, p.tone.deep, 7)


def rope_basket(p: Pen) -> None:
    p.shadow(200, 112)
    for side in (-1, 1):
        p.line(f"M{200 + side * 104} 176q{side * 44} 14 {side * 2} 62", p.tone.dark, 13)
    vessel(p, 200, 168, 112, 330, 100, p.tone, p.tone.deep, belly=10, ry=26)
    for y in range(196, 326, 19):
        p.line(f"M{90 + (y - 190) * 0.06:.0f} {y}q110 36 {220 - (y - 190) * 0.12:.0f} 0", p.tone.dark, 2.6)
    p.path("M128 166q20-40 60-20 34-36 74-4 18 4 14 24-76 20-148 0z", TONES["cream"])


RULES = (
    on("jar", clip_jar, "clip"),
    on("jar", stacking_jars, "stacking"),
    on("jar", vacuum_canister, "canister"),
    on("jar", crock),
    on("lunch box", bento, "bento"),
    on("lunch box", glass_box, "glass"),
    on("lunch box", kids_box, "kids"),
    on("lunch box", food_jar),
    on("container", freezer_bags, "bags"),
    on("container", beeswax_wraps, "wraps"),
    on("container", bread_box, "bread"),
    on("container", glass_containers),
    on("basket", banneton, "banneton"),
    on("basket", laundry_basket, "laundry"),
    on("basket", rope_basket, "rope"),
    on("basket", seagrass_basket),
)
