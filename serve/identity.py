"""Who is speaking: signed tokens from the storefront, and what they open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

import jwt
from pydantic import BaseModel, ConfigDict, Field, model_validator

from assistant.domain.principal import Principal
from assistant.errors import NotVerified
from serve.clock import Clock, utc_now

AUDIENCE = "shopkeeper"
LEEWAY = timedelta(seconds=30)
LIFETIME = timedelta(hours=1)
_ALGORITHM = "HS256"


_ANONYMOUS_PREFIX = "conv_"  # owners of anonymous conversations; no customer or session may pass for one


class _Claims(BaseModel):
    """What a token says; other claims are none of our business.

    Attributes:
        sub: the customer, for somebody who has signed in.
        sid: the storefront session, for anybody.
    """

    model_config = ConfigDict(strict=True)

    sub: str | None = Field(default=None, min_length=1, max_length=200)
    sid: str | None = Field(default=None, min_length=1, max_length=64)
    name: str | None = Field(default=None, max_length=200)
    email: str | None = Field(default=None, max_length=254)
    exp: int
    iat: int

    @model_validator(mode="after")
    def _says_who(self) -> Self:
        if self.sub is None and self.sid is None:
            raise ValueError("the token says nobody")
        if any(owner.startswith(_ANONYMOUS_PREFIX) for owner in (self.sub, self.sid) if owner):
            raise ValueError("the token claims a conversation")
        return self


@dataclass(frozen=True, slots=True)
class Identity:
    """Signs and checks identity tokens; the storefront's login calls `issue_token`, every request `principal`."""

    key: str
    clock: Clock = utc_now

    def issue_token(
        self, customer_id: str, name: str | None = None, email: str | None = None, lifetime: timedelta = LIFETIME
    ) -> str:
        """Return a token for a customer whom the storefront has just signed in."""
        return self._signed({"sub": customer_id, "name": name, "email": email}, lifetime)

    def issue_session_token(self, session_id: str, lifetime: timedelta = LIFETIME) -> str:
        """Return a token for a visitor nobody knows, so that the chat and the storefront's pages share one cart."""
        return self._signed({"sid": session_id}, lifetime)

    def principal(self, token: str | None, session_id: str) -> Principal:
        """Return the speaker that a token proves; without one, the anonymous speaker of the session.

        Raises:
            NotVerified: the token is forged, expired, or made for something else.
        """
        if token is None:
            return Principal(session_id=session_id)
        claims = self._claims(token)
        return Principal(
            session_id=claims.sid or session_id,
            customer_id=claims.sub,
            name=claims.name,
            email=claims.email,
            expires_at=datetime.fromtimestamp(claims.exp, UTC) + LEEWAY,
        )

    def _signed(self, claims: dict[str, str | None], lifetime: timedelta) -> str:
        now = self.clock()
        times = {"iat": int(now.timestamp()), "exp": int((now + lifetime).timestamp())}
        return jwt.encode({**claims, **times, "aud": AUDIENCE}, self.key, algorithm=_ALGORITHM)

    def _claims(self, token: str) -> _Claims:
        now = self.clock()
        try:
            payload = jwt.decode(
                token,
                self.key,
                algorithms=[_ALGORITHM],
                audience=AUDIENCE,
                # Both times are judged below, by this object's own clock.
                options={"require": ["exp", "iat", "aud"], "verify_exp": False, "verify_iat": False},
            )
            claims = _Claims.model_validate(payload)
            expires = datetime.fromtimestamp(claims.exp, UTC)
            issued = datetime.fromtimestamp(claims.iat, UTC)
        except (jwt.InvalidTokenError, ValueError, OverflowError, OSError) as error:
            raise NotVerified("The identity token isn't valid.", hint="Sign in again.") from error
        if now > expires + LEEWAY or issued > now + LEEWAY:
            raise NotVerified("The identity token has expired.", hint="Sign in again.")
        return claims
