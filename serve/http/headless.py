"""Search, recommendations and events for shops that bring their own pages."""

from __future__ import annotations

from fastapi import APIRouter, Request, status

from assistant.domain.catalogue import ProductCard, RecommendationRequest, SearchQuery
from assistant.errors import InvalidInput
from assistant.turn.ports import ShopEvent
from serve.http.cursors import decode, encode
from serve.http.dependencies import Limiter, Parts, Token
from serve.http.models import (
    Accepted,
    RecommendationsAnswer,
    RecommendationsRequest,
    ReportedEvents,
    SearchAnswer,
    SearchRequest,
)
from serve.http.openapi import problems
from serve.services import Services

router = APIRouter(prefix="/v1", tags=["headless"])

ANYBODY = "anonymous"
DEEPEST = 500  # nobody pages further; a query says more than the fiftieth page


@router.post("/search", operation_id="search", summary="Search", responses=problems(401, 404, 422, 429))
async def search(request: Request, body: SearchRequest, parts: Parts, limits: Limiter, token: Token) -> SearchAnswer:
    """Find products by words and filters; `relaxed` names the filters that had to be dropped."""
    await limits.hit_client(request, "requests_per_client")
    owner = await _owner(parts, body.conversation_id, token) or ANYBODY
    start = min(decode(body.cursor) or 0, DEEPEST)
    query = SearchQuery.model_validate(body.model_dump(include=set(SearchQuery.model_fields)))
    page = await parts.shop.search.search(query, owner=owner, limit=start + body.limit)
    shown = page.products[start : start + body.limit]
    end = start + len(shown)
    return SearchAnswer(
        products=[ProductCard.of(product, position) for position, product in enumerate(shown, start + 1)],
        total=page.total,
        relaxed=list(page.relaxed),
        next_cursor=encode(end) if shown and end < min(page.total, DEEPEST) else None,
    )


@router.post(
    "/recommendations",
    operation_id="recommend",
    summary="Recommend",
    responses=problems(401, 404, 422, 429),
)
async def recommend(
    request: Request, body: RecommendationsRequest, parts: Parts, limits: Limiter, token: Token
) -> RecommendationsAnswer:
    """Recommend products for a shopper, a product or a need, each with the reason why."""
    await limits.hit_client(request, "requests_per_client")
    owner = await _owner(parts, body.conversation_id, token) or ANYBODY
    wanted = RecommendationRequest.model_validate(body.model_dump(include=set(RecommendationRequest.model_fields)))
    picks = await parts.shop.recommender.recommend(wanted, owner=owner, limit=body.limit)
    return RecommendationsAnswer(
        products=[ProductCard.of(pick.product, position, pick.reason) for position, pick in enumerate(picks, 1)]
    )


@router.post(
    "/events",
    status_code=status.HTTP_202_ACCEPTED,
    operation_id="reportEvents",
    summary="Report what a shopper did",
    responses=problems(401, 404, 422, 429),
)
async def report_events(
    request: Request, body: ReportedEvents, parts: Parts, limits: Limiter, token: Token
) -> Accepted:
    """Take note of views, clicks and the like; the next ranking follows them."""
    await limits.hit_client(request, "requests_per_client")
    owner = await _owner(parts, body.conversation_id, token)
    if owner is None:
        raise InvalidInput("conversation_id: is missing.", hint="Send a conversation_id or an identity token.")
    now = parts.clock()
    await parts.events.append([ShopEvent(**event.model_dump(), owner=owner, at=now) for event in body.events])
    return Accepted(accepted=len(body.events))


async def _owner(parts: Services, conversation_id: str | None, token: str | None) -> str | None:
    """Return whose interest counts: the conversation's shopper, or the token's; None for nobody known."""
    if conversation_id is not None:
        _, principal = await parts.access.open(conversation_id, token)
        return principal.owner
    return parts.identity.principal(token, ANYBODY).customer_id
