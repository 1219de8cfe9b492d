"""What routes ask for: the services, the token, the opened conversation."""

from __future__ import annotations

import secrets
from typing import Annotated, NamedTuple

from fastapi import Depends, Header, Path, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from assistant.domain.conversation import Conversation
from assistant.domain.principal import Principal
from assistant.errors import NotVerified
from serve.http.limits import RateLimiter
from serve.services import Services

_customer = HTTPBearer(auto_error=False, scheme_name="identityToken", description="A signed identity token (JWT).")
_operator = HTTPBearer(auto_error=False, scheme_name="operatorKey", description="The operator's key.")


def services(request: Request) -> Services:
    found: Services = request.app.state.services
    return found


def limiter(request: Request) -> RateLimiter:
    found: RateLimiter = request.app.state.limiter
    return found


Parts = Annotated[Services, Depends(services)]
Limiter = Annotated[RateLimiter, Depends(limiter)]


async def identity_token(
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_customer)], request: Request
) -> str | None:
    if credentials is None and request.headers.get("authorization"):
        raise NotVerified("The Authorization header isn't a bearer token.", hint="Send Authorization: Bearer TOKEN.")
    return credentials.credentials if credentials else None


Token = Annotated[str | None, Depends(identity_token)]


class Opened(NamedTuple):
    """A conversation that the speaker may open."""

    conversation: Conversation
    principal: Principal


async def opened(
    conversation_id: Annotated[str, Path(examples=["conv_8f3kQ2m9s1xYb7Ld0aWc5e"])], parts: Parts, token: Token
) -> Opened:
    return Opened(*await parts.access.open(conversation_id, token))


OpenedConversation = Annotated[Opened, Depends(opened)]


def is_operator(token: str, parts: Services) -> bool:
    """Say whether a bearer token is the operator's key."""
    return secrets.compare_digest(token.encode("utf-8", "replace"), parts.operator_token.encode())


async def operator(
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_operator)], parts: Parts
) -> None:
    if not is_operator(credentials.credentials if credentials else "", parts):
        raise NotVerified("This needs the operator's key.", hint="Send Authorization: Bearer OPERATOR_KEY.")


IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[\x21-\x7e]{1,255}$",
        description="The same key again joins the turn that it started; it never starts a second one.",
        examples=["0b0f7c1e-5a0c-4a55-9f0e-6a7c2f6d2b9e"],
    ),
]
LastEventId = Annotated[
    str | None,
    Header(
        alias="Last-Event-ID",
        pattern=r"^\d{0,15}$",
        description="The last event that arrived; the stream goes on after it.",
        examples=["42"],
    ),
]


def after_id(last_event_id: str | None) -> int:
    return int(last_event_id or 0)
