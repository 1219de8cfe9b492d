"""Kettles, coffee, tea and cups."""

from __future__ import annotations

from serve.demo.art.pen import Pen
from serve.demo.art.rules import on
from serve.demo.art.shapes import can, leaf, steam, vessel
from serve.demo.art.tones import ASH, BRASS, GLASS, IRON, STEEL, TONES, WOOD, Tone, tone

_COFFEE = tone("#5a3826")


def electric_kettle(p: Pen) -> None:
    p.shadow(196, 100)
    p.line("M278 150q58 4 54 62-4 58-46 76", IRON.base, 20)
    p.path("M128 172 88 158q-6 0-4 8 8 34 50 50z", p.tone)
    w = p.vary(72, 80)
    p.path(f"M{200 - w} 148h{2 * w}l14 166H{186 - w}z", p.tone)
    p.path(f"M{200 - w} 148q{w}-46 {2 * w} 0z", p.tone)
    p.line(f"M{200 - w} 149h{2 * w}", p.tone.dark, 4)
    p.box(190, 106, 20, 20, IRON, 6)
    p.box(98, 308, 204, 20, IRON, 8)
    if p.has("quiet"):
        p.ring(200, 250, 24, 24, p.tone.dark, 4)
        p.line("M200 238v12l8 6", p.tone.dark, 4)
    else:
        p.box(182, 196, 14, 76, "#e9f4f4", 7, opacity=0.8)
        p.box(182, 236, 14, 36, "#8fb6c2", 7)


def gooseneck(p: Pen) -> None:
    p.shadow(196, 96)
    p.line("M130 286C70 300 96 190 52 176", p.tone.dark, 15)
    p.line("M128 284C68 296 94 190 52 174", p.tone.base, 9)
    p.line("M268 190h34q28 4 28 40v46q-2 20-20 22", WOOD.base, 17)
    p.path("M142 186h116l22 124H120z", p.tone)
    p.oval(200, 186, 58, 13, p.tone.light)
    p.path("M150 182q50-36 100 0z", p.tone)
    p.oval(200, 160, 11, 9, WOOD)
    p.box(106, 308, 188, 20, IRON, 9)


def stovetop_kettle(p: Pen) -> None:
    p.shadow(196, 112)
    p.path("M270 252q40-16 70-70l14 8q-14 66-70 104z", p.tone)
    p.path("M340 182l18 10 6-12-18-10z", IRON)
    p.path("M86 296q-4-110 114-112 118 2 114 112-2 34-36 34H122q-34 0-36-34z", p.tone)
    p.oval(200, 194, 58, 14, p.tone.light)
    p.path("M146 192q54-30 108 0-54 22-108 0z", p.tone)
    p.oval(200, 172, 13, 11, IRON)
    p.line("M112 200q-8-98 88-98t88 98", IRON.base, 13)
    p.line("M148 116q52-24 104 0", WOOD.base, 19)
    p.line("M112 262q6-40 44-54", p.tone.light, 9, opacity=0.7)


def french_press(p: Pen) -> None:
    steel = p.has("double-wall")
    p.shadow(196, 92)
    p.line("M272 174h36q22 4 22 30v60q0 24-22 26h-34", p.tone.deep if steel else p.tone.dark, 15)
    p.line("M200 74v70", STEEL.dark, 6)
    p.oval(200, 72, 17, 15, IRON)
    if steel:
        p.path("M128 152h146v160q0 18-18 18H146q-18 0-18-18z", p.tone)
        p.line("M144 180v120", p.tone.light, 9, opacity=0.7)
    else:
        p.path("M132 152h138v164H132z", GLASS.base, opacity=0.75)
        p.path("M136 222h130v92H136z", _COFFEE)
        p.box(134, 212, 134, 9, STEEL, 3)
        p.line("M200 150v62", STEEL.dark, 4)
        p.line("M146 164v140", "#ffffff", 6, opacity=0.6)
        for y in (164, 300):
            p.box(128, y, 146, 12, p.tone, 5)
        p.path("M126 318h150v8q0 6-8 6H134q-8 0-8-6z", p.tone)
    p.path("M122 152q14-32 78-32t78 32z", p.tone if steel else STEEL)
    p.path("M126 152l-24-8 14 24 10 2z", p.tone if steel else STEEL)


def dripper(p: Pen) -> None:
    p.shadow(190, 100)
    p.line("M262 262q44-4 40 26t-50 24", GLASS.dark, 10)
    p.path("M134 226h124l14 84q2 20-20 20H142q-22 0-20-20z", GLASS.base, opacity=0.85)
    p.path("M128 278h136l6 32q2 18-18 18H142q-20 0-18-18z", _COFFEE)
    p.line("M142 240l-6 64", "#ffffff", 6, opacity=0.6)
    p.line("M272 150q42-2 40 22t-54 22", p.tone.dark, 12)
    p.path("M110 132h172l-52 76h-68z", p.tone)
    p.oval(196, 132, 86, 17, p.tone.light)
    p.path("M118 130 146 84l28 12 24-16 26 14 24-8 26 44q-78 22-156 0z", "#f6eddc")
    p.oval(196, 133, 68, 11, _COFFEE.dark)
    p.box(142, 206, 108, 15, p.tone, 7)


