"""Names of things keep their capital where a small model writes them into the middle of a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.writer.phrases import Phrase

_NAMES = ("title", "other")


def with_capitals(sentence: str, points: Sequence[Phrase]) -> str:
    """Return the sentence with each name of a thing as the record spells it: "sorry, Highmoor Wool Throw is …"."""
    for point in points:
        for value in (point.blanks.get(name, "") for name in _NAMES):
            name = value.split(" (")[0]
            if name[:1].isupper() and " " in name:
                sentence = sentence.replace(name[:1].lower() + name[1:], name)
    return sentence
