"""Which drawing belongs to which product."""

from __future__ import annotations

from dataclasses import dataclass

from serve.demo.art.pen import Subject
from serve.demo.art.scene import Drawing


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawing for a kind of product; with words, for those only whose title or material has one of them."""

    kind: str
    draw: Drawing
    words: tuple[str, ...] = ()

    def fits(self, subject: Subject) -> bool:
        return subject.kind == self.kind and (not self.words or any(word in subject.words for word in self.words))


def on(kind: str, draw: Drawing, *words: str) -> Rule:
    return Rule(kind, draw, words)
