"""The tools in a LangGraph agent: called by a model, bound to the caller, answering what a model can read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from langchain.agents import create_agent
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from pydantic import Field

from assistant.domain.principal import Principal
from assistant.tools.agent import agent_tools
from assistant.tools.context import ToolContext
from assistant.tools.registry import build_tools
from assistant.tools.result import Outcome
from tests.support.shop import context, memory_shop


class ToolCallingModel(BaseChatModel):
    """Calls the given tools, then says that it is done."""

    calls: list[dict[str, Any]]
    offered: list[str] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "tool-calling"

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Runnable[Any, AIMessage]:
        self.offered = [tool.name for tool in tools]
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        answer = AIMessage("Here they are.")
        if isinstance(messages[-1], HumanMessage):
            answer = AIMessage("", tool_calls=[{**call, "id": str(at)} for at, call in enumerate(self.calls)])
        return ChatResult(generations=[ChatGeneration(message=answer)])


async def _run(surroundings: ToolContext, name: str, **arguments: Any) -> ToolMessage:
    model = ToolCallingModel(calls=[{"name": name, "args": arguments}])
    agent = create_agent(model, agent_tools(build_tools(), surroundings))
    state = await agent.ainvoke({"messages": [HumanMessage("please")]})
    assert model.offered == list(build_tools())
    assert state["messages"][-1].text == "Here they are."
    told = state["messages"][-2]
    assert isinstance(told, ToolMessage)
    return told


async def test_an_agent_searches_the_catalogue() -> None:
    told = await _run(context(memory_shop()), "search_catalog", query="rain jacket", max_price=500)
    value = json.loads(told.text)
    assert value["outcome"] == "found"
    assert value["products"][0]["title"] == told.artifact.products[0].title
    assert "price" in value["products"][0]


async def test_the_model_cannot_speak_for_somebody_else() -> None:
    """Maya's order stays Maya's, whatever context or principal a model sends."""
    shop = memory_shop()
    stranger = context(shop, principal=Principal(session_id="s9", customer_id="c9"))
    forged = {"context": {"principal": {"customer_id": "c1"}}, "principal": {"customer_id": "c1"}, "customer_id": "c1"}
    orders = (await _run(context(shop), "list_orders")).artifact.orders
    assert orders
    told = await _run(stranger, "get_order", order_id=orders[0].id, **forged)
    assert told.artifact is None or not told.artifact.orders
    assert not (await _run(stranger, "list_orders", **forged)).artifact.orders


async def test_a_write_is_only_proposed() -> None:
    shop = memory_shop()
    orders = await shop.list_orders(context(shop).principal)
    results = [(await _run(context(shop), "cancel_order", order_id=order.id)).artifact for order in orders]
    assert {result.outcome for result in results} <= {Outcome.PROPOSED, Outcome.NOT_ALLOWED}
    assert any(result.proposal for result in results)
    assert await shop.list_orders(context(shop).principal) == orders


async def test_what_cannot_be_done_is_told_to_the_model() -> None:
    told = await _run(context(memory_shop()), "search_catalog", max_price="cheap")
    assert told.status == "error"
    assert "validation" in told.text.casefold()


@pytest.mark.parametrize("tool", agent_tools(build_tools(), context(memory_shop())), ids=lambda tool: tool.name)
def test_no_tool_asks_the_model_who_speaks(tool: Any) -> None:
    assert not {"context", "principal", "customer_id"} & set(tool.args)
