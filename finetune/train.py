"""The recipe: LoRA on all linear layers, loss on the answer only, nothing computed twice. Read it top to bottom.

python -m finetune.train --help
"""

from __future__ import annotations

import json
import math
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from pydantic import BaseModel, ConfigDict, Field
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from transformers import AutoModelForCausalLM, AutoTokenizer

from finetune.base import DEFAULT_BASE, prepare_base, publish
from finetune.batches import Encoded, encode_example, length_grouped, shared_prefix
from finetune.examples import TrainingSet
from finetune.mixture import Mixture
from finetune.tasks.router import load_router
from finetune.tasks.writer import WriterMixture, load_writer

FEWEST_TO_SHARE = 12  # with fewer rows, a pass of its own for what they share costs more than it saves


class TrainConfig(BaseModel):
    """Everything that decides what comes out; written beside the adapter.

    The micro-batches are small on purpose: on a CPU their size hardly changes the tokens a second, and more steps
    learn more from the same tokens.

    Attributes:
        base: a packaged name, a folder or a hub name; see `prepare_base`.
        adapter: an adapter to continue from.
        max_minutes: the learning rate reaches its end by then, and training stops, however slow the machine is.
        batch_tokens: padded tokens of one micro-batch; `accumulate` of them make an optimiser step.
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
    checkpoint_every: int = 25


def train(config: TrainConfig) -> Path:
    """Train a LoRA adapter and return its folder; an interrupted run goes on where its last checkpoint was."""
    torch.set_num_threads(config.threads)
    torch.manual_seed(config.seed)
    run = config.runs_dir / config.name
    run.mkdir(parents=True, exist_ok=True)
    (run / "config.json").write_text(config.model_dump_json(indent=2), encoding="utf-8")

    base = prepare_base(config.base, config.models_dir)
    tokenizer = AutoTokenizer.from_pretrained(base)
    plan = _plan_batches(config, tokenizer)
    steps = [plan[start : start + config.accumulate] for start in range(0, len(plan), config.accumulate)]

    checkpoint = run / "checkpoint"
    done: dict[str, Any] = {"step": 0, "seconds": 0.0}
    if (checkpoint / "state.json").is_file():
        done = json.loads((checkpoint / "state.json").read_text(encoding="utf-8"))
    model = _with_lora(base, config, checkpoint if done["step"] else config.adapter)
    weights = [weight for weight in model.parameters() if weight.requires_grad]
    # The weights work in bf16 like the base; what is learnt adds up in fp32, where small steps aren't rounded away.
    masters = [weight.detach().float().clone() for weight in weights]
    optimizer = torch.optim.AdamW(masters, lr=config.learning_rate, weight_decay=0.0)
    if done["step"]:
        saved = torch.load(checkpoint / "optimizer.pt", weights_only=True)
        optimizer.load_state_dict(saved["optimizer"])
        for master, kept in zip(masters, saved["masters"], strict=True):
            master.copy_(kept)

    began = time.monotonic() - done["seconds"]
    log = (run / "log.jsonl").open("a", encoding="utf-8")
    with log, _progress() as bar:
        task = bar.add_task("train", total=len(steps), completed=done["step"], note="")
        smooth = 0.0
        for number, step in enumerate(steps[done["step"] :], done["step"]):
            minutes = (time.monotonic() - began) / 60
            if minutes >= config.max_minutes:
                break
            progress = max(number / len(steps), minutes / config.max_minutes)
            rate = _rate(config, progress)
            loss = _optimise(model, weights, masters, optimizer, step, rate, config.clip)
            smooth = loss if number == done["step"] else 0.95 * smooth + 0.05 * loss
            seconds = time.monotonic() - began
            left = min(seconds / (number + 1) * (len(steps) - number - 1), config.max_minutes * 60 - seconds) / 60
            log.write(
                json.dumps({"step": number, "loss": round(loss, 4), "rate": rate, "seconds": round(seconds)}) + "\n"
            )
            log.flush()
            bar.update(task, advance=1, note=f"loss {smooth:.3f}, {left:.0f} min left")
            if (number + 1) % config.checkpoint_every == 0:
                _checkpoint(model, masters, optimizer, checkpoint, {"step": number + 1, "seconds": seconds})
    return _save_adapter(model, run / "adapter")


def load_task(mixture: Mixture | WriterMixture) -> TrainingSet:
    """Return what a task's mixture gives to learn."""
    return load_writer(mixture) if isinstance(mixture, WriterMixture) else load_router(mixture)


