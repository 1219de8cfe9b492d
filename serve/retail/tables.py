"""The tables that hold the shop's records; made when such a shop is opened."""

from __future__ import annotations

from sqlalchemy import JSON, Column, MetaData, String, Table

from serve.executions import executions_table

retail_metadata = MetaData()

users = Table(
    "retail_users",
    retail_metadata,
    Column("id", String(100), primary_key=True),
    Column("email", String(254), nullable=False, index=True),
    Column("record", JSON, nullable=False),
)
orders = Table(
    "retail_orders",
    retail_metadata,
    Column("id", String(40), primary_key=True),
    Column("user_id", String(100), nullable=False, index=True),
    Column("record", JSON, nullable=False),
)
executions = executions_table("retail_executions", retail_metadata)
