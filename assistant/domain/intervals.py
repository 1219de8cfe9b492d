"""How sure a counted share is: Wilson's interval, which holds for few and for extreme shares as well."""

from __future__ import annotations

import math


def wilson(count: float, n: int, z: float = 1.96) -> tuple[float, float]:
    """Return the confidence interval of the share `count` of `n`, by default at 95 %; all of 0 to 1 where n is 0."""
    if not n:
        return 0.0, 1.0
    share, wide = count / n, 1 + z * z / n
    centre = (share + z * z / (2 * n)) / wide
    half = z / wide * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)


def ci95(count: float, n: int) -> list[float]:
    """Return the 95 % interval as reports hold it: low and high, to four places."""
    return [round(bound, 4) for bound in wilson(count, n)]
