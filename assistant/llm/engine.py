"""One model on one thread: requests wait in line, and what a prompt shares with the last one isn't read again.

Measured on two cores, one caller after the other beats the engine's own batching on a CPU: a static batch waits for
its longest answer, and paged attention exists on GPUs only.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Literal

from assistant.errors import InvalidInput, ModelUnavailable, SetupError
from assistant.llm.native import NativeError, NativeGenerator, NativeModel

_CHUNK = 256  # tokens read between two looks at whether somebody still waits
_REREAD = 8  # tokens at the end of a prompt that are always read: a single token takes another, less exact path
_ROOM = 64  # tokens that a schema may add in one step
_SESSIONS = 3  # schemas whose cache is kept


@dataclass(frozen=True, slots=True)
class Request:
    """What to generate.

    Attributes:
        receive: is given each step's tokens on the engine's thread; returns False to end the answer.
        schema: a JSON schema, as text, that the answer obeys.
    """

    prompt: Sequence[int]
    receive: Callable[[list[int]], bool]
    max_tokens: int
    schema: str | None = None
    temperature: float = 0.0


@dataclass(frozen=True, slots=True)
class Completion:
    """How a generation ended and what it cost.

    Attributes:
        reused: prompt tokens whose key-value cache was still there.
        waited_s, prompt_s, answer_s: seconds in the line, reading the prompt, writing the answer.
    """

    finish_reason: Literal["stop", "length"]
    reused: int
    waited_s: float
    prompt_s: float
    answer_s: float


@dataclass(slots=True)
class _Session:
    generator: NativeGenerator
    tokens: list[int] = field(default_factory=list)


class Engine:
    """Generates for any number of callers, in the order in which they came.

    Args:
        folder: an onnxruntime-genai model folder.
        threads: cores that one forward pass uses.
        context_length: tokens of prompt and answer together.
        max_waiting: callers in line, beyond which new ones are turned away.

    Raises:
        SetupError: the folder holds no model that the engine can read.
        OptionalDependencyError: onnxruntime-genai isn't installed.
    """

    def __init__(self, folder: Path, *, threads: int, context_length: int, max_waiting: int) -> None:
        try:
            self._model = NativeModel(folder, threads=threads)
        except NativeError as error:
            raise SetupError(f"The language model in {folder} can't be read.", hint="Build it again.") from error
        self._context_length = context_length
        self._max_waiting = max_waiting
        self._waiting: set[Future[Completion]] = set()
        self._sessions: OrderedDict[tuple[str | None, float], _Session] = OrderedDict()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="shopkeeper-llm")

    def submit(self, request: Request) -> Future[Completion]:
        """Queue a request; cancelling the future frees the engine at the next token.

        Raises:
            InvalidInput: the prompt leaves no room for an answer.
            ModelUnavailable: too many callers wait already.
        """
        if len(request.prompt) + _ROOM >= self._context_length:
            raise InvalidInput(f"The prompt is longer than {self._context_length - _ROOM} tokens.")
        if len(self._waiting) >= self._max_waiting:
            raise ModelUnavailable("The language model has too much to do.")
        future: Future[Completion] = Future()
        self._waiting.add(future)
        future.add_done_callback(self._waiting.discard)
        self._thread.submit(self._run, request, future, perf_counter())
        return future

    def close(self) -> None:
        """Turn away who still waits, and free the weights."""
        for future in tuple(self._waiting):
            future.cancel()
        self._thread.shutdown()
        self._sessions.clear()

    def _run(self, request: Request, future: Future[Completion], submitted: float) -> None:
        try:
            completion = self._generate(request, future, submitted)
        except NativeError as error:
            self._sessions.clear()  # their state is unknown now
            unavailable = ModelUnavailable("The language model failed to answer.")
            unavailable.__cause__ = error
            _settle(future, unavailable)
        except Exception as error:  # noqa: BLE001 - the caller gets it, whatever it is
            _settle(future, error)
        else:
            _settle(future, completion)

    def _generate(self, request: Request, future: Future[Completion], submitted: float) -> Completion | None:
        if future.cancelled():
            return None
        started = perf_counter()
        session = self._session(request)
        reused = self._read_prompt(session, request.prompt, future)
        read = perf_counter()
        generator, length = session.generator, len(request.prompt)
        limit = min(length + request.max_tokens, self._context_length - _ROOM)
        reason: Literal["stop", "length"] = "stop"
        while not generator.done and not future.cancelled():
            if length >= limit:
                reason = "length"
                break
            generator.step()
            tokens = generator.tokens(length)
            length += len(tokens)
            if not request.receive(tokens):
                break
        return Completion(reason, reused, started - submitted, read - started, perf_counter() - read)

    def _session(self, request: Request) -> _Session:
        key = (request.schema, request.temperature)
        session = self._sessions.pop(key, None)
        if session is None:
            try:
                generator = NativeGenerator(
                    self._model,
                    max_length=self._context_length,
                    schema=request.schema,
                    temperature=request.temperature,
                )
            except NativeError as error:
                raise InvalidInput("The language model can't follow this JSON schema.") from error
            session = _Session(generator)
        self._sessions[key] = session
        if len(self._sessions) > _SESSIONS:
            self._sessions.popitem(last=False)
        return session

    def _read_prompt(self, session: _Session, prompt: Sequence[int], future: Future[Completion]) -> int:
        """Bring the cache to the end of the prompt and return how much of it was there."""
        reused = min(_shared(session.tokens, prompt), max(len(prompt) - _REREAD, 0))
        if session.tokens:
            session.generator.rewind(reused)
        del session.tokens[reused:]
        for start in range(reused, len(prompt), _CHUNK):
            if future.cancelled():
                break
            chunk = prompt[start : start + _CHUNK]
            session.generator.append(chunk)
            session.tokens.extend(chunk)
        return reused


def _shared(left: Sequence[int], right: Sequence[int]) -> int:
    """Return the length of the common beginning."""
    pairs = enumerate(zip(left, right, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(left), len(right)))


def _settle(future: Future[Completion], outcome: Completion | Exception | None) -> None:
    if not future.set_running_or_notify_cancel() or outcome is None:
        return
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
