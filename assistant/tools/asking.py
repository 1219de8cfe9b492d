"""What a WRITE tool answers instead of a proposal: the one detail that is missing, or why there is nothing to ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from assistant.domain.actions import COMES_BACK, ActionKind
from assistant.domain.conversation import ToolCall
from assistant.domain.order import Order, OrderLine
from assistant.domain.payment import PaymentMethod
from assistant.domain.product import Product, Variant, option_words
from assistant.policy.case import Case
from assistant.policy.evaluate import eligible
from assistant.tools.choice import Choice
from assistant.tools.context import ToolContext
from assistant.tools.result import Outcome, ToolResult

# What serves a shopper as well where the order's state rules out what they ask for.
_INSTEAD: Mapping[ActionKind, ActionKind] = {
    "return_items": "cancel_order",
    "exchange_items": "cancel_order",
    "cancel_order": "return_items",
}


def not_eligible(
    context: ToolContext, tool: str, kind: ActionKind, order: Order, lines: Iterable[OrderLine] = ()
) -> ToolResult | None:
    """Return the policy's refusal where the order, or these lines, rule the action out whatever the details are.

    Args:
        lines: those that are meant; without any, it is a refusal when none of the order's can come back.
    """
    case, rules, locale = Case(order=order, now=context.now), context.shop.rules, context.conversation.locale
    wanted = tuple(lines)
    open_lines: list[tuple[OrderLine, ...]] = [] if wanted else [(line,) for line in order.lines if line.kept]
    verdicts = [eligible(rules, kind, case, each, locale) for each in (open_lines or [wanted])]
    if any(verdict.allowed for verdict in verdicts):
        return None
    instead = _INSTEAD.get(kind)
    possible = instead is not None and any(
        eligible(rules, instead, case, (line,) if instead in COMES_BACK else (), locale).allowed for line in order.lines
    )
    offer = ToolCall(name=instead, args={"order_id": order.id}) if instead and possible else None
    return ToolResult(tool=tool, outcome=Outcome.NOT_ALLOWED, orders=(order,), verdict=verdicts[0], offer=offer)


def nothing_left(tool: str, order: Order) -> ToolResult:
    return ToolResult(tool=tool, outcome=Outcome.NOTHING_FOUND, orders=(order,), missing="items")


def which_items(tool: str, order: Order, choice: Choice) -> ToolResult:
    return ToolResult(
        tool=tool,
        outcome=Outcome.NEEDS_DETAIL,
        subject=choice.unknown,
        missing="items",
        choices=choice.names,
        orders=(order,),
    )


def which_variant(tool: str, order: Order, line: OrderLine, choice: Choice) -> ToolResult:
    """Ask which version it shall be; where what is wanted isn't there, that is said first."""
    notes: dict[str, str] = {}
    if choice.unmet == "none":
        notes = {"wish": choice.wish, "apart": "; ".join(choice.apart)}
    elif choice.unmet:
        notes = {"step": choice.unmet, "version": ", ".join(option_words(line.options))}
    return ToolResult(
        tool=tool,
        outcome=Outcome.NEEDS_DETAIL,
        subject=line.title,
        missing="wanted",
        choices=choice.names,
        orders=(order,),
        notes=notes,
    )


def which_payment(tool: str, order: Order, methods: Sequence[PaymentMethod], absent: str = "") -> ToolResult:
    """Ask which method it shall be.

    Args:
        absent: what was wanted, where the account has no such method.
    """
    return ToolResult(
        tool=tool,
        outcome=Outcome.NEEDS_DETAIL,
        missing="payment",
        choices=tuple(method.label for method in methods),
        orders=(order,),
        notes={"absent": absent} if absent else {},
    )


def which_reason(tool: str, order: Order, reasons: Sequence[str]) -> ToolResult:
    return ToolResult(
        tool=tool, outcome=Outcome.NEEDS_DETAIL, missing="reason", choices=tuple(reasons), orders=(order,)
    )


def sold_out(tool: str, order: Order, product: Product, variant: Variant, owned: str = "") -> ToolResult:
    """Say that a version is sold out, with those in stock that come nearest to it first.

    Args:
        owned: id of the version that the shopper has, which is no choice.
    """

    def apart(other: Variant) -> tuple[int, Decimal]:
        return sum(variant.options.get(name) != own for name, own in other.options.items()), other.price.amount

    near = sorted((other for other in product.available if other.label and other.id != owned), key=apart)
    return ToolResult(
        tool=tool,
        outcome=Outcome.OUT_OF_STOCK,
        subject=product.title,
        missing="wanted",
        choices=tuple(other.label for other in near),
        orders=(order,),
        quantity=variant.stock,
        notes={"variant": variant.label},
    )
