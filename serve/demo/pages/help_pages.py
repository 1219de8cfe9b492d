"""The shop's own pages: Markdown files, shown with the same addresses and anchors that citations use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from assistant.errors import NotFound
from retriever.policies.pages import anchors, read_page


@dataclass(frozen=True, slots=True)
class HelpPage:
    """A page, ready to be shown; `headings` are (anchor, text) of its second level."""

    slug: str
    title: str
    summary: str
    body: Markup
    headings: tuple[tuple[str, str], ...]


def help_pages(folders: Iterable[Path]) -> tuple[HelpPage, ...]:
    """Return all pages of the folders by title."""
    pages = (_read(path, path.stat().st_mtime_ns) for folder in folders for path in folder.glob("*.md"))
    return tuple(sorted(pages, key=lambda page: page.title))


def help_page(folders: Iterable[Path], slug: str) -> HelpPage:
    """Return one page; raises NotFound."""
    page = next((page for page in help_pages(folders) if page.slug == slug), None)
    if page is None:
        raise NotFound("There is no such help page.", hint="All help pages are listed under Help.")
    return page


@lru_cache(maxsize=200)
def _read(path: Path, _changed: int) -> HelpPage:
    page = read_page(path)
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(page.body)
    heads = [place for place, token in enumerate(tokens) if token.type == "heading_open"]
    texts = [_text(tokens[place + 1]) for place in heads]
    for place, fragment in zip(heads, anchors(texts), strict=True):
        tokens[place].attrSet("id", fragment)
    body = list(tokens)
    if heads and tokens[heads[0]].tag == "h1":
        del body[heads[0] : heads[0] + 3]
    paragraphs = (place for place, token in enumerate(tokens) if token.type == "paragraph_open" and token.level == 0)
    first = next(paragraphs, None)
    return HelpPage(
        slug=page.slug,
        title=page.title,
        summary=_text(tokens[first + 1]) if first is not None else "",
        body=Markup(markdown.renderer.render(body, markdown.options, {})),  # noqa: S704 (raw HTML is off above)
        headings=tuple(
            (str(tokens[place].attrGet("id")), text)
            for place, text in zip(heads, texts, strict=True)
            if tokens[place].tag == "h2"
        ),
    )


def _text(token: Token) -> str:
    """Return what a heading or paragraph says, without its marks."""
    said = (" " if child.type.endswith("break") else child.content for child in token.children or ())
    return " ".join("".join(said).split())
