"""The recipe: LoRA on all linear layers, loss on the answer only, nothing computed twice. Read it top to bottom.

python -m finetune.train --help
"""

from __future__ import annotations

import hashlib
import json
import math
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from pydantic import BaseModel, ConfigDict, Field
from rich.console import Console

from assistant.errors import InvalidInput
from finetune import checkpoint
from finetune.base import DEFAULT_BASE, hash_base, prepare_base
from finetune.base_model import choose_device, open_base, open_tokenizer, with_lora
from finetune.batches import Encoded, encode_example, length_grouped
from finetune.checkpoint import Progress, fingerprint
from finetune.command_line import quieten, run_command
from finetune.examples import TrainingSet
from finetune.loss import answer_loss, can_share, whole_loss
from finetune.mixture import Mixture
from finetune.run_log import RunLog
from finetune.tasks.router import load_router
from finetune.tasks.writer import WriterMixture, load_writer

_DECIDES_NOTHING = {"name", "runs_dir", "models_dir", "threads", "max_minutes", "restart", "checkpoint_every", "device"}


class TrainConfig(BaseModel):
    """Everything that decides what comes out; written beside the adapter.

    The micro-batches are small on purpose: on a CPU their size hardly changes the tokens a second, and more steps
    learn more from the same tokens.

    Attributes:
        base: a packaged name, a folder or a hub name; see `prepare_base`.
        adapter: an adapter to continue from.
        max_minutes: the learning rate reaches its end by then, and training stops, however slow the machine is.
        batch_tokens: padded tokens of one micro-batch; `accumulate` of them make an optimiser step.
        device: "auto", "cpu" or "cuda".
        load_in_4bit: keep the base in 4 bits; on a GPU only.
        restart: begin afresh where an interrupted run would go on.
    """

    model_config = ConfigDict(frozen=True)

    name: str = "router"
    base: str = DEFAULT_BASE
    adapter: Path | None = None
    mixture: Mixture | WriterMixture = Field(default=Mixture(), discriminator="task")
    models_dir: Path = Path("var/models")
    runs_dir: Path = Path("var/runs")
    rank: int = 16
    alpha: int = 32
    learning_rate: float = 5e-4
    final_rate: float = Field(default=0.05, description="share of the learning rate that is left at the end")
    warmup: float = 0.04
    max_minutes: float = 75.0
    batch_tokens: int = 1024
    accumulate: int = 1
    max_tokens: int = 640
    clip: float = 1.0
    seed: int = 20
    threads: int = 2
    device: str = "auto"
    load_in_4bit: bool = False
    checkpoint_every: int = 25
    restart: bool = False


def train(config: TrainConfig, learnt: TrainingSet | None = None) -> Path:
    """Train a LoRA adapter and return its folder; an interrupted run goes on where its last checkpoint was.

    Args:
        learnt: what the config's mixture gives, where it is at hand already.

    Raises:
        InvalidInput: a row is broken, the base can't be tuned, or the run was begun with other rows or settings.
        SetupError: the disk is full, or what is asked for needs a GPU.
    """
    torch.set_num_threads(config.threads)
    torch.manual_seed(config.seed)
    device = choose_device(config.device)
    run = config.runs_dir / config.name
    if config.restart:
        checkpoint.forget(run)

    base = prepare_base(config.base, config.models_dir)
    tokenizer = open_tokenizer(base)
    learnt = learnt or load_task(config.mixture)
    plan = _plan_batches(config, tokenizer, learnt)
    steps = [plan[start : start + config.accumulate] for start in range(0, len(plan), config.accumulate)]
    key = fingerprint(config.model_dump(mode="json", exclude=_DECIDES_NOTHING), plan)
    before = checkpoint.newest(run)
    done = checkpoint.read_progress(before, key) if before else Progress(0, 0.0, key)
    learnt.tally.write(run)
    learnt.tally.show(Console(stderr=True))
    (run / "config.json").write_text(config.model_dump_json(indent=2), encoding="utf-8")
    _write_lineage(run, learnt)

    causal = open_base(base, device, load_in_4bit=config.load_in_4bit)
    model = with_lora(causal, rank=config.rank, alpha=config.alpha, adapter=before or config.adapter)
    loss_of = answer_loss if can_share(model) else whole_loss
    weights = [weight for weight in model.parameters() if weight.requires_grad]
    # The weights work in bf16 like the base; what is learnt adds up in fp32, where small steps aren't rounded away.
    masters = [weight.detach().float().clone() for weight in weights]
    optimizer = torch.optim.AdamW(masters, lr=config.learning_rate, weight_decay=0.0)
    if before:
        saved = checkpoint.read_optimizer(before)
        optimizer.load_state_dict(saved["optimizer"])
        for master, kept in zip(masters, saved["masters"], strict=True):
            master.copy_(kept)

    began = time.monotonic() - done.seconds
    with RunLog(run / "log.jsonl", total=len(steps), done=done.step) as log:
        for number, step in enumerate(steps[done.step :], done.step):
            minutes = (time.monotonic() - began) / 60
            if minutes >= config.max_minutes:
                break
            rate = _rate(config, max(number / len(steps), minutes / config.max_minutes))
            loss = _optimise(model, loss_of, weights, masters, optimizer, step, rate, config.clip)
            seconds = time.monotonic() - began
            log.note(number, loss, rate, seconds, most_seconds=config.max_minutes * 60)
            if (number + 1) % config.checkpoint_every == 0:
                state = {"optimizer": optimizer.state_dict(), "masters": masters}
                checkpoint.write_checkpoint(run, model, state, Progress(number + 1, seconds, key))
    summary = {"base_sha256": hash_base(config.base), "data_sha256": _hash_data(learnt), "steps": len(steps)}
    (run / "summary.json").write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")
    folder = checkpoint.write_adapter(run, model)
    checkpoint.forget(run)
    return folder


