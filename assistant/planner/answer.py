"""Reads the model's answer: what is complete and fits the tools' arguments becomes calls, the rest is left out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from langchain_core.tools import StructuredTool
from pydantic import BaseModel, ValidationError

from assistant.domain.conversation import ToolCall
from assistant.planner.schema import CONFIRM


class _Confirm(BaseModel):
    accept: bool


class AnswerReader:
    """Turns answers into calls of known tools with valid arguments.

    Args:
        tools: the tools that the planner may choose, by name.
    """

    def __init__(self, tools: Mapping[str, StructuredTool]) -> None:
        self._arguments: dict[str, type[BaseModel]] = {CONFIRM: _Confirm}
        self._arguments |= {name: _arguments(tool) for name, tool in tools.items()}

    def read(self, answer: str) -> tuple[ToolCall, ...]:
        """Return the valid calls in an answer, in order; none when there is nothing to read."""
        return self._valid(_written_calls(answer))

    def valid(self, calls: Iterable[ToolCall]) -> tuple[ToolCall, ...]:
        """Return the calls that still have all that their tools need."""
        return self._valid((call.name, call.args) for call in calls)

    def _valid(self, calls: Iterable[tuple[str, dict[str, Any]]]) -> tuple[ToolCall, ...]:
        read = (self._call(name, args) for name, args in calls)
        return tuple(call for call in read if call is not None)

    def _call(self, name: str, args: dict[str, Any]) -> ToolCall | None:
        """Leave out the arguments that don't fit, and the call when it can't do without them."""
        model = self._arguments.get(name)
        if model is None:
            return None
        known = {key: value for key, value in args.items() if key in model.model_fields and value is not None}
        for _ in range(len(known) + 1):
            try:
                valid = model.model_validate(known)
            except ValidationError as error:
                wrong = {problem["loc"][0] for problem in error.errors() if problem["loc"]} & known.keys()
                if not wrong:
                    return None
                known = {key: value for key, value in known.items() if key not in wrong}
            else:
                dumped = valid.model_dump(mode="json", exclude_unset=True)
                return ToolCall(name=name, args={key: dumped[key] for key in known})
        return None


def _arguments(tool: StructuredTool) -> type[BaseModel]:
    """Return the model of the arguments that a planner may fill in."""
    model = tool.tool_call_schema
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        raise TypeError(f"The tool {tool.name} has no pydantic arguments.")
    return model


def _written_calls(answer: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the calls of a JSON array, up to where it breaks off."""
    decoder = json.JSONDecoder()
    at = answer.find("{")
    while at >= 0:
        try:
            value, end = decoder.raw_decode(answer, at)
        except (json.JSONDecodeError, RecursionError):
            return
        if isinstance(value.get("name"), str) and isinstance(value.get("args"), dict):
            yield value["name"], value["args"]
        at = answer.find("{", end)
