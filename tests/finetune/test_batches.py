"""Batches keep all samples, pad little, and share what all prompts begin with."""

from __future__ import annotations

import json
import random
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from transformers import AutoTokenizer

from assistant.domain.conversation import ToolCall
from assistant.planner.context import PlanContext
from finetune.batches import Encoded, encode_example, length_grouped, shared_prefix
from finetune.rows import Sample
from finetune.tasks.router import in_schema_order, router_example

ENCODED = st.builds(
    lambda ids, cut: Encoded(ids, 1 + cut % (len(ids) - 1)),
    st.lists(st.integers(1, 3), min_size=2, max_size=30),
    st.integers(0, 50),
)


@given(st.lists(ENCODED, min_size=1, max_size=40), st.integers(8, 120))
def test_every_sample_is_in_one_batch_of_limited_size(samples: list[Encoded], batch_tokens: int) -> None:
    batches = length_grouped(samples, batch_tokens, random.Random(1))
    assert sorted(map(id, samples)) == sorted(id(one) for batch in batches for one in batch)
    for batch in batches:
        width = max(len(one.ids) for one in batch)
        assert len(batch) == 1 or len(batch) * width <= batch_tokens


@given(st.lists(ENCODED, min_size=1, max_size=8))
def test_the_shared_prefix_is_common_and_leaves_an_answer_to_foretell(samples: list[Encoded]) -> None:
    prefix = shared_prefix(samples)
    assert all(one.ids[:prefix] == samples[0].ids[:prefix] for one in samples)
    assert all(prefix < one.answer for one in samples)


def test_arguments_come_in_the_schemas_order() -> None:
    call = ToolCall(name="search_catalog", args={"exclude": ["x"], "max_price": 5, "query": "lamp"})
    assert list(in_schema_order([call])[0].args) == ["query", "max_price", "exclude"]


def test_prompt_and_answer_are_encoded_apart(tiny_base: Path) -> None:

    tokenizer = AutoTokenizer.from_pretrained(tiny_base)
    calls = (ToolCall(name="get_cart", args={}),)
    sample = Sample(id="1", group="1", context=PlanContext(message="my cart"), calls=calls)
    encoded = encode_example(tokenizer, router_example(sample), max_tokens=600)
    assert encoded is not None
    prompt, answer = tokenizer.decode(encoded.ids[: encoded.answer]), tokenizer.decode(encoded.ids[encoded.answer : -1])
    assert prompt.endswith("message: my cart<|im_end|>\n<|im_start|>assistant\n")
    assert json.loads(answer) == [{"name": "get_cart", "args": {}}]
    assert encoded.ids[-1] == tokenizer.eos_token_id
    assert encode_example(tokenizer, router_example(sample), max_tokens=20) is None
