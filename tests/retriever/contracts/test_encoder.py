"""One contract for all sentence encoders."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retriever.encoders.base import CachedEncoder, Encoder
from retriever.encoders.kept import KeptEncoder
from retriever.encoders.minilm import MiniLM
from retriever.encoders.minilm_export import prepare
from tests.retriever.conftest import MODELS

TEXTS = ["red shoes", "", "crimson footwear", "tax return", "red shoes"]


@pytest.fixture(scope="module", params=["minilm", "cached minilm", "kept minilm"])
def encoder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    model = MiniLM(prepare(MODELS), threads=1)
    if request.param.startswith("kept"):
        return KeptEncoder(model, tmp_path_factory.mktemp("kept") / "texts.vectors")
    return CachedEncoder(model, size=3) if request.param.startswith("cached") else model


def test_vectors_have_the_shape_that_was_promised(encoder: Encoder) -> None:
    for encode in (encoder.encode_queries, encoder.encode_products):
        for texts in (TEXTS, TEXTS[:1], []):
            vectors = encode(texts)
            assert vectors.shape == (len(texts), encoder.dimensions)
            assert vectors.dtype == np.float32


def test_what_means_the_same_is_near(encoder: Encoder) -> None:
    query = encoder.encode_queries(["red shoes"])[0]
    same, near, far = encoder.encode_products(["red shoes", "crimson footwear", "tax return"]) @ query
    assert same > near > far


def test_company_and_order_change_nothing(encoder: Encoder) -> None:
    together = encoder.encode_queries([*TEXTS, "a much longer text " * 20])
    backwards = encoder.encode_queries(TEXTS[::-1])[::-1]
    for row, text in enumerate(TEXTS):
        alone = encoder.encode_queries([text])[0]
        assert together[row] @ alone > 0.95  # int8 rounds by the batch
        assert backwards[row] @ alone > 0.95


def test_the_name_is_a_part_of_an_indexs_name(encoder: Encoder) -> None:
    assert encoder.name == encoder.name
    assert set(encoder.name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-._")


def test_a_script_that_was_not_learnt_is_known(encoder: Encoder) -> None:
    assert encoder.reads("red shoes")
    assert not encoder.reads("红色的鞋子")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(max_size=60) | st.sampled_from(["\0", "😀" * 300, "a" * 5_000, "مرحبا"]), max_size=4))
def test_any_text_becomes_a_unit_vector(encoder: Encoder, texts: list[str]) -> None:
    for vectors in (encoder.encode_queries(texts), encoder.encode_products(texts)):
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert all(encoder.reads(text) in (True, False) for text in texts)
