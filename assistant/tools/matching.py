"""Which of several named things does a text mean? Word overlap with light stemming; pure and deterministic."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

T = TypeVar("T")

_WORD = re.compile(r"[^\W_]+(?:[.'’/-][^\W_]+)*")
_FILLERS = frozenset(
    {"a", "an", "the", "this", "that", "these", "those", "one", "ones", "of", "in", "on", "for", "with", "and", "or"}
    | {"to", "my", "your", "it", "its", "i", "me", "please", "from", "by", "is", "are"}
)
_TIMES = re.compile(r"(?<=\d)\s*[x×*]\s*(?=\d)|(?<=\d)\s+by\s+(?=\d)", re.IGNORECASE)  # 180x270 cm
_UNITS = frozenset({"cm", "mm", "inch", "inche", "ft"})  # left unsaid where there are several numbers
_OPTION_WORDS = frozenset({"color", "colour", "size", "type", "option", "material"})
_STEM = 4
_YES_NO = frozenset({"yes", "no"})
_NEGATED = re.compile(r"\b(?:not|non|no|without|isn['’]t|aren['’]t)[\s-]+(?:\w+\s+)?$", re.IGNORECASE)
_LISTED = re.compile(r"\w, ?(yes|no)(?=\W*$|,)", re.IGNORECASE)
_PLURALS = (
    ("ies", "y"),
    ("sses", "ss"),
    ("ches", "ch"),
    ("shes", "sh"),
    ("xes", "x"),
    ("zes", "z"),
    ("'s", ""),
    ("s", ""),
)
_NO_PLURALS = ("ss", "us", "is")
_IRREGULAR = {"knives": "knife", "leaves": "leaf", "shelves": "shelf", "tomatoes": "tomato", "potatoes": "potato"}


def words(text: str) -> tuple[str, ...]:
    """Return the meaningful words of a text, lower-cased and without plural endings."""
    found = (match.group().lower() for match in _WORD.finditer(text))
    return tuple(_stem(word) for word in found if word not in _FILLERS)


def _stem(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("shelves"):  # of books, of spices
        return f"{word[:-3]}f"
    for ending, singular in _PLURALS:
        if word.endswith(ending) and len(word) - len(ending) >= 2 and not word.endswith(_NO_PLURALS):
            return word[: -len(ending)] + singular
    return word


def overlap(wanted: str, name: str) -> float:
    """Return the share of `wanted`'s words that `name` has, 0 to 1."""
    asked = set(words(wanted))
    return len(asked & set(words(name))) / len(asked) if asked else 0.0


def best_matches(wanted: str, things: Iterable[T], name: Callable[[T], str], threshold: float = 0.5) -> tuple[T, ...]:
    """Return the things that `wanted` means: those with the highest overlap, if it reaches the threshold.

    More than one thing means that the text doesn't tell them apart.
    """
    scored = [(overlap(wanted, name(thing)), thing) for thing in things]
    best = max((score for score, _ in scored), default=0.0)
    if best < threshold:
        return ()
    return tuple(thing for score, thing in scored if score == best)


def option_matches(
    wanted: str, options: Sequence[dict[str, str]], instead_of: Mapping[str, str] = MappingProxyType({})
) -> tuple[int, ...]:
    """Return the indices of the option sets that carry every option value which `wanted` names.

    Args:
        instead_of: the options of what is to be changed; they only say what it is where others are named beside them.
    """
    named = values_named(wanted, options, instead_of)
    return tuple(index for index, option_set in enumerate(options) if named and named.carried_by(option_set))


@dataclass(frozen=True, slots=True)
class NamedValues:
    """The option values that a text names.

    Attributes:
        by_option: the values by the option that they are of.
        shared: values of which the text doesn't say which of several options has them: "brown" of frame and lens.
    """

    by_option: Mapping[str, set[str]]
    shared: Sequence[tuple[str, set[str]]] = ()

    def __bool__(self) -> bool:
        return bool(self.by_option or self.shared)

    def carried_by(self, options: Mapping[str, str]) -> bool:
        """Say whether a version has them all."""
        return all(options.get(option) in values for option, values in self.by_option.items()) and all(
            any(options.get(option) == value for option in holders) for value, holders in self.shared
        )


def values_named(
    wanted: str, options: Sequence[dict[str, str]], instead_of: Mapping[str, str] = MappingProxyType({})
) -> NamedValues:
    """Return the option values that `wanted` names.

    A value is named when its words occur in `wanted` one after the other, so that "M" never matches "medium blue"
    and "US 9" is found in "size 9". A bare yes or no is named by its option: "waterproof ones".

    Args:
        instead_of: the options of what is to be changed; they only say what it is where others are named beside them.
    """
    asked = f" {' '.join(words(_TIMES.sub(' ', wanted)))} "
    known = {value for option_set in options for value in option_set.values() if value.casefold() not in _YES_NO}
    named = {value for value in known if (spelled := " ".join(_value_words(value))) and f" {spelled} " in asked}
    named = {value for value in named if not any(value != other and _inside(value, other) for other in named)}
    by_option: dict[str, set[str]] = {}
    shared: list[tuple[str, set[str]]] = []
    for value in sorted({value for option_set in options for value in option_set.values()}):
        holders = {option for option_set in options for option, own in option_set.items() if own == value}
        if value.casefold() in _YES_NO:
            holders = {option for option in holders if _yes_or_no(option, wanted) == value.casefold()}
        elif value not in named:
            continue
        near = {option for option in holders if _beside(value, option, asked)} if len(holders) > 1 else set()
        if len(holders) > 1 and not near and value.casefold() not in _YES_NO:
            shared.append((value, holders))
        for option in near or holders:
            by_option.setdefault(option, set()).add(value)
    for value, holders in shared:  # "brown" may be the frame's or the lens's: one of them has to be
        for option in holders:
            if by_option[option] == {value}:
                del by_option[option]
    for option, values in by_option.items():
        by_option[option] = values - {instead_of.get(option, "")} or values
    return NamedValues(by_option, shared)


def _beside(value: str, option: str, asked: str) -> bool:
    """Say whether a value stands beside the word that tells its option from others: "black frame" of a frame colour."""
    spelled = re.escape(" ".join(_value_words(value)))
    return any(
        re.search(rf" {spelled} (?:\w+ )?{word} | {word} (?:\w+ )?{spelled} ", asked)
        for word in map(re.escape, words(option))
        if word not in _OPTION_WORDS
    )


def _yes_or_no(option: str, wanted: str) -> str:
    """Return what a text says of an option that is there or not: "yes", "no", or nothing."""
    name = r"\W+".join(re.escape(word[: max(_STEM, len(word) - 2)]) + r"\w*" for word in option.split())
    if found := re.search(rf"\b{name}", wanted, re.IGNORECASE):  # "water resistant" of a water resistance
        negated = _NEGATED.search(wanted, 0, found.start())
        told = re.match(r"\s*[:=]\s*(yes|no)\b", wanted[found.end() :], re.IGNORECASE)
        return told[1].casefold() if told else "no" if negated else "yes"
    listed = _LISTED.search(wanted)  # as choices are written: "12, leather, yes"
    return listed[1].casefold() if listed else ""


def _value_words(value: str) -> tuple[str, ...]:
    spelled = tuple(word for word in words(_TIMES.sub(" ", value)) if word not in {"us", "uk", "eu"})
    measured = len([word for word in spelled if word.isdecimal()]) > 1
    return tuple(word for word in spelled if not (measured and word in _UNITS))


def _inside(short: str, long: str) -> bool:
    return f" {' '.join(_value_words(short))} " in f" {' '.join(_value_words(long))} "
