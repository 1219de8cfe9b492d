"""Kitchen machines."""

from __future__ import annotations

from serve.demo.art.pen import Pen
from serve.demo.art.rules import on
from serve.demo.art.shapes import steam, vessel
from serve.demo.art.tones import CREAM, GLASS, IRON, STEEL, TONES, tone

_BREAD, _BERRY = tone("#c98d4d"), tone("#b5485f")


def toaster(p: Pen) -> None:
    p.rise = 14
    long = p.has("long-slot")
    half = 138 if long else 112
    p.shadow(200, half)
    for x in (-46, 46) if not long else (-56, 56):
        p.path(f"M{200 + x - 40} 180v-46q-4-30 40-30t40 30v46z", _BREAD)
        p.path(f"M{200 + x - 31} 180v-42q-4-22 31-22t31 22v42z", _BREAD.light)
    p.path(f"M{200 - half} 216q0-50 50-50h{2 * half - 100}q50 0 50 50v92q0 14-14 14H{214 - half}q-14 0-14-14z", p.tone)
    p.box(200 - half + 34, 166, 2 * half - 68, 13, p.tone.deep, 6)
    for x in (-half + 26, half - 50):
        p.box(200 + x, 318, 26, 12, IRON, 4)
    p.oval(200 + half - 46, 270, 17, 17, STEEL)
    p.line(f"M{200 + half - 46} 270l8-10", IRON.base, 5)
    p.box(200 - half - 16, 214, 22, 34, IRON, 7)
    p.line(f"M{200 - half + 28} 216q4-26 30-28", p.tone.light, 8, opacity=0.8)
    p.line(f"M{200 - half + 20} 298h{2 * half - 40}", p.tone.dark, 3)


def blender(p: Pen) -> None:
    p.shadow(200, 84)
    p.line("M262 116h28q14 0 14 14v62q0 16-30 20", p.tone.deep, 13)
    p.path("M134 96h132l-16 146H150z", GLASS.base, opacity=0.85)
    p.path("M141 150h118l-9 92H150z", _BERRY)
    p.path("M141 150q30-14 60 0t58 0l-2 14H142z", _BERRY.light)
    p.line("M152 112l8 116", "#ffffff", 6, opacity=0.7)
    p.box(126, 78, 148, 22, IRON, 9)
    p.box(180, 64, 40, 18, IRON, 6)
    p.path("M148 242h104l18 74q2 14-14 14H144q-16 0-14-14z", p.tone)
    p.oval(200, 288, 22, 22, STEEL)
    p.line("M200 288v-16", IRON.base, 5)


def cup_blender(p: Pen) -> None:
    p.shadow(200, 66)
    p.path("M150 214V112q0-30 50-30t50 30v102z", GLASS.base, opacity=0.85)
    p.path("M150 214v-70q50-20 100 0v70z", tone("#8fae63"))
    p.line("M164 118v84", "#ffffff", 7, opacity=0.7)
    p.box(142, 206, 116, 18, IRON, 6)
    p.path("M146 224h108l8 92q0 14-14 14h-96q-14 0-14-14z", p.tone)
    p.oval(200, 274, 17, 17, p.tone.light)


def stick_blender(p: Pen) -> None:
    p.shadow(160, 60)
    p.shadow(280, 40)
    p.path("M136 90q24-26 48 0l6 110h-60z", p.tone)
    p.box(146, 112, 28, 44, IRON, 12)
    p.box(148, 198, 24, 92, STEEL, 6)
    p.path("M148 282h24l20 36q2 12-12 12h-40q-14 0-12-12z", STEEL)
    p.box(266, 78, 26, 110, p.tone, 10)
    for d in (34, 20, 6):
        p.line(
            f"M{279 - d / 3:.0f} 186C{279 - d * 1.6:.0f} 250 {279 - d * 1.6:.0f} 326 279 326"
            f"C{279 + d * 1.6:.0f} 326 {279 + d * 1.6:.0f} 250 {279 + d / 3:.0f} 186",
            STEEL.dark,
            4,
        )


def stand_mixer(p: Pen) -> None:
    p.shadow(200, 128)
    p.path("M76 306h248q14 0 14 24H62q0-24 14-24z", p.tone)
    p.path("M252 306V170h62v136z", p.tone)
    p.path("M98 92h190q44 0 44 46t-44 46H120q-46 0-52-30-4-62 30-62z", p.tone)
    p.oval(84, 138, 13, 22, STEEL)
    p.box(124, 178, 34, 22, STEEL, 5)
    p.line("M141 198v42", STEEL.dark, 8)
    vessel(p, 146, 218, 78, 308, 46, STEEL, CREAM.base, belly=16, ry=15)
    p.line("M96 112q8-10 24-10h110", p.tone.light, 7, opacity=0.7)
    p.oval(290, 236, 11, 11, STEEL)
    p.box(184, 144, 92, 8, p.tone.deep, 4, opacity=0.5)


