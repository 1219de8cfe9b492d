"""Reads the shop's records as orders, addresses and payment methods, and writes addresses back in its form."""

from __future__ import annotations

from assistant.domain.money import Money
from assistant.domain.order import Address, Order, OrderLine, OrderStatus, Refund, Shipment
from assistant.domain.payment import PaymentKind, PaymentMethod
from serve.retail.backoffice import MODIFIED
from serve.retail.data import Record

_STATES = {
    "pending": OrderStatus.PROCESSING,
    MODIFIED: OrderStatus.PROCESSING,
    "processed": OrderStatus.SHIPPED,
    "delivered": OrderStatus.DELIVERED,
    "cancelled": OrderStatus.CANCELLED,
    "return requested": OrderStatus.RETURN_REQUESTED,
    "exchange requested": OrderStatus.EXCHANGE_REQUESTED,
}
_COUNTRIES = {"USA": "US"}
_AFTER_A_CHANGE_OF_PAYMENT = 3  # entries: the payment, the new one, and the refund of the first


def order_of(record: Record, user: Record) -> Order:
    """Return an order record as the assistant knows orders; the shop's records tell no days."""
    done, history = _done(record), record["payment_history"]
    charged = history[1 if "change_payment" in done else 0]["payment_method_id"] if history else ""
    labels = {method.id: method.label for method in methods_of(user)}
    back = list(record.get("return_items", ()))
    lines = []
    for place, item in enumerate(record["items"], 1):
        returned = item["item_id"] in back
        if returned:
            back.remove(item["item_id"])
        lines.append(
            OrderLine(
                id=str(place),
                product_id=str(item["product_id"]),
                variant_id=str(item["item_id"]),
                title=str(item["name"]),
                options={str(name): str(value) for name, value in item["options"].items()},
                category=str(item["name"]),
                quantity=1,
                unit_price=Money.of(str(item["price"])),
                returned=int(returned),
            )
        )
    return Order(
        id=record["order_id"].lstrip("#"),
        customer_id=record["user_id"],
        email=user["email"],
        status=_STATES[record["status"]],
        lines=tuple(lines),
        address=address_of(record["address"], name_of(user)),
        payment=labels.get(charged, charged),
        payment_id=charged,
        shipping=Money.of(0),
        shipments=tuple(
            Shipment(carrier="the carrier", tracking_number=str(number))
            for fulfilment in record.get("fulfillments", ())
            for number in fulfilment["tracking_id"]
        ),
        refunds=_refunds(record, labels),
        done=done,
        cancel_reason=record.get("cancel_reason", ""),
    )


def methods_of(user: Record) -> tuple[PaymentMethod, ...]:
    """Return the payment methods of an account."""
    return tuple(_method(method) for method in user["payment_methods"].values())


def name_of(user: Record) -> str:
    return f"{user['name']['first_name']} {user['name']['last_name']}"


def address_of(record: Record, name: str) -> Address:
    """Return an address record, its second line as the unit."""
    return Address(
        name=name,
        street=record["address1"],
        unit=record["address2"],
        city=record["city"],
        region=record["state"],
        postal_code=record["zip"],
        country=_COUNTRIES.get(record["country"], record["country"]),
    )


def address_record(address: Address) -> Record:
    """Return an address in the shop's form."""
    countries = {code: name for name, code in _COUNTRIES.items()}
    return {
        "address1": address.street,
        "address2": address.unit,
        "city": address.city,
        "state": address.region,
        "country": countries.get(address.country, address.country),
        "zip": address.postal_code,
    }


def _method(record: Record) -> PaymentMethod:
    match record["source"]:
        case "credit_card":
            label = f"{record['brand'].capitalize()} ending in {record['last_four']}"
            return PaymentMethod(id=record["id"], label=label, kind=PaymentKind.CARD)
        case "gift_card":
            balance = Money.of(str(record["balance"]))
            label = f"gift card ending in {record['id'][-4:]}"
            return PaymentMethod(id=record["id"], label=label, kind=PaymentKind.GIFT_CARD, balance=balance)
        case "paypal":
            return PaymentMethod(id=record["id"], label="PayPal", kind=PaymentKind.WALLET)
        case other:
            return PaymentMethod(id=record["id"], label=str(other))


def _refunds(record: Record, labels: dict[str, str]) -> tuple[Refund, ...]:
    if record["status"] != "cancelled":
        return ()  # other entries settle a change, and the order shows its outcome
    return tuple(
        Refund(amount=Money.of(str(entry["amount"])), method=labels.get(entry["payment_method_id"], ""))
        for entry in record["payment_history"]
        if entry["transaction_type"] == "refund"
    )


def _done(record: Record) -> tuple[str, ...]:
    """Tell from the records what was carried out before; a change of items adds one entry, one of payment two."""
    done = []
    modified = record["status"] == MODIFIED
    entries = len(record["payment_history"]) - int(modified)
    if entries >= _AFTER_A_CHANGE_OF_PAYMENT and record["status"] != "cancelled":
        done.append("change_payment")
    if modified:
        done.append("change_items")
    if record["status"] == "exchange requested":
        done.append("exchange_items")
    if record["status"] == "return requested":
        done.append("return_items")
    return tuple(done)
