"""Help pages that are missing: drafted from solved cases, approved or rejected by a person, in force at once."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

import numpy as np
from anyio import to_thread
from pydantic import BaseModel, ConfigDict
from sqlalchemy import RowMapping, insert, select, update

from assistant.errors import Conflict, InvalidInput, NotFound
from prompts import load_table
from serve.clock import Clock
from serve.insight.compose import Page, Published, Said, compose, sentences_of, ungrounded
from serve.insight.folder import PageFolder, checked_slug, page_file
from serve.insight.groups import centres, grouped
from serve.insight.meaning import SAME_MATTER, Encoder, encoded
from serve.insight.solved import SolvedCase, SolvedCases
from serve.storage.database import Database
from serve.storage.insight_schema import help_drafts

LOOK_BACK = timedelta(days=180)
MAX_BODY = 20_000  # characters
_MOST = 200  # drafts that are listed


class DraftState(StrEnum):
    """What has become of a draft."""

    DRAFT = "draft"
    APPROVED = "approved"
    REJECTED = "rejected"


class Source(BaseModel):
    """A sentence of a draft, with the cases in which agents said it, or the page that says it."""

    model_config = ConfigDict(frozen=True)

    text: str
    cases: tuple[str, ...]


class HelpDraft(BaseModel):
    """A help page that waits for a person, or what the person decided.

    Attributes:
        question: what shoppers wanted to know, in the words of one of them, masked.
        asked: ways in which they asked; they help to find the page, and are never shown.
        body: Markdown without front matter.
        doubts: what to look at before approving, numbers that nobody has said among them.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    state: DraftState
    slug: str
    title: str
    question: str
    asked: tuple[str, ...]
    body: str
    sources: tuple[Source, ...]
    doubts: tuple[str, ...]
    created_at: datetime
    decided_at: datetime | None = None
    decided_by: str | None = None
    note: str = ""


class Pages(Protocol):
    """The shop's pages as shoppers' questions are answered from them."""

    async def reload(self) -> int:
        """Read changed files now."""
        ...


