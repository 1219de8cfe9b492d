"""A shop's own conversations: exported turn by turn, masked, as the planner and the writer met them.

A turn's record keeps what was said, called and found, but not what the planner saw. That is rebuilt by letting the
conversation happen again: the same `settle` that prepared the next turn when it was live prepares it here. Only the
cart and the orders are taken from what the conversation itself had shown by then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from assistant.domain.cart import Cart
from assistant.domain.conversation import Conversation, ToolCall
from assistant.domain.order import Order
from assistant.planner.context import PlanContext
from assistant.privacy import mask_all
from assistant.tools.result import Outcome
from assistant.turn.ports import TurnRecord
from assistant.turn.settle import settle
from assistant.turn.surroundings import plan_context
from assistant.writer.phrases import Phrase
from assistant.writer.points import points_of
from finetune.cleaning import jaccard, words_of
from finetune.examples import Lineage
from finetune.rows import ContextRow
from finetune.writer_rows import WriterRow

SAID_AGAIN = 0.6  # word-set Jaccard similarity from which a shopper has repeated what wasn't understood


class ExportedTurn(BaseModel):
    """One line of an export.

    Attributes:
        owner: pseudonym of the shopper.
        origin: who chose the calls: "model", "fallback" (the rules) or "button".
    """

    model_config = ConfigDict(frozen=True)

    id: str
    conversation: str
    owner: str
    at: datetime
    context: PlanContext
    calls: tuple[ToolCall, ...]
    points: tuple[Phrase, ...]
    reply: str
    origin: str


def exported_turns(conversation: Conversation, records: Sequence[TurnRecord], owner: str) -> Iterator[dict[str, Any]]:
    """Yield the turns of a conversation that didn't fail as masked JSON objects, one for each line of an export.

    Args:
        conversation: as it is stored; only its id and its locale are used.
        records: its turns, oldest first.
        owner: the shopper's pseudonym.
    """
    replayed = Conversation(
        id=conversation.id,
        locale=conversation.locale,
        created_at=conversation.created_at,
        updated_at=conversation.created_at,
    )
    cart, orders = Cart(), dict[str, Order]()
    for record in records:
        context = plan_context(replayed, record.message, cart, tuple(orders.values()))
        if _went_well(record):
            turn = ExportedTurn(
                id=record.id,
                conversation=record.conversation_id,
                owner=owner,
                at=record.at,
                context=context,
                calls=record.calls,
                points=points_of(record.results, replayed, record.message),
                reply=record.reply,
                origin=record.origin,
            )
            yield _masked(turn)
        settle(replayed, record.message, record.calls, record.results, record.at, request=record.message)
        for result in record.results:
            cart = result.cart or cart
            orders |= {order.id: order for order in result.orders}


def _went_well(record: TurnRecord) -> bool:
    said = record.calls and record.results and record.reply
    return bool(said) and all(result.outcome is not Outcome.FAILED for result in record.results)


def _masked(turn: ExportedTurn) -> dict[str, Any]:
    whole = turn.model_dump(mode="json")
    words = {name: whole.pop(name) for name in ("context", "calls", "points", "reply")}
    masked: dict[str, Any] = mask_all(words)
    return {**whole, **masked}


def understood(turns: Iterable[ExportedTurn]) -> list[ExportedTurn]:
    """Return the turns whose plan the shopper took as right, in the order given.

    An export shows what the planner chose, not what it should have chosen. Left out is a turn that was answered with a
    question back, one after which the shopper said the same again or asked for a person, and what the model didn't
    choose.
    """
    by_conversation: defaultdict[str, list[ExportedTurn]] = defaultdict(list)
    for turn in turns:
        by_conversation[turn.conversation].append(turn)
    kept: list[ExportedTurn] = []
    for conversation in by_conversation.values():
        ordered = sorted(conversation, key=lambda turn: turn.at)
        for turn, after in zip(ordered, [*ordered[1:], None], strict=True):
            if turn.origin == "model" and not _asked_back(turn) and not (after and _not_it(turn, after)):
                kept.append(turn)
    return kept


def _asked_back(turn: ExportedTurn) -> bool:
    return any(call.args.get("kind") == "clarify" for call in turn.calls)


def _not_it(turn: ExportedTurn, after: ExportedTurn) -> bool:
    again = jaccard(words_of(turn.context.message), words_of(after.context.message)) >= SAID_AGAIN
    return again or any(call.name == "handoff_to_human" for call in after.calls)


def router_row(turn: ExportedTurn) -> ContextRow:
    """Return what the planner saw and chose."""
    return ContextRow(id=turn.id, context=turn.context, tools=turn.calls, lineage=_lineage(turn))


def writer_row(turn: ExportedTurn) -> WriterRow:
    """Return what there was to tell and how it was told; every sentence of it has passed the guard."""
    message = turn.context.message
    return WriterRow(id=turn.id, message=message, points=turn.points, reply=turn.reply, lineage=_lineage(turn))


def _lineage(turn: ExportedTurn) -> Lineage:
    return Lineage(conversation=turn.conversation, owner=turn.owner)
