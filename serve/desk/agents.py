"""The people at the desk and how they sign in."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import jwt
from anyio import to_thread
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Row, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from assistant.errors import AgentNotFound, Conflict, InvalidInput, NotVerified
from serve.clock import Clock
from serve.passwords import hashed, matches
from serve.storage.database import Database
from serve.storage.desk_schema import desk_agents

AUDIENCE = "shopkeeper-desk"
LIFETIME = timedelta(hours=8)
SHORTEST_PASSWORD = 12
LONGEST_NAME = 80
_ALGORITHM = "HS256"
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


class Agent(BaseModel):
    """Somebody who works at the desk; the name is what shoppers are told."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Agents:
    """Keeps the agents, and signs and checks their tokens.

    Attributes:
        key: the shop's signing key; the audience keeps these tokens apart from the shoppers'.
    """

    database: Database
    key: str
    clock: Clock

    async def add(self, name: str, email: str, password: str) -> Agent:
        """Add an agent who signs in at the desk's own page; somebody who had left comes back.

        Raises:
            InvalidInput: the name, the address or the password doesn't fit.
            Conflict: somebody has that address already.
        """
        name, email = _name(name), email.strip().casefold()
        if not _EMAIL.fullmatch(email) or len(email) > 254:
            raise InvalidInput("That is no e-mail address.", hint="Write it like sam@shop.example.")
        if len(password) < SHORTEST_PASSWORD:
            raise InvalidInput(f"The password needs at least {SHORTEST_PASSWORD} characters.")
        values = {"name": name, "email": email, "password": hashed(password), "left_at": None}
        came_back = update(desk_agents).where(desk_agents.c.email == email, desk_agents.c.left_at.is_not(None))
        try:
            async with self.database.writing() as connection:
                if (await connection.execute(came_back.values(values))).rowcount == 0:
                    row = {**values, "id": f"agent_{secrets.token_urlsafe(9)}", "created_at": self.clock()}
                    await connection.execute(insert(desk_agents).values(row))
                found = await connection.execute(select(desk_agents).where(desk_agents.c.email == email))
                return _agent(found.one())
        except IntegrityError as error:
            raise Conflict(
                f"Somebody at the desk has the address {email} already.", hint="Remove them first, or take another."
            ) from error

    async def all(self) -> list[Agent]:
        """Return those who work at the desk, by name."""
        query = select(desk_agents).where(desk_agents.c.left_at.is_(None)).order_by(desk_agents.c.name)
        async with self.database.reading() as connection:
            return [_agent(row) for row in await connection.execute(query)]

    async def remove(self, who: str) -> Agent:
        """Let somebody, by address or id, in no more; their tokens end at once, what they did stays on record.

        Raises:
            AgentNotFound: nobody of that address or id works at the desk.
        """
        meant = or_(desk_agents.c.email == who.strip().casefold(), desk_agents.c.id == who)
        async with self.database.writing() as connection:
            found = await connection.execute(select(desk_agents).where(meant, desk_agents.c.left_at.is_(None)))
            row = found.one_or_none()
            if row is None:
                raise AgentNotFound(f"Nobody called {who!r} works at the desk.")
            await connection.execute(
                update(desk_agents).where(desk_agents.c.id == row.id).values(left_at=self.clock(), password=None)
            )
        return _agent(row)

    async def known(self, agent_id: str, name: str) -> Agent:
        """Return the agent whom a helpdesk of the shop's own knows by an id; added, or renamed, as it says."""
        name = _name(name)
        async with self.database.writing() as connection:
            renamed = await connection.execute(
                update(desk_agents).where(desk_agents.c.id == agent_id).values(name=name, left_at=None)
            )
            if renamed.rowcount == 0:
                row = {"id": agent_id, "name": name, "created_at": self.clock()}
                await connection.execute(insert(desk_agents).values(row))
            found = await connection.execute(select(desk_agents).where(desk_agents.c.id == agent_id))
            return _agent(found.one())

    async def sign_in(self, email: str, password: str) -> Agent:
        """Return the agent whose address and password these are; raises NotVerified, as slowly for unknown ones."""
        query = select(desk_agents).where(desk_agents.c.email == email.strip().casefold())
        async with self.database.reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        right = await to_thread.run_sync(matches, password, row.password if row else None)
        if row is None or not right:
            raise NotVerified("The e-mail address or the password is wrong.", hint="Try again.")
        return _agent(row)

    def issue_token(self, agent: Agent) -> tuple[str, datetime]:
        """Return a token for an agent and when it ends."""
        now = self.clock().replace(microsecond=0)
        ends = now + LIFETIME
        claims = {"sub": agent.id, "aud": AUDIENCE, "iat": int(now.timestamp()), "exp": int(ends.timestamp())}
        return jwt.encode(claims, self.key, algorithm=_ALGORITHM), ends

    async def of_token(self, token: str) -> Agent:
        """Return the agent whom a token names.

        Raises:
            NotVerified: the token is forged, expired or made for something else, or the agent is gone.
        """
        try:
            payload = jwt.decode(
                token,
                self.key,
                algorithms=[_ALGORITHM],
                audience=AUDIENCE,
                # The end is judged below, by this object's own clock.
                options={"require": ["sub", "exp", "aud"], "verify_exp": False, "verify_iat": False},
            )
            agent_id, ends = str(payload["sub"]), datetime.fromtimestamp(int(payload["exp"]), UTC)
        except (jwt.InvalidTokenError, ValueError, TypeError, OverflowError, OSError) as error:
            raise NotVerified("The desk's token isn't valid.", hint="Sign in again.") from error
        if self.clock() >= ends:
            raise NotVerified("Your sign-in at the desk has ended.", hint="Sign in again.")
        async with self.database.reading() as connection:
            row = (await connection.execute(select(desk_agents).where(desk_agents.c.id == agent_id))).one_or_none()
        if row is None or row.left_at is not None:
            raise NotVerified("Nobody of that name works at the desk any more.", hint="Sign in again.")
        return _agent(row)


def _name(name: str) -> str:
    cleaned = " ".join("".join(c for c in name if c.isprintable()).split())
    if not cleaned or len(cleaned) > LONGEST_NAME:
        raise InvalidInput(f"An agent needs a name of up to {LONGEST_NAME} characters.")
    return cleaned


def _agent(row: Row[tuple[object, ...]]) -> Agent:
    return Agent(id=row.id, name=row.name, email=row.email or "")
