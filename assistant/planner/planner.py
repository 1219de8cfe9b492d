"""From a message in its surroundings to at most three tool calls, with one model call; by rule when there is none."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Literal

import structlog
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langchain_core.tools import StructuredTool

from assistant.domain.conversation import ToolCall
from assistant.errors import InvalidInput, Unavailable
from assistant.llm.budget import DEFAULT_CONTEXT, room_for_prompt
from assistant.llm.vocabulary import CountTokens
from assistant.planner.answer import AnswerReader
from assistant.planner.budget import fit_messages
from assistant.planner.context import PlanContext
from assistant.planner.fallback import fallback_calls
from assistant.planner.plan_check import check_calls
from assistant.planner.schema import plan_schema
from assistant.planner.scope import Scope, within_scope

MAX_ANSWER_TOKENS = 192
_WARM_UP_DEADLINE = 60.0  # seconds: nobody waits for it, and a busy machine may take long

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do about a message.

    Attributes:
        calls: one to three.
        prompt_tokens, completion_tokens: 0 when no model answered.
        duration_ms, model_ms: milliseconds, of which so many were spent waiting for the model.
        origin: who chose the calls; "fallback" are the rules that work without a model.
    """

    calls: tuple[ToolCall, ...]
    prompt_tokens: int
    completion_tokens: int
    duration_ms: float
    origin: Literal["model", "fallback"]
    model_ms: float = 0.0


class Planner:
    """Plans turns with a language model that is tuned to the tools.

    Args:
        model: any chat model that takes `response_format`, `max_tokens` and `timeout`, as ChatOpenAI does.
        tools: the tools that it may choose, by name.
        count_tokens: tokens of a text in the model's own vocabulary.
        context_length: says how many tokens of prompt and answer the model reads by now.
        name: what the model, or its adapter, is called.
        deadline: seconds, waiting in line included, after which the rules plan instead.
        scope: tells what no shop answers; without it, the model alone does.
    """

    def __init__(
        self,
        model: BaseChatModel,
        tools: Mapping[str, StructuredTool],
        *,
        count_tokens: CountTokens,
        context_length: Callable[[], int] = lambda: DEFAULT_CONTEXT,
        name: str = "router",
        deadline: float = 6.0,
        scope: Scope | None = None,
    ) -> None:
        self._model = model
        self._name = name
        self._reader = AnswerReader(tools)
        self._formats = {
            pending: _response_format(plan_schema(tools.values(), pending=pending)) for pending in (False, True)
        }
        self._count_tokens, self._context_length = count_tokens, context_length
        self._deadline = deadline
        self._scope = scope

    async def plan(self, context: PlanContext, *, locale: str = "en") -> Plan:
        """Return a plan, always: a model that is down, late or unreadable is replaced by the rules."""
        started = perf_counter()
        prompt_tokens = completion_tokens = 0
        calls: tuple[ToolCall, ...] = ()
        try:
            answer = await self._ask(context, locale, self._deadline)
        except (Unavailable, InvalidInput, TimeoutError) as error:
            model_ms = (perf_counter() - started) * 1000
            log.warning("plan_by_rule", reason=type(error).__name__, cause=str(error.__cause__ or error)[:200])
        else:
            model_ms = (perf_counter() - started) * 1000
            if answer.usage_metadata:
                prompt_tokens = answer.usage_metadata["input_tokens"]
                completion_tokens = answer.usage_metadata["output_tokens"]
            calls = check_calls(self._reader.read(answer.text), context)
            calls = self._reader.valid(calls)
            if not calls:
                log.warning("plan_by_rule", reason="no_usable_call")
        chosen = calls or fallback_calls(context)
        return Plan(
            calls=await within_scope(chosen, context, self._scope) if self._scope else chosen,
            prompt_tokens=prompt_tokens,
            completion_tokens=completion_tokens,
            duration_ms=(perf_counter() - started) * 1000,
            origin="model" if calls else "fallback",
            model_ms=model_ms,
        )

    def within(self, seconds: float) -> Planner:
        """Return this planner with less time for the model."""
        hurried = copy(self)
        hurried._deadline = min(seconds, self._deadline)
        return hurried

    async def warm_up(self) -> None:
        """Compile both schemas and fill the prompt cache, so that the first shopper doesn't wait for it."""
        for pending in ("", "cancel order 1001"):
            await self._ask(PlanContext(message="hello", pending=pending), "en", _WARM_UP_DEADLINE)

    async def _ask(self, context: PlanContext, locale: str, deadline: float) -> AIMessage:
        room = room_for_prompt(self._context_length(), MAX_ANSWER_TOKENS)
        messages = fit_messages(context, self._count_tokens, locale=locale, limit=room)
        async with asyncio.timeout(deadline):
            return await self._model.ainvoke(
                messages,
                model=self._name,
                response_format=self._formats[bool(context.pending)],
                max_tokens=MAX_ANSWER_TOKENS,
                timeout=deadline,
            )


def _response_format(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "json_schema", "json_schema": {"name": "plan", "schema": schema}}
