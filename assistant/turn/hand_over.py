"""The turn's part in handing over: who holds the conversation, when a person is asked for, what the shopper is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from assistant.domain.conversation import Conversation
from assistant.domain.handover import Handover, HandoverReason, Holder, Mood, new_ticket
from assistant.errors import ShopkeeperError
from assistant.guard.danger import Danger
from assistant.handover.memory import remember_agents
from assistant.handover.mood import mood_of, mood_over
from assistant.handover.triggers import URGENCY, Trigger, accepts, brought_about, demanded, said
from assistant.tools.context import ToolContext
from assistant.tools.result import Outcome, ToolResult
from assistant.turn.ports import ConversationStore, Handovers
from prompts import load_table

log = structlog.get_logger(__name__)

HANDOFF = "handoff_to_human"
_MOST_TITLES = 2
_TITLE = 120
_GRAVE = frozenset(danger.value for danger in Danger)


@dataclass(frozen=True, slots=True)
class HandingOver:
    """Asks for a person once, tells the same ticket again, and keeps silent while a person has the conversation."""

    handovers: Handovers
    conversations: ConversationStore

    async def begin(self, conversation: Conversation) -> Handover | None:
        """Return the open handover, if any, and bring the state up to what happened at the desk meanwhile."""
        handover = await self.handovers.current(conversation.id)
        state = conversation.state
        state.handed_off = handover is not None and handover.open
        if handover is None:
            return None
        remember_agents(state, await self.conversations.messages(conversation.id))
        return handover if handover.open else None

    def wanted(self, conversation: Conversation, message: str, waiting: Handover | None) -> Trigger | None:
        """Return why this message calls for a person, by its own words or by taking up the assistant's offer."""
        reason = conversation.state.offered
        if reason is not None and not conversation.state.pending and accepts(message, conversation.locale):
            return Trigger(reason, _reason_words(reason, conversation.locale), alone=True)
        trigger = said(message, conversation.locale)
        if trigger is None or (waiting is not None and URGENCY[trigger.reason] <= waiting.urgency):
            return None  # a person is asked already, and as urgently
        return trigger

    async def complete(
        self,
        context: ToolContext,
        trigger: Trigger | None,
        waiting: Handover | None,
        results: tuple[ToolResult, ...],
    ) -> tuple[ToolResult, ...]:
        """Ask for the person whom these results or the trigger call for; return the results with what came of it."""
        if trigger is None and waiting is None:
            locale = context.conversation.locale
            trigger = demanded(context.shop.rules, context.message, results, locale)
            trigger = trigger or brought_about(context.conversation.state, results, locale)
        if trigger is not None and all(result.tool != HANDOFF for result in results):
            asked = ToolResult(tool=HANDOFF, outcome=Outcome.HANDED_OFF)
            results = (*(kept for result in results if (kept := _beside_a_person(result))), asked)
        return tuple(
            [
                await self._placed(context, trigger, waiting, result, results) if result.tool == HANDOFF else result
                for result in results
            ]
        )

    async def _placed(
        self,
        context: ToolContext,
        trigger: Trigger | None,
        waiting: Handover | None,
        result: ToolResult,
        results: Sequence[ToolResult],
    ) -> ToolResult:
        conversation, message = context.conversation, context.message
        reason = trigger.reason if trigger else HandoverReason.REQUESTED
        asked = [exchange.shopper for exchange in conversation.state.exchanges]
        wanted = Handover(
            id=new_ticket(),
            conversation_id=conversation.id,
            reason=reason,
            words=(trigger.words if trigger else result.subject or _reason_words(reason, conversation.locale))[:300],
            urgency=URGENCY[reason],
            mood=mood_over([*asked, message], conversation.locale),
            title=_title(asked, message, trigger),
            shopper=context.principal.name or "",
            email=context.principal.email or "",
            opened_at=context.now,
        )
        handover = await self.handovers.open(wanted)
        again = waiting is not None or handover.id != wanted.id
        notes = {"ticket": handover.id}
        if reason is HandoverReason.SAFETY:
            notes["danger"] = "yes"
        if why := _acknowledged(trigger, context, results):
            notes |= {"why": why, **await _matter(context, results)}
        if handover.agent:
            notes["agent"] = handover.agent
        elif handover.place:
            notes["place"] = str(handover.place)
        if handover.answers_at is not None:
            notes["answers"] = moment(handover.answers_at)
        if again:
            return result.model_copy(update={"notes": {**notes, "again": "yes"}})
        return result.model_copy(update={"ticket": handover.id, "notes": notes})

    async def end(self, conversation: Conversation) -> dict[str, str]:
        """Let the desk know of the stored turn, and return who holds the conversation now, for the stream's end."""
        if not conversation.state.handed_off:
            return {"holder": Holder.ASSISTANT}
        said_lately = [exchange.shopper for exchange in conversation.state.exchanges]
        await self.handovers.heard(conversation.id, mood_over(said_lately, conversation.locale))
        handover = await self.handovers.current(conversation.id)
        if handover is None:
            return {"holder": Holder.ASSISTANT}
        return {"holder": handover.holder, "agent": handover.agent, "ticket": handover.id}


