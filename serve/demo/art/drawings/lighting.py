"""Lamps, candles and scents."""

from __future__ import annotations

from serve.demo.art.pen import Pen
from serve.demo.art.rules import on
from serve.demo.art.shapes import can, flame, leaf, vessel
from serve.demo.art.tones import BRASS, CREAM, GLASS, IRON, STEEL, TONES, WHITE, WOOD, tone

_GLOW, _SHADE = "#ffdf9a", tone("#f3dfb4")


def _halo(p: Pen, cx: float, cy: float, r: float) -> None:
    p.oval(cx, cy, r, r, p.glow(_GLOW))


def table_lamp(p: Pen) -> None:
    _halo(p, 200, 160, 170)
    p.shadow(200, 84)
    p.path("M168 330q-60-6-56-56 4-46 62-70h52q58 24 62 70 4 50-56 56z", p.tone)
    p.dots([(150, 264), (184, 288), (238, 262), (256, 296), (206, 244)], 3, p.tone.deep)
    p.box(188, 176, 24, 32, BRASS, 4)
    p.path("M142 68h116l46 114H96z", _SHADE)
    p.line("M98 180h204", _SHADE.dark, 4)
    p.line("M136 256q6-22 26-32", p.tone.light, 8, opacity=0.7)


def pebble_lamp(p: Pen) -> None:
    _halo(p, 200, 150, 160)
    p.shadow(200, 72)
    p.box(188, 150, 24, 160, p.tone, 6)
    p.path("M130 330q0-24 70-24t70 24z", p.tone)
    p.path("M92 150q0-76 108-76t108 76q0 16-20 16H112q-20 0-20-16z", p.tone)
    p.oval(200, 164, 88, 11, "#fff0c8")
    p.line("M112 132q12-36 52-42", p.tone.light, 8, opacity=0.7)


def desk_lamp(p: Pen) -> None:
    p.path("M96 176 60 306h190z", p.glow(_GLOW))
    p.shadow(232, 70)
    p.oval(234, 318, 66, 14, p.tone.dark)
    p.oval(234, 312, 66, 14, p.tone)
    p.line("M234 308 300 196 180 104", p.tone.base, 12)
    p.line("M234 300 296 194", p.tone.light, 4)
    for x, y in ((300, 196), (184, 108)):
        p.oval(x, y, 13, 13, BRASS)
    with p.turned(-34, 160, 120):
        p.path("M136 82h48l34 74H102z", p.tone)
        p.oval(160, 156, 58, 11, "#fff0c8")


def moon_lamp(p: Pen) -> None:
    _halo(p, 200, 210, 180)
    p.shadow(200, 96)
    p.path("M200 106q112 4 112 118 0 106-112 106T88 224q0-114 112-118z", p.tone)
    p.path("M130 130l-20-52 60 34zM270 130l20-52-60 34z", p.tone)
    p.line("M154 214q16 14 32 0M214 214q16 14 32 0", "#5b4334", 6)
    p.path("M190 240h20l-10 11z", "#d98a6a")
    p.line("M190 258q10 10 20 0", "#5b4334", 4)
    for x in (140, 260):
        p.oval(x, 246, 17, 10, "#eab39b", opacity=0.7)


def sunrise_lamp(p: Pen) -> None:
    _halo(p, 200, 190, 190)
    p.shadow(200, 100)
    p.oval(200, 206, 124, 124, tone("#f6c779"))
    p.oval(200, 206, 96, 96, "#ffe6b0")
    p.path("M82 240q118 50 236 0-14 90-118 90T82 240z", WHITE)
    p.box(150, 272, 100, 36, "#3a3b40", 8)
    p.line("M168 282v16M184 282h10v8h-10v8h10M214 282v16h10v-16zM234 282v8h8M242 282v16", "#ffcf7a", 4)


