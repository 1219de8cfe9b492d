"""The pen that all drawings share: a 400 × 400 sheet, light from the upper left, the ground at y = 330."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from serve.demo.art.tones import Tone

SIZE = 400
GROUND = 330
Fill = Tone | str
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Subject:
    """What is drawn: a product of the catalogue.

    Attributes:
        words: title and materials in lower case, in which drawings look for details.
        colors: the product's colours, first choice first.
    """

    id: str
    kind: str
    department: str
    title: str
    words: str
    material: str = ""
    colors: tuple[str, ...] = ()


@dataclass
class Pen:
    """Collects the elements of one picture.

    Attributes:
        tone: the product's main colour.
        grounds: shadows on the ground as (centre, half width, y); without any the product lies flat or hangs.
        rise: how much higher a low product stands, as if it were seen more from above.
    """

    subject: Subject
    tone: Tone
    grounds: list[tuple[float, float, float]] = field(default_factory=list)
    rise: float = 0
    _parts: list[str] = field(default_factory=list)
    _gradients: dict[tuple[str, ...], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._random = random.Random(self.subject.id)  # noqa: S311 (variety, not secrecy)

    # -- variety ---------------------------------------------------------------------------------

    def has(self, *words: str) -> bool:
        """Say whether the product's title or material has one of the words."""
        return any(word in self.subject.words for word in words)

    def vary(self, low: float, high: float) -> int:
        """Return a whole number that belongs to the product."""
        return round(self._random.uniform(low, high))

    def pick(self, *choices: _T) -> _T:
        return self._random.choice(choices)

    def scatter(self, count: int, x: float, y: float, w: float, h: float) -> list[tuple[float, float]]:
        """Return points spread over an area, for grain and pile."""
        return [(self._random.uniform(x, x + w), self._random.uniform(y, y + h)) for _ in range(count)]

    # -- shapes ----------------------------------------------------------------------------------

    def shadow(self, cx: float = 200, half: float = 110, y: float = GROUND) -> None:
        self.grounds.append((cx, half, y))

    def path(self, d: str, fill: Fill, *, opacity: float = 1) -> None:
        self.put(f'<path d="{d}" fill="{self._paint(fill)}"{_opacity(opacity)}/>')

    def flat(self, d: str, tone: Tone) -> None:
        """A sheet or fold, lit from above rather than around."""
        self.put(f'<path d="{d}" fill="{self.down(tone)}"/>')

    def line(self, d: str, color: str, width: float = 5, *, opacity: float = 1, dash: str = "") -> None:
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self.put(
            f'<path d="{d}" fill="none" stroke="{color}" stroke-width="{n(width)}" stroke-linecap="round"'
            f' stroke-linejoin="round"{dashes}{_opacity(opacity)}/>'
        )

    def box(self, x: float, y: float, w: float, h: float, fill: Fill, r: float = 8, *, opacity: float = 1) -> None:
        self.put(
            f'<rect x="{n(x)}" y="{n(y)}" width="{n(w)}" height="{n(h)}" rx="{n(r)}"'
            f' fill="{self._paint(fill)}"{_opacity(opacity)}/>'
        )

    def oval(self, cx: float, cy: float, rx: float, ry: float, fill: Fill, *, opacity: float = 1) -> None:
        self.put(
            f'<ellipse cx="{n(cx)}" cy="{n(cy)}" rx="{n(rx)}" ry="{n(ry)}"'
            f' fill="{self._paint(fill)}"{_opacity(opacity)}/>'
        )

    def ring(self, cx: float, cy: float, rx: float, ry: float, color: str, width: float = 5) -> None:
        self.put(
            f'<ellipse cx="{n(cx)}" cy="{n(cy)}" rx="{n(rx)}" ry="{n(ry)}" fill="none"'
            f' stroke="{color}" stroke-width="{n(width)}"/>'
        )

    def dots(self, places: Sequence[tuple[float, float]], r: float, color: str) -> None:
        self.line("".join(f"M{n(x)} {n(y)}h0" for x, y in places), color, 2 * r)

    @contextmanager
    def turned(
        self,
        degrees: float = 0,
        cx: float = 200,
        cy: float = 200,
        *,
        move: tuple[float, float] = (0, 0),
        scale: float = 1,
        flip: bool = False,
    ) -> Iterator[None]:
        """Draw what follows turned about a point, then scaled about it, mirrored and moved."""
        steps = []
        if move != (0, 0):
            steps.append(f"translate({n(move[0])} {n(move[1])})")
        if degrees:
            steps.append(f"rotate({n(degrees)} {n(cx)} {n(cy)})")
        if scale != 1 or flip:
            steps.append(
                f"translate({n(cx)} {n(cy)}) scale({'-' if flip else ''}{scale:g} {scale:g})"
                f" translate({n(-cx)} {n(-cy)})"
            )
        self.put(f'<g transform="{" ".join(steps)}">')
        yield
        self.put("</g>")

    @contextmanager
    def inside(self, d: str) -> Iterator[None]:
        """Draw what follows only within an outline."""
        name = f"c{len(self._parts)}"
        self.put(f'<clipPath id="{name}"><path d="{d}"/></clipPath><g clip-path="url(#{name})">')
        yield
        self.put("</g>")

    def put(self, element: str) -> None:
        self._parts.append(element)

    # -- paint -----------------------------------------------------------------------------------

    def down(self, tone: Tone) -> str:
        """Paint that is light at the top and falls into shadow at the bottom."""
        return self._gradient(("d", tone.light, tone.base, tone.dark), 'x2="0" y2="1"', (0, 0.3, 0.95))

    def glow(self, color: str) -> str:
        """Paint that shines from the middle and fades."""
        key = ("g", color)
        if key not in self._gradients:
            self._gradients[key] = (
                f'<radialGradient id="{self._name()}"><stop offset="0" stop-color="{color}" stop-opacity=".85"/>'
                f'<stop offset="1" stop-color="{color}" stop-opacity="0"/></radialGradient>'
            )
        return self._url(key)

    def _paint(self, fill: Fill) -> str:
        if isinstance(fill, str):
            return fill
        return self._gradient(("r", fill.light, fill.base, fill.dark), "", (0.06, 0.3, 0.92))

    def _gradient(self, key: tuple[str, ...], direction: str, stops: tuple[float, ...]) -> str:
        if key not in self._gradients:
            inner = "".join(
                f'<stop offset="{at:g}" stop-color="{color}"/>' for at, color in zip(stops, key[1:], strict=True)
            )
            self._gradients[key] = f'<linearGradient id="{self._name()}" {direction}>{inner}</linearGradient>'
        return self._url(key)

    def _name(self) -> str:
        return f"p{len(self._gradients)}"

    def _url(self, key: tuple[str, ...]) -> str:
        return f"url(#p{list(self._gradients).index(key)})"

    def definitions(self) -> str:
        return "".join(self._gradients.values())

    def drawing(self) -> str:
        return "".join(self._parts)


def n(value: float) -> str:
    """Write a length as short as it can be."""
    return f"{value:.1f}".rstrip("0").rstrip(".") or "0"


def _opacity(opacity: float) -> str:
    return "" if opacity == 1 else f' opacity="{opacity:g}"'
