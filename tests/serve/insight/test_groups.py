"""Grouping by meaning."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from retriever.encoders.minilm import MiniLM
from serve.insight.groups import centres, grouped, nearest

SAID = {
    "parcel": ("where is my parcel?", "my package hasn't arrived", "when will my parcel come"),
    "return": ("how do I send something back", "I want to return an item", "how can I return this"),
    "bitcoin": ("can I pay with bitcoin", "do you take bitcoin?", "is paying in bitcoin possible"),
}


def test_what_means_the_same_is_together_and_nothing_else(encoder: MiniLM) -> None:
    texts = [text for said in SAID.values() for text in said]
    labels = grouped(encoder.encode_products(texts), [1] * len(texts)).tolist()
    assert [len(set(labels[start : start + 3])) for start in (0, 3, 6)] == [1, 1, 1]
    assert len(set(labels)) == 3


def test_a_new_message_finds_its_group_or_none(encoder: MiniLM) -> None:
    texts = [text for said in SAID.values() for text in said]
    vectors = encoder.encode_products(texts)
    labels = grouped(vectors, [1] * len(texts))
    means = centres(vectors, [1] * len(texts), labels)
    new = encoder.encode_products(["has my package been lost? where is it", "tell me a joke about penguins"])
    assert nearest(new, means).tolist() == [labels[0], -1]


@given(st.integers(1, 40), st.integers(0, 9), st.floats(-0.5, 0.95))
def test_groups_are_what_average_linkage_says(count: int, seed: int, together: float) -> None:
    """However the chain went: messages of a group are near at the mean, and no two groups are."""
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(count, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    weights = random.integers(1, 4, size=count).tolist()
    labels = grouped(vectors, weights, together)
    means = centres(vectors, weights, labels)
    assert sorted(set(labels.tolist())) == list(range(len(means)))
    between = means @ means.T
    np.fill_diagonal(between, -1)
    assert between.max(initial=-1) < together + 1e-4


def test_nothing_has_no_groups() -> None:
    empty = np.empty((0, 8), np.float32)
    assert grouped(empty, []).tolist() == []
    assert nearest(empty, empty).tolist() == []
