"""Replies that agents keep ready."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from assistant.assist.suggestion import Macro
from assistant.errors import Conflict, MacroNotFound
from serve.clock import Clock
from serve.storage.database import Database
from serve.storage.desk_schema import desk_macros


@dataclass(frozen=True, slots=True)
class Macros:
    """Keeps the macros of all agents together; a shortcut is used once."""

    database: Database
    clock: Clock

    async def all(self) -> list[Macro]:
        """Return the macros by their shortcuts."""
        async with self.database.reading() as connection:
            rows = (await connection.execute(select(desk_macros).order_by(desk_macros.c.shortcut))).mappings()
            return [Macro.model_validate(dict(row)) for row in rows]

    async def add(self, title: str, text: str, shortcut: str) -> Macro:
        """Keep another macro; raises Conflict when the shortcut is taken."""
        macro = Macro(id=f"macro_{secrets.token_urlsafe(9)}", title=title, text=text, shortcut=shortcut)
        try:
            async with self.database.writing() as connection:
                await connection.execute(insert(desk_macros).values(**macro.model_dump(), updated_at=self.clock()))
        except IntegrityError as error:
            raise _taken(shortcut) from error
        return macro

    async def change(self, macro: Macro) -> Macro:
        """Replace a macro; raises MacroNotFound, and Conflict when the shortcut is another's."""
        values = {**macro.model_dump(exclude={"id"}), "updated_at": self.clock()}
        try:
            async with self.database.writing() as connection:
                changed = await connection.execute(
                    update(desk_macros).where(desk_macros.c.id == macro.id).values(values)
                )
        except IntegrityError as error:
            raise _taken(macro.shortcut) from error
        if changed.rowcount == 0:
            raise MacroNotFound("There is no such macro.")
        return macro

    async def remove(self, macro_id: str) -> None:
        """Forget a macro; raises MacroNotFound."""
        async with self.database.writing() as connection:
            gone = await connection.execute(delete(desk_macros).where(desk_macros.c.id == macro_id))
        if gone.rowcount == 0:
            raise MacroNotFound("There is no such macro.")


def _taken(shortcut: str) -> Conflict:
    return Conflict(f"The shortcut /{shortcut} is taken.", hint="Choose another one.")
