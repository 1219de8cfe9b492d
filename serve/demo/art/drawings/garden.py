"""Tools and watering."""

from __future__ import annotations

from serve.demo.art.pen import Pen
from serve.demo.art.rules import on
from serve.demo.art.shapes import leaf, plant, rays, vessel
from serve.demo.art.tones import ASH, BRASS, CLAY, IRON, SOIL, STEEL, TONES, Tone

_WATER = "#8fc0d2"


def trowel(p: Pen) -> None:
    if p.has("set"):
        with p.turned(-18, 140, 220):
            _trowel(p, 140, p.tone, 0.86)
        with p.turned(14, 266, 220):
            _hand_fork(p, 266, p.tone, ASH, 0.86)
        return
    with p.turned(30, 200, 200):
        _trowel(p, 200, STEEL if p.has("stainless") else IRON, 1, marks=p.has("depth"))


def _trowel(p: Pen, x: float, blade: Tone, s: float, *, marks: bool = False) -> None:
    with p.turned(0, x, 200, scale=s):
        w = 34 if marks else 48
        p.box(x - 15, 36, 30, 132, ASH, 14)
        p.dots([(x, 54)], 5, ASH.deep)
        p.line(f"M{x} 166v46", STEEL.dark, 12)
        p.path(f"M{x - w} 206q{w}-24 {2 * w} 0l-4 84q-6 54-{w - 4} 80-{w - 6}-26-{w - 4}-80z", blade)
        p.path(f"M{x} 200v160q{w - 10}-26 {w - 6}-72l2-78q-20-10-{w - 4}-10z", blade.dark, opacity=0.5)
        if marks:
            for i in range(4):
                p.line(f"M{x - 16} {240 + i * 24}h{18 if i % 2 else 26}", blade.deep, 3)


def _hand_fork(p: Pen, x: float, head: Tone, handle: Tone, s: float) -> None:
    with p.turned(0, x, 200, scale=s):
        p.box(x - 15, 36, 30, 132, handle, 14)
        p.line(f"M{x} 166v50", STEEL.dark, 12)
        p.line(f"M{x - 38} 352V248q0-30 38-30t38 30v104M{x} 220v134", head.base, 14)
        p.line(f"M{x - 38} 340V250", head.light, 4)


def secateurs(p: Pen) -> None:
    fill = p.tone if p.subject.colors else TONES["olive"]
    anvil = p.has("anvil")
    with p.turned(-28, 200, 200):
        p.path("M196 178q-34 20-46 92-8 60 4 92 12 16 24 0 4-90 44-160z", fill)
        p.path(
            "M206 178q36 20 50 92 10 60-2 92-12 16-24 0-4-90-48-160z",
            fill.dark if fill is not TONES["black"] else TONES["rust"],
        )
        p.path("M206 184q-44-40-36-116 30 24 62 104z", STEEL)
        p.path(
            f"M196 186q40-30 44-{96 if anvil else 84} {'20 30 8 70' if anvil else '4 40-6 60'}-20 40-36 40z", STEEL.dark
        )
        p.oval(202, 182, 19, 19, STEEL.light)
        p.oval(202, 182, 8, 8, STEEL.deep)
        p.line("M188 216q14 12 30 0", IRON.base, 6)


def shears(p: Pen) -> None:
    if p.has("snips"):
        with p.turned(-20, 200, 200):
            for side in (-1, 1):
                p.path(f"M200 196l{side * 24}-140q0 60 {-side * 34} 150z", STEEL if side > 0 else STEEL.dark)
                p.line(f"M200 196q{side * 18} 30 {side * 34} 52", STEEL.dark, 10)
                p.ring(200 + side * 54, 290, 38, 52, p.tone.base, 19)
            p.oval(200, 200, 11, 11, STEEL.light)
        leaf(p, 290, 120, 60, 30)
        leaf(p, 282, 126, 46, -20)
        return
    with p.turned(-36, 200, 200):
        for side in (-1, 1):
            p.path(f"M200 176l{side * 10}-150q{side * 34} 60 {side * 16} 160z", STEEL if side > 0 else STEEL.dark)
            p.line(f"M200 176l{side * 52} 74", STEEL.dark, 15)
            with p.turned(-side * 33, 200 + side * 52, 250):
                p.box(200 + side * 52 - 14, 244, 28, 124, ASH, 13)
                p.box(200 + side * 52 - 14, 244, 28, 24, IRON, 6)
        p.oval(200, 178, 13, 13, STEEL.light)


