"""The tables of the desk, beside those of the conversations."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, text

from serve.storage.schema import UtcDateTime, metadata

_Serial = BigInteger().with_variant(Integer, "sqlite")
_OPEN = text("state IN ('waiting', 'claimed')")

desk_agents = Table(
    "desk_agents",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("email", String(254), unique=True),
    Column("password", String(200)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("left_at", UtcDateTime),
)

desk_cases = Table(
    "desk_cases",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("conversation_id", String(64), ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("words", Text, nullable=False),
    Column("urgency", Integer, nullable=False),
    Column("mood", String(16), nullable=False),
    Column("title", Text, nullable=False),
    Column("live", Boolean, nullable=False),
    Column("shopper", String(200), nullable=False),
    Column("email", String(254), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("agent_id", String(64), ForeignKey("desk_agents.id")),
    Column("claimed_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("resolution", Text, nullable=False),
    Index("ix_desk_cases_conversation_id_opened_at", "conversation_id", "opened_at"),
    Index("ix_desk_cases_state_urgency_opened_at", "state", "urgency", "opened_at"),
    # One at a time in a conversation, whichever process opens it.
    Index("uq_desk_cases_open", "conversation_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
)

desk_notes = Table(
    "desk_notes",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("case_id", String(16), ForeignKey("desk_cases.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("agent_id", String(64), ForeignKey("desk_agents.id"), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

desk_log = Table(
    "desk_log",
    metadata,
    Column("seq", _Serial, primary_key=True, autoincrement=True),
    Column("case_id", String(16), nullable=False, index=True),
    Column("agent_id", String(64)),
    Column("kind", String(24), nullable=False),
    Column("detail", JSON, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
)

desk_macros = Table(
    "desk_macros",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("title", String(120), nullable=False),
    Column("text", Text, nullable=False),
    Column("shortcut", String(24), nullable=False, unique=True),
    Column("updated_at", UtcDateTime, nullable=False),
)
