"""Where people live, in texts: what has the form of a street is weighed by what stands around it.

A text is read as a row of kinds of words (`address_words.py`), and forms are looked for in that row. A form with a
street's word is sure; names and numbers alone have points, to which a postal code, a unit, a country or a town behind
them and the words before them add theirs. Three make an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.privacy.address_words import Words, read_words

_SURE = 3
_N = "[nmzy]"  # kinds of words: see Words
_NAME = "[CskfpqabBDegrchodji]"
_OPEN = "[CkqDegchodi]"  # begins a name
_UNIT = f"(?:u{{1,2}}(?:{_N}|C(?![Cw]))[,/]{{0,2}})"
_NUMBERED = rf"{_UNIT}{{0,2}}(?:(?:{_N}|j)[,/]?){{1,2}}"
_MAYBE_NUMBERED = rf"{_UNIT}{{0,2}}(?:{_N},?){{0,2}}"
_END = rf",?u{{0,2}}{_N}(?!v)"  # a number behind the name

_STREETS = tuple(
    re.compile(form)
    for form in (
        rf"{_NUMBERED}(?:{_NAME}|l){{1,5}}[sab]{_N}?",  # Apt 4, 12 Elm Street · 5 County Road 12
        rf"{_NUMBERED}w{{1,2}}[sab]",  # 12 elm street
        rf"{_NUMBERED}[pBb]l{{0,3}}(?:{_NAME}{{1,4}}|w{{1,3}})",  # 20, rue de la Paix
        rf"{_NUMBERED}[qa]l{{1,3}}{_NAME}{{1,4}}",  # 33 avenue de Provence
        rf"{_MAYBE_NUMBERED}[pBb]l{{0,3}}(?:(?:{_NAME}|{_N}|l){{1,5}}|w{{1,4}}){_END}",  # Rua Mina 50 · Calle 96 # 6-39
        rf"{_MAYBE_NUMBERED}[qDa]l{{1,3}}{_NAME}{{1,4}}{_END}",  # Via dei Fiorentini 17
        rf"{_MAYBE_NUMBERED}(?:{_NAME}|l){{0,3}}e{_END}",  # Lindenstraße 5
        rf"{_MAYBE_NUMBERED}{_NAME}{{1,3}}w?[fB]{_END}",  # Erzsébet tér 19
        rf"{_NAME}{{1,3}}[sab]l{_NAME}{{1,3}}[sab]",  # Elm Street and Fern Road
        rf"K[lw]{{0,2}}(?:{_NAME}|{_N}|e)(?:{_NAME}|l|{_N}|[ew]){{1,8}}",  # the corner of Elm and Fern
        rf"(?:{_NAME}{{1,4}}|(?:u{_N},?){{0,2}})[,/]?A{_N}",  # USS Holland, FPO AA 94530
        rf"{_N}?M{_N}(?:,?u{_N})?",  # P.O. Box 12
        "J",
    )
)
_SHAPES = tuple(
    (re.compile(form), points)
    for form, points in (
        (rf"{_UNIT}{{0,2}}[mz]{_OPEN}(?:{_NAME}|l){{0,3}}[nmz](?!v)", 3),  # 27534 Golfskálinn 78
        (rf"{_UNIT}{{0,2}}[mz][nmz]{_NAME}{{1,4}}", 3),  # 9816 214 Pavlou Drandaki
        (rf"{_UNIT}{{0,2}}[mz]{_OPEN}(?:{_NAME}|l){{0,3}}w[nmz](?!v)", 2),  # 6614 Luite tee 87
        (rf"{_UNIT}{{0,2}}(?:(?:{_N}|j),?){{1,2}}(?:{_NAME}|l){{0,3}}{_OPEN}[kD]", 2),  # 7 Minik Courts
        (rf"{_NUMBERED}{_NAME}{{1,3}}[fB]", 2),  # 63 Gordonos gatvė
        (rf"{_UNIT}{{0,2}}(?:{_N},?){{1,2}}[qDa]l{{0,3}}{_NAME}{{1,4}}", 2),  # 69 Av Sidi Lakhmi
        (rf"{_MAYBE_NUMBERED}[qDa]l{{0,3}}(?:{_NAME}|{_N}|l){{1,5}}{_END}", 2),  # Via Tasso, 129
        (rf"{_MAYBE_NUMBERED}(?:{_NAME}|l){{0,3}}g{_END}", 2),  # Kingosring 5
        ("e", 2),  # in der Lindenstraße
        (rf"{_OPEN}{{1,3}}[sab]", 2),  # in Baker Street
        (rf"u{_N},?u{_N}", 2),  # Block 25 Lot 41
        (rf"(?:{_NAME}|l){{1,3}}(?:[,/](?:{_NAME}|l){{1,3}}){{0,3}},?P", 2),  # Rose Cottage, Church Hill, Leeds LS6 2PT
        (rf"{_NAME}{{1,3}},?r[zP]", 2),  # Washington DC 20500
        (rf"[pBbaq]l{{0,3}}{_NAME}(?:{_NAME}|l){{0,3}}", 1),  # chemin de Piccand
        (rf"{_UNIT}{{0,2}}{_OPEN}(?:(?:{_NAME}|l){{0,2}}{_NAME})?{_END}", 1),  # Dalbraut 99
        (rf"{_OPEN}w{{1,2}},?{_N}(?!v)", 1),  # Dolgi breg 23
        (rf"{_UNIT}{{0,2}}[mz][,/]?{_NAME}{{1,4}}", 1),  # 1600 Pennsylvania
        (rf"h{_N}", 1),  # Highway 61
        (rf"{_UNIT}{{0,2}}(?:[ny]|j(?=C)),?{_NAME}{{1,4}}", 0),
    )
)
_MORE = rf"{_N}?(?:[,/]{{1,2}}(?:w|l|{_N}){{1,4}}){{0,4}}"
_TOLD_FORM = re.compile(
    rf"{_N}{{1,2}}(?:{_NAME}|l){{1,4}}{_N}?|{_N}{{1,2}}w[wl]{{1,3}}{_MORE}|{_N}{{0,2}}w[wl]{{0,3}}{_N}(?!v){_MORE}"
)
_TAIL = re.compile(
    rf"\.?(?:[,/-]{{0,3}}(?:u{{1,2}}(?:{_N}|[Cw])|{_NAME}|l|[rPc]|mn(?!v)|[zm](?!v)|w(?=[,/]{{1,2}}{_N})"
    rf"|\({_NAME}{{1,3}}\))){{0,24}}"
)
_CODE_AND_TOWN = re.compile(r"P|r,?/?z|^\.?[,/]{1,3}(?:z|mn),?[Cl]")
_TOWN = re.compile(r"[,/][CskfpqabBDegrchod]")
_TOWN_ALONE = re.compile(rf",(?:{_NAME}|l){{1,4}}$")

_TOLD = (
    r"(?<!what )(?<!which )\b(?:address|adress|addr|postcode|zip code)(?: of [\w'’&. ]{2,60}?)?(?:(?: is| was| to| with|:)+|\s*\n)"
    r"|\b(?:liv(?:e|es|ed|ing)|resid(?:e|es|ed|ing)|located|situated|staying|based|meet(?: \w+)?) (?:at|in|on|near)"
    r"|\b(?:ship|deliver|send|sent|forward|post|mail|dispatch|redirect)(?:p?ed|ing)?(?: [\w']+){0,3} to"
    r"|\b(?:moved|moving|move|relocated|taxi|cab|courier) to"
    r"|\b(?:pick(?:ed)?|collect(?:ed)?)(?: \w+)? (?:up )?(?:at|from)"
    r"|\b(?:office|house|home|flat|restaurant|hotel|depot|warehouse|head ?quarters?)(?: is| are)? (?:at|in|on)"
)
_LED = (
    r"(?-i:\b(?!look)[a-z'’]{1,20}) at|^at|\bborn (?:in|on)|\bgrew up (?:in|on)|\bhow far is|\b(?:next|close|over) to|\b(?:near|opposite|outside|behind|around|in front of|across from|visit(?:ing|ed)?)"
    r"|\b(?:directions|get|gets|got|getting|way|go|goes|going|went|gone|been|com(?:e|es|ing)|came|walk(?:ed|ing)?"
    r"|driv(?:e|es|ing)|drove|travel(?:l?ed|l?ing)?|ride|bus|train|stop|moved) (?:to|from)"
    r"|\b(?:home|location|venue|place|office|street|where|from|to|site|destination):"
)
_ANY_TOLD = re.compile(rf"(?:{_TOLD})[\s>:]*(?:the\s)?", re.IGNORECASE)
_LED_BEFORE = re.compile(rf"(?:{_TOLD}|{_LED})[\s>:]+$", re.IGNORECASE)
_NEAR_BEFORE = re.compile(r"\b(?:at|to|in|on|from|is)[\s>]+$", re.IGNORECASE)
_SUBJECT = re.compile(r"\b(?:address|live[ds]?|living|home|house|office|street|deliver|shipped|located|mov(?:e|ed|ing))\b[^.!?]*$", re.I)
_THING_BEFORE = re.compile(r"\b(?:the|an?|my|your|this|that|new|and|or|with|for)\s+$", re.IGNORECASE)
_WITHIN = 90  # characters before an address announce it


def mask_addresses(text: str) -> str:
    """Return the text with "[address]" in place of each."""
    words = read_words(text)
    found = (*_streets(words), *_shapes(text, words), *_told(text, words))
    masked: list[str] = []
    done = 0
    for first, behind in sorted(found):
        last = first + len(words.kinds[first:behind].rstrip(",/.-l")) - 1
        start, end = words.spans[first][0], words.spans[last][1]
        if start >= done:
            masked += (text[done:start], "[address]")
        done = max(done, end)
    return "".join((*masked, text[done:]))


def _streets(words: Words) -> Iterator[tuple[int, int]]:
    """Yield the first word of each street, and the one behind what belongs to it."""
    for form in _STREETS:
        for found in form.finditer(words.kinds):
            tail = _tail(words.kinds, found.end())
            if _weight(words.kinds, found, tail) >= 0:
                yield found.start(), found.end() + len(tail)


def _shapes(text: str, words: Words) -> Iterator[tuple[int, int]]:
    """Yield the same of what may be a street and is one by what stands around it."""
    for form, points in _SHAPES:
        for found in form.finditer(words.kinds):
            tail = _tail(words.kinds, found.end())
            sure = points - 2 * words.one_case + _weight(words.kinds, found, tail)
            if 0 < sure and sure + _announced(text, words.spans[found.start()][0], words.one_case) >= _SURE:
                yield found.start(), found.end() + len(tail)


def _told(text: str, words: Words) -> Iterator[tuple[int, int]]:
    """Yield the same of what is said to be an address: "i live at 14 birchwood rise"."""
    places = {start: place for place, (start, _) in enumerate(words.spans)}
    for told in _ANY_TOLD.finditer(text):
        found = _TOLD_FORM.match(words.kinds, places.get(told.end(), len(words.kinds)))
        if found:
            yield found.start(), found.end() + len(_tail(words.kinds, found.end()))


def _tail(kinds: str, at: int) -> str:
    found = _TAIL.match(kinds, at)
    return found[0].rstrip(",/.-l") if found else ""


def _weight(kinds: str, found: re.Match[str], tail: str) -> int:
    """Return what the words behind a street add; a name at once behind it makes it rather a product's."""
    points = 2 if _CODE_AND_TOWN.search(tail) else int("z" in tail or "mn" in tail)
    points += ("c" in tail) + bool(re.search(f"u{_N}", tail)) + bool(_TOWN.search(tail))
    if found[0][-1] in "nmzy":
        listed = kinds[found.end() + len(tail) :][:1] in tuple(_N)  # Fjell 45, Ridge 60
        return points + (bool(_TOWN_ALONE.match(tail)) and "i" not in tail and not listed)
    return points - bool(re.match(_NAME, tail.lstrip("d")))


def _announced(text: str, start: int, one_case: bool) -> int:
    """Return what the words before a street add, or take where they speak of a thing: "the Ridge 60"."""
    before = text[max(0, start - _WITHIN) : start]
    if _LED_BEFORE.search(before):
        return 2
    if not one_case and _NEAR_BEFORE.search(before):
        return 1 + bool(_SUBJECT.search(before))
    return -bool(_THING_BEFORE.search(before))
