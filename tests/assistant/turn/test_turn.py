"""The turn, whole, over a shop in memory and a planner that answers from a list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from assistant.domain.actions import ActionProposal, ProposalState
from assistant.domain.conversation import Conversation, ConversationState, Message, ToolCall
from assistant.domain.principal import Principal
from assistant.errors import ConversationNotFound, InvalidInput, MessageTooLong, StorefrontUnavailable, StoreUnavailable
from assistant.guard.guard import Guard
from assistant.planner.context import PlanContext
from assistant.planner.planner import Plan
from assistant.tools.registry import build_tools
from assistant.turn.decide import Decisions
from assistant.turn.events import TurnEvent
from assistant.turn.ports import MAX_PROOF_TRIES, ShopEvent, TurnRecord
from assistant.turn.progress import TurnInput
from assistant.turn.turn import TurnEngine
from assistant.writer.writer import PlainWriter
from tests.support.handovers import MemoryHandovers
from tests.support.proof_tries import MemoryProofTries
from tests.support.proposals import MemoryProposals
from tests.support.shop import ANONYMOUS, MAYA, NOW, MemoryShop, conversation, memory_shop


class ListPlanner:
    """Answers each message with the next plan; remembers what it was told."""

    def __init__(self, *plans: Sequence[ToolCall]) -> None:
        self._plans = list(plans)
        self.contexts: list[PlanContext] = []

    async def plan(self, context: PlanContext, *, locale: str = "en") -> Plan:
        self.contexts.append(context)
        return Plan(
            calls=tuple(self._plans.pop(0)), prompt_tokens=90, completion_tokens=20, duration_ms=1.0, origin="model"
        )


class MemoryStore:
    """Conversations and events in memory."""

    def __init__(self) -> None:
        self.saved: list[tuple[Conversation, Sequence[Message], TurnRecord | None]] = []
        self.events: list[ShopEvent] = []

    async def load(self, conversation_id: str) -> Conversation:
        raise ConversationNotFound("None.")

    async def save(
        self, conversation: Conversation, messages: Sequence[Message] = (), turn: TurnRecord | None = None
    ) -> None:
        self.saved.append((conversation.model_copy(deep=True), messages, turn))

    async def messages(self, conversation_id: str) -> tuple[Message, ...]:
        return tuple(message for one, messages, _ in self.saved if one.id == conversation_id for message in messages)

    async def append(self, events: Sequence[ShopEvent]) -> None:
        self.events.extend(events)

    async def recent(self, owner: str, limit: int = 50) -> tuple[ShopEvent, ...]:
        return tuple(self.events[-limit:])


class Talk:
    """One conversation with everything around it."""

    def __init__(
        self,
        *plans: Sequence[ToolCall],
        principal: Principal = MAYA,
        shop: MemoryShop | None = None,
        proof_tries: MemoryProofTries | None = None,
    ) -> None:
        self.shop = shop or memory_shop()
        self.planner = ListPlanner(*plans)
        self.store = MemoryStore()
        self.proposals = MemoryProposals()
        self.handovers = MemoryHandovers()
        self.principal = principal
        self.conversation = conversation()
        self.now = NOW
        self.engine = TurnEngine(
            shop=self.shop.ports(),
            tools=build_tools(),
            planner=self.planner,
            writer=PlainWriter(),
            guard=Guard(),
            conversations=self.store,
            proposals=self.proposals,
            proof_tries=proof_tries or MemoryProofTries(),
            handovers=self.handovers,
            event_log=self.store,
            clock=lambda: self.now,
        )

    async def say(self, text: str, **given: object) -> list[TurnEvent]:
        turn_input = TurnInput(text=text, **given)
        return [event async for event in self.engine.run(self.conversation, self.principal, turn_input)]


def call(name: str, **args: object) -> ToolCall:
    return ToolCall(name=name, args=args)


def types(events: list[TurnEvent]) -> list[str]:
    return [event.type for event in events]


def text(events: list[TurnEvent]) -> str:
    return "".join(event.text for event in events if event.type == "text")


async def test_cards_leave_before_words_and_done_is_last() -> None:
    events = await Talk([call("search_catalog", query="rain jacket")]).say("a rain jacket please")
    order = types(events)
    assert order[0] == "status"
    assert order.index("products") < order.index("text")
    assert order[-2:] == ["usage", "done"]
    assert "Rain Jacket" in text(events)


async def test_the_turn_is_stored_whole_with_facts_and_usage() -> None:
    talk = Talk([call("search_catalog", query="rain jacket")])
    await talk.say("a rain jacket please, mail me at maya@example.com")
    stored, messages, record = talk.store.saved[-1]
    assert [message.role for message in messages] == ["shopper", "assistant"]
    assert record.calls[0].name == "search_catalog"
    assert record.results[0].products
    assert record.usage["prompt_tokens"] == 90
    assert "maya@example.com" not in record.message
    assert [item.title for item in stored.state.screen] == ["Rain Jacket"]


async def test_two_reads_in_one_message() -> None:
    talk = Talk([call("search_catalog", query="mug"), call("ask_business", question="returns")])
    events = await talk.say("a mug, and how long can I return it")
    assert {"products", "citations"} <= set(types(events))
    assert "30 days" in text(events)


async def test_the_planner_is_told_screen_search_cart_and_orders() -> None:
    talk = Talk([call("search_catalog", query="rain jacket", color="blue")], [call("reply", kind="thanks")])
    talk.shop.carts["c1"] = {"p3-x": 1}
    await talk.say("rain jacket in blue")
    await talk.say("thanks")
    seen = talk.planner.contexts[-1]
    assert seen.shown == ("Rain Jacket",)
    assert seen.search == {"query": "rain jacket", "color": "blue"}
    assert "Camp Mug (1)" in seen.setting
    assert "HT-10001" in seen.setting
    assert seen.exchanges[-1].gist == "showed 1 products"


async def test_a_write_waits_for_the_yes_and_is_done_once() -> None:
    talk = Talk(
        [call("cancel_order", order_id="HT-10001")], [call("confirm", accept=True)], [call("confirm", accept=True)]
    )
    events = await talk.say("cancel HT-10001")
    assert "action" in types(events)
    assert not talk.shop.executed
    (pending,) = talk.conversation.state.pending
    events = await talk.say("yes")
    assert list(talk.shop.executed) == [pending.id]
    assert "cancelled" in text(events)
    assert talk.conversation.state.pending == ()
    events = await talk.say("yes")
    assert len(talk.shop.executed) == 1


async def test_a_no_changes_nothing() -> None:
    talk = Talk([call("cancel_order", order_id="HT-10001")], [call("confirm", accept=False)])
    await talk.say("cancel HT-10001")
    await talk.say("no, leave it")
    assert not talk.shop.executed
    assert talk.proposals.moves[-1][1] is ProposalState.DECLINED


async def test_a_pressed_button_needs_no_model() -> None:
    talk = Talk([call("cancel_order", order_id="HT-10001")])
    await talk.say("cancel HT-10001")
    (proposal,) = talk.conversation.state.pending
    events = await talk.say("Confirm", calls=(call("confirm", accept=True),), proposal_id=proposal.id)
    assert talk.shop.executed
    assert next(event for event in events if event.type == "usage").llm_calls == 0


async def test_a_new_proposal_replaces_the_one_that_waits() -> None:
    talk = Talk(
        [call("cancel_order", order_id="HT-10001")], [call("return_items", order_id="HT-10002", items=["socks"])]
    )
    await talk.say("cancel HT-10001")
    (first,) = talk.conversation.state.pending
    await talk.say("no, return the socks")
    assert (await talk.proposals.get(first.id)).state is ProposalState.REPLACED
    events = await talk.say("Confirm", calls=(call("confirm", accept=True),), proposal_id=first.id)
    assert not talk.shop.executed
    assert "text" in types(events)


async def test_the_rules_are_asked_again_at_the_yes() -> None:
    talk = Talk([call("cancel_order", order_id="HT-10001")], [call("confirm", accept=True)])
    await talk.say("cancel HT-10001")
    shipped = talk.shop.orders["HT-10003"].status
    talk.shop.orders["HT-10001"] = talk.shop.orders["HT-10001"].model_copy(update={"status": shipped})
    events = await talk.say("yes")
    assert not talk.shop.executed
    assert "can't be" in text(events)


async def unanswered(*plans: Sequence[ToolCall]) -> tuple[Talk, ActionProposal]:
    """A shopper has said yes, and the shop's system has left it open whether it did it."""
    talk = Talk([call("cancel_order", order_id="HT-10001")], *plans)
    await talk.say("cancel HT-10001")
    (proposal,) = talk.conversation.state.pending
    talk.shop.fail_with = StorefrontUnavailable("No answer.")
    events = await talk.say("yes")
    assert [event.proposal.state.value for event in events if event.type == "action"] == ["confirmed"]
    assert "nothing happens twice" in text(events)
    talk.shop.fail_with = None
    return talk, proposal


