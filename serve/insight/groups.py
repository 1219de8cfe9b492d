"""Puts messages that mean the same together: average linkage over cosine, by the nearest-neighbour chain.

Murtagh 1983, "A survey of recent advances in hierarchical clustering algorithms", section 3.2: clusters that are each
other's nearest are merged, which gives the same tree as always merging the nearest pair, in the square of the time.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from serve.insight.meaning import Vectors

TOGETHER = 0.5  # mean cosine between the messages of two groups from which they are one; measured, see docs/figures.md
Labels = NDArray[np.int64]


def grouped(vectors: Vectors, weights: Sequence[int], together: float = TOGETHER) -> Labels:
    """Return each message's group, numbered from 0.

    Args:
        vectors: unit vectors, shape (n, dimensions); n squared numbers are held in memory.
        weights: how often each message was said, shape (n,).
        together: the mean cosine from which two groups are one.
    """
    count = len(vectors)
    alike = np.asarray(vectors @ vectors.T, dtype=np.float32)
    np.fill_diagonal(alike, -np.inf)
    sizes = np.asarray(weights, dtype=np.float64)
    into = np.arange(count)
    alive = np.ones(count, dtype=bool)
    chain: list[int] = []
    while alive.any():
        if not chain:
            chain.append(int(alive.argmax()))
        last = chain[-1]
        near = int(alike[last].argmax())
        if len(chain) > 1 and alike[last, chain[-2]] >= alike[last, near]:
            near = chain[-2]
        if alike[last, near] < together:  # nothing is near enough, and never will be
            alive[last] = False
            alike[last] = alike[:, last] = -np.inf
            chain.pop()
        elif len(chain) > 1 and near == chain[-2]:
            del chain[-2:]
            _merge(alike, sizes, last, near)
            alive[last] = False
            into[last] = near
        else:
            chain.append(near)
    return _numbered(into)


def _merge(alike: Vectors, sizes: NDArray[np.float64], gone: int, stays: int) -> None:
    """Let one group stand for two: its likeness to every other is the mean over its messages."""
    both = sizes[gone] + sizes[stays]
    row = (alike[gone] * sizes[gone] + alike[stays] * sizes[stays]) / both
    row[[gone, stays]] = -np.inf
    alike[stays] = alike[:, stays] = row
    alike[gone] = alike[:, gone] = -np.inf
    sizes[stays] = both


def _numbered(into: Labels) -> Labels:
    """Follow each message to the one that stands for its group, and number these from 0."""
    while (further := into[into] != into).any():
        into = np.where(further, into[into], into)
    return np.unique(into, return_inverse=True)[1].astype(np.int64)


def centres(vectors: Vectors, weights: Sequence[int], labels: Labels) -> Vectors:
    """Return the mean vector of each group, shape (groups, dimensions); it is no unit vector.

    A message's product with it is its mean cosine to the group's messages.
    """
    sums = np.zeros((int(labels.max(initial=-1)) + 1, vectors.shape[1]))
    weighed = np.asarray(weights, dtype=np.float64)
    np.add.at(sums, labels, vectors * weighed[:, None])
    return (sums / np.bincount(labels, weights=weighed)[:, None]).astype(np.float32)


def nearest(vectors: Vectors, means: Vectors, together: float = TOGETHER) -> Labels:
    """Return the group that each message belongs to, or -1 for none."""
    if not len(vectors) or not len(means):
        return np.full(len(vectors), -1, dtype=np.int64)
    alike = vectors @ means.T
    best = alike.argmax(axis=1)
    return np.where(alike.max(axis=1) >= together, best, -1).astype(np.int64)
