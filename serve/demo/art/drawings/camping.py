"""Tents, tarps, bottles, stoves and lights."""

from __future__ import annotations

from serve.demo.art.pen import Pen
from serve.demo.art.rules import on
from serve.demo.art.shapes import can, flame, leaf, rays, steam, vessel
from serve.demo.art.tones import BRASS, GLASS, IRON, STEEL, TONES, WOOD, mix, tone

_POLE = "#c9a24a"


def _grass(p: Pen) -> None:
    for x in (44, 70, 336, 362):
        leaf(p, x, 338, 26, -12, tone("#7d9b6a"), 0.2)
        leaf(p, x + 6, 338, 32, 10, tone("#7d9b6a"), 0.2)


def _guy(p: Pen, x: float, y: float, to: float) -> None:
    p.line(f"M{x} {y}L{to} 334", "#f6efe0", 2.5)
    p.line(f"M{to} 326v10", _POLE, 5)


def ridge_tent(p: Pen) -> None:
    """Two walls to a point, the door open."""
    solo = p.has("solo")
    top = 170 if solo else 136
    p.shadow(200, 158, 332)
    _guy(p, 200, top, 26)
    _guy(p, 250, top + 14, 382)
    p.path(f"M196 {top}Q270 {top + 40} 352 330H130z", p.tone.dark)
    p.path(f"M196 {top}Q150 {top + 70} 56 330H246z", p.tone)
    p.path(f"M196 {top}Q160 {top + 90} 118 330h92z", p.tone.deep)
    p.path(f"M196 {top}Q156 {top + 90} 118 330h24q20-90 54-{330 - top}z", p.tone.light)
    p.line(f"M196 {top}Q270 {top + 40} 352 330M196 {top}Q150 {top + 70} 56 330", _POLE, 4)
    p.path(f"M250 {top + 80}l36 22-6 18-36-24z", p.tone.deep, opacity=0.5)
    _grass(p)


def dome_tent(p: Pen) -> None:
    winter = p.has("four-season")
    p.shadow(200, 164, 332)
    _guy(p, 86, 230, 20)
    _guy(p, 314, 230, 380)
    d = "M44 330Q60 122 200 118t156 212z"
    p.path(d, p.tone)
    with p.inside(d):
        p.path("M200 118q120 10 156 212H262Q262 190 200 118z", p.tone.dark)
        p.path("M44 330q6-60 24-106 132 40 264 0 18 46 24 106z", p.tone.deep, opacity=0.25)
        if winter:
            p.path("M30 306h340v30H30z", p.tone.deep, opacity=0.5)
    p.line("M60 330Q120 150 330 200M340 330Q280 150 70 200", _POLE, 5)
    if winter:
        p.line("M90 160q110 50 220 0", _POLE, 5)
    p.path("M148 330q0-110 52-120 52 10 52 120z", p.tone.deep)
    p.path("M148 330q0-110 52-120-20 60-22 120z", p.tone.light)
    p.line("M200 210q16 60 14 120", "#f6efe0", 3)
    _grass(p)


def tunnel_tent(p: Pen) -> None:
    air = p.has("air")
    p.shadow(206, 176, 332)
    p.path("M140 330V206q0-90 76-90h70q94 0 94 214z", p.tone.dark)
    p.path("M22 330q-2-196 96-200 100 4 98 200z", p.tone)
    p.path("M118 130l150-14q36 0 58 30l-110 70q-22-84-98-86z", p.tone.light, opacity=0.55)
    for x, y, w in ((268, 116, 52), (322, 146, 46)):
        p.line(f"M{x} {y}q{w} 40 {w * 0.9:.0f} {330 - y}", p.tone.light if air else _POLE, 13 if air else 5)
    p.line("M22 330q-2-196 96-200 100 4 98 200", p.tone.light if air else _POLE, 15 if air else 5)
    p.path("M66 330q0-126 52-130 52 4 52 130z", p.tone.deep)
    p.path("M66 330q0-126 52-130-24 60-24 130z", p.tone.light)
    p.box(248, 216, 60, 44, "#dfeceb", 10)
    p.line("M278 216v44M248 238h60", p.tone.deep, 3)
    _grass(p)


