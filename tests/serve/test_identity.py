"""Identity tokens: what opens a conversation, and what doesn't."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import NotVerified
from serve.identity import AUDIENCE, Identity
from tests.serve.served import KEY, Clock


def identity() -> Identity:
    return Identity(KEY, Clock())


def claims(**changes: Any) -> dict[str, Any]:
    now = int(Clock()().timestamp())
    return {"sub": "c1", "aud": AUDIENCE, "iat": now, "exp": now + 60, **changes}


def test_a_token_proves_its_customer() -> None:
    token = identity().issue_token("c1", "Maya Torres", "maya@example.com")
    principal = identity().principal(token, "conv_a")
    assert (principal.customer_id, principal.name, principal.email) == ("c1", "Maya Torres", "maya@example.com")
    assert principal.session_id == "conv_a"
    assert principal.verified
    assert principal.expires_at is not None


def test_without_a_token_the_session_is_the_owner() -> None:
    principal = identity().principal(None, "conv_a")
    assert (principal.customer_id, principal.owner, principal.verified) == (None, "conv_a", False)


def test_a_session_token_shares_the_storefronts_cart_without_proving_anybody() -> None:
    token = identity().issue_session_token("s_storefront")
    principal = identity().principal(token, "conv_a")
    assert (principal.customer_id, principal.owner, principal.verified) == (None, "s_storefront", False)


@pytest.mark.parametrize(
    "token",
    [
        jwt.encode(claims(), KEY[::-1], algorithm="HS256"),
        jwt.encode(claims(), KEY * 2, algorithm="HS512"),
        jwt.encode(claims(), None, algorithm="none"),
        jwt.encode(claims(aud="elsewhere"), KEY, algorithm="HS256"),
        jwt.encode({k: v for k, v in claims().items() if k != "exp"}, KEY, algorithm="HS256"),
        jwt.encode({k: v for k, v in claims().items() if k != "aud"}, KEY, algorithm="HS256"),
        jwt.encode({k: v for k, v in claims().items() if k != "sub"}, KEY, algorithm="HS256"),
        jwt.encode(claims(sub=""), KEY, algorithm="HS256"),
        jwt.encode(claims(sub="c" * 201), KEY, algorithm="HS256"),
        jwt.encode(claims(sub="conv_a"), KEY, algorithm="HS256"),
        jwt.encode(claims(name={"first": "Maya"}), KEY, algorithm="HS256"),
        jwt.encode(claims(exp=10**30), KEY, algorithm="HS256"),
        jwt.encode(claims(exp="soon"), KEY, algorithm="HS256"),
        jwt.encode(claims(iat="now"), KEY, algorithm="HS256"),
        jwt.encode(claims(iat=claims()["iat"] + 3600, exp=claims()["iat"] + 7200), KEY, algorithm="HS256"),
        jwt.encode(claims(exp=claims()["iat"] - 60), KEY, algorithm="HS256"),
        "",
        "x.y.z",
        "\ud800",
    ],
    ids=lambda token: "",
)
def test_anything_else_proves_nothing(token: str) -> None:
    with pytest.raises(NotVerified):
        identity().principal(token, "conv_b")


def test_a_token_ends_with_a_little_leeway() -> None:
    clock = Clock()
    issuer = Identity(KEY, clock)
    token = issuer.issue_token("c1", lifetime=timedelta(minutes=5))
    clock.forward(minutes=5, seconds=20)
    principal = issuer.principal(token, "conv_a")
    assert principal.customer_id == "c1"
    assert principal.expires_at == clock() + timedelta(seconds=10)
    clock.forward(seconds=20)
    with pytest.raises(NotVerified, match="expired"):
        issuer.principal(token, "conv_a")


@given(st.integers(0, 200), st.integers(0, 63))
def test_a_token_with_one_character_changed_proves_nothing(place: int, value: int) -> None:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    token = identity().issue_token("c1")
    place %= len(token)
    if token[place] in {".", alphabet[value]} or _same_bytes(token, place, alphabet[value]):
        return
    with pytest.raises(NotVerified):
        identity().principal(token[:place] + alphabet[value] + token[place + 1 :], "conv_a")


def _same_bytes(token: str, place: int, character: str) -> bool:
    """The last character of a part may differ in bits that mean nothing."""
    changed = token[:place] + character + token[place + 1 :]
    return [_bytes(part) for part in token.split(".")] == [_bytes(part) for part in changed.split(".")]


def _bytes(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def test_a_token_holds_nothing_but_its_claims() -> None:
    _, payload, _ = identity().issue_token("c1", "Maya", "m@example.com").split(".")
    assert set(json.loads(_bytes(payload))) == {"sub", "name", "email", "aud", "iat", "exp"}
