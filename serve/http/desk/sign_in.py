"""Signing in at the desk."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request

from serve.desk.agents import Agent
from serve.http.dependencies import Limiter, Parts, operator
from serve.http.desk.dependencies import SignedIn
from serve.http.desk.models import HelpdeskAgent, Login, Me, Session
from serve.http.openapi import problems
from serve.services import Services

router = APIRouter(prefix="/v1/desk", tags=["desk"])


@router.post("/login", operation_id="signInAtDesk", summary="Sign in", responses=problems(401, 429))
async def login(request: Request, body: Login, parts: Parts, limits: Limiter) -> Session:
    """Sign in with an agent's e-mail address and password; tries are limited."""
    await limits.hit_client(request, "desk_logins_per_client")
    await limits.hit(request, "desk_logins_per_agent", body.email.strip().casefold())
    return _session(parts, await parts.desk.agents.sign_in(body.email, body.password))


@router.post(
    "/tokens",
    operation_id="issueDeskToken",
    summary="Sign an agent in from another helpdesk",
    dependencies=[Depends(operator)],
    responses=problems(401),
)
async def tokens(body: HelpdeskAgent, parts: Parts) -> Session:
    """Give a helpdesk of the shop's own a token for one of its agents."""
    return _session(parts, await parts.desk.agents.known(body.agent_id, body.name))


@router.get("/me", operation_id="whoIsAtDesk", summary="Who am I", responses=problems(401))
async def me(agent: SignedIn, parts: Parts) -> Me:
    """Tell who is signed in and what the desk can do."""
    redraft = parts.desk.redraft
    return Me(
        agent=agent,
        shop_name=parts.settings.shop_name,
        languages=list(redraft.languages),
        rewrite=redraft.rewrites,
        translate=bool(redraft.languages),
    )


def _session(parts: Services, agent: Agent) -> Session:
    token, ends = parts.desk.agents.issue_token(agent)
    return Session(token=token, expires_at=ends, agent=agent)
