"""Alembic's entry: migrates over the connection that the application hands in."""

from __future__ import annotations

from alembic import context

from serve.storage import codes_schema, desk_schema, insight_schema  # noqa: F401 (they add their tables to the metadata)
from serve.storage.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
context.run_migrations()
