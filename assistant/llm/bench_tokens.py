"""Compares counting by tiktoken with the tokenizers library, on the text files below a folder.

python -m assistant.llm.bench_tokens var/models/router/tokenizer.json docs
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from time import perf_counter

from assistant.llm.vocabulary import CountTokens, LibraryCounter, Vocabulary

_LINES = 20_000  # prompts are short: lines are counted one by one as well


def main() -> None:
    """Print the figures as one JSON object on the last line."""
    parser = argparse.ArgumentParser(prog="python -m assistant.llm.bench_tokens", description="Compare token counters.")
    parser.add_argument("tokenizer", type=Path, help="a tokenizer.json")
    parser.add_argument("folder", type=Path, help="where the texts lie")
    given = parser.parse_args()
    texts = [text for file in sorted(given.folder.rglob("*")) if (text := _text(file))]
    lines = [line for text in texts for line in text.splitlines() if line.strip()][:_LINES]
    began = perf_counter()
    fast = Vocabulary(given.tokenizer).count
    opened = perf_counter() - began
    slow = LibraryCounter(given.tokenizer)
    figures = {"open_s": round(opened, 2), "files": _compare(fast, slow, texts), "lines": _compare(fast, slow, lines)}
    print(json.dumps(figures))  # noqa: T201


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8") if file.is_file() else ""
    except UnicodeDecodeError:
        return ""


def _compare(fast: CountTokens, slow: CountTokens, texts: list[str]) -> dict[str, float]:
    (ours, fast_s), (theirs, slow_s) = _timed(fast, texts), _timed(slow, texts)
    return {
        "texts": len(texts),
        "tokens": sum(theirs),
        "different": sum(one != other for one, other in zip(ours, theirs, strict=True)),
        "tiktoken_s": round(fast_s, 3),
        "tokenizers_s": round(slow_s, 3),
        "times_faster": round(slow_s / fast_s, 1) if fast_s else 0.0,
    }


def _timed(count: CountTokens, texts: list[str]) -> tuple[list[int], float]:
    began = perf_counter()
    return [count(text) for text in texts], perf_counter() - began


if __name__ == "__main__":
    main()
