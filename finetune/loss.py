"""The loss of the answers' tokens, with nothing computed twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from finetune.batches import Encoded, shared_prefix

FEWEST_TO_SHARE = 12  # with fewer rows, a pass of its own for what they share costs more than it saves


def answer_loss(model: Any, batch: Sequence[Encoded]) -> torch.Tensor:
    """Return the summed cross-entropy of the answers' tokens.

    What all prompts begin with runs through the model once and is shared by the whole batch, with its gradient. The
    vocabulary head, a fifth of a small model, sees the answers' positions only. Padding is on the right, where causal
    attention never looks.

    Args:
        model: a causal language model of transformers, with or without LoRA, whose head was found plain.
    """
    causal = model.get_base_model() if hasattr(model, "get_base_model") else model
    prefix = shared_prefix(batch) if len(batch) >= FEWEST_TO_SHARE else 0
    ids, learnt = _padded(batch, prefix, causal.device)
    past = None
    if prefix:
        start = torch.tensor([batch[0].ids[:prefix]], device=causal.device)
        past = causal.base_model(input_ids=start, use_cache=True).past_key_values
        past.batch_repeat_interleave(len(batch))
    hidden = causal.base_model(input_ids=ids, past_key_values=past, use_cache=past is not None).last_hidden_state
    # the state before an answer's token is what foretells it
    logits = causal.get_output_embeddings()(hidden[:, :-1][learnt[:, 1:]])
    return torch.nn.functional.cross_entropy(logits.float(), ids[:, 1:][learnt[:, 1:]], reduction="sum")


def whole_loss(model: Any, batch: Sequence[Encoded]) -> torch.Tensor:
    """Return the same for a model that does more with its logits than its head does, or has no such cache."""
    ids, learnt = _padded(batch, 0, model.device)
    logits = model(input_ids=ids, use_cache=False).logits[:, :-1][learnt[:, 1:]]
    return torch.nn.functional.cross_entropy(logits.float(), ids[:, 1:][learnt[:, 1:]], reduction="sum")


def can_share(model: Any) -> bool:
    """Try on a few tokens whether `answer_loss` says what the model itself says."""
    probe = [Encoded([5, 6, 7, 8, 9, 10 + number, 5, 6], 5) for number in range(FEWEST_TO_SHARE)]
    causal = model.get_base_model() if hasattr(model, "get_base_model") else model
    try:
        with torch.no_grad():
            ids, _ = _padded(probe, 0, causal.device)
            plain = causal.get_output_embeddings()(causal.base_model(input_ids=ids).last_hidden_state)
            whole = causal(input_ids=ids).logits
            one, other = float(answer_loss(model, probe)), float(whole_loss(model, probe))
    except (AttributeError, NotImplementedError, TypeError, ValueError, RuntimeError):
        return False
    same_head = bool((plain - whole).abs().max() <= 1e-3 * plain.abs().max())
    return same_head and abs(one - other) <= 0.02 * max(abs(other), 1.0)


def _padded(batch: Sequence[Encoded], prefix: int, device: torch.device) -> tuple[torch.Tensor, torch.Tensor]:
    """Return token ids and which of them are learnt, both (rows, longest - prefix)."""
    width = max(len(sample.ids) for sample in batch)
    ids = torch.zeros(len(batch), width - prefix, dtype=torch.long)
    learnt = torch.zeros(len(batch), width - prefix, dtype=torch.bool)
    for row, sample in enumerate(batch):
        ids[row, : len(sample.ids) - prefix] = torch.tensor(sample.ids[prefix:])
        learnt[row, sample.answer - prefix : len(sample.ids) - prefix] = True
    return ids.to(device), learnt.to(device)
