"""Scores a model folder over labelled rows.

python -m finetune.evaluate --model var/models/router --messages rows.jsonl --dialogues dialogues.jsonl
python -m finetune.evaluate --model var/models/router --validation
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path

from assistant.llm.embedded import EmbeddedChatModel
from assistant.planner.planner import Planner
from assistant.tools.registry import build_tools
from finetune.evaluate.route import bench_route
from finetune.mixture import Mixture, load_mixture
from finetune.rows import read_rows


def main() -> None:
    """Print the figures as one JSON object on the last line."""
    parser = argparse.ArgumentParser(prog="python -m finetune.evaluate", description="Score a planner's model.")
    parser.add_argument("--model", type=Path, default=Path("var/models/router"), help="onnxruntime-genai folder")
    parser.add_argument("--messages", type=Path, help="labelled rows, JSONL")
    parser.add_argument("--dialogues", type=Path, help="labelled dialogues, JSONL")
    parser.add_argument("--validation", action="store_true", help="use the validation part of the hand-written rows")
    parser.add_argument("--predictions", type=Path, help="where the planned calls are written to")
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()

    model = EmbeddedChatModel(folders={"router": given.model}, threads=given.threads)
    planner = Planner(model, build_tools(), count_tokens=model.get_num_tokens, deadline=60)
    rows = load_mixture(Mixture(composed=())).validation if given.validation else []
    rows += [row for path in (given.messages, given.dialogues) if path for row in read_rows(path)]
    figures = asyncio.run(bench_route(planner, rows, given.predictions, progress=_show))
    model.close()
    print(json.dumps(figures))  # noqa: T201


def _show(done: int, total: int) -> None:
    if done % 20 == 0 or done == total:
        print(f"\r{done}/{total}", end="\n" if done == total else "", file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
