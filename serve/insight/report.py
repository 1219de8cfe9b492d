"""The report: every figure with how many it rests on, and how sure that makes it."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from assistant.domain.intervals import ci95


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class Share(_Part):
    """`count` of `of`, with Wilson's interval at 95 %; the share is absent where there is nothing to share."""

    count: int
    of: int
    share: float | None
    ci95: tuple[float, float]

    @classmethod
    def of_counts(cls, count: int, of: int) -> Share:
        low, high = ci95(count, of)
        return cls(count=count, of=of, share=round(count / of, 4) if of else None, ci95=(low, high))


class Period(_Part):
    """From `since` until before `until`; what came before is the same time span before `since`."""

    since: datetime
    until: datetime
    days: int


class Day(_Part):
    """One day, in UTC."""

    day: date
    turns: int
    troubled: int


class Named(_Part):
    """How often something occurred."""

    name: str
    count: int


class Volume(_Part):
    """How much was said.

    Attributes:
        unanswered: turns that ended without an answer: broken off by the shopper, or by an error.
        unread: turns that the report doesn't count yet; they are being read.
    """

    conversations: int
    conversations_before: int
    turns: int
    turns_before: int
    unanswered: int
    unread: int
    daily: tuple[Day, ...]


class Group(_Part):
    """Messages that mean the same.

    Attributes:
        id: stable while the group's most central message stays the same.
        label: the most central message.
        count, before: messages in this period and in the one before, of those in the sample.
        change: of the group's share of all messages, against the period before; absent where it is new.
        troubled: how many were failed, and how each: `troubles`.
        tools, outcomes: the commonest, what the assistant did about them.
        examples: others of its messages, masked.
    """

    id: str
    label: str
    count: int
    before: int
    change: float | None
    troubled: Share
    troubles: tuple[Named, ...]
    tools: tuple[Named, ...]
    outcomes: tuple[Named, ...]
    examples: tuple[str, ...]


class Sample(_Part):
    """What the groups were made of: `turns` typed messages of `of`, chosen by chance where there are too many.

    Attributes:
        alone: messages of the sample that nobody else said; they are in no group.
    """

    turns: int
    of: int
    before: int
    alone: int


class Resolution(_Part):
    """Conversations that needed nobody else and didn't come back with the same matter.

    Attributes:
        window_days: how long a shopper may come back with the same matter before it counts as resolved.
        resolved: of the conversations whose window is over.
        so_far: of all, where those whose window is still open count as they stand.
        service: as `resolved`, of conversations about an order, a rule or a person only.
        handed_over, came_back: why the others weren't; one can be both.
        recognisable: conversations of a shopper who is known or showed an order; others can't be seen coming back.
        compared: how many pairs of conversations were compared by meaning; `left_out` were too many.
    """

    window_days: int
    resolved: Share
    so_far: Share
    service: Share
    handed_over: int
    came_back: int
    recognisable: int
    compared: int
    left_out: int


class Handovers(_Part):
    """Conversations that a person was asked into, and why."""

    conversations: Share
    reasons: tuple[Named, ...]


class Satisfaction(_Part):
    """What shoppers said when they were asked, once a conversation.

    Attributes:
        scores: how many gave 1 (very bad) to 5 (very good).
        comments: the latest, masked.
    """

    responses: Share
    mean: float | None
    satisfied: Share
    scores: tuple[int, int, int, int, int]
    comments: tuple[Comment, ...]


class Comment(_Part):
    """A comment with the score that it came with."""

    score: int
    text: str
    at: datetime


class Timing(_Part):
    """Milliseconds at the median and the 95th of a hundred, of `n`."""

    n: int
    p50: float | None = None
    p95: float | None = None


class Times(_Part):
    """From the message to the first card, the first sentence and the last one."""

    first_card_ms: Timing
    first_sentence_ms: Timing
    written_ms: Timing
    turns_a_conversation: Timing


class Cost(_Part):
    """What the language model took, in all and a conversation.

    Attributes:
        amount: at the prices of the settings, which are 0 on one's own machines.
        by_rule: turns that needed no call of the language model.
    """

    llm_calls: int
    prompt_tokens: int
    completion_tokens: int
    model_seconds: float
    amount: float
    currency: str
    tokens_a_conversation: float | None
    model_seconds_a_conversation: float | None
    amount_a_conversation: float | None
    by_rule: int


class InsightReport(_Part):
    """What shoppers asked in a period, where the assistant failed them, and what it took. Nobody is named."""

    period: Period
    volume: Volume
    troubles: tuple[Named, ...] = Field(description="How many turns failed their shopper, by how.")
    troubled: Share
    groups: tuple[Group, ...]
    sample: Sample
    resolution: Resolution
    handovers: Handovers
    satisfaction: Satisfaction
    times: Times
    cost: Cost