def _long_handle(p: Pen, top: float = 16, bottom: float = 236, fill: Tone = ASH) -> None:
    p.line(f"M200 {top + 14}V{bottom}", fill.base, 15)
    p.line(f"M197 {top + 14}V{bottom}", fill.light, 4)


def spade(p: Pen) -> None:
    with p.turned(24, 200, 200):
        _long_handle(p)
        p.line("M164 22h72M168 22l32 44 32-44", ASH.base, 13)
        w = 40 if p.has("border") else 54
        p.path("M190 196h20l6 60h-32z", STEEL.dark)
        p.path(f"M{200 - w} 252h{2 * w}v70q0 40-{w} 62-{w}-22-{w}-62z", STEEL)
        p.line(f"M{200 - w} 252h{2 * w}", STEEL.dark, 11)
        p.line(f"M{200 - w + 16} 274v60", STEEL.light, 8)


def fork(p: Pen) -> None:
    with p.turned(24, 200, 200):
        _long_handle(p, bottom=226)
        p.line("M164 22h72M168 22l32 44 32-44", ASH.base, 13)
        p.path("M190 190h20l4 50h-28z", IRON)
        for x in (146, 182, 218, 254):
            p.line(f"M{x} 252q0-10 {(200 - x) * 0.2:.0f}-14M{x} 254V372", IRON.base, 11)
        p.line("M146 250h108", IRON.base, 13)
        p.line("M144 262v90", IRON.light, 3)


def gloves(p: Pen) -> None:
    leather = p.has("goatskin", "suede", "gardening")
    fill = p.tone if p.subject.colors else TONES["sage"]
    for x, turn, flip in ((112, -7, True), (288, 7, False)):
        with p.turned(turn, x, 200, scale=0.86), p.turned(0, x, 200, flip=flip):
            p.path(
                f"M{x - 44} 286V190l-8-70q0-14 12-14t14 14l8 50 2-92q0-14 13-14t13 14l2 90 8-94"
                f"q2-13 14-12 12 2 11 15l-5 96 14-72q4-12 14-9 11 3 9 14"
                f"l-20 108q-4 20-6 72z",
                fill,
            )
            p.path(f"M{x - 44} 240q-30-26-46-64-6-14 6-20 12-4 18 8 10 22 22 30z", fill.dark)
            cuff = CLAY if leather and not p.has("gale") else fill
            p.box(
                x - 50,
                280,
                130 if p.has("grill") else 116,
                66,
                cuff if p.has("goatskin leather") is False else TONES["cream"],
                10,
            )
            p.line(f"M{x - 46} 296h106", fill.deep, 3, dash="6 5")
            if p.has("nitrile"):
                p.path(f"M{x - 44} 210q50 20 96 0l-6 70h-90z", TONES["charcoal"].base, opacity=0.85)
            elif p.has("touch"):
                p.dots([(x - 40, 118), (x - 4, 78)], 8, fill.light)
            else:
                p.line(f"M{x - 12} 190v-20M{x + 12} 188v-18M{x + 34} 194v-16", fill.dark, 3)


def rake(p: Pen) -> None:
    if p.has("hand"):
        with p.turned(26, 200, 200):
            p.box(186, 30, 28, 100, IRON, 12)
            p.line("M200 128v96", STEEL.base, 12)
            _tines(p, 224, 80, 110, 7)
        return
    with p.turned(22, 200, 200):
        if p.has("leaf"):
            _long_handle(p, 10, 210, STEEL)
            _tines(p, 206, 112, 140, 11)
        else:
            _long_handle(p, 10, 300)
            p.line("M200 262l-48 44M200 262l48 44", IRON.base, 9)
            p.box(92, 300, 216, 17, IRON, 6)
            p.line("".join(f"M{x} 314q2 22-4 36" for x in range(100, 306, 17)), IRON.base, 8)