async def test_a_yes_that_the_shop_does_not_answer_is_kept() -> None:
    talk, proposal = await unanswered()
    assert (await talk.proposals.get(proposal.id)).state is ProposalState.CONFIRMED
    assert [waiting.id for waiting in talk.conversation.state.pending] == [proposal.id]


@pytest.mark.parametrize("said", [[call("confirm", accept=True)], [call("confirm", accept=False)]])
async def test_deciding_once_more_settles_an_unanswered_yes(said: Sequence[ToolCall]) -> None:
    talk, proposal = await unanswered(said)
    events = await talk.say("well?")
    assert list(talk.shop.executed) == [proposal.id]
    assert await states(talk, proposal) == ["executed"]
    assert "HT-10001 is cancelled" in text(events)
    assert talk.conversation.state.pending == ()


async def test_what_has_become_of_an_unanswered_yes_is_told_once() -> None:
    thanks = [call("reply", kind="thanks")]
    talk, proposal = await unanswered(thanks, thanks, thanks)
    assert "HT-10001" not in text(await talk.say("thanks"))
    await Decisions(talk.shop.ports(), talk.proposals).carry_out(await talk.proposals.get(proposal.id), MAYA)
    events = await talk.say("thanks")
    assert [event.proposal.state.value for event in events if event.type == "action"] == ["executed"]
    assert "HT-10001 is cancelled" in text(events)
    assert "HT-10001" not in text(await talk.say("thanks"))
    assert list(talk.shop.executed) == [proposal.id]


