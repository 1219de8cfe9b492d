from __future__ import annotations

import pytest

from tests.serve.demo.contract_storefront import StorefrontContract, StorefrontWorld
from tests.serve.demo.world import DemoWorld, contract_world


class TestDemoStorefront(StorefrontContract):
    @pytest.fixture
    def world(self, demo_world: DemoWorld) -> StorefrontWorld:
        return contract_world(demo_world)
