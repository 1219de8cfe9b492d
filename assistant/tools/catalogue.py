"""READ tools over the catalogue: search, one product, a comparison."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from assistant.domain.catalogue import (
    ProductCard,
    SearchQuery,
    Sort,
)
from assistant.domain.product import Product
from assistant.tools.choice import Choice
from assistant.tools.offers import list_promotions, names_a_code
from assistant.tools.own_things import own_line, own_version
from assistant.tools.page import ask_page, description_sentences, review_notes, review_sentences
from assistant.tools.product_meant import product_meant
from assistant.tools.purpose import Favour, favoured
from assistant.tools.references import resolve_product
from assistant.tools.result import AnsweredPart, Outcome, ToolResult
from assistant.tools.types import Context
from assistant.tools.versions import missing_version

LIST_LENGTH = 6
MAX_COMPARED = LIST_LENGTH  # so that "which of these" is about all of them
_FURTHER = re.compile(
    r"\b(?:more|else|others?|another|next|rest|further|remaining|continue|go on|keep going|additional)\b", re.IGNORECASE
)


def cards(products: Sequence[Product], reasons: Sequence[str] = ()) -> tuple[ProductCard, ...]:
    """Return cards in the given order, numbered from 1."""
    padded = [*reasons, *[""] * (len(products) - len(reasons))]
    return tuple(
        ProductCard.of(product, position, reason)
        for position, (product, reason) in enumerate(zip(products, padded, strict=True), 1)
    )


async def search_catalog(
    context: Context,
    query: str,
    category: str | None = None,
    brand: str | None = None,
    color: str | None = None,
    size: str | None = None,
    min_price: float | None = None,
    max_price: float | None = None,
    min_rating: float | None = None,
    sort: Sort = "relevance",
    exclude: tuple[str, ...] = (),
) -> ToolResult:
    """Find products by words and constraints. Use it when a kind of product is named."""
    wanted = SearchQuery(
        query=query[:500],
        category=category,
        brand=brand,
        color=color,
        size=size,
        min_price=min_price,
        max_price=max_price,
        min_rating=min_rating,
        sort=sort,
        exclude=exclude,
    )
    arguments = search_arguments(wanted)
    state = context.conversation.state
    seen = state.searched if arguments == state.search and _FURTHER.search(context.message) else 0
    page = await context.shop.search.search(wanted, owner=context.principal.owner, limit=seen + LIST_LENGTH)
    products = page.products[seen:]
    return ToolResult(
        tool="search_catalog",
        outcome=Outcome.FOUND if products else Outcome.NOTHING_FOUND,
        subject=query,
        products=cards(products),
        total=page.total,
        relaxed=page.relaxed,
        search=arguments,
        searched=seen + len(products),
    )


def search_arguments(query: SearchQuery) -> dict[str, Any]:
    """Return the arguments that were said, as the planner writes them; "show more" is the same search again."""
    return query.model_dump(mode="json", exclude_defaults=True)


async def get_product(context: Context, product: str | None = None, question: str | None = None) -> ToolResult:
    """Tell about one known product: stock, colours, sizes, material, price, reviews.

    product: position in the list shown ("2"), or the name.
    """
    found = await product_meant(context, product)
    if isinstance(found, Choice) and (line := await own_line(context, context.message)):
        found = await context.shop.catalogue.get(line.product_id)
    if isinstance(found, Choice):
        return (
            await list_promotions(context) if await names_a_code(context) else unresolved("get_product", product, found)
        )
    asked = f"{question or ''} {context.message}"
    absent = missing_version(found, asked)
    version = await own_version(context, found.id)
    told = await ask_page(context.shop.evidence, found, question or context.message)
    questions = [part for part in (question or "").split("? ") if part]
    parts = [
        AnsweredPart(question=part, answer=answer.attribute, notes=answer.notes)
        for part in (questions if len(questions) > 1 else ())
        for answer in [await ask_page(context.shop.evidence, found, part)]
    ]
    return ToolResult(
        tool="get_product",
        outcome=Outcome.FOUND,
        subject=f"{question or context.message} {version}".strip(),
        products=cards([found]),
        layout="detail",
        total=1,
        answer=told.attribute,
        parts=tuple(parts),
        notes={
            "description": " ".join(description_sentences(found)),
            **_reviews(found),
            **told.notes,
            **({"no_version": absent} if absent else {}),
        },
    )


async def compare_products(context: Context, products: tuple[str, ...] = ()) -> ToolResult:
    """Compare two to six products side by side; without names, the first two on screen.

    products: positions in the list shown ("1", "3") or names.
    """
    references = products[:MAX_COMPARED] or tuple(item.title for item in context.conversation.state.screen[:2])
    resolved: list[Product] = []
    for reference in references:
        found = await resolve_product(context, reference)
        if isinstance(found, Choice):
            return unresolved("compare_products", reference, found)
        if all(found.id != other.id for other in resolved):
            resolved.append(found)
    if len(resolved) < 2:
        screen = tuple(item.title for item in context.conversation.state.screen)
        return ToolResult(tool="compare_products", outcome=Outcome.NEEDS_DETAIL, missing="product", choices=screen)
    return ToolResult(
        tool="compare_products",
        outcome=Outcome.FOUND,
        products=cards(resolved),
        layout="compare",
        total=len(resolved),
        notes=_favour_notes(favoured(resolved, context.message)),
    )


def _favour_notes(favour: Favour | None) -> dict[str, str]:
    """Return the purpose that was asked about as "said", what it "favours" and "why", or that "several" suit it."""
    if favour is None:
        return {}
    found = {"favours": favour.product.title, "why": favour.why} if favour.product else {}
    return {"said": favour.purpose, **found, **({"several": ""} if favour.several else {})}


def _reviews(product: Product) -> dict[str, str]:
    said = [(review, " ".join(review_sentences(review))) for review in product.reviews]
    quotable = [(review, text) for review, text in said if text]
    if not quotable:
        return {}
    best, text = max(quotable, key=lambda said: (said[0].rating, len(said[1])))
    return review_notes(best, text)


def unresolved(tool: str, reference: str | None, choice: Choice) -> ToolResult:
    if reference and not choice.names:
        return ToolResult(tool=tool, outcome=Outcome.NOTHING_FOUND, subject=reference, missing="product")
    return ToolResult(
        tool=tool, outcome=Outcome.NEEDS_DETAIL, subject=reference or "", missing="product", choices=choice.names
    )
