"""Words: how titles, queries and filters are cut up and compared, the same way everywhere."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHE = re.compile(r"[’'`´]s?\b")
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_CJK_RUN = re.compile(f"[{_CJK}]+")

_STOP = (
    "a about above all also am an and any anything are as at be been but by can could did do does for "
    "from get give got had has have having he her here hers him his how i if in into is it its just like "
    "looking look find search show let lets make may me might mine more most much must my need needs no "
    "not of off on one ones or our ours out over please pls she should so some someone something than "
    "that the their them then there these they thing things this those to too under until up us want "
    "wants was we were what when where which while who whom why will with without would you your yours hi "
    "hello hey thanks thank buy order cheap good nice great really very "
)
STOP_WORDS = frozenset(_STOP.split())
# "Can" is a verb after its subject, and before one or before another verb; else it is made of tin.
_SUBJECTS = "i you he she it we they this that these those which who what"
_WHO_CAN = frozenset(f"{_SUBJECTS} how where when why".split())
_CAN_WHAT = frozenset(f"{_SUBJECTS} a an the my your be do get give find have just make show also please".split())


def fold(text: str) -> str:
    """Return the text in lower case, without accents and compatibility forms, so that spellings compare equal."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(char for char in decomposed if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", kept)


def split_cjk(text: str) -> str:
    """Replace each Chinese, Japanese or Korean run by its characters and pairs, which indexes can't find themselves."""

    def pieces(run: re.Match[str]) -> str:
        chars = run.group()
        pairs = (chars[i : i + 2] for i in range(len(chars) - 1))
        return f" {' '.join((*chars, *pairs))} "

    return _CJK_RUN.sub(pieces, text)


def cjk_share(text: str) -> float:
    """Return the share of the letters that are Chinese, Japanese or Korean, 0 to 1."""
    letters = [char for char in text if char.isalpha()]
    return sum(bool(_CJK_RUN.match(char)) for char in letters) / len(letters) if letters else 0.0


def words(text: str) -> list[str]:
    """Return the folded words in order; a possessive loses its ending, CJK runs become characters and pairs."""
    return _WORD.findall(split_cjk(_APOSTROPHE.sub("", fold(text))))


def telling_words(text: str) -> list[str]:
    """Return the words that say what is looked for: without stop words, but with the can of "watering can"."""
    found = words(text)
    around = ["", *found, ""]
    return [
        word
        for before, word, after in zip(around, found, around[2:], strict=False)
        if word not in STOP_WORDS or (word == "can" and before not in _WHO_CAN and after not in _CAN_WHAT)
    ]


def content_words(text: str) -> list[str]:
    """Return the words that say what is looked for, or all words where none does."""
    return telling_words(text) or words(text)


def stem(word: str) -> str:
    """Return the singular of an English plural, and any other word as it is."""
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zzes")):
        return word[:-2]
    if word.endswith("ves") and len(word) > 5:
        return word[:-3] + "f"
    return word[:-1]


def stems(text: str) -> list[str]:
    """Return the stems of all words in order."""
    return [stem(word) for word in words(text)]


def edit_distance(first: str, second: str, limit: int) -> int:
    """Return the number of insertions, deletions, replacements and swaps of neighbours; `limit` + 1 when more."""
    if abs(len(first) - len(second)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        following = [i]
        for j, b in enumerate(second, 1):
            cost = min(row[j] + 1, following[j - 1] + 1, row[j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and first[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            following.append(cost)
        if min(following) > limit:
            return limit + 1
        before, row = row, following
    return min(row[-1], limit + 1)
