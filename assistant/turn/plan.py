"""Plan: what a message asks for; most of it by one constrained call of the model, the rest by plain rules before it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from assistant.domain.actions import ActionProposal
from assistant.domain.cart import Cart
from assistant.domain.conversation import Conversation, ToolCall
from assistant.domain.order import Order
from assistant.domain.principal import Principal
from assistant.errors import ShopkeeperError
from assistant.guard.danger import DangerWatch
from assistant.handover.triggers import Trigger
from assistant.planner.planner import Planner
from assistant.tools.context import Shop
from assistant.tools.item_numbers import may_number_items, unknown_item, with_names
from assistant.tools.result import Outcome, ToolResult
from assistant.tools.talk import answer_to, said
from assistant.tools.wallet import asks_for_own_payments
from assistant.turn.amendments import amended, may_amend, settled_before
from assistant.turn.answers import TOLD_BY_ORDERS
from assistant.turn.card_questions import may_ask_about_card, told_of_card
from assistant.turn.cart_and_order import change_beside
from assistant.turn.cart_talk import with_the_cart_for_wishes
from assistant.turn.chosen import chosen_call
from assistant.turn.codes import OneTimeCodes
from assistant.turn.every_order import RequestedCalls, for_each_order, things_of_all_orders
from assistant.turn.explained import explained_first
from assistant.turn.follow_ups import follow_up_of
from assistant.turn.foreign_talk import foreign_talk
from assistant.turn.hand_over import HANDOFF
from assistant.turn.lost_parcels import lost_asked_for, wishes_for_lost
from assistant.turn.named_yes import closes_with_yes
from assistant.turn.order_talk import Mended, mended
from assistant.turn.parts import with_all_asked_for
from assistant.turn.product_talk import of_the_products_meant
from assistant.turn.progress import Progress, TurnInput
from assistant.turn.same_again import means_the_same, same_again
from assistant.turn.so_far import asks_so_far, told_so_far
from assistant.turn.step_up import STILL_ASKED, Proof
from assistant.turn.surroundings import plan_context
from assistant.turn.version_talk import may_talk_of_versions, version_talk

log = structlog.get_logger(__name__)


class ConversationProposals(Protocol):
    """Tells what has been proposed in a conversation."""

    async def of_conversation(self, conversation_id: str) -> Mapping[str, ActionProposal]:
        """Return a conversation's proposals by id, as they stand now."""
        ...


