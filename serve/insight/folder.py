"""The folder of the shop's own pages, as far as an approved page is written into it."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import Conflict, InvalidInput, SetupError
from retriever.policies.index import lines_of
from retriever.policies.pages import passages_of, read_page

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_SLUG = 80


@dataclass(frozen=True, slots=True)
class PageLine:
    """A sentence, or a table's row in words, of a page."""

    text: str
    title: str
    url: str


class PageFolder:
    """Writes new pages beside the shop's own; blocks.

    Args:
        into: where new pages are written.
        others: where the shop's pages lie besides.
    """

    def __init__(self, into: Path, others: Sequence[Path] = ()) -> None:
        self._into = into
        self._folders = (into, *others)

    def slugs(self) -> frozenset[str]:
        """Return the names of the pages that there are."""
        files = (file for folder in self._folders if folder.is_dir() for file in folder.rglob("*.md"))
        return frozenset(read_page(file).slug for file in files)

    def lines(self) -> tuple[PageLine, ...]:
        """Return what the pages say, line by line."""
        files = (file for folder in self._folders if folder.is_dir() for file in sorted(folder.rglob("*.md")))
        passages = (passage for file in files for passage in passages_of(read_page(file)))
        return tuple(
            PageLine(text=line, title=passage.title, url=passage.url)
            for passage in passages
            for line in lines_of(passage)
        )

    def write(self, slug: str, page: str) -> None:
        """Write a page whole, or not at all; writing the same again is no error.

        Raises:
            InvalidInput: the slug can't be a part of an address.
            Conflict: there is another page of that name.
            SetupError: the folder can't be written to.
        """
        checked_slug(slug)
        file = self._into / f"{slug}.md"
        try:
            if file.is_file() and file.read_text(encoding="utf-8") == page:
                return  # approved before, by a process that went away before it could say so
            if file.exists() or slug in self.slugs():
                raise Conflict(f"There is a page called {slug} already.", hint="Choose another name.")
            self._into.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=self._into, delete=False) as scratch:
                scratch.write(page)
                os.fchmod(scratch.fileno(), 0o644)
            try:
                os.link(scratch.name, file)  # fails when somebody else was quicker
            finally:
                Path(scratch.name).unlink()
        except FileExistsError as error:
            raise Conflict(f"There is a page called {slug} already.", hint="Choose another name.") from error
        except OSError as error:
            hint = "Let the shop's process write to the folder, and approve the page again."
            raise SetupError(f"The page can't be written to {self._into}: {error.strerror}.", hint=hint) from error


def checked_slug(slug: str) -> str:
    """Return a slug that can be a part of an address; raises InvalidInput."""
    if len(slug) > _LONGEST_SLUG or not _SLUG.fullmatch(slug):
        raise InvalidInput(f"slug: {slug!r} can't be a page's address.", hint="Use small letters, digits and hyphens.")
    return slug


def page_file(*, title: str, slug: str, day: str, asked: Iterable[str], cases: Iterable[str], body: str) -> str:
    """Return a page as it lies in its file: front matter, then Markdown."""
    fields = {"title": title, "slug": slug, "updated": day, "asked": "; ".join(asked), "sources": "; ".join(cases)}
    lines = [f"{name}: {' '.join(value.split())}" for name, value in fields.items() if value]
    return "\n".join(["---", *lines, "---", "", body.strip(), ""])
