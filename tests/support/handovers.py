"""Handovers in memory; the contract suite runs over them and over the SQL ones."""

from __future__ import annotations

from assistant.domain.handover import Handover, HandoverState, Mood


class MemoryHandovers:
    """Keeps handovers in a list; tests move them on as a desk would.

    Attributes:
        said: the conversations in which something was heard, with the mood.
    """

    def __init__(self) -> None:
        self.kept: list[Handover] = []
        self.said: list[tuple[str, Mood]] = []

    async def open(self, handover: Handover) -> Handover:
        found = next((one for one in self._of(handover.conversation_id) if one.open), None)
        if found is None:
            self.kept.append(handover)
        elif handover.urgency > found.urgency:
            changes = handover.model_dump(include={"urgency", "reason", "words", "title"})
            self._replace(found, **changes)
        current = await self.current(handover.conversation_id)
        assert current is not None
        return current

    async def current(self, conversation_id: str) -> Handover | None:
        mine = self._of(conversation_id)
        latest = next((one for one in mine if one.open), mine[-1] if mine else None)
        if latest is None or latest.state is not HandoverState.WAITING:
            return latest
        waiting = [one for one in self.kept if one.state is HandoverState.WAITING]
        line = sorted(waiting, key=lambda one: (-one.urgency, one.opened_at, one.id))
        return latest.model_copy(update={"place": line.index(latest) + 1})

    async def heard(self, conversation_id: str, mood: Mood) -> None:
        for found in [one for one in self._of(conversation_id) if one.open]:
            self.said.append((conversation_id, mood))
            self._replace(found, mood=mood)

    def move(self, conversation_id: str, state: HandoverState, agent: str = "") -> None:
        """Claim, return or solve what is open, as an agent would."""
        found = next(one for one in self._of(conversation_id) if one.open)
        self._replace(found, state=state, agent=agent)

    def _of(self, conversation_id: str) -> list[Handover]:
        return [one for one in self.kept if one.conversation_id == conversation_id]

    def _replace(self, one: Handover, **changes: object) -> None:
        self.kept[self.kept.index(one)] = one.model_copy(update=changes)
