"""What the planner is told about the cart, the orders and the turns before; built from records, not from text."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.domain.cart import Cart
from assistant.domain.conversation import Conversation
from assistant.domain.order import Order
from assistant.domain.own_case import OwnCase
from assistant.planner.context import PlanContext
from assistant.tools.result import Outcome, ToolResult
from assistant.tools.waiting import RULE_TOLD

MAX_ORDERS = 3
MAX_LINES = 3


def plan_context(conversation: Conversation, message: str, cart: Cart, orders: tuple[Order, ...]) -> PlanContext:
    """Return the planner's view of a live conversation, in the shape that it was trained on."""
    state = conversation.state
    return PlanContext(
        message=message,
        setting=" ".join(part for part in (_cart_words(cart), _order_words(orders)) if part),
        exchanges=state.exchanges,
        search=state.search,
        shown=tuple(item.title for item in state.screen),
        pending="; ".join(proposal.title.rstrip("?") for proposal in state.pending),
    )


def _cart_words(cart: Cart) -> str:
    if not cart.lines:
        return ""
    return f"Cart: {', '.join(f'{line.title} ({line.quantity})' for line in cart.lines[:MAX_LINES])}."


def _order_words(orders: tuple[Order, ...]) -> str:
    if not orders:
        return ""
    told = (
        f"{order.id} ({', '.join(line.title for line in order.lines[:MAX_LINES])}) {order.status.value}"
        for order in orders[:MAX_ORDERS]
    )
    return f"Orders: {', '.join(told)}."


def gist(results: Iterable[ToolResult]) -> str:
    """Say in a few words what the assistant did, for the planner's next turn."""
    return "; ".join(said for result in results if (said := _gist(result)))


def _gist(result: ToolResult) -> str:
    order = result.orders[0].id if result.orders else ""
    match result.tool, result.outcome:
        case _, Outcome.PROPOSED if result.proposal:
            return f"proposed: {result.proposal.title.rstrip('?')}, waiting for confirmation"
        case _, Outcome.NEEDS_VERIFICATION:
            return "asked for the order number and the e-mail address"
        case _, Outcome.NEEDS_DETAIL if result.missing == "variant":
            return f"asked which size or colour of {result.subject} to put in the cart"
        case _, Outcome.NEEDS_DETAIL:
            about = f" for order {order}" if order and result.missing != "order" else ""
            return f"asked which {_DETAILS.get(result.missing, result.missing)}{about}"
        case _, Outcome.NOT_ALLOWED:
            return f"said that order {order} can't be {_VERBS.get(result.tool, 'changed')}"
        case _, Outcome.OUT_OF_STOCK:
            return f"said that {result.subject} is sold out in that version"
        case _, Outcome.FAILED:
            return "said that something went wrong"
        case "search_catalog" | "recommend_products", Outcome.FOUND:
            return f"showed {len(result.products)} products"
        case "get_product", Outcome.FOUND:
            return f"told about {result.products[0].title}"
        case "tell_versions", Outcome.FOUND:
            return f"told the versions of {result.subject}"
        case "compare_products", Outcome.FOUND:
            return f"compared {' and '.join(card.title for card in result.products)}"
        case "get_cart", _:
            return "showed the cart"
        case "update_cart", Outcome.DONE:
            return f"changed the cart: {result.notes.get('action', '')} {result.subject}".strip()
        case "get_order", Outcome.FOUND:
            rule = f"; {RULE_TOLD[wait]}" if (wait := result.notes.get("wait", "")) in RULE_TOLD else ""
            return f"showed order {order}, {result.orders[0].status.value}{rule}"
        case "list_orders", Outcome.FOUND:
            return "listed the orders"
        case "ask_business", Outcome.FOUND if result.own_case is not None:
            return _case_gist(result.own_case, order)
        case "ask_business", Outcome.FOUND if result.passages:
            return f"answered from the page on {result.passages[0].title.lower()}"
        case "own_payments", _:
            return "told about the payment methods of the account"
        case "list_promotions", _:
            return "listed the promotions"
        case "handoff_to_human", _:
            return "handed over to a person"
        case "reply", _:
            return _SAID.get(result.subject, "")
        case _, Outcome.NOTHING_FOUND:
            return "found nothing"
        case _, Outcome.DONE:
            return f"done: {result.subject}"
        case _:
            return ""


def _case_gist(case: OwnCase, order: str) -> str:
    about = f"order {order}" if order else "their order"
    open_now = any(piece.verdict.allowed for piece in case.pieces)
    done = _VERBS.get(case.subject, "changed")
    if case.subject == "refund":
        return f"told about the refund of {about}"
    return f"said that {about} can {'' if open_now else 'not '}be {done}"


ENGLISH_ONLY = "said that it speaks English only"
_DETAILS = {"wanted": "version they want instead", "items": "item", "change": "change", "address": "new address"}
_DETAILS |= {"proposal": "proposal is meant"}
_VERBS = {"cancel_order": "cancelled", "return_items": "returned", "exchange_items": "exchanged"}
_SAID = {
    "greeting": "greeted",
    "thanks": "said you're welcome",
    "smalltalk": "chatted",
    "clarify": "asked what is meant",
    "harmful": "said that it doesn't help to harm anybody",
    "distress": "named people who help",
    "other_language": ENGLISH_ONLY,
    "english_only": ENGLISH_ONLY,
    "out_of_scope": "said that it can't help with that",
}
