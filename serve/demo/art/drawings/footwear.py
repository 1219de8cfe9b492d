"""Boots, shoes, sandals and slippers, from the side."""

from __future__ import annotations

from serve.demo.art.pen import Pen
from serve.demo.art.rules import on
from serve.demo.art.tones import BRASS, CREAM, IRON, TONES, mix


def _sole(p: Pen, color: str, tread: str) -> None:
    p.path("M62 296q-8 20 2 30 6 6 20 6h236q36 0 38-22 0-14-8-22z", color)
    p.line("".join(f"M{x} 334v-9" for x in range(78, 344, 20)), tread, 9)


def boot(p: Pen) -> None:
    small = 0.88 if p.has("kids") else 1
    with p.turned(0, 200, 330, scale=small):
        p.shadow(206, 150 * small)
        winter, leather = p.has("winter"), p.has("leather")
        p.path(
            "M92 96q44-16 88 0 4 60 30 84 44 30 96 46 44 14 46 62 0 14-14 14H72q-14 0-12-16 16-60 14-110 2-40 18-80z",
            p.tone,
        )
        p.path("M252 206q20 12 54 20 44 14 46 62 0 14-14 14H262q24-50-10-96z", p.tone.dark)
        p.path("M62 300q-6-10 2-34 8-30 10-60 40 20 34 96z", p.tone.dark, opacity=0.8)
        if winter:
            p.path("M84 84q50-24 102 0 8 12 0 24-50 16-104 0-6-12 2-24z", CREAM)
            p.dots([(96, 94), (116, 88), (138, 86), (160, 90), (176, 98)], 7, CREAM.light)
        else:
            p.path("M90 90q46-18 92 0l2 22q-50-14-98 0z", p.tone.deep)
        lace = TONES["rust"].light if leather else mix(p.tone.light, "#fffaf0", 0.4)
        p.path("M176 116q10 46 40 70l34 18-10 26q-60-20-80-60z", p.tone.light, opacity=0.75)
        for x, y in ((168, 130), (176, 154), (190, 176), (208, 194), (230, 208)):
            p.line(f"M{x} {y}l26-10", lace, 6)
            p.dots([(x, y)], 5, BRASS.base)
        if not leather:
            p.path("M110 150q20 40 16 90l40 20q0-60-20-110z", p.tone.deep, opacity=0.4)
        p.line("M88 90q-12-6-8-20", p.tone.deep, 7)
        _sole(p, "#3b3733", "#2b2825")
        p.path("M60 290q150 14 296-4l2 13q-150 20-300 4z", TONES["sand"].base if leather else p.tone.deep)


def shoe(p: Pen) -> None:
    p.rise = 56
    p.shadow(206, 152)
    run = p.has("running")
    p.path("M62 210q6-30 40-26 24 20 62 4 20 36 86 56 60 14 94 30 16 10 14 34H66q-12-40-4-98z", p.tone)
    p.path("M258 246q50 12 86 28 16 10 14 34H278q20-30-20-62z", p.tone.dark)
    p.path("M62 210q2-14 10-20 44 40 32 118H66q-12-40-4-98z", p.tone.dark, opacity=0.75)
    p.path("M68 192q6-14 34-8 24 20 62 4l6 12q-60 22-102-8z", p.tone.deep)
    p.path("M164 190q24 40 86 54l-14 24q-60-10-88-60z", p.tone.light, opacity=0.8)
    lace = mix(p.tone.light, "#fffaf0", 0.55)
    for x, y in ((164, 210), (182, 226), (202, 240), (224, 250)):
        p.line(f"M{x} {y}l24-12", lace, 6)
    if run:
        p.line("M116 296q30-60 70-40M144 300q30-50 66-30", lace, 7, opacity=0.85)
    elif p.has("approach"):
        p.path("M300 258q46 10 56 30l2 20H300q16-24 0-50z", IRON)
    else:
        p.line("M120 230q24 30 20 72M150 240q20 30 24 60", p.tone.dark, 4, dash="7 5")
    p.path("M58 300q150 16 302-4 8 24-10 36H78q-22-4-20-32z", CREAM if run else "#4a443e")
    p.path("M62 316q150 10 298-2-2 16-18 20H84q-18-2-22-18z", p.tone.deep if run else "#33302c")
    p.line("".join(f"M{x} 338v-8" for x in range(84, 340, 22)), "#33302c", 9)


def sandal(p: Pen) -> None:
    p.rise = 46
    if p.has("slipper"):
        p.shadow(206, 150)
        p.path("M60 270q-4-30 30-34 40 10 70-20 40-40 110-10 76 30 80 80 2 20-16 20H80q-20-4-20-36z", p.tone)
        p.path("M66 250q20 14 60 4 34-10 54-40-20 0-34 12-26 20-60 12-14 2-20 12z", p.tone.deep)
        p.line("M180 214q-16 34 6 84", p.tone.dark, 4, dash="7 5")
        p.path("M56 296q150 16 298-6 6 30-20 40H84q-26-4-28-34z", TONES["tan"])
        p.line("M210 240q50 10 90 40", p.tone.light, 6, opacity=0.7)
        return
    p.shadow(206, 150)
    closed = p.has("closed")
    p.path("M60 284q150-14 296 0 10 28-10 46H78q-24-10-18-46z", IRON)
    p.path("M58 278q140-26 300-4l-2 15q-150-16-298 4z", TONES["sand"])
    p.line("M84 282Q70 200 120 176M120 178q60 30 100 96", p.tone.base, 21)
    p.line("M96 226q80-30 110-8 30 30 74 52", p.tone.dark, 19)
    p.line("M238 274q20-60 56-44 30 20 32 48", p.tone.base, 23)
    p.box(108, 160, 34, 26, IRON, 6)
    if closed:
        p.path("M270 274q10-56 50-48 40 20 38 54-40 6-88-6z", IRON.light)
        p.line("M196 240q40 10 60 40", p.tone.light, 8)
    p.line("".join(f"M{x} 336v-8" for x in range(84, 344, 22)), "#2b2825", 10)


RULES = (
    on("hiking boot", boot),
    on("trail shoe", shoe),
    on("sandal", sandal),
)
