"""What the mock shop answers with, built from the real models, so that a change of the contract breaks the tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from assistant.domain.actions import ActionProposal, LineQuantity, ProposalState, ReturnItems, Undo, Verdict
from assistant.domain.business import Passage, Promotion
from assistant.domain.cart import Cart, CartLine
from assistant.domain.catalogue import ProductCard
from assistant.domain.money import Money
from assistant.domain.order import Address, Order, OrderLine, OrderStatus, Refund, Shipment, TrackingStep
from assistant.domain.product import Product, Variant

COLOURS = ("moss green", "sand", "slate blue")


def _tent(number: int, title: str, price: str, was: str | None, stock: int, rating: float | None) -> Product:
    variants = tuple(
        Variant(
            id=f"t{number}-{colour.split()[0]}-{size}",
            options={"color": colour, "size": size},
            price=Money.of(price if size == "2 persons" else str(float(price) + 40)),
            list_price=Money.of(was) if was else None,
            stock=0 if (colour == "sand" and size == "3 persons") else stock,
            image=f"/pictures/{colour.split()[0]}.svg",
        )
        for colour in COLOURS
        for size in ("2 persons", "3 persons")
    )
    return Product(
        id=f"t{number}",
        title=title,
        brand="Larkfell",
        category="Tents",
        attributes={
            "weight": f"{1.4 + number / 10:.1f} kg",
            "season": "3 seasons",
            "water_column": f"{2000 + 500 * number} mm",
            **({"material": "ripstop nylon"} if number % 2 else {}),
        },
        variants=variants,
        rating=rating,
        rating_count=128 - number if rating else 0,
        image=f"/pictures/{('moss', 'sand', 'slate')[number % 3]}.svg",
        url=f"/product/t{number}",
    )


PRODUCTS = (
    _tent(1, "Ridgeline 2 trekking tent", "189.00", "229.00", 9, 4.6),
    _tent(2, "Meadow family dome with porch and two separate sleeping cabins", "249.90", None, 3, 4.1),
    _tent(3, "Featherlight solo tent", "159.00", None, 0, None),
    _tent(4, "Basecamp tunnel tent", "419.00", "499.00", 12, 4.9),
    _tent(5, "Dune pop-up shelter", "79.50", None, 21, 3.8),
)
MUG = Product(
    id="m1",
    title="Enamel camping mug",
    brand="Tinfold",
    category="Camp kitchen",
    attributes={"volume": "350 ml", "material": "enamelled steel", "dishwasher": "yes"},
    variants=(Variant(id="m1-only", price=Money.of("14.90"), stock=40),),
    rating=4.4,
    rating_count=1,
    image="/pictures/moss.svg",
    url="/product/m1",
)
HOSTILE = Product(
    id="x1",
    title="<img src=x onerror=\"window.hacked='title'\"> lamp",
    brand="<b>Brand</b>",
    attributes={"<script>": "<script>window.hacked='attribute'</script>"},
    variants=(Variant(id="x1", price=Money.of("1.00"), stock=1, image="javascript:window.hacked='image'"),),
    image="javascript:window.hacked='image'",
    url="javascript:window.hacked='link'",
)


def cards(*products: Product, reason: str = "") -> tuple[ProductCard, ...]:
    return tuple(
        ProductCard.of(product, position, reason if position == 1 else "")
        for position, product in enumerate(products, 1)
    )


def cart(*ids: str) -> Cart:
    """The cart with one piece of each variant, two of the first."""
    lines = []
    for place, variant_id in enumerate(ids):
        product = next(p for p in (*PRODUCTS, MUG) if p.variant(variant_id))
        variant = product.variant(variant_id)
        assert variant is not None
        lines.append(
            CartLine(
                product_id=product.id,
                variant_id=variant.id,
                title=product.title,
                options=variant.options,
                quantity=1 if place else 2,
                unit_price=variant.price,
                image=product.image,
            )
        )
    return Cart(lines=tuple(lines))


def order(now: datetime) -> Order:
    return Order(
        id="A-10427",
        customer_id="c1",
        email="ada@example.com",
        placed_at=now - timedelta(days=4),
        status=OrderStatus.OUT_FOR_DELIVERY,
        lines=(
            OrderLine(
                id="l1",
                product_id="t1",
                variant_id="t1-moss-2 persons",
                title=PRODUCTS[0].title,
                options={"color": "moss green", "size": "2 persons", "waterproof": "yes"},
                quantity=1,
                unit_price=Money.of("189.00"),
                image="/pictures/moss.svg",
            ),
            OrderLine(
                id="l2",
                product_id="m1",
                variant_id="m1-only",
                title=MUG.title,
                quantity=2,
                returned=1,
                unit_price=Money.of("14.90"),
                image="/pictures/sand.svg",
            ),
        ),
        address=Address(name="Ada Lovell", street="4 Mill Lane", city="Portland", region="OR", postal_code="97201"),
        payment="Visa ending in 4242",
        shipping=Money.of("4.90"),
        discount=Money.of("10.00"),
        shipments=(
            Shipment(
                carrier="Northwind Parcel",
                tracking_number="NP 4410 2281 93",
                expected=date(2026, 11, 24),
                steps=(
                    TrackingStep(at=now - timedelta(days=3), place="Salem, OR", text="Handed to the carrier"),
                    TrackingStep(
                        at=now - timedelta(days=2), place="Portland, OR", text="Arrived at the sorting centre"
                    ),
                    TrackingStep(at=now - timedelta(hours=2), place="Portland, OR", text="Out for delivery"),
                ),
            ),
        ),
        refunds=(Refund(amount=Money.of("14.90"), method="Visa ending in 4242", at=now - timedelta(days=1)),),
    )


def proposal(
    conversation_id: str,
    state: ProposalState = ProposalState.PENDING,
    minutes: float = 10,
    undo_minutes: float | None = None,
) -> ActionProposal:
    now = datetime.now(UTC)
    return ActionProposal(
        id="p1",
        conversation_id=conversation_id,
        owner="c1",
        action=ReturnItems(order_id="A-10427", lines=(LineQuantity(line_id="l1", quantity=1),)),
        verdict=Verdict(allowed=True, reason="Unused items go back within 30 days of delivery.", page="returns"),
        title="Send back Ridgeline 2 trekking tent from order A-10427?",
        effects=("Refund of $189.00 to Visa ending in 4242", "A prepaid label comes to ada@example.com"),
        amount=Money.of("189.00"),
        state=state,
        created_at=now,
        expires_at=now + timedelta(minutes=minutes),
        undo_until=now + timedelta(minutes=undo_minutes) if undo_minutes is not None else None,
    )


def taking_back(conversation_id: str, state: ProposalState = ProposalState.PENDING) -> ActionProposal:
    return proposal(conversation_id, state).model_copy(
        update={
            "id": "p2",
            "action": Undo(order_id="A-10427", undone="return_items"),
            "title": "Take back the return of order A-10427?",
            "effects": ("You keep what you wanted to send back, and nothing is refunded for it.",),
        }
    )


PASSAGES = (
    Passage(
        page="returns",
        title="Returns and refunds",
        heading="How long you have",
        anchor="how-long",
        text="You have 30 days from delivery to send an item back, unused and in its packaging.",
        url="/help/returns",
    ),
    Passage(
        page="returns",
        title="Returns and refunds",
        heading="What can't go back",
        anchor="exceptions",
        text="Final-sale items and opened fuel canisters can't be returned.",
        url="/help/returns",
    ),
)
PROMOTION = Promotion(
    id="autumn",
    title="Autumn on the trail",
    text="15 % off all tents when you spend $150 or more.",
    code="TRAIL15",
    percent=15,
    minimum=Money.of("150.00"),
    starts=date(2026, 11, 1),
    ends=date(2026, 11, 30),
)
