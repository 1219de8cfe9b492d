"""Who gets to the desk, and who doesn't."""

from __future__ import annotations

import jwt
import pytest

from assistant.errors import AgentNotFound, Conflict, InvalidInput
from tests.serve.desk.conftest import AtDesk
from tests.serve.served import KEY, OPERATOR, Served

PASSWORD = "correct horse battery"


async def sign_in(served: Served, email: str, password: str) -> int:
    answer = await served.client.post("/v1/desk/login", json={"email": email, "password": password})
    return answer.status_code


async def test_an_agent_signs_in_for_eight_hours(served: Served) -> None:
    await served.services.desk.agents.add("Sam  O'Neil\n", "Sam@Shop.example ", PASSWORD)
    answer = await served.client.post("/v1/desk/login", json={"email": "SAM@shop.example", "password": PASSWORD})
    told = answer.json()
    assert told["agent"]["name"] == "Sam O'Neil"
    assert told["expires_at"] == "2026-11-22T20:00:00Z"
    headers = {"Authorization": f"Bearer {told['token']}"}
    me = await served.client.get("/v1/desk/me", headers=headers)
    assert me.json()["agent"] == told["agent"]
    assert me.json()["shop_name"] == "Alder & Co"
    served.clock.forward(hours=8)
    assert (await served.client.get("/v1/desk/me", headers=headers)).status_code == 401


async def test_wrong_passwords_are_refused_and_limited(served: Served) -> None:
    await served.services.desk.agents.add("Sam", "sam@shop.example", PASSWORD)
    assert await sign_in(served, "nobody@shop.example", PASSWORD) == 401
    tries = [await sign_in(served, "sam@shop.example", "wrong password") for _ in range(11)]
    assert tries == [401] * 10 + [429]
    assert await sign_in(served, "sam@shop.example", PASSWORD) == 429


async def test_agents_need_an_address_of_their_own_and_a_long_password(served: Served) -> None:
    agents = served.services.desk.agents
    await agents.add("Sam", "sam@shop.example", PASSWORD)
    with pytest.raises(Conflict):
        await agents.add("Other", "SAM@shop.example", PASSWORD)
    for name, email, password in (("Sam", "no address", PASSWORD), ("Sam", "a@b.c", "short"), (" ", "a@b.c", PASSWORD)):
        with pytest.raises(InvalidInput):
            await agents.add(name, email, password)


async def test_a_helpdesk_signs_its_agents_in_with_the_operators_key(served: Served, sam: AtDesk) -> None:
    body = {"agent_id": "sam", "name": "Samantha"}
    assert (await served.client.post("/v1/desk/tokens", json=body)).status_code == 401
    assert (await served.client.post("/v1/desk/tokens", json=body, headers=sam.headers)).status_code == 401
    operator = {"Authorization": f"Bearer {OPERATOR}"}
    again = await served.client.post("/v1/desk/tokens", json=body, headers=operator)
    assert again.json()["agent"]["name"] == "Samantha"
    assert (await sam.get("/me"))["agent"] == {"id": "sam", "name": "Samantha", "email": ""}
    # An agent of a helpdesk has no password, so nobody signs in as one.
    assert await sign_in(served, "", "") == 401


async def test_no_other_token_opens_the_desk(served: Served, sam: AtDesk) -> None:
    shopper = served.token()
    unknown = {"sub": "gone", "aud": "shopkeeper-desk", "exp": 4_000_000_000}
    forged = jwt.encode(unknown | {"sub": "sam"}, "another-key-of-32-characters-0123456", algorithm="HS256")
    unsigned = jwt.encode(unknown | {"sub": "sam"}, None, algorithm="none")
    gone = jwt.encode(unknown, KEY, algorithm="HS256")
    endless = jwt.encode({"sub": "sam", "aud": "shopkeeper-desk"}, KEY, algorithm="HS256")
    wrong = [shopper, {}, {"Authorization": f"Bearer {OPERATOR}"}]
    wrong += [{"Authorization": f"Bearer {token}"} for token in (forged, unsigned, gone, endless, "x", "")]
    for path in ("/me", "/cases", "/cases/T-X", "/macros", "/solved?q=x", "/events", "/cases/T-X/events"):
        for headers in wrong:
            answer = await served.client.get(f"/v1/desk{path}", headers=headers)
            assert answer.status_code == 401, (path, headers)


async def test_an_agents_token_opens_no_shoppers_conversation(served: Served, sam: AtDesk) -> None:
    conversation = await served.conversation(**served.token())
    answer = await served.client.get(f"/v1/conversations/{conversation}", headers=sam.headers)
    assert answer.status_code == 401


async def test_who_has_left_is_out_at_once_and_may_come_back(served: Served, sam: AtDesk) -> None:
    agents = served.services.desk.agents
    kim = await agents.add("Kim", "kim@shop.example", PASSWORD)
    assert [one.name for one in await agents.all()] == ["Kim", "Sam"]
    token, _ = agents.issue_token(kim)
    await agents.remove("KIM@shop.example")
    await agents.remove("sam")
    with pytest.raises(AgentNotFound):
        await agents.remove("sam")
    assert await agents.all() == []
    for headers in (sam.headers, {"Authorization": f"Bearer {token}"}):
        assert (await served.client.get("/v1/desk/me", headers=headers)).status_code == 401
    assert await sign_in(served, "kim@shop.example", PASSWORD) == 401
    again = await agents.add("Kim", "kim@shop.example", "another long password")
    assert again.id == kim.id
    assert await sign_in(served, "kim@shop.example", PASSWORD) == 401
    assert await sign_in(served, "kim@shop.example", "another long password") == 200