def hand_mixer(p: Pen) -> None:
    p.shadow(176, 90)
    for x in (132, 184):
        p.line(f"M{x} 208v50", STEEL.dark, 7)
        for d in (24, 9):
            p.line(
                f"M{x} 252C{x - d * 1.3:.0f} 270 {x - d * 1.3:.0f} 326 {x} 326"
                f"C{x + d * 1.3:.0f} 326 {x + d * 1.3:.0f} 270 {x} 252",
                STEEL.base,
                6,
            )
    p.path("M92 158q0-22 24-22h150q66 0 70 44 0 28-40 28H118q-26 0-26-24z", p.tone)
    p.line("M132 140q0-52 54-52h70q54 0 58 60", p.tone.dark, 22)
    p.line("M110 164h80", p.tone.light, 7, opacity=0.8)
    p.dots([(240, 172), (258, 172), (276, 172)], 5, p.tone.deep)
    p.line("M330 196q34 20 20 60t14 74", IRON.base, 6)


def rice_cooker(p: Pen) -> None:
    p.shadow(200, 112)
    p.path("M84 232q0-34 20-44h192q20 10 20 44v66q0 32-34 32H118q-34 0-34-32z", p.tone)
    p.path("M92 190q6-72 108-74 102 2 108 74-108 26-216 0z", p.tone)
    p.line("M90 192q110 28 220 0", p.tone.dark, 5)
    p.oval(200, 130, 24, 6, p.tone.deep)
    p.box(160, 240, 80, 58, p.tone.dark, 12)
    p.oval(200, 262, 14, 14, STEEL)
    p.dots([(186, 286), (200, 286), (214, 286)], 3.4, "#e08a3c")
    for x in (74, 308):
        p.box(x, 226, 18, 34, p.tone.deep, 6)
    steam(p, 200, 112)


def air_fryer(p: Pen) -> None:
    p.shadow(200, 104)
    p.path("M98 176q0-88 102-88t102 88v124q0 30-30 30H128q-30 0-30-30z", p.tone)
    p.path("M112 214h176v82q0 20-20 20H132q-20 0-20-20z", p.tone.deep)
    p.path("M112 214h176v12H112z", p.tone.light, opacity=0.5)
    p.box(170, 248, 60, 22, STEEL, 10)
    p.box(182, 262, 36, 46, STEEL, 10)
    p.oval(200, 152, 30, 30, p.tone.dark)
    p.ring(200, 152, 30, 30, STEEL.base, 5)
    p.line("M200 152l14-14", "#f0a64b", 5)
    p.line("M122 168q4-52 44-62", p.tone.light, 8, opacity=0.7)


def slow_cooker(p: Pen) -> None:
    p.rise = 24
    p.shadow(200, 128)
    for side in (-1, 1):
        p.line(f"M{200 + side * 124} 238h{side * 18}", IRON.base, 20)
    p.path("M72 222q128 30 256 0l-10 86q-4 22-28 22H110q-24 0-28-22z", IRON)
    p.path("M62 212q138 36 276 0v14q-138 38-276 0z", CREAM)
    p.path("M78 208q10-64 122-66 112 2 122 66-122 30-244 0z", "#dfeceb", opacity=0.8)
    p.line("M110 186q20-24 58-30", "#ffffff", 7, opacity=0.8)
    p.oval(200, 138, 19, 11, IRON)
    p.oval(200, 288, 19, 19, STEEL)
    p.line("M200 288l-8-12", IRON.base, 5)
    p.line("M150 288h16M234 288h16", "#e08a3c", 5)


def food_processor(p: Pen) -> None:
    p.shadow(200, 104)
    p.box(212, 70, 46, 52, GLASS, 8, opacity=0.85)
    p.path("M122 124h156q6 60-8 110H130q-14-50-8-110z", GLASS.base, opacity=0.85)
    p.path("M124 178q76-20 152 0-2 34-7 56H131q-6-26-7-56z", "#e38a3f")
    p.line("M140 190l60 22 58-26M156 214l44-2 46 12", "#f3b878", 6)
    p.box(112, 110, 176, 18, IRON, 8)
    p.line("M278 150q40 0 36 44t-40 38", p.tone.deep, 13)
    p.path("M120 234h160l18 80q2 16-16 16H118q-18 0-16-16z", p.tone)
    p.oval(200, 284, 24, 24, STEEL)
    p.line("M200 284v-18", IRON.base, 5)