def arc_lamp(p: Pen) -> None:
    _halo(p, 112, 180, 120)
    p.shadow(290, 62)
    p.line("M290 310C304 40 150 20 112 118", p.tone.base, 8)
    p.box(242, 306, 96, 24, WHITE, 6)
    p.line("M258 316l26-6 20 8", TONES["grey"].base, 2.5)
    p.path("M62 172q0-56 50-56t50 56z", _SHADE)
    p.oval(112, 172, 50, 9, "#fff6d8")


def tripod_lamp(p: Pen) -> None:
    _halo(p, 200, 120, 150)
    p.shadow(200, 92)
    p.line("M196 160 128 328M204 160l68 168", WOOD.base, 12)
    p.line("M200 160v166", WOOD.dark, 11)
    p.line("M152 268h96", BRASS.dark, 5)
    p.path("M136 52h128l26 104H110z", p.tone)
    p.line("M112 154h176", p.tone.dark, 4)
    p.oval(200, 164, 19, 9, BRASS)


def reading_lamp(p: Pen) -> None:
    p.path("M118 118 60 270h150z", p.glow(_GLOW))
    p.shadow(262, 60)
    p.oval(262, 322, 58, 12, p.tone.dark)
    p.oval(262, 317, 58, 12, p.tone)
    p.line("M262 314V96q0-30-32-30h-60", p.tone.base, 9)
    p.oval(262, 148, 9, 9, BRASS)
    with p.turned(-20, 140, 84):
        p.path("M112 56h50q12 0 14 14l10 46H92l8-46q2-14 12-14z", p.tone)
        p.oval(138, 116, 46, 9, "#fff0c8")


def pendant(p: Pen) -> None:
    _halo(p, 200, 270, 160)
    p.line("M200 0v110", IRON.base, 5)
    if p.has("globe"):
        p.oval(200, 220, 122, 118, tone("#f6ead0"))
        for dx in (-90, -50, 50, 90):
            p.line(f"M200 102q{dx * 1.3:.0f} 118 0 236", "#cdb98f", 2.5)
        p.line("M92 166q108 30 216 0M79 220q121 34 242 0M92 276q108 30 216 0", "#cdb98f", 2.5)
        p.box(176, 96, 48, 13, WOOD, 5)
    elif p.has("rattan"):
        d = "M160 128q-88 60-92 168h264q-4-108-92-168z"
        p.path(d, "#ffe9b8", opacity=0.8)
        for i in range(9):
            x = 68 + i * 33
            p.line(f"M{160 + i * 10} 128Q{(x + 160 + i * 10) / 2 + (i - 4) * 9:.0f} 180 {x} 296", p.tone.dark, 5)
        for y, half in ((160, 76), (198, 108), (240, 124), (282, 131)):
            p.line(f"M{200 - half} {y}q{half} 18 {2 * half} 0", p.tone.base, 7)
        p.box(156, 112, 88, 18, p.tone, 7)
    else:
        p.path("M66 264q0-134 134-134t134 134z", p.tone)
        p.oval(200, 264, 134, 23, WHITE)
        p.oval(200, 266, 40, 11, "#ffe2a0")
        p.box(178, 104, 44, 30, BRASS, 6)
        p.line("M94 236q12-64 68-80", p.tone.light, 9, opacity=0.7)


def string_lights(p: Pen) -> None:
    festoon = p.has("festoon")
    for y, drop in ((96, 64), (214, 74)):
        p.line(f"M20 {y}q180 {2 * drop} 360 0", IRON.base, 5)
        for i in range(5 if festoon else 8):
            t = (i + 0.5) / (5 if festoon else 8)
            x, at = 20 + 360 * t, y + 4 * drop * t * (1 - t)
            _halo(p, x, at + 26, 44 if festoon else 28)
            if festoon:
                p.box(x - 7, at - 2, 14, 19, IRON, 4)
                color = p.tone if p.tone is TONES["amber"] else tone("#ffd98a")
                p.path(f"M{x - 8:.0f} {at + 16:.0f}h16q14 14 10 28-6 15-18 15t-18-15q-4-14 10-28z", color)
            else:
                p.oval(x, at + 12, 7, 10, "#ffe7a8")


