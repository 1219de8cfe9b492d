"""Backpacks, bags and pouches."""

from __future__ import annotations

from serve.demo.art.pen import Pen
from serve.demo.art.rules import on
from serve.demo.art.tones import BRASS, IRON, TONES, WHITE, mix

_LEATHER = TONES["tan"]


def backpack(p: Pen) -> None:
    """A tall pack for days on foot."""
    ultralight = p.has("ultralight")
    p.shadow(200, 94)
    p.line("M112 160q-44 60-22 130M288 160q44 60 22 130", p.tone.deep, 17)
    p.path("M118 134q0-48 82-50 82 2 82 50v166q0 30-34 30h-96q-34 0-34-30z", p.tone)
    p.path("M112 128q2-66 88-68 86 2 88 68v22q-88 22-176 0z", p.tone.dark)
    p.line("M182 62q0-24 18-24t18 24", IRON.base, 8)
    pocket = TONES["charcoal"] if ultralight else p.tone
    p.path("M134 210q66 16 132 0v86q0 22-24 22h-84q-24 0-24-22z", pocket.dark, opacity=0.9)
    p.path("M134 210q66 16 132 0v13q-66 16-132 0z", pocket.light)
    for x in (156, 244):
        p.line(f"M{x} 140v58", IRON.base, 8)
        p.box(x - 9, 172, 18, 13, BRASS if not ultralight else IRON, 3)
    for x in (98, 276):
        p.path(f"M{x} 226q14-8 28 0v84q-14 10-28 0z", p.tone.dark)
    p.path("M84 300q40 22 60 16v14H96zM316 300q-40 22-60 16v14h48z", p.tone.deep)
    p.path("M180 120l16-26 9 14 5-6 14 18z", mix(p.tone.light, "#fffaf0", 0.5))


def travel_pack(p: Pen) -> None:
    p.shadow(200, 96)
    p.path("M104 118q0-56 56-56h80q56 0 56 56v172q0 40-40 40H144q-40 0-40-40z", p.tone)
    p.line("M174 62q0-26 26-26t26 26", IRON.base, 9)
    p.line("M122 124q0-42 42-42h72q42 0 42 42v170", p.tone.deep, 5)
    p.box(128, 196, 144, 112, p.tone.dark, 18)
    p.line("M142 218h116", p.tone.light, 5)
    p.oval(256, 218, 5, 8, BRASS)
    for y in (150, 176):
        p.line(f"M104 {y}h28M268 {y}h28", IRON.base, 8)
    p.box(170, 116, 60, 26, p.tone.light, 5)


def daypack(p: Pen) -> None:
    p.shadow(200, 92)
    if p.has("kids"):
        p.line("M120 190q-40 40-20 100M280 190q40 40 20 100", p.tone.deep, 15)
        p.path("M106 330q-20-190 94-196 114 6 94 196z", p.tone)
        p.path("M124 172 104 104l62 38zM276 172l20-68-62 38z", p.tone.dark)
        p.path("M126 262q74-60 148 0-10 60-74 60t-74-60z", WHITE)
        p.dots([(166, 226), (234, 226)], 9, "#2d2420")
        p.oval(200, 266, 15, 11, "#2d2420")
        p.line("M200 276v14M182 294q18 10 36 0", "#2d2420", 4)
        return
    p.line("M122 190q-44 40-24 112M278 190q44 40 24 112", p.tone.deep, 15)
    if p.has("roll-top"):
        p.path("M122 120h156l14 180q0 30-30 30H138q-30 0-30-30z", p.tone)
        p.path("M112 92h176q10 0 8 12l-6 28H110l-6-28q-2-12 8-12z", p.tone.dark)
        p.line("M118 106h164", p.tone.light, 4)
        p.line("M200 128v110", IRON.base, 12)
        p.box(186, 176, 28, 22, BRASS, 4)
        p.path("M128 232h144v64q0 16-16 16H144q-16 0-16-16z", p.tone.dark, opacity=0.8)
        p.line("M130 240h140", p.tone.light, 4)
        return
    p.path("M112 300V190q0-110 88-112 88 2 88 112v110q0 30-34 30H146q-34 0-34-30z", p.tone)
    p.line("M180 82q0-30 20-30t20 30", IRON.base, 9)
    p.line("M130 190q4-84 70-88 66 4 70 88", p.tone.deep, 5)
    p.path("M130 222q70 18 140 0v78q0 18-20 18H150q-20 0-20-18z", p.tone.dark)
    p.line("M134 230q66 16 132 0", p.tone.light, 4)
    p.oval(258, 232, 5, 9, BRASS)
    if not p.has("packable"):
        p.line("M146 150 254 208M254 150 146 208", IRON.base, 4)
    p.path("M182 146l16-26 9 14 5-6 14 18z", mix(p.tone.light, "#fffaf0", 0.5))


