"""Counts tokens on the served model's own vocabulary: a tokenizer.json becomes a tiktoken encoding, no download."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import structlog
import tiktoken
from tokenizers import Tokenizer

from assistant.errors import SetupError
from assistant.llm.byte_pairs import InexactVocabulary, read_ranks
from assistant.llm.split_pattern import read_splitting

CountTokens = Callable[[str], int]

_UNICODE_FORMS = {"NFC", "NFD", "NFKC", "NFKD"}  # they leave ASCII as it is
_LONG = 200_000  # characters: in more of them, the regular expression's stack may overflow
_BLANK = re.compile(rf"\s{{{_LONG // 2}}}")
_PROBE = (
    "Don't  panic,\tI'LL say: it's 1234.50 € for 2½ kg at 7:30!\n\n \r\n  漢字とかな—naïve ﬁancée Å, 한국어 "
    "🧑🏽‍🚀👍 \u00a0\u200b<a href='x'>the end</a>\n\tdef f(x): return  x\n\n\n   "
)

log = structlog.get_logger(__name__)


def load_counter(file: Path) -> CountTokens:
    """Return what counts a text's tokens as this `tokenizer.json` does: by tiktoken, or by its own library.

    Raises:
        SetupError: the file is missing or broken.
    """
    try:
        return Vocabulary(file).count
    except InexactVocabulary as error:
        log.info("tokens_counted_slowly", file=str(file), reason=error.detail)
        return LibraryCounter(file)


class Vocabulary:
    """Counts exactly as the tokenizers library does with `add_special_tokens=False`, several times faster.

    Raises:
        SetupError: the file is missing or broken.
        InexactVocabulary: tiktoken can't count like this file.
    """

    def __init__(self, file: Path) -> None:
        self._slow = LibraryCounter(file)
        content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))  # the library has read it already
        ranks = read_ranks(content["model"])
        splitting = read_splitting(content.get("pre_tokenizer"))
        self._prefix_space, self._leftover = splitting.prefix_space, splitting.leftover
        self._unknown_bytes = bytes(byte for byte in range(256) if bytes([byte]) not in ranks)
        self._ascii_stays = not _changes_ascii(content.get("normalizer"))
        self._normalize = self._slow.normalize if content.get("normalizer") else _unchanged
        raw, normalized = _added_tokens(content.get("added_tokens") or ())
        self._added_before = _any_of(raw)
        self._added_after = _any_of(map(self._normalize, normalized))
        try:
            self._encoding = tiktoken.Encoding(
                name=file.parent.name, pat_str=splitting.pattern, mergeable_ranks=ranks, special_tokens={}
            )
        except ValueError as error:
            raise InexactVocabulary(f"{file} splits text by a pattern that tiktoken can't read.") from error
        if self.count(_PROBE) != self._slow(_PROBE):
            raise InexactVocabulary(f"tiktoken counts differently from {file}.")

    def count(self, text: str) -> int:
        """Return how many tokens a text has; a control token in its midst counts as the one token that it is.

        The rare text that tiktoken can't count is left to the library: where a byte is no token it is dropped, and its
        neighbours may merge; and a million blanks in a row overflow the regular expression's stack.
        """
        try:
            data = text.encode()
        except UnicodeEncodeError:  # half of a surrogate pair
            text = _mended(text)
            data = text.encode()
        if len(data.translate(None, self._unknown_bytes)) < len(data) or self._overflows(text):
            return self._slow(text)
        parts = self._added_before.split(text)
        return len(parts) - 1 + sum(map(self._count_between, parts))

    def _overflows(self, text: str) -> bool:
        return len(text) > _LONG and (self._leftover or _BLANK.search(text) is not None)

    def _count_between(self, text: str) -> int:
        parts = self._added_after.split(text if self._ascii_stays and text.isascii() else self._normalize(text))
        return len(parts) - 1 + sum(map(self._count_plain, parts))

    def _count_plain(self, text: str) -> int:
        if self._prefix_space and text and not text.startswith(" "):
            text = f" {text}"
        return len(self._encoding.encode_ordinary(text))


class LibraryCounter:
    """Counts with the tokenizers library itself.

    Raises:
        SetupError: the file is missing or broken.
    """

    def __init__(self, file: Path) -> None:
        try:
            self._tokenizer = Tokenizer.from_file(str(file))
        except Exception as error:  # the library raises bare Exception
            raise SetupError(f"{file} is no tokenizer.", hint="Build the model again.") from error
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def __call__(self, text: str) -> int:
        return len(self._tokenizer.encode(_mended(text), add_special_tokens=False).ids)

    def normalize(self, text: str) -> str:
        return str(self._tokenizer.normalizer.normalize_str(text))


def _unchanged(text: str) -> str:
    return text


def _mended(text: str) -> str:
    """Replace halves of surrogate pairs, which UTF-8 can't hold."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _changes_ascii(normalizer: Mapping[str, Any] | None) -> bool:
    if normalizer and normalizer.get("type") == "Sequence":
        return any(map(_changes_ascii, normalizer["normalizers"]))
    return bool(normalizer) and normalizer["type"] not in _UNICODE_FORMS  # type: ignore[index]  # it is there


def _added_tokens(tokens: Iterable[Mapping[str, Any]]) -> tuple[list[str], list[str]]:
    """Return the tokens that are looked for before and after normalizing."""
    found: tuple[list[str], list[str]] = ([], [])
    for token in tokens:
        if token.get("lstrip") or token.get("rstrip") or token.get("single_word"):
            raise InexactVocabulary(f"The added token {token['content']!r} takes in what stands beside it.")
        found[bool(token.get("normalized"))].append(token["content"])
    return found


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern that finds the leftmost of the words, the longest where several begin."""
    longest_first = sorted(filter(None, words), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")
