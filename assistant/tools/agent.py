"""The tools for a LangChain or LangGraph agent: bound to one speaker, and answering in JSON that a model can read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from langchain_core.tools import StructuredTool, ToolException

from assistant.errors import ShopkeeperError
from assistant.tools.context import ToolContext
from assistant.tools.result import ToolResult

_UNREAD: dict[str, Any] = {
    "products": {"__all__": {"variants", "image"}},
    "search": True,
    "searched": True,
    "layout": True,
}


def agent_tools(tools: Mapping[str, StructuredTool], context: ToolContext) -> list[StructuredTool]:
    """Return the tools as an agent calls them, each bound to the caller's context.

    Who speaks comes from the context alone: the model can't name another principal, whatever it sends. A WRITE tool
    only makes a proposal; it is in the message's `artifact`, the whole ToolResult, for the caller to have confirmed.
    A call that can't be done comes back to the model as a sentence that says why.
    """
    return [_bound(tool, context) for tool in tools.values()]


def _bound(tool: StructuredTool, context: ToolContext) -> StructuredTool:
    async def call(**arguments: Any) -> tuple[str, ToolResult]:
        try:
            result: ToolResult = await tool.ainvoke({**arguments, "context": context})
        except ShopkeeperError as error:
            raise ToolException(f"{error.detail} {error.hint}") from error
        return _told(result), result

    return StructuredTool(
        name=tool.name,
        description=tool.description,
        args_schema=tool.tool_call_schema,  # without the context
        coroutine=call,
        response_format="content_and_artifact",
        handle_tool_error=True,
        handle_validation_error=True,
        metadata=tool.metadata,
    )


def _told(result: ToolResult) -> str:
    value = result.model_dump(mode="json", exclude_defaults=True, exclude=_UNREAD)
    return json.dumps(value, ensure_ascii=False)
