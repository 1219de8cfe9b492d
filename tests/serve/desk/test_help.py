"""Macros, suggestions, other words and feedback; honest where this desk has no assistance."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from sqlalchemy import select

from assistant.assist.suggestion import AssistCase, SolvedCase, Source, Suggestion
from assistant.errors import ModelUnavailable
from serve.storage.desk_schema import desk_log
from tests.serve.desk.conftest import AtDesk
from tests.serve.desk.test_cases import ask
from tests.serve.served import Served

MACRO = {"title": "Greeting", "text": "Hello {name}, this is {agent}.", "shortcut": "hi"}


async def test_macros_are_kept_changed_and_forgotten(served: Served, sam: AtDesk, kim: AtDesk) -> None:
    kept = await sam.post("/macros", MACRO, status=201)
    assert (await kim.get("/macros"))["macros"] == [kept]
    await kim.post("/macros", MACRO | {"title": "Other"}, status=409)
    changed = await kim.put(f"/macros/{kept['id']}", MACRO | {"text": "Hi!"})
    assert (await sam.get("/macros"))["macros"] == [changed]
    other = await sam.post("/macros", MACRO | {"shortcut": "bye"})
    await sam.put(f"/macros/{other['id']}", MACRO, status=409)
    await sam.delete(f"/macros/{kept['id']}")
    await sam.delete(f"/macros/{kept['id']}", status=404)
    await sam.put(f"/macros/{kept['id']}", MACRO, status=404)
    for shortcut in ("", "Not OK", "a" * 25, "../x"):
        await sam.post("/macros", MACRO | {"shortcut": shortcut}, status=422)


async def stream(served: Served, sam: AtDesk, case: str) -> list[str]:
    answer = await served.client.get(f"/v1/desk/cases/{case}/suggestions?draft=Hel", headers=sam.headers)
    return [line.removeprefix("event: ") for line in answer.text.splitlines() if line.startswith("event: ")]


async def test_a_desk_without_assistance_says_so(served: Served, sam: AtDesk) -> None:
    _, case = await ask(served)
    assert await stream(served, sam, case) == ["done"]
    assert (await sam.get("/solved", q="late parcel")) == {"cases": []}
    for path, body in (("rewrite", {"text": "Hi", "tone": "warmer"}), ("translate", {"text": "Hi", "to": "es"})):
        problem = await sam.post(f"/cases/{case}/{path}", body, status=503)
        assert problem["code"] == "model_unavailable"
    me = await sam.get("/me")
    assert (me["rewrite"], me["translate"], me["languages"], me["macros"]) == (False, False, [], True)


class Assisting:
    """Suggests twice, then fails; remembers what it was given."""

    def __init__(self) -> None:
        self.cases: list[AssistCase] = []

    async def suggest(self, case: AssistCase) -> AsyncIterator[Suggestion]:
        self.cases.append(case)
        source = Source(kind="policy", title="Returns", text="30 days")
        yield Suggestion(id="s1", rank=1, text="Hello", final=False)
        yield Suggestion(id="s1", rank=1, text="Hello Maya.", sources=(source,))
        raise ModelUnavailable("The model is away.")

    async def solved(self, query: str, limit: int) -> tuple[SolvedCase, ...]:
        return (SolvedCase(id="c", title=query, question="q", reply="r", score=0.5),)[:limit]


async def test_suggestions_are_streamed_with_all_that_is_known(served: Served, sam: AtDesk) -> None:
    assisting = Assisting()
    desk = replace(served.services.desk, assist=assisting)
    served.app.state.services = replace(served.services, desk=desk)
    await sam.post("/macros", MACRO)
    conversation, case = await ask(served, **served.token())
    assert await stream(served, sam, case) == ["suggestion", "suggestion", "error", "done"]
    (given,) = assisting.cases
    assert given.conversation.id == conversation
    assert (given.principal.customer_id, given.agent, given.draft) == ("c1", "Sam", "Hel")
    assert [message.role for message in given.messages] == ["shopper", "assistant"]
    assert [macro.shortcut for macro in given.macros] == ["hi"]
    assert (await sam.get("/solved", q="late parcel"))["cases"][0]["title"] == "late parcel"


async def test_what_became_of_a_suggestion_is_kept(served: Served, sam: AtDesk) -> None:
    _, case = await ask(served)
    told = {"outcome": "edited", "text": "Hello Maya!"}
    await sam.post(f"/cases/{case}/suggestions/s1/feedback", told, status=204)
    await sam.post(f"/cases/{case}/suggestions/s1/feedback", {"outcome": "loved"}, status=422)
    async with served.services.desk.talk.database.reading() as connection:
        rows = (await connection.execute(select(desk_log).where(desk_log.c.kind == "suggestion"))).mappings().all()
    assert [(row["agent_id"], row["detail"]) for row in rows] == [("sam", {"suggestion": "s1", **told})]
