"""Who is speaking."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict


class Principal(BaseModel):
    """The speaker as the server knows them; never built from a message or a request body.

    Attributes:
        session_id: the conversation or the storefront session; owns an anonymous cart.
        customer_id: set when a signed token proved the account.
        order_ids: orders opened by a step-up (order number and e-mail), without an account.
        expires_at: when the proof of identity ends; nothing is written to the shop from then on; timezone-aware UTC.
    """

    model_config = ConfigDict(frozen=True)

    session_id: str
    customer_id: str | None = None
    name: str | None = None
    email: str | None = None
    order_ids: frozenset[str] = frozenset()
    expires_at: datetime | None = None

    @property
    def verified(self) -> bool:
        return self.customer_id is not None or bool(self.order_ids)

    @property
    def owner(self) -> str:
        """The key under which carts, interests and limits of this speaker are kept."""
        return self.customer_id or self.session_id
