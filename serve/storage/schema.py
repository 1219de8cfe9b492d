"""The tables. A change here comes with a migration; a test compares the two."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """Times are aware and UTC on both sides, also on SQLite, which knows no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(naming_convention=_NAMES)
_Serial = BigInteger().with_variant(Integer, "sqlite")
_CONVERSATION = "conversations.id"


def _conversation_key() -> ForeignKey:
    return ForeignKey(_CONVERSATION, ondelete="CASCADE")


conversations = Table(
    "conversations",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("customer_id", String(200), index=True),
    Column("locale", String(35), nullable=False),
    Column("state", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)

messages = Table(
    "messages",
    metadata,
    Column("seq", _Serial, primary_key=True, autoincrement=True),
    Column("id", String(80), nullable=False, unique=True),
    Column("conversation_id", String(64), _conversation_key(), nullable=False),
    Column("role", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("turn_id", String(64), nullable=False),
    Column("agent", String(80), nullable=False, server_default=""),
    Index("ix_messages_conversation_id_seq", "conversation_id", "seq"),
)

turn_records = Table(
    "turn_records",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("conversation_id", String(64), _conversation_key(), nullable=False, index=True),
    Column("message", Text, nullable=False),
    Column("calls", JSON, nullable=False),
    Column("results", JSON, nullable=False),
    Column("reply", Text, nullable=False),
    Column("origin", String(16), nullable=False),
    Column("usage", JSON, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

turns = Table(
    "turns",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("conversation_id", String(64), _conversation_key(), nullable=False),
    Column("idempotency_key", String(255), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("text", Text, nullable=False, server_default=""),
    Column("state", String(16), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    UniqueConstraint("conversation_id", "idempotency_key"),
    # One turn at a time in a conversation, whichever process starts it.
    Index(
        "uq_turns_running",
        "conversation_id",
        unique=True,
        sqlite_where=text("state = 'running'"),
        postgresql_where=text("state = 'running'"),
    ),
)

turn_events = Table(
    "turn_events",
    metadata,
    Column("conversation_id", String(64), _conversation_key(), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("turn_id", String(64), nullable=False),
    Column("type", String(16), nullable=False),
    Column("payload", JSON, nullable=False),
    Index("ix_turn_events_turn_id_seq", "turn_id", "seq"),
)

proposals = Table(
    "proposals",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("conversation_id", String(64), nullable=False, index=True),
    Column("owner", String(200), nullable=False),
    Column("state", String(16), nullable=False),
    Column("body", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    # Few are confirmed and not settled at any time, and every yes and every start asks for them.
    Index("ix_proposals_state_conversation_id", "state", "conversation_id"),
)

proposal_audit = Table(
    "proposal_audit",
    metadata,
    Column("seq", _Serial, primary_key=True, autoincrement=True),
    Column("proposal_id", String(64), nullable=False, index=True),
    Column("before", String(16)),
    Column("after", String(16), nullable=False),
    Column("body_hash", String(64), nullable=False),
    Column("actor", String(300)),
    Column("verdict", Text),
    Column("outcome", Text),
    Column("at", UtcDateTime, nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
)

proof_tries = Table(
    "proof_tries",
    metadata,
    Column("seq", _Serial, primary_key=True, autoincrement=True),
    Column("try_id", String(32), nullable=False, index=True),
    Column("key", String(64), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False, index=True),
)

shop_events = Table(
    "shop_events",
    metadata,
    Column("seq", _Serial, primary_key=True, autoincrement=True),
    Column("type", String(24), nullable=False),
    Column("owner", String(200), nullable=False),
    Column("product_id", String(200)),
    Column("query", Text),
    Column("position", Integer),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_shop_events_owner_seq", "owner", "seq"),
)
