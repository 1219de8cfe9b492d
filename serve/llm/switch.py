"""Puts another version of an adapter in place in a running vLLM, without a dropped request."""

from __future__ import annotations

from pathlib import Path

import httpx

from assistant.errors import InvalidInput, ModelUnavailable
from serve.llm.adapters import keep_adapter, read_adapter, shelf
from serve.llm.engine import Engine

_SECONDS = 120.0  # a busy engine loads an adapter between two of its steps


class AdapterSwitch:
    """The adapters of the vLLM that was started from an engine's folder.

    Args:
        home: that folder, `var/llm`.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._engine = Engine(home)

    def load(self, name: str, folder: Path) -> str:
        """Let requests for `name` be answered by the adapter in `folder`; return the version that answers from now on.

        Answers under way end with the weights that they began with. What was there before stays when this one doesn't
        fit. Rolling back is loading the one before.

        Raises:
            InvalidInput: it is no adapter, or doesn't fit the base model that is served.
            ModelUnavailable: vLLM doesn't run, or doesn't answer.
        """
        status = self._engine.status()
        record = status.record
        if record is None or status.state != "ready":
            raise ModelUnavailable("vLLM isn't running here.", hint="Start it: shopkeeper llm up")
        adapter = read_adapter(name, folder, record.base)
        if adapter.rank > record.max_rank:
            raise InvalidInput(
                f"The adapter's rank of {adapter.rank} is more than the {record.max_rank} that vLLM was started for.",
                hint="Start vLLM with it: shopkeeper llm down, then shopkeeper llm up --adapter NAME=FOLDER",
            )
        kept = keep_adapter(adapter, shelf(self._home))
        version = _ask(record.url, name, kept)
        self._engine.note_adapter(name, kept)
        return version


def _ask(url: str, name: str, folder: Path) -> str:
    try:
        answer = httpx.post(
            f"{url}/adapters", json={"name": name, "folder": str(folder)}, timeout=_SECONDS, trust_env=False
        )
        document = answer.json()
        if answer.is_success:
            return str(document["version"])
        said = str(document["error"]["message"])
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
        raise ModelUnavailable("vLLM didn't take the adapter: it doesn't answer.") from error
    raise InvalidInput(f"vLLM can't serve the adapter: {said[:200]}", hint="The one before goes on answering.")