def _plan_batches(config: TrainConfig, tokenizer: Any) -> list[list[Encoded]]:
    """Encode the mixture, epoch by epoch; the same seed gives the same order, which resuming relies on."""
    rng = random.Random(config.seed)  # noqa: S311  # an order to learn in, no secret
    plan: list[list[Encoded]] = []
    learnt = load_task(config.mixture)
    learnt.tally.write(config.runs_dir / config.name)
    for epoch in learnt.epochs:
        encoded = [one for example in epoch if (one := encode_example(tokenizer, example, config.max_tokens))]
        plan += length_grouped(encoded, config.batch_tokens, rng)
    return plan


def _with_lora(base: str, config: TrainConfig, adapter: Path | None) -> PeftModel:
    # Plain attention: on a CPU the fused kernel's way back is so slow that it costs a tenth of the tokens a second.
    attention = "sdpa" if torch.cuda.is_available() else "eager"
    model = AutoModelForCausalLM.from_pretrained(base, dtype=torch.bfloat16, attn_implementation=attention)
    if adapter:
        tuned = PeftModel.from_pretrained(model, adapter, is_trainable=True, autocast_adapter_dtype=False)
    else:
        lora = LoraConfig(
            r=config.rank, lora_alpha=config.alpha, target_modules="all-linear", task_type="CAUSAL_LM", lora_dropout=0.0
        )
        tuned = get_peft_model(model, lora, autocast_adapter_dtype=False)
    tuned.train()
    return tuned


def _optimise(
    model: PeftModel,
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
        loss = answer_loss(model, batch) / learnt
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


def answer_loss(model: PeftModel, batch: Sequence[Encoded]) -> torch.Tensor:
    """Return the summed cross-entropy of the answers' tokens.

    What all prompts begin with runs through the model once and is shared by the whole batch, with its gradient. The
    vocabulary head, a fifth of the model, sees the answers' positions only. Padding is on the right, where causal
    attention never looks.
    """
    causal = model.get_base_model()
    prefix = shared_prefix(batch) if len(batch) >= FEWEST_TO_SHARE else 0
    width = max(len(sample.ids) for sample in batch)
    ids = torch.zeros(len(batch), width - prefix, dtype=torch.long)
    learnt = torch.zeros(len(batch), width - prefix, dtype=torch.bool)
    for row, sample in enumerate(batch):
        ids[row, : len(sample.ids) - prefix] = torch.tensor(sample.ids[prefix:])
        learnt[row, sample.answer - prefix : len(sample.ids) - prefix] = True
    past = None
    if prefix:
        start = torch.tensor([batch[0].ids[:prefix]])
        past = causal.model(input_ids=start, use_cache=True).past_key_values
        past.batch_repeat_interleave(len(batch))
    hidden = causal.model(input_ids=ids, past_key_values=past, use_cache=past is not None).last_hidden_state
    # the state before an answer's token is what foretells it
    logits = causal.lm_head(hidden[:, :-1][learnt[:, 1:]])
    return torch.nn.functional.cross_entropy(logits.float(), ids[:, 1:][learnt[:, 1:]], reduction="sum")


def _rate(config: TrainConfig, progress: float) -> float:
    """Return the learning rate at a share of the run: a linear warm-up, then half a cosine."""
    if progress < config.warmup:
        return config.learning_rate * max(progress / config.warmup, 0.02)
    along = (progress - config.warmup) / (1 - config.warmup)
    return config.learning_rate * (config.final_rate + (1 - config.final_rate) * (1 + math.cos(math.pi * along)) / 2)


def _checkpoint(
    model: PeftModel,
    masters: Sequence[torch.Tensor],
    optimizer: torch.optim.Optimizer,
    target: Path,
    state: dict[str, Any],
) -> None:
    scratch = target.with_name(".checkpoint")
    model.save_pretrained(scratch)
    torch.save({"optimizer": optimizer.state_dict(), "masters": list(masters)}, scratch / "optimizer.pt")
    (scratch / "state.json").write_text(json.dumps(state), encoding="utf-8")
    publish(scratch, target)


def _save_adapter(model: PeftModel, target: Path) -> Path:
    scratch = target.with_name(".adapter")
    model.save_pretrained(scratch)
    publish(scratch, target)
    return target


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:.0f}/{task.total:.0f} steps"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[note]}"),
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Train from the command line; the flags are the config's fields."""
    from finetune.train_cli import parse_config  # noqa: PLC0415

    print(train(parse_config(arguments)))  # noqa: T201


if __name__ == "__main__":
    main()
