"""What the assistant itself would say and do about a message, without doing any of it: plan, read, propose, tell."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import structlog
from langchain_core.tools import StructuredTool

from assistant.assist.case import CaseAction
from assistant.assist.concerns import substance_of
from assistant.assist.suggestion import AssistCase, Source
from assistant.domain.actions import ActionProposal
from assistant.domain.business import SURE
from assistant.domain.conversation import ToolCall
from assistant.domain.order import Order
from assistant.errors import ShopkeeperError
from assistant.guard.danger import DangerWatch
from assistant.guard.facts import facts_of
from assistant.guard.guard import Guard
from assistant.handover.brief import ActionDraft
from assistant.handover.triggers import offered
from assistant.planner.planner import Planner
from assistant.privacy import mask_personal_data
from assistant.tools.business import pages_on
from assistant.tools.context import Shop, ToolContext
from assistant.tools.registry import kind_of
from assistant.tools.result import Outcome, ToolResult
from assistant.tools.types import ToolKind
from assistant.turn.act import act
from assistant.turn.plan import Planning
from assistant.turn.progress import Progress, TurnInput, new_turn_id
from assistant.turn.step_up import Proof
from assistant.turn.write import Reply, write
from assistant.writer.phrases import Phrase
from assistant.writer.points import points_of
from assistant.writer.writer import PlainWriter
from prompts import load_table

# A person has the case already and talks for themselves, and only the shopper says yes.
_SILENT = frozenset({"handoff_to_human", "confirm", "reply"})
_PAGE = "ask_business"
_SEARCHES = frozenset({_PAGE, "search_catalog", "recommend_products"})  # what they don't find is nothing to tell
_MASKED = re.compile(r"\[\w[\w ]*\]")
# The tool that makes the exact action of a kind, and what of it the kind says.
_MAKERS: dict[str, tuple[str, dict[str, str]]] = {
    "cancel_order": ("cancel_order", {}),
    "return_items": ("return_items", {}),
    "exchange_items": ("exchange_items", {}),
    "change_address": ("update_order", {"change": "address"}),
    "change_payment": ("update_order", {"change": "payment"}),
    "change_items": ("update_order", {"change": "items"}),
}

log = structlog.get_logger(__name__)


class _NothingProposed:
    """The agent sees what was proposed; the suggestions don't tell it once more."""

    async def of_conversation(self, conversation_id: str) -> Mapping[str, ActionProposal]:
        return {}


@dataclass(frozen=True, slots=True)
class Made:
    """Something that tools have found or prepared for the case, told in plain sentences.

    Attributes:
        sure: 0 to 1, how surely it answers.
    """

    reply: str
    results: tuple[ToolResult, ...]
    draft: ActionDraft | None = None
    sources: tuple[Source, ...] = ()
    points: tuple[Phrase, ...] = ()
    sure: float = 1.0

    @property
    def action(self) -> CaseAction | None:
        if self.draft is None:
            return None
        return CaseAction(kind=self.draft.kind, arguments={"order_id": self.draft.arguments.order_id or ""})


