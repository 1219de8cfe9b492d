"""Things for birds, bees and hedgehogs."""

from __future__ import annotations

from serve.demo.art.pen import Pen
from serve.demo.art.rules import on
from serve.demo.art.shapes import leaf
from serve.demo.art.tones import CREAM, GLASS, IRON, SOIL, STEEL, TONES, Tone, tone

_ROOF = TONES["charcoal"]


def _bird(p: Pen, x: float, y: float, breast: str, *, flip: bool = False) -> None:
    """A small bird that sits at a point."""
    with p.turned(0, x, y, flip=flip):
        p.path(f"M{x - 34} {y - 8}l-26 12 30 2z", tone("#5f6f7f").dark)
        p.path(f"M{x - 32} {y}q-4-36 30-42 6-20 26-16 16 4 14 22-2 36-34 42-24 4-36-6z", tone("#6f8291"))
        p.path(f"M{x - 4} {y + 8}q34-2 38-42-14-8-22 2-14 22-16 40z", breast)
        p.path(f"M{x + 36} {y - 42}l14 5-14 6z", "#e0a53c")
        p.oval(x + 25, y - 44, 4, 4, "#221b1b")
        p.line(f"M{x - 4} {y + 6}v12M{x + 8} {y + 4}v14", SOIL.base, 3)


def nest_box(p: Pen) -> None:
    p.line("M200 20V360", SOIL.base, 34)
    p.line("M192 20V360", SOIL.light, 7, opacity=0.6)
    p.path("M126 138h148v178q0 8-8 8H134q-8 0-8-8z", p.tone)
    p.line("M152 140v180M248 140v180M176 220v100M224 230v90", p.tone.dark, 2, opacity=0.6)
    if p.has("open-front"):
        p.box(136, 158, 128, 62, SOIL.dark, 4)
        p.path("M148 220q0-26 52-26t52 26z", TONES["tan"])
        p.path("M136 214h128v8H136z", p.tone.light)
    else:
        p.oval(200, 196, 29, 29, SOIL.dark)
        p.ring(200, 196, 31, 31, STEEL.base, 7)
        p.box(194, 240, 12, 22, SOIL, 4)
    p.path("M104 146 122 96H278l18 50z", _ROOF)
    p.path("M104 146H296v11H104z", _ROOF.dark)
    _bird(p, 262, 90, "#d9742f" if p.has("robin") else "#ecc445", flip=True)


def tube_feeder(p: Pen) -> None:
    p.line("M200 0v58", IRON.base, 5)
    weight = p.has("squirrel")
    fill = p.tone if p.subject.colors else TONES["green"]
    p.path("M150 86q0-34 50-34t50 34z", fill)
    p.box(158, 86, 84, 214, GLASS.base, 6, opacity=0.85)
    p.box(164, 130, 72, 168, tone("#caa468").base, 4)
    p.dots(p.scatter(34, 170, 136, 60, 158), 5, "#8f6c3d")
    p.line("M168 96v190", "#ffffff", 5, opacity=0.6)
    if weight:
        p.line("".join(f"M{x} 90V300" for x in range(152, 256, 17)), IRON.base, 4)
        p.line("M148 140h104M148 200h104M148 260h104", IRON.base, 4)
    p.path("M138 296h124l-10 30H148z", fill)
    for y in (190, 262):
        p.line(f"M158 {y}h-44M242 {y}h44", fill.dark, 8)
    _bird(p, 300, 244, "#ecc445", flip=True)
    _bird(p, 108, 172, "#d9742f")


def window_feeder(p: Pen) -> None:
    p.box(60, 40, 280, 320, "#d9e8ea", 8)
    p.line("M60 40h280v320H60zM200 40v100", TONES["white"].base, 15)
    p.box(98, 140, 204, 150, GLASS.light, 12, opacity=0.9)
    for x in (124, 276):
        p.oval(x, 160, 15, 15, STEEL.light)
        p.oval(x, 160, 7, 7, STEEL.dark)
    p.path("M106 262h188v16q0 12-12 12H118q-12 0-12-12z", TONES["tan"])
    p.dots(p.scatter(24, 116, 262, 168, 16), 5, "#8f6c3d")
    _bird(p, 196, 246, "#ecc445")