def duffel(p: Pen) -> None:
    if p.has("rolling"):
        _rolling(p)
        return
    if p.has("tote"):
        p.shadow(200, 104)
        p.line("M146 160V96q0-40 54-40t54 40v64", p.tone.dark, 13)
        p.path("M92 150h216l-12 166q-2 14-16 14H120q-14 0-16-14z", p.tone)
        p.path("M92 150h216l-2 17H94z", p.tone.dark)
        p.line("M146 166v64M254 166v64", p.tone.dark, 13)
        p.path("M164 268l32-54 18 28 11-13 26 39z", mix(p.tone.light, "#fffaf0", 0.3))
        return
    canvas = p.has("canvas")
    trim = _LEATHER if canvas else IRON
    p.shadow(200, 152)
    p.line("M140 206q-4-100 60-100t60 100", trim.base, 13)
    p.path("M46 250q0-64 62-64h184q62 0 62 64v22q0 58-56 58H102q-56 0-56-58z", p.tone)
    p.line("M80 200q120-26 240 0", p.tone.deep, 6)
    p.oval(320, 202, 5, 9, BRASS)
    for x in (128, 256):
        p.path(f"M{x} 190h16v140h-16z", trim)
    if canvas:
        p.path("M46 282q10 48 56 48h28q-50-10-84-80zM354 282q-10 48-56 48h-28q50-10 84-80z", _LEATHER)
        p.box(172, 238, 56, 44, _LEATHER.light, 6)
    else:
        p.box(164, 230, 72, 56, p.tone.dark, 10)
        p.path("M180 270l16-27 9 14 5-6 13 19z", mix(p.tone.light, "#fffaf0", 0.5))
    p.line("M66 242q4-36 40-40", p.tone.light, 7, opacity=0.7)


def _rolling(p: Pen) -> None:
    p.shadow(196, 100)
    p.line("M150 120V46H242v74", IRON.base, 9)
    p.box(150, 36, 92, 17, IRON, 8)
    p.path("M110 122q0-34 34-34h104q34 0 34 34v180q0 24-24 24H134q-24 0-24-24z", p.tone)
    p.line("M128 126q0-22 22-22h92q22 0 22 22v150", p.tone.deep, 5)
    p.box(132, 160, 128, 58, p.tone.dark, 12)
    p.line("M146 178h100", p.tone.light, 4)
    p.box(132, 232, 128, 64, p.tone.dark, 12)
    p.path("M180 282l16-27 9 14 5-6 13 19z", mix(p.tone.light, "#fffaf0", 0.5))
    for x in (112, 248):
        p.oval(x + 16, 318, 18, 18, IRON)
        p.oval(x + 16, 318, 7, 7, IRON.light)


def packing_cubes(p: Pen) -> None:
    p.shadow(200, 130)
    for x, y, w, h in ((70, 236, 260, 94), (94, 156, 212, 76), (124, 96, 152, 56)):
        p.box(x, y, w, h, p.tone, 14)
        p.box(x + 16, y + 14, w - 32, h - 34, p.tone.deep, 8, opacity=0.55)
        p.line("".join(f"M{i} {y + 16}v{h - 38}" for i in range(x + 26, x + w - 20, 12)), p.tone.light, 1.4)
        p.line(f"M{x + 12} {y + h - 11}h{w - 40}", BRASS.dark, 4)
        p.box(x + w - 30, y + h - 16, 16, 10, BRASS, 4)