def bivy(p: Pen) -> None:
    p.rise = 46
    p.shadow(200, 166, 322)
    p.path("M40 316q-8-62 40-66Q240 220 340 270q26 30 14 46z", p.tone)
    p.path("M60 316q-4-100 62-104 70 4 74 104z", p.tone.deep, opacity=0.75)
    p.line("M50 316q0-108 72-110 76 2 82 110", _POLE, 5)
    p.line("".join(f"M{x} {224 + abs(122 - x) // 3}V314" for x in range(76, 184, 13)), p.tone.light, 1.6, opacity=0.7)
    p.line("M204 250q70 6 130 36", p.tone.dark, 4)
    _grass(p)


def tarp(p: Pen) -> None:
    p.shadow(200, 140, 332)
    p.line("M96 150V332M318 120V332", WOOD.base, 9)
    _guy(p, 96, 150, 30)
    _guy(p, 318, 120, 384)
    p.path("M96 152Q200 176 318 122l44 110q-90-10-156 30-84-24-160 6z", p.tone)
    p.path("M96 152Q200 176 318 122q-30 60-112 140-30-60-110-110z", p.tone.light, opacity=0.6)
    p.line("M96 152Q160 190 206 262", p.tone.dark, 3)
    _guy(p, 206, 262, 236)
    p.path("M150 330l12-26h72l14 26z", TONES["tan"])
    _grass(p)


def beach_shelter(p: Pen) -> None:
    p.shadow(200, 160, 332)
    p.path("M50 330Q40 160 200 140q150 20 150 190-70-70-150-70T50 330z", p.tone)
    p.path("M50 330Q70 200 200 140q-40 60-34 122-70 10-116 68z", p.tone.light)
    p.path("M350 330Q330 200 200 140q40 60 34 122 70 10 116 68z", p.tone.dark)
    p.path("M60 322q60-60 140-60t140 60z", "#f0e2c2")
    p.line("M50 330Q70 200 200 140Q330 200 350 330M200 140v122", _POLE, 4)
    p.oval(270, 314, 25, 15, "#c8504f")
    p.path("M100 324h80l12 10H92z", "#8fb6c2")


def awning(p: Pen) -> None:
    p.shadow(200, 176, 332)
    p.path("M200 150h150q26 0 30 40l4 104q0 14-14 14H200z", TONES["cream"])
    p.path("M200 226h182l2 68q0 14-14 14H200z", TONES["teal"])
    p.box(226, 168, 56, 44, "#bcd6da", 8)
    p.box(298, 168, 62, 44, "#bcd6da", 8)
    for x in (250, 346):
        p.oval(x, 308, 27, 27, IRON)
        p.oval(x, 308, 12, 12, STEEL)
    p.line("M36 226V332M112 240V332", WOOD.base, 8)
    p.path("M214 140 H356 q4 12-2 20H214L32 232q-8-6-4-16z", p.tone)
    p.path("M32 232q-8-6-4-16l14-6 8 14z", p.tone.dark)
    p.line("M120 176l10 18M168 158l10 18", p.tone.dark, 3)
    _guy(p, 32, 224, 12)


def footprint(p: Pen) -> None:
    p.rise = 44
    p.shadow(200, 150, 326)
    p.path("M40 310 96 190H304L360 310z", p.tone)
    p.path("M96 190H304L330 246H70z", p.tone.light, opacity=0.5)
    p.line("M200 190V310M70 246H330", p.tone.dark, 3)
    for x, y in ((40, 310), (360, 310), (96, 190), (304, 190)):
        p.ring(x, y + 2, 11, 8, _POLE, 5)
    p.box(150, 262, 130, 62, p.tone.dark, 26)
    p.line("M166 264v58", p.tone.light, 5)


