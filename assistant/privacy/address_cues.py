"""What people say around an address: "deliver it to …", "the office at …", "… is where I live"."""

from __future__ import annotations

import re

_TOLD = (
    r"(?<!what )(?<!which )\b(?:address|adress|addr|postcode|zip code)(?: of [\w'’&. ]{2,60}?)?"
    r"(?:(?: is| was| to| with|:)+|\s*\n)"
    r"|\b(?:liv(?:e|es|ed|ing)|resid(?:e|es|ed|ing)|located|situated|staying|based|meet(?: \w+)?) (?:at|in|on|near)"
    r"|\b(?:ship|deliver|send|sent|forward|post|mail|dispatch|redirect|bill|invoice|address|register)(?:p?ed|ing)?"
    r"(?: [\w']+){0,3} to"
    r"|\b(?:moved|moving|move|relocated|taxi|cab|courier) to"
    r"|\b(?:pick(?:ed)?|collect(?:ed)?)(?: \w+)? (?:up )?(?:at|from)"
    r"|\b(?:office|house|home|flat|restaurant|hotel|depot|warehouse|head ?quarters?)(?: is| are)? (?:at|in|on)"
)
_LED = (
    r"(?-i:\b(?!look)[a-z'’]{1,20}) at|^at|\bborn (?:in|on)|\bgrew up (?:in|on)|\bhow far is|\b(?:next|close|over) to"
    r"|\b(?:near|opposite|outside|behind|around|along|past|towards?|in front of|across from|visit(?:ing|ed)?)"
    r"|\b(?:directions|get|gets|got|getting|way|go|goes|going|went|gone|been|com(?:e|es|ing)|came|walk(?:ed|ing)?"
    r"|driv(?:e|es|ing)|drove|travel(?:l?ed|l?ing)?|ride|bus|train|stop|moved) (?:to|from)"
    r"|\b(?:home|house|location|venue|place|office|street|where|from|to|site|destination)[:,]"
)
_ANY_TOLD = re.compile(rf"(?:{_TOLD})[\s>:]*(?:the\s)?", re.IGNORECASE)
_LED_BEFORE = re.compile(rf"(?:{_TOLD}|{_LED})[\s>:]+$", re.IGNORECASE)
_NEAR_BEFORE = re.compile(r"\b(?:at|to|in|on|from|is)[\s>]+$", re.IGNORECASE)
_SUBJECT = re.compile(
    r"\b(?:where|address|live[ds]?|living|home|house|flat|apartment|office|street|building|deliver|shipped|located"
    r"|mov(?:e|ed|ing)|restaurant|hotel|school|clinic|bank|branch|station|depot|neighbou?r)\b[^.!?]*$",
    re.IGNORECASE,
)
_THING_BEFORE = re.compile(r"\b(?:the|an?|my|your|this|that|new|and|or|with|for)\s+$", re.IGNORECASE)
_SAID_BEHIND = re.compile(
    r"[\s,]+(?:is|was|are|being)\s+(?:where\s+(?:i|we|he|she|they)\s+live"
    r"|(?:my|our|his|her|their|the)\s+(?:\w+\s+)?(?:address|home|house|office|place|street|location))",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"\b(?:street(?: ?name)?|address ?line ?\d?|(?:house|building) ?(?:no|number)|zip ?(?:code)?|post(?:al)? ?code|plz)"
    r"[\"']?\s?[:=]\s?[\"']?(?P<value>(?=[^\n,;&|\"]{0,40}\d)[^\s,;&|\"'][^\n,;&|\"']{0,60})",
    re.IGNORECASE,
)
_LATIN = re.compile("[A-Za-z]")
_WITHIN = 90  # characters around an address are looked at


def labelled(text: str) -> list[tuple[int, int]]:
    """Return where the values of a form's fields begin and end: "Street: …", "zip=…"."""
    return [found.span("value") for found in _LABELLED.finditer(text)]


def told(text: str) -> list[int]:
    """Return where something begins that is said to be an address, right behind "my address is" and the like."""
    return [found.end() for found in _ANY_TOLD.finditer(text)]


def announced(text: str, start: int, end: int, *, maybe_thing: bool, lower: bool) -> int:
    """Return the points that the words around a possible address give it, or take from it: "the Ridge 60".

    Small words alone ("in", "from") are nothing where no capital tells a name.
    """
    before, after = text[max(0, start - _WITHIN) : start], text[end : end + _WITHIN]
    around = before + after
    foreign = _LATIN.search(around) and around.isascii() and not text[start:end].isascii()  # Dašická 688
    points = bool(foreign) + 2 * bool(_SAID_BEHIND.match(after))
    if _LED_BEFORE.search(before):
        return points + 2
    if not lower and _NEAR_BEFORE.search(before):
        return points + 1 + bool(_SUBJECT.search(before))
    return points - (maybe_thing and bool(_THING_BEFORE.search(before)))
