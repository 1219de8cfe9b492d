"""Keeps the tickets of conversations that wait for a person."""

from __future__ import annotations

from sqlalchemy import insert, select

from assistant.turn.ports import Ticket
from serve.storage.database import Database
from serve.storage.schema import tickets

OPEN = "open"


class SqlTickets:
    """The Tickets over SQL; a desk lists them from here."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open(self, ticket: Ticket) -> None:
        """Store a new ticket."""
        async with self._database.writing() as connection:
            await connection.execute(insert(tickets).values(**ticket.model_dump(), state=OPEN))

    async def waiting(self, limit: int = 100) -> tuple[Ticket, ...]:
        """Return the open tickets, the longest waiting first."""
        query = select(tickets).where(tickets.c.state == OPEN).order_by(tickets.c.at, tickets.c.id).limit(limit)
        async with self._database.reading() as connection:
            return tuple(Ticket.model_validate(dict(row)) for row in (await connection.execute(query)).mappings())
