"""A tap passes everything on unchanged and keeps the requests' bodies, however the bytes arrive."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import InvalidInput, ModelUnavailable
from assistant.turn.events import UsageEvent
from serve.cli.bench_chat import Measured
from serve.cli.bench_overhead import _by_shoppers, _figures, _Run, _send, talks_of
from serve.cli.tap import Request, RequestCutter, Tap

STREAM = (
    'data: {"choices": [{"delta": {"content": "Hi"}}]}\n\n'
    'data: {"choices": [], "usage": {"completion_tokens": 7}}\n\ndata: [DONE]\n\n'
)


class Server:
    """A server that answers each request with the next of some texts."""

    def __init__(self, *answers: tuple[int, str]) -> None:
        self._answers = list(answers)
        self.heard: list[bytes] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            self.heard.append(await reader.readexactly(length))
            status, text = self._answers.pop(0)
            body = text.encode()
            writer.write(b"HTTP/1.1 %d X\r\ncontent-length: %d\r\n\r\n" % (status, len(body)) + body)
            await writer.drain()
            if not self._answers:
                break
        writer.close()


async def serve(answering: Server) -> tuple[asyncio.Server, str]:
    server = await asyncio.start_server(answering, "127.0.0.1", 0)
    return server, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_what_passes_is_kept_and_can_be_sent_again() -> None:
    usage = json.dumps({"usage": {"completion_tokens": 5}})
    answering = Server((200, usage), (200, STREAM), (404, "{}"))
    server, url = await serve(answering)
    async with server, Tap(f"{url}/v1") as tap, httpx.AsyncClient(base_url=tap.url) as client:
        for number in range(2):
            await client.post("/chat/completions", json={"n": number})
        requests = tap.take()
        assert [json.loads(one.body) for one in requests] == [{"n": 0}, {"n": 1}]
        assert {one.path for one in requests} == {"/v1/chat/completions"}
        assert tap.take() == []
    assert [json.loads(body) for body in answering.heard] == [{"n": 0}, {"n": 1}]


async def test_tokens_are_counted_streamed_or_not() -> None:
    usage = json.dumps({"usage": {"completion_tokens": 5}})
    server, url = await serve(Server((200, usage), (200, STREAM), (404, "{}"), (500, "{}")))
    async with server, httpx.AsyncClient(base_url=url) as client:
        request = Request("/v1/chat/completions", b"{}")
        assert [await _send(client, request) for _ in range(3)] == [5, 7, 0]
        with pytest.raises(ModelUnavailable):
            await _send(client, request)


async def test_a_server_that_is_not_there_hangs_up() -> None:
    async with Tap("http://127.0.0.1:9/v1") as tap, httpx.AsyncClient() as client:
        with pytest.raises(httpx.TransportError):
            await client.post(tap.url, json={})


@pytest.mark.parametrize("url", ["https://models.example/v1", "nonsense"])
def test_only_plain_http_is_tapped(url: str) -> None:
    with pytest.raises(InvalidInput):
        Tap(url)


@given(st.lists(st.binary(min_size=1, max_size=30), max_size=4), st.lists(st.integers(1, 40), max_size=20))
def test_requests_are_found_however_they_are_cut(bodies: list[bytes], cuts: list[int]) -> None:
    line = b"".join(b"POST /p HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body) for body in bodies)
    cutter, found = RequestCutter(), []
    for cut in [*cuts, len(line)]:
        found += cutter.feed(line[:cut])
        line = line[cut:]
    found += cutter.feed(line)
    assert [one.body for one in found] == bodies


def test_every_shopper_has_a_conversation_where_there_are_enough_turns() -> None:
    assert talks_of(["a", "b", "c"], 4, 4) == [("a",), ("b",), ("c",), ("a",)]
    assert [len(talk) for talk in talks_of(["a"], 40, 1)] == [5] * 8
    assert [len(talk) for talk in talks_of(["a"], 3, 16)] == [1, 1, 1]


async def test_work_is_shared_and_none_is_lost() -> None:
    async def same(piece: int) -> int:
        await asyncio.sleep(0)
        return piece

    assert sorted(await _by_shoppers(range(10), 4, same)) == list(range(10))


def test_waiting_for_the_model_is_not_the_assistants() -> None:
    usage = UsageEvent(completion_tokens=30, timings_ms={"planner_model": 100.0, "writer_model": 50.0})
    turn = Measured(130.0, 200.0, 300.0, usage, failed=False)
    figures = _figures(_Run(tokens=30, seconds=1.0, turns=[turn]), _Run(tokens=40, seconds=1.0))
    assert figures["added_before_card_ms"]["p50"] == 30.0
    assert figures["added_before_sentence_ms"]["p50"] == 50.0
    assert figures["ratio"] == 0.75