def scale(p: Pen) -> None:
    p.rise = 50
    p.shadow(200, 144, 318)
    p.path("M58 304 96 210H304L342 304z", p.tone)
    p.path("M58 304H342v12q0 8-8 8H66q-8 0-8-8z", p.tone.dark)
    p.path("M152 296 160 274H240L248 296z", "#20282c")
    p.line("M186 284h8M200 280v10M212 284h10", "#bfe3dd", 4)
    for x, y, r in ((168, 232, 27), (226, 240, 30), (196, 214, 25)):
        p.oval(x, y - 8, r, r * 0.86, "#cf5540")
        p.oval(x - 9, y - 16, 8, 6, "#ffffff", opacity=0.45)
        p.line(f"M{x} {y - 8 - r * 0.8:.0f}l5-12", "#5b4334", 4)


def frother(p: Pen) -> None:
    p.shadow(196, 80)
    p.line("M264 176h24q16 0 16 18v58q0 18-16 18h-20", p.tone.deep, 15)
    vessel(p, 196, 152, 72, 296, 66, p.tone, "#fffaf2", ry=15)
    p.path("M134 146q10-36 36-26 16-30 46-8 32-8 42 34-62 20-124 0z", "#fffaf2")
    p.oval(196, 306, 78, 16, IRON.dark)
    p.path("M118 298h156v22q-78 22-156 0z", IRON)
    p.dots([(196, 312)], 6, "#e08a3c")
    p.line("M142 180l6 96", p.tone.light, 8, opacity=0.7)


def sandwich_press(p: Pen) -> None:
    p.rise = 28
    p.shadow(200, 134)
    p.path("M66 270h268q8 0 8 12v34q0 14-16 14H74q-16 0-16-14v-34q0-12 8-12z", p.tone)
    p.path("M82 252h236l4 20H78z", _BREAD)
    p.path("M84 246q116 30 232 0l-6 12q-110 22-220 0z", "#f2c04d")
    p.path("M84 236h232l2 14H82z", _BREAD.light)
    p.path("M60 232q-4-78 70-84h140q74 6 70 84z", p.tone)
    p.line("M110 206h180", p.tone.dark, 4)
    p.line("M150 158q0-36 50-36t50 36", IRON.base, 15)
    p.dots([(118, 190), (136, 190)], 5, "#e08a3c")
    p.line("M84 214q4-44 40-50", p.tone.light, 8, opacity=0.6)


def ice_cream_maker(p: Pen) -> None:
    p.shadow(200, 96)
    for x, y, c in ((168, 130, "#f0c9cf"), (232, 130, "#f4e4bf"), (200, 104, "#c98d6a")):
        p.oval(x, y, 42, 40, c)
        p.oval(x - 12, y - 14, 11, 8, "#ffffff", opacity=0.55)
    vessel(p, 200, 148, 96, 330, 92, p.tone, "#f4e4bf", ry=19)
    p.path("M104 150q96 40 192 0l-1 14q-94 38-190 0z", STEEL)
    for x, y, c in ((164, 134, "#f0c9cf"), (236, 134, "#f4e4bf")):
        p.path(f"M{x - 40} {y}q40 30 80 0v10q-40 24-80 0z", c)
    p.oval(200, 266, 27, 27, p.tone.dark)
    p.oval(200, 266, 19, 19, STEEL)
    p.line("M124 196l6 100", p.tone.light, 8, opacity=0.7)


def dehydrator(p: Pen) -> None:
    p.shadow(200, 116)
    p.path("M92 134q0-34 34-34h148q34 0 34 34v18H92z", IRON)
    p.line("M150 118h100M164 130h72", IRON.light, 5)
    for i in range(6):
        y = 152 + i * 23
        p.box(88, y, 224, 20, TONES["linen"], 6)
        for x in range(104, 300, 26):
            c = ("#d9742f", "#c8432f", "#e0a53c")[(x // 26 + i) % 3]
            p.oval(x + 8, y + 11, 9, 5, c)
    p.path("M84 292h232v24q0 14-14 14H98q-14 0-14-14z", IRON)
    p.dots([(200, 311)], 7, "#e08a3c")


RULES = (
    on("toaster", toaster),
    on("blender", cup_blender, "cup"),
    on("blender", stick_blender, "stick"),
    on("blender", blender),
    on("mixer", hand_mixer, "hand mixer"),
    on("mixer", stand_mixer),
    on("cooker", air_fryer, "air fryer"),
    on("cooker", slow_cooker, "slow"),
    on("cooker", rice_cooker),
    on("food processor", food_processor),
    on("kitchen scale", scale),
    on("appliance", frother, "frother"),
    on("appliance", sandwich_press, "press"),
    on("appliance", ice_cream_maker, "ice cream"),
    on("appliance", dehydrator),
)
