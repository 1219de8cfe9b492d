"""Vectors that outlive a start: the right ones, encoded once, whatever happens to the file."""

from __future__ import annotations

import hashlib
import multiprocessing
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from retriever.encoders.base import CachedEncoder, Vectors
from retriever.encoders.kept import KeptEncoder
from retriever.encoders.minilm import MiniLM
from retriever.policies.service import PolicyService
from tests.retriever.test_policies import RETURNS, SHIPPING


class Remarked:
    """An encoder that remarks what it is asked to encode; its vectors are digests, or a real encoder's."""

    def __init__(self, name: str = "digest", dimensions: int = 8, real: CachedEncoder | None = None) -> None:
        self.name, self.dimensions, self._real = name, dimensions, real
        self.asked: list[str] = []
        if real is not None:
            self.name, self.dimensions = real.name, real.dimensions

    def reads(self, text: str) -> bool:
        return True

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts)

    def encode_products(self, texts: Sequence[str]) -> Vectors:
        self.asked.extend(texts)
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        if self._real is not None:
            return self._real.encode_products(texts)
        digests = [hashlib.shake_128(f"{self.name} {text}".encode()).digest(self.dimensions) for text in texts]
        return np.array([list(digest) for digest in digests], np.float32).reshape(len(texts), self.dimensions)


@contextmanager
def scratch() -> Iterator[Path]:
    """A file of its own for each example."""
    folder = Path(tempfile.mkdtemp())
    yield folder / "shop" / "pages.vectors"
    shutil.rmtree(folder)


def asked_for(file: Path, texts: Sequence[str]) -> list[str]:
    """Return what a process that starts now would have to encode, having checked its answer."""
    encoder = Remarked()
    assert np.array_equal(KeptEncoder(encoder, file).encode_products(texts), Remarked().encode_products(texts))
    return encoder.asked


TEXTS = st.lists(st.text(max_size=4), max_size=6)


@given(sets=st.lists(st.tuples(TEXTS, st.booleans()), min_size=1, max_size=6))
def test_each_text_is_encoded_once_as_long_as_it_is_named(sets: list[tuple[list[str], bool]]) -> None:
    with scratch() as file, capture_logs() as logs:
        encoder = Remarked()
        kept, before = KeptEncoder(encoder, file), set[str]()
        for texts, restarted in sets:
            kept = KeptEncoder(encoder, file) if restarted else kept
            encoder.asked.clear()
            vectors = kept.encode_products(texts)
            assert np.array_equal(vectors, Remarked().encode_products(texts))
            assert (vectors.dtype, vectors.shape) == (np.float32, (len(texts), 8))
            assert encoder.asked == [text for text in dict.fromkeys(texts) if text not in before]
            before = set(texts)
        assert logs == []


@given(texts=TEXTS)
def test_what_is_no_longer_named_is_forgotten(texts: list[str]) -> None:
    with scratch() as file:
        asked_for(file, ["long ago", *texts])
        size = file.stat().st_size
        assert asked_for(file, texts) == []
        assert file.stat().st_size < size
        assert asked_for(file, [*texts, "long ago"]) == ["long ago"]


def test_another_encoders_vectors_are_never_given() -> None:
    with scratch() as file, capture_logs() as logs:
        for encoder in (Remarked(), Remarked(name="other"), Remarked(dimensions=4), Remarked()):
            given_out = KeptEncoder(encoder, file).encode_products(["a", "b"])
            assert encoder.asked == ["a", "b"]
            assert np.array_equal(given_out, encoder.encode_products(["a", "b"]))
        assert logs == []


@given(data=st.data())
def test_a_damaged_file_is_told_and_made_anew(data: st.DataObject) -> None:
    with scratch() as file:
        asked_for(file, ["a", "b"])
        whole = file.read_bytes()
        place = data.draw(st.integers(0, len(whole) - 1))
        flipped = whole[:place] + bytes([whole[place] ^ data.draw(st.integers(1, 255))]) + whole[place + 1 :]
        broken = data.draw(st.sampled_from([whole[:place], flipped, whole + b"\0", whole + whole]) | st.binary())
        file.write_bytes(broken)
        with capture_logs() as logs:
            assert asked_for(file, ["a", "b"]) == ["a", "b"]
        assert [(entry["event"], entry["log_level"]) for entry in logs] == [("kept_vectors_not_read", "warning")]
        with capture_logs() as logs:
            assert asked_for(file, ["a", "b"]) == []
        assert logs == []
        assert file.read_bytes() == whole


def test_a_disk_that_cannot_be_written_to_costs_only_the_next_start(tmp_path: Path) -> None:
    (tmp_path / "shop").write_text("no folder")
    encoder = Remarked()
    kept = KeptEncoder(encoder, tmp_path / "shop" / "pages.vectors")
    with capture_logs() as logs:
        kept.encode_products(["a", "b"])
        assert np.array_equal(kept.encode_products(["a", "b", "c"]), Remarked().encode_products(["a", "b", "c"]))
    assert encoder.asked == ["a", "b", "c"]
    assert {entry["event"] for entry in logs} == {"kept_vectors_not_read", "kept_vectors_not_written"}


def _keep_changing(file: Path, name: str) -> None:
    for number in count():
        KeptEncoder(Remarked(dimensions=2_000), file).encode_products([f"{name} {n}" for n in range(number % 40)])


def test_processes_that_share_the_file_and_are_killed_leave_it_whole(tmp_path: Path) -> None:
    file, spawn = tmp_path / "pages.vectors", multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=_keep_changing, args=(file, name)) for name in ("one", "two")]
    for writer in writers:
        writer.start()
    try:
        with capture_logs() as logs:
            while not file.exists():
                assert all(writer.is_alive() for writer in writers)
                time.sleep(0.01)
            for _ in range(200):
                KeptEncoder(Remarked(), file)._read()
    finally:
        for writer in writers:
            writer.kill()
            writer.join()
    with capture_logs() as after:
        KeptEncoder(Remarked(), file)._read()
    assert logs == after == []


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "returns.md").write_text(RETURNS)
    (folder / "shipping.md").write_text(SHIPPING)
    return folder


async def test_pages_are_encoded_once_for_all_starts(pages: Path, encoder: CachedEncoder, model: MiniLM) -> None:
    question, file = "how many days do I have to send something back?", pages.parent / "pages.vectors"
    answers = await PolicyService(pages, encoder, model).passages(question)
    assert answers
    for start in range(3):
        remarked = Remarked(real=encoder)
        service = PolicyService(pages, KeptEncoder(remarked, file), model)
        assert await service.passages(question) == answers
        assert bool(remarked.asked) == (start == 0)


async def test_of_a_changed_page_only_what_is_new_is_encoded(
    pages: Path, encoder: CachedEncoder, model: MiniLM
) -> None:
    remarked = Remarked(real=encoder)
    file = pages.parent / "pages.vectors"
    service = PolicyService(pages, KeptEncoder(remarked, file), model)
    await service.reload()
    size = file.stat().st_size
    remarked.asked.clear()
    (pages / "returns.md").write_text(RETURNS.replace("30 days", "100 full days"))
    assert "100 full days" in (await service.passages("how many days do I have to return an item"))[0].text
    assert remarked.asked
    assert all("100 full days" in text for text in remarked.asked)
    assert file.stat().st_size == size
    (pages / "shipping.md").unlink()
    await service.reload()
    assert file.stat().st_size < size
