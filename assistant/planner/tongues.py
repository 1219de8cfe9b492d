"""Which other language a message is in, and what it wants where its words are plain: the planner reads English only.

A library for it (py3langid) was wrong about every sixteenth English message of shoppers, who write two words at a time,
and took "sí" for Portuguese; by each language's own small words, one in some thousand English ones is.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from prompts import load_table

Want = Literal["person", "cancel", "address", "exchange", "return", "refund", "where", "greeting", "thanks"]
Answer = Literal["yes", "no"]

_WANTS: tuple[Want, ...] = ("person", "cancel", "address", "exchange", "return", "refund", "where")
_WHOLE: tuple[Want, ...] = ("greeting", "thanks")
_ANSWERS: tuple[Answer, ...] = ("yes", "no")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_CLAUSE = re.compile(r"[,.;:!?¿¡\n]+")
_FEW_WORDS = 3
_SHORT = 3  # letters
_BEFORE = r"(?:(?:ok|okay|vale|bueno|bien|gut|na gut|bon|va bene|goed|no importa|egal|alors|dann|entonces|pues)\W+)*"
_AFTER = r"(?:\W+(?:por favor|bitte|svp|s'il vous plaît|per favore|alstublieft|alsjeblieft|ya|jetzt|maintenant))*"
_LATIN = "LATIN"


@dataclass(frozen=True, slots=True)
class Foreign:
    """A message in another language.

    Attributes:
        language: its code as in prompts/<locale>/tongues.toml; empty where it is none of those.
        want: what it asks for, where that is plain.
        answer: where it is a yes or a no and nothing else.
        orders_cancelling: it tells to cancel, and says nothing else.
    """

    language: str
    want: Want | None = None
    answer: Answer | None = None
    orders_cancelling: bool = False


def foreign(message: str, locale: str = "en") -> Foreign | None:
    """Return what a message in another language says; None for English, and where nothing tells a language."""
    tongues = _tongues(locale)
    text = " ".join(message.replace("’", "'").split())
    letters = [c for c in text if c.isalpha()]
    if letters and sum(not unicodedata.name(c, "").startswith(_LATIN) for c in letters) > len(letters) / 2:
        return Foreign("")
    for code, tongue in tongues.items():
        for answer in _ANSWERS:
            if tongue.whole(answer, text):
                return Foreign(code, answer=answer)
    language = _language(text, tongues, _english(locale))
    if language is None:
        return None
    spoken = tongues[language]
    return Foreign(language, spoken.want(text), orders_cancelling=spoken.whole("do_cancel", text))


def wishes(message: str, locale: str = "en") -> frozenset[Want]:
    """Return all that a message in another language plainly asks for; nothing of an English one."""
    heard = foreign(message, locale)
    if heard is None or not heard.language:
        return frozenset()
    return _tongues(locale)[heard.language].wants(" ".join(message.replace("’", "'").split()))


def speaks_english_only(language: str, locale: str = "en") -> str:
    """Return the sentence that says so in another language."""
    table: dict[str, Any] = load_table("tongues", locale)
    return str(table[language]["speaks"]) if language in table else ""


@dataclass(frozen=True)
class _Tongue:
    strong: frozenset[str]
    little: frozenset[str]
    patterns: dict[str, re.Pattern[str]]

    def whole(self, what: str, text: str) -> bool:
        """Say whether a text is one thing and nothing else, politeness aside."""
        return self.patterns[f"whole_{what}"].fullmatch(text.strip(" .!¡¿?")) is not None

    def want(self, text: str) -> Want | None:
        """Return the first plain wish; what stands beside a "not" is none, save an order that has not come."""
        for want in _WHOLE:
            if self.whole(want, text):
                return want
        heard = self.wants(text)
        return next((want for want in _WANTS if want in heard), None)

    def wants(self, text: str) -> frozenset[Want]:
        """Return all plain wishes of a text."""
        return frozenset(
            want
            for want in _WANTS
            for clause in _CLAUSE.split(text)
            if self.patterns[want].search(clause.strip())
            and (want == "where" or not self.patterns["not"].search(clause))
        )


def _language(text: str, tongues: dict[str, _Tongue], english: frozenset[str]) -> str | None:
    """Return the language most of whose small words a text has, where they outnumber the English ones."""
    shouted = text.isupper()
    # "IK-300" and "36E" are no words.
    words = [word.casefold() for word in _WORD.findall(text) if shouted or len(word) > _SHORT or not word.isupper()]
    said = [(word, _plain(word)) for word in words]
    spoken = sum(word in english for word in words)
    best: tuple[int, int, str] | None = None
    for language, tongue in tongues.items():
        strong = sum(bool({*pair} & tongue.strong) for pair in said)
        little = sum(bool({*pair} & tongue.little) for pair in said)
        if strong and (best is None or (strong + little, strong) > best[:2]):
            best = (strong + little, strong, language)
    if best is None or best[0] <= spoken or (best[0] < 2 and len(words) > _FEW_WORDS):
        return None
    return best[2]


def _plain(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


@cache
def _english(locale: str) -> frozenset[str]:
    return frozenset(load_table("tongues", locale)["english"]["words"].split())


@cache
def _tongues(locale: str) -> dict[str, _Tongue]:
    table: dict[str, Any] = load_table("tongues", locale)
    return {code: _tongue(values, _english(locale)) for code, values in table.items() if code != "english"}


def _tongue(values: dict[str, str], english: frozenset[str]) -> _Tongue:
    strong = frozenset(values["strong"].split())
    plain = (
        {plain for word in strong if len(plain := _plain(word)) > 1}
        - english
        - {"fur", "uber", "sera", "come", "favor", "est"}
    )
    patterns = {what: re.compile(rf"(?<!\w)(?:{values[what]})(?!\w)", re.IGNORECASE) for what in (*_WANTS, "not")} | {
        f"whole_{what}": re.compile(rf"{_BEFORE}(?:{values[what]}){_AFTER}", re.IGNORECASE)
        for what in ("yes", "no", "greeting", "thanks", "do_cancel")
    }
    return _Tongue((strong - english) | plain, frozenset(values["little"].split()) - {"a", "i", "is"}, patterns)