def moka(p: Pen) -> None:
    p.shadow(196, 84)
    p.line("M262 162h48v70l-16 12", IRON.base, 17)
    p.path("M136 150 106 142l8 22 22 14z", STEEL)
    p.path("M130 134h128l-20 96h-88z", STEEL)
    p.path("M130 134q64-60 128 0z", STEEL)
    p.oval(194, 96, 11, 12, IRON)
    p.box(142, 224, 104, 20, STEEL.dark, 6)
    p.path("M150 244h88l26 86H124z", STEEL)
    p.line("M168 136l8 92M220 136l-8 92M176 246l-16 82M212 246l16 82", STEEL.dark, 3)
    p.line("M150 140l14 82", STEEL.light, 6)
    p.dots([(230, 268)], 7, BRASS.base)
    steam(p, 112, 130)


def filter_machine(p: Pen) -> None:
    p.shadow(200, 116)
    p.box(96, 92, 208, 60, p.tone, 16)
    p.box(236, 120, 68, 206, p.tone, 10)
    p.box(92, 306, 216, 24, p.tone, 10)
    p.path("M126 152h86l-16 40h-54z", p.tone.deep)
    p.path("M124 214h92l10 76q0 16-16 16h-80q-16 0-16-16z", GLASS.base, opacity=0.9)
    p.path("M118 256h104l4 34q0 14-16 14h-80q-16 0-16-14z", _COFFEE)
    p.box(120, 204, 100, 13, IRON, 6)
    p.line("M222 226q22 4 14 34", IRON.base, 9)
    p.box(250, 168, 40, 90, "#cfe3e4", 8, opacity=0.7)
    p.box(250, 206, 40, 52, "#9fc4cf", 8, opacity=0.8)
    p.dots([(254, 122)], 7, "#e08a3c")
    p.line("M112 104h80", p.tone.light, 6, opacity=0.6)


def hand_grinder(p: Pen) -> None:
    p.shadow(200, 66)
    p.line("M200 96 306 78", STEEL.dark, 10)
    p.line("M306 78v-8", STEEL.dark, 8)
    p.path("M290 62q16-24 32 0v8h-32z", WOOD)
    can(p, 200, 110, 54, 244, p.tone)
    p.box(146, 172, 108, 26, WOOD, 2)
    can(p, 200, 236, 50, 330, p.tone)
    p.line("M150 238q50 18 100 0", p.tone.light, 4)
    p.oval(200, 106, 54, 12, STEEL)
    p.oval(200, 98, 12, 7, STEEL.dark)


def electric_grinder(p: Pen) -> None:
    p.shadow(200, 92)
    p.path("M138 160 126 92h148l-12 68z", GLASS.base, opacity=0.8)
    p.path("M136 150 131 118q70-16 138 0l-5 32z", _COFFEE)
    p.box(122, 80, 156, 16, p.tone, 8)
    p.path("M128 160h144l14 156q0 14-14 14H128q-14 0-14-14z", p.tone)
    p.box(150, 240, 100, 72, "#2f2a2b", 10)
    p.path("M158 262h84v42q0 6-6 6h-72q-6 0-6-6z", GLASS.base, opacity=0.75)
    p.path("M158 284h84v20q0 6-6 6h-72q-6 0-6-6z", _COFFEE)
    p.oval(200, 202, 19, 19, STEEL)
    p.line("M200 202l9-11", STEEL.deep, 4)


def teapot(p: Pen) -> None:
    p.rise = 24
    glass = p.has("glass")
    fill: Tone = GLASS if glass else p.tone
    p.shadow(200, 104)
    p.line("M290 214q56-4 52 42-4 42-58 44", WOOD.base if glass else fill.dark, 15)
    p.path("M118 238Q74 230 54 186q-4-10 10-12 28 0 36 30 8 22 30 22z", fill)
    p.path("M96 268q-6-80 104-82 110 2 104 82-4 62-58 62h-92q-54 0-58-62z", fill, opacity=0.9 if glass else 1)
    if glass:
        p.path("M102 262q98-16 196 0 0 58-52 62h-92q-52-4-52-62z", "#cf8a3a", opacity=0.85)
        for x, y, turn in ((170, 312, 30), (214, 316, -20), (240, 306, 60)):
            leaf(p, x, y, 26, turn)
    p.path("M142 192q58-38 116 0-58 18-116 0z", fill)
    p.oval(200, 166, 14, 12, WOOD if glass else fill)
    p.line("M116 262q4-40 40-56", fill.light, 9, opacity=0.8)


