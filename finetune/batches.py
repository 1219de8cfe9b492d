"""Turns examples into token batches: prompt and answer as the model meets them, little padding, a fixed order."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from langchain_core.messages import BaseMessage

from finetune.examples import Example

_ROLES = {"system": "system", "human": "user", "ai": "assistant"}


class ChatTokenizer(Protocol):
    """What is used of a Hugging Face tokenizer."""

    eos_token_id: int

    def apply_chat_template(self, conversation: list[dict[str, str]], **options: object) -> str: ...

    def encode(self, text: str, *, add_special_tokens: bool) -> list[int]: ...


@dataclass(frozen=True)
class Encoded:
    """Token ids of one call; those from `answer` on are learnt."""

    ids: list[int]
    answer: int


def chat_text(tokenizer: ChatTokenizer, messages: Sequence[BaseMessage]) -> str:
    """Write chat messages by the model's own template, up to where the answer begins."""
    turns = [{"role": _ROLES[message.type], "content": str(message.content)} for message in messages]
    return tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)


def encode_example(tokenizer: ChatTokenizer, example: Example, max_tokens: int) -> Encoded | None:
    """Encode an example, or return None where it is longer than `max_tokens`."""
    prompt = tokenizer.encode(chat_text(tokenizer, example.messages), add_special_tokens=False)
    answer = tokenizer.encode(example.answer, add_special_tokens=False)
    ids = [*prompt, *answer, tokenizer.eos_token_id]
    return Encoded(ids, len(prompt)) if len(ids) <= max_tokens else None


def shared_prefix(samples: Sequence[Encoded]) -> int:
    """Return how many leading prompt tokens all samples have in common: they are computed once for all."""
    first, *others = samples
    longest = min(sample.answer for sample in samples) - 1
    for place in range(longest):
        if any(other.ids[place] != first.ids[place] for other in others):
            return place
    return longest


def length_grouped(samples: Sequence[Encoded], batch_tokens: int, rng: random.Random) -> list[list[Encoded]]:
    """Group samples of like length into batches of at most `batch_tokens` padded tokens, in random order."""
    ordered = sorted(samples, key=lambda sample: (len(sample.ids), rng.random()))
    batches: list[list[Encoded]] = []
    for sample in ordered:
        # the longest so far is the newest, so its length is what every row of the batch is padded to
        if batches and (len(batches[-1]) + 1) * len(sample.ids) <= batch_tokens:
            batches[-1].append(sample)
        else:
            batches.append([sample])
    rng.shuffle(batches)
    return batches