@dataclass(frozen=True, slots=True)
class OwnWay:
    """The assistant's planner and tools, for somebody else to send.

    Args:
        seconds: for the planner; after them the rules plan.
    """

    shop: Shop = field(repr=False)
    tools: Mapping[str, StructuredTool] = field(repr=False)
    planner: Planner = field(repr=False)
    guard: Guard = field(repr=False)
    seconds: float = 0.35
    danger: DangerWatch = field(default_factory=DangerWatch, repr=False)
    _plain: PlainWriter = field(default_factory=PlainWriter, repr=False)

    async def orders(self, case: AssistCase) -> tuple[Order, ...]:
        """Return the shopper's orders; none where nobody is verified, or the shop doesn't answer."""
        if not case.principal.verified:
            return ()
        try:
            return await self.shop.orders.list_orders(case.principal)
        except ShopkeeperError as error:
            log.warning("orders_not_read", code=error.code)
            return ()

    async def would(self, case: AssistCase, message: str) -> tuple[Made, ...]:
        """Return what the assistant would do, a proposal each and the rest together, and what the shop's pages say."""
        context = self._context(case, message)
        calls, pages = await asyncio.gather(self._calls(case, message), self.on_pages(case, message))
        results = await act(calls, self.tools, context) if calls else ()
        proposing = tuple(result for result in results if result.verdict is not None)
        telling = tuple(result for result in results if result not in proposing)
        parts = [*((result,) for result in proposing), telling]
        made = [await self._told(part, context) for part in parts if part]
        return tuple(one for one in (*made, pages) if one is not None)

    async def prepared(self, case: AssistCase, message: str, kind: str, order_id: str) -> Made | None:
        """Return an action of a kind, exact and judged, with what is to be said; None for kinds that aren't ours."""
        if kind not in _MAKERS:
            return None
        name, given = _MAKERS[kind]
        return await self.told(case, message, name, **given, **({"order_id": order_id} if order_id else {}))

    async def told(self, case: AssistCase, message: str, tool: str, **args: str) -> Made | None:
        """Return what one tool finds or prepares, told by rule; None where that is nothing."""
        context = self._context(case, message)
        return await self._told(await act((ToolCall(name=tool, args=args),), self.tools, context), context)

    async def on_pages(self, case: AssistCase, question: str) -> Made | None:
        """Return what the shop's pages say for certain to a question about its rules."""
        found = await pages_on(self.shop.policy_pages, question)
        sure = found.passages[0].score if found.passages else 0.0
        return await self._told((found,), self._context(case, question)) if sure >= SURE else None

    async def _calls(self, case: AssistCase, message: str) -> tuple[ToolCall, ...]:
        """Return what the assistant planned for a message; where it hasn't read it, what it would."""
        calls = self._for_an_agent(case.planned.get(mask_personal_data(message), ()))
        if not calls or any(_MASKED.search(str(value)) for call in calls for value in call.args.values()):
            message = substance_of(message, case.conversation.locale) or message
            planning = Planning(self.shop, self.planner.within(self.seconds), self.danger, None, _NothingProposed())
            progress = Progress(id=new_turn_id(), started=0.0, request=message)
            conversation = case.conversation.model_copy(deep=True)  # planning may note things in the state
            turn = TurnInput(text=message)
            await planning.plan(conversation, case.principal, message, turn, Proof.NONE, None, progress, case.now)
            by_rule = progress.origin == "fallback"
            planned = (call for call in progress.calls if not (by_rule and call.name in _SEARCHES))
            calls = self._for_an_agent(planned)
        return calls

    def _for_an_agent(self, calls: Iterable[ToolCall]) -> tuple[ToolCall, ...]:
        return tuple(call for call in calls if call.name not in _SILENT and self._harmless(call))

    def _harmless(self, call: ToolCall) -> bool:
        return kind_of(self.tools[call.name]) is not ToolKind.CART

    def _context(self, case: AssistCase, message: str) -> ToolContext:
        conversation = case.conversation.model_copy(deep=True)  # tools may note things in the state
        conversation.state.handed_off = False  # it is the person who was asked for that says it
        return ToolContext(
            shop=self.shop, principal=case.principal, conversation=conversation, message=message, now=case.now
        )

    async def _told(self, results: Sequence[ToolResult], context: ToolContext) -> Made | None:
        """Return the results told by rule; None where there is nothing to tell."""
        told = [result for result in results if _tells(result)]
        if not told:
            return None
        proposal = told[0].proposal if told[0].outcome is Outcome.PROPOSED else None
        points = tuple(
            point
            for point in points_of(told, context.conversation, context.message)
            if offered((point,)) is None  # a person has it already
        )
        if proposal is not None:
            lines = load_table("assist", context.conversation.locale)["desk"]
            words = " ".join((proposal.title, *proposal.effects))
            return Made(
                reply=f"{words} {lines['shall_i']}",
                results=tuple(told),
                draft=_draft(proposal),
                sources=_sources(told),
                points=points,
            )
        facts = facts_of(told)
        sentences = write(Reply(points, facts), self._plain, self.guard, context.conversation, context.message)
        withheld = load_table("replies", context.conversation.locale)["failed"]
        unsaid = {*withheld["withheld"], *withheld["withheld_without_card"]}
        reply = " ".join([sentence async for sentence in sentences if sentence not in unsaid])
        sure = min((result.passages[0].score for result in told if result.passages), default=1.0)
        return Made(reply, tuple(told), sources=_sources(told), points=points, sure=sure) if reply else None


def _tells(result: ToolResult) -> bool:
    nothing = result.tool in _SEARCHES and result.outcome is Outcome.NOTHING_FOUND
    return result.outcome is not Outcome.FAILED and not nothing


def _draft(proposal: ActionProposal) -> ActionDraft:
    return ActionDraft(
        kind=proposal.action.kind,
        words="\n".join((proposal.title, *proposal.effects)),
        arguments=proposal.action,
        verdict=proposal.verdict,
    )


def _sources(results: Sequence[ToolResult]) -> tuple[Source, ...]:
    found: dict[tuple[str, str], Source] = {}
    for result in results:
        for order in result.orders[:3]:
            held = "; ".join(line.title for line in order.lines)
            found["order", order.id] = Source(kind="order", title=order.id, text=f"{order.status.value}: {held}")
        for passage in result.passages[:1]:
            text = " ".join(passage.quotes) or passage.text
            found["policy", passage.url] = Source(kind="policy", title=passage.title, text=text, url=passage.url)
        for card in result.products[:2]:
            found["product", card.product_id] = Source(kind="product", title=card.title)
        if result.verdict is not None and result.verdict.page:
            verdict = result.verdict
            found["policy", verdict.page] = Source(kind="policy", title=verdict.page, text=verdict.reason)
    return tuple(found.values())
