"""What helps an agent with a case: actions on orders, suggestions, other words, earlier cases, macros."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response, status
from sse_starlette import EventSourceResponse, ServerSentEvent

from assistant.assist.suggestion import AssistCase, DoneAction, Macro, Suggestion
from assistant.domain.actions import ProposalState
from assistant.domain.catalogue import ProductCard
from assistant.errors import ShopkeeperError
from assistant.tools.catalogue import cards
from assistant.tools.result import Outcome
from serve.desk.shoppers import shopper_of
from serve.http.dependencies import Parts
from serve.http.desk.dependencies import CaseId, SignedIn
from serve.http.desk.models import (
    AllMacros,
    Decided,
    NewMacro,
    Prepared,
    Redrafted,
    Rewrite,
    SolvedCases,
    SuggestionOutcome,
    Translate,
    WantedAction,
)
from serve.http.models import Decision
from serve.http.openapi import problems
from serve.http.streams import HEARTBEAT_SECONDS, STREAM, heartbeat
from serve.services import Services

router = APIRouter(prefix="/v1/desk", tags=["desk"])
_MINE = problems(401, 404, 409)
_DONE = frozenset({ProposalState.EXECUTED})
_Id = Annotated[str, Path(max_length=64)]


@router.post("/cases/{case_id}/actions", operation_id="prepareAction", summary="Prepare an action", responses=_MINE)
async def prepare(case_id: CaseId, body: WantedAction, agent: SignedIn, parts: Parts) -> Prepared:
    """Prepare an action on the shopper's order with exact arguments: judged and put into words, nothing is done."""
    proposal, verdict = await parts.desk.actions.propose(case_id, agent, body.root)
    return Prepared(proposal=proposal, verdict=verdict)


@router.post(
    "/cases/{case_id}/actions/{proposal_id}/confirm",
    operation_id="confirmAction",
    summary="Carry an action out",
    responses=_MINE,
)
async def confirm(case_id: CaseId, proposal_id: _Id, body: Decision, agent: SignedIn, parts: Parts) -> Decided:
    """Carry out exactly what was prepared, once, or drop it; the shopper is told what was done."""
    proposal, order = await parts.desk.actions.confirm(case_id, agent, proposal_id, accept=body.accept)
    return Decided(proposal=proposal, order=order)


@router.get(
    "/cases/{case_id}/suggestions",
    operation_id="suggestReplies",
    summary="Suggest what to say",
    response_class=EventSourceResponse,
    responses={200: {"content": {STREAM: {}}}, **problems(401, 404)},
)
async def suggestions(
    case_id: CaseId, agent: SignedIn, parts: Parts, draft: Annotated[str, Query(max_length=4_000)] = ""
) -> Response:
    """Suggest three replies, streamed: `suggestion` again and again as a text grows, then `done`."""
    case = await assist_case(parts, case_id, agent.name, draft)
    events = _suggested(parts.desk.assist.suggest(case))
    return EventSourceResponse(events, ping=HEARTBEAT_SECONDS, ping_message_factory=heartbeat, sep="\n")


@router.post(
    "/cases/{case_id}/suggestions/{suggestion_id}/feedback",
    status_code=status.HTTP_204_NO_CONTENT,
    operation_id="judgeSuggestion",
    summary="Say what became of a suggestion",
    responses=problems(401, 404),
)
async def feedback(
    case_id: CaseId, suggestion_id: _Id, body: SuggestionOutcome, agent: SignedIn, parts: Parts
) -> Response:
    """Keep whether a suggestion was sent as it was, edited or refused, so that the next ones are better."""
    case = await parts.desk.cases.get(case_id)
    await parts.desk.feedback.record(case.id, agent.id, suggestion_id, body.outcome, body.text)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@router.post(
    "/cases/{case_id}/rewrite", operation_id="rewriteDraft", summary="Say it otherwise", responses=problems(401, 404)
)
async def rewrite(case_id: CaseId, body: Rewrite, agent: SignedIn, parts: Parts) -> Redrafted:
    """Say a draft in another tone; its facts stay as they are."""
    case = await parts.desk.cases.get(case_id)
    conversation = await parts.conversations.load(case.conversation_id)
    text = await parts.desk.redraft.rewrite(body.text, body.tone, conversation.locale)
    return Redrafted(text=text, changed=text != body.text)


