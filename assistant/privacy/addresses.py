"""Where people live, in texts: what looks like a street is weighed by what stands around it.

A text is read as a row of kinds of words (`address_words.py`). A form has points for how sure it is by itself; a postal
code, a town or a unit behind it and words before it that announce an address add theirs. Three make an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.privacy.address_words import Words, read_words

_N = "[nmzy]"
_C = "[CskfpqabBDegrchod]"
_CAP = "[CkqDegchod]"
_UNIT = f"(?:u{{1,2}}(?:{_N}|C(?![Cw]))[,/]{{0,2}})"
_FRONT = f"(?:{_UNIT}{{0,2}}(?:{_N},?){{0,2}})"
_SURE = 3
_FORMS = tuple(
    (re.compile(pattern), points)
    for pattern, points in (
        (rf"{_UNIT}{{0,2}}(?:{_N}[,/]?){{1,2}}(?:{_C}|l){{1,5}}[sabfB]{_N}?", 3),  # Apt 4, 12 Elm Street
        (rf"{_FRONT}{_N}w{{1,2}}[sab]", 3),  # 12 elm street
        (rf"{_UNIT}{{0,2}}(?:{_N}[,/]?){{1,2}}(?:{_C}|l){{0,3}}{_CAP}[kD]", 2),  # 7 Minik Courts
        (rf"{_UNIT}{{0,2}}(?:{_N},?){{1,2}}[pBb]l{{0,3}}(?:{_C}{{1,4}}|w{{1,3}})", 3),  # 20, rue de la Paix
        (rf"{_UNIT}{{0,2}}(?:{_N},?){{1,2}}[qDa]l{{0,3}}{_C}{{1,4}}", 2),  # 69 Av Sidi Lakhmi
        (rf"{_FRONT}[pBb]l{{0,3}}(?:(?:{_C}|{_N}|l){{1,5}}|w{{1,4}}),?u{{0,2}}{_N}", 3),  # Rua Mina 50 · Calle 96 # 6-39
        (rf"{_FRONT}[qDa]l{{0,3}}(?:{_C}|{_N}|l){{1,5}},?u{{0,2}}{_N}", 2),  # Via Tasso, 129
        (rf"{_FRONT}[qDa]l{{1,3}}{_C}{{1,4}},?u{{0,2}}{_N}", 3),  # Via dei Fiorentini 17
        (rf"[pBbaq]l{{0,3}}{_C}(?:{_C}|l){{0,3}}", 1),  # chemin de Piccand
        (rf"{_FRONT}(?:{_C}|l){{0,3}}e,?u{{0,2}}{_N}(?!v)", 3),  # Lindenstraße 5
        (rf"{_FRONT}(?:{_C}|l){{0,3}}g,?u{{0,2}}{_N}(?!v)", 2),  # Kirchweg 5
        (r"e", 2),  # in der Lindenstraße
        (rf"{_FRONT}{_C}{{1,3}}w?[fB],?u{{0,2}}{_N}(?!v)", 3),  # Erzsébet tér 19
        (rf"{_UNIT}{{0,2}}[mz]{_CAP}(?:{_C}|l){{0,3}}[nmz](?!v)", 3),  # 27534 Golfskálinn 78
        (rf"{_UNIT}{{0,2}}[mz]{_CAP}(?:{_C}|l){{0,3}}w[nmz](?!v)", 2),  # 6614 Luite tee 87
        (rf"{_UNIT}{{0,2}}[mz][nmz]{_C}{{1,4}}", 3),  # 9816 214 Pavlou Drandaki
        (rf"{_UNIT}{{0,2}}{_CAP}(?:(?:{_C}|l){{0,2}}{_C})?,?u{{0,2}}{_N}(?!v)", 1),  # Dalbraut 99
        (rf"{_CAP}w{{1,2}},?{_N}(?!v)", 1),  # Dolgi breg 23
        (rf"{_UNIT}{{0,2}}[mz][,/]?{_C}{{1,4}}", 1),  # 1600 Pennsylvania
        (rf"{_UNIT}{{0,2}}[ny],?{_C}{{1,4}}", 0),
        (rf"{_CAP}{{1,3}}[sab]", 2),  # in Baker Street
        (rf"{_C}{{1,3}}[sab]l{_C}{{1,3}}[sab]", 3),  # Elm Street and Fern Road
        (rf"K(?:l|w){{0,2}}(?:{_C}|{_N}|e)(?:{_C}|l|{_N}|[ew]){{1,8}}", 3),  # the corner of Elm Street and Fern Road
        (rf"(?:{_C}{{1,4}}|(?:u{_N},?){{0,2}})[,/]?A{_N}", 3),  # USS Holland, FPO AA 94530
        (rf"u{_N},?u{_N}", 2),  # PSC 4095, Box 8316 · Block 25 Lot 41
        (rf"{_N}?M{_N}(?:,?u{_N})?", 3),  # P.O. Box 12
        (rf"h{_N}", 1),  # Highway 61
        (rf"(?:{_C}|l){{1,3}}(?:[,/](?:{_C}|l){{1,3}}){{0,3}},?P", 2),  # Rose Cottage, Church Hill, Leeds LS6 2PT
        (rf"{_C}{{1,3}},?r[zP]", 2),  # Washington DC 20500
        (r"J", 3),
    )
)
_MORE = rf"{_N}?(?:[,/]{{1,2}}(?:w|l|{_N}){{1,4}}){{0,4}}"
_TOLD_FORMS = re.compile(rf"{_N}{{1,2}}(?:{_C}|l){{1,4}}{_N}?|{_N}{{1,2}}w[wl]{{1,3}}{_MORE}|{_N}{{0,2}}w[wl]{{0,3}}{_N}{_MORE}")
_TAIL = re.compile(
    rf"\.?(?:[,/-]{{0,3}}(?:u{{1,2}}(?:{_N}|[Cw])|{_C}|l|[rPc]|mn(?!v)|[zm](?!v)|w(?=[,/]{{1,2}}{_N})|\({_C}{{1,3}}\))){{0,24}}"
)
_TOLD = (
    r"\b(?:address|adress|addr|postcode|zip code)(?: of [\w'’&. ]{2,60}?)?(?: is| was| to| with|:)+"
    r"|\b(?:liv(?:e|es|ed|ing)|resid(?:e|es|ed|ing)|located|situated|staying|based|meet(?: \w+)?) (?:at|in|on|near)"
    r"|\b(?:ship|deliver|send|sent|forward|post|mail|dispatch|redirect)(?:p?ed|ing)?(?: [\w']+){0,3} to"
    r"|\b(?:moved|moving|move|relocated|taxi|cab|courier) to"
    r"|\b(?:pick(?:ed)?|collect(?:ed)?)(?: \w+)? (?:up )?(?:at|from)"
    r"|\b(?:office|house|home|flat|restaurant|hotel|depot|warehouse|head ?quarters?)(?: is| are)? (?:at|in|on)"
)
_LED = r"\b(?:directions|get|way|driv(?:e|ing)|travel|com(?:e|ing)|going|went|moved) (?:to|from)"
_AT_END = r"[\s>:]*(?:the\s)?$"
_TOLD_BEFORE = re.compile(rf"(?:{_TOLD}){_AT_END}", re.IGNORECASE)
_LED_BEFORE = re.compile(rf"(?:{_TOLD}|{_LED}){_AT_END}", re.IGNORECASE)
_NEAR_BEFORE = re.compile(r"\b(?:at|in|on|from|near|is|opposite|outside|behind)[\s>:]+$", re.IGNORECASE)
_ANY_TOLD = re.compile(rf"(?:{_TOLD})[\s>:]*(?:the\s)?", re.IGNORECASE)
_WITHIN = 90  # characters before an address announce it


@dataclass(frozen=True, slots=True)
class _Found:
    first: int
    last: int  # the word behind it


def mask_addresses(text: str) -> str:
    """Return the text with "[address]" in place of each."""
    words = read_words(text)
    spans = sorted((words.spans[found.first][0], words.spans[found.last - 1][1]) for found in _found(text, words))
    masked: list[str] = []
    done = 0
    for start, end in spans:
        if start >= done:
            masked += (text[done:start], "[address]")
        done = max(done, end)
    return "".join((*masked, text[done:]))


def _found(text: str, words: Words) -> Iterator[_Found]:
    for form, sure in _FORMS:
        for found in form.finditer(words.kinds):
            tail = _tail(words.kinds, found.end())
            points = sure + _weight(found[0], tail)
            start = words.spans[found.start()][0]
            if points >= _SURE or (points > 0 and points + _announced(text[max(0, start - _WITHIN):start]) >= _SURE):
                yield _Found(found.start(), found.end() + len(tail))
    starts = {start: place for place, (start, _) in enumerate(words.spans)}
    for told in _ANY_TOLD.finditer(text):
        place = starts.get(told.end())
        form = _TOLD_FORMS.match(words.kinds, place) if place is not None else None
        if form:
            yield _Found(form.start(), form.end() + len(_tail(words.kinds, form.end())))


def _tail(kinds: str, at: int) -> str:
    found = _TAIL.match(kinds, at)
    return found[0].rstrip(",/.lw") if found else ""


def _weight(core: str, tail: str) -> int:
    """Return what the words behind a street add: postal code, region with a number, unit, country, town."""
    points = 2 if "P" in tail or re.search(r"r,?/?z|^\.?[,/]{1,3}(?:z|mn),?[Cl]", tail) else int("z" in tail or "mn" in tail)
    points += ("c" in tail) + bool(re.search(f"u{_N}", tail)) + bool(re.search(rf"[,/]{_C}", tail))
    return points - (core[-1] not in "nmzy" and bool(re.match(_C, tail.lstrip("d"))))


def _announced(before: str) -> int:
    """Return what the words before a street add."""
    before = before[-_WITHIN:]
    return 2 if _LED_BEFORE.search(before) else 1 if _NEAR_BEFORE.search(before) else 0
