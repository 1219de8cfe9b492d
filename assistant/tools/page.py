"""What a product's page says to a question: an attribute, a sentence of its description, else a shopper's opinion."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.domain.evidence import Statement
from assistant.domain.product import Product, Review
from assistant.quotable import quotable, quotable_opinion, quotable_sentence
from assistant.tools.ports import Evidence

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
# Where one question ends and another begins: "is it heavy and does it fold?", "what is it made of? how big is it?"
_ASKS = r"(?:is|are|does|do|can|could|will|would|has|have|how|what|which|where|who|when|any|was|did)"
_NEXT_QUESTION = re.compile(
    rf"\s*[?;]+\s*|\s*[,.]?\s*\b(?:and|plus|also|or)\b,?\s+(?:also\s+)?(?={_ASKS}\b)|\s*,\s*(?={_ASKS}\b)",
    re.IGNORECASE,
)
_QUESTION = re.compile(rf"^{_ASKS}\b|\b{_ASKS} (?:it|this|that|they|these|the|you|there|i|we|one)\b", re.IGNORECASE)
_OPTIONS = ("color", "size", "capacity", "length", "set")  # told like attributes where no attribute is called so


def questions_in(text: str) -> list[str]:
    """Return the questions of which a text consists, in its own words; what asks nothing is left out."""
    parts = (part.strip() for part in _NEXT_QUESTION.split(text))
    return [part for part in parts if _QUESTION.search(part)]


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """What answers a question, in the fields of a ToolResult; all empty where the page doesn't say.

    Attributes:
        attribute: (name, value).
        notes: "told", a sentence of the description; or "review" with its "review_author" and "review_rating",
            and "opinion", empty, where that is what answers.
    """

    attribute: tuple[str, str] | None = None
    notes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Line:
    statement: Statement
    answer: PageAnswer


async def ask_page(evidence: Evidence, product: Product, question: str) -> PageAnswer:
    """Return what answers, the shop's own words before a shopper's."""
    lines = list(_lines(product))
    answers = await evidence.answers(question, [line.statement for line in lines], product.title)
    answering = [lines[answer.index] for answer in answers]
    of_the_shop = [line for line in answering if line.statement.source != "review"]
    return next((line.answer for line in (*of_the_shop, *answering)), PageAnswer())


def review_notes(review: Review, text: str) -> dict[str, str]:
    """Return a review as a result's notes carry it, with the part of its text that is to be quoted."""
    return {"review": text, "review_author": review.author, "review_rating": str(review.rating)}


def _lines(product: Product) -> Iterator[_Line]:
    facts = {name.replace("_", " "): value for name, value in product.attributes.items()}
    for option in _OPTIONS:
        if values := product.option_values(option):
            facts.setdefault(option, ", ".join(values))
    for name, value in facts.items():
        if not quotable(f"{name}: {value}"):
            continue
        yield _Line(Statement(source="attribute", text=f"{name}: {value}"), PageAnswer((name, value)))
    for sentence in description_sentences(product):
        yield _Line(Statement(source="description", text=sentence), PageAnswer(notes={"told": sentence}))
    for review in product.reviews:
        for sentence in review_sentences(review):
            notes = {**review_notes(review, sentence), "opinion": ""}
            yield _Line(Statement(source="review", text=sentence), PageAnswer(notes=notes))


def description_sentences(product: Product) -> list[str]:
    """Return what a description says about the product; what speaks to a machine or in the shop's name is left out."""
    return [sentence for sentence in _sentences(product.description) if quotable_sentence(sentence)]


def review_sentences(review: Review) -> list[str]:
    """Return the sentences of a review that may be quoted: hostile ones, and promises of the shop's, are left out."""
    return [sentence for sentence in _sentences(review.text) if quotable_opinion(sentence)]


def _sentences(text: str) -> list[str]:
    return [sentence.strip() for sentence in _SENTENCE.split(text) if sentence.strip()]
