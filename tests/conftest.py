"""No test calls a language model by accident, asks a hub, sends telemetry, or touches the checkout's own `var`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from assistant.llm.permission import MODEL_CALLS
from serve.setup.browser import VARIABLE, find_browser

settings.register_profile("shopkeeper", deadline=None)  # a busy machine is no bug
settings.load_profile("shopkeeper")

_BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
_QUIET = {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "DO_NOT_TRACK": "1",
    "TOKENIZERS_PARALLELISM": "false",
}


@pytest.fixture(scope="session", autouse=True)
def _environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Give the whole run, or one worker of it, an environment of its own."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in _QUIET.items():
            patch.setenv(name, value)
        patch.setenv(MODEL_CALLS, "off")
        patch.setenv("SHOPKEEPER_VAR_DIR", str(tmp_path_factory.mktemp("var")))
        yield


@pytest.fixture(autouse=True)
def _marked_tests_may_call_models(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.node.get_closest_marker("model"):
        monkeypatch.setenv(MODEL_CALLS, "on")


@pytest.fixture(autouse=True)
def _logs_of_its_own() -> Iterator[None]:
    """Undo what a command sets up: its logs go to a stderr that is gone after its test."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Return the browser that drives end-to-end tests."""
    found = find_browser()
    if found is None:
        pytest.fail(f"There is no Chromium: run `make test`, which installs one, or set {VARIABLE}.", pytrace=False)
    return found


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    """Return the one browser of the run: its driver keeps an event loop running, so a second one can't be started."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_BROWSER_ARGUMENTS)
        yield browser
        browser.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the browser's tests last: while its driver runs, no asyncio test can start a loop of its own."""
    items.sort(key=lambda item: "browser" in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def models_dir() -> Path:
    """Return the folder of the models that `make test` has prepared, for tests marked `model`."""
    folder = Path(__file__).parents[1] / "var" / "models"
    if not folder.is_dir():
        pytest.fail("The models are not prepared: run `make setup`.", pytrace=False)
    return folder
