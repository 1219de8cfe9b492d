"""How a tool is declared: a typed async function whose first argument the planner never sees."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from langchain_core.tools import InjectedToolArg

from assistant.tools.context import ToolContext


class ToolKind(StrEnum):
    """READ tools run at once; WRITE tools only ever make a proposal."""

    READ = "read"
    CART = "cart"
    WRITE = "write"
    TALK = "talk"


Context = Annotated[ToolContext, InjectedToolArg]
