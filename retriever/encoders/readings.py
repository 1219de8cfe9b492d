"""Remembers how texts read, token by token: the same lines are compared with one question after the other."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

from retriever.encoders.base import Reading, TokenEncoder


class KeptReadings:
    """Reads texts, and each of the last ones only once. Safe between threads.

    Args:
        size: how many are remembered, about 30 kB each.
    """

    def __init__(self, encoder: TokenEncoder, size: int = 1_000) -> None:
        self._encoder = encoder
        self._size = size
        self._kept: OrderedDict[str, Reading] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Return the readings in the texts' order. Blocks while encoding."""
        with self._lock:
            known = {text: self._kept[text] for text in texts if text in self._kept}
        new = [text for text in dict.fromkeys(texts) if text not in known]
        known.update(zip(new, self._encoder.read(new), strict=True))
        with self._lock:
            for text, reading in known.items():
                self._kept[text] = reading
                self._kept.move_to_end(text)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return [known[text] for text in texts]
