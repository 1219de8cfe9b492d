"""One-time codes that prove an order."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "step_up_codes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("order_key", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_up_codes")),
    )
    op.create_index(op.f("ix_step_up_codes_conversation_id"), "step_up_codes", ["conversation_id"], unique=False)
    op.create_index(op.f("ix_step_up_codes_order_key"), "step_up_codes", ["order_key"], unique=False)
    op.create_index(op.f("ix_step_up_codes_issued_at"), "step_up_codes", ["issued_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_step_up_codes_issued_at"), table_name="step_up_codes")
    op.drop_index(op.f("ix_step_up_codes_order_key"), table_name="step_up_codes")
    op.drop_index(op.f("ix_step_up_codes_conversation_id"), table_name="step_up_codes")
    op.drop_table("step_up_codes")
