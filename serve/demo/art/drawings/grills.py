"""Grills, their tools and fires."""

from __future__ import annotations

from serve.demo.art.pen import Pen
from serve.demo.art.rules import on
from serve.demo.art.shapes import flame, steam, vessel
from serve.demo.art.tones import ASH, IRON, STEEL, WOOD, tone

_MEAT, _GREEN = tone("#a9583a"), "#6f9157"


def kettle_grill(p: Pen) -> None:
    p.shadow(200, 96)
    p.line("M150 226 118 326M250 226l32 100", STEEL.dark, 9)
    p.line("M200 236v70", STEEL.dark, 9)
    p.oval(286, 318, 15, 15, IRON)
    p.path("M82 178h236q-10 76-86 76h-64q-76 0-86-76z", p.tone)
    p.path("M82 170q6-100 118-100t118 100z", p.tone)
    p.path("M78 168h244v12H78z", STEEL)
    p.box(172, 50, 56, 14, WOOD, 7)
    p.line("M184 64v10M216 64v10", STEEL.dark, 6)
    p.oval(258, 104, 13, 7, STEEL)
    p.line("M108 148q12-50 60-60", p.tone.light, 8, opacity=0.6)
    p.box(150, 300, 100, 8, STEEL, 4)


def gas_grill(p: Pen) -> None:
    p.shadow(200, 140)
    p.line("M122 246v84M278 246v84", IRON.base, 12)
    p.path("M108 276h184v42H108z", p.tone.dark)
    for x in (20, 312):
        p.box(x + (20 if x < 100 else 0), 202, 56, 13, STEEL, 4)
    p.box(92, 200, 216, 52, STEEL, 6)
    for x in (150, 250):
        p.oval(x, 226, 15, 15, IRON)
        p.line(f"M{x} 226v-9", "#ffffff", 4)
    p.path("M92 198q0-96 60-100h96q60 4 60 100z", p.tone)
    p.line("M128 176h144", STEEL.base, 10)
    p.oval(200, 130, 17, 17, STEEL.light)
    p.line("M200 130l6-9", IRON.base, 3)
    p.line("M112 168q6-44 40-52", p.tone.light, 8, opacity=0.6)


def table_grill(p: Pen) -> None:
    p.rise = 40
    p.shadow(200, 150)
    for side in (-1, 1):
        p.line(f"M{200 + side * 142} 276h{side * 22}v24h-{0 if side < 0 else 22}", IRON.base, 11)
    p.path("M52 256H348l-16 60q-4 14-18 14H86q-14 0-18-14z", p.tone)
    p.path("M40 256 84 196H316l44 60z", IRON)
    p.line("".join(f"M{92 + i * 24} 204 {58 + i * 32} 250" for i in range(10)), IRON.light, 4)
    for x, y in ((134, 222), (200, 234)):
        p.oval(x, y, 40, 13, _MEAT)
        p.line(f"M{x - 20} {y - 4}l8 8M{x} {y - 6}l8 10M{x + 18} {y - 5}l6 8", _MEAT.deep, 4)
    p.oval(276, 222, 24, 9, "#e0a53c")
    p.oval(262, 240, 17, 7, "#c8432f")
    p.oval(200, 302, 15, 15, p.tone.light)
    p.line("M200 302v-11", "#e08a3c", 5)
    steam(p, 190, 190)


def notebook_grill(p: Pen) -> None:
    p.shadow(200, 130)
    p.path("M88 322 128 190H272l40 132z", p.tone)
    p.path("M128 190H272l6 20H122z", p.tone.light)
    p.path("M110 330l20-70M290 330l-20-70", p.tone.dark)
    p.line("M104 326 128 200M296 326 272 200", p.tone.dark, 10)
    p.dots([(150, 296), (180, 296), (210, 296), (240, 296), (164, 272), (200, 272), (236, 272)], 9, p.tone.deep)
    p.line("M92 184h216", IRON.base, 9)
    p.line("".join(f"M{x} 184v-9" for x in range(104, 310, 14)), IRON.base, 4)
    for i in range(3):
        y = 150 + i * 12
        p.line(f"M{110 + i * 20} {y}H{300 - i * 6}", ASH.base, 4)
        for j in range(4):
            x = 142 + j * 34 + i * 12
            p.box(x, y - 11, 24, 22, (_MEAT.base, "#e0a53c", _GREEN, "#c8432f")[(i + j) % 4], 7)
    flame(p, 200, 182, 16)


