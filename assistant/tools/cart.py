"""The cart: reading it and changing it; no confirmation needed, since nothing is bought."""

from __future__ import annotations

import re
from typing import Literal

from assistant.domain.cart import Cart, CartLine
from assistant.domain.product import Product, Variant
from assistant.errors import OutOfStock
from assistant.tools.catalogue import cards
from assistant.tools.choice import Choice
from assistant.tools.matching import best_matches
from assistant.tools.other_version import resolve_other_variant
from assistant.tools.product_meant import named, product_meant
from assistant.tools.result import Outcome, ToolResult
from assistant.tools.types import Context
from assistant.tools.variants import resolve_variant
from assistant.tools.versions import missing_version

MAX_QUANTITY = 99


async def get_cart(context: Context) -> ToolResult:
    """Show what is in the cart and what it costs so far."""
    cart = await context.shop.carts.get_cart(context.principal.owner)
    return ToolResult(tool="get_cart", outcome=Outcome.FOUND if cart.lines else Outcome.NOTHING_FOUND, cart=cart)


async def update_cart(
    context: Context,
    action: Literal["add", "remove", "set", "clear"],
    product: str | None = None,
    quantity: int | None = None,
    variant: str | None = None,
) -> ToolResult:
    """Add to the cart, remove from it, set a quantity or a variant, or empty it.

    product: position in the list shown ("2"), or the name. variant: colour, size, option, joined with a comma.
    """
    carts, owner = context.shop.carts, context.principal.owner
    if action == "clear":
        return _changed(await carts.change(owner, "clear"), action)
    cart = await carts.get_cart(owner)
    line = _line_in_cart(context, cart, product)
    if action == "remove":
        line = line or _line_named(cart, context.message)
        if line is None:
            return _which_line(cart, product)
        if quantity and quantity < line.quantity:
            after = await carts.change(owner, "set", line.variant_id, line.quantity - quantity)
        else:
            after = await carts.change(owner, "remove", line.variant_id)
        return _changed(after, action, line.title)
    if action == "set" and line is not None:
        return await _set_line(context, line, quantity, variant)
    found = await product_meant(context, product)
    if isinstance(found, Choice):
        missing = Outcome.NEEDS_DETAIL if found.names or not product else Outcome.NOTHING_FOUND
        return ToolResult(
            tool="update_cart", outcome=missing, subject=product or "", missing="product", choices=found.names
        )
    said = variant or context.message
    wished = "; ".join(f"in {part.strip()}" for part in variant.split(",")) if variant else context.message
    if absent := missing_version(found, wished):
        wish = Choice(tuple(dict.fromkeys(other.label for other in found.available)))
        return _which_variant(found, wish, absent=absent)
    chosen = resolve_variant(found, said, _remembered(context, found))
    if isinstance(chosen, Choice) and variant:
        chosen = resolve_variant(found, f"{variant} {context.message}", _remembered(context, found))
    if isinstance(chosen, Choice):
        before = context.conversation.state.choosing if context.conversation.state.product_id == found.id else ""
        return _which_variant(found, chosen, said=f"{before} {said}".strip())
    return await _put(context, found, chosen, _pieces(quantity, chosen, context.message), "add")


def _pieces(quantity: int | None, variant: Variant, message: str) -> int:
    """Return how many pieces are meant: the ten of "the one with 10x zoom" says which version, and not how many."""
    said = message.casefold()
    named = (value.casefold() for value in variant.options.values() if value.casefold() in said)
    if not quantity or any(re.search(rf"(?<!\d){quantity}(?!\d)", value) for value in named):
        return 1
    return quantity


