"""The table of one-time codes; hashes only, and none longer than a day."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table

from serve.storage.schema import UtcDateTime, metadata

step_up_codes = Table(
    "step_up_codes",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation_id", String(64), nullable=False, index=True),
    Column("order_key", String(64), nullable=False, index=True),
    Column("code_hash", String(64), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("issued_at", UtcDateTime, nullable=False, index=True),
    Column("expires_at", UtcDateTime, nullable=False),
)
