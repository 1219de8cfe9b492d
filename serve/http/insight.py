"""Insight for the people behind the shop: the report."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from serve.http.dependencies import Parts, operator
from serve.http.openapi import problems
from serve.insight.report import InsightReport
from serve.insight.service import MAX_DAYS

router = APIRouter(prefix="/v1/desk/insight", tags=["insight"], dependencies=[Depends(operator)])


@router.get(
    "", operation_id="getInsight", summary="What shoppers ask, and where it failed", responses=problems(401, 422)
)
async def get_insight(parts: Parts, days: Annotated[int, Query(ge=1, le=MAX_DAYS)] = 30) -> InsightReport:
    """Count the last days: what was asked, in groups, what was resolved, handed over, thought of it and spent."""
    return await parts.insight.report(days)
