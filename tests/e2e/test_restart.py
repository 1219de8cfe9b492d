"""What was said outlives the server."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.server import ShopServer
from tests.e2e.shopper import Shopper, titles

pytestmark = [pytest.mark.e2e, pytest.mark.model, pytest.mark.timeout(600)]


def test_a_conversation_goes_on_after_the_server_was_killed(shopper: Shopper, server: ShopServer) -> None:
    with shopper.step("find something"):
        shopper.visit("/")
        shopper.open_chat()
        found = titles(shopper.say("I am looking for a tent for two people"))
        assert len(found) >= 2

    with shopper.step("kill the server and start it again"):
        killed = server.pid
        server.kill()
        server.start()
        assert server.pid != killed

    with shopper.step("the second one is still the second one"):
        detail = shopper.say("tell me more about the second one").locator(".detail .title")
        expect(detail).to_have_text(found[1])

    with shopper.step("a reload shows all of it"):
        shopper.page.reload()
        expect(shopper.chat(".detail .title")).to_have_text(found[1])
        expect(shopper.chat(".bubble.shopper")).to_have_count(2)