def wall_lamp(p: Pen) -> None:
    _halo(p, 220, 250, 150)
    p.box(86, 108, 40, 150, WOOD, 18)
    p.line("M118 160q60-50 108-8", p.tone.base, 9)
    p.path("M130 234q6-96 92-96t92 96z", p.tone)
    p.oval(222, 234, 92, 15, "#fff3d0")
    p.line("M152 212q10-44 44-52", p.tone.light, 8, opacity=0.7)


def light_bulb(p: Pen) -> None:
    for x, y, s in ((128, 172, 0.82), (276, 172, 0.82), (202, 208, 1)):
        _halo(p, x, y - 20, 120 * s)
        w = 66 * s
        p.path(
            f"M{x - w * 0.42:.0f} {y + w:.0f}q0-{w * 0.4:.0f}-{w * 0.36:.0f}-{w * 0.66:.0f}"
            f"a{w:.0f} {w:.0f} 0 1 1 {w * 1.56:.0f} 0"
            f"q-{w * 0.36:.0f} {w * 0.26:.0f}-{w * 0.36:.0f} {w * 0.66:.0f}z",
            tone("#ffe7b0") if p.has("warm") else WHITE,
        )
        p.line(f"M{x - 16 * s:.0f} {y + 50 * s:.0f}l8-44 8 16 8-16 8 44", "#e08a3c", 4)
        p.box(x - 27 * s, y + 64 * s, 54 * s, 40 * s, STEEL, 6)
        p.line(
            f"M{x - 26 * s:.0f} {y + 76 * s:.0f}h{52 * s:.0f}M{x - 26 * s:.0f} {y + 90 * s:.0f}h{52 * s:.0f}",
            STEEL.dark,
            3,
        )


def candle(p: Pen) -> None:
    if p.has("taper"):
        for x, top in ((124, 120), (200, 78), (276, 140)):
            p.shadow(x, 34)
            _halo(p, x, top - 34, 70)
            flame(p, x - 3, top - 8, 34)
            p.path(f"M{x - 13} {top}q13-8 26 0l5 196h-36z", p.tone)
            p.path(f"M{x - 34} 330q4-30 34-30t34 30z", BRASS)
            p.box(x - 19, 288, 38, 15, BRASS, 5)
        return
    if p.has("tea light"):
        for y, xs in ((322, (92, 164, 236, 308)), (270, (128, 200, 272)), (222, (164, 236))):
            for x in xs:
                p.shadow(x, 30, y + 4)
                vessel(p, x, y - 28, 33, y, 32, STEEL, CREAM.light, ry=9)
                p.line(f"M{x} {y - 29}v-8", "#5b4334", 3)
        _halo(p, 200, 200, 90)
        flame(p, 163, 184, 24)
        return
    _halo(p, 200, 130, 110)
    p.shadow(200, 88)
    flame(p, 197, 164, 46)
    p.line("M200 176v-14", "#5b4334", 4)
    vessel(p, 200, 184, 84, 330, 80, p.tone, CREAM.base, ry=18)
    p.box(146, 226, 108, 68, "#faf3e4", 4)
    p.line("M166 246h68M176 262h48M184 276h32", "#8a7a66", 3.5)
    if p.has("tomato"):
        leaf(p, 300, 326, 64, 20)
        leaf(p, 296, 328, 50, -24)


