"""The regular expression by which a tokenizer.json cuts text into words, for tiktoken's engine."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.llm.byte_pairs import InexactVocabulary

_END = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++"
_GPT2 = _END + r"|\s++$|\s+(?!\S)|\s"
# Where digits are cut out first, white space before one stands at the end of its part.
_GPT2_AFTER_DIGITS = _END + r"|\s+(?![^\s\p{N}])|\s"

# What both engines, Oniguruma there and Rust's here, read alike: no anchors, no \w, and nothing possessive after {…},
# which Oniguruma takes for a repetition.
_ALIKE = re.compile(
    r"(?:"
    r"\\[pP]\{\^?\w+\}|\\[sSdDrnt]|\\[^\w\s]|\\u[0-9a-fA-F]{4}"
    r"|\[\^?(?:\\[pP]\{\^?\w+\}|\\[sSdDrnt]|\\[^\w\s]|(?!&&|--|~~)[^\\\[\]])+\]"
    r"|\(\?i?:|\(\?[=!]|\(|\)|\|"
    r"|[*+?][+?]?|\{\d+(?:,\d*)?\}(?![+?])"
    r"|[^\\()\[\]{}|*+?^$.]"
    r")+"
)


@dataclass(frozen=True, slots=True)
class Splitting:
    """How text becomes words.

    Attributes:
        pattern: finds the words, one after the other.
        prefix_space: a space is put before a text that has none.
        leftover: what the file's own expression doesn't find is a word as well, however long.
    """

    pattern: str
    prefix_space: bool = False
    leftover: bool = False


def read_splitting(node: Mapping[str, Any] | None) -> Splitting:
    """Read the `pre_tokenizer` part of a tokenizer.json.

    Raises:
        InexactVocabulary: one regular expression can't do the same.
    """
    match list(_steps(node)):
        case [{"type": "ByteLevel"} as last]:
            pattern = _GPT2 if last.get("use_regex", True) else r"[\s\S]+"
            return Splitting(pattern, bool(last.get("add_prefix_space", True)))
        case [{"type": "Split"} as split, {"type": "ByteLevel", "add_prefix_space": False, "use_regex": False}]:
            return _split(split)
        case [{"type": "Digits"} as digits, {"type": "ByteLevel", "add_prefix_space": False} as last] if last.get(
            "use_regex", True
        ):
            number = r"\p{N}" if digits.get("individual_digits") else r"\p{N}++"
            return Splitting(f"{number}|{_GPT2_AFTER_DIGITS}")
        case steps:
            names = ", ".join(str(step.get("type")) for step in steps) or "nothing"
            raise InexactVocabulary(f"Splitting text by {names} can't be said in one regular expression.")


def _steps(node: Mapping[str, Any] | None) -> Iterator[Mapping[str, Any]]:
    if node and node.get("type") == "Sequence":
        for child in node["pretokenizers"]:
            yield from _steps(child)
    elif node:
        yield node


def _split(split: Mapping[str, Any]) -> Splitting:
    match split.get("pattern"):
        case {"Regex": str(pattern)}:
            if not _ALIKE.fullmatch(pattern):
                raise InexactVocabulary(f"Two engines may read this regular expression differently: {pattern}")
        case {"String": str(text)} if text:
            pattern = re.escape(text)
        case _:
            raise InexactVocabulary("Text is split by nothing.")
    match split.get("behavior"), bool(split.get("invert")):
        case "Removed", True:  # what is found is kept, the rest is dropped
            return Splitting(pattern)
        case "Isolated", _:  # what lies between two finds is a word as well
            return Splitting(rf"{pattern}|(?:(?!{pattern})[\s\S])++", leftover=True)
        case behavior, _:
            raise InexactVocabulary(f"Splitting of the kind {behavior} drops or moves what is found.")
