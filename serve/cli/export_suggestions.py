"""Writes what agents made of suggestions to a file that training reads."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

from assistant.privacy import mask_all, pseudonym
from finetune.sources.suggestions import Suggestion
from serve.clock import utc_now
from serve.settings import Settings
from serve.storage.assist import JudgedSuggestion, SqlSuggestions
from serve.storage.database import connect_database

_DECISIONS = {"accepted": "accepted", "edited": "edited", "refused": "rejected"}


async def export_suggestions(settings: Settings, out: Path) -> dict[str, Any]:
    """Write the judged suggestions, masked, and return how many there are of each outcome."""
    key = settings.signing_key().encode()
    database = connect_database(settings.database)
    counts: Counter[str] = Counter()
    out.parent.mkdir(parents=True, exist_ok=True)
    scratch = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        await database.migrate()
        with scratch.open("w", encoding="utf-8") as lines:
            async for judged in SqlSuggestions(database, utc_now).all_judged():
                counts[judged.outcome] += 1
                lines.write(json.dumps(exported(judged, key), ensure_ascii=False) + "\n")
        scratch.replace(out)
    finally:
        scratch.unlink(missing_ok=True)
        await database.close()
    return {"file": str(out), "suggestions": counts.total(), **counts}


def exported(judged: JudgedSuggestion, key: bytes) -> dict[str, Any]:
    """Return one line: the texts masked, the shopper a pseudonym."""
    words: dict[str, Any] = mask_all(
        {"message": judged.message, "points": judged.points, "suggested": judged.text, "sent": judged.sent}
    )
    suggestion = Suggestion.model_validate(
        {
            "id": judged.id,
            "conversation": pseudonym(judged.conversation_id, key),
            "owner": pseudonym(judged.customer_id or judged.conversation_id, key),
            "decision": _DECISIONS[judged.outcome],
            **words,
        }
    )
    return suggestion.model_dump(mode="json")
