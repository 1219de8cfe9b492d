"""The language model that the settings name, opened in the background: until it is there, the rules plan."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from contextlib import aclosing, contextmanager, suppress
from typing import Any, cast

import httpx
import structlog
from anyio import to_thread
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

from assistant.errors import ModelUnavailable, ShopkeeperError, Unavailable
from assistant.llm.budget import DEFAULT_CONTEXT, TokenBudget, guess_tokens
from assistant.llm.embedded import EmbeddedChatModel
from assistant.llm.remote import RemoteChatModel
from assistant.llm.vocabulary import load_counter
from assistant.planner.planner import Planner
from serve.services import Readiness
from serve.settings import ROUTER, Settings

log = structlog.get_logger(__name__)

PART = "language model"
_RETRY_SECONDS = 3.0
_LIST_SECONDS = 5.0
_OPENING_SECONDS = 5.0


class LateChatModel(BaseChatModel):
    """A chat model that answers once it has been opened; calls wait for that as long as they would for an answer.

    Raises:
        ModelUnavailable: nobody opens it, it couldn't be opened, or that takes too long.
    """

    _model: BaseChatModel | None = PrivateAttr(default=None)
    _opening: asyncio.Event | None = PrivateAttr(default=None)
    _budget: TokenBudget = PrivateAttr(default=TokenBudget(guess_tokens))

    @property
    def _llm_type(self) -> str:
        return "shopkeeper-late"

    @contextmanager
    def being_opened(self) -> Iterator[None]:
        """Let calls wait until the context is left, with a model or without one."""
        self._opening = asyncio.Event()
        try:
            yield
        finally:
            self._opening.set()

    def opened(self, model: BaseChatModel, budget: TokenBudget | None = None) -> None:
        """From now on, answer with this model; the budget says, or an embedded one itself, how it counts and reads."""
        self._model = model
        if budget is None and isinstance(model, EmbeddedChatModel):
            budget = TokenBudget(model.get_num_tokens, model.context_length)
        self._budget = budget or self._budget

    def count_tokens(self, text: str) -> int:
        """Return the tokens of a text in the model's own vocabulary, or a careful guess where it isn't known."""
        return self._budget.count(text)

    def context_length(self) -> int:
        """Return how many tokens of prompt and answer the model reads, as far as is known by now."""
        return self._budget.context_length

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
        await self._wait(kwargs)
        return await self._there()._agenerate(messages, stop, run_manager, **kwargs)

    async def _astream(self, *args: Any, **kwargs: Any) -> AsyncIterator[ChatGenerationChunk]:
        await self._wait(kwargs)
        async with aclosing(
            cast(AsyncGenerator[ChatGenerationChunk], self._there()._astream(*args, **kwargs))
        ) as stream:
            async for chunk in stream:
                yield chunk

    async def _wait(self, options: Mapping[str, Any]) -> None:
        if self._opening is None or self._model is not None:
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(self._opening.wait(), options.get("timeout") or _OPENING_SECONDS)

    def _there(self) -> BaseChatModel:
        if self._model is None:
            raise ModelUnavailable("The language model is still being opened.")
        return self._model


def server_key(settings: Settings) -> str:
    """Return the key for the language model's server; where it wants none, a word, since the client wants one."""
    return settings.llm_key.get_secret_value() if settings.llm_key else "none"


def remote_model(settings: Settings, url: str, name: str) -> RemoteChatModel:
    """Return the model of that name behind an OpenAI-compatible server; nothing is asked of it yet."""
    return RemoteChatModel(
        base_url=url,
        model=name,
        api_key=server_key(settings),
        timeout=settings.llm_seconds,
        max_retries=0,
        temperature=0.0,
    )


def open_model(settings: Settings) -> BaseChatModel:
    """Open the model that the settings name; blocks for seconds.

    Raises:
        SetupError: there is no such model, or it can't be read.
    """
    if settings.llm_url is not None:
        return remote_model(settings, settings.llm_url, settings.model_name(ROUTER))
    return EmbeddedChatModel(folders=settings.model_folders, urgent=(ROUTER,), threads=settings.llm_threads)


def read_budget(settings: Settings, model: BaseChatModel) -> TokenBudget:
    """Return how the opened model counts and how much it reads; asks a server that has one, for seconds at most.

    Raises:
        SetupError: the tokenizer that the settings name can't be read.
    """
    if isinstance(model, EmbeddedChatModel):
        return TokenBudget(model.get_num_tokens, model.context_length)
    file = settings.tokenizer
    count = load_counter(file) if file is not None else guess_tokens
    return TokenBudget(count, _served_length(settings) or DEFAULT_CONTEXT)


def _served_length(settings: Settings) -> int | None:
    """Return the context length that the server tells, as vLLM does; None where it doesn't."""
    try:
        answer = httpx.get(
            f"{str(settings.llm_url).rstrip('/')}/models",
            headers={"Authorization": f"Bearer {server_key(settings)}"},
            timeout=_LIST_SECONDS,
        )
        told = {entry.get("id"): entry.get("max_model_len") for entry in answer.raise_for_status().json()["data"]}
    except (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError):
        return None  # a server that is down or tells nothing is asked for answers all the same
    lengths = [told.get(settings.model_name(ROUTER)), *told.values()]
    return next((length for length in lengths if isinstance(length, int) and length > 0), None)


async def bring_up(late: LateChatModel, planner: Planner, settings: Settings, readiness: Readiness) -> None:
    """Open the model and warm it up; whatever goes wrong is noted, and the shop is served without it.

    A server that isn't there yet is asked again until it is. Meanwhile every message asks it too, and rules answer.
    """
    try:
        with late.being_opened():
            model = await to_thread.run_sync(open_model, settings)
            late.opened(model, await to_thread.run_sync(read_budget, settings, model))
        awaited = 0
        while not await _warmed_up(planner, readiness):
            awaited += 1
        if awaited:  # now it can tell
            late.opened(model, await to_thread.run_sync(read_budget, settings, model))
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
