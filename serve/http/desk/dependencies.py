"""Who is at the desk."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from assistant.errors import NotVerified
from serve.desk.agents import Agent
from serve.http.dependencies import Parts

_agent = HTTPBearer(auto_error=False, scheme_name="agentToken", description="A token of the desk (JWT).")


async def signed_in(
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_agent)], parts: Parts
) -> Agent:
    if credentials is None:
        raise NotVerified("The desk is for the shop's agents.", hint="Sign in with POST /v1/desk/login.")
    return await parts.desk.agents.of_token(credentials.credentials)


SignedIn = Annotated[Agent, Depends(signed_in)]
CaseId = Annotated[str, Path(max_length=16, examples=["T-BCDFGHJK"])]
