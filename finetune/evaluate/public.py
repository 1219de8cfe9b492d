"""Reports over public data that nothing was trained on: shopping goals, and customer-service intents.

python -m finetune.evaluate.public --goals goals_dev.jsonl.gz --intents dev.csv.gz --limit 300
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import gzip
import json
import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.domain.conversation import ToolCall
from assistant.domain.intervals import ci95
from assistant.llm.embedded import EmbeddedChatModel
from assistant.planner.context import PlanContext
from assistant.planner.planner import Planner
from assistant.tools.registry import build_tools
from finetune.evaluate.clinc import report_out_of_scope
from finetune.evaluate.route import RoutePlanner, out_of_scope

_LIMIT = re.compile(
    r"(?:under|below|less than|lower than|no more than|up to|cheaper than)\s+"
    r"\$?\s*(\d+(?:\.\d+)?)\s*(dollars?|usd|\$)?"
)

# An intent of the data set and the tools that may come first; intents about accounts and reviews, which are questions
# about the shop's own ways here, map to ask_business.
INTENT_TOOLS: dict[str, frozenset[str]] = {
    "cancel_order": frozenset({"cancel_order", "ask_business"}),
    "change_order": frozenset({"update_order", "exchange_items"}),
    "change_shipping_address": frozenset({"update_order"}),
    "set_up_shipping_address": frozenset({"update_order"}),
    "check_cancellation_fee": frozenset({"ask_business"}),
    "check_payment_methods": frozenset({"ask_business"}),
    "check_refund_policy": frozenset({"ask_business"}),
    "complaint": frozenset({"handoff_to_human", "ask_business"}),
    "contact_customer_service": frozenset({"ask_business", "handoff_to_human"}),
    "contact_human_agent": frozenset({"handoff_to_human"}),
    "delivery_options": frozenset({"ask_business"}),
    "delivery_period": frozenset({"ask_business", "get_order"}),
    "get_refund": frozenset({"return_items", "ask_business"}),
    "track_order": frozenset({"get_order"}),
    "track_refund": frozenset({"get_order"}),
    "create_account": frozenset({"ask_business"}),
    "delete_account": frozenset({"ask_business"}),
    "newsletter_subscription": frozenset({"ask_business"}),
    "recover_password": frozenset({"ask_business"}),
    "review": frozenset({"ask_business"}),
}


async def report_goals(planner: RoutePlanner, path: Path, limit: int, seed: int = 3) -> dict[str, Any]:
    """Say how often a shopping goal becomes a search, and how often its price limit is read rightly.

    Args:
        path: JSON lines with "goal", gzipped or not.
        limit: so many goals are drawn; those that name a price limit are preferred up to a half.
    """
    goals = [json.loads(line)["goal"] for line in _read(path).split("\n") if line.strip()]
    random.Random(seed).shuffle(goals)  # noqa: S311
    priced = [goal for goal in goals if price_limit(goal) is not None][: limit // 2]
    chosen = [*priced, *(goal for goal in goals if price_limit(goal) is None)][:limit]
    search = price = 0
    for goal in chosen:
        calls = await _calls(planner, goal)
        search += bool(calls) and calls[0].name == "search_catalog"
        price += any(call.args.get("max_price") == price_limit(goal) for call in calls) if goal in priced else 0
    return {"goals": _share(search, len(chosen)), "max_price": _share(price, len(priced))}


async def report_intents(planner: RoutePlanner, path: Path, limit: int, seed: int = 3) -> dict[str, Any]:
    """Say how often the first tool is one that the intent maps to, and how often a shop's business is turned away.

    Intents that map to no tool are left out.

    Args:
        path: CSV with the columns utterance and intent, gzipped or not.
    """
    rows = [row for row in csv.DictReader(_read(path).splitlines()) if row["intent"] in INTENT_TOOLS]
    random.Random(seed).shuffle(rows)  # noqa: S311
    right: dict[str, list[bool]] = {}
    alarms = 0
    for row in rows[:limit]:
        calls = await _calls(planner, row["utterance"])
        alarms += out_of_scope(calls)
        right.setdefault(row["intent"], []).append(bool(calls) and calls[0].name in INTENT_TOOLS[row["intent"]])
    every = [one for ones in right.values() for one in ones]
    return {
        "intents": _share(sum(every), len(every)),
        "false_alarms": _share(alarms, len(every)),
        "by_intent": {intent: _share(sum(ones), len(ones)) for intent, ones in sorted(right.items())},
    }


def price_limit(goal: str) -> float | None:
    """Return the one price limit that a goal names, where it is clearly money."""
    found = [match for match in _LIMIT.finditer(goal.lower()) if match[2] or "$" in match[0]]
    return float(found[0][1]) if len(found) == 1 else None


async def _calls(planner: RoutePlanner, message: str) -> Sequence[ToolCall]:
    return (await planner.plan(PlanContext(message=message))).calls


def _share(right: int, n: int) -> dict[str, Any]:
    return {"n": n, "share": round(right / n, 4) if n else 0.0, "ci95": ci95(right, n)}


def _read(path: Path) -> str:
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")


def main() -> None:
    """Print the figures as one JSON object on the last line."""
    parser = argparse.ArgumentParser(prog="python -m finetune.evaluate.public", description=__doc__)
    parser.add_argument("--model", type=Path, default=Path("var/models/router"), help="onnxruntime-genai folder")
    parser.add_argument("--goals", type=Path, help='JSON lines with "goal"')
    parser.add_argument("--intents", type=Path, help="CSV with utterance and intent")
    parser.add_argument("--out-of-scope", type=Path, help="clinc_oos's JSON")
    parser.add_argument("--limit", type=int, default=300, help="rows of each")
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    model = EmbeddedChatModel(folders={"router": given.model}, threads=given.threads)
    planner = Planner(model, build_tools(), count_tokens=model.get_num_tokens, deadline=60)
    figures: dict[str, Any] = {}
    if given.goals:
        figures |= asyncio.run(report_goals(planner, given.goals, given.limit))
    if given.intents:
        figures |= asyncio.run(report_intents(planner, given.intents, given.limit))
    if given.out_of_scope:
        figures["clinc"] = asyncio.run(report_out_of_scope(planner, given.out_of_scope, given.limit))
    model.close()
    print(json.dumps(figures))  # noqa: T201


if __name__ == "__main__":
    main()
