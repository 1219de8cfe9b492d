from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from fastapi.testclient import TestClient

from serve.demo.pages.services import PageServices
from tests.serve.pages.shop import make_app, make_services


@pytest.fixture
def services(tmp_path: Path) -> PageServices:
    return make_services(tmp_path)


@pytest.fixture
def client(services: PageServices) -> Iterator[TestClient]:
    with TestClient(make_app(services), base_url="http://shop.test", follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the pages on a port of their own, for a real browser."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = make_app(make_services(tmp_path_factory.mktemp("help")))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)
