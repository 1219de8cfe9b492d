"""Reads policy pages in Markdown and cuts them into passages, one a heading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.domain.business import Passage
from assistant.errors import InvalidInput
from retriever.text import words

_FRONT_MATTER = re.compile(r"\A---\r?\n(.*?)\r?\n---\r?\n", re.DOTALL)
_UNFINISHED = re.compile(r"\A---\r?\n[\w-]+:")
# How a column of a table is said in a sentence about the row.
_VERBS = {"cost": "costs", "costs": "costs", "price": "costs", "time": "takes", "delivery time": "takes"}
MAX_PASSAGE = 1_200  # characters; longer parts are cut between paragraphs


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it lies in its file: front matter, then Markdown.

    Attributes:
        slug, title: from the front matter's fields of these names.
        asked: by anchor, how people ask for a part in words that it doesn't use itself; from the field `asked` for the
            page's beginning and `asked-ANCHOR` for a heading, each a list with semicolons.
    """

    slug: str
    title: str
    body: str
    asked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_page(path: Path) -> Page:
    """Read a page; without front matter its slug is the file's name and its title the first heading."""
    source = path.read_text(encoding="utf-8-sig", errors="replace")
    fields: dict[str, str] = {}
    if found := _FRONT_MATTER.match(source):
        source = source[found.end() :]
        for line in found.group(1).splitlines():
            name, colon, value = line.partition(":")
            if colon:
                fields[name.strip().lower()] = value.strip().strip("\"'")
    heading = re.search(r"^#\s+(.+)$", source, re.MULTILINE)
    slug = fields.get("slug") or path.stem
    title = fields.get("title") or (heading.group(1).strip() if heading else slug)
    asked = {
        name.removeprefix("asked").removeprefix("-"): tuple(filter(None, map(str.strip, value.split(";"))))
        for name, value in fields.items()
        if name == "asked" or name.startswith("asked-")
    }
    return Page(anchor(slug), title, source, asked)


def whole_page(path: Path) -> Page:
    """Read a page that is in force only whole; raises InvalidInput for one that is empty, cut off or no text."""
    page = read_page(path)
    if "\0" in page.body:
        raise InvalidInput("It isn't text.")
    if not page.body.strip():
        raise InvalidInput("It is empty.")
    if _UNFINISHED.match(page.body):
        raise InvalidInput("Its front matter has no end.")
    return page


def anchor(heading: str) -> str:
    """Return the fragment of a heading; where it is repeated on a page, `anchors` adds a number."""
    return "-".join(words(heading)) or "section"


def anchors(headings: Iterable[str]) -> Iterator[str]:
    """Yield the fragment of each heading of a page, unique in it."""
    seen: dict[str, int] = {}
    for heading in headings:
        base = anchor(heading)
        seen[base] = seen.get(base, 0) + 1
        yield base if seen[base] == 1 else f"{base}-{seen[base]}"


def passages_of(page: Page) -> list[Passage]:
    """Cut a page at its headings; text before the first one belongs to the page itself."""
    parser = MarkdownIt("commonmark").enable("table")
    sections = _sections(parser.parse(page.body))
    fragments = anchors(heading for heading, _ in sections if heading)
    cut: list[Passage] = []
    for heading, blocks in sections:
        fragment = next(fragments) if heading else ""
        cut.extend(
            Passage(
                page=page.slug,
                title=page.title,
                heading=heading if heading != page.title else "",
                anchor=fragment,
                text=text,
                url=f"/help/{page.slug}" + (f"#{fragment}" if fragment else ""),
            )
            for text in _packed(blocks)
        )
    return cut


def _sections(tokens: list[Token]) -> list[tuple[str, list[str]]]:
    """Return (heading, blocks of plain text) in order."""
    sections: list[tuple[str, list[str]]] = [("", [])]
    header: list[str] = []
    row: list[str] | None = None
    item = False
    for place, token in enumerate(tokens):
        if token.type == "table_open":
            header = []
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            if header:
                sections[-1][1].append(_row_in_words(header, row))
            else:
                header = row
            row = None
        elif token.type == "list_item_open":
            item = True
        elif token.type == "inline":
            text = _plain(token)
            if tokens[place - 1].type == "heading_open":
                sections.append((text, []))
            elif row is not None:
                row.append(text)
            elif text:
                sections[-1][1].append(f"• {text}" if item else text)
                item = False
    return sections


def _row_in_words(header: list[str], row: list[str]) -> str:
    """Say a table's row so that it stands alone: "Boots & Shoes: 60 days."; further columns are named.

    What costs something and takes its time is told as a sentence: "Express costs $12.95 and takes 2 business days."
    """
    if len(row) == 2:
        return f"{row[0]}: {row[1].rstrip('.')}."
    verbs = [_VERBS.get(name.casefold()) for name in header[1:]]
    if len(row) == len(header) and all(row) and all(verbs):
        said = ("is free" if value == "free" else f"{verb} {value}" for verb, value in zip(verbs, row[1:], strict=True))
        comma = "," if "," in row[0] else ""
        return f"{row[0]}{comma} {' and '.join(said)}."
    told = (f"{name.lower()} {value}" for name, value in zip(header[1:], row[1:], strict=False) if value)
    return f"{row[0]}: {', '.join(told)}."


def _plain(token: Token) -> str:
    parts = []
    for child in token.children or ():
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
    return " ".join("".join(parts).split())


def _packed(blocks: list[str]) -> Iterator[str]:
    """Join blocks to passages of bounded length."""
    text = ""
    for block in blocks:
        if text and len(text) + len(block) > MAX_PASSAGE:
            yield text
            text = ""
        text = f"{text}\n{block}" if text else block[: 2 * MAX_PASSAGE]
    if text:
        yield text
