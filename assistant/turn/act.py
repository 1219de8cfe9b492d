"""Act: run the planned calls; READ tools side by side, one failed call never takes the others along."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

import structlog
from langchain_core.tools import StructuredTool
from pydantic import ValidationError

from assistant.domain.conversation import ToolCall
from assistant.errors import ShopkeeperError
from assistant.tools.context import ToolContext
from assistant.tools.registry import kind_of
from assistant.tools.result import Outcome, ToolResult
from assistant.tools.types import ToolKind
from assistant.turn.explained import follow_up
from assistant.turn.parts import part_for

log = structlog.get_logger(__name__)


async def act(
    calls: Sequence[ToolCall],
    tools: Mapping[str, StructuredTool],
    context: ToolContext,
    requests: Sequence[str] = (),
) -> tuple[ToolResult, ...]:
    """Run the calls and return their results in the order of the calls.

    READ calls run concurrently; calls that change the cart or make a proposal run after them, one by one, in order,
    without those that an explanation among the results has ruled out.

    Args:
        requests: what each call's tool reads; by default its own part of the message.
    """
    results: dict[int, ToolResult] = {}
    reads = [i for i, call in enumerate(calls) if kind_of(tools[call.name]) is ToolKind.READ]
    looked_up = (part_for(calls[i], calls, context.message) for i in reads)
    done = await asyncio.gather(*(_run(call, tools, replace(context, message=part)) for call, part in looked_up))
    results.update(zip(reads, done, strict=True))
    for i, call in enumerate(calls):
        if i not in results:
            follows = follow_up(call, results.values())
            if follows is not None:
                own, part = (follows, requests[i]) if requests else part_for(follows, calls, context.message)
                results[i] = await _run(own, tools, replace(context, message=part))
    return tuple(results[i] for i in sorted(results))


async def _run(call: ToolCall, tools: Mapping[str, StructuredTool], context: ToolContext) -> ToolResult:
    try:
        result: ToolResult = await tools[call.name].ainvoke({**call.args, "context": context})
    except ShopkeeperError as error:
        log.warning("tool_failed", tool=call.name, code=error.code, detail=error.detail)
        return _failed(call, error.code, error.detail)
    except ValidationError as error:
        log.warning("tool_arguments_refused", tool=call.name, errors=error.error_count())
        return _failed(call, "invalid_input", "")
    return result


def _failed(call: ToolCall, code: str, detail: str) -> ToolResult:
    return ToolResult(tool=call.name, outcome=Outcome.FAILED, notes={"code": code, "detail": detail})
