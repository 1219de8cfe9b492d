"""One real shop for the whole folder, and a fresh browser profile for each shopper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.e2e.server import ShopServer
from tests.e2e.shopper import Shopper

DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
PATIENCE = 15_000

NewShopper = Callable[..., Shopper]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, models_dir: Path) -> Iterator[ShopServer]:
    expect.set_options(timeout=PATIENCE)
    server = ShopServer(tmp_path_factory.mktemp("shop"), models_dir)
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture
def new_shopper(browser: Browser, server: ShopServer, tmp_path: Path) -> Iterator[NewShopper]:
    """Return a maker of shoppers; at the end none of their browsers may have had anything to complain about."""
    contexts: list[BrowserContext] = []
    shoppers: list[Shopper] = []

    def make(**options: Any) -> Shopper:
        context = browser.new_context(**{**DESKTOP, "reduced_motion": "reduce", **options})
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        shoppers.append(Shopper(context.new_page(), server.url, tmp_path))
        return shoppers[-1]

    yield make
    for context in contexts:
        context.close()
    assert [trouble for shopper in shoppers for trouble in shopper.troubles] == []


@pytest.fixture
def shopper(new_shopper: NewShopper) -> Shopper:
    return new_shopper()