def bird_seed(p: Pen) -> None:
    p.shadow(200, 104)
    p.path("M112 96q88 20 176 0l14 222q0 12-12 12H110q-12 0-12-12z", CREAM)
    p.path("M112 96q88 20 176 0l2 30q-90 20-180 0z", TONES["green"])
    p.box(128, 150, 144, 104, "#e9eed9", 10)
    _bird(p, 196, 220, "#d9742f")
    p.line("M140 278h120M158 296h84", TONES["taupe"].base, 5)
    p.dots(p.scatter(26, 70, 328, 260, 16), 5, "#8f6c3d")


def bird_bath(p: Pen) -> None:
    p.shadow(200, 84)
    p.line("M200 250v54M200 300 148 330M200 300l52 30M200 300v34", IRON.base, 11)
    p.line("M200 250q-50 8-40 44M200 250q50 8 40 44", IRON.base, 6)
    p.path("M60 190q14 68 140 70 126-2 140-70z", p.tone)
    p.oval(200, 190, 140, 34, p.tone.light)
    p.oval(200, 193, 122, 26, "#a9d0da")
    p.line("M140 192q30-8 60 0M216 200q24-6 46 0", "#e6f4f5", 4)
    _bird(p, 286, 166, "#ecc445", flip=True)
    p.dots([(120, 222), (180, 240), (246, 230)], 3, p.tone.deep)


def bee_house(p: Pen) -> None:
    p.box(118, 126, 164, 210, p.down(TONES["ash"]), 4)
    p.box(130, 146, 140, 178, TONES["tan"].dark, 3)
    canes = [(144 + col * 22 + (row % 2) * 6, 158 + row * 21) for row in range(8) for col in range(6)]
    canes = [(x, y) for x, y in canes if x < 266]
    p.dots(canes, 9.5, TONES["bamboo"].light)
    p.dots(canes[1::3], 9.5, TONES["bamboo"].base)
    p.dots(canes, 4.6, SOIL.dark)
    p.dots(canes[::4], 4.8, "#cdb98f")
    p.path("M92 140 200 62l108 78-12 14-96-68-96 68z", p.tone if p.subject.colors else TONES["camel"])
    p.path("M118 128 200 84l82 44v6H118z", TONES["ash"].dark)
    for x, y in ((306, 200), (92, 246)):
        p.oval(x, y, 15, 10, "#ecb53c")
        p.line(f"M{x - 3} {y - 8}v16M{x + 5} {y - 8}v16", "#33261f", 4)
        p.oval(x - 5, y - 13, 10, 6, "#ffffff", opacity=0.8)


def hedgehog_house(p: Pen) -> None:
    wood: Tone = TONES["camel"]
    p.shadow(200, 146)
    p.box(70, 180, 250, 150, p.down(wood), 4)
    p.line("M72 218h246M72 256h246M72 294h246", wood.dark, 3)
    p.path("M200 330v-72q0-38 38-38t38 38v72z", SOIL.dark)
    p.path("M46 190 80 132H316l32 58z", _ROOF)
    p.path("M46 190H348v13H46z", _ROOF.dark)
    spines = tone("#6b5140")
    p.path("M96 332q-4-62 58-62 42 2 58 40 24 4 34 16-4 8-20 8H106z", spines)
    p.line(
        "M110 300l-8-14M124 284l-4-16M142 276l2-16M162 276l6-14M180 286l10-10M118 316l-12-8M140 300l-4-12M164 298l4-12",
        spines.deep,
        4,
    )
    p.path("M196 332q-4-26 20-24 22 6 32 18-4 8-20 8z", TONES["tan"])
    p.dots([(246, 326), (222, 318)], 4, "#221b1b")
    for x, t in ((64, -50), (76, -16), (330, 40)):
        leaf(p, x, 334, 40, t, tone("#c9803c"))


RULES = (
    on("bird house", nest_box),
    on("bird feeder", window_feeder, "window"),
    on("bird seed", bird_seed),
    on("bird feeder", tube_feeder),
    on("bird bath", bird_bath),
    on("insect house", hedgehog_house, "hedgehog"),
    on("insect house", bee_house),
)
