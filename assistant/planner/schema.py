"""The JSON schema of a plan: one to three calls, each obeying its own tool's arguments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from langchain_core.tools import StructuredTool
from langchain_core.utils.function_calling import convert_to_openai_tool

MAX_CALLS = 3
MAX_STRING = 120
MAX_ITEMS = 6
CONFIRM = "confirm"


def plan_schema(tools: Iterable[StructuredTool], *, pending: bool) -> dict[str, Any]:
    """Return the schema that constrains the planner's answer.

    Args:
        pending: an action waits for confirmation, so that `confirm` may be chosen.
    """
    calls = [_call(tool.name, _arguments(tool)) for tool in tools]
    if pending:
        calls.append(_call(CONFIRM, _object({"accept": {"type": "boolean"}}, ["accept"])))
    return {"type": "array", "minItems": 1, "maxItems": MAX_CALLS, "items": {"anyOf": calls}}


def _call(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    return _object({"name": {"const": name}, "args": arguments}, ["name", "args"])


def _arguments(tool: StructuredTool) -> dict[str, Any]:
    schema: dict[str, Any] = convert_to_openai_tool(tool)["function"]["parameters"]
    properties = {name: _plain(spec) for name, spec in schema.get("properties", {}).items()}
    return _object(properties, schema.get("required", []))


def _plain(spec: dict[str, Any]) -> dict[str, Any]:
    """Reduce a pydantic property to its type: an absent argument is left out, never null."""
    if "anyOf" in spec:
        spec = next(option for option in spec["anyOf"] if option.get("type") != "null")
    kept: dict[str, Any] = {key: spec[key] for key in ("type", "enum", "const") if key in spec}
    if kept.get("type") == "array":
        kept |= {"items": _plain(spec["items"]), "minItems": 1, "maxItems": MAX_ITEMS}
    elif kept.get("type") == "string" and "enum" not in kept:
        kept |= {"minLength": 1, "maxLength": MAX_STRING}
    return kept


def _object(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
