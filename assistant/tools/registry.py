"""All tools in one place: the same registry feeds the planner's schema, the MCP server and the docs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from langchain_core.tools import StructuredTool

from assistant.tools.advice import recommend_products
from assistant.tools.business import ask_business
from assistant.tools.cart import get_cart, update_cart
from assistant.tools.catalogue import compare_products, get_product, search_catalog
from assistant.tools.exchanges import exchange_items
from assistant.tools.offers import list_promotions
from assistant.tools.order_actions import cancel_order, return_items, update_order
from assistant.tools.orders import get_order, list_orders
from assistant.tools.result import ToolResult
from assistant.tools.talk import handoff_to_human, reply
from assistant.tools.types import ToolKind
from assistant.tools.undoing import undo_change
from assistant.tools.wallet import own_payments

ToolFunction = Callable[..., Awaitable[ToolResult]]

_TOOLS: tuple[tuple[ToolFunction, ToolKind], ...] = (
    (search_catalog, ToolKind.READ),
    (get_product, ToolKind.READ),
    (compare_products, ToolKind.READ),
    (recommend_products, ToolKind.READ),
    (get_cart, ToolKind.READ),
    (update_cart, ToolKind.CART),
    (list_orders, ToolKind.READ),
    (get_order, ToolKind.READ),
    (cancel_order, ToolKind.WRITE),
    (update_order, ToolKind.WRITE),
    (return_items, ToolKind.WRITE),
    (exchange_items, ToolKind.WRITE),
    (ask_business, ToolKind.READ),
    (list_promotions, ToolKind.READ),
    (handoff_to_human, ToolKind.TALK),
    (reply, ToolKind.TALK),
)

_SPOKEN: tuple[tuple[ToolFunction, ToolKind], ...] = ((undo_change, ToolKind.WRITE), (own_payments, ToolKind.READ))


def build_tools() -> dict[str, StructuredTool]:
    """Return the tools by name, in the order in which the planner knows them."""
    return {function.__name__: _tool(function, kind) for function, kind in _TOOLS}


def build_spoken_tools() -> dict[str, StructuredTool]:
    """Return the tools that plain words or buttons call without any planning, which the planner doesn't know."""
    return {function.__name__: _tool(function, kind) for function, kind in _SPOKEN}


def _tool(function: ToolFunction, kind: ToolKind) -> StructuredTool:
    return StructuredTool.from_function(coroutine=function, name=function.__name__, metadata={"kind": kind.value})


def kind_of(tool: StructuredTool) -> ToolKind:
    return ToolKind((tool.metadata or {})["kind"])
