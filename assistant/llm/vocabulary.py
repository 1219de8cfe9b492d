"""Counts tokens on the served model's own vocabulary: a tokenizer.json becomes a tiktoken encoding, no download."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import tiktoken

from assistant.errors import SetupError

# How byte-level BPE cuts text into words, unless the file has a pattern of its own.
_PATTERN = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s"


def load_encoding(file: Path) -> tiktoken.Encoding:
    """Return the encoding of a byte-level BPE `tokenizer.json`; special tokens count as ordinary text.

    Raises:
        SetupError: the file is missing, broken or of another kind.
    """
    try:
        tokenizer: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        special = {token["content"] for token in tokenizer["added_tokens"]}
        alphabet = _byte_of_character()
        vocabulary: dict[str, int] = tokenizer["model"]["vocab"]
        ranks = {
            bytes(alphabet[character] for character in token): rank
            for token, rank in vocabulary.items()
            if token not in special
        }
        return tiktoken.Encoding(
            name=file.parent.name,
            pat_str=_split_pattern(tokenizer.get("pre_tokenizer")) or _PATTERN,
            mergeable_ranks=ranks,
            special_tokens={},
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SetupError(f"{file} is no byte-level BPE tokenizer.", hint="Build the model again.") from error


def count_tokens(encoding: tiktoken.Encoding, text: str) -> int:
    return len(encoding.encode_ordinary(text))


def _split_pattern(node: Any) -> str:
    """Return the first regular expression by which the file splits text, if it has one."""
    if not isinstance(node, dict):
        return ""
    if node.get("type") == "Split":
        return str(node.get("pattern", {}).get("Regex", ""))
    return next((found for child in node.get("pretokenizers", ()) if (found := _split_pattern(child))), "")


def _byte_of_character() -> dict[str, int]:
    """Return the byte that each printable stand-in character of byte-level BPE means."""
    printable = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = [byte for byte in range(256) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {chr(256 + at): byte for at, byte in enumerate(others)}