def _tines(p: Pen, top: float, spread: float, length: float, count: int) -> None:
    for i in range(count):
        t = 2 * i / (count - 1) - 1
        x = 200 + t * spread
        p.line(
            f"M200 {top}Q{200 + t * spread * 0.5:.0f} {top + length * 0.5:.0f} {x:.0f}"
            f" {top + length * (1 - 0.14 * t * t):.0f}l{t * 3 - 6:.0f} 13",
            STEEL.base,
            7,
        )
    p.line(
        f"M{200 - spread * 0.52:.0f} {top + length * 0.52:.0f}q{spread * 0.52:.0f} 16 {spread * 1.04:.0f} 0",
        STEEL.dark,
        7,
    )


def watering_can(p: Pen) -> None:
    if p.has("spikes"):
        p.shadow(130, 50)
        p.shadow(262, 60)
        vessel(p, 262, 196, 82, 330, 60, CLAY, SOIL.base)
        plant(p, 262, 196, 84)
        p.path("M98 150h44l-8 150q-14 34-28 0z", CLAY)
        p.path("M86 140h68v18H86z", CLAY.light)
        p.path("M106 142V88q-10-12-4-34h36q6 22-4 34v54z", "#bcd9df", opacity=0.9)
        p.path("M308 206h22l-6 80q-6 20-12 0z", CLAY.dark)
        return
    slim = p.has("slim")
    p.shadow(224, 90)
    if slim:
        p.line("M176 300C96 300 130 130 54 104", p.tone.dark, 13)
        p.line("M176 298C98 298 132 128 54 102", p.tone.base, 8)
        p.line("M262 150q70-6 62 76-6 60-54 80", p.tone.base, 12)
        p.path("M168 150h116l12 164q0 16-16 16H172q-16 0-16-16z", p.tone)
        p.oval(226, 150, 58, 13, p.tone.light)
        p.oval(226, 151, 48, 9, p.tone.deep)
        return
    p.line("M168 300 66 150", p.tone.dark, 21)
    p.line("M166 296 66 148", p.tone.base, 13)
    with p.turned(-34, 62, 144):
        p.path("M34 138h56l12-24H22z", BRASS if p.has("galvanised") else p.tone)
    p.line("M292 196q66 10 54 70-8 40-48 48", p.tone.base, 13)
    p.line("M160 180q0-78 64-78t64 78", p.tone.base, 13)
    p.path("M150 178h148v136q0 16-16 16H166q-16 0-16-16z", p.tone)
    p.oval(224, 178, 74, 16, p.tone.light)
    p.path("M224 164q74 0 74 14-20 12-74 14z", p.tone.deep)
    p.line("M152 206q72 18 144 0M152 300q72 18 144 0", p.tone.dark, 5)
    p.line("".join(f"M{30 - i * 5} {150 + i * 12}l-8 34" for i in range(3)), _WATER, 4)


def hose(p: Pen) -> None:
    p.rise = 36
    p.shadow(200, 120)
    fill = p.tone if p.subject.colors else TONES["green"]
    if p.has("coil"):
        for i in range(9):
            p.ring(104 + i * 24, 220, 27, 74, fill.base if i % 2 else fill.dark, 13)
        p.line("M316 290q40 10 44 36", fill.base, 13)
        p.path("M84 150 52 116l16-16 36 30z", IRON)
        p.line("M60 108 40 88", BRASS.base, 17)
        return
    for i, r in enumerate((126, 104, 82)):
        for y, color in ((276, fill.dark), (262, fill.base), (248, fill.light)):
            if i == 0 or y == 248:
                p.ring(200, y - i * 2, r, r * 0.42, color, 17)
    p.line("M318 268q40 34 18 62", fill.base, 17)
    p.box(318, 322, 34, 20, BRASS, 6)
    p.line("M126 190q-30-50-62-44", fill.base, 17)
    p.path("M40 130l40 2v26l-40 6z", BRASS)


