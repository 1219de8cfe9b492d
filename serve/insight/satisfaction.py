"""What shoppers thought of it: asked once a conversation, whatever the number of tabs, and answered once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.errors import Conflict
from assistant.privacy import mask_personal_data
from serve.insight.report import Comment, Satisfaction, Share
from serve.storage.database import Database
from serve.storage.insight_schema import satisfaction

SATISFIED = 4  # of 5, from which a shopper counts as satisfied
_COMMENTS = 20


class SqlSatisfaction:
    """Keeps who was asked and what they said."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ask(self, conversation_id: str, now: datetime) -> bool:
        """Note that the shopper is asked now; False when they were before."""
        dialect = postgresql if self._database.dialect == "postgresql" else sqlite
        values = {"conversation_id": conversation_id, "asked_at": now, "comment": ""}
        async with self._database.writing() as connection:
            noted = await connection.execute(dialect.insert(satisfaction).values(values).on_conflict_do_nothing())
            return noted.rowcount == 1

    async def answer(self, conversation_id: str, score: int, comment: str, now: datetime) -> None:
        """Keep the answer, personal data masked; raises Conflict when there is another one already."""
        await self.ask(conversation_id, now)
        given = {"score": score, "comment": mask_personal_data(comment), "answered_at": now}
        mine = satisfaction.c.conversation_id == conversation_id
        async with self._database.writing() as connection:
            kept = await connection.execute(
                update(satisfaction).where(mine, satisfaction.c.score.is_(None)).values(given)
            )
            before = (await connection.execute(select(satisfaction).where(mine))).mappings().one()
        same = (before["score"], before["comment"]) == (given["score"], given["comment"])
        if kept.rowcount != 1 and not same:  # sent again by a browser, it is the same answer
            raise Conflict("This conversation has been rated already.", hint="Thank you; one answer is enough.")


async def satisfaction_between(connection: AsyncConnection, since: datetime, until: datetime) -> Satisfaction:
    """Return what those said who were asked in a period."""
    told = satisfaction.c
    asked = (told.asked_at >= since, told.asked_at < until)
    of = (await connection.execute(select(func.count()).select_from(satisfaction).where(*asked))).scalar_one()
    counts = select(told.score, func.count()).where(*asked, told.score.is_not(None)).group_by(told.score)
    scores = {row[0]: row[1] for row in (await connection.execute(counts)).all()}
    said = select(told.score, told.comment, told.answered_at).where(*asked, told.comment != "")
    comments = (await connection.execute(said.order_by(told.answered_at.desc()).limit(_COMMENTS))).all()
    answered = sum(scores.values())
    return Satisfaction(
        responses=Share.of_counts(answered, of),
        mean=round(sum(score * count for score, count in scores.items()) / answered, 2) if answered else None,
        satisfied=Share.of_counts(sum(count for score, count in scores.items() if score >= SATISFIED), answered),
        scores=(scores.get(1, 0), scores.get(2, 0), scores.get(3, 0), scores.get(4, 0), scores.get(5, 0)),
        comments=tuple(
            Comment(score=row.score, text=mask_personal_data(row.comment), at=row.answered_at) for row in comments
        ),
    )
