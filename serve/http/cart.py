"""The cart of a conversation's shopper, for the buttons on cards."""

from __future__ import annotations

from fastapi import APIRouter, Request

from assistant.errors import InvalidInput
from assistant.turn.ports import ShopEvent
from serve.http.dependencies import Limiter, OpenedConversation, Parts
from serve.http.models import CartAnswer, CartChange
from serve.http.openapi import problems

router = APIRouter(prefix="/v1/conversations/{conversation_id}/cart", tags=["cart"])


@router.get("", operation_id="getCart", summary="Read the cart", responses=problems(401, 404))
async def get_cart(opened: OpenedConversation, parts: Parts) -> CartAnswer:
    """Read the cart; prices are those of now."""
    return CartAnswer(cart=await parts.shop.carts.get_cart(opened.principal.owner))


@router.post("", operation_id="changeCart", summary="Change the cart", responses=problems(401, 404, 409, 422, 429))
async def change_cart(
    request: Request, body: CartChange, opened: OpenedConversation, parts: Parts, limits: Limiter
) -> CartAnswer:
    """Add a variant, set its pieces, remove it, or empty the cart."""
    await limits.hit_client(request, "requests_per_client")
    if body.action != "clear" and body.variant_id is None:
        raise InvalidInput("variant_id: is missing.", hint="Name the variant, e.g. from a product card.")
    owner = opened.principal.owner
    cart = await parts.shop.carts.change(owner, body.action, body.variant_id, body.quantity)
    line = next((line for line in cart.lines if line.variant_id == body.variant_id), None)
    if body.action == "add" and line is not None:
        added = ShopEvent(type="add_to_cart", owner=owner, product_id=line.product_id, at=parts.clock())
        await parts.events.append([added])
    return CartAnswer(cart=cart)