def bottle(p: Pen) -> None:
    if p.has("filter"):
        _soft_bottle(p)
        return
    clear = p.has("tritan")
    p.shadow(200, 62)
    body = "M164 116h72q0 26 16 40 12 14 12 36v118q0 20-20 20h-88q-20 0-20-20V192q0-22 12-36 16-14 16-40z"
    p.path(body, p.tone if not clear else GLASS)
    if clear:
        with p.inside(body):
            p.box(120, 196, 160, 140, "#a6d0da", 0, opacity=0.8)
            p.line("M228 220h26M236 248h18M228 276h26", p.tone.deep, 4)
        p.path(body, p.tone.base, opacity=0.3)
    p.box(160, 78, 80, 42, p.tone if clear else IRON, 9)
    if clear:
        p.line("M216 78V56q0-10 12-12l16-4", p.tone.dark, 12)
    else:
        p.line("M176 80q0-28 24-28t24 28", IRON.base, 10)
        p.line("M160 104h80", IRON.light, 3)
    p.line("M156 206v86", p.tone.light, 10, opacity=0.75)
    p.path("M178 250l22-38 13 20 7-9 18 27z", mix(p.tone.light, "#fffaf0", 0.5), opacity=0.9)


def _soft_bottle(p: Pen) -> None:
    p.shadow(200, 64)
    p.path("M156 138q44-16 88 0 34 90 14 184-58 16-116 0-20-94 14-184z", p.tone.base, opacity=0.78)
    p.path("M146 210q54 14 108 0 16 60 2 110-56 14-112 0-14-54 2-110z", "#a6d0da", opacity=0.8)
    p.box(182, 140, 36, 76, TONES["white"], 8)
    p.line("M188 156h24M188 172h24M188 188h24", TONES["grey"].base, 4)
    p.box(164, 104, 72, 36, IRON, 9)
    p.path("M184 104l4-34h24l4 34z", p.tone)
    p.line("M166 226q-6 40 0 74", "#ffffff", 7, opacity=0.7)


def flask(p: Pen) -> None:
    if p.has("commuter"):
        p.shadow(200, 60)
        p.path("M146 138h108l-12 178q-2 14-16 14h-52q-14 0-16-14z", p.tone)
        p.path("M150 206h100l-4 52h-92z", p.tone.dark)
        p.path("M142 140q0-32 26-32h64q26 0 26 32z", IRON)
        p.path("M176 108q0-18 14-18h30q14 0 14 18z", IRON.light)
        p.line("M162 152l8 150", p.tone.light, 8, opacity=0.7)
        return
    p.shadow(180, 62)
    p.shadow(300, 36)
    can(p, 180, 150, 60, 330, p.tone)
    can(p, 180, 90, 48, 156, STEEL)
    p.line("M122 166q58 18 116 0", STEEL.light, 6)
    p.line("M134 186v118", p.tone.light, 10, opacity=0.75)
    p.path("M160 252l22-38 13 20 7-9 16 27z", mix(p.tone.light, "#fffaf0", 0.5), opacity=0.9)
    vessel(p, 300, 276, 36, 330, 31, STEEL, "#5a3826")
    steam(p, 302, 262)


def stove(p: Pen) -> None:
    p.rise = 16
    if p.has("two-burner"):
        p.shadow(200, 150)
        p.path("M60 216 82 118H318L340 216z", p.tone)
        p.path("M82 118H318l4 18H78z", p.tone.light)
        p.path("M48 286 70 222H330l22 64z", STEEL)
        for x in (136, 264):
            p.oval(x, 252, 44, 15, STEEL.deep)
            p.line(f"M{x - 54} 252h108M{x} 232v42", IRON.base, 6)
            for d in (-20, 0, 20):
                p.path(f"M{x + d - 6} 250q6-22 12 0z", "#6fa3d8")
        p.path("M44 286H356v34q0 10-10 10H54q-10 0-10-10z", p.tone)
        for x in (100, 300):
            p.oval(x, 308, 13, 13, IRON)
        return
    if p.has("multi"):
        p.shadow(140, 76)
        p.shadow(312, 40)
        for x in (86, 140, 194):
            p.line(f"M140 262 {x} 328", STEEL.dark, 8)
        p.line("M86 328h-14M194 328h14", STEEL.dark, 8)
        vessel(p, 140, 246, 38, 284, 28, BRASS, IRON.base)
        for d in (-26, -9, 9, 26):
            p.path(f"M{140 + d - 9} 248q9-46 18 0z", "#6fa3d8")
        p.line("M96 238h88", STEEL.dark, 7)
        p.line("M166 276q60 34 116 6", BRASS.dark, 6)
        can(p, 312, 168, 34, 330, TONES["red"])
        p.box(298, 128, 28, 34, IRON, 5)
        p.line("M312 128v-26h-24", STEEL.dark, 9)
        return
    p.shadow(200, 76)
    can(p, 200, 250, 72, 330, tone("#3d6f8e"))
    p.path("M136 252q64 24 128 0v13q-64 24-128 0z", "#f3c64f")
    p.box(184, 190, 32, 52, BRASS, 5)
    p.oval(200, 184, 36, 11, STEEL)
    p.line("M200 196 136 146M200 196l64-50M200 190v-50", STEEL.dark, 8)
    p.line("M216 222h46l12 14", STEEL.base, 7)
    for d in (-30, -10, 10, 30):
        p.path(f"M{200 + d - 9} 178q9-50 18 0z", "#6fa3d8")
    flame(p, 200, 172, 22)