class HelpDrafts:
    """Drafts pages, keeps them, and publishes what a person approves."""

    def __init__(
        self,
        database: Database,
        solved: SolvedCases,
        pages: Pages,
        folder: PageFolder,
        encoder: Encoder,
        clock: Clock,
        locale: str = "en",
    ) -> None:
        self._database = database
        self._solved = solved
        self._pages = pages
        self._folder = folder
        self._encoder = encoder
        self._clock = clock
        self._words = load_table("help", locale)

    async def propose(self) -> tuple[HelpDraft, ...]:
        """Draft a page for every question that agents had to answer in words that no page has, once."""
        cases = await self._solved.solved_cases(self._clock() - LOOK_BACK)
        known = [draft.question for draft in await self.all()]
        groups = await self._by_question(cases, known)
        if not groups:
            return ()
        lines = await to_thread.run_sync(self._folder.lines)
        published = Published(lines, await encoded(self._encoder, [line.text for line in lines]))
        drafted = []
        for group in groups:
            page = await self._compose(group, published)
            if page is not None:
                drafted.append(await self._add(page, group[0].question))
        return tuple(drafted)

    async def all(self, state: DraftState | None = None) -> tuple[HelpDraft, ...]:
        """Return the drafts, the newest first."""
        query = select(help_drafts).order_by(help_drafts.c.created_at.desc(), help_drafts.c.id).limit(_MOST)
        if state is not None:
            query = query.where(help_drafts.c.state == state.value)
        async with self._database.reading() as connection:
            return tuple(_draft(row) for row in (await connection.execute(query)).mappings())

    async def get(self, draft_id: str) -> HelpDraft:
        """Return a draft; raises NotFound."""
        query = select(help_drafts).where(help_drafts.c.id == draft_id)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
        if row is None:
            raise NotFound("There is no such draft.")
        return _draft(row)

    async def edit(self, draft_id: str, *, title: str, slug: str, body: str, asked: Sequence[str]) -> HelpDraft:
        """Change a draft; raises Conflict when it is decided already, InvalidInput for what can't be a page."""
        title = " ".join(title.split())
        if not title or not body.strip():
            raise InvalidInput("A page needs a title and a text.")
        ways = [_one_line(way) for way in asked]
        return await self._change(draft_id, {"title": title, "slug": checked_slug(slug), "body": body, "asked": ways})

    async def approve(self, draft_id: str, by: str) -> HelpDraft:
        """Publish a draft: shoppers' next questions are answered from it.

        Raises:
            Conflict: it is decided already, or there is another page of that name.
            SetupError: the folder can't be written to.
        """
        draft = await self.get(draft_id)
        if draft.state is not DraftState.DRAFT:
            raise _decided(draft)
        cases = dict.fromkeys(case for source in draft.sources for case in source.cases if not case.startswith("/"))
        day = self._clock().date().isoformat()
        page = page_file(title=draft.title, slug=draft.slug, day=day, asked=draft.asked, cases=cases, body=draft.body)
        await to_thread.run_sync(self._folder.write, draft.slug, page)
        approved = await self._change(draft_id, self._decision(DraftState.APPROVED, by))
        await self._pages.reload()
        return approved

    async def reject(self, draft_id: str, by: str, note: str = "") -> HelpDraft:
        """Turn a draft down, so that its question isn't drafted again; raises Conflict when it is decided already."""
        return await self._change(draft_id, {**self._decision(DraftState.REJECTED, by), "note": note})

    def _decision(self, state: DraftState, by: str) -> dict[str, Any]:
        return {"state": state.value, "decided_at": self._clock(), "decided_by": by}

    async def _change(self, draft_id: str, values: Mapping[str, Any]) -> HelpDraft:
        undecided = (help_drafts.c.id == draft_id, help_drafts.c.state == DraftState.DRAFT.value)
        async with self._database.writing() as connection:
            changed = await connection.execute(update(help_drafts).where(*undecided).values(values))
        draft = await self.get(draft_id)
        if changed.rowcount != 1:
            raise _decided(draft)
        return draft

    async def _by_question(self, cases: Sequence[SolvedCase], known: Sequence[str]) -> list[list[SolvedCase]]:
        """Return the cases by what was asked, the most central first, without what a draft is about already."""
        if not cases:
            return []
        vectors = await encoded(self._encoder, [case.question for case in cases])
        before = await encoded(self._encoder, known)
        labels = grouped(vectors, [1] * len(cases))
        means = centres(vectors, [1] * len(cases), labels)
        groups = []
        for label in np.argsort(-np.bincount(labels), kind="stable"):
            rows = np.flatnonzero(labels == label)
            rows = rows[np.argsort(-(vectors[rows] @ means[label]), kind="stable")]
            if not known or float((vectors[rows] @ before.T).max()) < SAME_MATTER:
                groups.append([cases[int(row)] for row in rows])
        return groups

    async def _compose(self, cases: Sequence[SolvedCase], published: Published) -> Page | None:
        said: defaultdict[str, list[str]] = defaultdict(list)
        for case in sorted(cases, key=lambda case: case.at):
            for sentence in sentences_of(case, self._words["left_out"]):
                if case.id not in said[sentence]:
                    said[sentence].append(case.id)
        sentences = [Said(text, tuple(ids)) for text, ids in said.items()]
        questions = [case.question for case in cases]
        vectors = await encoded(self._encoder, [questions[0], *(sentence.text for sentence in sentences)])
        return compose(cases, questions, vectors[0], sentences, vectors[1:], published, self._words)

    async def _add(self, page: Page, question: str) -> HelpDraft:
        taken = await to_thread.run_sync(self._folder.slugs)
        draft = HelpDraft(
            id=f"draft_{secrets.token_urlsafe(9)}",
            state=DraftState.DRAFT,
            slug=_free(page.slug, taken),
            title=page.title,
            question=question,
            asked=page.asked,
            body=page.body,
            sources=tuple(Source(text=said.text, cases=said.cases) for said in page.sources),
            doubts=page.doubts,
            created_at=self._clock(),
        )
        async with self._database.writing() as connection:
            row = {**draft.model_dump(mode="json"), "created_at": draft.created_at, "decided_at": None}
            await connection.execute(insert(help_drafts).values(row))
        return draft


def unsaid(draft: HelpDraft) -> frozenset[str]:
    """Return the numbers of a draft's text, as it stands now, that no source carries."""
    return ungrounded(f"{draft.title}\n{draft.body}", [source.text for source in draft.sources])


def _draft(row: RowMapping) -> HelpDraft:
    return HelpDraft.model_validate(dict(row))


def _decided(draft: HelpDraft) -> Conflict:
    return Conflict(f"This draft was {draft.state.value} before.")


def _free(slug: str, taken: frozenset[str]) -> str:
    number = 2
    wanted = slug
    while wanted in taken:
        wanted, number = f"{slug}-{number}", number + 1
    return wanted


def _one_line(text: str) -> str:
    return " ".join(text.replace(";", " ").split())
