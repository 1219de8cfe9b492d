"""Suggests: the three best replies for an agent, with their sources and, where one is due, the next action prepared."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.assist.candidates import Candidate, from_cases, other
from assistant.assist.case import CaseRecord, Situation
from assistant.assist.concerns import concern_in
from assistant.assist.grounding import ACTION_TOPICS, Grounding
from assistant.assist.known import values, wish_of
from assistant.assist.live import as_it_was_said, situation_of, unanswered_in
from assistant.assist.memory import CaseMemory
from assistant.assist.own import Made, OwnWay
from assistant.assist.presenting import Presented, new_id
from assistant.assist.ranking import WANTED, SuggestionRanker
from assistant.assist.suggestion import AssistCase, SolvedCase, Source, Suggestion
from assistant.assist.ways import Ways
from assistant.assist.wording import fill, tidy
from assistant.privacy import mask_personal_data
from assistant.tools.result import Outcome, ToolResult

_PAGES = "ask_business"
_TRIED = 2  # actions of earlier cases that are prepared for this one
_SAME = 0.8  # share of words from which two replies are one
_SHORT = 90  # characters of a title
_ALIKE = 0.3  # likeness below which an earlier case has nothing to do with what is looked for
_NEAR = 0.5  # likeness of what was said, below which an earlier case is no help to an agent


@dataclass(frozen=True, slots=True)
class Assist:
    """The desk's assistance; it changes nothing, and what it says passes the same guard as the assistant's replies.

    Args:
        memory: gives the solved cases as they are now.
    """

    own: OwnWay
    memory: Callable[[], CaseMemory]
    ranker: SuggestionRanker

    async def suggest(self, case: AssistCase) -> AsyncIterator[Suggestion]:
        """Yield three suggestions, the best first; fewer only where nothing that is true can be said.

        The language model is asked once at most, with a deadline; without it the same comes by rule.
        """
        orders = await self.own.orders(case)
        situation = situation_of(case, orders, self.own.shop.rules)
        concern = concern_in(case, situation, orders)
        message = "" if concern.grave else unanswered_in(case, situation)
        ways, made = await asyncio.gather(
            Ways(self.own).of(case, situation, concern), self.own.would(case, message) if message else _nothing()
        )
        shown = ToolResult(tool="list_orders", outcome=Outcome.FOUND, orders=orders, total=len(orders))
        results = [shown, *(result for one in made for result in one.results)]
        grounding = Grounding(self.own.guard, situation, rules=[macro.text for macro in case.macros], results=results)
        rest = [] if concern.grave else await asyncio.to_thread(self._groups, case, situation, message, grounding, made)
        rank = 0
        taken: list[Suggestion] = []
        presented = Presented(concern, case.principal.name or "", case.conversation.locale)
        async for suggestion in presented.in_order(ways, self._realised(case, situation, rest)):
            if any(_alike(suggestion, before) for before in taken):
                continue
            rank += 1
            taken.append(suggestion.model_copy(update={"rank": rank}))
            yield taken[-1]
            if rank == WANTED:
                return

    async def solved(self, query: str, limit: int) -> tuple[SolvedCase, ...]:
        """Return earlier solved cases that are alike, the nearest first."""
        found = await asyncio.to_thread(self.memory().alike, query[:600], limit)
        return tuple(
            SolvedCase(
                id=record.id,
                title=_title(mask_personal_data(record.question)),
                question=mask_personal_data(record.question),
                reply=mask_personal_data(_last_reply(record)),
                action=next((line.action.kind for line in reversed(record.messages) if line.action), ""),
                score=score,
            )
            for record, score in found
            if score >= _ALIKE
        )

    def _groups(
        self, case: AssistCase, situation: Situation, message: str, grounding: Grounding, made: Sequence[Made]
    ) -> list[Candidate]:
        found: list[Candidate] = []
        if message:
            found += from_cases(as_it_was_said(situation, message), self.memory(), grounding, near=_NEAR)
        for one in made:
            source = "guideline" if all(result.tool == _PAGES for result in one.results) else "own"
            found.append(other(one.reply, source, action=one.action, near=one.sure, made=one))
        found += self._macros(case, situation, grounding)
        return self.ranker.groups(found)

    def _macros(self, case: AssistCase, situation: Situation, grounding: Grounding) -> Iterator[Candidate]:
        """Yield the macros whose blanks can be filled, as near as they are to what was said."""
        if not case.macros:
            return
        sentences = self.memory().sentences
        vectors = sentences.encode_queries([situation.message, *(f"{one.title}. {one.text}" for one in case.macros)])
        near = vectors[1:] @ vectors[0]
        known = values(situation)
        known |= {"name": known.get("first_name", ())}
        for macro, how_near in zip(case.macros, np.asarray(near).tolist(), strict=True):
            reply = tidy(grounding.carried(fill(macro.text, known)))
            if reply:
                yield other(reply, "macro", near=float(how_near), title=macro.title)

    async def _realised(
        self, case: AssistCase, situation: Situation, groups: Sequence[Candidate]
    ) -> AsyncIterator[tuple[Candidate, Suggestion]]:
        """Yield candidates as suggestions; an earlier case's action is prepared anew, by the tools and the policy.

        Only what the shopper has asked for is prepared, whatever was done in like cases.
        """
        tried, wish = 0, wish_of(situation)
        for one in groups:
            made = one.made
            if one.action is not None and made is None:
                if tried == _TRIED or ACTION_TOPICS.get(one.action.kind) not in wish:
                    continue
                tried += 1
                made = await self.own.prepared(case, situation.message, one.action.kind, one.action.main)
                if made is None:
                    continue
            yield one, _suggestion(one, made)


def _suggestion(one: Candidate, made: Made | None) -> Suggestion:
    sources = list(made.sources) if made else []
    if one.case is not None:
        record = one.case.record
        said = mask_personal_data(one.case.step.reply)
        sources.append(Source(kind="case", title=_title(mask_personal_data(record.question)), text=said))
    if one.source == "macro":
        sources.append(Source(kind="macro", title=one.title, text=one.reply))
    return Suggestion(
        id=new_id(),
        rank=1,
        text=made.reply if made else one.reply,
        sources=tuple(sources),
        action=made.draft if made else None,
        points=made.points if made else (),
    )


async def _nothing() -> tuple[Made, ...]:
    return ()


def _alike(one: Suggestion, other_one: Suggestion) -> bool:
    """Say whether two suggestions would do the same, or say nearly the same words."""
    if one.action and other_one.action and one.action.arguments == other_one.action.arguments:
        return True
    mine, theirs = set(one.text.casefold().split()), set(other_one.text.casefold().split())
    return bool(mine | theirs) and len(mine & theirs) >= _SAME * min(len(mine), len(theirs))


def _last_reply(record: CaseRecord) -> str:
    return next((line.text for line in reversed(record.messages) if line.role == "agent"), "")


def _title(question: str) -> str:
    first = " ".join(question.split())
    return first if len(first) <= _SHORT else first[: _SHORT - 1] + "…"
