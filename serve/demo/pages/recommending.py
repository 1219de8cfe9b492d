"""Rows of recommended products; a page does without them when the recommender is down."""

from __future__ import annotations

from assistant.domain.catalogue import Purpose, Recommendation, RecommendationRequest
from assistant.errors import Unavailable
from serve.demo.pages.services import PageServices

ROW = 4


async def recommended(
    services: PageServices, purpose: Purpose, owner: str, product_id: str | None = None
) -> tuple[Recommendation, ...]:
    """Return one row of recommendations, none when there are none to be had."""
    request = RecommendationRequest(purpose=purpose, product_id=product_id)
    try:
        return await services.recommender.recommend(request, owner=owner, limit=ROW)
    except Unavailable:
        return ()
