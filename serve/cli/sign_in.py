"""Signs a customer in from the terminal, with the shop's own key."""

from __future__ import annotations

from serve.identity import Identity
from serve.settings import Settings


def customer_token(settings: Settings, customer: str | None) -> str | None:
    """Return an identity token for a customer, as the storefront's login would; None for an anonymous shopper."""
    return Identity(settings.signing_key()).issue_token(customer) if customer else None