def tools(p: Pen) -> None:
    for x in (104, 200, 296):
        p.box(x - 13, 214, 26, 140, WOOD, 12)
        p.dots([(x, 336)], 4, WOOD.deep)
        p.line(f"M{x} 214V118", STEEL.base, 12)
    p.path("M66 40h76v70q0 16-38 20-38-4-38-20z", STEEL)
    p.line("M88 54v44M104 54v46M120 54v44", STEEL.dark, 6)
    p.line("M182 122V44M218 122V44M200 122V58", STEEL.base, 11)
    p.line("M182 122q18 16 36 0", STEEL.base, 11)
    p.line("M290 120 276 40M302 120l14-80", STEEL.base, 13)
    p.line("M276 40l6-12M316 40l-6-12", STEEL.dark, 10)


def chimney(p: Pen) -> None:
    p.shadow(190, 84)
    flame(p, 186, 136, 66)
    p.line("M262 150h52v124h-52", IRON.base, 19)
    p.path("M112 120h156v210H112z", STEEL)
    p.oval(190, 120, 78, 15, STEEL.dark)
    p.oval(190, 121, 68, 11, "#33261f")
    p.dots([(152, 118), (184, 122), (214, 117), (232, 123), (168, 124)], 10, "#e2763a")
    for y in (170, 262, 296):
        p.dots([(140, y), (172, y + 6), (208, y + 6), (240, y)], 9, IRON.base)
    p.line("M128 140v170", STEEL.light, 8)


def fire_bowl(p: Pen) -> None:
    p.rise = 16
    p.shadow(200, 104)
    flame(p, 190, 228, 96)
    p.line("M116 220 284 190M120 190l166 34", tone("#6b4a33").base, 19)
    p.line("M130 262 112 326M270 262l18 64M200 290v40", p.tone.deep, 13)
    p.path("M56 216q14 92 144 94 130-2 144-94-144 44-288 0z", p.tone)
    p.line("M58 218q142 44 284 0", p.tone.light, 6)


def smokeless_pit(p: Pen) -> None:
    p.shadow(200, 108)
    flame(p, 190, 176, 104)
    p.path("M92 168h216v152q-108 24-216 0z", STEEL)
    p.oval(200, 168, 108, 21, STEEL.light)
    p.oval(200, 170, 84, 14, "#3a2a22")
    flame(p, 196, 182, 44)
    p.dots([(x, 200 + 10 - abs(200 - x) // 14) for x in range(106, 300, 19)], 5, STEEL.deep)
    p.dots([(x, 304 + 8 - abs(200 - x) // 14) for x in range(106, 300, 19)], 5, STEEL.deep)
    p.line("M112 196v110", STEEL.light, 9)


def table_fire(p: Pen) -> None:
    p.oval(200, 200, 150, 150, p.glow("#ffdf9a"))
    p.shadow(200, 88)
    p.path("M112 296h176v22q0 14-14 14H126q-14 0-14-14z", p.tone)
    flame(p, 192, 292, 82)
    p.box(130, 120, 140, 178, "#e6f1f1", 10, opacity=0.42)
    p.line("M146 138v140", "#ffffff", 7, opacity=0.8)
    p.box(122, 104, 156, 18, p.tone, 7)
    p.line("M146 104q0-54 54-54t54 54", p.tone.base, 8)
    vessel(p, 200, 290, 30, 300, 28, IRON)


RULES = (
    on("grill", kettle_grill, "kettle"),
    on("grill", gas_grill, "gas"),
    on("grill", table_grill, "table"),
    on("grill", notebook_grill),
    on("grill tools", chimney, "chimney"),
    on("grill tools", tools),
    on("fire pit", table_fire, "table"),
    on("fire pit", smokeless_pit, "low-smoke"),
    on("fire pit", fire_bowl),
)
