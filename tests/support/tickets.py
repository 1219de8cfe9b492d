"""Tickets in memory; the contract suite runs over them and over the SQL ones."""

from __future__ import annotations

from assistant.turn.ports import Ticket


class MemoryTickets:
    def __init__(self) -> None:
        self._tickets: list[Ticket] = []

    async def open(self, ticket: Ticket) -> None:
        self._tickets.append(ticket)

    async def waiting(self, limit: int = 100) -> tuple[Ticket, ...]:
        return tuple(sorted(self._tickets, key=lambda ticket: ticket.at)[:limit])