def mug(p: Pen) -> None:
    p.rise = 26
    enamel = p.has("enamel")
    top = 180 if enamel else p.vary(172, 188)
    p.shadow(190, 86)
    p.line(f"M260 {top + 30}h30q34 4 34 42t-34 42h-34", p.tone.dark, 17 if not enamel else 12)
    vessel(p, 190, top, 80, 330, 76 if enamel else 68, p.tone, _COFFEE.base, ry=17)
    if enamel:
        p.ring(190, top, 79, 16, p.tone.deep, 5)
        p.dots([(146, 250), (220, 300), (206, 226), (160, 290)], 3, p.tone.light)
    else:
        p.path(f"M{114} 292q76 30 148 2l-4 22q-8 12-68 14-60-2-70-14z", "#d9c3a0", opacity=0.55)
        p.dots([(140, 240), (222, 256), (178, 270), (206, 224), (158, 222)], 2.4, p.tone.deep)
    p.line(f"M126 {top + 36}l4 70", p.tone.light, 8, opacity=0.7)
    steam(p, 192, top - 18)


def espresso_cups(p: Pen) -> None:
    p.rise = 26
    p.shadow(140, 84)
    p.shadow(275, 76)
    for cx, bottom in ((140, 330), (275, 330)):
        p.oval(cx, bottom - 8, 74, 15, p.tone.dark)
        p.oval(cx, bottom - 12, 74, 15, p.tone)
        p.line(f"M{cx + 42} {bottom - 70}q30-2 26 18t-34 18", p.tone.dark, 8)
        vessel(p, cx, bottom - 86, 50, bottom - 12, 30, p.tone, _COFFEE.base, belly=10, ry=11)
    vessel(p, 208, 162, 50, 236, 30, p.tone, p.tone.dark, belly=10, ry=11)


def travel_mug(p: Pen) -> None:
    p.shadow(200, 66)
    p.path("M140 150h120l-14 166q-2 14-16 14h-60q-14 0-16-14z", p.tone)
    p.path("M143 190h114l-3 50H146z", p.tone.dark)
    p.box(130, 126, 140, 30, IRON, 10)
    p.path("M146 126q0-26 16-26h76q16 0 16 26z", IRON)
    p.box(214, 92, 30, 12, IRON.light, 5)
    p.line("M156 164l8 134", p.tone.light, 8, opacity=0.6)


def matcha_set(p: Pen) -> None:
    p.rise = 26
    p.shadow(160, 104)
    p.shadow(306, 40)
    vessel(p, 160, 214, 102, 330, 56, p.tone, "#9dae55", belly=26, ry=24)
    p.oval(150, 216, 40, 8, "#b9c678")
    p.path("M284 330h44l10-80h-64z", TONES["bamboo"])
    p.box(284, 196, 44, 58, TONES["bamboo"].dark, 6)
    p.line("M280 256l4 72M294 254l2 74M308 254v74M320 254l-4 74M332 256l-6 72", TONES["bamboo"].light, 3)
    p.line("M62 198 210 150", ASH.dark, 9)
    p.oval(56, 200, 16, 8, ASH)


def carafe(p: Pen) -> None:
    brew = p.has("brew")
    fill = GLASS if brew else p.tone
    p.shadow(200, 76)
    body = "M164 116h72v50q0 22 22 44 16 18 16 44v58q0 18-18 18H144q-18 0-18-18v-58q0-26 16-44 22-22 22-44z"
    p.path(body, fill, opacity=0.82)
    with p.inside(body):
        p.box(110, 216, 180, 130, _COFFEE.base if brew else "#a9ced6", 0, opacity=0.9 if brew else 0.7)
        if brew:
            p.box(176, 130, 48, 150, STEEL.dark, 8)
            p.line("M180 160h40M180 180h40M180 200h40M180 220h40M180 240h40", STEEL.light, 2)
        else:
            p.line("".join(f"M{x} 200v130" for x in range(136, 276, 14)), fill.light, 3, opacity=0.6)
    p.line("M142 240q2-22 12-30", "#ffffff", 7, opacity=0.8)
    p.box(158, 88, 84, 32, IRON if brew else WOOD, 9)
    p.line("M160 88q40 12 80 0", WOOD.light if not brew else IRON.light, 3)


RULES = (
    on("kettle", gooseneck, "gooseneck"),
    on("kettle", stovetop_kettle, "stovetop"),
    on("kettle", electric_kettle),
    on("french press", french_press),
    on("coffee maker", dripper, "dripper"),
    on("coffee maker", moka, "moka"),
    on("coffee maker", filter_machine),
    on("coffee grinder", hand_grinder, "hand"),
    on("coffee grinder", electric_grinder),
    on("teapot", teapot),
    on("mug", espresso_cups, "espresso"),
    on("mug", travel_mug, "travel"),
    on("mug", mug),
    on("bowl", matcha_set, "matcha"),
    on("jug", carafe),
)
