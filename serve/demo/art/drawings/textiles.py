"""Beds, cushions, throws, rugs, towels and bathrooms."""

from __future__ import annotations

from serve.demo.art.pen import Pen
from serve.demo.art.rules import on
from serve.demo.art.shapes import fringe, leaf, leaves, stack
from serve.demo.art.tones import BRASS, CREAM, IRON, SOIL, TONES, WHITE, WOOD, mix


def duvet(p: Pen) -> None:
    p.rise = 32
    p.shadow(200, 146)
    fill = CREAM if p.has("wool") else WHITE
    for y, h in ((232, 98), (138, 98)) if not p.has("summer") else ((250, 80), (176, 78)):
        p.path(f"M90 {y}H320q34 0 34 {h / 2}t-34 {h / 2}H90q-46 0-46-{h / 2}t46-{h / 2}z", p.down(fill))
        p.line(f"M356 {y + h / 2}H110", fill.dark, 4)
        for x in range(130, 350, 52):
            p.line(
                f"M{x} {y + 3}q8 {h / 4} 0 {h / 2 - 4}M{x + 12} {y + h / 2 + 4}q8 {h / 4} 0 {h / 2 - 8}",
                fill.dark,
                3,
                opacity=0.7,
            )
    p.box(126, 196, 22, 34, p.tone, 4)


def bed(p: Pen) -> None:
    """A made bed, seen from its foot."""
    p.shadow(200, 168, 336)
    p.path("M54 120q146-40 292 0v110H54z", WOOD)
    p.path("M54 120q146-40 292 0v14q-146-40-292 0z", WOOD.light)
    for x in (70, 208):
        p.path(
            f"M{x} 176q0-32 34-32h54q34 0 34 32v22q0 16-20 16H{x + 20}q-20 0-20-16z",
            p.down(p.tone if p.has("cover") else WHITE),
        )
        p.line(f"M{x + 22} 168q30-10 60-4", "#ffffff", 4, opacity=0.5)
    body = "M36 222q164-34 328 0l14 92q2 14-14 14H36q-16 0-14-14z"
    p.path(body, p.down(p.tone))
    with p.inside(body):
        if p.has("fox"):
            for x, y in ((90, 262), (180, 290), (270, 260), (330, 300), (130, 312), (230, 246)):
                p.path(f"M{x} {y}l-13-15 4-13 9 7 9-7 4 13z", "#d9783f")
        elif p.has("sateen"):
            p.line("M20 250q180 30 360-6M20 290q180 30 360-6", p.tone.light, 12, opacity=0.45)
        elif p.has("linen"):
            p.line(
                "M70 236q10 40-4 90M140 230q-8 40 6 96M232 228q12 50-4 100M312 234q-6 40 8 92",
                p.tone.dark,
                3.5,
                opacity=0.7,
            )
        else:
            p.line("M22 304H378", p.tone.dark if p.tone is WHITE else WHITE.base, 6, opacity=0.8)
        p.path("M30 222q170-36 340 0l4 28q-170-34-348 0z", p.tone.light, opacity=0.75)


def fitted_sheet(p: Pen) -> None:
    p.rise = 56
    p.shadow(200, 140, 326)
    p.path("M70 200q130-36 260 0l24 90q-150 40-308 0z", p.down(p.tone))
    p.path("M46 290q154 40 308 0l-6 30q-150 30-296 0z", p.tone.dark)
    p.line("M52 308" + "q7-7 14 0t14 2" * 10, p.tone.light, 3)
    p.line("M98 206q-10 40-30 84M302 206q10 40 30 84", p.tone.dark, 4)
    p.line("M150 214q40-10 90-2M134 246q66-14 130-4", p.tone.light, 6, opacity=0.6)
    if p.has("waterproof"):
        for x, y in ((168, 232), (214, 256), (250, 226)):
            p.path(f"M{x} {y}q14 18 14 26a14 14 0 0 1-28 0q0-8 14-26z", "#7fa9bf")