async def test_an_unanswered_yes_outlives_a_new_proposal() -> None:
    talk, proposal = await unanswered([call("return_items", order_id="HT-10002", items=["socks"])])
    await talk.say("return the socks of HT-10002")
    assert [waiting.state.value for waiting in talk.conversation.state.pending] == ["confirmed", "pending"]
    assert await states(talk, proposal) == ["confirmed"]


async def test_a_no_after_it_was_done_says_so() -> None:
    talk = Talk([call("cancel_order", order_id="HT-10001")], [YES])
    await talk.say("cancel HT-10001")
    (proposal,) = talk.conversation.state.pending
    await talk.say("yes")
    assert (
        "said yes" in (told := text(await talk.say("No", calls=(NO,), proposal_id=proposal.id))) or "confirmed" in told
    )
    assert await states(talk, proposal) == ["executed"]


async def test_anonymous_shopper_proves_an_order_in_two_messages() -> None:
    talk = Talk([call("get_order")], principal=ANONYMOUS)
    assert "e-mail address" in text(await talk.say("where is my parcel?"))
    assert "e-mail" in text(await talk.say("HT-10003"))
    events = await talk.say("it's c1@example.com")
    assert "HT-10003" in text(events)
    assert "order" in types(events)
    assert len(talk.planner.contexts) == 1


async def test_wrong_proof_opens_nothing_and_tries_are_limited() -> None:
    talk = Talk([call("get_order")], principal=ANONYMOUS)
    await talk.say("where is my parcel?")
    for _ in range(6):
        events = await talk.say("HT-10003 and thief@example.com")
        assert "order" not in types(events)
    events = await talk.say("HT-10003 and c1@example.com")
    assert "order" not in types(events)


