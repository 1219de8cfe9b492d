"""Where people live, in texts: what has the form of a street is weighed by what stands around it.

A text is read as a row of kinds of words (`address_words.py`), and forms are looked for in that row. A form with a
street's word is sure; names and numbers alone have points, to which a postal code, a unit, a country or a town behind
them and the words before them add theirs. Three make an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.privacy.address_cues import announced, labelled, told
from assistant.privacy.address_words import Words, read_words

_SURE = 3
_N = "[nmzy]"  # kinds of words: see Words
_NAME = "[CLskfpqabBDegrRchodji]"
_OPEN = "[CLkqDegchodi]"  # begins a name
_UNIT = f"(?:[uU]{{1,2}}(?:{_N}|L)[,/]{{0,2}})"
_NUMBERED = rf"{_UNIT}{{0,2}}(?:(?:{_N}|j)[,/]?){{1,2}}"
_MAYBE_NUMBERED = rf"{_UNIT}{{0,2}}(?:{_N}[,/]?){{0,2}}"
_END = rf",?u{{0,2}}{_N}(?:{_N}(?!{_N}))?(?!v)"  # a number behind the name

_FORMS = tuple(
    (re.compile(form), points)
    for form, points in (
        (rf"{_NUMBERED}(?:{_NAME}|l){{1,5}}[sabBh]{_N}?", 3),  # Apt 4, 12 Elm Street · 5 County Road 12
        (rf"{_NUMBERED}w{{1,2}}[sab]", 3),  # 12 elm street
        (rf"{_NUMBERED}[pBb]l{{0,3}}(?:{_NAME}{{1,4}}|w{{1,3}})", 3),  # 20, rue de la Paix
        (rf"{_NUMBERED}[qa]l{{1,3}}{_NAME}{{1,4}}", 3),  # 33 avenue de Provence
        (
            rf"{_MAYBE_NUMBERED}[pBb]l{{0,3}}(?:(?:{_NAME}|{_N}|l){{1,5}}|w{{1,4}}){_END}",
            3,
        ),  # Rua Mina 50 · Calle 96 # 6-39
        (rf"{_MAYBE_NUMBERED}[qa]l{{0,3}}{_NAME}{{1,4}}{_END}", 3),  # Via dei Fiorentini 17
        (rf"{_MAYBE_NUMBERED}(?:{_NAME}|l){{0,3}}e{_END}", 3),  # Lindenstraße 5
        (rf"{_MAYBE_NUMBERED}{_NAME}{{1,3}}w?[fB]{_END}", 3),  # Erzsébet tér 19
        (rf"{_NAME}{{1,3}}[sab]l{_NAME}{{1,3}}[sab]", 3),  # Elm Street and Fern Road
        (rf"K[lw]{{0,2}}(?:{_NAME}|{_N}|e)(?:{_NAME}|l|{_N}|[ew]){{1,8}}", 3),  # the corner of Elm and Fern
        (rf"(?:{_NAME}{{1,4}}|(?:[uU]{_N},?){{0,2}})[,/]?A{_N}", 3),  # USS Holland, FPO AA 94530
        (rf"{_N}?M{_N}(?:,?[uU]{_N})?", 3),  # P.O. Box 12
        ("J", 3),
        (rf"{_UNIT}{{0,2}}[mz]{_OPEN}(?:{_NAME}|l){{0,3}}[nmz](?!v)", 3),  # 27534 Golfskálinn 78
        (rf"{_UNIT}{{0,2}}[mz][,/]{_OPEN}(?:{_NAME}|l){{0,3}}[nmz](?!v)", 2),
        (rf"{_UNIT}{{0,2}}[mz][nmz]{_NAME}{{1,4}}", 3),  # 9816 214 Pavlou Drandaki
        (rf"{_UNIT}{{0,2}}[mz]{_OPEN}(?:{_NAME}|l){{0,3}}w[nmz](?!v)", 2),  # 6614 Luite tee 87
        (rf"{_UNIT}{{0,2}}(?:(?:{_N}|j),?){{1,2}}(?:{_NAME}|l){{0,3}}{_OPEN}[kD]", 2),  # 7 Minik Courts
        (rf"{_NUMBERED}{_NAME}{{1,3}}f", 2),  # 63 Gordonos gatvė
        (rf"{_UNIT}{{0,2}}(?:{_N},?){{1,2}}[qDa]l{{0,3}}{_NAME}{{1,4}}", 2),  # 69 Av Sidi Lakhmi
        (rf"{_MAYBE_NUMBERED}[qDa]l{{0,3}}(?:{_NAME}|{_N}|l){{1,5}}{_END}", 2),  # Place Bellecour, 2
        (rf"{_MAYBE_NUMBERED}(?:{_NAME}|l){{0,3}}g{_END}", 2),  # Kingosring 5
        ("e", 2),  # in der Lindenstraße
        (rf"{_OPEN}{{1,3}}[sab]", 2),  # in Baker Street
        (r"U[nmz](?!v)", 3),  # Suite 541
        (rf"[uU]{_N},?[uU]{_N}", 2),  # Block 25 Lot 41
        (
            rf"(?:{_NAME}|l){{1,3}}(?:[,/](?:{_NAME}|l){{1,3}}){{1,3}}[,/]?P",
            3,
        ),  # Rose Cottage, Church Hill, Leeds LS6 2PT
        (rf"(?:{_NAME}|l){{1,3}}(?:[,/](?:{_NAME}|l){{1,3}}){{0,3}},?[PQ]", 2),  # Leeds LS6 2PT
        (rf"{_NAME}{{1,3}},?r[zPQ]", 2),  # Washington DC 20500
        (rf"[pBbaq]l{{0,3}}{_NAME}(?:{_NAME}|l){{0,3}}", 1),  # chemin de Piccand
        (rf"{_UNIT}{{0,2}}{_OPEN}(?:(?:{_NAME}|l){{0,2}}{_NAME})?{_END}", 1),  # Dalbraut 99
        (rf"{_OPEN}w{{1,2}},?{_N}(?!v)", 1),  # Dolgi breg 23
        (rf"{_UNIT}{{0,2}}[mz][,/]?{_NAME}{{1,4}}", 1),  # 1600 Pennsylvania
        (rf"h{_N}", 1),  # Highway 61
        (rf"{_UNIT}{{0,2}}(?:[ny]|j(?=C)),?{_NAME}{{1,4}}", 0),
    )
)
_LOWER = rf"(?:[,/]{{1,2}}(?:w|l|{_N}){{1,4}}){{0,4}}"
_TOLD_FORM = re.compile(
    rf"{_N}{{1,2}}(?:{_NAME}|l){{1,4}}{_N}?|(?:{_NAME}|l){{0,3}}{_NAME}{_N}(?!v)"
    rf"|{_N}{{1,2}}w[wl]{{1,3}}{_N}?{_LOWER}|{_N}{{0,2}}w[wl]{{0,3}}{_N}(?!v){_N}?{_LOWER}"
)
_STREET_WORD = re.compile("[sfpabBeJKAMU]")
_COUNTED = "[^mzuUJKA]"  # how a product begins: "3 Season …"

# Around a form: unit, town, region and country in any order, then a postal code that stands a little apart
_TOWN_BEFORE = re.compile(rf"(?:z|mn|P|Q)[,/]?{_NAME}{{1,3}}[,/]{{1,2}}$")  # 10969 Berlin, Lindenallee 5
_TAIL = re.compile(
    rf"\.?(?:[,/-]{{0,3}}(?:[uU]{{1,2}}(?:{_N}|L)|{_NAME}|l|[PQ]|mn(?!v)|[zmy](?!v)|w(?=[,/]{{0,2}}(?:[zyPQ]|mn))"
    rf"|\({_NAME}{{1,3}}\))){{0,24}}"
)
_CODE_APART = re.compile(rf"(?:{_NAME}|[lw,/.-]){{1,8}}?(?:[PQ]|(?<=[,/CLcRr.-])(?:z|mn))(?!v)")
_EVIDENCE = tuple(
    (re.compile(part), points)
    for part, points in (
        (r"[PQ]|[rR],?/?z|^\.?[,/]{1,3}(?:z|mn),?[Cl]", 1),  # LS6 2PT · IL 62704 · , 10969 Berlin
        (r"[PQz]|mn", 1),
        (rf"[uU]{_N}", 1),
        (rf"[,/-][uU]{{1,2}}{_N}", 1),
        (r"c", 1),
        (r"[,/(][CLskfpqabBDegrchod]", 1),
    )
)
_TOWN_ALONE = re.compile(rf"(?:,|\((?=.*\)))(?:{_NAME}|l){{1,4}}\)?$")
_LINE_BELOW = re.compile(rf"/{_NAME}{{1,3}}(?:/|$)")


def mask_addresses(text: str) -> str:
    """Return the text with "[address]" in place of each."""
    words = read_words(text)
    spans = labelled(text)
    for first, behind in (*_weighed(text, words), *_told(text, words)):
        last = first + len(words.kinds[first:behind].rstrip(",/.-l")) - 1
        spans.append((words.spans[first][0], words.spans[last][1]))
    masked: list[str] = []
    done = 0
    for start, end in sorted(spans):
        if start >= done:
            masked += (text[done:start], "[address]")
        done = max(done, end)
    return "".join((*masked, text[done:]))


def _weighed(text: str, words: Words) -> Iterator[tuple[int, int]]:
    """Yield the first word of each address, and the one behind its last."""
    for form, points in _FORMS:
        for found in form.finditer(words.kinds):
            first, behind = _head(words.kinds, found.start()), found.end() + len(_tail(words.kinds, found.end()))
            sure = points + 2 * (first < found.start()) + _weight(words, found.start(), found.end(), behind)
            start, end = words.spans[first][0], words.spans[behind - 1][1]
            maybe_thing = words.kinds[first] not in "nmzyuU"
            if sure + announced(text, start, end, maybe_thing=maybe_thing, lower=words.lower) >= _SURE:
                yield first, behind


def _told(text: str, words: Words) -> Iterator[tuple[int, int]]:
    """Yield the same of what is said to be an address: "i live at 14 birchwood rise"."""
    places = {start: place for place, (start, _) in enumerate(words.spans)}
    for start in told(text):
        found = _TOLD_FORM.match(words.kinds, places.get(start, len(words.kinds)))
        if found:
            yield found.start(), found.end() + len(_tail(words.kinds, found.end()))


def _head(kinds: str, first: int) -> int:
    before = _TOWN_BEFORE.search(kinds, max(0, first - 7), first)
    return before.start() if before else first


def _tail(kinds: str, at: int) -> str:
    found = _TAIL.match(kinds, at)
    tail = found[0].rstrip(",/.-l") if found else ""
    apart = _CODE_APART.match(kinds, at + len(tail))
    return tail + apart[0] if apart else tail


def _weight(words: Words, start: int, end: int, behind: int) -> int:
    """Return the points that the form's own letters and the words behind it give, or take."""
    form, tail = words.kinds[start:end], words.kinds[end:behind]
    points = sum(worth for part, worth in _EVIDENCE if part.search(tail))
    if words.lower and not _STREET_WORD.search(form):
        points -= 2
    if form[-1] not in "nmzy":  # "3 Season Road Tent": a name at once behind it makes it a product's
        return points - bool(not words.lower and re.match(_COUNTED, form) and re.match(_NAME, tail.lstrip("d")))
    if words.lower or words.kinds[behind : behind + 1] in tuple("nmzy"):  # Fjell 45, Ridge 60
        return points
    own_line = words.kinds[start - 1 : start] in ("", "/") and _LINE_BELOW.match(words.kinds, end)
    return points + bool(own_line) + bool("i" not in tail and _TOWN_ALONE.match(tail))
