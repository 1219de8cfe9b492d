"""What the policy judges upon: an order with all that bears on it, read at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from assistant.domain.order import Order
from assistant.domain.payment import PaymentMethod
from assistant.domain.product import Product


@dataclass(frozen=True, slots=True)
class Case:
    """The facts of one judgement.

    Attributes:
        order: the order before the action; None only for what concerns the account itself.
        now: timezone-aware UTC.
        methods: the payment methods that the account holds.
        products: records of the products whose variants are wanted, by id; what is missing is not sold any more.
    """

    order: Order | None
    now: datetime
    methods: tuple[PaymentMethod, ...] = ()
    products: Mapping[str, Product] = field(default_factory=dict)

    def method(self, method_id: str) -> PaymentMethod | None:
        """Return the payment method of an id, also the order's own when the account doesn't list it."""
        for method in self.methods:
            if method.id == method_id:
                return method
        if self.order is not None and method_id == self.order.charged_to:
            return PaymentMethod(id=method_id, label=self.order.payment)
        return None
