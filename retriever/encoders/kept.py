"""Keeps the vectors of texts that seldom change on the disk, so that a start doesn't encode them again."""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
import structlog

from retriever.encoders.base import Encoder, EncoderInFront, Vectors

log = structlog.get_logger(__name__)

_KEY, _SEAL = 16, 32  # bytes
_FORM = b"kept vectors 1"  # a part of the seal: a file of another form is not read


class KeptEncoder(EncoderInFront):
    """Answers for products from a file that holds the vectors of the last call's texts, and encodes only new ones.

    Whoever asks names all of their texts at once; what they no longer name is forgotten. The file is replaced whole,
    so that several processes may share it, and it is sealed: one that is damaged is told in the log and made anew. A
    disk that can't be written to costs the next start the encoding, and nothing else.
    """

    def __init__(self, encoder: Encoder, file: Path) -> None:
        super().__init__(encoder)
        self._file = file
        self._lock = threading.Lock()
        self._kept: dict[bytes, Vectors] | None = None

    def encode_products(self, texts: Sequence[str]) -> Vectors:
        keys = [self._key(text) for text in texts]
        with self._lock:
            known = self._read() if self._kept is None else self._kept
            new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
            encoded = dict(zip(new, self._encoder.encode_products(list(new.values())), strict=True)) if new else {}
            wanted = {key: encoded[key] if key in encoded else known[key] for key in keys}
            if wanted.keys() != known.keys():
                self._write(wanted)
            self._kept = wanted
        return np.stack([wanted[key] for key in keys]) if keys else np.empty((0, self.dimensions), np.float32)

    def _key(self, text: str) -> bytes:
        return hashlib.blake2b(f"{self.name}\0{self.dimensions}\0{text}".encode(), digest_size=_KEY).digest()

    def _read(self) -> dict[bytes, Vectors]:
        try:
            content = self._file.read_bytes()
        except FileNotFoundError:
            return {}
        except OSError as error:
            log.warning("kept_vectors_not_read", file=str(self._file), reason=str(error))
            return {}
        seal, table = content[:_SEAL], content[_SEAL:]
        if seal != _seal(table):
            log.warning("kept_vectors_not_read", file=str(self._file), reason="The file is damaged; it is made anew.")
            return {}
        rows = np.load(BytesIO(table), allow_pickle=False)
        return dict(zip(rows["key"].tolist(), rows["vector"], strict=True))

    def _write(self, kept: dict[bytes, Vectors]) -> None:
        rows = np.empty(len(kept), [("key", f"V{_KEY}"), ("vector", np.float32, (self.dimensions,))])
        for row, (key, vector) in enumerate(kept.items()):
            rows[row] = (key, vector)
        table = BytesIO()
        np.save(table, rows, allow_pickle=False)
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=self._file.parent, prefix=".keeping-") as scratch:
                whole = Path(scratch) / self._file.name
                whole.write_bytes(_seal(table.getvalue()) + table.getvalue())
                os.replace(whole, self._file)
        except OSError as error:
            log.warning("kept_vectors_not_written", file=str(self._file), reason=str(error))


def _seal(table: bytes) -> bytes:
    return hashlib.blake2b(table, digest_size=_SEAL, person=_FORM).digest()
