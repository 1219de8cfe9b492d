"""The language model behind an OpenAI-compatible server, vLLM above all."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import openai
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_openai import ChatOpenAI

from assistant.errors import InvalidInput, ModelUnavailable
from assistant.llm.permission import require_model_calls


class RemoteChatModel(ChatOpenAI):
    """ChatOpenAI whose failures speak Shopkeeper's own errors.

    Raises:
        ModelCallsForbidden: model calls are switched off.
        ModelUnavailable: on a call: the server is down, late or overloaded.
        InvalidInput: on a call: the server refuses the request as it is.
    """

    stream_usage: bool | None = True

    def model_post_init(self, context: Any, /) -> None:
        super().model_post_init(context)
        require_model_calls()

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        with _own_errors():
            return super()._generate(messages, stop, run_manager, **kwargs)

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        with _own_errors():
            return await super()._agenerate(messages, stop, run_manager, **kwargs)

    async def _astream(self, *args: Any, **kwargs: Any) -> AsyncIterator[ChatGenerationChunk]:
        with _own_errors():
            async for chunk in super()._astream(*args, **kwargs):
                yield chunk


@contextmanager
def _own_errors() -> Iterator[None]:
    try:
        yield
    except openai.BadRequestError as error:
        raise InvalidInput("The language model's server refused the request.") from error
    except openai.OpenAIError as error:
        raise ModelUnavailable("The language model's server didn't answer.") from error
