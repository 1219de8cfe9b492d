"""How a turn's cards look in a terminal. All text comes from outside and is stripped of control characters."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from assistant.domain.actions import ActionProposal
from assistant.domain.cart import Cart
from assistant.domain.catalogue import ProductCard
from assistant.domain.order import Order
from assistant.domain.product import option_words
from assistant.turn.events import (
    ActionEvent,
    CartEvent,
    ChoicesEvent,
    CitationsEvent,
    DoneEvent,
    ErrorEvent,
    HandoffEvent,
    OrderEvent,
    ProductsEvent,
    StatusEvent,
    TurnEvent,
)

_STAGES = {"planning": "Thinking", "searching": "Looking", "looking_up": "Looking it up", "writing": "Writing"}
_FEW = 5
_ATTRIBUTES = 8


def plain(text: str) -> str:
    """Return text from outside without characters that would steer the terminal or turn its reading direction."""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cf", "Cs"})


def status_words(event: StatusEvent) -> str:
    """Say what the assistant is doing, e.g. "Looking: search_catalog (waterproof tent)"."""
    calls = ", ".join(f"{call.name} ({_most_telling(call.args)})" if call.args else call.name for call in event.calls)
    return plain(f"{_STAGES[event.stage]}: {calls}…" if calls else f"{_STAGES[event.stage]}…")


def _most_telling(args: dict[str, object]) -> str:
    return ", ".join(str(value) for value in args.values())[:60]


def card(event: TurnEvent) -> RenderableType | None:
    """Return what to print for an event, or None for those that aren't cards."""
    match event:
        case ProductsEvent(layout="detail") if len(event.products) == 1:
            return _detail(event.products[0])
        case ProductsEvent(layout="compare"):
            return _comparison(event.products)
        case ProductsEvent():
            return _product_list(event)
        case OrderEvent():
            return Group(*(_order(order) for order in event.orders))
        case CartEvent():
            return _cart(event.cart)
        case CitationsEvent():
            return _citations(event)
        case ActionEvent():
            return _proposal(event.proposal)
        case ChoicesEvent():
            answers = (one.label if one.text in one.label else one.text for one in event.choices)
            return Text("\n".join(f"  › {plain(answer)}" for answer in answers), style="cyan")
        case HandoffEvent():
            return Panel(Text(plain(f"A person is asked for. Your ticket: {event.ticket}")), border_style="magenta")
        case ErrorEvent():
            return Text(plain(f"{event.title}. {event.detail}"), style="red")
        case DoneEvent(state={"holder": "agent", "agent": name}):
            return Text(plain(f"{name} of the shop has this conversation and reads what you write."), style="magenta")
        case _:
            return None


def _product_list(event: ProductsEvent) -> RenderableType:
    table = Table(title=plain(event.title) or None, title_justify="left", box=None, padding=(0, 2, 0, 0))
    for name, justify in (
        ("#", "right"),
        ("product", "left"),
        ("price", "right"),
        ("stock", "left"),
        ("rating", "left"),
    ):
        table.add_column(name, justify=justify, header_style="dim")  # type: ignore[arg-type]  # a literal, by the line above
    for product in event.products:
        label = Text.assemble((plain(product.title), "bold"), (f"  {plain(product.brand)}", "dim"))
        if product.reason:
            label.append(f"\n{plain(product.reason)}", style="italic dim")
        table.add_row(
            Text(str(product.position), "cyan"), label, _price(product), _stock(product.stock), _rating(product)
        )
    more = event.total - len(event.products)
    return Group(table, Text(f"   and {more} more: say “show more”", style="dim")) if more > 0 else table


def _detail(product: ProductCard) -> RenderableType:
    facts = Table.grid(padding=(0, 2, 0, 0))
    facts.add_row(Text("price", "dim"), _price(product))
    facts.add_row(Text("stock", "dim"), _stock(product.stock))
    facts.add_row(Text("rating", "dim"), _rating(product))
    for name, value in product.attributes.items():
        facts.add_row(Text(plain(name).replace("_", " "), "dim"), Text(plain(value)))
    if len(product.variants) > 1:
        sold = [
            Text.assemble(", ".join(map(plain, option_words(v.options))), "  ", _stock(v.stock))
            for v in product.variants
        ]
        facts.add_row(Text("choices", "dim"), Group(*sold[:_ATTRIBUTES]))
    title = Text.assemble((plain(product.title), "bold"), (f"  {plain(product.brand)}", "dim"))
    return Panel(facts, title=title, title_align="left", border_style="cyan", expand=False)


