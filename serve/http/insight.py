"""Insight for the people behind the shop: the report, and help pages that are missing."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, status
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assistant.errors import NotVerified
from serve.http.dependencies import Parts, is_operator
from serve.http.openapi import problems
from serve.insight.drafts import MAX_BODY, DraftState, HelpDraft, unsaid
from serve.insight.report import InsightReport
from serve.insight.service import MAX_DAYS

OPERATOR = "operator"
_Asked = Annotated[str, StringConstraints(min_length=1, max_length=200)]
DraftId = Annotated[str, Path(max_length=32, examples=["draft_5kQ2m9s1xYb7"])]


_bearer = HTTPBearer(auto_error=False, scheme_name="deskReader", description="An agent's token, or the operator's key.")


async def reader(credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)], parts: Parts) -> str:
    """Return who looks at the shop's figures and decides about its pages: an agent's name, or the operator."""
    if credentials is None:
        raise NotVerified("This is for the shop's people.", hint="Send an agent's token, or the operator's key.")
    if is_operator(credentials.credentials, parts):
        return OPERATOR
    return (await parts.desk.agents.of_token(credentials.credentials)).name


Reader = Annotated[str, Depends(reader)]
router = APIRouter(prefix="/v1/desk", tags=["insight"])


class DraftView(HelpDraft):
    """A draft with the numbers of its text that none of its sources carries; there are none before it is edited."""

    unsaid: list[str]

    @classmethod
    def of(cls, draft: HelpDraft) -> DraftView:
        return cls(**draft.model_dump(), unsaid=sorted(unsaid(draft)))


class Drafts(BaseModel):
    """Drafted pages, the newest first."""

    drafts: list[DraftView]


class DraftEdit(BaseModel):
    """A draft as a person wants it; `asked` are ways of asking for it, which shoppers never see."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "title": "Repairs",
                    "slug": "repairs",
                    "body": "We repair what we sold.\n",
                    "asked": ["can you mend a tent"],
                }
            ]
        }
    )

    title: str = Field(min_length=1, max_length=200)
    slug: str = Field(min_length=1, max_length=80)
    body: str = Field(min_length=1, max_length=MAX_BODY)
    asked: list[_Asked] = Field(default=[], max_length=50)


class Rejection(BaseModel):
    """Why a draft is turned down."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"note": "It is on the page about warranty."}]})

    note: str = Field(default="", max_length=500)


@router.get(
    "/insight", operation_id="getInsight", summary="What is asked, and where it fails", responses=problems(401, 422)
)
async def get_insight(parts: Parts, _: Reader, days: Annotated[int, Query(ge=1, le=MAX_DAYS)] = 30) -> InsightReport:
    """Count the last days: what was asked, in groups, what was resolved, handed over, thought of it and spent."""
    return await parts.insight.report(days)


@router.get("/help-drafts", operation_id="listHelpDrafts", summary="Drafted help pages", responses=problems(401, 422))
async def list_drafts(parts: Parts, _: Reader, state: DraftState | None = None) -> Drafts:
    """List the drafts, the newest first."""
    return Drafts(drafts=[DraftView.of(draft) for draft in await parts.drafts.all(state)])


@router.post(
    "/help-drafts",
    status_code=status.HTTP_201_CREATED,
    operation_id="proposeHelpDrafts",
    summary="Draft missing help pages",
    responses=problems(401),
)
async def propose_drafts(parts: Parts, _: Reader) -> Drafts:
    """Draft a page for each question that agents answered and no page does; return the new drafts."""
    await parts.insight.read()
    return Drafts(drafts=[DraftView.of(draft) for draft in await parts.drafts.propose()])


@router.put(
    "/help-drafts/{draft_id}",
    operation_id="editHelpDraft",
    summary="Change a draft",
    responses=problems(401, 404, 409, 422),
)
async def edit_draft(draft_id: DraftId, body: DraftEdit, parts: Parts, _: Reader) -> DraftView:
    """Change a draft before it is decided; `unsaid` names the numbers that no source carries."""
    return DraftView.of(await parts.drafts.edit(draft_id, **body.model_dump()))


@router.post(
    "/help-drafts/{draft_id}/approve",
    operation_id="approveHelpDraft",
    summary="Publish a draft",
    responses=problems(401, 404, 409, 422),
)
async def approve_draft(draft_id: DraftId, parts: Parts, by: Reader) -> DraftView:
    """Write the page beside the shop's own; the next questions are answered from it."""
    return DraftView.of(await parts.drafts.approve(draft_id, by))


@router.post(
    "/help-drafts/{draft_id}/reject",
    operation_id="rejectHelpDraft",
    summary="Turn a draft down",
    responses=problems(401, 404, 409, 422),
)
async def reject_draft(draft_id: DraftId, parts: Parts, by: Reader, body: Rejection | None = None) -> DraftView:
    """Keep the draft from becoming a page; its question isn't drafted again."""
    return DraftView.of(await parts.drafts.reject(draft_id, by, body.note if body else ""))