@router.post(
    "/cases/{case_id}/translate", operation_id="translateDraft", summary="Translate", responses=problems(401, 404)
)
async def translate(case_id: CaseId, body: Translate, agent: SignedIn, parts: Parts) -> Redrafted:
    """Translate a draft, where the desk has a model that can."""
    await parts.desk.cases.get(case_id)
    text = await parts.desk.redraft.translate(body.text, body.to)
    return Redrafted(text=text, changed=text != body.text)


@router.get("/solved", operation_id="findSolved", summary="Find earlier cases", responses=problems(401))
async def solved(
    agent: SignedIn,
    parts: Parts,
    q: Annotated[str, Query(min_length=1, max_length=600)],
    limit: Annotated[int, Query(ge=1, le=20)] = 5,
) -> SolvedCases:
    """Find earlier solved cases that are alike, with what was answered and done."""
    return SolvedCases(cases=list(await parts.desk.assist.solved(q, limit)))


@router.get(
    "/products/{product_id}", operation_id="readProduct", summary="Read a product", responses=problems(401, 404)
)
async def product(product_id: Annotated[str, Path(max_length=100)], agent: SignedIn, parts: Parts) -> ProductCard:
    """Read a product with its versions as they are now, so that an agent can offer another of them."""
    return cards((await parts.shop.catalogue.get(product_id),))[0]


@router.get("/macros", operation_id="listMacros", summary="Read the macros", responses=problems(401))
async def list_macros(agent: SignedIn, parts: Parts) -> AllMacros:
    """Read the replies that are kept ready."""
    return AllMacros(macros=await parts.desk.macros.all())


@router.post(
    "/macros",
    status_code=status.HTTP_201_CREATED,
    operation_id="addMacro",
    summary="Keep a macro",
    responses=problems(401, 409),
)
async def add_macro(body: NewMacro, agent: SignedIn, parts: Parts) -> Macro:
    """Keep a reply ready for everybody at the desk."""
    return await parts.desk.macros.add(body.title, body.text, body.shortcut)


@router.put(
    "/macros/{macro_id}", operation_id="changeMacro", summary="Change a macro", responses=problems(401, 404, 409)
)
async def change_macro(macro_id: _Id, body: NewMacro, agent: SignedIn, parts: Parts) -> Macro:
    """Change a macro for everybody at the desk."""
    return await parts.desk.macros.change(Macro(id=macro_id, **body.model_dump()))


@router.delete(
    "/macros/{macro_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    operation_id="removeMacro",
    summary="Forget a macro",
    responses=problems(401, 404),
)
async def remove_macro(macro_id: _Id, agent: SignedIn, parts: Parts) -> Response:
    """Forget a macro."""
    await parts.desk.macros.remove(macro_id)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


async def assist_case(parts: Services, case_id: str, agent: str, draft: str = "") -> AssistCase:
    """Return a case as the assistance reads it."""
    case = await parts.desk.cases.get(case_id)
    conversation = await parts.conversations.load(case.conversation_id)
    proposals = (await parts.proposals.of_conversation(conversation.id)).values()
    turns = await parts.turn_records.of_conversation(conversation.id)
    return AssistCase(
        conversation=conversation,
        principal=shopper_of(case, conversation),
        messages=await parts.conversations.messages(conversation.id),
        now=parts.clock(),
        done=tuple(DoneAction(action=one.action, at=one.created_at) for one in proposals if one.state in _DONE),
        agent=agent,
        planned={turn.message: turn.calls for turn in turns if turn.calls},
        refused={
            turn.message: result.verdict.reason
            for turn in turns
            for result in turn.results
            if result.outcome is Outcome.NOT_ALLOWED and result.verdict
        },
        until=parts.desk.cases.staffed_until(),
        macros=tuple(await parts.desk.macros.all()),
        draft=draft,
    )


async def _suggested(found: AsyncIterator[Suggestion]) -> AsyncIterator[ServerSentEvent]:
    """Send suggestions as they come; what goes wrong ends them with an `error` that the page can show."""
    try:
        async for suggestion in found:
            yield _event("suggestion", suggestion.model_dump(mode="json", exclude={"points"}))
    except ShopkeeperError as error:
        yield _event("error", {"code": error.code, "title": error.title, "detail": error.detail})
    yield _event("done", {})


def _event(kind: str, payload: dict[str, object]) -> ServerSentEvent:
    told = json.dumps({"type": kind, **payload}, ensure_ascii=False, separators=(",", ":"))
    return ServerSentEvent(told, event=kind, sep="\n")
