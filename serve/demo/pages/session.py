"""The storefront session: a signed cookie that says whose cart it is and who is signed in."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import jwt
from fastapi import Request, Response

from assistant.domain.principal import Principal

COOKIE = "storefront_session"
_AUDIENCE = "storefront"
SESSION_LIFETIME = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Session:
    """One visitor. `id` owns the cart until somebody signs in."""

    id: str
    customer_id: str | None = None
    name: str | None = None
    email: str | None = None
    fresh: bool = False

    @property
    def principal(self) -> Principal:
        return Principal(session_id=self.id, customer_id=self.customer_id, name=self.name, email=self.email)


class Sessions:
    """Reads and writes session cookies.

    Args:
        key: signs the cookies; 32 characters or more.
        secure: send them over https only.
    """

    def __init__(self, key: str, *, secure: bool = False) -> None:
        self._key = hashlib.sha256(f"storefront session {key}".encode()).hexdigest()
        self._secure = secure

    def read(self, request: Request) -> Session:
        """Return the visitor's session; a new one when there is none or its cookie was tampered with."""
        return self._decode(request.cookies.get(COOKIE, "")) or self.start()

    def start(self, customer_id: str | None = None, name: str | None = None, email: str | None = None) -> Session:
        """Return a new session; called at login and logout too, so that nobody keeps another's session id."""
        return Session(f"s_{secrets.token_urlsafe(18)}", customer_id, name, email, fresh=True)

    def write(self, response: Response, session: Session) -> None:
        """Set the session's cookie on a response."""
        claims = {
            "aud": _AUDIENCE,
            "sid": session.id,
            "sub": session.customer_id or "",
            "name": session.name,
            "email": session.email,
            "exp": datetime.now(UTC) + SESSION_LIFETIME,
        }
        response.set_cookie(
            COOKIE,
            jwt.encode(claims, self._key, algorithm="HS256"),
            max_age=int(SESSION_LIFETIME.total_seconds()),
            httponly=True,
            samesite="lax",
            secure=self._secure,
        )

    def csrf_token(self, session: Session) -> str:
        """Return what every form of this session carries."""
        return hmac.new(self._key.encode(), f"form {session.id}".encode(), "sha256").hexdigest()

    def csrf_matches(self, session: Session, token: str) -> bool:
        return hmac.compare_digest(self.csrf_token(session).encode(), token.encode())

    def _decode(self, cookie: str) -> Session | None:
        try:
            claims = jwt.decode(
                cookie, self._key, algorithms=["HS256"], audience=_AUDIENCE, options={"require": ["exp", "sid"]}
            )
        except jwt.InvalidTokenError:
            return None
        return Session(claims["sid"], claims["sub"] or None, claims.get("name"), claims.get("email"))
