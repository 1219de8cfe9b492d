"""Reading posted forms: small, url-encoded, from our own pages only."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from fastapi import Request

from assistant.errors import Forbidden, InvalidInput
from serve.demo.pages.session import Session, Sessions

_LARGEST = 16_384


async def read_form(request: Request, sessions: Sessions) -> tuple[Session, Mapping[str, str]]:
    """Return the visitor's session and the form's fields.

    Raises:
        InvalidInput: no url-encoded form, or one that is too large.
        Forbidden: the form doesn't come from a page of this session.
    """
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise InvalidInput("This page only takes its own forms.")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST:
            raise InvalidInput("The form is too large.")
    try:
        fields = dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=50))
    except ValueError as error:
        raise InvalidInput("The form can't be read.") from error
    session = sessions.read(request)
    if not sessions.csrf_matches(session, fields.get("csrf", "")):
        raise Forbidden("This form has expired.", hint="Go back, reload the page and send it again.")
    return session, fields


def local_path(target: str, otherwise: str = "/") -> str:
    """Return the address if it stays in this shop."""
    inside = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if inside and target.isprintable() and "\\" not in target else otherwise
