"""Orders what could be suggested and chooses three that differ: weights small enough to be read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from assistant.assist.candidates import FEATURES, MOST_CARRIED, Candidate, Features, table_of
from assistant.assist.moves import Move

WEIGHTS_FILE = Path(__file__).parent / "weights.json"
WANTED = 3
Plain = tuple[str, Move, int]  # a wording, what it does, and how many values it carries
_CARRIED = FEATURES.index("carried")
_COMPLETE = 3.0  # how much more a reply that carries all it can weighs among those that do the same
_WORTH_AN_ACTION = 0.03  # of all that could come next


@dataclass(frozen=True, slots=True)
class Ranked:
    """A place among the three: a reply, and the action that could be next; their order is that of their likelihood."""

    reply: Candidate | None
    action: Candidate | None


@dataclass(frozen=True, slots=True)
class SuggestionRanker:
    """A conditional logit over the candidates of one situation.

    Args:
        weights: in the order of FEATURES.
    """

    weights: NDArray[np.float64]

    @classmethod
    def load(cls, file: Path = WEIGHTS_FILE) -> Self:
        """Read the weights that ship."""
        table = json.loads(file.read_text(encoding="utf-8"))
        return cls(np.array([float(table[name]) for name in FEATURES]))

    def likely(self, table: Features) -> NDArray[np.float64]:
        """Return how likely each candidate is what an agent would do; they sum to 1."""
        worth = table @ self.weights
        shares = np.exp(worth - worth.max()) if len(worth) else worth
        return shares / shares.sum() if len(worth) else shares

    def groups(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Return one candidate of each kind, likeliest first; those that agree count together."""
        return self._groups(list(zip(candidates, self.likely(table_of(candidates)), strict=True)))

    def best(self, candidates: Sequence[Candidate], plain: Sequence[Plain] = (), wanted: int = WANTED) -> list[Ranked]:
        """Return the best replies, each doing something else, and beside them the likeliest actions.

        Candidates that agree count together, and the likest of them speaks. What was written with an action tells what
        came of it, so it is no reply for the moment before.

        Args:
            plain: wordings of our own; one that does the same as an earlier case's and carries more speaks instead.
        """
        likely = self.likely(table_of(candidates))
        replies, actions = (
            self._groups(
                [(one, share) for one, share in zip(candidates, likely, strict=True) if acts is bool(one.action)]
            )
            for acts in (False, True)
        )
        said = [_completed(one, plain) for one in replies[:wanted]]
        done: list[Candidate | None] = [one for one in actions[:wanted] if one.score >= _WORTH_AN_ACTION]
        done += [None] * (len(said) - len(done))
        return [Ranked(reply, action) for reply, action in zip_longest(said, done)]

    def _groups(self, candidates: Sequence[tuple[Candidate, float]]) -> list[Candidate]:
        together: dict[tuple[str, ...], float] = {}
        speaker: dict[tuple[str, ...], tuple[float, Candidate]] = {}
        for one, share in candidates:
            together[one.key] = together.get(one.key, 0.0) + float(share)
            voice = float(share) * np.exp(_COMPLETE * one.features[_CARRIED])
            if voice > speaker.get(one.key, (-1.0, one))[0]:
                speaker[one.key] = (voice, one)
        order = sorted(together, key=lambda key: -together[key])
        return [replace(speaker[key][1], score=round(together[key], 4)) for key in order]


def _completed(chosen: Candidate, plain: Sequence[Plain]) -> Candidate:
    """Return the candidate in the plain wording that does the same and tells more; its own words where none does."""
    if chosen.intent:
        return chosen
    own = chosen.features[_CARRIED] * MOST_CARRIED
    alike = [one for one in plain if one[1].kind == chosen.move.kind and one[1].topics & chosen.move.topics]
    alike += [one for one in plain if one[1].kind == chosen.move.kind and one[1].topics == chosen.move.topics]
    best = max(alike, key=lambda one: one[2], default=None)
    if best is None or best[2] <= own:
        return chosen
    return replace(chosen, reply=best[0], move=best[1])