def pillow(p: Pen) -> None:
    p.rise = 44
    p.shadow(200, 136)
    if p.has("contour"):
        p.path("M60 262q0-44 70-44 40 0 70 22 40-44 96-34 48 8 48 60v40q0 24-24 24H84q-24 0-24-24z", p.down(WHITE))
        p.line("M72 282q70-36 130-14 60 10 130-26", WHITE.dark, 4)
        p.line("M330 222q10 50 4 94", WHITE.dark, 3, dash="5 5")
        return
    bend = p.vary(-6, 6)
    p.path(
        f"M62 216q-22-30 6-44 132-{26 + bend} 264 0 28 14 6 44 8 44 0 74 18 26-6 36-132 16-264 0-24-10-6-36-8-36 0-74z",
        p.down(WHITE),
    )
    p.line("M92 196q-12-12-14-16M308 196q12-12 14-16M92 306q-10 8-12 10M308 306q10 8 12 10", WHITE.dark, 4)
    p.line("M150 210q50-14 96-4M136 250q60 12 120 0", WHITE.dark, 3, opacity=0.7)
    if p.has("down"):
        leaf(p, 292, 150, 54, 40, CREAM, 0.3)
    else:
        p.box(294, 300, 44, 22, TONES["sage"], 4)


def folded(p: Pen) -> None:
    """Blankets and throws, folded, with what makes each its own."""
    p.rise = 24
    knit = p.has("honeycomb", "waffle")
    p.shadow(200, 140)
    stack(p, 64, 250, 272, [78], [p.tone])
    stack(p, 76, 176, 256, [72], [p.tone])
    d = "M96 150q108-30 208 0l20 150q-20 14-70 6t-158 4z"
    p.path(d, p.down(p.tone))
    with p.inside(d):
        if knit:
            for x in range(96, 330, 22):
                p.line(f"M{x} 120V320", p.tone.dark, 2.4, opacity=0.6)
            for y in range(150, 320, 22):
                p.line(f"M80 {y}H330", p.tone.light, 2.4, opacity=0.8)
        elif p.has("picnic", "highmoor"):
            for x in (122, 182, 242, 302):
                p.box(x, 100, 24, 230, p.tone.deep, 0, opacity=0.35)
            for y in (160, 212, 264):
                p.box(80, y, 260, 22, p.tone.light, 0, opacity=0.5)
        elif p.has("weighted"):
            for x in range(126, 330, 44):
                p.line(f"M{x} 120V320", p.tone.deep, 3)
            for y in range(180, 320, 44):
                p.line(f"M80 {y}H330", p.tone.deep, 3)
        elif p.has("sherpa"):
            p.dots(p.scatter(46, 84, 140, 240, 176), 7, p.tone.light)
        else:
            p.line("M130 140q20 80 6 170M196 134q-14 80 8 176M262 136q18 80 2 170", p.tone.dark, 4, opacity=0.6)
    if p.has("heated"):
        p.line("M300 300q40 4 36 30", IRON.base, 6)
        p.box(318, 300, 38, 56, IRON, 10)
        p.dots([(337, 318)], 5, "#e08a3c")
    elif not knit and not p.has("weighted"):
        fringe(p, 100, 302, 218, 22, p.tone.dark)


