"""Finds products by their words: SQLite FTS5 with English stemming, titles weighing most."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from retriever.database import Database
from retriever.indexes.base import Hit, IndexDocument
from retriever.text import content_words, fold, split_cjk

_SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);
CREATE VIRTUAL TABLE IF NOT EXISTS texts USING fts5(
    title, category, brand, attributes, description, tokenize = 'porter unicode61'
);
CREATE VIRTUAL TABLE IF NOT EXISTS spelled USING fts5(text, tokenize = 'unicode61', detail = 'none');
CREATE VIRTUAL TABLE IF NOT EXISTS spelled_words USING fts5vocab('spelled', 'row');
"""
_WEIGHTS = "3.0, 1.0, 1.0, 1.0, 1.0"
_MAX_WORDS = 32


class LexicalIndex:
    """An index over words in one SQLite file; scores are BM25, higher is better."""

    def __init__(self, path: Path) -> None:
        self._db = Database(path, _SCHEMA)
        self.version = 0

    @property
    def name(self) -> str:
        return "fts5-1"

    def upsert(self, documents: Sequence[IndexDocument]) -> None:
        with self._db.write() as connection:
            for document in documents:
                self._forget([document.id])
                row = connection.execute("INSERT INTO documents (id) VALUES (?)", (document.id,)).lastrowid
                fields = (document.title, document.category, document.brand, document.attributes, document.description)
                texts = [split_cjk(fold(field)) for field in fields]
                connection.execute(
                    "INSERT INTO texts (rowid, title, category, brand, attributes, description) "
                    "VALUES (?, ?, ?, ?, ?, ?)",
                    (row, *texts),
                )
                connection.execute("INSERT INTO spelled (rowid, text) VALUES (?, ?)", (row, " ".join(texts[:4])))
        self.version += 1

    def delete(self, ids: Collection[str]) -> None:
        with self._db.write():
            self._forget(ids)
        self.version += 1

    def search(self, query: str, limit: int, allowed: Collection[str] | None = None) -> list[Hit]:
        match = self._match(query)
        if not match or limit < 1:
            return []
        condition, values = "", [match]
        if allowed is not None:
            condition = "AND d.id IN (SELECT value FROM json_each(?))"
            values.append(json.dumps(list(allowed)))
        rows = self._db.read().execute(
            f"SELECT d.id, -bm25(texts, {_WEIGHTS}) AS score FROM texts "  # noqa: S608 (constants only)
            f"JOIN documents d ON d.row = texts.rowid WHERE texts MATCH ? {condition} "
            "ORDER BY score DESC, d.row LIMIT ?",
            (*values, limit),
        )
        return [Hit(product_id, score) for product_id, score in rows]

    def knows(self, *said: str) -> bool:
        """Say whether any product's text has all the words in any form."""
        match = " AND ".join(f"({one})" for one in map(self._match, said) if one)
        return (
            bool(match)
            and self._db.read().execute("SELECT 1 FROM texts WHERE texts MATCH ? LIMIT 1", (match,)).fetchone()
            is not None
        )

    def vocabulary(self) -> dict[str, int]:
        """Return the words of titles, categories, brands and attributes with the number of products that have them."""
        rows = self._db.read().execute("SELECT term, doc FROM spelled_words")
        return {word: count for word, count in rows if word.isalpha()}

    def ids(self) -> set[str]:
        return {row[0] for row in self._db.read().execute("SELECT id FROM documents")}

    def close(self) -> None:
        self._db.close()

    def _match(self, query: str) -> str:
        """Return an FTS5 expression that any text can be made into: quoted words, any of which may match."""
        found = dict.fromkeys(content_words(query))
        return " OR ".join(f'"{word}"' for word in list(found)[:_MAX_WORDS])

    def _forget(self, ids: Iterable[str]) -> None:
        connection = self._db.read()
        for product_id in ids:
            found = connection.execute("SELECT row FROM documents WHERE id = ?", (product_id,)).fetchone()
            if found:
                for table in ("texts", "spelled"):
                    connection.execute(f"DELETE FROM {table} WHERE rowid = ?", found)  # noqa: S608 (constants)
                connection.execute("DELETE FROM documents WHERE row = ?", found)
