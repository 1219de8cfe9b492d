"""Which passage of the shop's pages answers a question, and which of its sentences: chosen by words, quoted as written.

The retriever brings passages that are near in meaning; here the shopper's own words decide between them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain.business import Passage
from assistant.tools.matching import words

_SENTENCE = re.compile(r"\n+|(?<=[.!?])\s+(?=[A-Z“\"0-9])")
_ROW = re.compile(r"^[^.!?:]{2,60}: \S")
_LEANS = re.compile(r"(?:so|it|its|then|but|and|this|that|these|they|after that|both|in that time)\b", re.IGNORECASE)
_NEAR = 0.5  # of the retriever's cosine: near enough in meaning, whatever the words
_NAME = re.compile(r"(?<=[a-z,] )(?!I\b)[A-Z][\w-]+")
_ENDINGS = ("ing", "ed", "er", "e")
_LISTED = 3  # rows that are quoted after the sentence that announces them
_SHORT = 48  # characters: a sentence so short is followed by the next one, unless it is a table's row

# Words that tell nothing about what is asked.
_ASKING = frozenset(
    words(
        """what when where which who whose why how do does did can could would will shall should may might must is are
        was were be been am have has had i'm i've i'd it's what's how's you we he she they them us me if then so but
        not no yes there here about at as by up out into than too also just still already please thank tell know
        want need like get got give say thing stuff something anything any some all work policy rule explain
        information info question help hello hi hey going go i'll don't doesn't didn't can't isn't there's that's
        where's when's who's actually really exactly much many long order item number send sent way"""
    )
)
# What shops and shoppers call the same thing; the first word stands for all of them.
_SAME = (
    ("ship", "shipping", "deliver", "delivery", "postage"),
    ("pay", "payment", "accept", "take"),
    ("bitcoin", "crypto", "cryptocurrency"),
    ("safe", "safety", "secure", "security"),
    ("damage", "damaged", "broken", "broke", "break", "smashed", "cracked"),
    ("cost", "fee", "price", "charge", "expensive", "cheap"),
    ("return", "back"),
    ("phone", "call", "telephone"),
    ("repair", "fix", "mend"),
    ("parcel", "package", "box"),
    ("refund", "money", "reimburse"),
    ("expire", "expiry", "valid", "validity"),
    ("hour", "open", "opening"),
    ("wrap", "wrapping", "wrapped"),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a question wants to be told: how it is asked, and what a sentence carries that tells it."""

    asked: re.Pattern[str]
    told: re.Pattern[str]


_KINDS = (
    Kind(
        re.compile(r"\bhow much|\b(?:cost|costs|price|fee|fees|charge|free)\b", re.IGNORECASE),
        re.compile(r"[$€£]\s?\d|\bfree\b|\d\s?%", re.IGNORECASE),
    ),
    Kind(
        re.compile(r"\bhow (?:long|fast|quick|soon|many days)|\bwhen\b|\bdeadline\b|\btime limit\b", re.IGNORECASE),
        re.compile(
            r"\b(?:\d+|one|two) (?:to \d+ )?(?:business )?(?:minutes?|hours?|days?|weeks?|months?|years?)\b"
            r"|\b\d+ [ap]m\b",
            re.IGNORECASE,
        ),
    ),
)


def best_passage(passages: Sequence[Passage], question: str) -> Passage:
    """Return the passage whose heading and text share most with the question; the retriever's order decides ties."""
    asked = _topics(question)

    def worth(place: int) -> float:
        passage = passages[place]
        heading, text = _topics(passage.heading), _topics(passage.text)
        page = 0.5 * len(asked & _topics(passage.title)) if not passage.heading else 0.0
        shared = len(asked & (heading | text)) + 0.7 * len(asked & heading) + page
        shared += 0.5 * len(asked & heading) / max(1, len(heading))
        told = 0.7 * any(kind.asked.search(question) and kind.told.search(passage.text) for kind in _KINDS)
        elsewhere = not _names(passage.heading) <= _names_and_words(question)
        named = len(_names(question) & _names_and_words(passage.text))
        return shared + told + named - 3 * elsewhere + 3 * passage.score - 0.8 * place

    return passages[max(range(len(passages)), key=worth)]


def answers_closely(passage: Passage, question: str) -> bool:
    """Say whether a passage is about what was asked: most of the words occur in it, and every name in the question."""
    asked = _topics(question)
    whole = f"{passage.title} {passage.heading} {passage.text}"
    if not _names(question) <= _names_and_words(whole):
        return False
    return 2 * len(asked & _topics(whole)) >= len(asked) or passage.score >= _NEAR


def answering_sentences(passage: Passage, question: str) -> list[str]:
    """Return the passage's sentences that answer best, in the passage's order, word for word."""
    sentences = [cut for sentence in _SENTENCE.split(passage.text) if (cut := sentence.strip("• \n"))]
    asked, heading = _topics(question), _topics(passage.heading)

    def worth(sentence: str) -> float:
        shared = asked & _topics(sentence)
        told = sum(bool(kind.asked.search(question) and kind.told.search(sentence)) for kind in _KINDS)
        return len(shared - heading) + 0.3 * len(shared & heading) + 0.6 * told

    worths = [worth(sentence) for sentence in sentences]
    first = max(range(len(sentences)), key=lambda i: (worths[i], -i))
    if sentences[first].endswith(":"):
        return sentences[first : first + 1 + _LISTED]
    chosen = {first} | _beside(first, sentences, worths)
    return [sentences[i] for i in sorted(chosen) if not sentences[i].endswith(":") or len(chosen) == 1]


def _beside(first: int, sentences: Sequence[str], worths: Sequence[float]) -> set[int]:
    """Return the second sentence to quote: what the best one leans on, what is nearly as good, or what follows."""
    if first and _LEANS.match(sentences[first]):
        return {first - 1}
    after = first + 1
    if after < len(sentences) and _LEANS.match(sentences[after]):
        return {after}
    near = [i for i in range(len(sentences)) if i != first and worths[i] >= 0.75 * worths[first]]
    standing = [i for i in near if worths[i] and (i == after or not _LEANS.match(sentences[i]))]
    if standing:
        return {min(standing, key=lambda i: (-worths[i], i))}
    if after == len(sentences) or is_row(sentences[first]) or is_row(sentences[after]):
        return set()
    return {after} if len(sentences[first]) < _SHORT or not worths[first] else set()


def is_row(sentence: str) -> bool:
    """Say whether a sentence is a line of a table ("Boots & Shoes: 60 days."), which needs its heading beside it."""
    return _ROW.match(sentence) is not None


def _names(text: str) -> frozenset[str]:
    """The words that are capitalised inside a sentence: places, brands, pages."""
    return frozenset(name.casefold() for name in _NAME.findall(text))


def _names_and_words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[\w-]+", text.casefold()))


def _topics(text: str) -> frozenset[str]:
    found = (word for word in words(text) if word not in _ASKING and len(word) > 1)
    return frozenset(_STANDS_FOR.get(_root(word), _root(word)) for word in found)


def _root(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            cut = word[: -len(ending)]
            return cut[:-1] if len(cut) > 3 and cut[-1] == cut[-2] and ending != "e" else cut
    return word


_STANDS_FOR = {_root(word): _root(group[0]) for group in _SAME for word in group}
