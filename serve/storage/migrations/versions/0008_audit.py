"""Who moved a proposal, by which verdict and with what outcome; what a turn was asked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("turns", sa.Column("text", sa.Text(), nullable=False, server_default=""))
    op.add_column("proposal_audit", sa.Column("actor", sa.String(length=300), nullable=True))
    op.add_column("proposal_audit", sa.Column("verdict", sa.Text(), nullable=True))
    op.add_column("proposal_audit", sa.Column("outcome", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("proposal_audit", "outcome")
    op.drop_column("proposal_audit", "verdict")
    op.drop_column("proposal_audit", "actor")
    op.drop_column("turns", "text")