def towel(p: Pen) -> None:
    if p.has("fringe", "linen"):
        p.line("M60 92H340", WOOD.base, 15)
        p.line("M60 88H340", WOOD.light, 4)
        d = "M104 88h192v220h-192z"
        p.path(d, p.down(p.tone))
        with p.inside(d):
            if p.has("waffle"):
                p.line("".join(f"M{x} 80V320" for x in range(110, 300, 16)), p.tone.dark, 2, opacity=0.5)
                p.line("".join(f"M100 {y}H300" for y in range(96, 320, 16)), p.tone.dark, 2, opacity=0.5)
            else:
                for stripe in (120, 142, 236, 258, 280):
                    p.box(104, stripe, 192, 11, WHITE.base, 0, opacity=0.85)
        fringe(p, 104, 308, 192, 24, p.tone.base if not p.has("waffle") else p.tone.dark)
        return
    bundle = p.has("bundle")
    p.shadow(200, 138)
    heights = [40.0, 46, 52, 56] if bundle else [62.0, 68, 68]
    y: float = 330 - sum(heights) - 2 * len(heights)
    stack(p, 72, y, 256, heights, [p.tone] * len(heights))
    for i, h in enumerate(heights):
        at = y + sum(heights[:i]) + 2 * i
        p.line(f"M268 {at + 6}v{h / 2 - 9}M278 {at + 6}v{h / 2 - 9}", p.tone.light, 4, opacity=0.8)
    if bundle:
        p.line("M196 86V330", WOOD.dark, 5)
    leaf(p, 220, y, 58, 62, width=0.22)
    leaf(p, 216, y, 52, 20, width=0.22)


def bath_mat(p: Pen) -> None:
    p.rise = 56
    p.shadow(200, 156, 322)
    if p.has("duckboard"):
        for i in range(6):
            w, y = 210 + i * 17, 206 + i * 19
            p.box(200 - w / 2, y, w, 14, p.down(p.tone), 3)
        p.path("M112 204h16l-22 116H82zM272 204h16l30 116h-24z", p.tone.dark, opacity=0.6)
        p.box(58, 318, 284, 12, p.tone.deep, 3)
        return
    p.path("M50 312 104 204H296L350 312z", p.down(p.tone))
    p.path("M50 312H350v10q0 4-6 4H56q-6 0-6-4z", p.tone.deep)
    if p.has("stone"):
        p.line("M104 290q20-30 14-44M290 286q-12-20-10-36", p.tone.dark, 3, opacity=0.6)
        for x in (160, 226):
            p.oval(x, 262, 19, 27, p.tone.dark, opacity=0.7)
            p.dots([(x - 12, 228), (x - 3, 223), (x + 7, 224)], 5, p.tone.dark)
    else:
        p.line("M84 298 120 218H280L316 298z", p.tone.light, 6, dash="1 11")
        p.line("M116 282 138 234H262L284 282z", p.tone.dark, 6, dash="1 11")


def bathrobe(p: Pen) -> None:
    p.line("M200 66v-20q0-14 14-12", BRASS.dark, 6)
    p.line("M120 104 200 66l80 38", WOOD.dark, 9)
    p.path("M150 84 92 108q-16 8-18 30l-12 104 44 6 14-70z", p.tone)
    p.path("M250 84l58 24q16 8 18 30l12 104-44 6-14-70z", p.tone.dark)
    p.path("M146 84h108l36 44-8 220H118l-8-220z", p.tone)
    if p.has("waffle"):
        p.line("".join(f"M{x} 120V346" for x in range(126, 280, 15)), p.tone.dark, 1.8, opacity=0.5)
        p.line("".join(f"M116 {y}H284" for y in range(130, 346, 15)), p.tone.dark, 1.8, opacity=0.5)
    if p.has("hood"):
        p.path("M140 92q0-52 60-52t60 52q-60 30-120 0z", p.tone.dark)
    p.path("M146 84q30 60 52 130l-14 8q-30-70-58-112zM254 84q-30 60-52 130l14 8q30-70 58-112z", p.tone.light)
    p.box(114, 208, 172, 22, p.down(p.tone), 6)
    p.path("M186 210h26l10 96h-18l-6-80-8 70h-18z", p.tone.light)
    p.box(232, 252, 38, 44, p.tone.dark, 6, opacity=0.7)