async def test_tries_are_limited_over_all_conversations_and_refused_alike() -> None:
    tries = MemoryProofTries()
    refusals = set()
    for number in range(MAX_PROOF_TRIES):
        talk = Talk([call("get_order")], principal=ANONYMOUS, proof_tries=tries)
        await talk.say("where is my parcel?")
        await talk.say(f"{['HT-', 'ht', '#'][number % 3]}10003 guess{number}@example.com")
    for said in ("HT-10003 c1@example.com", "10003 and thief@example.com"):
        talk = Talk([call("get_order")], principal=ANONYMOUS, proof_tries=tries)
        await talk.say("where is my parcel?")
        events = await talk.say(said)
        assert "order" not in types(events)
        refusals.add(talk.store.saved[-1][2].results[0].notes["proof"])
    assert refusals == {"exhausted"}
    talk = Talk([call("get_order")], principal=ANONYMOUS, proof_tries=tries)
    await talk.say("where is my parcel?")
    assert "order" in types(await talk.say("HT-20001 c2@example.com"))


async def test_a_shop_that_does_not_answer_uses_up_no_try() -> None:
    talk = Talk(principal=ANONYMOUS)

    async def silent(order_id: str, email: str) -> bool:
        raise StorefrontUnavailable("No answer.")

    prove, talk.shop.prove_order = talk.shop.prove_order, silent
    for _ in range(MAX_PROOF_TRIES + 1):
        with pytest.raises(StorefrontUnavailable):
            await talk.say("HT-10003 c1@example.com")
    talk.shop.prove_order = prove
    assert "order" in types(await talk.say("HT-10003 c1@example.com"))


async def test_the_proof_of_one_order_opens_no_other() -> None:
    talk = Talk([call("get_order")], [call("get_order", order_id="HT-10002")], principal=ANONYMOUS)
    await talk.say("where is my parcel?")
    await talk.say("HT-10003 c1@example.com")
    events = await talk.say("and HT-10002?")
    assert "order" not in types(events)


async def test_one_failing_tool_leaves_the_other() -> None:
    talk = Talk([call("search_catalog", query="mug"), call("list_promotions")])
    talk.shop.fail_with = StorefrontUnavailable("The shop doesn't answer.")
    events = await talk.say("a mug, and any codes?")
    assert {"error", "citations"} <= set(types(events))


async def test_arguments_that_do_not_fit_fail_softly() -> None:
    events = await Talk([call("search_catalog", query="mug", max_price=-5)]).say("mug")
    assert types(events)[-1] == "done"
    assert "error" in types(events)


@pytest.mark.parametrize("message", ["", "   ", "\x00\x01", "\u200b\u200e"])
async def test_nothing_readable_is_refused(message: str) -> None:
    with pytest.raises(InvalidInput):
        await Talk().say(message)


async def test_too_long_is_refused() -> None:
    with pytest.raises(MessageTooLong):
        await Talk().say("a" * 2001)


async def test_handing_over_gives_a_ticket_once() -> None:
    talk = Talk([call("handoff_to_human", reason="angry")], [call("handoff_to_human")])
    events = await talk.say("I want a person")
    assert "handoff" in types(events)
    (ticket,) = talk.handovers.kept
    assert (ticket.conversation_id, ticket.words) == (talk.conversation.id, "The shopper asked for a person")
    assert ticket.id in text(events)
    assert talk.conversation.state.handed_off
    events = await talk.say("hello? a person!")
    assert "handoff" not in types(events)
    assert len(talk.handovers.kept) == 1


@pytest.mark.parametrize("message", ["I want a person", "person", "a human please", "get me somebody"])
async def test_nobody_is_said_to_know_who_has_only_been_asked_for(message: str) -> None:
    talk = Talk([call("handoff_to_human")], [call("handoff_to_human")])
    said = text(await talk.say(message)) + text(await talk.say(message))
    for claim in ("knows", "they see", "They can read", "will take over", "will answer", "bringing in"):
        assert claim not in said


async def test_a_ticket_that_could_not_be_stored_is_not_promised() -> None:
    talk = Talk([call("handoff_to_human")])

    async def locked(ticket: object) -> None:
        raise StoreUnavailable("Nothing can be stored at the moment.")

    talk.handovers.open = locked
    with pytest.raises(StoreUnavailable):
        await talk.say("I want a person")
    assert not talk.conversation.state.handed_off


