"""Jackets, layers, socks and hats, laid flat."""

from __future__ import annotations

from serve.demo.art.pen import Pen
from serve.demo.art.rules import on
from serve.demo.art.tones import BRASS, IRON, TONES, WHITE, Tone, mix


def _sleeves(p: Pen, fill: Tone, *, end: float = 296, spread: float = 70, width: float = 44) -> None:
    """Both arms, hanging from the shoulders at (132, 104) and (268, 104)."""
    for flip in (False, True):
        with p.turned(0, 200, 200, flip=flip):
            x = 132 - spread
            p.path(
                f"M136 92Q104 100 94 132L{x} {end}q-2 8 6 10l{width - 12} 8q8 2 10-6L150 180z",
                fill if not flip else fill.dark,
            )


def _body(fit: float = 0, bottom: float = 336) -> str:
    return (
        f"M152 84q48 20 96 0l24 14q14 8 14 24L{282 - fit} 200l4 {bottom - 214}"
        f"q0 14-14 14H128q-14 0-14-14l4-{bottom - 214}"
        f"L{114 + fit} 122q0-16 14-24z"
    )


def _fit(p: Pen) -> float:
    return 10 if p.has("women") else 0


def _zip(p: Pen, top: float = 96, bottom: float = 336) -> None:
    p.line(f"M200 {top}V{bottom}", p.tone.deep, 5)
    p.oval(200, top + 12, 4, 8, BRASS)


def rain_jacket(p: Pen) -> None:
    if p.has("poncho"):
        poncho(p)
        return
    small = 0.86 if p.has("kids") else 1
    with p.turned(0, 200, 210, scale=small):
        _sleeves(p, p.tone)
        p.path(_body(_fit(p)), p.tone)
        p.path("M140 92q-4-66 60-68 64 2 60 68-20 22-60 24-40-2-60-24z", p.tone.dark)
        p.path("M160 92q-2-44 40-46 42 2 40 46-14 14-40 16-26-2-40-16z", p.tone.deep)
        p.line("M152 84q-10 12-38 22M248 84q10 12 38 22", p.tone.dark, 4)
        _zip(p, 108)
        p.path("M200 108v228h-9V108z", p.tone.light, opacity=0.6)
        for x, turn in ((136, -14), (232, 14)):
            with p.turned(turn, x + 16, 250):
                p.box(x, 232, 32, 7, p.tone.deep, 3)
        p.path("M222 152l12-20 7 11 4-5 10 14z", mix(p.tone.light, "#fffaf0", 0.6))
        p.line("M116 330h168", p.tone.dark, 5)
        if p.has("kids"):
            p.line("M118 286h164", "#eef2f2", 11)
        if p.has("running"):
            p.line("M114 140l24 60M286 140l-24 60", p.tone.light, 6)


def poncho(p: Pen) -> None:
    p.path("M200 70q44 8 66 46l92 190q4 10-8 14-150 44-300 0-12-4-8-14l92-190q22-38 66-46z", p.tone)
    p.path("M200 70q44 8 66 46l92 190q4 10-8 14-66 20-150 22z", p.tone.dark, opacity=0.55)
    p.path("M148 116q-8-82 52-86 60 4 52 86-24 22-52 22t-52-22z", p.tone.dark)
    p.path("M164 110q-4-58 36-60 40 2 36 60-16 14-36 14t-36-14z", p.tone.deep)
    p.line("M200 126v72", p.tone.deep, 5)
    p.line("M96 240q6 40-10 72M304 240q-6 40 10 72M150 250v84M250 250v84", p.tone.dark, 4)
    p.box(162, 208, 76, 36, p.tone.light, 6, opacity=0.7)


def down_jacket(p: Pen) -> None:
    parka, small = p.has("parka"), 0.86 if p.has("kids") else 1
    with p.turned(0, 200, 210, scale=small):
        bottom = 356 if parka else 326
        for flip in (False, True):
            with p.turned(0, 200, 200, flip=flip):
                arm = "M138 88Q100 94 88 130L58 286q-4 18 16 22 20 4 24-14L152 180z"
                p.path(arm, p.tone if not flip else p.tone.dark)
                with p.inside(arm):
                    p.line(
                        "".join(f"M{40} {y}q50 26 110-6" for y in range(136, 310, 32)),
                        p.tone.dark if not flip else p.tone.deep,
                        4,
                    )
        d = _body(_fit(p), bottom)
        p.path(d, p.tone)
        with p.inside(d):
            if not parka:
                for y in range(124, bottom, 31):
                    p.line(f"M108 {y}q46 20 92 0t92 0", p.tone.dark, 4.5)
                    p.line(f"M118 {y + 9}q30 10 60 2", p.tone.light, 4, opacity=0.7)
        if parka:
            p.path("M128 96q-14-78 72-82 86 4 72 82-30 34-72 36-42-2-72-36z", TONES["sand"])
            p.path("M150 92q-6-54 50-56 56 2 50 56-20 20-50 22-30-2-50-22z", p.tone.deep)
            for x in (132, 218):
                p.box(x, 246, 52, 56, p.tone.dark, 7)
                p.box(x, 242, 52, 17, p.tone.light, 5)
            p.line("M114 222h172", p.tone.dark, 6)
        else:
            p.path("M150 88q0-34 50-36 50 2 50 36-24 16-50 16t-50-16z", p.tone.dark)
            p.path("M162 80q0-16 38-18 38 2 38 18-18 10-38 10t-38-10z", p.tone.deep)
        _zip(p, 112 if parka else 92, bottom)


