"""What stands for a product whose kind nobody has drawn."""

from __future__ import annotations

from serve.demo.art.pen import Pen
from serve.demo.art.tones import CREAM


def parcel(p: Pen) -> None:
    p.shadow(200, 120)
    p.box(95, 170, 210, 160, p.tone, 10)
    p.box(95, 170, 210, 34, p.down(p.tone), 10)
    p.box(184, 170, 32, 160, p.down(CREAM), 0)
    p.line("M200 170c-20-50-70-40-50-14 10 12 34 14 50 14 20-50 70-40 50-14-10 12-34 14-50 14", CREAM.dark, 7)