def _acknowledged(trigger: Trigger | None, context: ToolContext, results: Sequence[ToolResult]) -> str:
    """Return what is acknowledged of the shopper's words; nothing where a graver word is said or none is called for."""
    if trigger is None or any(result.tool == "reply" and result.subject in _GRAVE for result in results):
        return ""
    if trigger.reason is HandoverReason.LEGAL:
        return "legal"
    if trigger.reason is not HandoverReason.DISTRESS:
        return ""
    return "upset" if mood_of(context.message, context.conversation.locale) is Mood.ANGRY else "distressed"


async def _matter(context: ToolContext, results: Sequence[ToolResult]) -> dict[str, str]:
    """Return the order that was spoken of, by its number and what is in it; nothing where there is none to be seen."""
    told = [result.orders[0] for result in results if len(result.orders) == 1]
    number = context.conversation.state.order_id
    if not told and number is not None and context.principal.verified:
        try:
            told = [await context.shop.orders.get_order(context.principal, number)]
        except ShopkeeperError as error:
            log.info("matter_not_read", code=error.code)
    if not told:
        return {}
    titles = [line.title for line in told[0].lines]
    more = " …" if len(titles) > _MOST_TITLES else ""
    return {"order": told[0].id, "things": f"{', '.join(titles[:_MOST_TITLES])}{more}"}


def _beside_a_person(result: ToolResult) -> ToolResult | None:
    """Return what is still said when a person is asked for: no small talk, and no offer to ask for one."""
    if result.tool != "reply":
        return result
    return result.model_copy(update={"notes": {**result.notes, "asked": "yes"}}) if result.subject in _GRAVE else None


def moment(at: datetime) -> str:
    """Write a time as shoppers read it: "Monday, November 23 at 8 AM EST"."""
    return f"{at:%A}, {at:%B} {at.day} at {clock_time(at)}"


def clock_time(at: datetime) -> str:
    """Write the time of a day as shoppers read it: "8 AM EST"."""
    hour = f"{at:%I}".lstrip("0")
    minutes = f":{at:%M}" if at.minute else ""
    return f"{hour}{minutes} {at:%p} {at:%Z}".strip()


def _title(asked: Sequence[str], message: str, trigger: Trigger | None) -> str:
    """Take the shopper's own words: those of this turn where they tell the matter, else those before."""
    tells = trigger is not None and trigger.reason not in {HandoverReason.UNANSWERED, HandoverReason.POLICY}
    text = message if tells or not asked else asked[-1]
    return text if len(text) <= _TITLE else f"{text[: _TITLE - 1].rstrip()}…"


def _reason_words(reason: HandoverReason, locale: str) -> str:
    return str(load_table("handover", locale)["reasons"][reason.value])
