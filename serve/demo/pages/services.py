"""What the pages need, wired once by the composition root."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.domain.product import Product
from assistant.tools.ports import Catalogue, ProductSearch, Recommender, Storefront
from assistant.turn.ports import EventLog
from serve.demo.mailbox import Mail
from serve.demo.pages.session import Sessions


class Assortment(Protocol):
    """Everything the shop sells, for browsing."""

    async def products(self) -> Sequence[Product]:
        """Return all products in catalogue order."""
        ...


class Account(Protocol):
    """A customer who has proved who they are."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def email(self) -> str: ...


class DemoAccounts(Protocol):
    """The demo shop's own logins."""

    async def authenticate(self, email: str, password: str) -> Account | None:
        """Return the customer, or None when the pair is wrong."""
        ...

    async def merge_carts(self, session_id: str, customer_id: str) -> None:
        """Move what was collected before the login into the customer's cart."""
        ...


class Outbox(Protocol):
    """Mails that the demo shop keeps instead of sending them."""

    async def recent(self) -> Sequence[Mail]:
        """Return the mails, newest first."""
        ...


class DemoShop(Storefront, DemoAccounts, Protocol):
    """The demo storefront, whole."""


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """An account that visitors may try, with what is worth seeing in it."""

    email: str
    password: str
    name: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class PageServices:
    """The ports behind the pages.

    Attributes:
        policy_pages: folders of Markdown files.
        issue_token: signs an identity token for the chat, from customer id, name and e-mail address.
        issue_visitor_token: signs one for a visitor who hasn't signed in, from the session's id, so that the chat
            fills the cart that the pages show.
        outbox: the mails that a real shop would have sent; None where none are kept.
        widget: address of the chat's script.
    """

    search: ProductSearch
    recommender: Recommender
    catalogue: Catalogue
    assortment: Assortment
    policy_pages: tuple[Path, ...]
    storefront: DemoShop
    sessions: Sessions
    issue_token: Callable[[str, str | None, str | None], str]
    issue_visitor_token: Callable[[str], str]
    events: EventLog | None = None
    outbox: Outbox | None = None
    logins: tuple[DemoLogin, ...] = ()
    shop_name: str = "Hearth & Trail"
    widget: str = "/widget/shopkeeper.js"
