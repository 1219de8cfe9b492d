"""What the shopper thought of it: asked once a conversation, answered once."""

from __future__ import annotations

from fastapi import APIRouter, Request, status
from pydantic import BaseModel, ConfigDict, Field

from serve.http.dependencies import Limiter, OpenedConversation, Parts
from serve.http.openapi import problems

router = APIRouter(prefix="/v1/conversations/{conversation_id}/satisfaction", tags=["conversations"])


class Asked(BaseModel):
    """Whether to ask: once a conversation, whatever the number of tabs and visits."""

    ask: bool


class Rating(BaseModel):
    """How it was, from 1 (very bad) to 5 (very good)."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"score": 5, "comment": "Quick and friendly."}]})

    score: int = Field(ge=1, le=5, strict=True)
    comment: str = Field(default="", max_length=1000)


@router.post(
    "/asked", operation_id="askSatisfaction", summary="May I ask how it was?", responses=problems(401, 404, 429)
)
async def ask(request: Request, opened: OpenedConversation, parts: Parts, limits: Limiter) -> Asked:
    """Note that the shopper is about to be asked; the answer is true for the first caller only."""
    await limits.hit_client(request, "requests_per_client")
    return Asked(ask=await parts.satisfaction.ask(opened.conversation.id, parts.clock()))


@router.post(
    "",
    status_code=status.HTTP_204_NO_CONTENT,
    operation_id="rateConversation",
    summary="Say how it was",
    responses=problems(401, 404, 409, 422, 429),
)
async def rate(request: Request, body: Rating, opened: OpenedConversation, parts: Parts, limits: Limiter) -> None:
    """Keep the rating and its comment, personal data masked; there is one a conversation."""
    await limits.hit_client(request, "requests_per_client")
    await parts.satisfaction.answer(opened.conversation.id, body.score, body.comment.strip(), parts.clock())