def sprinkler(p: Pen) -> None:
    p.shadow(200, 118)
    if p.has("nozzle"):
        with p.turned(-18, 200, 220):
            p.path("M250 176h80v74h-80z", p.tone.dark)
            p.path("M96 190h160v46H96z", p.tone)
            p.path("M60 182h46v62H60l-10-12v-38z", p.tone)
            p.line("".join(f"M{x} 184v58" for x in range(150, 250, 14)), p.tone.dark, 4)
            p.line("M264 178v70M284 178v70M304 178v70", p.tone.light, 4)
        p.line("M52 258 12 268M48 246 10 238M56 270 26 294", _WATER, 7)
    elif p.has("oscillating"):
        for i in range(-4, 5):
            p.line(f"M200 236Q{200 + i * 22} 90 {200 + i * 42} {120 + abs(i) * 16}", _WATER, 4, opacity=0.8)
        p.line("M84 322 110 260M316 322l-26-62M70 324h260", TONES["green"].base, 13)
        p.line("M96 256H304", STEEL.base, 17)
        p.dots([(x, 252) for x in range(120, 290, 20)], 3, STEEL.deep)
        p.box(268, 238, 54, 40, TONES["green"], 10)
    elif p.has("drip"):
        p.line("M20 170q90-40 180 0t180 0", IRON.base, 9)
        for x in (92, 200, 308):
            p.line(f"M{x} {158 if x != 200 else 172}V214", IRON.base, 6)
            vessel(p, x, 258, 46, 330, 34, CLAY, SOIL.base)
            plant(p, x, 258, 46)
            p.path(f"M{x} 214q8 12 0 18-8-6 0-18z", _WATER)
    elif p.has("spike"):
        for i in range(-4, 5):
            p.line(
                f"M200 150Q{200 + i * 18} {70 + abs(i) * 6} {200 + i * 38} {150 + abs(i) * 14}", _WATER, 4, opacity=0.85
            )
        p.path("M188 220h24l-8 112h-8z", TONES["zinc"])
        p.path("M172 190h56v30h-56z", BRASS)
        p.line("M228 206h52q20 0 20 20v110", TONES["green"].base, 13)
        p.box(186, 152, 28, 40, BRASS, 6)
        p.line("M200 156 168 140", BRASS.dark, 8)
        for x in (70, 110, 330):
            plant(p, x, 334, 44)
    else:
        p.line("M200 40v70", BRASS.base, 34)
        p.path("M166 30h68v30h-68z", BRASS)
        p.box(106, 108, 188, 150, TONES["charcoal"], 24)
        p.box(130, 132, 140, 62, "#c9dfc4", 8)
        p.line("M152 146v34M170 146h16v17h-16v17h16M218 146v34h16v-34zM202 156v2M202 170v2", "#33423a", 5)
        p.oval(162, 226, 17, 17, TONES["green"])
        p.oval(238, 226, 17, 17, STEEL)
        p.box(168, 256, 64, 40, BRASS, 6)
        p.path("M200 300q18 26 0 34-18-8 0-34z", _WATER)


def rain_barrel(p: Pen) -> None:
    fill = p.tone if p.subject.colors else TONES["olive"]
    p.shadow(200, 104)
    p.line("M330 20V110q0 20-40 22", TONES["zinc"].base, 15)
    if p.has("foldable"):
        vessel(p, 200, 148, 104, 330, 104, fill, "#9cc6d4", ry=22)
        p.line("".join(f"M{x} 152V322" for x in (106, 152, 248, 294)), TONES["white"].dark, 9)
    else:
        p.path("M112 132h176q16 90 0 198H112q-16-108 0-198z", fill)
        p.oval(200, 132, 88, 17, fill.light)
        p.line(
            "".join(f"M{x} 140q{(x - 200) * 0.1:.0f} 90 0 186" for x in range(136, 270, 32)), fill.dark, 4, opacity=0.7
        )
        p.line("M108 182q92 18 184 0M106 290q94 18 188 0", fill.deep, 7)
        p.oval(200, 130, 60, 10, fill.deep)
    p.box(184, 276, 32, 17, BRASS, 5)
    p.line("M200 292v16", BRASS.dark, 10)
    rays(p, 200, 320, 2, 5, 3, _WATER)


RULES = (
    on("trowel", trowel),
    on("secateurs", secateurs),
    on("shears", shears),
    on("spade", spade),
    on("garden fork", fork),
    on("gloves", gloves),
    on("grill tools", gloves, "gloves"),
    on("rake", rake),
    on("watering can", watering_can),
    on("hose", hose),
    on("sprinkler", sprinkler),
    on("drip kit", sprinkler),
    on("watering timer", sprinkler),
    on("hose nozzle", sprinkler),
    on("rain barrel", rain_barrel),
)
