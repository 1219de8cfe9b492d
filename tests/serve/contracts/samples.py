"""Values that the storage contracts share."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from assistant.domain.actions import ActionProposal

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def proposal(proposal_id: str = "prop_1", **changes: object) -> ActionProposal:
    values: dict[str, object] = {
        "id": proposal_id,
        "conversation_id": "conv_a",
        "owner": "c1",
        "action": {"kind": "cancel_order", "order_id": "HT-10001", "reason": "changed my mind"},
        "verdict": {"allowed": True},
        "title": "Cancel order HT-10001?",
        "effects": ["Refund of $20.00 to Visa ending in 4242."],
        "amount": {"amount": "20.00"},
        "created_at": AT,
        "expires_at": AT + timedelta(minutes=15),
        **changes,
    }
    return ActionProposal.model_validate(values)
