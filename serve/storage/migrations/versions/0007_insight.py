"""What insight counts over, satisfaction, and drafted help pages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0008"


def upgrade() -> None:
    op.create_index("ix_turn_records_at", "turn_records", ["at"], unique=False)
    op.create_table(
        "insight_turns",
        sa.Column("turn_id", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("spoken", sa.Boolean(), nullable=False),
        sa.Column("service", sa.Boolean(), nullable=False),
        sa.Column("tool", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("trouble", sa.String(length=24)),
        sa.Column("handover", sa.String(length=24)),
        sa.Column("order_id", sa.String(length=100)),
        sa.Column("score", sa.Float()),
        sa.Column("llm_calls", sa.Integer(), nullable=False),
        sa.Column("prompt_tokens", sa.Integer(), nullable=False),
        sa.Column("completion_tokens", sa.Integer(), nullable=False),
        sa.Column("model_ms", sa.Float(), nullable=False),
        sa.Column("first_card_ms", sa.Float()),
        sa.Column("first_sentence_ms", sa.Float()),
        sa.Column("written_ms", sa.Float()),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_insight_turns_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("turn_id", name=op.f("pk_insight_turns")),
    )
    op.create_index(op.f("ix_insight_turns_at"), "insight_turns", ["at"], unique=False)
    op.create_index(op.f("ix_insight_turns_order_id"), "insight_turns", ["order_id"], unique=False)
    op.create_index("ix_insight_turns_conversation_id_at", "insight_turns", ["conversation_id", "at"], unique=False)
    op.create_table(
        "insight_vectors",
        sa.Column("turn_id", sa.String(length=64), nullable=False),
        sa.Column("encoder", sa.String(length=64), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["turn_id"], ["insight_turns.turn_id"], name=op.f("fk_insight_vectors_turn_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("turn_id", name=op.f("pk_insight_vectors")),
    )
    op.create_table(
        "satisfaction",
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("score", sa.Integer()),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_satisfaction_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_satisfaction")),
    )
    op.create_index(op.f("ix_satisfaction_asked_at"), "satisfaction", ["asked_at"], unique=False)
    op.create_table(
        "help_drafts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("doubts", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("decided_by", sa.String(length=200)),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_drafts")),
    )
    op.create_index("ix_help_drafts_state_created_at", "help_drafts", ["state", "created_at"], unique=False)


def downgrade() -> None:
    for table in ("help_drafts", "satisfaction", "insight_vectors", "insight_turns"):
        op.drop_table(table)
    op.drop_index("ix_turn_records_at", table_name="turn_records")
