"""Cuts text that is still being written into whole sentences."""

from __future__ import annotations

import re

_END = re.compile(r"(?<=[.!?…])[”\")]?\s+(?=[\"“(]?[A-Z0-9€$£×])")
_ABBREVIATION = re.compile(r"\b(?:St|Mr|Mrs|Ms|Dr|No|vs|approx|incl|e\.g|i\.e)\.$")
_FINISHED = re.compile(r"[.!?…:][”\")]?$")


class SentenceCutter:
    """Takes pieces of text and gives back each sentence once it is known to be over."""

    def __init__(self) -> None:
        self._rest = ""

    def feed(self, piece: str) -> list[str]:
        """Take further text and return the sentences that it ends; quotations stay whole."""
        self._rest += piece
        sentences: list[str] = []
        while (end := self._boundary()) is not None:
            sentences.append(self._rest[:end].strip())
            self._rest = self._rest[end:]
        return sentences

    def finish(self) -> list[str]:
        """Return the last sentence; one that was broken off is left out."""
        rest, self._rest = self._rest.strip(), ""
        return [rest] if _FINISHED.search(rest) else []

    def _boundary(self) -> int | None:
        for found in _END.finditer(self._rest):
            before = self._rest[: found.start()]
            if before.count("“") > before.count("”") + found.group().count("”") or _ABBREVIATION.search(before):
                continue
            return found.end()
        return None