def camp_pots(p: Pen) -> None:
    if p.has("solo"):
        p.shadow(200, 84)
        p.line("M276 212q64-2 64 34t-64 34", STEEL.dark, 8)
        vessel(p, 200, 176, 80, 330, 78, p.tone, ry=16)
        p.path("M116 172q84 32 168 0-8-26-84-28-76 2-84 28z", p.tone)
        p.ring(200, 142, 13, 11, STEEL.dark, 5)
        p.line("M136 230h30M136 258h24M136 286h30", p.tone.deep, 4)
        p.line("M134 206v100", p.tone.light, 8, opacity=0.6)
        return
    p.shadow(186, 120)
    fill = TONES["charcoal"]
    p.line("M290 262h92", TONES["rust"].base, 15)
    vessel(p, 186, 230, 112, 330, 104, fill, ry=22)
    vessel(p, 186, 172, 88, 246, 84, fill, ry=18)
    p.path("M94 168q92 36 184 0-8-32-92-34-84 2-92 34z", STEEL)
    p.oval(186, 130, 15, 9, TONES["rust"])
    p.line("M94 256v50M110 194v34", fill.light, 7, opacity=0.8)


def headlamp(p: Pen) -> None:
    p.path("M200 236 30 360H370z", p.glow("#fff0b8"))
    p.line("M96 210q-20-120 104-126 124 6 104 126", p.tone.dark, 32)
    p.line("M96 206q-16-110 104-114 120 4 104 114", p.tone.base, 22)
    p.line("M200 92v60", p.tone.dark, 15)
    p.line("M110 130l22 14M290 130l-22 14", p.tone.light, 5)
    p.box(132, 172, 136, 96, IRON, 26)
    p.oval(200, 220, 36, 36, STEEL)
    p.oval(200, 220, 26, 26, "#fff3c4")
    p.box(184, 160, 32, 15, p.tone, 6)
    rays(p, 200, 220, 46, 58, 12, "#ffe7a0", 4)


def lantern(p: Pen) -> None:
    p.oval(200, 210, 170, 170, p.glow("#ffe7a8"))
    p.shadow(200, 76)
    p.line("M140 116q0-72 60-72t60 72", STEEL.dark, 8)
    p.path("M140 132q0-30 60-30t60 30v14H140z", p.tone)
    p.box(146, 146, 108, 124, "#fff0c6", 12)
    p.line("M158 160v94", "#ffffff", 8, opacity=0.8)
    p.oval(200, 214, 17, 26, "#ffcf6b")
    p.line("M146 150v116M254 150v116M200 146v28", p.tone.dark, 7)
    p.path("M134 268h132l10 46q0 16-16 16H140q-16 0-16-16z", p.tone)
    p.oval(200, 302, 11, 11, p.tone.light)


RULES = (
    on("tent", tunnel_tent, "tunnel", "air-beam"),
    on("tent", bivy, "bivy"),
    on("tent", dome_tent, "dome", "four-season"),
    on("tent", ridge_tent),
    on("tarp", beach_shelter, "beach"),
    on("tarp", awning, "awning"),
    on("tarp", footprint, "footprint"),
    on("tarp", tarp),
    on("bottle", bottle),
    on("flask", flask),
    on("camp stove", stove),
    on("camp pot", camp_pots),
    on("lantern", lantern),
    on("headlamp", headlamp),
)