async def _set_line(context: Context, line: CartLine, quantity: int | None, variant: str | None) -> ToolResult:
    product = await context.shop.catalogue.get(line.product_id)
    pieces = line.quantity if quantity is None else quantity
    if pieces <= 0:
        return _changed(
            await context.shop.carts.change(context.principal.owner, "remove", line.variant_id), "remove", line.title
        )
    if not variant:
        current = product.variant(line.variant_id)
        return await _put(context, product, current, pieces, "set") if current else _which_variant(product, Choice())
    chosen = resolve_other_variant(product, line.variant_id, variant)
    if isinstance(chosen, Choice):
        return _which_variant(product, chosen)
    result = await _put(context, product, chosen, pieces, "set")
    if result.outcome is not Outcome.DONE:
        return result
    after = await context.shop.carts.change(context.principal.owner, "remove", line.variant_id)
    return _changed(after, "set", product.title, pieces, chosen)


async def _put(
    context: Context, product: Product, variant: Variant, quantity: int, action: Literal["add", "set"]
) -> ToolResult:
    pieces = min(quantity, MAX_QUANTITY)
    try:
        cart = await context.shop.carts.change(context.principal.owner, action, variant.id, pieces)
    except OutOfStock:
        return ToolResult(
            tool="update_cart",
            outcome=Outcome.OUT_OF_STOCK,
            subject=product.title,
            products=cards([product]),
            layout="detail",
            choices=tuple(other.label for other in product.available if other.label),
            quantity=variant.stock,
            notes={"variant": variant.label},
        )
    return _changed(cart, action, product.title, pieces, variant)


def _line_in_cart(context: Context, cart: Cart, reference: str | None) -> CartLine | None:
    if not reference:
        if len(cart.lines) == 1:
            return cart.lines[0]
        in_focus = [line for line in cart.lines if line.product_id == context.conversation.state.product_id]
        return in_focus[0] if len(in_focus) == 1 else None
    state = context.conversation.state
    if reference.isdecimal() and 1 <= int(reference) <= len(state.screen):
        product_id = state.screen[int(reference) - 1].product_id
        matching = tuple(line for line in cart.lines if line.product_id == product_id)
    else:
        matching = best_matches(reference, cart.lines, lambda line: f"{line.title} {' '.join(line.options.values())}")
    return matching[0] if len(matching) == 1 else None


def _line_named(cart: Cart, message: str) -> CartLine | None:
    """Return the one line of the cart that a message names, where a plan's word for it names none."""
    title = named(message, [line.title for line in cart.lines])
    lines = [line for line in cart.lines if line.title == title]
    return lines[0] if len(lines) == 1 else None


def _changed(cart: Cart, action: str, title: str = "", quantity: int = 0, variant: Variant | None = None) -> ToolResult:
    notes = {"action": action}
    if variant is not None and variant.label:
        notes["variant"] = variant.label
    return ToolResult(
        tool="update_cart",
        outcome=Outcome.DONE,
        subject=title,
        cart=cart,
        cart_changed=True,
        quantity=quantity,
        notes=notes,
    )


def _which_line(cart: Cart, reference: str | None) -> ToolResult:
    if not cart.lines:
        return ToolResult(tool="get_cart", outcome=Outcome.NOTHING_FOUND, cart=cart)
    return ToolResult(
        tool="update_cart",
        outcome=Outcome.NEEDS_DETAIL,
        subject=reference or "",
        missing="product",
        choices=tuple(line.title for line in cart.lines),
        cart=cart,
    )


def _remembered(context: Context, product: Product) -> list[str]:
    """What was said of the version before: while choosing it, and in the search that found it."""
    state = context.conversation.state
    search = state.search or {}
    said = [state.choosing if state.product_id == product.id else "", search.get("color"), search.get("size")]
    return [text for text in said if text]


def _which_variant(product: Product, choice: Choice, said: str = "", absent: str = "") -> ToolResult:
    if not product.available:
        return ToolResult(
            tool="update_cart",
            outcome=Outcome.OUT_OF_STOCK,
            subject=product.title,
            products=cards([product]),
            layout="detail",
        )
    return ToolResult(
        tool="update_cart",
        outcome=Outcome.NEEDS_DETAIL,
        subject=product.title,
        missing="variant",
        choices=choice.names,
        products=cards([product]),
        layout="detail",
        total=1,
        notes={"said": said[-200:], **({"no_version": absent} if absent else {})},
    )
