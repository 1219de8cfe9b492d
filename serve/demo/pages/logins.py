"""The accounts that the login page offers to try."""

from __future__ import annotations

from serve.demo.customers import DEMO_EMAILS, DEMO_PASSWORD, shoppers
from serve.demo.pages.services import DemoLogin

_ABOUT = (
    "A bit of everything: on its way, delivered, returned.",
    "One parcel is late and one is lost.",
    "Returns after the last day, and plants, which have rules of their own.",
)


def demo_logins() -> tuple[DemoLogin, ...]:
    """Return the demo accounts with what is worth seeing in each."""
    names = {shopper.customer.email: shopper.customer.name for shopper in shoppers()}
    return tuple(
        DemoLogin(email=email, password=DEMO_PASSWORD, name=names[email], about=about)
        for email, about in zip(DEMO_EMAILS, _ABOUT, strict=True)
    )