def shower_curtain(p: Pen) -> None:
    p.line("M36 62H364", IRON.base, 9)
    d = "M70 82H330V330" + "q-13 14-26 0t-26 0" * 5 + "z"
    p.path(d, p.down(p.tone))
    for x in range(70, 331, 26):
        p.ring(x, 72, 9, 11, IRON.light, 4)
        p.line(f"M{x} 90q8 110 0 234", p.tone.dark, 4, opacity=0.55)


def cushion(p: Pen) -> None:
    if p.has("floor", "bench", "seat"):
        flat_cushion(p)
        return
    p.shadow(200, 124)
    body = "M86 112q-14-26 12-22 102 20 204 0 26-4 12 22-20 98 0 196 14 26-12 22-102-18-204 0-26 4-12-22 20-98 0-196z"
    p.path(body, p.tone)
    with p.inside(body):
        if p.has("velvet"):
            p.line("".join(f"M{x} 70q-6 130 0 270" for x in range(92, 320, 17)), p.tone.dark, 5, opacity=0.75)
        elif p.has("knit"):
            for x in range(96, 320, 40):
                p.line(f"M{x} 90" + "q16 13 0 26q-16 13 0 26" * 5, p.tone.dark, 6, opacity=0.75)
                p.line(f"M{x + 20} 90" + "q-16 13 0 26q16 13 0 26" * 5, p.tone.light, 5, opacity=0.7)
        elif p.has("block-print"):
            for row in range(3):
                for col in range(3):
                    x, y = 126 + col * 74, 130 + row * 72
                    leaves(p, [(x, y, 29, turn) for turn in (0, 90, 180, 270)], CREAM, 0.34)
        else:
            p.line("M120 130q80 20 160 0M110 200q90-14 180 4M124 276q70-16 150 0", p.tone.dark, 3.5, opacity=0.5)
    if p.has("velvet"):
        p.line(
            "M86 112q-14-26 12-22 102 20 204 0 26-4 12 22-20 98 0 196 14 26-12 22-102-18-204 0-26 4-12-22 20-98 0-196z",
            p.tone.deep,
            4,
        )
    p.line("M104 150q10 50 4 108", p.tone.light, 8, opacity=0.5)


def flat_cushion(p: Pen) -> None:
    """A thick seat, square or long."""
    p.rise = 62
    round_ = p.has("floor")
    p.shadow(200, 140)
    if round_:
        p.path("M70 250v40q0 40 130 40t130-40v-40z", p.tone)
        p.oval(200, 246, 130, 48, p.tone.light)
        p.oval(200, 246, 122, 43, p.tone)
        p.line("M70 272q0 38 130 38t130-38", p.tone.dark, 3, dash="8 6")
        p.line("M108 240h-36", p.tone.deep, 9)
    else:
        p.path("M44 280 92 214H308L356 280z", p.tone.light)
        p.path("M40 280h320q8 0 8 8v32q0 10-10 10H42q-10 0-10-10v-32q0-8 8-8z", p.down(p.tone))
        p.line("M36 284h328M36 326h328", p.tone.dark, 3)
        p.dots([(146, 246), (254, 246), (120, 266), (280, 266), (200, 256)], 5, p.tone.deep)