async def test_what_was_seen_becomes_interest() -> None:
    talk = Talk([call("search_catalog", query="rain jacket")])
    await talk.say("rain jacket")
    assert {event.type for event in talk.store.events} == {"search", "impression"}
    assert {event.owner for event in talk.store.events} == {"c1"}


async def test_a_button_of_another_proposal_leaves_the_waiting_one() -> None:
    talk = Talk(
        [call("cancel_order", order_id="HT-10001")], [call("return_items", order_id="HT-10002", items=["socks"])]
    )
    await talk.say("cancel HT-10001")
    (first,) = talk.conversation.state.pending
    await talk.say("no, return the socks")
    (second,) = talk.conversation.state.pending
    await talk.say("Confirm", calls=(call("confirm", accept=True),), proposal_id=first.id)
    assert talk.conversation.state.pending == (second,)


async def test_a_decision_that_could_not_be_stored_waits_on() -> None:
    talk = Talk([call("cancel_order", order_id="HT-10001")], [call("confirm", accept=False)])
    await talk.say("cancel HT-10001")

    async def locked(*_: object) -> None:
        raise StoreUnavailable("Nothing can be stored at the moment.")

    talk.proposals.move = locked
    events = await talk.say("no")
    assert talk.conversation.state.pending
    assert "settled" not in text(events)


async def test_search_works_while_the_cart_does_not() -> None:
    talk = Talk([call("search_catalog", query="rain jacket")])

    async def locked(owner: str) -> None:
        raise StorefrontUnavailable("No answer.")

    talk.shop.get_cart = locked
    assert "products" in types(await talk.say("a rain jacket"))


async def test_an_order_of_ones_own_renews_no_guesses() -> None:
    plans = [[call("reply", kind="clarify")] for _ in range(3)]
    talk = Talk(*plans, principal=ANONYMOUS)
    for _ in range(4):
        await talk.say("HT-20001 guess@example.com")
    assert "order" in types(await talk.say("HT-10003 c1@example.com"))
    await talk.say("HT-20001 guess@example.com")
    events = await talk.say("HT-20001 c2@example.com")
    assert "order" not in types(events)
    assert "HT-20001" not in talk.conversation.state.opened_orders


async def test_a_version_may_be_chosen_piece_by_piece() -> None:
    talk = Talk(
        [call("update_cart", action="add", product="rain jacket")],
        [call("update_cart", action="add", variant="red")],
        [call("update_cart", action="add", variant="M")],
    )
    assert "blue" in text(await talk.say("add the rain jacket"))
    assert "red" not in text(await talk.say("the red one"))
    await talk.say("M")
    assert talk.shop.carts["c1"] == {"p1-red-M": 1}


TWO = (call("cancel_order", order_id="HT-10001"), call("return_items", order_id="HT-10002", items=["socks"]))
YES, NO = call("confirm", accept=True), call("confirm", accept=False)


async def states(talk: Talk, *proposals: ActionProposal) -> list[str]:
    return [(await talk.proposals.get(proposal.id)).state.value for proposal in proposals]


async def both_proposed(*plans: Sequence[ToolCall]) -> tuple[Talk, ActionProposal, ActionProposal]:
    talk = Talk(TWO, *plans)
    events = await talk.say("cancel HT-10001 and return the socks of HT-10002")
    assert types(events).count("action") == 2
    first, second = talk.conversation.state.pending
    return talk, first, second


async def test_of_two_proposals_each_has_its_own_button() -> None:
    talk, first, second = await both_proposed()
    await talk.say("Yes", calls=(YES,), proposal_id=first.id)
    assert list(talk.shop.executed) == [first.id]
    assert talk.conversation.state.pending == (second,)
    await talk.say("No", calls=(NO,), proposal_id=second.id)
    assert await states(talk, first, second) == ["executed", "declined"]
    assert talk.conversation.state.pending == ()


