"""Runs the web server in this process: for good (`serve`), or for as long as another command needs a shop."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager

import uvicorn

from assistant.errors import SetupError
from serve.app import build_services
from serve.cli.logs import log_to_stderr
from serve.cli.owner import owning
from serve.cli.progress import Report, progress_bars, stderr
from serve.http.app import create_app
from serve.settings import Settings
from serve.setup.models import prepare_models
from serve.setup.preflight import check_port

_LOOPBACK = "127.0.0.1"
_BACKLOG = 2048
_GRACE_SECONDS = 5


class _Server(uvicorn.Server):
    """Tells when it can be reached."""

    def __init__(self, config: uvicorn.Config, reachable: Callable[[uvicorn.Server], None]) -> None:
        super().__init__(config)
        self._reachable = reachable

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._reachable(self)


def serve_forever(settings: Settings) -> None:
    """Serve until Ctrl-C or SIGTERM.

    Raises:
        PortInUse: before anything is loaded.
        SetupError: something is missing, or another process owns the folder.
    """
    log_to_stderr()
    console = stderr()
    with _listening(settings.host, settings.port) as listener:
        url = _url(settings.host, listener)
        with owning(settings.var_dir, url), progress_bars(console) as report:

            def reachable(_: uvicorn.Server) -> None:
                report.stop()
                console.print(f"\n[bold]{settings.shop_name} is open:[/bold] {url}   (Ctrl-C closes it)")

            try:
                prepare_models(settings, report)
                asyncio.run(_serve(settings, listener, report, reachable))
            except KeyboardInterrupt:
                console.print("Closed.")


@contextmanager
def serving_meanwhile(settings: Settings) -> Iterator[str]:
    """Serve on a free port of this machine while the context lasts; yields the address.

    Raises:
        SetupError: something is missing, or another process owns the folder.
    """
    with _listening(_LOOPBACK, 0) as listener, owning(settings.var_dir, _url(_LOOPBACK, listener)):
        with progress_bars(stderr()) as report:
            prepare_models(settings, report)
            started: Future[uvicorn.Server] = Future()
            thread = threading.Thread(target=_run, args=(settings, listener, report, started), name="shop")
            thread.start()
            server = started.result()
        try:
            yield _url(_LOOPBACK, listener)
        finally:
            server.should_exit = True
            thread.join()


def _run(settings: Settings, listener: socket.socket, report: Report, started: Future[uvicorn.Server]) -> None:
    """Serve on this thread; what goes wrong before the first request is told to whoever waits for `started`."""
    try:
        asyncio.run(_serve(settings, listener, report, started.set_result))
    except BaseException as error:
        if started.done():
            raise
        started.set_exception(error)


async def _serve(
    settings: Settings, listener: socket.socket, report: Report, reachable: Callable[[uvicorn.Server], None]
) -> None:
    services = await build_services(settings, report)
    config = uvicorn.Config(
        create_app(services),
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    server = _Server(config, reachable)
    await server.serve([listener])
    if not server.started:
        raise SetupError("The server could not start.", hint="The reason stands above.")


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """Take the port before anything is loaded, so that nobody waits for minutes to learn that it is busy."""
    check_port(host, port)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family, backlog=_BACKLOG) as listener:
        yield listener


def _url(host: str, listener: socket.socket) -> str:
    port = listener.getsockname()[1]
    shown = _LOOPBACK if host in {"0.0.0.0", "::"} else host  # noqa: S104 (compared, not bound)
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"
