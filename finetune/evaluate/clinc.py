"""CLINC150, everyday questions that no shop answers: does the assistant notice?"""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from assistant.errors import InvalidInput
from assistant.planner.context import PlanContext
from finetune.evaluate.route import RoutePlanner, out_of_scope
from finetune.evaluate.scores import share

# What a shopper may well say to a shop: where an order is, ordering, wish lists, a card that isn't taken at the
# checkout, points of a loyalty scheme.
# fmt: off
IN_A_SHOPS_SCOPE = frozenset(
    {
        "order", "order_status", "order_checks", "shopping_list", "shopping_list_update", "card_declined",
        "redeem_rewards", "rewards_balance"
    }
)
# To these there are other right replies.
_SMALL_TALK = frozenset(
    {
        "who_made_you", "meaning_of_life", "who_do_you_work_for", "do_you_have_pets",
        "what_are_your_hobbies", "fun_fact", "what_is_your_name", "where_are_you_from", "goodbye",
        "thank_you", "greeting", "tell_joke", "are_you_a_bot", "how_old_are_you", "what_can_i_ask_you"
    }
)
_META = frozenset(
    {
        "change_speed", "user_name", "whisper_mode", "yes", "change_volume", "no", "change_language",
        "repeat", "change_accent", "cancel", "sync_device", "change_user_name", "change_ai_name",
        "reset_settings", "maybe"
    }
)
# fmt: on
NOT_ASKED = IN_A_SHOPS_SCOPE | _SMALL_TALK | _META


async def report_out_of_scope(
    planner: RoutePlanner,
    path: Path,
    limit: int,
    seed: int = 3,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Say how often CLINC150's questions, which no shop answers, are turned away.

    None of its domains is retail. Left out are all the same: small talk and the domain "meta" (yes, no, repeat …), to
    which there are other right replies; and what may well be said to a shop (IN_A_SHOPS_SCOPE).

    Args:
        path: clinc_oos's JSON, gzipped or not: parts, each a list of [text, intent].
        limit: so many texts are drawn.

    Returns:
        out_of_scope_recall with its interval, n, and the intents that were missed most.

    Raises:
        InvalidInput: the file isn't of that kind.
    """
    try:
        parts = json.loads(_text(path))
        texts = [(str(text), str(intent)) for part in parts.values() for text, intent in part]
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise InvalidInput(f"{path} can't be read as CLINC150's parts of [text, intent].") from error
    texts = sorted({(text, intent) for text, intent in texts if intent not in NOT_ASKED})
    random.Random(seed).shuffle(texts)  # noqa: S311
    caught = 0
    missed: Counter[str] = Counter()
    chosen = texts[:limit]
    for number, (text, intent) in enumerate(chosen, 1):
        turned_away = out_of_scope((await planner.plan(PlanContext(message=text))).calls)
        caught += turned_away
        missed[intent] += not turned_away
        if progress:
            progress(number, len(chosen))
    worst = {intent: count for intent, count in missed.most_common(10) if count}
    return {"n": len(chosen), **share("out_of_scope_recall", caught, len(chosen)), "missed": worst}


def _text(path: Path) -> str:
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
