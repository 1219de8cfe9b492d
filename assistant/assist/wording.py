"""Takes out of a solved case's reply what was true of that case only, and puts in what is true of another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from assistant.assist.case import Situation
from assistant.assist.known import values
from assistant.writer.phrases import listed

_BLANK = re.compile(r"\{(\w+)\}")
_FOREIGN_BLANK = re.compile(r"\{\{[^{}]*\}\}")
_FOREIGN_ORDER = re.compile(r"\{\{[^{}]*(?:order|purchase|invoice)[^{}]*(?:number|id)[^{}]*\}\}", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:\d{1,2}\.|[-*•])\s+")
_NUMBERED = re.compile(r"^(\s*)\d{1,2}\.(\s+)")
_ADDRESSED = re.compile(r",? \{(?:first_name|name)\}(?=[,.!?]|$)")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[\"“(*]{0,3}[A-Z0-9{])")
_UNKNOWN = "{unknown}"
# Longest and most particular first: an address holds numbers, a name its first name.
_PARTICULAR = (
    "address",
    "options",
    "payment",
    "tracking",
    "amount",
    "price",
    "order",
    "email",
    "item",
    "name",
    "first_name",
)
_LISTS = {"order": "orders", "item": "items", "variant": "variants"}
_EACH = "{each}"
_SOME_THING = {"item": "item"}  # what stands where it isn't known yet which thing is meant


def template_of(reply: str, situation: Situation, particulars: Mapping[str, Iterable[str]]) -> str:
    """Return the reply with a blank for each value that the situation gave it, and one line for a list of them.

    Args:
        particulars: what is the case's own, by the blank that it fills, known by then or not.
    """
    text = _FOREIGN_BLANK.sub(_UNKNOWN, _FOREIGN_ORDER.sub("{order}", reply))
    known = values(situation)
    for name in _PARTICULAR:
        for value in known.get(name, ()):
            text = _replaced(text, value, f"{{{name}}}")
    for value in known.get("orders", ()):
        text = _replaced(text, value, "{order}")
    for name, own in particulars.items():
        for value in sorted(own, key=len, reverse=True):
            text = _replaced(text, value, f"{{{name}}}" if name != "options" else _UNKNOWN)
    for name, many in _LISTS.items():
        text = re.sub(rf"\{{{name}\}}(?:(?:,? and |, |; )\W*\{{{name}\}})+", f"{{{many}}}", text)
    return "\n".join(_folded(text.split("\n")))


def fill(template: str, known: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the lines of a reply, its blanks filled; a sentence with a blank of which nothing is known is left out."""
    lines: list[str] = []
    for line in _ADDRESSED.sub("", template).split("\n") if not known.get("first_name") else template.split("\n"):
        if line.startswith(_EACH):
            lines += _each(line.removeprefix(_EACH), known)
        elif not line.strip():
            lines.append("")
        else:
            bullet = _BULLET.match(line)
            mark = bullet.group() if bullet else ""
            kept = [text for part in sentences_of(line[len(mark) :]) if (text := _filled(part, known)) is not None]
            if kept:
                lines.append(mark + " ".join(kept))
    return lines


def tidy(lines: Sequence[str]) -> str:
    """Write lines as one reply: numbered again from 1, no gaps, no announcement of what was left out."""
    kept: list[str] = []
    for place, line in enumerate(lines):
        after = next((following for following in lines[place + 1 :] if following.strip()), "")
        announces = line.rstrip(" *").endswith(":") and not _BULLET.match(after)
        told = " ".join(sentences_of(line)[:-1]) if announces and not _BULLET.match(line) else line.rstrip()
        if told.strip() or (not announces and kept and kept[-1].strip()):
            kept.append(told)
    number = 0
    for place, line in enumerate(kept):
        if _NUMBERED.match(line):
            number += 1
            kept[place] = _NUMBERED.sub(rf"\g<1>{number}.\g<2>", line)
        elif line.strip() and not _BULLET.match(line):
            number = 0
    return "\n".join(kept).strip()


def sentences_of(text: str) -> list[str]:
    """Cut a line into its sentences."""
    return [part for part in _SENTENCE.split(text.strip()) if part]


def _replaced(text: str, value: str, blank: str) -> str:
    if len(value) < 2:
        return text
    return re.sub(rf"(?<![\w{{]){re.escape(value)}s?(?![\w}}])", blank, text, flags=re.IGNORECASE)


def _folded(lines: Sequence[str]) -> Iterator[str]:
    """Yield lines; those of a list that differ in nothing but their value become one that stands for each of them."""
    for _, run in groupby(lines, _skeleton):
        alike = list(run)
        name = next((name for name in _LISTS if f"{{{name}}}" in alike[0]), "")
        if len(alike) > 1 and name and _BULLET.match(alike[0]):
            mark = "1. " if _NUMBERED.match(alike[0]) else "- "
            yield f"{_EACH}{mark}{_BULLET.sub('', alike[0]).replace(f'{{{name}}}', f'{{{_LISTS[name]}}}')}"
        else:
            yield from alike


def _skeleton(line: str) -> str:
    return _BULLET.sub("- ", line)


def _each(line: str, known: Mapping[str, Sequence[str]]) -> Iterator[str]:
    name = next((many for many in _LISTS.values() if f"{{{many}}}" in line), "")
    one = next((one for one, many in _LISTS.items() if many == name), "")
    for value in known.get(name) or known.get(one, ()):
        yield line.replace(f"{{{name}}}", value)


def _filled(sentence: str, known: Mapping[str, Sequence[str]]) -> str | None:
    for name in _BLANK.findall(sentence):
        one = next((one for one, many in _LISTS.items() if many == name), name)
        found = list(known.get(name) or known.get(one) or ())
        if name in _SOME_THING and not found:
            found = [_SOME_THING[name]]
        if not found or (name == "price" and len(found) > 1):
            return None
        several = name == "item" or name in _LISTS.values()
        sentence = sentence.replace(f"{{{name}}}", listed(found) if several else found[0])
    return sentence
