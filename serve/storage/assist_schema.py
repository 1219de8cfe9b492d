"""The tables of the desk's assistance: what was suggested, what agents made of it, and cases solved at the desk."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Integer, String, Table, Text

from serve.storage.schema import UtcDateTime, metadata

suggestions = Table(
    "suggestions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column(
        "conversation_id", String(64), ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    Column("rank", Integer, nullable=False),
    Column("message", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("points", JSON, nullable=False),
    Column("sources", JSON, nullable=False),
    Column("action", JSON),
    Column("at", UtcDateTime, nullable=False),
)

suggestion_feedback = Table(
    "suggestion_feedback",
    metadata,
    Column("suggestion_id", String(32), ForeignKey("suggestions.id", ondelete="CASCADE"), primary_key=True),
    Column("agent_id", String(64), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("sent", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

solved_cases = Table(
    "solved_cases",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("conversation_id", String(64), ForeignKey("conversations.id", ondelete="CASCADE"), index=True),
    Column("record", JSON, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
