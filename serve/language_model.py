"""The language model that the settings name, opened in the background: until it is there, the rules plan."""

from __future__ import annotations

from typing import Any

import structlog
from anyio import to_thread
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatResult
from pydantic import PrivateAttr

from assistant.errors import ModelUnavailable, ShopkeeperError
from assistant.llm.embedded import EmbeddedChatModel
from assistant.llm.remote import RemoteChatModel
from assistant.planner.planner import Planner
from serve.services import Readiness
from serve.settings import ROUTER, Settings

log = structlog.get_logger(__name__)

PART = "language model"
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
            model=settings.llm_model or "shopkeeper",
            api_key=key,
            timeout=settings.llm_seconds,
            max_retries=0,
            temperature=0.0,
        )
    return EmbeddedChatModel(folders=settings.model_folders, urgent=(ROUTER,), threads=settings.llm_threads)


async def bring_up(late: LateChatModel, planner: Planner, settings: Settings, readiness: Readiness) -> None:
    """Open the model and warm it up; whatever goes wrong is noted, and the shop is served without it."""
    try:
        late.opened(await to_thread.run_sync(open_model, settings))
        await planner.warm_up()
    except (ShopkeeperError, TimeoutError) as error:
        log.warning("language_model_not_opened", reason=str(error) or type(error).__name__)
        readiness.note(PART, f"not there: {error}" if str(error) else "slow: it didn't answer in time")
    except Exception:
        log.exception("language_model_not_opened")
        readiness.note(PART, "not there: see the log")
    else:
        readiness.note(PART, "ready")