@dataclass(frozen=True, slots=True)
class Planning:
    """Finds out what is to be done: danger first, then buttons, proofs and plain words, then the planner."""

    shop: Shop
    planner: Planner
    danger: DangerWatch
    codes: OneTimeCodes | None
    proposals: ConversationProposals

    async def plan(
        self,
        conversation: Conversation,
        speaker: Principal,
        message: str,
        turn_input: TurnInput,
        proof: Proof,
        trigger: Trigger | None,
        progress: Progress,
        now: datetime,
    ) -> None:
        """Fill in the calls, or at once the result, that answer a message.

        Args:
            proof: what the message contributed to proving who is speaking.
            trigger: why it calls for a person.
        """
        state = conversation.state
        progress.settled = settled_before(message, state.pending)
        if turn_input.calls is not None:
            progress.calls = turn_input.calls
        elif (danger := self.danger.hear(message)) is not None:
            progress.results = (answer_to(danger, conversation.locale),)
        elif trigger is not None and trigger.alone:
            progress.calls = (ToolCall(name=HANDOFF),)
        elif proof is Proof.PROVED:
            held = state.held or ToolCall(name="get_order")
            progress.calls = (ToolCall(name=held.name, args={**held.args, "order_id": state.order_id}),)
            progress.request = state.held_request or message
            state.held, state.held_request = None, ""
        elif proof is not Proof.NONE:
            asked = proof in STILL_ASKED
            outcome = Outcome.NEEDS_VERIFICATION if asked else Outcome.NOT_ALLOWED
            missing = "email" if state.held_order_id and not state.held_email else "order_id"
            notes = {"proof": proof.value, "missing": missing}
            if self.codes is not None:
                notes["delivery"] = self.codes.sender.delivery
            progress.results = (ToolResult(tool="step_up", outcome=outcome, notes=notes),)
        elif (choice := chosen_call(message, state)) is not None:
            progress.calls = (choice,)
        else:
            await self._understand(conversation, speaker, message, now, progress)

    async def _understand(
        self, conversation: Conversation, speaker: Principal, message: str, now: datetime, progress: Progress
    ) -> None:
        """Read a message by what was asked or waits, and have it planned where that tells nothing."""
        state = conversation.state
        asked = state.asked is not None and state.asked.missing in TOLD_BY_ORDERS
        versions = may_talk_of_versions(message, state)
        amends = may_amend(message, state.pending) or bool(state.pending and closes_with_yes(message))
        of_card = may_ask_about_card(message, state.pending)
        read = asked or versions or amends or of_card or may_number_items(message, ())
        orders = await self._known_orders(speaker) if read else None
        if orders and may_number_items(message, orders):
            numbered = await with_names(message, orders, self.shop.catalogue)
            message = progress.request = numbered.message
            if numbered.unknown:
                progress.results = (unknown_item(numbered.unknown),)
                return
        if of_card and orders and (about := told_of_card(message, state, orders)) is not None:
            progress.results = (about,)
            return
        told = await version_talk(message, state, orders, self.shop.catalogue) if orders and versions else None
        if told is not None:
            progress.calls = (told.call,) if told.call else ()
            progress.results = (told.result,) if told.result else ()
            progress.amends = told.retires
        elif (settled := follow_up_of(message, state, orders or ())) is not None:
            progress.calls, progress.results = settled.calls, settled.results
            progress.request, progress.requests = settled.request or message, settled.requests
            if settled.request and state.asked is not None:
                progress.settled = settled.settled or state.asked.settled or progress.settled
        elif (served := foreign_talk(message, state, conversation.locale)) is not None:
            progress.calls, progress.results = served.calls, served.results
        elif asks_so_far(message) and (done := told_so_far(message, await self._made(conversation, speaker), state)):
            progress.results = done
        elif speaker.customer_id is not None and (own := asks_for_own_payments(message)) is not None:
            progress.calls = (own,)
        elif (again := await self._same_again(conversation, speaker, message, orders)) is not None:
            progress.calls, progress.requests = again.calls, again.requests
        elif (amendment := amended(message, state.pending, orders or ())) is not None:
            progress.calls, progress.request, progress.amends = (amendment.call,), amendment.request, True
            progress.settled = amendment.settled
        else:
            await self._ask_planner(conversation, speaker, message, now, orders, progress)

    async def _ask_planner(
        self,
        conversation: Conversation,
        speaker: Principal,
        message: str,
        now: datetime,
        orders: tuple[Order, ...] | None,
        progress: Progress,
    ) -> None:
        """Plan with the model, then put right what the message, the cart and the orders leave no doubt about.

        Args:
            orders: the shopper's own, where they have been read already.
        """
        state = conversation.state
        if orders is not None:
            cart, known = await self._known_cart(speaker), orders
        else:
            cart, known = await asyncio.gather(self._known_cart(speaker), self._known_orders(speaker))
        context = plan_context(conversation, message, cart, known)
        plan = await self.planner.plan(context, locale=conversation.locale)
        calls = with_the_cart_for_wishes([_without_a_reason(call) for call in plan.calls], message, state, cart, known)
        calls = with_all_asked_for(of_the_products_meant(calls, message, state), message)
        calls = explained_first(calls, message, state, verified=speaker.verified)
        rules = self.shop.rules
        wished = wishes_for_lost(plan.calls, message, known, rules)
        lost = lost_asked_for(plan.calls, message, state, known)
        put_right = Mended((lost,)) if lost else mended(calls, message, state, known, now.date())
        put_right = Mended(wished.calls) if wished else put_right
        progress.calls = put_right.calls
        each = wished or for_each_order(progress.calls, message, known, rules)
        each = each or things_of_all_orders(progress.calls, message, known, rules)
        each = each or change_beside(progress.calls, message, known)
        if each is not None:
            progress.calls, progress.requests = each.calls, each.requests
        if put_right.word:
            progress.results = (said(put_right.word),)
        progress.origin = plan.origin
        progress.timings["planner_model"] = round(plan.model_ms, 1)
        progress.usage = {
            "llm_calls": 1 if plan.origin == "model" else 0,
            "prompt_tokens": plan.prompt_tokens,
            "completion_tokens": plan.completion_tokens,
        }

    async def _made(self, conversation: Conversation, speaker: Principal) -> list[ActionProposal]:
        """Return what was proposed to the speaker in this conversation, the oldest first."""
        made = (await self.proposals.of_conversation(conversation.id)).values()
        return sorted((one for one in made if one.owner == speaker.owner), key=lambda one: one.created_at)

    async def _same_again(
        self, conversation: Conversation, speaker: Principal, message: str, orders: tuple[Order, ...] | None
    ) -> RequestedCalls | None:
        if not speaker.verified or not means_the_same(message):
            return None
        if not (made := await self._made(conversation, speaker)):
            return None
        known = orders if orders is not None else await self._known_orders(speaker)
        return same_again(message, made, known, self.shop.rules)

    async def _known_cart(self, speaker: Principal) -> Cart:
        try:
            return await self.shop.carts.get_cart(speaker.owner)
        except ShopkeeperError as error:
            log.warning("cart_not_read", code=error.code)
            return Cart()

    async def _known_orders(self, speaker: Principal) -> tuple[Order, ...]:
        if not speaker.verified:
            return ()
        try:
            return await self.shop.orders.list_orders(speaker)
        except ShopkeeperError as error:
            log.warning("orders_not_read", code=error.code)
            return ()


def _without_a_reason(call: ToolCall) -> ToolCall:
    """Leave out why a person is asked for: the desk reads records and what shoppers said, nothing of a model's."""
    return ToolCall(name=HANDOFF) if call.name == HANDOFF else call
