"""The queue and what an agent does with a case."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Query, Response, status

from assistant.domain.handover import Holder
from serve.desk.cases import Case, Shelf
from serve.desk.rows import CaseRow
from serve.http.cursors import decode, encode
from serve.http.dependencies import IdempotencyKey, Parts
from serve.http.desk.dependencies import CaseId, SignedIn
from serve.http.desk.models import (
    Cases,
    CaseView,
    Claim,
    NewAgentMessage,
    NewNote,
    Return,
    SavedNote,
    SentMessage,
    Solution,
)
from serve.http.desk.views import case_view
from serve.http.desk.work import assist_case
from serve.http.openapi import problems
from serve.services import Services

router = APIRouter(prefix="/v1/desk/cases", tags=["desk"])
_MINE = problems(401, 404, 409)


@router.get("", operation_id="listCases", summary="Read the queue", responses=problems(401))
async def list_cases(
    agent: SignedIn,
    parts: Parts,
    state: Shelf = "waiting",
    cursor: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Cases:
    """Read the cases that wait, are mine, are somebody's, or are over; most urgent and longest waiting first."""
    start = decode(cursor) or 0
    found = await parts.desk.cases.page(state, agent, start=start, limit=limit)
    rows = await parts.desk.rows.of(found[:limit])
    return Cases(cases=rows, next=encode(start + limit) if len(found) > limit else None)


@router.get("/{case_id}", operation_id="getCase", summary="Open a case", responses=problems(401, 404))
async def get_case(case_id: CaseId, agent: SignedIn, parts: Parts) -> CaseView:
    """Read a case: its summary, the conversation, the shopper's orders and what the rules allow, and the notes."""
    return await case_view(parts, await parts.desk.cases.get(case_id))


@router.post("/{case_id}/claim", operation_id="claimCase", summary="Take a case", responses=_MINE)
async def claim(case_id: CaseId, agent: SignedIn, parts: Parts, body: Claim | None = None) -> CaseRow:
    """Take a case; from then on the assistant is silent and the shopper's messages come here."""
    before = await parts.desk.cases.get(case_id)
    case = await parts.desk.cases.claim(case_id, agent, force=body is not None and body.force)
    if before.handover.holder is Holder.WAITING:
        parts.runner.cancel(case.conversation_id)  # the assistant was about to answer, and hasn't the word any more
    return await _row(parts, case)


@router.post("/{case_id}/release", operation_id="releaseCase", summary="Put a case back", responses=_MINE)
async def release(case_id: CaseId, agent: SignedIn, parts: Parts) -> CaseRow:
    """Put a case back into the queue, at the place it had."""
    return await _row(parts, await parts.desk.cases.release(case_id, agent))


@router.post("/{case_id}/return", operation_id="returnCase", summary="Give back to the assistant", responses=_MINE)
async def give_back(
    case_id: CaseId, agent: SignedIn, parts: Parts, body: Return | None = None, key: IdempotencyKey = None
) -> CaseRow:
    """Let the assistant go on; it knows what the agent has said."""
    case = await parts.desk.cases.give_back(case_id, agent)
    if body is not None and body.note.strip():
        await parts.desk.talk.add_note(case_id, agent, body.note.strip(), key)
    return await _row(parts, case)


@router.post("/{case_id}/solve", operation_id="solveCase", summary="Close a case", responses=_MINE)
async def solve(
    case_id: CaseId, agent: SignedIn, parts: Parts, later: BackgroundTasks, body: Solution | None = None
) -> CaseRow:
    """Close a case as solved; the shopper goes on with the assistant, and later cases are helped by this one."""
    case = await parts.desk.cases.solve(case_id, agent, body.resolution.strip() if body else "")
    if parts.assistance is not None:
        later.add_task(parts.assistance.learn, case_id, await assist_case(parts, case_id, agent.name))
    return await _row(parts, case)


@router.post(
    "/{case_id}/messages",
    status_code=status.HTTP_201_CREATED,
    operation_id="sendAgentMessage",
    summary="Write to the shopper",
    responses=_MINE,
)
async def send_message(
    case_id: CaseId, body: NewAgentMessage, agent: SignedIn, parts: Parts, key: IdempotencyKey = None
) -> SentMessage:
    """Write to the shopper of a case that is mine; the same Idempotency-Key again sends nothing twice."""
    message = await parts.desk.talk.say(
        case_id, agent, body.text, seen=body.seen, key=key, suggestion_id=body.suggestion_id
    )
    return SentMessage(message=message)


@router.post(
    "/{case_id}/typing",
    status_code=status.HTTP_204_NO_CONTENT,
    operation_id="typeAtDesk",
    summary="Say that I'm typing",
    responses=problems(401, 404),
)
async def typing(case_id: CaseId, agent: SignedIn, parts: Parts) -> Response:
    """Let the shopper and other agents see that somebody is typing."""
    case = await parts.desk.cases.get(case_id)
    parts.desk.presence.types(case.conversation_id, agent.id, agent.name, held=case.held_by(agent))
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@router.post(
    "/{case_id}/notes",
    status_code=status.HTTP_201_CREATED,
    operation_id="addNote",
    summary="Leave a note",
    responses=problems(401, 404),
)
async def add_note(
    case_id: CaseId, body: NewNote, agent: SignedIn, parts: Parts, key: IdempotencyKey = None
) -> SavedNote:
    """Leave a note for other agents; the shopper never sees it."""
    return SavedNote(note=await parts.desk.talk.add_note(case_id, agent, body.text, key))


async def _row(parts: Services, case: Case) -> CaseRow:
    return await parts.desk.rows.row(case)