async def test_a_bare_yes_to_two_asks_which_and_the_answer_is_enough() -> None:
    talk, first, second = await both_proposed()
    events = await talk.say("yes")
    assert not talk.shop.executed
    assert "Cancel order HT-10001" in text(events)
    assert "Return from order HT-10002" in text(events)
    events = await talk.say("the return please")
    assert list(talk.shop.executed) == [second.id]
    assert talk.conversation.state.pending == (first,)
    assert len(talk.planner.contexts) == 1


async def test_after_one_of_two_is_decided_a_yes_means_the_other() -> None:
    talk, first, second = await both_proposed([YES])
    await talk.say("Yes", calls=(YES,), proposal_id=second.id)
    await talk.say("yes")
    assert await states(talk, first, second) == ["executed", "executed"]


@pytest.mark.parametrize(
    ("said", "done"),
    [
        ("yes, cancel the order", [0]),
        ("yes to the cancellation", [0]),
        ("ok, send the socks back", [1]),
        ("yes, 10002", [1]),
        ("the second one, yes", [1]),
        ("yes, both", [0, 1]),
    ],
)
async def test_a_yes_may_name_what_it_means(said: str, done: list[int]) -> None:
    talk, *proposals = await both_proposed([YES])
    await talk.say(said)
    assert list(talk.shop.executed) == [proposals[place].id for place in done]


async def test_a_bare_no_leaves_everything_as_it_is() -> None:
    talk, first, second = await both_proposed([NO])
    events = await talk.say("no")
    assert await states(talk, first, second) == ["declined", "declined"]
    assert len([event for event in events if event.type == "text"]) == 1


async def test_a_no_to_one_leaves_the_other_waiting() -> None:
    talk, first, second = await both_proposed([NO])
    await talk.say("not the return")
    assert await states(talk, first, second) == ["pending", "declined"]


@pytest.mark.parametrize("said", ["what does the return cost?", "show me the second one", "wait, not the return"])
async def test_what_says_more_than_a_name_is_no_consent(said: str) -> None:
    talk, first, second = await both_proposed([call("reply", kind="clarify")])
    await talk.say("yes")
    await talk.say(said)
    assert not talk.shop.executed
    assert await states(talk, first, second) == ["pending", "pending"]
    assert talk.conversation.state.deciding is None


async def test_proposals_expire_and_are_forgotten() -> None:
    talk, first, second = await both_proposed([call("reply", kind="thanks")], [YES])
    talk.now = first.expires_at
    await talk.say("thanks")
    assert await states(talk, first, second) == ["expired", "expired"]
    assert talk.conversation.state.pending == ()
    assert talk.planner.contexts[-1].pending == "Cancel order HT-10001; Return from order HT-10002"
    await talk.say("yes")
    assert not talk.shop.executed


async def test_a_yes_that_comes_too_late_is_told_so() -> None:
    talk, first, second = await both_proposed([YES])
    talk.now = first.expires_at
    events = await talk.say("yes")
    assert "expired" in text(events)
    assert await states(talk, first, second) == ["expired", "expired"]


async def test_new_proposals_replace_both() -> None:
    talk, first, second = await both_proposed([call("cancel_order", order_id="HT-10001")])
    await talk.say("no, just cancel HT-10001")
    assert await states(talk, first, second) == ["replaced", "replaced"]
    assert len(talk.conversation.state.pending) == 1


async def test_what_was_settled_between_turns_waits_no_more() -> None:
    talk, first, second = await both_proposed([call("reply", kind="thanks")])
    for state in (ProposalState.CONFIRMED, ProposalState.EXECUTED):
        await talk.proposals.move(first.id, (await talk.proposals.get(first.id)).state, state)
    await talk.say("thanks")
    assert talk.conversation.state.pending == (second,)


def test_a_state_of_before_still_opens() -> None:
    assert ConversationState.model_validate({"pending": None}).pending == ()


