"""Attempts to prove an order, counted over all conversations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "proof_tries",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("try_id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_proof_tries")),
    )
    op.create_index(op.f("ix_proof_tries_try_id"), "proof_tries", ["try_id"], unique=False)
    op.create_index(op.f("ix_proof_tries_key"), "proof_tries", ["key"], unique=False)
    op.create_index(op.f("ix_proof_tries_at"), "proof_tries", ["at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_proof_tries_at"), table_name="proof_tries")
    op.drop_index(op.f("ix_proof_tries_key"), table_name="proof_tries")
    op.drop_index(op.f("ix_proof_tries_try_id"), table_name="proof_tries")
    op.drop_table("proof_tries")
