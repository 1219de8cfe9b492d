"""A place on the line to a server: what passes goes on unchanged, and the requests' bodies are kept."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from assistant.errors import InvalidInput

_LENGTH = re.compile(rb"\r\ncontent-length:\s*(\d+)", re.IGNORECASE)
_PIECE = 65_536  # bytes that are passed on at once


@dataclass(frozen=True, slots=True)
class Request:
    """A request with a body, as it went over the line."""

    path: str
    body: bytes


class Tap:
    """Listens on a free port of this machine and passes everything on to a server; an async context manager.

    Args:
        url: the server's address, e.g. http://127.0.0.1:8001/v1.

    Attributes:
        url: where to send what shall pass here, with the same path.

    Raises:
        InvalidInput: the address is not one of plain HTTP.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme != "http" or not parts.hostname:
            raise InvalidInput(f"{url!r} is no address of plain HTTP.", hint="Write it like http://127.0.0.1:8001/v1.")
        self._host, self._port, self._path = parts.hostname, parts.port or 80, parts.path
        self._passed: list[Request] = []
        self._lines: set[asyncio.Task[None]] = set()
        self.url = ""

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._line, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}{self._path}"
        return self

    async def __aexit__(self, *exc: object) -> None:
        self._server.close()
        for line in self._lines:
            line.cancel()
        await asyncio.gather(*self._lines, return_exceptions=True)

    def take(self) -> list[Request]:
        """Return the requests that have passed since the last call, in order."""
        passed, self._passed = self._passed, []
        return passed

    async def _line(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._lines.add(task)
        requests = RequestCutter()
        try:
            upstream_reader, upstream_writer = await asyncio.open_connection(self._host, self._port)
        except OSError:
            writer.close()
            self._lines.discard(task)
            return
        answers = asyncio.create_task(_pass_on(upstream_reader, writer))
        try:
            while data := await reader.read(_PIECE):
                self._passed += requests.feed(data)
                upstream_writer.write(data)
                await upstream_writer.drain()
        except ConnectionError:
            pass  # whoever hung up: the other side is told by closing
        finally:
            upstream_writer.close()
            answers.cancel()
            with suppress(asyncio.CancelledError):
                await answers
            self._lines.discard(task)


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(_PIECE):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass  # as above
    finally:
        writer.close()


class RequestCutter:
    """Finds the requests with a body of known length in one connection's bytes."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> Iterator[Request]:
        """Take further bytes and yield the requests that they complete."""
        self._rest += data
        while (end := self._rest.find(b"\r\n\r\n")) >= 0:
            head = self._rest[:end]
            found = _LENGTH.search(head)
            length = int(found[1]) if found else 0
            if len(self._rest) < end + 4 + length:
                return
            body = self._rest[end + 4 : end + 4 + length]
            self._rest = self._rest[end + 4 + length :]
            if body:
                yield Request(head.split(b" ", 2)[1].decode("ascii", "replace"), body)