async def test_a_yes_after_the_sign_in_has_ended_changes_nothing_and_waits_for_a_new_one() -> None:
    talk = Talk([call("cancel_order", order_id="HT-10001")], [YES], [YES])
    await talk.say("cancel HT-10001")
    (proposal,) = talk.conversation.state.pending
    talk.principal = MAYA.model_copy(update={"expires_at": NOW})
    events = await talk.say("yes")
    assert not talk.shop.executed
    assert [event.code for event in events if event.type == "error"] == ["not_verified"]
    assert "sign in again" in text(events)
    assert talk.conversation.state.pending == (proposal,)
    talk.principal = MAYA.model_copy(update={"expires_at": NOW + timedelta(seconds=1)})
    await talk.say("yes")
    assert list(talk.shop.executed) == [proposal.id]


async def test_a_sign_in_that_ends_while_the_turn_plans_writes_nothing() -> None:
    talk = Talk([call("cancel_order", order_id="HT-10001")], [YES])
    await talk.say("cancel HT-10001")
    talk.principal = MAYA.model_copy(update={"expires_at": NOW + timedelta(seconds=5)})
    plan = talk.planner.plan

    async def slowly(context: PlanContext, *, locale: str = "en") -> Plan:
        talk.now = NOW + timedelta(seconds=6)
        return await plan(context, locale=locale)

    talk.planner.plan = slowly
    await talk.say("lovely, that one")
    assert not talk.shop.executed


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("I want to end my life", ("sorry", "988", "ticket")),
        ("how do I make a bomb", ("could hurt somebody",)),
    ],
)
async def test_danger_is_answered_before_anything_is_planned(message: str, said: Sequence[str]) -> None:
    talk = Talk()
    reply = text(await talk.say(message))
    assert [part for part in said if part not in reply] == []
    assert talk.planner.contexts == []


async def test_an_answer_completes_what_was_asked_without_the_planner() -> None:
    talk = Talk([call("return_items", order_id="HT-10002", reason="too small")])
    await talk.say("send 1 piece of HT-10002 back, refund to my card")
    asked = talk.conversation.state.asked
    assert asked is not None
    assert asked.missing == "items"
    await talk.say("the socks")
    (proposal,) = talk.conversation.state.pending
    assert [piece.line_id for piece in proposal.action.lines] == ["HT-10002-2"]
    assert proposal.action.refund_to == "Visa ending in 4242"
    assert len(talk.planner.contexts) == 1


async def test_a_refund_that_cannot_go_there_is_offered_where_it_can() -> None:
    talk = Talk([call("return_items", order_id="HT-10002", items=["socks"])])
    assert "can't go to PayPal" in text(await talk.say("return the socks of HT-10002, refund to PayPal"))
    await talk.say("yes")
    (proposal,) = talk.conversation.state.pending
    assert proposal.action.refund_to == ""


async def test_it_is_what_was_named_last() -> None:
    talk = Talk([call("reply", kind="clarify")], [call("return_items", order_id="HT-10003")])
    await talk.say("the socks I got are scratchy")
    await talk.say("then I send them back")
    (proposal,) = talk.conversation.state.pending
    assert (proposal.action.order_id, proposal.action.lines[0].line_id) == ("HT-10002", "HT-10002-2")


async def test_another_wish_for_the_order_ends_what_waits() -> None:
    talk = Talk(
        [call("return_items", order_id="HT-10002", items=["socks"])],
        [call("exchange_items", order_id="HT-10002", items=["socks"])],
    )
    await talk.say("return the socks of HT-10002")
    (proposal,) = talk.conversation.state.pending
    await talk.say("no wait, I'd swap the socks")
    assert talk.conversation.state.pending == ()
    assert await states(talk, proposal) == ["replaced"]


async def test_saying_the_same_no_twice_offers_a_person() -> None:
    plan = [call("cancel_order", order_id="HT-10003")]
    talk = Talk(plan, plan)
    assert "person" not in text(await talk.say("cancel HT-10003"))
    assert "person of our team can look at it" in text(await talk.say("but I want HT-10003 cancelled"))
    assert "ticket" in text(await talk.say("yes please"))


async def test_a_yes_to_nothing_and_a_never_mind() -> None:
    talk = Talk([call("return_items", order_id="HT-10002")])
    assert "do" in text(await talk.say("yes"))
    await talk.say("return something of HT-10002")
    events = await talk.say("never mind")
    assert talk.conversation.state.asked is None
    assert any(words in text(events) for words in ("left everything", "nothing was changed"))
    assert len(talk.planner.contexts) == 1