def rug(p: Pen) -> None:
    if p.has("sheepskin"):
        p.path(
            "M146 66q54-30 108 0 46 4 44 56 22 60 0 110 10 60-30 76-30 40-68 40t-68-40"
            "q-40-16-30-76-22-50 0-110-2-52 44-56z",
            p.tone,
        )
        p.dots(p.scatter(40, 128, 96, 144, 220), 11, mix(p.tone.base, p.tone.light, 0.4))
        p.line("".join(f"M{x:.0f} {y:.0f}q6 8 2 16" for x, y in p.scatter(30, 124, 92, 152, 216)), p.tone.dark, 3)
        return
    if p.has("braided"):
        edge = IRON if p.tone is TONES["black"] else p.tone
        sand = TONES["sand"] if p.tone is TONES["black"] else p.tone
        p.oval(200, 200, 156, 156, edge)
        p.oval(200, 200, 138, 138, sand)
        for r in range(10, 150, 16):
            p.line(f"M{200 - r} 200a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0-{2 * r} 0", sand.dark, 5, dash="8 11")
        return
    runner_ = p.has("runner")
    x, w = (122, 156) if runner_ else (68, 264)
    y, h = (36, 328) if runner_ else (p.vary(88, 96), 220)
    if p.has("doormat", "pad"):
        y, h = 120, 164
    with p.turned(p.vary(-8, -4), 200, 200):
        fringed = p.has("wool", "berber") and not p.has("shag")
        if fringed:
            fringe(p, x, y - 14, w, 14, p.tone.light)
            fringe(p, x, y + h, w, 14, p.tone.light)
        p.box(x, y, w, h, p.down(p.tone), 5)
        _rug_pattern(p, x, y, w, h)


def _rug_pattern(p: Pen, x: float, y: float, w: float, h: float) -> None:
    pale = mix(p.tone.light, "#fff8ec", 0.45)
    if p.has("doormat"):
        p.dots(p.scatter(60, x + 4, y + 4, w - 8, h - 8), 2, p.tone.deep)
        p.line(f"M{x + 12} {y + 12}h{w - 24}v{h - 24}h-{w - 24}z", SOIL.base, 6)
        p.line(f"M{x + 92} {y + 104}V{y + 74}l40-28 40 28v30z", SOIL.base, 8)
    elif p.has("pad"):
        p.line("".join(f"M{x + i} {y + 8}v{h - 16}" for i in range(12, int(w), 16)), p.tone.light, 4, dash="4 9")
        p.path(f"M{x + w} {y + h}v-60l-60 60z", TONES["rust"].base)
    elif p.has("shag", "berber"):
        for i in range(3):
            cx = x + w * (i + 0.5) / 3
            p.line(
                f"M{cx} {y + 18}l36 {h / 2 - 18}-36 {h / 2 - 18}-36-{h / 2 - 18}z",
                TONES["charcoal"].base if p.tone is not TONES["charcoal"] else pale,
                6,
            )
        p.dots(p.scatter(50, x + 8, y + 8, w - 16, h - 16), 3, pale)
    elif p.has("hallway"):
        p.line(f"M{x + 14} {y + 14}h{w - 28}v{h - 28}h-{w - 28}z", pale, 5)
        for i in range(5):
            at = y + 60 + i * 52
            p.line(f"M{x + w / 2} {at - 24}l34 24-34 24-34-24z", pale, 5)
    elif p.has("outdoor"):
        for row in range(5):
            p.line(f"M{x + 6} {y + 36 + row * 37}" + "l21-18 21 18" * 6, pale, 7)
    elif p.has("wash-it"):
        for row in range(0, int(h), 22):
            p.box(x, y + row, w, 9, pale, 0, opacity=0.65)
    else:
        for share, half in ((0.18, 12), (0.5, 30), (0.82, 12)):
            at = y + h * share
            p.line(f"M{x + 8} {at}" + f"l15.5-{half} 15.5 {half}" * 8, p.tone.deep if share == 0.5 else pale, 5)
            p.line(f"M{x + 8} {at}" + f"l15.5 {half} 15.5-{half}" * 8, p.tone.deep if share == 0.5 else pale, 5)


RULES = (
    on("duvet", duvet),
    on("duvet cover", bed),
    on("sheet", fitted_sheet),
    on("pillow", pillow),
    on("blanket", folded),
    on("throw", folded),
    on("towel", towel),
    on("bath mat", bath_mat),
    on("bathrobe", bathrobe),
    on("shower curtain", shower_curtain),
    on("cushion", cushion),
    on("garden chair", flat_cushion, "cushion"),
    on("rug", rug),
)