def vest(p: Pen) -> None:
    d = "M150 74q50 22 100 0l30 20q-14 50 6 92V318q0 14-14 14H128q-14 0-14-14V186q20-42 6-92z"
    p.path(d, p.tone)
    with p.inside(d):
        if p.has("down"):
            for y in range(118, 332, 32):
                p.line(f"M108 {y}q46 20 92 0t92 0", p.tone.dark, 4.5)
                p.line(f"M118 {y + 9}q30 10 60 2", p.tone.light, 4, opacity=0.7)
        else:
            p.dots(p.scatter(56, 112, 84, 176, 244), 3, p.tone.light)
            for x in (128, 222):
                p.box(x, 246, 50, 50, p.tone.dark, 8)
    p.path("M150 80q-2-38 50-40 52 2 50 40-24 16-50 16t-50-16z", p.tone.dark)
    p.path("M164 72q0-16 36-18 36 2 36 18-18 8-36 8t-36-8z", p.tone.deep)
    _zip(p, 88, 332)


def jacket(p: Pen) -> None:
    field = p.has("waxed")
    _sleeves(p, p.tone)
    p.path(_body(_fit(p), 346 if field else 330), p.tone)
    if field:
        p.path("M150 82 200 116l50-34 16 30-46 26-20-16-20 16-46-26z", TONES["brown"])
        for x in (130, 220):
            p.box(x, 250, 52, 60, p.tone.dark, 5)
            p.path(f"M{x - 3} 246h58v17l-29 11-29-11z", p.tone.light)
            p.dots([(x + 26, 266)], 4, BRASS.base)
        p.box(222, 160, 40, 44, p.tone.dark, 4)
        p.line("M200 124v220", p.tone.deep, 5)
        p.dots([(210, y) for y in (150, 190, 230, 270, 310)], 5, BRASS.base)
        return
    p.path("M148 88q-2-40 52-42 54 2 52 42-24 18-52 18t-52-18z", p.tone.dark)
    p.path("M163 80q0-18 37-20 37 2 37 20-18 10-37 10t-37-10z", p.tone.deep)
    if p.has("wind"):
        p.path("M118 112q82 40 164 0l2 56q-84 24-168 0z", p.tone.light, opacity=0.55)
    else:
        p.path("M118 122l6 190h22l-14-196zM282 122l-6 190h-22l14-196z", p.tone.dark, opacity=0.6)
    _zip(p, 94, 330)
    for x, turn in ((140, -16), (228, 16)):
        with p.turned(turn, x + 16, 250):
            p.box(x, 240, 32, 6, p.tone.deep, 3)
    p.path("M224 152l12-20 7 11 4-5 10 14z", mix(p.tone.light, "#fffaf0", 0.6))


def top(p: Pen) -> None:
    """Shirts worn on the skin."""
    if p.has("leggings"):
        p.path("M132 46h136l14 120-22 188h-44l-14-150h-4l-14 150h-44l-22-188z", p.tone)
        p.path("M200 204h2l14 150h44l22-188-6-52q-40 70-76 90z", p.tone.dark, opacity=0.5)
        p.box(128, 40, 144, 24, p.down(p.tone), 8)
        p.line("M200 64v100M152 250q16 8 34 0M214 250q18 8 34 0", p.tone.dark, 3)
        p.line("M146 344h38M218 344h38", p.tone.light, 4)
        return
    if p.has("t-shirt"):
        for flip in (False, True):
            with p.turned(0, 200, 200, flip=flip):
                p.path("M138 82Q104 92 88 118L60 190l54 24 30-50z", p.tone if not flip else p.tone.dark)
    else:
        _sleeves(p, p.tone, end=306, spread=74, width=36)
    p.path(_body(_fit(p), 330), p.tone)
    p.path("M156 86q44 40 88 0-10 34-44 36-34-2-44-36z", p.tone.deep)
    p.path("M150 84q50 54 100 0l7 5q-50 66-114 0z", p.tone.light)
    p.line("M128 122q10 80 6 200M272 122q-10 80-6 200", p.tone.dark, 3)
    p.line("M116 320h168", p.tone.dark, 3.5, dash="6 5")
    if p.has("swift"):
        p.path("M222 158l12-20 7 11 4-5 10 14z", mix(p.tone.light, "#fffaf0", 0.6))


