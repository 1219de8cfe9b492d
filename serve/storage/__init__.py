"""Conversations, proposals, events and streams in one SQL database: SQLite here, PostgreSQL when it grows."""
