"""A whole picture: background by department, shadow, product."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from serve.demo.art.pen import GROUND, SIZE, Pen, Subject, n
from serve.demo.art.tones import Tone, tone, tone_of_color, tone_of_material

Drawing = Callable[[Pen], None]


@dataclass(frozen=True, slots=True)
class _Room:
    wall: str
    shape: str
    floor: str
    shadow: str


_ROOMS = {
    "Kitchen & Table": _Room("#f7ebdd", "#f0dabf", "#ead0b1", "#7a4a26"),
    "Home & Sleep": _Room("#f3eae6", "#e7d6d0", "#dfcac2", "#5f3d3d"),
    "Garden & Balcony": _Room("#edf0e2", "#dbe4c8", "#cdd8b5", "#3f4f2b"),
    "Trail & Travel": _Room("#e6eeef", "#cfdfe2", "#bdd0d3", "#2c434a"),
}
_PLAIN = _Room("#f2ede5", "#e4dbcd", "#d9cdbb", "#4c4136")
_TINTS = ("#a9c0c4", "#b8836a", "#9fae8f", "#c9a66b", "#8a95a8", "#c4a99a")


def picture(subject: Subject, color: str, drawing: Drawing) -> str:
    """Return the product's picture as an SVG document; `color` is only ever compared with known words."""
    pen = Pen(subject, _main_tone(subject, color))
    drawing(pen)
    room = _ROOMS.get(subject.department, _PLAIN)
    shadows = "".join(
        f'<ellipse cx="{n(cx)}" cy="{n(y)}" rx="{n(half)}" ry="{n(5 + half / 12)}" fill="{room.shadow}" opacity=".2"/>'
        for cx, half, y in pen.grounds
    )
    floor = f'<path d="M0 {n(GROUND - 34 - pen.rise)}H{SIZE}V{SIZE}H0Z" fill="{room.floor}"/>' if pen.grounds else ""
    product = f"{shadows}{pen.drawing()}"
    if pen.rise:
        product = f'<g transform="translate(0 {n(-pen.rise)})">{product}</g>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" width="{SIZE}" height="{SIZE}">'
        f"<defs>{pen.definitions()}</defs>"
        f'<path d="M0 0H{SIZE}V{SIZE}H0Z" fill="{room.wall}"/>{_backdrop(pen, room)}{floor}{product}</svg>'
    )


def _main_tone(subject: Subject, color: str) -> Tone:
    wanted = tone_of_color(color) if color else None
    own = (tone_of_color(name) for name in subject.colors)
    first = next((found for found in own if found), None)
    seed = sum(map(ord, subject.id))
    return wanted or first or tone_of_material(subject.material) or tone(_TINTS[seed % len(_TINTS)])


def _backdrop(pen: Pen, room: _Room) -> str:
    if not pen.grounds:
        return f'<circle cx="200" cy="200" r="168" fill="{room.shape}"/>'
    shape = pen.pick("sun", "arch", "sun", "window")
    if shape == "arch":
        return f'<path d="M70 {GROUND - 34}V190a130 130 0 0 1 260 0V{GROUND - 34}Z" fill="{room.shape}"/>'
    if shape == "window":
        return f'<rect x="62" y="52" width="276" height="300" rx="34" fill="{room.shape}"/>'
    return f'<circle cx="{pen.vary(180, 220)}" cy="188" r="150" fill="{room.shape}"/>'
