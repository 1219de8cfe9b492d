"""Who is speaking: signed tokens from the storefront, and what they open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import jwt
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.domain.principal import Principal
from assistant.errors import NotVerified
from serve.clock import Clock, utc_now

AUDIENCE = "shopkeeper"
LEEWAY = timedelta(seconds=30)
LIFETIME = timedelta(hours=1)
_ALGORITHM = "HS256"


class _Claims(BaseModel):
    """What a token says; other claims are none of our business."""

    model_config = ConfigDict(strict=True)

    sub: str = Field(min_length=1, max_length=200)
    name: str | None = Field(default=None, max_length=200)
    email: str | None = Field(default=None, max_length=254)
    exp: int


@dataclass(frozen=True, slots=True)
class Identity:
    """Signs and checks identity tokens; the storefront's login calls `issue_token`, every request `principal`."""

    key: str
    clock: Clock = utc_now

    def issue_token(
        self, customer_id: str, name: str | None = None, email: str | None = None, lifetime: timedelta = LIFETIME
    ) -> str:
        """Return a token for a customer whom the storefront has just signed in."""
        now = self.clock()
        claims = {
            "sub": customer_id,
            "name": name,
            "email": email,
            "aud": AUDIENCE,
            "iat": int(now.timestamp()),
            "exp": int((now + lifetime).timestamp()),
        }
        return jwt.encode(claims, self.key, algorithm=_ALGORITHM)

    def principal(self, token: str | None, session_id: str) -> Principal:
        """Return the speaker that a token proves; without one, the anonymous speaker of the session.

        Raises:
            NotVerified: the token is forged, expired, or made for something else.
        """
        if token is None:
            return Principal(session_id=session_id)
        claims = self._claims(token)
        return Principal(
            session_id=session_id,
            customer_id=claims.sub,
            name=claims.name,
            email=claims.email,
            expires_at=datetime.fromtimestamp(claims.exp, UTC),
        )

    def _claims(self, token: str) -> _Claims:
        now = self.clock()
        try:
            payload = jwt.decode(
                token,
                self.key,
                algorithms=[_ALGORITHM],
                audience=AUDIENCE,
                # Both times are judged below, by this object's own clock.
                options={"require": ["sub", "exp", "iat", "aud"], "verify_exp": False, "verify_iat": False},
            )
            claims = _Claims.model_validate(payload)
            expires = datetime.fromtimestamp(claims.exp, UTC)
            issued = datetime.fromtimestamp(int(payload["iat"]), UTC)
        except (jwt.InvalidTokenError, ValidationError, ValueError, TypeError, OverflowError, OSError) as error:
            raise NotVerified("The identity token isn't valid.", hint="Sign in again.") from error
        if now > expires + LEEWAY or issued > now + LEEWAY:
            raise NotVerified("The identity token has expired.", hint="Sign in again.")
        return claims
