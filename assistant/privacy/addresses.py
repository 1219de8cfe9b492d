"""Where people live, in texts: streets of many countries, corners, military post, and the town that follows."""

from __future__ import annotations

import re

_WAY = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Square|Sq|Terrace|Place|Pl|Parkway"
    r"|Pkwy"
    r"|Highway|Hwy|Way|Crescent|Close|Circle|Trail|Loop|Alley|Row|Mews|Quay)"
)
_CAPITAL = "[A-ZÀ-ÖØ-ÞĀ-ſΆ-ΫА-Я]"
_NAME = rf"{_CAPITAL}[\w'’.-]{{0,30}}"
_LITTLE = r"(?:de|del|della|der|den|des|di|do|da|dos|du|la|le|les|of|am|an|im|u|y|e|and|van|von|zur|zum|al|el)"
_NO_STREET = (
    r"(?!(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr"
    r"|Jun|Jul"
    r"|Aug|Sept?|Oct|Nov|Dec|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Order|Orders|Size|Number|No"
    r"|Item|Model"
    r"|Visa|Mastercard|American|Page|Version|Windows|Chapter|Part|Set|Pack|Nr|Step|Level|Gate|Terminal|Room|Type"
    r"|Series|EU|UK"
    r"|US|Return|Returns|Cancel|Invoice|Ticket|Parcel|Tracking|Qty|Quantity|Top|The|My|Article|Product|Ref|Section"
    r"|Standard|Class|Grade)\b)"
)
_GAP = r"[\s>]+"  # also from one quoted line to the next
_UNIT = r"(?:Flat|Apartment|Apt|Unit|Suite|Ste|Floor|Room|App?artement|Wohnung|Piso)\b\.?\s*#?\w{1,6}"
_CODE = r"(?:[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|(?:[A-Z]{1,2}-)?\d{4,6}(?:-\d{3,4})?|\d{3}\s\d{2}|\d[A-Z]{2})(?!\w)"
# Unit, town, region and country, in that order or another, up to the postal code; then what may follow one.
_PLACE = rf"(?:{_UNIT}|{_NAME}|{_LITTLE}|[a-z]{{2,3}}|\([^)\n]{{2,30}}\))"
_TOWN = (
    rf"(?:(?:,?{_GAP}{_UNIT})?(?:(?:,|\s,)?{_GAP}{_PLACE}){{0,7}}?(?:,|\s,)"
    rf"?{_GAP}{_CODE}(?:{_GAP}{_CAPITAL}[^\W\d_]+)?"
    rf"|,?{_GAP}{_UNIT}(?:,\s+{_NAME}){{0,2}}|(?:,[ ]+{_NAME}(?:[ ]{_NAME}|[ ]{_LITTLE}){{0,3}}){{1,3}})?"
)
_TOWN_WITH_CODE = rf"(?:,?{_GAP}{_UNIT})?(?:(?:,|\s,)?{_GAP}{_PLACE}){{1,7}}?(?:,|\s,)?{_GAP}{_CODE}"
_CUES = (
    r"(?:lived? (?:in|at)|next to|near|close to|get to|directions to|where:|here from|moved from|com(?:e|ing) to"
    r"|going to"
    r"|based (?:in|at)|head ?quarters? (?:is |are )?(?:in|at)|meet at|pick(?:ed)? (?:me |it |us )?up (?:at|from)"
    r"|visit)"
)
_UNIT_BEFORE = rf"(?:\b{_UNIT},?\s+)?"
_ABROAD = (
    r"(?:stra(?:ß|ss)e|str\.|gasse|platz|allee|weg|damm|ring|gade|gata|gatan|gate|gt|veien|vegen|veg|vej|vägen"
    r"|stien|stig"
    r"|katu|kuja|tie|polku|straat|laan|plein|kade|gracht|dijk|utca|út|tér|utja|ulice|ulica|náměstí|brücke|hof"
    r"|stræde|vænget"
    r"|torget|torv|bakken|haugen|lia|steig|pfad|ufer|chaussee)"
)
_STREETS = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        (
            rf"\bthe corner of\s+{_NAME}(?:\s+(?:{_NAME}|{_LITTLE}|\d{{1,4}})){{0,5}}\s+and\s+{_NAME}(?:\s+{_NAME})"
            rf"{{0,3}}",
            re.IGNORECASE,
        ),
        # 12 Elm Street, Apt 4, Springfield, IL 62704 · 935 69 Gordon Terrace
        (
            rf"{_UNIT_BEFORE}\b(?:\d{{1,5}}[A-Za-z]?,?\s+){{1,2}}(?:(?:[A-Z0-9]|{_CAPITAL})[\w'’.-]*\s+)"
            rf"{{1,4}}{_WAY}\b\.?{_TOWN}",
            0,
        ),
        (
            rf"\b\d{{1,5}}[a-z]?\s+(?:[a-z]+\s+){{1,2}}(?:street|avenue|road|boulevard|lane)\b(?:,?\s+{_UNIT})"
            rf"?",
            re.IGNORECASE,
        ),
        # Lindenstraße 5, 10969 Berlin · 27534 Þorsteinsgata 63 · 3565 Πλατεία Συντάγματος 204
        (rf"{_UNIT_BEFORE}(?:\b\d{{1,5}}\s+)?(?<!\w){_CAPITAL}[\w’'-]{{0,30}}{_ABROAD}\s+\d{{1,4}}[a-z]?\b{_TOWN}", 0),
        (
            rf"{_UNIT_BEFORE}\b(?<![.,$€£-])\d{{3,5}}\s+(?!(?:and|or|of|for|in)\b){_NAME}(?:\s+(?:{_NAME}"
            rf"|{_LITTLE}|[a-z]{{2,5}}|\d{{1,2}}\.?)){{0,4}}"
            rf"\s+\d{{1,4}}[A-Za-z]?\b(?!\s?(?:cm|mm|m|l|ml|g|kg|oz|in|inch|ft|%|[.,]\d)\b){_TOWN}",
            0,
        ),
        # Præstevænget 15, København V · at Hansinegata 120
        (
            rf"(?<!\w){_NO_STREET}(?P<first>{_NAME})(?:\s+(?:{_NAME}|{_LITTLE}))"
            rf"{{0,3}}\s+\d{{1,3}}[a-z]?,\s+{_NO_STREET}(?!(?P=first)){_NAME}(?:[ ]{_NAME})*",
            0,
        ),
        (
            rf"(?<=\b(?:at|to) )(?:\d{{2,5}}\s+)?{_NO_STREET}{_NAME}(?:\s+(?:{_NAME}|{_LITTLE}))"
            rf"{{0,3}}\s+\d{{1,4}}\b(?!\s?(?:am|pm)){_TOWN}",
            0,
        ),
        (rf"(?<![\w$€£.,-])\d{{1,5}}\s+{_NO_STREET}{_NAME}(?:\s+{_NAME}){{0,3}}{_TOWN_WITH_CODE}", 0),
        (
            rf"(?<!\w){_NO_STREET}{_NAME}(?:\s+(?:{_NAME}|{_LITTLE}))"
            rf"{{0,3}}\s+\d{{1,4}}[a-z]?\s*\n{_GAP}?{_TOWN_WITH_CODE}",
            0,
        ),
        (
            rf"(?i:(?<=\b)(?P<cue>{_CUES}\s+))(?:\d{{1,5}}\s+)+{_NO_STREET}{_NAME}(?:\s+(?:{_NAME}|{_LITTLE}"
            rf"|\d{{1,4}})){{0,5}}{_TOWN}",
            0,
        ),
        # 9816 214 Pavlou Drandaki · a street after a verb: lives on Hansinegata 120 street
        (rf"(?<![\w.,$€£-])\d{{3,5}}\s+\d{{1,4}}\s+{_NAME}(?:\s+{_NAME}){{0,3}}{_TOWN}", 0),
        (r"(?<=\blives on )[^.!?\n]{4,90}? street\b", 0),
        (r"(?<=\blives at )[^.!?\n]{4,90}\d[^.!?\n]{0,60}", 0),
        # streets without a number, where their name can be no other
        (
            rf"(?<!\w){_CAPITAL}[\w’'-]{{0,30}}(?:stra(?:ß|ss)e|gatan|gata|gade|vägen|veien|vegen|katu|kuja|straat|utca"
            rf"|gasse|stræde|vænget)\b",
            0,
        ),
        (
            rf"(?<=\b(?:on|at|in|of|is) )(?!The\b){_NAME}(?:\s{_NAME}){{0,2}}\s(?:Street|Avenue|Ave|Road|Boulevard"
            rf"|Blvd|Lane|Court|Square)\b{_TOWN}",
            0,
        ),
        # a line of its own that ends with its number, and the lines below down to the postal code
        (
            rf"^[> ]*(?:\d{{1,5}}\s+)?{_NAME}(?:[ ]+(?:{_NAME}|{_LITTLE}|\d{{1,4}})){{0,5}}[ ]+\d{{1,4}}\.?"
            rf"(?:[ ]{_NAME}){{0,2}}\s*\n[> ]*(?:[^\n@\d]{{0,30}}{_UNIT}\s*\n[> ]*)?(?:[^\n@]{{2,40}}\n[> ]*)"
            rf"{{0,2}}?[^\n@\d]{{0,40}}{_CODE}",
            re.MULTILINE,
        ),
        (rf"^\s*\d{{3,5}}\s+{_CAPITAL}[^\d\n]{{2,30}}\s+\d{{1,4}}\b\.?(?:\s*\n[^\n@]{{2,40}}){{0,4}}", re.MULTILINE),
        (
            r"\b\d{1,5},?\s+(?:rue|avenue|boulevard|chemin|place|via|viale|calle|rua)\s+(?:\w[\w'’-]*\s?)"
            r"{1,5}",
            re.IGNORECASE,
        ),
        (
            rf"(?:\b\d{{2,5}}\s+)?\b(?:rue|via|viale|calle|rua|ul\.|avenida|av\.|piazza|plaza|πλατεία|οδός)"
            rf"\s+(?:\w[\w'’-]*\s){{1,4}}\d{{1,5}}\b{_TOWN}",
            re.IGNORECASE,
        ),
        (
            r"\b(?:US[NCG]?[SGV]?[VC]?|USCGC|HMS|PSC|Unit)\s+\w+(?:,?\s+Box\s+\d{1,5})?[\s,]+(?:[FAD]PO)"
            r"\s+A[AEP]\s+\d{5}",
            0,
        ),
        (rf"\b(?:PSC|Unit)\s+\d{{1,5}},?\s+Box\s+\d{{1,5}}{_TOWN}", re.IGNORECASE),
        (rf"\bP\.?\s?O\.?\s*Box\s+\d{{1,6}}{_TOWN}", re.IGNORECASE),
        (rf"\b(?:Apt|Apartment|Suite)\.?\s+\d{{2,4}}{_TOWN}", 0),
    )
)
_TOLD = re.compile(
    r"(?P<cue>\b(?:(?:(?:billing |shipping |new |home |delivery )?address|adress|postcode|zip code)"
    r"\s*(?:of\s+[\w'’&. ]{2,60}?\s)?(?:is|was|to|with|:)"
    r"|(?:live|living|lives|located|reside|moved|office|restaurant is|meet (?:\w+ )?(?:at|in))\s+(?:at|in|to)"
    r"|(?:a )?(?:taxi|cab|courier)\s+to"
    r"|(?:ship|deliver|send|sent|forward|post|mail)(?:ped|ed|ing)?"
    r"(?:\s+(?:it|them|this|that|everything|my order|the (?:order|parcel|package)))?\s+to)\s*:?\s+)"
    r"(?=[^.!?;]{0,160}(?<![$€£.\d])\d)(?!order\b|store\b|\d+ (?:address|order|item|piece))[A-Z0-9][^!?;]{4,160}?"
    r"(?=[.!?;]\s|[.!?;]?$|,?\s+(?:please|instead|from now|for this)\b"
    r"|,?\s+(?:and|then|but|so) (?:then |also |please )?(?:i|cancel|show|tell|check|send|let|find|what|where|when"
    r"|can|could|do|put)\b)",
    re.IGNORECASE,
)


def mask_addresses(text: str) -> str:
    """Return the text with "[address]" in place of each."""
    for street in _STREETS:
        text = street.sub(_kept_end, text)
    return _REST.sub("[address]", text)


# The town below or behind a street, whatever it is called; another number of the shop's is none.
# The town below or behind a street, whatever it is called; another number of the shop's is none.
_REST = re.compile(
    rf"\[address\](?:(?!\b(?:orders?|items?|refunds?|card|phone|parcel|call)\b)[^!?;@$€£:#]){{0,70}}?[\s,]{_CODE}",
    re.IGNORECASE,
)


def mask_told_addresses(text: str) -> str:
    """Return the text with what is said to be an address masked: "deliver it to …"."""
    return _TOLD.sub(lambda found: f"{found['cue']}[address]", text)


def _kept_end(found: re.Match[str]) -> str:
    """Replace a match, but leave the space or comma that it ends with."""
    cue = found.groupdict().get("cue") or ""
    begun = len(cue) or len(found[0]) - len(found[0].lstrip("> \n"))
    return found[0][:begun] + "[address]" + found[0][len(found[0].rstrip(" ,\n")) :]
