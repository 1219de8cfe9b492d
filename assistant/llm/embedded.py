"""The language models in this process: small models on the CPU behind LangChain's own interface."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.ai import InputTokenDetails, UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field, PrivateAttr

from assistant.errors import InvalidInput, ModelUnavailable, SetupError, UnknownModel
from assistant.llm.chat_format import ChatFormat, TextReader
from assistant.llm.engine import Completion, Engine, Request
from assistant.llm.permission import require_model_calls
from assistant.llm.vocabulary import CountTokens, load_counter

# Compact JSON: without this the model may spend its tokens on white space.
_COMPACT = {"x-guidance": {"whitespace_flexible": False, "item_separator": ",", "key_separator": ":"}}


@dataclass(frozen=True, slots=True)
class _Call:
    """One answer in the making."""

    model: str
    prompt_tokens: int
    reader: TextReader
    future: Future[Completion]
    timeout: float


class EmbeddedChatModel(BaseChatModel):
    """Chat models that run on this machine's own cores, with the call arguments of ChatOpenAI.

    A call takes `model` (a name; the first one when absent), `stop`, `max_tokens`, `temperature`, `timeout` (seconds,
    waiting in line included) and
    `response_format={"type": "json_schema", "json_schema": {"name": …, "schema": …}}`.

    Attributes:
        folders: onnxruntime-genai model folders by name; names of the same folder share its weights.
        urgent: names whose calls go before the others', and are answered in the middle of a long answer of another.
        threads: cores that one forward pass uses.
        context_length: tokens of prompt and answer together; never more than the models were made for.
        max_waiting: callers in line, beyond which a call fails at once.

    Raises:
        SetupError: there is no model in a folder, or it can't be read; or model calls are switched off.
        OptionalDependencyError: onnxruntime-genai isn't installed.
        ModelUnavailable: on a call: no answer in time, or too many callers.
        UnknownModel: on a call: there is no model of that name.
        InvalidInput: on a call: the prompt is too long, or the schema can't be followed.
    """

    folders: dict[str, Path] = Field(min_length=1)
    urgent: tuple[str, ...] = ()
    threads: int = 2
    context_length: int = 2048
    max_waiting: int = 32
    max_tokens: int = 256
    temperature: float = 0.0
    timeout: float = 30.0

    _engine: Engine = PrivateAttr()
    _count: CountTokens = PrivateAttr()
    _formats: dict[str, ChatFormat] = PrivateAttr()

    def model_post_init(self, context: Any, /) -> None:
        super().model_post_init(context)
        require_model_calls()
        for folder in self.folders.values():
            if not (folder / "genai_config.json").is_file():
                raise SetupError(f"There is no language model in {folder}.", hint="Run: make setup")
        formats = {folder: ChatFormat(folder) for folder in set(self.folders.values())}
        self._formats = {name: formats[folder] for name, folder in self.folders.items()}
        self.context_length = min(self.context_length, *(made.context_length for made in formats.values()))
        self._count = load_counter(self.folders[self._default] / "tokenizer.json")
        self._engine = Engine(
            self.folders,
            urgent=self.urgent,
            threads=self.threads,
            context_length=self.context_length,
            max_waiting=self.max_waiting,
        )

    @property
    def _llm_type(self) -> str:
        return "shopkeeper-embedded"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model_name": self._default}

    @property
    def _default(self) -> str:
        return next(iter(self.folders))

    def close(self) -> None:
        """Free the weights; calls under way end with ModelUnavailable."""
        self._engine.close()

    def get_num_tokens(self, text: str) -> int:
        return self._count(text)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        call = self._begin(messages, stop, lambda _: None, kwargs)
        try:
            completion = call.future.result(call.timeout)
        except TimeoutError as error:
            raise _too_late(call.timeout) from error
        finally:
            call.future.cancel()
        return _result(call, completion)

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        call = self._begin(messages, stop, lambda _: None, kwargs)
        try:
            async with asyncio.timeout(call.timeout):
                completion = await asyncio.wrap_future(call.future)
        except TimeoutError as error:
            raise _too_late(call.timeout) from error
        finally:
            call.future.cancel()
        return _result(call, completion)

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        loop = asyncio.get_running_loop()
        pieces: asyncio.Queue[str | None] = asyncio.Queue()

        def send(piece: str | None) -> None:
            loop.call_soon_threadsafe(pieces.put_nowait, piece)

        call = self._begin(messages, stop, send, kwargs)
        call.future.add_done_callback(lambda _: send(None))
        deadline = loop.time() + call.timeout
        try:
            while (piece := await _take(pieces, deadline)) is not None:
                yield ChatGenerationChunk(message=AIMessageChunk(content=piece))
            completion = call.future.result()
        except TimeoutError as error:
            raise _too_late(call.timeout) from error
        finally:
            call.future.cancel()
        message = AIMessageChunk(
            content=call.reader.finish(),
            usage_metadata=_usage(call, completion),
            response_metadata=_metadata(call, completion),
            chunk_position="last",
        )
        yield ChatGenerationChunk(message=message)

    def _begin(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None,
        send: Callable[[str], None],
        options: dict[str, Any],
    ) -> _Call:
        model = options.get("model") or self._default
        if model not in self._formats:
            raise UnknownModel(model, self._formats)
        prompt = self._formats[model].encode(messages)
        reader = self._formats[model].reader(stop or ())

        def receive(tokens: list[int]) -> bool:
            piece = reader.read(tokens)
            if piece:
                send(piece)
            return not reader.ended

        request = Request(
            model=model,
            prompt=prompt,
            receive=receive,
            max_tokens=options.get("max_tokens") or self.max_tokens,
            schema=_schema(options.get("response_format")),
            temperature=float(options.get("temperature", self.temperature)),
        )
        timeout = options.get("timeout") or self.timeout
        return _Call(model, len(prompt), reader, self._engine.submit(request), timeout)


def _result(call: _Call, completion: Completion) -> ChatResult:
    call.reader.finish()
    message = AIMessage(
        content=call.reader.text,
        usage_metadata=_usage(call, completion),
        response_metadata=_metadata(call, completion),
    )
    return ChatResult(generations=[ChatGeneration(message=message)])


def _metadata(call: _Call, completion: Completion) -> dict[str, Any]:
    timings = {
        "waited_ms": completion.waited_s * 1000,
        "prompt_ms": completion.prompt_s * 1000,
        "answer_ms": completion.answer_s * 1000,
        "interrupted_ms": completion.interrupted_s * 1000,
    }
    return {"model_name": call.model, "finish_reason": completion.finish_reason, "timings": timings}


async def _take(pieces: asyncio.Queue[str | None], deadline: float) -> str | None:
    # Not wait_for: before Python 3.12 it swallows a cancellation that comes together with a piece.
    async with asyncio.timeout_at(deadline):
        return await pieces.get()


def _usage(call: _Call, completion: Completion) -> UsageMetadata:
    return UsageMetadata(
        input_tokens=call.prompt_tokens,
        output_tokens=call.reader.count,
        total_tokens=call.prompt_tokens + call.reader.count,
        input_token_details=InputTokenDetails(cache_read=completion.reused),
    )


def _schema(response_format: dict[str, Any] | None) -> str | None:
    """Return the schema as text in the order of its keys, so that the answer keeps that order."""
    match response_format:
        case None | {"type": "text"}:
            return None
        case {"type": "json_schema", "json_schema": {"schema": dict(schema)}}:
            return json.dumps({**schema, **_COMPACT})
        case _:
            raise InvalidInput("response_format has to be of type json_schema, with a schema, or text.")


def _too_late(timeout: float) -> ModelUnavailable:
    return ModelUnavailable(f"The language model didn't answer within {timeout:g} s.")
