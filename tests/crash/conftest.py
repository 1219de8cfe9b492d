"""A demo shop that is filled once, and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.crash.errands import Ledgers
from tests.crash.mortal import MortalShop, prepare


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, models_dir: Path) -> Path:
    folder = tmp_path_factory.mktemp("mortal")
    (folder / "models").symlink_to(models_dir, target_is_directory=True)
    prepare(folder)
    return folder


@pytest.fixture
def shop(filled: Path, tmp_path: Path) -> Iterator[MortalShop]:
    own = tmp_path / "var"
    shutil.copytree(filled, own, symlinks=True)
    shop = MortalShop(own)
    yield shop
    shop.stop()


@pytest.fixture
async def ledgers(shop: MortalShop) -> AsyncIterator[Ledgers]:
    ledgers = Ledgers(shop.folder)
    yield ledgers
    await ledgers.close()
