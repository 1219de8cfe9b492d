"""The interval holds its share, is known for few, and narrows with more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.intervals import ci95, wilson


@given(st.integers(1, 1000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_it_holds_the_share_and_narrows(counted: tuple[int, int]) -> None:
    count, n = counted
    low, high = wilson(count, n)
    assert 0 <= low <= count / n + 1e-9
    assert count / n - 1e-9 <= high <= 1
    narrow_low, narrow_high = wilson(10 * count, 10 * n)
    assert narrow_high - narrow_low < high - low


@pytest.mark.parametrize(
    ("count", "n", "told"),
    [(0, 0, [0.0, 1.0]), (0, 10, [0.0, 0.2775]), (10, 10, [0.7225, 1.0]), (13, 15, [0.6212, 0.9626])],
)
def test_known_intervals(count: int, n: int, told: list[float]) -> None:
    assert ci95(count, n) == told