def fleece(p: Pen) -> None:
    small = 0.88 if p.has("kids") else 1
    with p.turned(0, 200, 210, scale=small):
        _sleeves(p, p.tone, width=48)
        d = _body(_fit(p), 330)
        p.path(d, p.tone)
        with p.inside(d):
            if p.has("grid"):
                p.line("".join(f"M{x} 80V340" for x in range(116, 290, 14)), p.tone.dark, 1.6, opacity=0.6)
                p.line("".join(f"M100 {y}H300" for y in range(100, 340, 14)), p.tone.dark, 1.6, opacity=0.6)
            else:
                p.dots(p.scatter(64, 112, 84, 176, 244), 6, p.tone.light)
        p.path("M150 90q-2-42 50-44 52 2 50 44-24 16-50 16t-50-16z", p.tone.dark)
        p.path("M164 82q0-18 36-20 36 2 36 20-18 10-36 10t-36-10z", p.tone.deep)
        _zip(p, 92, 200 if p.has("half") else 330)
        trim = IRON if p.tone is not TONES["black"] else TONES["rust"]
        p.box(222, 154, 42, 44, trim, 6)
        p.line("M226 164h34", BRASS.dark, 3)
        p.line("M116 326h168", p.tone.dark, 7)


def sweater(p: Pen) -> None:
    _sleeves(p, p.tone, width=46)
    d = _body(_fit(p), 326)
    p.path(d, p.tone)
    with p.inside(d):
        if p.has("rib"):
            p.line("".join(f"M{x} 80V340" for x in range(114, 292, 14)), p.tone.dark, 4, opacity=0.55)
        else:
            p.line(
                "".join(f"M{x} 110" + "q5 6 10 0" * 1 + f"M{x} 126q5 6 10 0" for x in range(120, 284, 18)),
                p.tone.light,
                3,
            )
            for y in range(112, 170, 17):
                p.line(f"M116 {y}" + "l7 8 7-8" * 12, p.tone.light, 2.6, opacity=0.8)
    p.path("M152 84q48 36 96 0l6 9q-54 50-108 0z", p.tone.dark)
    p.path("M158 80q42 32 84 0-10 24-42 26-32-2-42-26z", p.tone.deep)
    p.path("M114 314h172v16q0 8-8 8H122q-8 0-8-8z", p.tone.dark)
    p.line("".join(f"M{x} 316v20" for x in range(122, 284, 9)), p.tone.base, 3)


def socks(p: Pen) -> None:
    for x, turn, fill in ((92, -8, p.tone.dark), (160, 6, None)):
        with p.turned(turn, x + 60, 210):
            d = f"M{x} 66h76v150q0 20 16 34l44 36q26 26 4 48-20 18-48 4l-72-46q-22-14-22-44z"
            p.path(d, fill or p.tone)
            with p.inside(d):
                p.box(x - 10, 60, 100, 40, p.tone.light, 0)
                p.line("".join(f"M{i} 62v38" for i in range(x + 6, x + 76, 9)), p.tone.dark, 2.5)
                p.path(f"M{x - 10} 216q40-4 50 40l-10 50-50-30z", p.tone.deep, opacity=0.55)
                p.path(f"M{x + 96} 268l70-10v100h-90q-10-50 20-90z", p.tone.deep, opacity=0.55)
                if not p.has("liner"):
                    p.box(x - 10, 120, 100, 11, mix(p.tone.light, "#fffaf0", 0.5), 0)
                    p.box(x - 10, 140, 100, 6, mix(p.tone.light, "#fffaf0", 0.5), 0)
                if p.has("winter"):
                    p.line(f"M{x} 176l12-13 12 13 12-13 12 13 12-13 12 13", WHITE.base, 5)


def beanie(p: Pen) -> None:
    if p.has("gaiter"):
        p.path("M104 96q96-34 192 0 14 110-10 210-86 30-172 0-24-100-10-210z", p.tone)
        p.oval(200, 98, 94, 25, p.tone.deep)
        p.path("M106 96q94 50 188 0l2 13q-96 50-192 0z", p.tone.light)
        p.line("M112 160q88 40 176 0M110 214q90 40 180 0M114 268q86 36 172 0", p.tone.dark, 5)
        return
    d = "M78 262q-8-176 122-180 130 4 122 180z"
    p.path(d, p.tone)
    with p.inside(d):
        for i in range(-5, 6):
            p.line(f"M{200 + i * 8} 80Q{200 + i * 26} 150 {200 + i * 25} 270", p.tone.dark, 5, opacity=0.6)
    p.box(68, 238, 264, 74, p.down(p.tone), 20)
    p.line("".join(f"M{x} 246v58" for x in range(88, 326, 15)), p.tone.dark, 5, opacity=0.7)
    if not p.has("skull"):
        p.oval(200, 80, 30, 28, p.tone.light)
    p.box(236, 262, 36, 26, TONES["tan"], 4)


RULES = (
    on("rain jacket", rain_jacket),
    on("down jacket", down_jacket),
    on("vest", vest),
    on("jacket", jacket),
    on("base layer", top),
    on("fleece", fleece),
    on("sweater", sweater),
    on("socks", socks),
    on("beanie", beanie),
)
