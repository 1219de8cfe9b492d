"""The language model that the settings name, opened in the background: until it is there, the rules plan."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any, cast

import structlog
from anyio import to_thread
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

from assistant.errors import ModelUnavailable, ShopkeeperError, Unavailable
from assistant.llm.embedded import EmbeddedChatModel
from assistant.llm.remote import RemoteChatModel
from assistant.planner.planner import Planner
from serve.services import Readiness
from serve.settings import ROUTER, Settings

log = structlog.get_logger(__name__)

PART = "language model"
_RETRY_SECONDS = 3.0
_CHARACTERS_PER_TOKEN = 3  # a careful guess for as long as the vocabulary isn't there


class LateChatModel(BaseChatModel):
    """A chat model that answers once it has been opened, and fails with ModelUnavailable until then."""

    _model: BaseChatModel | None = PrivateAttr(default=None)

    @property
    def _llm_type(self) -> str:
        return "shopkeeper-late"

    def opened(self, model: BaseChatModel) -> None:
        """From now on, answer with this model."""
        self._model = model

    def count_tokens(self, text: str) -> int:
        """Return the tokens of a text in the model's own vocabulary, or a careful guess where it isn't known."""
        if isinstance(self._model, EmbeddedChatModel):
            return self._model.get_num_tokens(text)
        return len(text) // _CHARACTERS_PER_TOKEN + 1

    def close(self) -> None:
        """Free what the model holds."""
        if isinstance(self._model, EmbeddedChatModel):
            self._model.close()

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return self._there()._generate(messages, stop, run_manager, **kwargs)

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return await self._there()._agenerate(messages, stop, run_manager, **kwargs)

    async def _astream(self, *args: Any, **kwargs: Any) -> AsyncIterator[ChatGenerationChunk]:
        async with aclosing(
            cast(AsyncGenerator[ChatGenerationChunk], self._there()._astream(*args, **kwargs))
        ) as stream:
            async for chunk in stream:
                yield chunk

    def _there(self) -> BaseChatModel:
        if self._model is None:
            raise ModelUnavailable("The language model is still being opened.")
        return self._model


def open_model(settings: Settings) -> BaseChatModel:
    """Open the model that the settings name; blocks for seconds.

    Raises:
        SetupError: there is no such model, or it can't be read.
    """
    if settings.llm_url is not None:
        key = settings.llm_key.get_secret_value() if settings.llm_key else "none"
        return RemoteChatModel(
            base_url=settings.llm_url,
            model=settings.model_name(ROUTER),
            api_key=key,
            timeout=settings.llm_seconds,
            max_retries=0,
            temperature=0.0,
        )
    return EmbeddedChatModel(folders=settings.model_folders, urgent=(ROUTER,), threads=settings.llm_threads)


async def bring_up(late: LateChatModel, planner: Planner, settings: Settings, readiness: Readiness) -> None:
    """Open the model and warm it up; whatever goes wrong is noted, and the shop is served without it.

    A server that isn't there yet is asked again until it is. Meanwhile every message asks it too, and rules answer.
    """
    try:
        late.opened(await to_thread.run_sync(open_model, settings))
        while not await _warmed_up(planner, readiness):
            continue
    except ShopkeeperError as error:
        log.warning("language_model_not_opened", reason=str(error))
        readiness.note(PART, f"not there: {error}")
    except Exception:
        log.exception("language_model_not_opened")
        readiness.note(PART, "not there: see the log")
    else:
        readiness.note(PART, "ready")


async def _warmed_up(planner: Planner, readiness: Readiness) -> bool:
    try:
        await planner.warm_up()
    except (Unavailable, TimeoutError) as error:
        state = f"not there: {error}" if str(error) else "slow: it didn't answer in time"
        if readiness.parts[PART] != state:
            log.warning("language_model_not_there", reason=str(error) or type(error).__name__)
            readiness.note(PART, state)
        await asyncio.sleep(_RETRY_SECONDS)
        return False
    return True
