"""Sleeping bags and mats."""

from __future__ import annotations

from serve.demo.art.pen import Pen
from serve.demo.art.rules import on
from serve.demo.art.shapes import puffs
from serve.demo.art.tones import IRON, TONES, mix


def mummy_bag(p: Pen) -> None:
    d = "M200 30q58 0 66 56 34 30 30 90-6 90-34 158-8 36-62 36t-62-36q-28-68-34-158-4-60 30-90 8-56 66-56z"
    with p.turned(p.vary(-14, -8), 200, 200):
        p.path(d, p.tone)
        with p.inside(d):
            puffs(p, 90, 112, 220, 240, p.vary(7, 9), p.tone)
        inner = mix(p.tone.light, "#f3c98a", 0.45)
        p.path("M200 50q40 0 46 44 4 34-46 36-50-2-46-36 6-44 46-44z", p.tone.dark)
        p.path("M200 66q30 0 34 32 2 24-34 26-36-2-34-26 4-32 34-32z", inner)
        p.path("M170 116q30-12 60 0l-6 20q-24 8-48 0z", "#fffaf0")
        p.line("M244 130q26 60 14 150", p.tone.deep, 4)
        p.oval(245, 134, 5, 8, TONES["brass"])


def wide_bag(p: Pen) -> None:
    kids, quilt = p.has("kids"), p.has("quilt")
    with p.turned(p.vary(-10, -6), 200, 200):
        w = 84 if kids else 100 if not quilt else 92
        top = 74 if kids else 48
        d = (
            f"M{200 - w} {top}H{200 + w}q12 0 12 14L{194 + w} 340q0 14-14 14"
            f"H{220 - w}q-14 0-14-14L{188 - w} {top + 14}q0-14 12-14z"
        )
        p.path(d, p.tone)
        with p.inside(d):
            puffs(p, 190 - w, top + 30, 2 * w + 20, 320 - top, 7, p.tone)
            inner = mix(p.tone.light, "#f3c98a", 0.45)
            if quilt:
                p.path(f"M{188 - w} {top}H{212 + w}v40H{188 - w}z", inner)
            else:
                p.path(f"M{212 + w} {top - 4}V{top + 150}L{200 + w * 0.1:.0f} {top - 4}z", inner)
                p.line(f"M{200 + w * 0.1:.0f} {top - 4}L{212 + w} {top + 150}", p.tone.deep, 4)
            if kids:
                for x, y in ((160, 250), (214, 290), (170, 180), (236, 220)):
                    p.path(f"M{x} {y}l5 11 12 1-9 8 3 12-11-6-11 6 3-12-9-8 12-1z", "#fbe7b6")
        if not quilt:
            p.path(
                f"M{212 - w} {top + 16}q{w * 0.35:.0f}-14 {w * 0.75:.0f} 0v30q-{w * 0.4:.0f} 12-{w * 0.75:.0f} 0z",
                "#fffaf0",
            )


def liner(p: Pen) -> None:
    p.shadow(290, 56, 332)
    with p.turned(-10, 180, 200):
        d = "M110 60q70-24 140 0l-14 264q-4 16-56 16t-56-16z"
        p.path(d, p.down(p.tone))
        with p.inside(d):
            p.line("M140 70q16 130 0 260M180 60q-10 140 4 270M222 66q-14 130 2 260", p.tone.dark, 4, opacity=0.6)
        p.path("M110 60q70-24 140 0-6 26-70 28-64-2-70-28z", p.tone.dark)
    p.path("M246 332q-8-74 20-92h50q28 18 20 92-45 12-90 0z", p.tone)
    p.line("M264 244q26 10 54 0", IRON.base, 6)


def air_mat(p: Pen) -> None:
    double = p.has("double")
    with p.turned(-14, 200, 200):
        w = 104 if double else 72
        d = f"M{200 - w} 60q0-26 26-26h{2 * w - 52}q26 0 26 26V340q0 26-26 26H{226 - w}q-26 0-26-26z"
        p.path(d, p.tone)
        with p.inside(d):
            if double:
                p.line("M200 30V370", p.tone.deep, 6)
                for y in range(70, 360, 36):
                    p.line(f"M{200 - w} {y}h{2 * w}", p.tone.dark, 3)
            elif p.has("self"):
                for y in range(64, 360, 32):
                    for x in range(140, 270, 30):
                        p.oval(x, y, 9, 5, p.tone.dark)
            else:
                for y in range(58, 360, 26):
                    p.line(f"M{200 - w} {y}l36 13 36-13 36 13 36-13", p.tone.dark, 5)
                    p.line(f"M{200 - w} {y + 6}l36 13 36-13 36 13 36-13", p.tone.light, 2.5, opacity=0.7)
        p.oval(200 - w + 22, 350, 8, 8, IRON)
        p.path(f"M{200 - w} 60q0-26 26-26h{2 * w - 52}q26 0 26 26v18H{200 - w}z", p.tone.light, opacity=0.5)


def folding_mat(p: Pen) -> None:
    p.rise = 24
    p.shadow(200, 150, 330)
    under = mix(p.tone.base, "#e7c98b", 0.7)
    for i in range(6):
        y = 306 - i * 25
        p.path(f"M66 {y}H334q8 0 8 11t-8 11H66q-8 0-8-11t8-11z", p.down(p.tone) if i % 2 else under)
        p.dots([(x, y + 11) for x in range(86, 330, 27)], 4, p.tone.dark)
    p.path("M62 180 96 130H336l6 52z", p.tone)
    for y, start in ((144, 110), (158, 100), (172, 92)):
        p.dots([(x, y) for x in range(start, 330, 24)], 5, p.tone.dark)
    for x in (126, 268):
        p.box(x, 128, 11, 204, IRON, 3)


def camp_pillow(p: Pen) -> None:
    p.rise = 48
    p.shadow(200, 132, 322)
    p.path(
        "M74 226q-20-30 8-46 118-34 236 0 28 16 8 46-8 34 0 62 14 34-20 40-106 20-212 0-34-6-20-40 8-28 0-62z", p.tone
    )
    p.line("M96 200q104-26 208 0M100 312q100 16 200 0", p.tone.dark, 4)
    p.path("M140 214q60 24 120 0-10 60 0 80-60 12-120 0 10-30 0-80z", p.tone.light, opacity=0.5)
    p.oval(312, 306, 11, 9, IRON)


RULES = (
    on("sleeping bag", liner, "liner"),
    on("sleeping bag", wide_bag, "cabin", "kids", "quilt"),
    on("sleeping bag", mummy_bag),
    on("sleeping mat", camp_pillow, "pillow"),
    on("pillow", camp_pillow, "inflatable"),
    on("sleeping mat", folding_mat, "fold"),
    on("sleeping mat", air_mat),
)
