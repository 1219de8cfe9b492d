"""The write bench: a writer over rows of points, checked by the guard as in a turn."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from assistant.guard.guard import Guard
from assistant.writer.writer import Writer
from finetune.evaluate.replies import WrittenReply, write_reply
from finetune.evaluate.route import percentile
from finetune.evaluate.scores import share
from finetune.writer_rows import WriterRow


async def bench_write(
    writer: Writer,
    guard: Guard,
    rows: Sequence[WriterRow],
    predictions: Path | None = None,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Score a writer over rows; see `summarise_replies` for the figures.

    Args:
        predictions: where what was written and what left is written to, one row a reply.
        progress: told how many of how many replies are done.
    """
    replies: list[WrittenReply] = []
    for row in rows:
        replies.append(await write_reply(writer, guard, row.id, row.message, row.points, row.locale))
        if progress:
            progress(len(replies), len(rows))
    if predictions:
        write_replies(predictions, replies)
    return summarise_replies(replies)


def summarise_replies(replies: Sequence[WrittenReply]) -> dict[str, Any]:
    """Return the figures of some replies.

    Returns:
        sentences_passed: share of the writer's sentences that guard and faithfulness let leave.
        grounded: share of what left that the guard lets pass when asked again; anything below 1 is a fault.
        all_told_by_writer, all_told: share of replies that tell every fact, before and after the plain completion.
        facts_told_by_writer, facts_told: the same, fact by fact.
        untouched: share of replies that left just as the writer wrote them; silent, where it wrote nothing.
        Shares come with their 95 % interval as …_ci95. Then mean_words of what left, violations by kind, and
        milliseconds to the first sentence and to the end, p50 and p95.
    """
    written = sum(len(reply.written) for reply in replies)
    withheld = sum(reply.withheld for reply in replies)
    left = sum(len(reply.left) for reply in replies)
    facts = sum(len(reply.told) for reply in replies)
    n = len(replies)
    kinds = Counter(kind for reply in replies for kind in reply.violations)
    words = sum(len(sentence.split()) for reply in replies for sentence in reply.left)
    first, total = [reply.first_ms for reply in replies], [reply.total_ms for reply in replies]
    return {
        "n": n,
        "sentences": written,
        **share("sentences_passed", written - withheld, written),
        **share("grounded", left - sum(reply.ungrounded for reply in replies), left),
        **share("all_told_by_writer", sum(all(reply.told_by_writer) for reply in replies), n),
        **share("all_told", sum(all(reply.told) for reply in replies), n),
        **share("facts_told_by_writer", sum(sum(reply.told_by_writer) for reply in replies), facts),
        **share("facts_told", sum(sum(reply.told) for reply in replies), facts),
        **share("untouched", sum(reply.untouched for reply in replies), n),
        **share("silent", sum(not reply.written for reply in replies), n),
        "mean_words": round(words / n, 1) if n else 0.0,
        "violations": dict(kinds.most_common()),
        "first_sentence_p50_ms": round(percentile(first, 0.5), 1),
        "first_sentence_p95_ms": round(percentile(first, 0.95), 1),
        "total_p50_ms": round(percentile(total, 0.5), 1),
        "total_p95_ms": round(percentile(total, 0.95), 1),
    }


def write_replies(path: Path, replies: Sequence[WrittenReply]) -> None:
    """Write what the writer wrote and what left as JSONL: id, message, written, left."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as out:
        for reply in replies:
            row = {"id": reply.id, "message": reply.message, "written": reply.written, "left": reply.left}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
