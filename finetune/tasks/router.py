"""The router: what a shopper says, in its surroundings, becomes tool calls."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from assistant.domain.conversation import ToolCall
from assistant.planner.prompt import build_messages, render_calls
from assistant.planner.schema import plan_schema
from assistant.tools.registry import build_tools
from finetune.examples import Example, TrainingSet
from finetune.mixture import Mixture, load_mixture
from finetune.rows import Sample


def load_router(mixture: Mixture) -> TrainingSet:
    """Return the mixture's epochs as examples."""
    loaded = load_mixture(mixture)
    return TrainingSet([[router_example(sample) for sample in epoch] for epoch in loaded.epochs], loaded.tally)


def router_example(sample: Sample) -> Example:
    """Write a sample as the planner meets it: its prompt, and calls in the order that decoding enforces."""
    answer = render_calls(in_schema_order(sample.calls))
    return Example(sample.id, sample.lineage, build_messages(sample.context), answer)


@cache
def _argument_order() -> dict[str, tuple[str, ...]]:
    calls = plan_schema(build_tools().values(), pending=True)["items"]["anyOf"]
    return {call["properties"]["name"]["const"]: tuple(call["properties"]["args"]["properties"]) for call in calls}


def in_schema_order(calls: Sequence[ToolCall]) -> list[ToolCall]:
    """Put arguments in the order of the tools' schema, which constrained decoding enforces."""
    return [
        ToolCall(
            name=call.name, args={name: call.args[name] for name in _argument_order()[call.name] if name in call.args}
        )
        for call in calls
    ]
