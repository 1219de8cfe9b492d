"""Conversations: begin, say, watch, stop, decide, hand over."""

from __future__ import annotations

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response, status
from fastapi.responses import JSONResponse

from assistant.domain.actions import ActionProposal, ProposalState
from assistant.domain.conversation import ToolCall
from assistant.errors import ProductNotFound, ProposalNotFound, ProposalSettled
from assistant.planner.schema import CONFIRM
from assistant.tools.undoing import undo_change
from assistant.turn.admit import clean_message
from assistant.turn.progress import TurnInput
from prompts import load_table
from serve.http.cursors import decode
from serve.http.dependencies import (
    IdempotencyKey,
    LastEventId,
    Limiter,
    Opened,
    OpenedConversation,
    Parts,
    Token,
    after_id,
)
from serve.http.models import (
    Cancelled,
    ConversationCreated,
    ConversationView,
    Decision,
    HandoffRequest,
    NewConversation,
    NewMessage,
    PageContext,
    TurnAnswer,
)
from serve.http.openapi import problems
from serve.http.streams import JSON, STREAM, stream, wants_json, whole
from serve.http.views import conversation_view
from serve.locales import served_locale
from serve.services import Services

router = APIRouter(prefix="/v1/conversations", tags=["conversations"])

_EXAMPLE = (
    'id: 1\nevent: status\ndata: {"type":"status","stage":"planning","calls":[]}\n\n'
    'id: 4\nevent: text\ndata: {"type":"text","text":"Here are six that fit. "}\n\n'
    'id: 6\nevent: done\ndata: {"type":"done","turn_id":"turn_x","reason":"complete","state":{"pending":null}}\n\n'
)
_STREAMED: dict[str, Any] = {
    "description": "The turn's events as they happen, or, for `Accept: application/json`, all of them at its end.",
    "content": {STREAM: {"schema": {"type": "string"}, "example": _EXAMPLE}},
}
_TURN: dict[int | str, dict[str, Any]] = {200: _STREAMED, **problems(401, 404, 409, 413, 422, 429)}


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    operation_id="createConversation",
    summary="Begin a conversation",
    responses=problems(401, 422, 429),
)
async def create_conversation(
    request: Request, parts: Parts, limits: Limiter, token: Token, body: NewConversation | None = None
) -> ConversationCreated:
    """Begin a conversation, anonymous or, with an identity token, as a customer."""
    await limits.hit_client(request, "conversations_per_client")
    wanted = body or NewConversation()
    locale = served_locale(wanted.locale, parts.settings.locale)
    conversation = await parts.access.create(token, locale, parts.clock())
    words = load_table("welcome", locale)
    return ConversationCreated(
        id=conversation.id,
        created_at=conversation.created_at,
        greeting=words["greeting"].format(shop=parts.settings.shop_name),
        suggestions=words["suggestions"],
        shop_name=parts.settings.shop_name,
    )


@router.post(
    "/{conversation_id}/messages",
    operation_id="sendMessage",
    summary="Say something",
    response_model=TurnAnswer,
    responses=_TURN,
)
async def send_message(
    request: Request,
    body: NewMessage,
    opened: OpenedConversation,
    parts: Parts,
    limits: Limiter,
    key: IdempotencyKey = None,
    last_event_id: LastEventId = None,
) -> Response:
    """Say something and watch the answer come; the same Idempotency-Key again joins the same turn.

    Where the reply asks something, a `choices` event names answers: the `text` of one is the next message.
    """
    turn_input = TurnInput(text=clean_message(body.text))
    return await _turn(request, opened, parts, limits, turn_input, key, last_event_id, body.context)


@router.post(
    "/{conversation_id}/actions/{proposal_id}/confirm",
    operation_id="decideProposal",
    summary="Say yes or no to a proposal",
    response_model=TurnAnswer,
    responses=_TURN,
)
async def decide_proposal(
    request: Request,
    proposal_id: str,
    body: Decision,
    opened: OpenedConversation,
    parts: Parts,
    limits: Limiter,
    key: IdempotencyKey = None,
    last_event_id: LastEventId = None,
) -> Response:
    """Confirm or decline; what was proposed is exactly what runs, once.

    What was done says in its proposal's `undo_until` until when it may be taken back.
    """
    conversation = opened.conversation
    await _proposal(parts, conversation.id, proposal_id)
    words = load_table("welcome", conversation.locale)["buttons"]
    turn_input = TurnInput(
        text=words["confirm" if body.accept else "decline"],
        calls=(ToolCall(name=CONFIRM, args={"accept": body.accept}),),
        proposal_id=proposal_id,
    )
    return await _turn(request, opened, parts, limits, turn_input, key, last_event_id)


