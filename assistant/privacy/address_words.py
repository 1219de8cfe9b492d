"""Reads a text as a row of kinds of words, one letter each: what an address is made of, and what ends it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("address_words.toml")
_TOKEN = re.compile(
    r"""
    (?P<mail>(?i:\b(?:P\.?\s?O\.?|GPO|Post\sOffice)\s?Box\b|\b(?:Private|Locked)\sBag\b))
  | (?P<corner>(?i:\b(?:the\s)?(?:corner|intersection|junction)\sof\b))
  | (?P<army>(?i:\b[AFD]PO,?\s+A[AEP]\b))
  | (?P<code>\b(?!\w+\s?\d+(?:GB|TB|MB|HP|PC|PK))(?:[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[A-Z]\d[A-Z]\s?\d[A-Z]\d
      |[A-Z]\d[\dW]\s?(?=\d*[A-Z])[A-Z\d]{4}|\d{5}-\d{3,4}
      |(?:A|AT|B|BE|CH|CZ|D|DE|DK|EE|F|FI|FIN|GR|H|HR|HU|I|IT|L|LT|LV|N|NL|NO|PL|RO|S|SE|SI|SK)-\d{4,5})(?![\w-]))
  | (?P<maybe_code>\b(?:\d{4}\s?[A-Z]{2}|\d{4}-\d{3}|\d{2}-\d{3})(?![\w-]))
  | (?P<far>[\u3041-\u30ff\u3400-\u9fff][\u3041-\u30ff\u3400-\u9fff\dA-Za-z\uff10-\uff19-]{3,60})
  | (?P<korean>[가-힣]{1,8}[시도군구]\s(?:[가-힣\d]{1,10}\s){0,3}?[가-힣\d]{1,12}[로길동가리]\s?(?:지하)?\d+(?:-\d+)?)
  | (?P<amount>[$€£¥][ ]?\d[\d.,]*|\d{1,12}(?:[.,:]\d{1,12})+|\d{1,12}\s?%|24/7)
  | (?P<ordinal>(?i:\d{1,3}(?:st|nd|rd|th|[ªº])\b))
  | (?P<number>(?:\d{1,6}[A-Za-z]?[/-]\d{1,4}[A-Za-z]?|\d{1,6}[A-FHJNPRTUYZa-fhjnprtuyz]?|[Ss]/[Nn])(?![\w-]))
  | (?P<word>(?:[^\W\d_]\.){2,4}|H\.No\.|n[°º]|No:(?=\s?\d)|[^\W\d_][\w'’\u0900-\u0dff]*(?:-(?!\d)[\w'’]+)*\.?)
  | (?P<dash>\s[-–·•*/]\s|\s?[|;]\s?)
  | (?P<sign>[\#№&()])
  | (?P<line>\s*(?:\n|\\[rn]|<br\s?/?>)[\s>]*)
  | (?P<comma>\s*(?:(?<!\d)"|"(?=,\s?")|\\)?,(?:\s?")?)
  | (?P<space>[\s>]+)
  | (?P<joined>(?<![A-Z\d\s])-(?=\d{6}\b))
  | (?P<other>\w+|.)
    """,
    re.VERBOSE,
)
_MARKS = {
    "mail": "M", "corner": "K", "army": "A", "korean": "J", "code": "P", "maybe_code": "Q", "amount": "x",
    "ordinal": "o", "line": "/", "comma": ",", "dash": "-",
}  # fmt: skip
_FAR_STREET = re.compile(
    r"[省市区县縣県都道府町村路街巷].{0,25}?[\dA-Za-z]{1,5}(?:号|號|丁目|番|座|弄|栋|幢|楼|室|-\d)"
)
_YEAR = re.compile(r"(?:19\d|20[0-3])\d$")
_STATE = re.compile(r"[A-Z]{2,3}\s\d{3}")
_NEED_A_CAPITAL = "kqDgchMuji"
_ABBREVIATION = 4  # letters that may have a dot of their own
_BEFORE_AN_ENDING = 3  # letters


@dataclass(frozen=True, slots=True)
class Words:
    """A text's words and marks: their kinds, one letter each, and where each begins and ends.

    Kinds: n m z numbers of up to two, three and more digits, y a year, j a number in letters, o ordinal, v measure,
    P Q postal code (likely); C name, L a single capital, i colour, l little word in one, w other word;
    s f k street word behind a name (English, other, likely), p q before one (likely), a b English that may also stand
    before (likely, certain), B D other that may stand on both sides (likely), e g word that ends like a street
    (likely); u U unit (certain), h numbered road, M post box, A military, K "corner of", J in Chinese, Japanese or
    Korean; r R region (likely), c country, d direction; comma, slash for a new line, hyphen and dot; x ends an address.
    """

    kinds: str
    spans: tuple[tuple[int, int], ...]
    lower: bool  # no capitals to tell names by


def read_words(text: str) -> Words:
    """Return the text's words and marks with their kinds; spaces are left out."""
    known, lower, one_case = _table(), text.islower(), text.islower() or text.isupper()
    kinds: list[str] = []
    spans: list[tuple[int, int]] = []
    for token in _TOKEN.finditer(text):
        group, value, end = token.lastgroup or "", token[0], token.end()
        if group in {"space", "joined"}:
            continue
        if group == "word":
            if value.endswith(".") and not known.has_dot(value):
                value, end = value[:-1], end - 1
            kind = known.kind(value, after_number=bool(kinds) and kinds[-1] in "nmzy", one_case=one_case)
            if kind in "Cxl" and not one_case and _STATE.match(text, token.start()):
                kind = "R"
        elif group == "number":
            kind = _number(value)
        elif group == "far":
            kind = "J" if _FAR_STREET.search(value) else "x"
        elif group in {"sign", "other"}:
            kind = {"#": "u", "№": "u", "&": "l", ".": ".", "(": "(", ")": ")"}.get(value, "x")
        else:
            kind = _MARKS[group]
        kinds.append(kind)
        spans.append((token.start(), end))
        if end < token.end():
            kinds.append(".")
            spans.append((end, token.end()))
    return Words("".join(kinds), tuple(spans), lower)


def _number(value: str) -> str:
    digits = max(len(part) for part in re.split(r"\D+", value))  # "9/54" has two
    if digits == 4 and _YEAR.match(value):
        return "y"
    return "n" if digits < 3 else "m" if digits == 3 else "z"


@dataclass(frozen=True, slots=True)
class _Table:
    kinds: dict[str, str]
    regions: frozenset[str]
    measures: frozenset[str]
    directions: frozenset[str]
    endings: tuple[tuple[str, str], ...]

    def has_dot(self, word: str) -> bool:
        """Tell whether the dot behind the word belongs to it."""
        bare = word[:-1].lower()
        return (
            f"{bare}." in self.kinds
            or len(bare) == 1
            or bare.endswith("str")
            or (len(bare) <= _ABBREVIATION and bare in self.kinds)
        )

    def kind(self, word: str, *, after_number: bool, one_case: bool) -> str:
        """Return the letter of a word; what is only likely needs its capital."""
        low = word.lower()
        bare = low.rstrip(".")
        if after_number and bare in self.measures:
            return "v"
        if word in self.regions and not one_case:
            return "r"
        if word in self.directions and not one_case:
            return "d"
        name = one_case or not word[0].islower()
        kind = self.kinds.get(low) or self.kinds.get(bare) or self._ending(bare)
        if kind == "t":
            kind = None if word[0].islower() else "s"
        if kind and (name or kind not in _NEED_A_CAPITAL or (kind == "u" and len(low) > 1)):
            return kind
        return "w" if not name else "C" if len(word) > 1 else "L"

    def _ending(self, word: str) -> str | None:
        for ending, kind in self.endings:
            if word.endswith(ending) and len(word) >= len(ending) + _BEFORE_AN_ENDING:
                return kind
        return None


@cache
def _table() -> _Table:
    words = tomllib.loads(_FILE.read_text(encoding="utf-8"))

    def of(part: str, name: str) -> frozenset[str]:
        return frozenset(words[part][name].split())

    english, abroad, after = of("after", "english"), of("after", "abroad"), of("after", "likely")
    before, maybe = of("before", "certain"), of("before", "likely")
    rows = (
        ("i", of("name", "colours")), ("x", of("name", "never")),
        ("k", after), ("q", maybe), ("D", after & (maybe | before)), ("s", english), ("t", of("after", "capital")),
        ("f", abroad), ("p", before), ("a", english & maybe), ("b", english & before), ("B", abroad & (before | maybe)),
        ("c", of("place", "countries")), ("h", of("numbered", "road")), ("M", of("numbered", "mail")),
        ("u", of("unit", "words")), ("U", of("unit", "certain")),
        ("l", of("name", "little")), ("j", of("name", "numbers")),
    )  # fmt: skip
    endings = [
        (word, kind) for kind, name in (("e", "certain"), ("g", "likely")) for word in words["ending"][name].split()
    ]
    return _Table(
        kinds={word: kind for kind, group in rows for word in group},
        regions=of("place", "regions"),
        measures=of("name", "measures"),
        directions=of("name", "directions"),
        endings=tuple(sorted(endings, key=lambda ending: -len(ending[0]))),
    )
