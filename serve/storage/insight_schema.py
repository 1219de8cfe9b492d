"""The tables of insight: one short row a turn to count over, what shoppers thought of it, and drafted help pages."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from serve.storage.schema import UtcDateTime, metadata, turn_records

Index("ix_turn_records_at", turn_records.c.at)

insight_turns = Table(
    "insight_turns",
    metadata,
    Column("turn_id", String(64), primary_key=True),
    Column("conversation_id", String(64), ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("spoken", Boolean, nullable=False),
    Column("service", Boolean, nullable=False),
    Column("tool", String(40), nullable=False),
    Column("outcome", String(24), nullable=False),
    Column("trouble", String(24)),
    Column("handover", String(24)),
    Column("order_id", String(100), index=True),
    Column("score", Float),
    Column("llm_calls", Integer, nullable=False),
    Column("prompt_tokens", Integer, nullable=False),
    Column("completion_tokens", Integer, nullable=False),
    Column("model_ms", Float, nullable=False),
    Column("first_card_ms", Float),
    Column("first_sentence_ms", Float),
    Column("written_ms", Float),
    Index("ix_insight_turns_conversation_id_at", "conversation_id", "at"),
)

insight_vectors = Table(
    "insight_vectors",
    metadata,
    Column("turn_id", String(64), ForeignKey("insight_turns.turn_id", ondelete="CASCADE"), primary_key=True),
    Column("encoder", String(64), nullable=False),
    Column("vector", LargeBinary, nullable=False),
)

satisfaction = Table(
    "satisfaction",
    metadata,
    Column("conversation_id", String(64), ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    Column("asked_at", UtcDateTime, nullable=False, index=True),
    Column("score", Integer),
    Column("comment", Text, nullable=False),
    Column("answered_at", UtcDateTime),
)

help_drafts = Table(
    "help_drafts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("slug", String(80), nullable=False),
    Column("title", String(200), nullable=False),
    Column("question", Text, nullable=False),
    Column("asked", JSON, nullable=False),
    Column("body", Text, nullable=False),
    Column("sources", JSON, nullable=False),
    Column("doubts", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("decided_at", UtcDateTime),
    Column("decided_by", String(200)),
    Column("note", Text, nullable=False),
    Index("ix_help_drafts_state_created_at", "state", "created_at"),
)