@router.post(
    "/{conversation_id}/actions/{proposal_id}/undo",
    operation_id="undoAction",
    summary="Ask to take back what was done",
    response_model=TurnAnswer,
    responses=_TURN,
)
async def undo_action(
    request: Request,
    proposal_id: str,
    opened: OpenedConversation,
    parts: Parts,
    limits: Limiter,
    key: IdempotencyKey = None,
    last_event_id: LastEventId = None,
) -> Response:
    """Have it proposed to take back what was done, until the `undo_until` of its proposal; a yes to that does it."""
    conversation = opened.conversation
    done = await _proposal(parts, conversation.id, proposal_id)
    if done.state is not ProposalState.EXECUTED or done.action.order_id is None:
        raise ProposalSettled("Only a change of an order that has been done can be taken back.")
    turn_input = TurnInput(
        text=load_table("welcome", conversation.locale)["buttons"]["undo"],
        calls=(ToolCall(name=undo_change.__name__, args={"order_id": done.action.order_id, "kind": done.action.kind}),),
    )
    return await _turn(request, opened, parts, limits, turn_input, key, last_event_id)


@router.post(
    "/{conversation_id}/handoff",
    operation_id="requestHandoff",
    summary="Ask for a person",
    response_model=TurnAnswer,
    responses=_TURN,
)
async def request_handoff(
    request: Request,
    opened: OpenedConversation,
    parts: Parts,
    limits: Limiter,
    body: HandoffRequest | None = None,
    key: IdempotencyKey = None,
    last_event_id: LastEventId = None,
) -> Response:
    """Ask for a person of the shop's service team."""
    arguments = {"reason": body.reason} if body and body.reason else {}
    turn_input = TurnInput(
        text=load_table("welcome", opened.conversation.locale)["buttons"]["handoff"],
        calls=(ToolCall(name="handoff_to_human", args=arguments),),
    )
    return await _turn(request, opened, parts, limits, turn_input, key, last_event_id)


@router.post(
    "/{conversation_id}/cancel",
    status_code=status.HTTP_202_ACCEPTED,
    operation_id="cancelTurn",
    summary="Stop the answer",
    responses=problems(401, 404),
)
async def cancel_turn(opened: OpenedConversation, parts: Parts) -> Cancelled:
    """Stop the running turn; its stream ends with `done` and the reason `cancelled`."""
    return Cancelled(cancelled=parts.runner.cancel(opened.conversation.id))


@router.get(
    "/{conversation_id}",
    operation_id="getConversation",
    summary="Read a conversation, or watch it",
    response_model=ConversationView,
    responses={200: {"content": {STREAM: {"schema": {"type": "string"}}}}, **problems(401, 404, 422)},
)
async def get_conversation(
    request: Request,
    opened: OpenedConversation,
    parts: Parts,
    last_event_id: LastEventId = None,
    cursor: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> Response:
    """Read the transcript with its cards; with `Accept: text/event-stream`, the events after Last-Event-ID."""
    conversation = opened.conversation
    if not wants_json(request, default=JSON):
        return stream(parts.runner.follow(conversation.id, after=after_id(last_event_id)))
    view = await conversation_view(parts, *opened, before=decode(cursor), limit=limit)
    return JSONResponse(view.model_dump(mode="json"))


async def _proposal(parts: Services, conversation_id: str, proposal_id: str) -> ActionProposal:
    found = (await parts.proposals.of_conversation(conversation_id)).get(proposal_id)
    if found is None:
        raise ProposalNotFound("There is no such proposal in this conversation.")
    return found


async def _turn(
    request: Request,
    opened: Opened,
    parts: Services,
    limits: Limiter,
    turn_input: TurnInput,
    key: str | None,
    last_event_id: str | None,
    context: PageContext | None = None,
) -> Response:
    """Start a turn, or join the one that the key has started, and send its events."""
    conversation, principal = opened
    await limits.hit_client(request, "messages_per_client")
    await limits.hit(request, "messages_per_conversation", conversation.id)
    turn = await parts.runner.start(
        conversation.id,
        principal,
        turn_input,
        key=key or secrets.token_urlsafe(16),
        focus=await _known_product(parts, context),
    )
    events = parts.runner.follow(conversation.id, after=after_id(last_event_id), turn_id=turn.id)
    if wants_json(request, default=STREAM):
        return await whole(turn.id, events)
    return stream(events)


async def _known_product(parts: Services, context: PageContext | None) -> str | None:
    if context is None or context.product_id is None:
        return None
    try:
        return (await parts.shop.catalogue.get(context.product_id)).id
    except ProductNotFound:
        return None