def dry_bag(p: Pen) -> None:
    p.shadow(200, 84)
    p.path("M122 128h156q10 100 0 202H122q-10-102 0-202z", p.tone)
    p.line("M130 104q70-30 140 0v26H130z", p.tone.dark, 4)
    p.box(112, 100, 176, 36, p.tone.dark, 12)
    p.line("M120 118h160", p.tone.light, 4)
    p.line("M124 102q0-50 76-50t76 50", IRON.base, 10)
    p.box(184, 40, 32, 24, IRON, 6)
    p.line("M124 160q76 20 152 0M120 300q80 20 160 0", p.tone.dark, 4)
    p.path("M170 254l26-44 15 23 9-11 22 32z", mix(p.tone.light, "#fffaf0", 0.4))


def toiletry_bag(p: Pen) -> None:
    p.line("M200 22v34", IRON.base, 8)
    p.ring(200, 36, 17, 15, IRON.base, 6)
    p.box(104, 56, 192, 290, p.tone, 26)
    for y, h in ((78, 74), (164, 78), (254, 72)):
        p.box(120, y, 160, h, p.tone.dark, 12)
        p.line(f"M130 {y + 11}h140", p.tone.light, 4)
    p.box(146, 104, 24, 48, WHITE, 6)
    p.box(184, 96, 20, 56, TONES["sage"], 6)
    p.line("M234 98v44", TONES["terracotta"].base, 9)
    p.box(150, 194, 96, 40, TONES["cream"], 8)


def phone_pouch(p: Pen) -> None:
    p.line("M150 96Q120 0 200 8t50 88", p.tone.deep, 9)
    p.box(118, 92, 164, 258, p.tone, 24)
    p.box(112, 84, 176, 40, p.tone.dark, 12)
    p.box(136, 140, 128, 192, "#cfe3e6", 14)
    p.box(150, 152, 100, 168, "#2c3a44", 14)
    p.path("M156 286l30-54 20 30 12-15 26 39z", "#7f9f92")
    p.oval(222, 196, 12, 12, "#f3c64f")


def pannier(p: Pen) -> None:
    p.shadow(200, 96)
    p.line("M150 84h100M150 84v26M250 84v26", IRON.base, 13)
    p.path("M112 112h176l12 186q0 32-32 32H132q-32 0-32-32z", p.tone)
    p.box(104, 96, 192, 36, p.tone.dark, 13)
    p.line("M112 114h176", p.tone.light, 4)
    p.line("M200 130v84", IRON.base, 11)
    p.box(186, 184, 28, 22, IRON.light, 4)
    p.line("M128 268h144", "#e8eef0", 13)
    p.line("M120 150l-6 110", p.tone.light, 7, opacity=0.7)


def hip_pack(p: Pen) -> None:
    p.line("M40 150q20 60 70 76M360 150q-20 60-70 76", IRON.base, 17)
    p.line("M40 150Q200 60 360 150", IRON.base, 15)
    p.path("M76 214q124-40 248 0 16 90-40 104-84 20-168 0-56-14-40-104z", p.tone)
    p.line("M92 234q108-32 216 0", p.tone.deep, 6)
    p.oval(300, 236, 6, 10, BRASS)
    p.path("M116 266q84-20 168 0 4 34-20 40-64 12-128 0-24-6-20-40z", p.tone.dark)
    p.box(184, 92, 32, 26, IRON.light, 6)


RULES = (
    on("backpack", travel_pack, "travel"),
    on("backpack", backpack),
    on("daypack", daypack),
    on("duffel", duffel),
    on("pouch", packing_cubes, "cubes"),
    on("pouch", dry_bag, "dry bag"),
    on("pouch", toiletry_bag, "toiletry"),
    on("pouch", phone_pouch, "phone"),
    on("pouch", pannier, "pannier"),
    on("pouch", hip_pack),
)
