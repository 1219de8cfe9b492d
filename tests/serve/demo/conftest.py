from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.serve.demo.world import DemoWorld, open_world, write_template


@pytest.fixture(scope="session")
def demo_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "template.db"
    asyncio.run(write_template(path))
    return path


@pytest.fixture
async def demo_world(demo_template: Path, tmp_path: Path) -> AsyncIterator[DemoWorld]:
    opened = open_world(demo_template, tmp_path)
    yield opened
    await opened.database.close()
