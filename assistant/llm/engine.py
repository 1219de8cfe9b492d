"""All models on one thread: requests wait in line, and what a prompt shares with the last one isn't read again.

Measured on two cores, one caller after the other beats the engine's own batching on a CPU: a static batch waits for
its longest answer, and paged attention exists on GPUs only.

A request to an urgent model doesn't wait for a long answer of another: it is run in between two of its tokens. That
needs no lock and mixes up no state, because urgent requests never interrupt anything urgent, the others never
interrupt at all, and each model's key-value caches are its own.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Collection, Mapping, Sequence
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
_SESSIONS = 4  # caches that are kept: a planner's two schemas, a writer's free text, one more


@dataclass(frozen=True, slots=True)
class Request:
    """What to generate.

    Attributes:
        model: one of the engine's models, by name.
        receive: is given each step's tokens on the engine's thread; returns False to end the answer.
        schema: a JSON schema, as text, that the answer obeys.
    """

    model: str
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
        interrupted_s: seconds of these that went to urgent requests in between.
    """

    finish_reason: Literal["stop", "length"]
    reused: int
    waited_s: float
    prompt_s: float
    answer_s: float
    interrupted_s: float


@dataclass(slots=True)
class _Session:
    generator: NativeGenerator
    tokens: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Job:
    request: Request
    future: Future[Completion]
    submitted: float = field(default_factory=perf_counter)
    interrupted: float = 0.0


@dataclass(slots=True)
class _Line:
    """Who waits, in the order in which they came; `callers` are all who have no answer yet."""

    jobs: deque[_Job] = field(default_factory=deque)
    callers: set[Future[Completion]] = field(default_factory=set)


class Engine:
    """Generates for any number of callers: urgent models first, else in the order in which they came.

    Args:
        folders: onnxruntime-genai model folders by name; names of the same folder share its weights.
        urgent: names whose requests go before, and interrupt, those to the other models.
        threads: cores that one forward pass uses.
        context_length: tokens of prompt and answer together.
        max_waiting: callers in line, urgent or not, beyond which new ones are turned away.

    Raises:
        SetupError: a folder holds no model that the engine can read.
        OptionalDependencyError: onnxruntime-genai isn't installed.
    """

    def __init__(
        self,
        folders: Mapping[str, Path],
        *,
        urgent: Collection[str],
        threads: int,
        context_length: int,
        max_waiting: int,
    ) -> None:
        weights = {folder: _load(folder, threads) for folder in set(folders.values())}
        self._models = {name: weights[folder] for name, folder in folders.items()}
        self._context_length = context_length
        self._max_waiting = max_waiting
        self._urgent, self._ordinary = _Line(), _Line()
        self._lines = {name: self._urgent if name in urgent else self._ordinary for name in folders}
        self._sessions: OrderedDict[tuple[str, str | None, float], _Session] = OrderedDict()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="shopkeeper-llm")

    def submit(self, request: Request) -> Future[Completion]:
        """Queue a request; cancelling the future frees the engine at the next token.

        Raises:
            InvalidInput: the prompt leaves no room for an answer.
            ModelUnavailable: too many callers wait already, or the engine is closed.
        """
        if len(request.prompt) + _ROOM >= self._context_length:
            raise InvalidInput(f"The prompt is longer than {self._context_length - _ROOM} tokens.")
        line = self._lines[request.model]
        if len(line.callers) >= self._max_waiting:
            raise ModelUnavailable("The language model has too much to do.")
        job = _Job(request, Future())
        line.callers.add(job.future)
        job.future.add_done_callback(line.callers.discard)
        line.jobs.append(job)
        try:
            self._thread.submit(self._serve_next)
        except RuntimeError as error:
            raise ModelUnavailable("The language model is closed.") from error
        return job.future

    def close(self) -> None:
        """Turn away who still waits, and free the weights."""
        for line in (self._urgent, self._ordinary):
            for future in tuple(line.callers):
                future.cancel()
        self._thread.shutdown()
        self._sessions.clear()

    def _serve_next(self) -> None:
        line = self._urgent if self._urgent.jobs else self._ordinary
        if line.jobs:  # what an interruption has served isn't there any more
            self._run(line.jobs.popleft())

    def _run(self, job: _Job) -> None:
        """Answer one request; nothing that goes wrong leaves it, so that it can't harm one that it interrupts."""
        try:
            completion = self._generate(job)
        except NativeError as error:
            self._forget(job.request.model)
            unavailable = ModelUnavailable("The language model failed to answer.")
            unavailable.__cause__ = error
            _settle(job.future, unavailable)
        except Exception as error:  # noqa: BLE001 - the caller gets it, whatever it is
            _settle(job.future, error)
        else:
            _settle(job.future, completion)

    def _wanted(self, job: _Job) -> bool:
        """Let urgent requests through, then say whether anybody still waits for this one."""
        if self._lines[job.request.model] is self._ordinary and self._urgent.jobs:
            began = perf_counter()
            while self._urgent.jobs:
                self._run(self._urgent.jobs.popleft())
            job.interrupted += perf_counter() - began
        return not job.future.cancelled()

    def _generate(self, job: _Job) -> Completion | None:
        if job.future.cancelled():
            return None
        request, started = job.request, perf_counter()
        session = self._session(request)
        reused = self._read_prompt(session, job)
        read = perf_counter()
        generator, length = session.generator, len(request.prompt)
        limit = min(length + request.max_tokens, self._context_length - _ROOM)
        reason: Literal["stop", "length"] = "stop"
        while not generator.done and self._wanted(job):
            if length >= limit:
                reason = "length"
                break
            generator.step()
            tokens = generator.tokens(length)
            length += len(tokens)
            if not request.receive(tokens):
                break
        waited, wrote = started - job.submitted, perf_counter() - read
        return Completion(reason, reused, waited, read - started, wrote, job.interrupted)

    def _session(self, request: Request) -> _Session:
        key = (request.model, request.schema, request.temperature)
        session = self._sessions.pop(key, None)
        if session is None:
            try:
                generator = NativeGenerator(
                    self._models[request.model],
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

    def _forget(self, model: str) -> None:
        """Drop a model's caches: after a failure their state is unknown."""
        for key in [key for key in self._sessions if key[0] == model]:
            del self._sessions[key]

    def _read_prompt(self, session: _Session, job: _Job) -> int:
        """Bring the cache to the end of the prompt and return how much of it was there."""
        prompt = job.request.prompt
        reused = min(_shared(session.tokens, prompt), max(len(prompt) - _REREAD, 0))
        if session.tokens:
            session.generator.rewind(reused)
        del session.tokens[reused:]
        for start in range(reused, len(prompt), _CHUNK):
            if not self._wanted(job):
                break
            chunk = prompt[start : start + _CHUNK]
            session.generator.append(chunk)
            session.tokens.extend(chunk)
        return reused


def _load(folder: Path, threads: int) -> NativeModel:
    try:
        return NativeModel(folder, threads=threads)
    except NativeError as error:
        raise SetupError(f"The language model in {folder} can't be read.", hint="Build it again.") from error


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
