"""What a reference comes to where it could mean more than one thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Choice:
    """More than one thing could be meant.

    Attributes:
        names: what to choose from, empty when none is known.
        unknown: what was named although none of them is called so.
        unmet: "bigger" or "smaller", where such a one was wanted and there is none; "none" where no version is like the
            `wish`, as far as it can be told, and each of the nearest ones is told with what is `apart` in it.
    """

    names: tuple[str, ...] = ()
    unknown: str = ""
    unmet: Literal["", "bigger", "smaller", "none"] = ""
    wish: str = ""
    apart: tuple[str, ...] = ()
