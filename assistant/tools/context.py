"""What every tool is given besides the planner's arguments: who speaks, what they see, which shop it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from assistant.domain.actions import SettledChanges
from assistant.domain.conversation import Conversation
from assistant.domain.principal import Principal
from assistant.policy.rule_book import Rules
from assistant.policy.rules import PolicyRules
from assistant.tools.ports import (
    Carts,
    Catalogue,
    Evidence,
    OrderDesk,
    Orders,
    PolicyPages,
    ProductSearch,
    Promotions,
    Recommender,
)


@dataclass(frozen=True, slots=True)
class Shop:
    """The ports of one shop, wired once at start.

    Attributes:
        rule_book: the shop's rules, which may change while it runs; `rules` are those in force now.
    """

    search: ProductSearch
    recommender: Recommender
    catalogue: Catalogue
    evidence: Evidence
    policy_pages: PolicyPages
    orders: Orders
    order_desk: OrderDesk
    carts: Carts
    promotions: Promotions
    rule_book: Rules

    @property
    def rules(self) -> PolicyRules:
        return self.rule_book.current


@dataclass(frozen=True, slots=True)
class ToolContext:
    """One turn's surroundings.

    Attributes:
        message: the shopper's own text, masked of nothing.
        settled: what has been agreed on of the items that it goes on about.
    """

    shop: Shop
    principal: Principal
    conversation: Conversation
    message: str
    now: datetime
    settled: SettledChanges | None = None

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let tools take the context as it is, unvalidated: the server builds it, nobody sends it."""
        return core_schema.is_instance_schema(cls)