async def test_what_can_be_done_after_a_no() -> None:
    talk = Talk([call("cancel_order", order_id="HT-10003")])
    await talk.say("cancel HT-10003")
    assert "Shall I ask one?" in text(await talk.say("so what can I do?"))
    await talk.say("yes")
    assert len(talk.handovers.kept) == 1


@pytest.mark.parametrize(
    "asked", ["hmm wait, does that cost anything?", "what happens then?", "where does the money go?"]
)
async def test_what_a_yes_would_do_is_told_again(asked: str) -> None:
    talk = Talk([call("cancel_order", order_id="HT-10001")])
    await talk.say("cancel HT-10001")
    (proposal,) = talk.conversation.state.pending
    said = text(await talk.say(asked))
    assert all(effect.rstrip(".") in said for effect in proposal.effects)
    assert talk.conversation.state.pending == (proposal,)
    assert not talk.shop.executed


async def test_an_address_may_come_in_two_messages() -> None:
    first = [call("update_order", order_id="HT-10001", change="address")]
    talk = Talk(first, [call("update_order", order_id="HT-10001", change="address", details="12 Oak Street")])
    await talk.say("another address for HT-10001")
    await talk.say("12 Oak Street")
    await talk.say("Portland, OR 97201")
    (proposal,) = talk.conversation.state.pending
    assert str(proposal.action.address) == "12 Oak Street, Portland, OR 97201"


async def test_too_late_to_cancel_offers_the_return() -> None:
    talk = Talk([call("cancel_order", order_id="HT-10002")])
    assert "return" in text(await talk.say("cancel HT-10002"))
    await talk.say("yes")
    assert talk.conversation.state.asked is not None  # of which of its things
    await talk.say("all of it")
    (proposal,) = talk.conversation.state.pending
    assert (proposal.action.kind, len(proposal.action.lines)) == ("return_items", 2)


async def test_a_request_that_waited_for_its_proof_is_carried_out_once() -> None:
    talk = Talk([call("return_items")], principal=ANONYMOUS)
    await talk.say("I'd like to return the socks")
    await talk.say("HT-10002 c1@example.com")
    assert talk.conversation.state.held_request == ""


async def test_of_a_return_and_an_exchange_of_one_order_the_shopper_is_told_to_choose() -> None:
    plan = [
        call("return_items", order_id="HT-10002", items=["jacket"]),
        call("exchange_items", order_id="HT-10002", items=["socks"], wanted="red"),
    ]
    talk = Talk(plan)
    events = await talk.say("return the jacket of HT-10002 and exchange the socks for red ones")
    (waiting,) = talk.conversation.state.pending
    assert waiting.action.kind == "return_items"
    assert [piece.line_id for piece in waiting.action.lines] == ["HT-10002-1"]
    assert "one or the other" in text(events)


async def test_another_orders_wish_leaves_the_first_one_waiting() -> None:
    talk = Talk(
        [call("cancel_order", order_id="HT-10001")], [call("return_items", order_id="HT-10002", items=["socks"])]
    )
    await talk.say("cancel HT-10001")
    await talk.say("before you do that, I'd also like to return the socks of HT-10002")
    assert [waiting.action.kind for waiting in talk.conversation.state.pending] == ["cancel_order", "return_items"]


async def test_of_two_that_wait_a_correction_replaces_the_one_of_its_kind() -> None:
    address = call("update_order", order_id="HT-10001", change="address", details="12 Oak Street, Salem, OR 97301")
    items = call("update_order", order_id="HT-10001", change="items", details="the jacket in red")
    talk = Talk(
        [items, address], [call("update_order", order_id="HT-10001", change="items", details="the socks in red")]
    )
    await talk.say("the jacket of HT-10001 in red please, and send it to 12 Oak Street, Salem, OR 97301")
    assert len(talk.conversation.state.pending) == 2
    await talk.say("the address is right, but I meant the socks in red")
    kinds = [waiting.action.kind for waiting in talk.conversation.state.pending]
    assert sorted(kinds) == ["change_address", "change_items"]