def _comparison(products: tuple[ProductCard, ...]) -> RenderableType:
    table = Table(header_style="bold", border_style="dim")
    table.add_column("", style="dim")
    for product in products:
        table.add_column(Text(plain(f"{product.position}. {product.title}")))
    table.add_row("price", *map(_price, products))
    table.add_row("stock", *(_stock(product.stock) for product in products))
    table.add_row("rating", *map(_rating, products))
    names = dict.fromkeys(name for product in products for name in product.attributes)
    for name in list(names)[:_ATTRIBUTES]:
        values = (Text(plain(product.attributes.get(name, "–"))) for product in products)
        table.add_row(plain(name).replace("_", " "), *values)
    return table


def _order(order: Order) -> RenderableType:
    lines = Table.grid(padding=(0, 2, 0, 0))
    for line in order.lines:
        options = ", ".join(option_words(line.options))
        lines.add_row(f"{line.quantity} ×", Text(plain(f"{line.title} {options}".strip())), str(line.total))
    lines.add_row("", Text("total, with shipping", "dim"), Text(str(order.total), "bold"))
    parts: list[RenderableType] = [
        Text.assemble(
            (order.status.value, "bold cyan"), f"  placed {order.placed_at:%-d %B %Y}" if order.placed_at else ""
        ),
        lines,
    ]
    for shipment in order.shipments:
        parts.append(Text(plain(f"{shipment.carrier} {shipment.tracking_number}"), "dim"))
        parts += [Text(plain(f"  {step.at:%-d %b %H:%M}  {step.place}: {step.text}")) for step in shipment.steps]
        if shipment.expected and not shipment.delivered_at:
            parts.append(Text(f"  expected {shipment.expected:%-d %B}", "dim"))
    parts += [Text(f"refund of {refund.amount}, {plain(refund.state)}", "green") for refund in order.refunds]
    return Panel(
        Group(*parts), title=Text(plain(f"Order {order.id}")), title_align="left", border_style="blue", expand=False
    )


def _cart(cart: Cart) -> RenderableType:
    lines = Table.grid(padding=(0, 2, 0, 0))
    for line in cart.lines:
        options = ", ".join(option_words(line.options))
        lines.add_row(f"{line.quantity} ×", Text(plain(f"{line.title} {options}".strip())), str(line.total))
    lines.add_row("", Text("total", "dim"), Text(str(cart.total), "bold"))
    title = f"Cart ({cart.count})" if cart.lines else "Cart (empty)"
    return Panel(lines, title=title, title_align="left", border_style="green", expand=False)


def _citations(event: CitationsEvent) -> RenderableType:
    pages = dict.fromkeys(f"{p.title}: {p.heading}" if p.heading else p.title for p in event.passages)
    sources = [Text(plain(f"  ▸ {page}"), "dim") for page in pages]
    offers = [
        Text.assemble(
            ("  % ", "yellow"), plain(offer.title), (f"  code {plain(offer.code)}" if offer.code else "", "bold")
        )
        for offer in event.promotions
    ]
    return Group(*offers, *sources)


def _proposal(proposal: ActionProposal) -> RenderableType:
    lines = [Text(plain(f"• {effect}")) for effect in proposal.effects]
    lines.append(Text(proposal.state.value, "dim"))
    title = Text(plain(proposal.title), "bold")
    return Panel(Group(*lines), title=title, title_align="left", border_style="yellow", expand=False)


def _price(product: ProductCard) -> Text:
    price = Text(str(product.price), "bold")
    if product.list_price and product.list_price.amount > max(product.price.amount, Decimal(0)):
        price = Text.assemble((str(product.list_price), "strike dim"), " ", (str(product.price), "bold yellow"))
    return price


def _stock(pieces: int) -> Text:
    if pieces == 0:
        return Text("sold out", "red")
    return Text(f"{pieces} left", "yellow") if pieces <= _FEW else Text("in stock", "green")


def _rating(product: ProductCard) -> Text:
    if product.rating is None:
        return Text("–", "dim")
    return Text.assemble(("★ ", "yellow"), f"{product.rating:.1f}", (f" ({product.rating_count})", "dim"))


def show(console: Console, event: TurnEvent) -> None:
    """Print an event's card, if it has one."""
    if (shown := card(event)) is not None:
        console.print(shown)
