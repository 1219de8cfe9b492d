"""The demo shop's own tables. They are made when the demo is set up; a shop without the demo has none of them."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    text,
)

from serve.executions import executions_table
from serve.storage.schema import UtcDateTime

demo_metadata = MetaData()
_Serial = BigInteger().with_variant(Integer, "sqlite")

customers = Table(
    "demo_customers",
    demo_metadata,
    Column("id", String(40), primary_key=True),
    Column("email", String(200), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("password", String(200)),
    Column("address", JSON, nullable=False),
    Column("payments", JSON, nullable=False),
)

# `paid` is all that was ever charged for an order, in cents; refunds may never exceed it.
orders = Table(
    "demo_orders",
    demo_metadata,
    Column("id", String(40), primary_key=True),
    Column("customer_id", String(40), nullable=False, index=True),
    Column("placed_at", UtcDateTime, nullable=False),
    Column("paid", BigInteger, nullable=False),
    Column("record", JSON, nullable=False),
)

# One row for each confirmed action: the key makes a second execution return the first one's outcome.
executions = executions_table("demo_executions", demo_metadata)

# Each order as it was before its last action.
undos = Table(
    "demo_undos",
    demo_metadata,
    Column("order_id", String(40), primary_key=True),
    Column("kind", String(24), nullable=False),
    Column("record", JSON, nullable=False),
    Column("paid", BigInteger, nullable=False),
    Column("moves", JSON, nullable=False),
)

# Pieces that leave (negative) or rejoin the stock, written with the order and then carried to the catalogue.
stock_moves = Table(
    "demo_stock_moves",
    demo_metadata,
    Column("seq", _Serial, primary_key=True, autoincrement=True),
    Column("product_id", String(100), nullable=False),
    Column("variant_id", String(100), nullable=False, index=True),
    Column("pieces", Integer, nullable=False),
    Column("done", Boolean, nullable=False, server_default=text("false")),
    Column("at", UtcDateTime, nullable=False),
)

cart_lines = Table(
    "demo_cart_lines",
    demo_metadata,
    Column("seq", _Serial, primary_key=True, autoincrement=True),
    Column("owner", String(200), nullable=False),
    Column("product_id", String(100), nullable=False),
    Column("variant_id", String(100), nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

# What the shop would have mailed; shown on its page "Outbox".
mails = Table(
    "demo_mails",
    demo_metadata,
    Column("seq", _Serial, primary_key=True, autoincrement=True),
    Column("email", String(254), nullable=False),
    Column("subject", String(300), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

# What has been set up, so that an interrupted set-up goes on where it stopped.
setup_steps = Table(
    "demo_setup_steps",
    demo_metadata,
    Column("name", String(40), primary_key=True),
    Column("version", String(40), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
