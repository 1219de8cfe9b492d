"""The language model behind an OpenAI-compatible server, vLLM above all."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator, Mapping
from contextlib import aclosing, closing, contextmanager
from typing import Any, cast

import openai
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_openai import ChatOpenAI
from pydantic import Field

from assistant.errors import InvalidInput, ModelUnavailable, UnknownModel
from assistant.llm.permission import require_model_calls

# How the usual chat templates mark who speaks. A server reads these marks in a message as it reads its own.
_CONTROL = re.compile(r"(?:<(?=\|[\w.-]{1,40}\|>|/?s>|(?:start|end)_of_turn>)|\[(?=/?INST\]))")
_TOO_LONG = re.compile(r"context[ _](?:length|window)|prompt is too long|input tokens exceed", re.IGNORECASE)
_GARBAGE = (ValueError, TypeError, KeyError, IndexError, AttributeError)  # what reading an answer of no form raises


class RemoteChatModel(ChatOpenAI):
    """ChatOpenAI whose failures speak Shopkeeper's own errors, and whose `timeout` is for the whole answer.

    A call's `model` names one of the server's models or adapters. Nothing is remembered of the server: one that was
    restarted is found again by the next call. Closing a stream closes its connection, so that the server stops.

    Raises:
        ModelCallsForbidden: model calls are switched off.
        ModelUnavailable: on a call: the server is down, late or overloaded, or what it sent is no answer.
        UnknownModel: on a call: the server has no such model or adapter.
        InvalidInput: on a call: the prompt is too long, or the server refuses the request as it is.
    """

    stream_usage: bool | None = True
    stream_chunk_timeout: float | None = None  # the deadline is for all chunks together
    # Its own connections: LangChain shares one pool among all models, which dies with the first event loop.
    http_async_client: Any | None = Field(default_factory=openai.DefaultAsyncHttpxClient, exclude=True)

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
        with self._own_errors(kwargs):
            return _with_answer(super()._generate(messages, stop, run_manager, **kwargs))

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        with self._own_errors(kwargs):
            async with asyncio.timeout(self._seconds(kwargs)):
                return _with_answer(await super()._agenerate(messages, stop, run_manager, **kwargs))

    def _stream(self, *args: Any, **kwargs: Any) -> Iterator[ChatGenerationChunk]:
        seconds = self._seconds(kwargs)
        deadline = time.monotonic() + seconds if seconds else None
        finished = False
        chunks = cast("Generator[ChatGenerationChunk]", super()._stream(*args, **kwargs))
        with closing(chunks):
            while True:
                with self._own_errors(kwargs):
                    chunk = next(chunks, None)
                    if deadline and time.monotonic() > deadline:
                        raise TimeoutError
                if chunk is None:
                    break
                finished = finished or _is_last(chunk)
                yield chunk
        _require_finished(finished)

    async def _astream(self, *args: Any, **kwargs: Any) -> AsyncIterator[ChatGenerationChunk]:
        seconds = self._seconds(kwargs)
        deadline = asyncio.get_running_loop().time() + seconds if seconds else None
        finished = False
        chunks = cast("AsyncGenerator[ChatGenerationChunk]", super()._astream(*args, **kwargs))
        async with aclosing(chunks):
            while True:
                with self._own_errors(kwargs):
                    async with asyncio.timeout_at(deadline):
                        chunk = await anext(chunks, None)
                if chunk is None:
                    break
                finished = finished or _is_last(chunk)
                yield chunk
        _require_finished(finished)

    def _get_request_payload(
        self, input_: LanguageModelInput, *, stop: list[str] | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        """Return the request's body; text that looks like a control token is broken up, so that none poses as a role.

        The schema goes past the client's own handling: that one parses the JSON anew at every token, and takes an
        answer that was cut at `max_tokens` for a failure.
        """
        payload: dict[str, Any] = super()._get_request_payload(input_, stop=stop, **kwargs)
        for message in payload["messages"]:
            message["content"] = _defused(message["content"])
        if response_format := payload.pop("response_format", None):
            payload["extra_body"] = {**(payload.get("extra_body") or {}), "response_format": response_format}
        return payload

    def _seconds(self, options: Mapping[str, Any]) -> float | None:
        timeout = options.get("timeout") or self.request_timeout
        return float(timeout) if isinstance(timeout, int | float) else None

    @contextmanager
    def _own_errors(self, options: Mapping[str, Any]) -> Iterator[None]:
        name = str(options.get("model") or self.model_name)
        try:
            yield
        except openai.NotFoundError as error:
            if "model" not in str(error).casefold():
                raise ModelUnavailable(
                    "The language model's server doesn't know the address.", hint="Its URL mostly ends with /v1."
                ) from error
            raise UnknownModel(name) from error
        except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
            if _TOO_LONG.search(str(error)):
                raise InvalidInput("The prompt is longer than what the language model can read.") from error
            raise InvalidInput("The language model's server refused the request.") from error
        except (openai.AuthenticationError, openai.PermissionDeniedError) as error:
            raise ModelUnavailable("The language model's server refuses the key.") from error
        except (openai.APITimeoutError, TimeoutError) as error:
            seconds = self._seconds(options)
            within = f" within {seconds:g} s" if seconds else " in time"
            raise ModelUnavailable(f"The language model didn't answer{within}.") from error
        except openai.OpenAIError as error:
            raise ModelUnavailable("The language model's server didn't answer.") from error
        except _GARBAGE as error:
            raise ModelUnavailable("What the language model's server sent is no answer.") from error


def _with_answer(result: ChatResult) -> ChatResult:
    if not result.generations:
        raise ModelUnavailable("What the language model's server sent is no answer.")
    return result


def _is_last(chunk: ChatGenerationChunk) -> bool:
    return bool((chunk.generation_info or {}).get("finish_reason"))


def _require_finished(finished: bool) -> None:
    if not finished:
        raise ModelUnavailable("The language model's server broke off in the middle of an answer.")


def _defused(content: object) -> object:
    match content:
        case str():
            return _CONTROL.sub(lambda mark: f"{mark.group()} ", content)
        case list():
            return [_defused(part) for part in content]
        case {"text": str() as text, **rest}:
            return {**rest, "text": _defused(text)}
        case _:
            return content