def reed_diffuser(p: Pen) -> None:
    p.shadow(196, 76)
    for x, lean in ((168, -42), (180, -20), (196, 2), (210, 24), (222, 46)):
        p.line(f"M{196 + (x - 196) * 0.3:.0f} 260L{x + lean} {78 + abs(lean) // 2}", TONES["tan"].base, 6)
    p.path("M172 178h48v24q52 12 52 56v56q0 16-16 16H136q-16 0-16-16v-56q0-44 52-56z", GLASS.base, opacity=0.85)
    p.path("M122 252h148v60q0 14-14 14H136q-14 0-14-14z", "#dba95a", opacity=0.85)
    p.box(150, 256, 92, 50, "#faf3e4", 4)
    p.line("M166 272h60M174 288h44", "#8a7a66", 3.5)
    p.box(168, 166, 56, 18, WOOD, 6)
    leaf(p, 300, 330, 78, 14, TONES["sage"])
    leaf(p, 296, 330, 60, 46, TONES["sage"])
    leaf(p, 298, 330, 62, -14, TONES["sage"])


def mist_diffuser(p: Pen) -> None:
    p.shadow(200, 92)
    for d, w in ((-14, 13), (12, 16)):
        p.line(f"M{200 + d} 128c-24-20 20-34-4-58s14-30 4-46", "#fffdf8", w, opacity=0.7)
    p.path("M106 300q0-150 94-168 94 18 94 168 0 30-30 30H136q-30 0-30-30z", p.tone)
    p.oval(200, 136, 22, 8, p.tone.deep)
    p.path("M106 296q94 26 188 0v6q-2 28-30 28H136q-28 0-30-28z", WOOD)
    p.dots([(200, 316)], 5, "#ffe2a0")
    p.line("M128 262q2-60 34-92", p.tone.light, 9, opacity=0.7)
    p.dots([(168, 240), (232, 226), (206, 266), (246, 264)], 2.6, p.tone.deep)


def oils(p: Pen) -> None:
    for x, fill, y in ((110, "#b06a2e", 322), (290, "#a2622b", 322), (200, "#c07a35", 332)):
        p.shadow(x, 46, y)
        p.path(f"M{x - 22} {y - 134}h44v14q24 8 24 30v78q0 12-12 12h-68q-12 0-12-12v-78q0-22 24-30z", tone(fill))
        p.box(x - 38, y - 74, 76, 52, "#faf3e4", 3)
        p.line(f"M{x - 22} {y - 58}h44M{x - 16} {y - 42}h32", "#8a7a66", 3.5)
        can(p, x, y - 176, 21, y - 130, IRON)
    for x, turn in ((150, -30), (250, 30)):
        leaf(p, x, 336, 50, turn, TONES["lavender"])


def sachets(p: Pen) -> None:
    p.shadow(140, 80)
    p.shadow(276, 72)
    for x, s in ((140, 1.0), (276, 0.86)):
        with p.turned(0, x, 330, scale=s):
            p.path(f"M{x - 62} 322q-22-70 40-112h44q62 42 40 112-62 18-124 0z", p.tone)
            p.path(f"M{x - 24} 208 {x - 44} 150q44 20 88 0l-20 58z", p.tone)
            p.box(x - 30, 198, 60, 14, TONES["lavender"].dark, 6)
            for d in (-18, 0, 18):
                p.line(f"M{x + d * 0.6} 306q{d / 3} -30 {d} -54", TONES["sage"].dark, 3)
                p.dots([(x + d * 1.6, 250), (x + d * 1.6 - 3, 262), (x + d * 1.6 + 3, 272)], 6, "#8f7fb5")


RULES = (
    on("table lamp", pebble_lamp, "pebble"),
    on("table lamp", desk_lamp, "desk"),
    on("table lamp", moon_lamp, "night"),
    on("table lamp", sunrise_lamp, "sunrise"),
    on("table lamp", table_lamp),
    on("floor lamp", arc_lamp, "arc"),
    on("floor lamp", tripod_lamp, "tripod"),
    on("floor lamp", reading_lamp),
    on("pendant", pendant),
    on("string lights", string_lights),
    on("wall lamp", wall_lamp),
    on("light bulb", light_bulb),
    on("candle", candle),
    on("diffuser", reed_diffuser, "reed"),
    on("diffuser", mist_diffuser),
    on("home scent", oils, "oil"),
    on("home scent", sachets),
)
