"""Composes a help page from what agents answered: their own sentences, word for word, each with its cases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from assistant.guard.facts import NUMBER, normal_number
from assistant.guard.numerals import numerals
from retriever.policies.pages import anchor
from serve.insight.folder import PageLine
from serve.insight.meaning import SAME_MATTER, Vectors
from serve.insight.solved import SolvedCase

MAX_TITLE = 100  # characters
_MAX_ASKED = 120
_LONGEST_SLUG = 60
_MOST_ASKED = 12
_MOST_SENTENCES = 12
_PUBLISHED = 0.75  # cosine: a page says it already
_SAME = 0.85  # cosine: the same sentence in other words
_ALIKE = 0.7  # cosine: about the same thing, so that figures must agree
_FEWEST_WORDS = 4
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"0-9#*•>-])|\n+")
_MASK = re.compile(r"\[\w+\]")
_MARKS = re.compile(r"^[\s#>*+|=~`-]+|[<>|`]")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of an agent with the cases in which it was said."""

    text: str
    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A drafted page.

    Attributes:
        asked: ways in which shoppers asked for it.
        body: Markdown without front matter.
        sources: every sentence of the body with the cases, or the page, that said it.
        doubts: what the one who approves should look at.
    """

    title: str
    slug: str
    asked: tuple[str, ...]
    body: str
    sources: tuple[Said, ...]
    doubts: tuple[str, ...] = field(default=())


def sentences_of(case: SolvedCase, left_out: Mapping[str, Sequence[str]]) -> list[str]:
    """Return what of an agent's replies could be said to any shopper: no greeting, no deed, nobody's own matter."""
    cut = (piece.strip() for reply in case.replies for piece in _SENTENCE.split(reply))
    plain = (" ".join(_MARKS.sub("", piece).split()) for piece in cut)
    return [sentence for sentence in plain if _is_general(sentence, left_out)]


def _is_general(sentence: str, left_out: Mapping[str, Sequence[str]]) -> bool:
    said = sentence.casefold().replace("’", "'")
    if len(said.split()) < _FEWEST_WORDS or said.endswith("?") or _MASK.search(said):
        return False
    if any(re.match(rf"{re.escape(opener)}\b", said) for opener in left_out["openers"]):
        return False
    return not any(re.search(rf"(?<![\w']){re.escape(word)}(?![\w'])", said) for word in left_out["words"])


def figures(text: str) -> frozenset[str]:
    """Return the numbers of a text, those written in words included."""
    return frozenset(normal_number(found) for found in NUMBER.findall(text)) | {
        numeral.figure for numeral in numerals(text)
    }


def ungrounded(text: str, said: Iterable[str]) -> frozenset[str]:
    """Return the numbers of a text that nobody said."""
    return figures(text) - frozenset[str]().union(*map(figures, said))


@dataclass(frozen=True, slots=True)
class Published:
    """What the shop's pages say already, line by line.

    Attributes:
        lines: each with the page that says it.
        vectors: of the lines, shape (lines, dimensions).
    """

    lines: tuple[PageLine, ...]
    vectors: Vectors

    def nearest(self, vector: Vectors, least: float) -> PageLine | None:
        """Return the line that means nearly the same as a text; None where none is as near as `least`."""
        alike = self.vectors @ vector
        best = int(alike.argmax()) if len(alike) else -1
        return self.lines[best] if best >= 0 and alike[best] >= least else None


def compose(
    cases: Sequence[SolvedCase],
    questions: Sequence[str],
    question: Vectors,
    sentences: Sequence[Said],
    vectors: Vectors,
    published: Published,
    words: Mapping[str, Any],
) -> Page | None:
    """Return the page that the cases' answers make; None where agents said nothing that holds for everybody, or
    nothing that the pages don't say.

    Args:
        questions: how shoppers asked, the most central first; `question` is its unit vector.
        sentences: what agents said, in the order of their replies; `vectors` are its unit vectors.
        published: the pages that there are; the line that comes nearest is quoted as it stands.
        words: the table `help` of the locale.
    """
    new, doubts = _unpublished(sentences, vectors, published, words["doubts"])
    kept, disagreed = _settled([sentences[row] for row in new], vectors[new], words["doubts"])
    doubts += disagreed
    if not kept:
        return None
    replies = [reply for case in cases for reply in case.replies]
    asked = [_asked(question) for question in questions if not _MASK.search(question)]
    fit = [question for question in dict.fromkeys(asked) if question and not ungrounded(question, replies)]
    title = _titled(fit[0]) if fit else str(words["untitled"])
    parts = ["\n\n".join(each.text for each in kept)]
    quoted: list[Said] = []
    if near := published.nearest(question, SAME_MATTER):
        quoted.append(Said(near.text, (near.url,)))
        doubts.append(words["doubts"]["weak"].format(page=near.title))
        parts += [f"## {words['see_also']}", f"[{near.title}]({near.url}): {near.text}"]
    return Page(
        title=title,
        slug=_slug(title),
        asked=tuple(fit[:_MOST_ASKED]),
        body="\n\n".join(parts) + "\n",
        sources=(*kept, *quoted),
        doubts=tuple(doubts),
    )


def _unpublished(
    sentences: Sequence[Said], vectors: Vectors, published: Published, words: Mapping[str, str]
) -> tuple[list[int], list[str]]:
    """Return the rows of what no page says yet; what a page says with other figures is left out, and told."""
    new, doubts = [], []
    for row, sentence in enumerate(sentences):
        near = published.nearest(vectors[row], _PUBLISHED)
        if near is None:
            new.append(row)
        elif _contradict(sentence.text, near.text):
            said = words["against"].format(
                said=sentence.text, cases=", ".join(sentence.cases), page=near.title, line=near.text
            )
            doubts.append(said)
    return new, doubts


def _settled(sentences: Sequence[Said], vectors: Vectors, words: Mapping[str, str]) -> tuple[list[Said], list[str]]:
    """Say the same once, and leave out what agents don't agree on."""
    kept: list[int] = []
    cases: dict[int, tuple[str, ...]] = {}
    against: set[int] = set()
    doubts: list[str] = []
    alike = vectors @ vectors.T if len(vectors) else np.empty((0, 0), np.float32)
    for row, sentence in enumerate(sentences):
        others = [other for other in kept if alike[row, other] >= _ALIKE]
        differs = [other for other in others if figures(sentences[other].text) != figures(sentence.text)]
        different = [other for other in differs if _contradict(sentences[other].text, sentence.text)]
        different = [other for other in different if not set(cases[other]) & set(sentence.cases)]
        same = next((other for other in others if other not in differs and alike[row, other] >= _SAME), None)
        if different:
            against |= {*different, row}
            told = [sentences[other] for other in different] + [sentence]
            said = " / ".join(f"“{each.text}” ({', '.join(each.cases)})" for each in told)
            doubts.append(words["numbers"].format(said=said))
        if same is not None:
            cases[same] = tuple(dict.fromkeys((*cases[same], *sentence.cases)))
        else:
            kept.append(row)
            cases[row] = sentence.cases
    agreed = [Said(sentences[row].text, cases[row]) for row in kept if row not in against][:_MOST_SENTENCES]
    if agreed and len({case for each in agreed for case in each.cases}) == 1:
        doubts.append(words["once"])
    return agreed, doubts


def _contradict(one: str, other: str) -> bool:
    """Say whether both name figures, and others; called for sentences about the same thing."""
    return bool(figures(one) and figures(other) and figures(one) != figures(other))


def _asked(question: str) -> str:
    return " ".join(re.sub(r"[;:\"“”]", " ", _MARKS.sub("", question)).split())[:_MAX_ASKED].strip()


def _slug(title: str) -> str:
    """Return an address for a page: the title's words, as far as they are written in Latin letters."""
    return re.sub(r"[^a-z0-9]+", "-", anchor(title))[:_LONGEST_SLUG].strip("-") or "help"


def _titled(question: str) -> str:
    title = question[:MAX_TITLE].strip().rstrip(".!")
    return title[:1].upper() + title[1:]