def load_task(mixture: Mixture | WriterMixture) -> TrainingSet:
    """Return what a task's mixture gives to learn."""
    return load_writer(mixture) if isinstance(mixture, WriterMixture) else load_router(mixture)


def _plan_batches(config: TrainConfig, tokenizer: Any, learnt: TrainingSet) -> list[list[Encoded]]:
    """Encode the mixture, epoch by epoch; the same seed gives the same order, which resuming relies on."""
    rng = random.Random(config.seed)  # noqa: S311  # an order to learn in, no secret
    plan: list[list[Encoded]] = []
    for epoch in learnt.epochs:
        encoded = [encode_example(tokenizer, example, config.max_tokens) for example in epoch]
        fitting = [one for one in encoded if one]
        learnt.tally.counts["too_long"] += len(encoded) - len(fitting)
        plan += length_grouped(fitting, config.batch_tokens, rng)
    if not plan:
        raise InvalidInput(
            "There is nothing to learn.", hint="Name a folder with rows as --data-dir, or files as --from."
        )
    return plan


def _hash_data(learnt: TrainingSet) -> str:
    digest = hashlib.sha256()
    for epoch in learnt.epochs:
        for example in epoch:
            digest.update(
                repr((example.id, [message.content for message in example.messages], example.answer)).encode()
            )
    return digest.hexdigest()


def _write_lineage(run: Path, learnt: TrainingSet) -> None:
    """Note which conversations the rows came from, so that they can be taken out again."""
    examples = {example.id: example.lineage for epoch in learnt.epochs for example in epoch}
    lines = (
        json.dumps({"id": name, **lineage.model_dump()}) for name, lineage in examples.items() if lineage.conversation
    )
    (run / "lineage.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _optimise(
    model: Any,
    loss_of: Callable[[Any, Sequence[Encoded]], torch.Tensor],
    weights: Sequence[torch.Tensor],
    masters: Sequence[torch.Tensor],
    optimizer: torch.optim.Optimizer,
    step: Sequence[Sequence[Encoded]],
    rate: float,
    clip: float,
) -> float:
    """Take one optimiser step over some micro-batches and return the mean loss of an answer token."""
    learnt = sum(len(sample.ids) - sample.answer for batch in step for sample in batch)
    total = 0.0
    for batch in step:
        loss = loss_of(model, batch) / learnt
        torch.autograd.backward(loss)
        total += float(loss.detach())
    for master, weight in zip(masters, weights, strict=True):
        master.grad = weight.grad.float() if weight.grad is not None else None
        weight.grad = None
    torch.nn.utils.clip_grad_norm_(masters, clip)
    for group in optimizer.param_groups:
        group["lr"] = rate
    optimizer.step()
    with torch.no_grad():
        for master, weight in zip(masters, weights, strict=True):
            weight.copy_(master)
    return total


def _rate(config: TrainConfig, progress: float) -> float:
    """Return the learning rate at a share of the run: a linear warm-up, then half a cosine."""
    if progress < config.warmup:
        return config.learning_rate * max(progress / config.warmup, 0.02)
    along = (progress - config.warmup) / (1 - config.warmup)
    return config.learning_rate * (config.final_rate + (1 - config.final_rate) * (1 + math.cos(math.pi * along)) / 2)


def main(arguments: Sequence[str] | None = None) -> None:
    """Train from the command line; the flags are the config's fields."""
    quieten()
    from finetune.train_cli import parse_config  # noqa: PLC0415

    print(train(parse_config(arguments)))  # noqa: T201


if __name__ == "__main__":
    run_command(main)
