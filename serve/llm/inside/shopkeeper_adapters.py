"""Runs inside vLLM's own process: puts a new adapter in another's place while requests go on.

Loaded by vLLM's `--middleware`. It imports nothing of Shopkeeper, which isn't installed there.

vLLM's own `load_inplace` changes the weights under answers that are half written, and reads the adapter from disk again
at every step from then on. Its unload and load leave a moment in which the name is unknown. Here the new version is
loaded under a name of its own, with an id of its own, and then takes the name over in one step: answers under way end
with the weights that they began with, the next ones use the new ones, and cached prefixes never mix.
"""

from __future__ import annotations

import itertools
import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from vllm.entrypoints.serve.lora.protocol import LoadLoRAAdapterRequest

_VERSION = "~"  # between an adapter's name and its version


class AdapterSwitch:
    """Answers `POST /v1/adapters {"name", "folder"}`, and lists adapters by the names that requests use."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._versions = itertools.count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        route = (scope["type"], scope.get("method"), scope.get("path"))
        if route == ("http", "POST", "/v1/adapters"):
            await (await self._switch(Request(scope, receive)))(scope, receive, send)
        elif route == ("http", "GET", "/v1/models"):
            await (await _list(scope["app"].state.openai_serving_models))(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _switch(self, request: Request) -> JSONResponse:
        try:
            wanted = await request.json()
            name, folder = str(wanted["name"]), str(wanted["folder"])
        except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError):
            return JSONResponse({"error": {"message": "Send a JSON object with name and folder."}}, status_code=400)
        models = request.app.state.openai_serving_models
        if models.is_base_model(name) or _VERSION in name:
            return JSONResponse({"error": {"message": f"An adapter can't be called {name}."}}, status_code=400)
        version = f"{name}{_VERSION}{next(self._versions)}"
        failed = await models.load_lora_adapter(LoadLoRAAdapterRequest(lora_name=version, lora_path=folder))
        if not isinstance(failed, str):
            return JSONResponse(failed.model_dump(), status_code=failed.error.code)
        models.lora_requests[name] = models.lora_requests.pop(version)
        return JSONResponse({"name": name, "version": version, "folder": folder})


async def _list(models: Any) -> JSONResponse:
    cards = await models.show_available_models()
    for card in cards.data:
        card.id = card.id.partition(_VERSION)[0]
    return JSONResponse(cards.model_dump())
