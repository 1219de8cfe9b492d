"""Turns the merges of a byte-level BPE file into tiktoken's ranks, or says why that would count wrongly.

A tokenizer.json lists which pairs may be merged, in order. tiktoken knows no pairs: it merges whatever neighbours form
a token, the token of the lowest rank first. Both do the same if every token has one pair as its last step, whichever
text it stands in, and that pair is in the list. The last step depends on the token's own bytes alone (merges inside it
happen in the same order everywhere, as long as none reaches across its ends), so that it can be checked token by token.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from assistant.errors import SetupError

Pair = tuple[bytes, bytes]
_NEVER = 2**31  # above all ranks


class InexactVocabulary(SetupError):
    """tiktoken would count other tokens than the model's own tokenizer."""

    default_hint = "Count with the tokenizers library instead."


def read_ranks(model: Mapping[str, Any]) -> dict[bytes, int]:
    """Return tiktoken's ranks for the `model` part of a tokenizer.json; bytes that it doesn't know are left out.

    Raises:
        InexactVocabulary: the file is no byte-level BPE, or its merges can't be said in ranks.
    """
    _require_plain(model)
    alphabet = byte_of_character()
    vocabulary = {_bytes(token, alphabet) for token in model["vocab"]} - {None}
    ranks = {token: rank for rank, token in enumerate(sorted(t for t in vocabulary if t and len(t) == 1))}
    merges = _pairs(model["merges"], alphabet)
    pairs = {pair: at for at, pair in enumerate(merges, len(ranks))}
    if len(pairs) < len(merges):
        raise InexactVocabulary("A merge is listed twice.")
    for (left, right), at in pairs.items():
        ranks.setdefault(left + right, at)
    ends = {token: _last_step(token, ranks) for token in ranks if len(token) > 1}
    _require_same_order(ends, pairs)
    whole = bool(model.get("ignore_merges"))  # a word that is in the vocabulary is taken as it is
    if not whole:
        return {token: rank for token, rank in ranks.items() if len(token) == 1 or ends[token]}
    beyond = len(ranks) + len(pairs)
    for at, token in enumerate(sorted(t for t in vocabulary if t and t not in ranks)):
        if _last_step(token, ranks):
            raise InexactVocabulary(f"The token {token!r} is in the vocabulary, and the merge that makes it isn't.")
        ranks[token] = beyond + at
    return ranks


def byte_of_character() -> dict[str, int]:
    """Return the byte that each printable stand-in character of byte-level BPE means."""
    printable = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = [byte for byte in range(256) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {chr(256 + at): byte for at, byte in enumerate(others)}


def _require_plain(model: Mapping[str, Any]) -> None:
    if model.get("type", "BPE") != "BPE":
        raise InexactVocabulary(f"A {model['type']} vocabulary is no byte-level BPE.")
    for option in ("dropout", "continuing_subword_prefix", "end_of_word_suffix"):
        if model.get(option):
            raise InexactVocabulary(f"tiktoken has nothing like {option}.")


def _pairs(merges: Sequence[str | Sequence[str]], alphabet: Mapping[str, int]) -> list[Pair]:
    pairs: list[Pair] = []
    for merge in merges:
        left, right = (_bytes(part, alphabet) for part in (merge.split(" ") if isinstance(merge, str) else merge))
        if left is None or right is None:
            raise InexactVocabulary(f"The merge {merge!r} is none of bytes.")
        pairs.append((left, right))
    return pairs


def _bytes(token: str, alphabet: Mapping[str, int]) -> bytes | None:
    try:
        return bytes(alphabet[character] for character in token)
    except KeyError:
        return None  # an added token, which is no product of merges


def _last_step(token: bytes, ranks: Mapping[bytes, int]) -> Pair | None:
    """Return the two parts of which a token is made at last; None when merging ends before that."""
    parts = [token[at : at + 1] for at in range(len(token))]
    while len(parts) > 2:
        found = [ranks.get(left + right, _NEVER) for left, right in pairwise(parts)]
        lowest = min(found)
        if lowest == _NEVER:
            return None
        at = found.index(lowest)
        parts[at : at + 2] = [parts[at] + parts[at + 1]]
    return parts[0], parts[1]


def _require_same_order(ends: Mapping[bytes, Pair | None], pairs: Mapping[Pair, int]) -> None:
    """Require that each token's last step is in the list, and that the list has the tokens in the order of ranks."""
    before = -1
    for token, pair in ends.items():  # in the order of ranks
        if pair is None:
            continue
        at = pairs.get(pair)
        if at is None or at < before:
            raise InexactVocabulary(f"The merges of the token {token!r} can't be said in ranks.")
        before = at
