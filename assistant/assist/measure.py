"""How often what agents did is found among the suggestions; for the bench, and for fitting the order on other cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.assist.candidates import Candidate, from_cases, table_of
from assistant.assist.case import CaseRecord, Situation, Step, steps_of
from assistant.assist.composed import composed, told_as_done
from assistant.assist.found import action_found, reply_found
from assistant.assist.grounding import Grounding
from assistant.assist.guidelines import Guidelines
from assistant.assist.known import values
from assistant.assist.memory import CaseMemory
from assistant.assist.ranking import Ranked, SuggestionRanker
from assistant.guard.guard import Guard

Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A moment of a solved case, with what could be suggested then.

    Attributes:
        right: which of the candidates are what the agent did, shape (candidates,).
        plain: our own wordings that fit.
        seconds: to find them all.
    """

    record: CaseRecord
    situation: Situation
    step: Step
    candidates: list[Candidate]
    right: NDArray[np.bool_]
    plain: list[Any]
    seconds: float


@dataclass(slots=True)
class Score:
    """One thing that is looked for."""

    ranks: list[int] = field(default_factory=list)

    def add(self, found: Sequence[bool]) -> None:
        """Note at which place it was found, from 1; 0 where it wasn't."""
        self.ranks.append(next((place for place, hit in enumerate(found, 1) if hit), 0))

    def figures(self) -> dict[str, Any]:
        """Return n, recall at 1 and 3 with its 95 % interval, and the mean reciprocal rank."""
        n = len(self.ranks)
        if not n:
            return {"n": 0}
        recall = sum(rank > 0 for rank in self.ranks) / n
        return {
            "n": n,
            "recall_at_3": round(recall, 3),
            "recall_at_3_95": wilson(recall, n),
            "recall_at_1": round(sum(rank == 1 for rank in self.ranks) / n, 3),
            "mrr": round(sum(1 / rank for rank in self.ranks if rank) / n, 3),
        }


@dataclass(frozen=True, slots=True)
class Suggester:
    """Suggests from solved cases and guidelines alone: the part that needs no shop."""

    memory: CaseMemory
    guidelines: Guidelines
    guard: Guard

    def candidates(self, situation: Situation, without: Sequence[str] = ()) -> tuple[list[Candidate], list[Any]]:
        """Return what could be suggested, and our own wordings that fit.

        Args:
            without: cases and customers that nothing may be taken from.
        """
        grounding = Grounding(self.guard, situation, rules=self.guidelines.rules)
        found = from_cases(situation, self.memory, grounding, without=without)
        found += self.guidelines.next_steps(situation, self.memory)
        plain = list(composed(values(situation), grounding))
        return [*found, *told_as_done(situation, plain)], plain


def ask(suggester: Suggester, records: Sequence[CaseRecord], report: Report | None = None) -> list[Asked]:
    """Ask at every moment of the cases in which an agent went on; nothing is taken from the case or its customer."""
    asked: list[Asked] = []
    for number, record in enumerate(records):
        without = [name for name in (record.id, record.context.customer) if name]
        for situation, step in steps_of(record):
            if step.action is None and not step.reply:
                continue
            started = perf_counter()
            candidates, plain = suggester.candidates(situation, without)
            seconds = perf_counter() - started
            right = np.array([_is_right(record, situation, step, one) for one in candidates], dtype=bool)
            asked.append(Asked(record, situation, step, candidates, right, plain, seconds))
        if report:
            report(number + 1, len(records))
    return asked


def score(asked: Sequence[Asked], ranker: SuggestionRanker) -> tuple[dict[str, Any], list[list[Ranked]]]:
    """Return the figures, and the three suggestions of each moment."""
    actions, replies, seconds = Score(), Score(), []
    needless = silent = 0
    chosen: list[list[Ranked]] = []
    for one in asked:
        started = perf_counter()
        best = ranker.best(one.candidates, one.plain) if one.candidates else []
        seconds.append(one.seconds + perf_counter() - started)
        chosen.append(best)
        if one.step.action is not None:
            wanted = one.step.action
            actions.add([place.action is not None and action_found(wanted, place.action.action) for place in best])
        else:
            replies.add([_says(one, place) for place in best])
            silent += 1
            needless += any(place.action is not None and place.action.score >= _OFFERED for place in best[:1])
    told = {
        "action": actions.figures(),
        "reply": replies.figures(),
        "action_offered_where_none_was_taken": round(needless / silent, 3) if silent else None,
        "seconds_to_suggestions": percentiles(seconds),
    }
    return told, chosen


_OFFERED = 0.5  # of all that could come next


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """Return the median, the 95th percentile and the longest."""
    if not seconds:
        return {}
    p50, p95 = np.percentile(seconds, [50, 95])
    return {"p50": round(float(p50), 3), "p95": round(float(p95), 3), "max": round(max(seconds), 3)}


def wilson(share: float, n: int) -> list[float]:
    """Return the 95 % interval of a share."""
    z = 1.96
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * ((share * (1 - share) + z * z / (4 * n)) / n) ** 0.5 / (1 + z * z / n)
    return [round(max(0.0, middle - half), 3), round(min(1.0, middle + half), 3)]


def fit(
    asked: Sequence[Asked], ranker: SuggestionRanker, fitted: Sequence[bool], ridge: float = 0.003
) -> SuggestionRanker:
    """Maximise the likelihood of what agents did, over some of the weights; the others stay as they are.

    Args:
        fitted: which weights may change, in the order of FEATURES.
    """
    import torch  # noqa: PLC0415  # a second to import

    known = [one for one in asked if one.right.any() and not one.right.all()]
    tables = [torch.from_numpy(table_of(one.candidates)) for one in known]
    chosen = [torch.from_numpy(one.right) for one in known]
    free = torch.from_numpy(np.array(fitted, dtype=np.float64))
    kept = torch.from_numpy(ranker.weights) * (1 - free)
    weights = torch.zeros(len(ranker.weights), dtype=torch.float64, requires_grad=True)
    descent = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> Any:
        descent.zero_grad()
        worths = [table @ (weights * free + kept) for table in tables]
        unlikely = [worth.logsumexp(0) - worth[right].logsumexp(0) for worth, right in zip(worths, chosen, strict=True)]
        whole = torch.stack(unlikely).mean() + ridge * (weights**2).sum()
        whole.backward()  # type: ignore[no-untyped-call]
        return whole

    descent.step(loss)  # type: ignore[no-untyped-call]
    return SuggestionRanker((weights.detach() * free + kept).numpy())


def _is_right(record: CaseRecord, situation: Situation, step: Step, one: Candidate) -> bool:
    if step.action is not None:
        return action_found(step.action, one.action)
    return one.action is None and reply_found(step.reply, one.reply, situation, intents=(_intent(record), one.intent))


def _says(one: Asked, place: Ranked) -> bool:
    reply = place.reply
    if reply is None:
        return False
    return reply_found(one.step.reply, reply.reply, one.situation, intents=(_intent(one.record), reply.intent))


def _intent(record: CaseRecord) -> str:
    """Return the label of a case of one question and one answer; longer ones are judged by what each reply does."""
    return record.context.intent if len(record.messages) == 2 else ""
