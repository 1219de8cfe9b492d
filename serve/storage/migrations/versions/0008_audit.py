"""What a turn was asked, for one that its process doesn't live to store."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("turns", sa.Column("text", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("turns", "text")
