"""The desk: its agents, cases, notes, log and macros; the tickets become cases, messages know who wrote them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_OPEN = sa.text("state IN ('waiting', 'claimed')")
_CASES = sa.table(
    "desk_cases",
    *(sa.column(name) for name in ("id", "conversation_id", "state", "reason", "words", "urgency", "mood", "title")),
    *(sa.column(name) for name in ("live", "shopper", "email", "opened_at", "resolution")),
)
_TICKETS = sa.table("tickets", *(sa.column(name) for name in ("id", "conversation_id", "reason", "state", "at")))


def upgrade() -> None:
    with op.batch_alter_table("messages") as messages:
        messages.add_column(sa.Column("agent", sa.String(length=80), nullable=False, server_default=""))
    op.create_table(
        "desk_agents",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("password", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_agents")),
        sa.UniqueConstraint("email", name=op.f("uq_desk_agents_email")),
    )
    op.create_table(
        "desk_cases",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("mood", sa.String(length=16), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("shopper", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agent_id", sa.String(length=64), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolution", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["desk_agents.id"], name=op.f("fk_desk_cases_agent_id")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_desk_cases_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_cases")),
    )
    op.create_index("ix_desk_cases_conversation_id_opened_at", "desk_cases", ["conversation_id", "opened_at"])
    op.create_index("ix_desk_cases_state_urgency_opened_at", "desk_cases", ["state", "urgency", "opened_at"])
    op.create_index(
        "uq_desk_cases_open",
        "desk_cases",
        ["conversation_id"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_table(
        "desk_notes",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=16), nullable=False),
        sa.Column("agent_id", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["desk_agents.id"], name=op.f("fk_desk_notes_agent_id")),
        sa.ForeignKeyConstraint(["case_id"], ["desk_cases.id"], name=op.f("fk_desk_notes_case_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_notes")),
    )
    op.create_index(op.f("ix_desk_notes_case_id"), "desk_notes", ["case_id"])
    op.create_table(
        "desk_log",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.String(length=16), nullable=False),
        sa.Column("agent_id", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_desk_log")),
        sa.UniqueConstraint("hash", name=op.f("uq_desk_log_hash")),
    )
    op.create_index(op.f("ix_desk_log_case_id"), "desk_log", ["case_id"])
    op.create_table(
        "desk_macros",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("shortcut", sa.String(length=24), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_macros")),
        sa.UniqueConstraint("shortcut", name=op.f("uq_desk_macros_shortcut")),
    )
    _tickets_become_cases()
    op.drop_index("ix_tickets_state_at", table_name="tickets")
    op.drop_index(op.f("ix_tickets_conversation_id"), table_name="tickets")
    op.drop_table("tickets")


def _tickets_become_cases() -> None:
    """A conversation's latest ticket is the one that waits on; a conversation has one open case."""
    later = _TICKETS.alias("later")
    superseded = sa.exists().where(
        later.c.conversation_id == _TICKETS.c.conversation_id,
        sa.or_(later.c.at > _TICKETS.c.at, sa.and_(later.c.at == _TICKETS.c.at, later.c.id > _TICKETS.c.id)),
    )
    kept = sa.select(
        _TICKETS.c.id,
        _TICKETS.c.conversation_id,
        sa.case((superseded, "returned"), else_="waiting"),
        sa.literal("requested"),
        _TICKETS.c.reason,
        sa.literal(1),
        sa.literal("calm"),
        _TICKETS.c.reason,
        sa.true(),
        sa.literal(""),
        sa.literal(""),
        _TICKETS.c.at,
        sa.literal(""),
    )
    op.execute(sa.insert(_CASES).from_select([column.name for column in _CASES.columns], kept))


def downgrade() -> None:
    op.create_table(
        "tickets",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_tickets_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
    )
    op.create_index(op.f("ix_tickets_conversation_id"), "tickets", ["conversation_id"], unique=False)
    op.create_index("ix_tickets_state_at", "tickets", ["state", "at"], unique=False)
    for table in ("desk_macros", "desk_log", "desk_notes", "desk_cases", "desk_agents"):
        op.drop_table(table)
    with op.batch_alter_table("messages") as messages:
        messages.drop_column("agent")
