"""Find the actions that were confirmed and not carried out without reading all that ever were proposed."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_index("ix_proposals_state_conversation_id", "proposals", ["state", "conversation_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_proposals_state_conversation_id", "proposals")
