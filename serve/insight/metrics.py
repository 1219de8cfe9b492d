"""What Prometheus scrapes: counts and durations of turns, tools, the language model and handovers; nobody is named."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from assistant.domain.conversation import Conversation, Message
from assistant.domain.principal import Principal
from assistant.errors import ShopkeeperError
from assistant.turn.events import DoneEvent, TurnEvent, UsageEvent
from assistant.turn.ports import ConversationStore, TurnRecord
from assistant.turn.progress import TurnInput
from serve.insight.facts import facts_of
from serve.turns import Engine

MEDIA_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
_STAGES = ("planned", "acted", "first_card", "first_sentence", "written", "settled")


class Metrics:
    """The figures of one process since it started."""

    def __init__(self) -> None:
        self.registry = kept = CollectorRegistry()
        self._turns = Counter("shopkeeper_turns", "Turns that were stored, by who planned.", ["origin"], registry=kept)
        self._ends = Counter("shopkeeper_turn_ends", "Turns by how they ended.", ["reason"], registry=kept)
        self._errors = Counter("shopkeeper_turn_errors", "Turns that broke off, by error.", ["code"], registry=kept)
        self._running = Gauge("shopkeeper_turns_running", "Turns that run now.", registry=kept)
        self._stages = Histogram(
            "shopkeeper_turn_stage_seconds",
            "Seconds from the message to the end of a stage.",
            ["stage"],
            buckets=_SECONDS,
            registry=kept,
        )
        self._tools = Counter(
            "shopkeeper_tool_calls", "Calls of tools, by how they ended.", ["tool", "outcome"], registry=kept
        )
        self._troubles = Counter(
            "shopkeeper_troubled_turns", "Turns that failed their shopper.", ["trouble"], registry=kept
        )
        self._handovers = Counter("shopkeeper_handovers", "Handovers to a person.", ["reason"], registry=kept)
        self._calls = Counter("shopkeeper_llm_calls", "Calls of the language model.", registry=kept)
        self._tokens = Counter("shopkeeper_llm_tokens", "Tokens of the language model.", ["kind"], registry=kept)
        self._waited = Counter("shopkeeper_llm_seconds", "Seconds waited for the language model.", registry=kept)
        self._sentences = Counter(
            "shopkeeper_sentences", "Sentences that a model wrote, by what became of them.", ["fate"], registry=kept
        )
        self._requests = Histogram(
            "shopkeeper_http_request_seconds",
            "Seconds to the end of an answer.",
            ["method", "route", "status"],
            buckets=_SECONDS,
            registry=kept,
        )
        self._ready = Gauge("shopkeeper_part_ready", "Whether a part answers (1) or not (0).", ["part"], registry=kept)

    def turn(self, record: TurnRecord) -> None:
        """Count a turn as it is stored."""
        facts = facts_of(record.model_dump(mode="json") | {"at": record.at})
        self._turns.labels(record.origin).inc()
        for result in record.results:
            self._tools.labels(result.tool, result.outcome.value).inc()
        if facts.trouble:
            self._troubles.labels(facts.trouble).inc()
        if facts.handover:
            self._handovers.labels(facts.handover).inc()
        self._calls.inc(facts.llm_calls)
        self._tokens.labels("prompt").inc(facts.prompt_tokens)
        self._tokens.labels("completion").inc(facts.completion_tokens)
        self._waited.inc(facts.model_ms / 1000)
        sentences = record.usage.get("sentences", {})
        withheld = sentences.get("withheld", 0)
        self._sentences.labels("withheld").inc(withheld)
        self._sentences.labels("passed").inc(max(0, sentences.get("written", 0) - withheld))

    def took(self, timings_ms: Mapping[str, float]) -> None:
        """Count how long the stages of a turn took."""
        for stage in _STAGES:
            if stage in timings_ms:
                self._stages.labels(stage).observe(timings_ms[stage] / 1000)

    def began(self) -> None:
        self._running.inc()

    def ended(self, reason: str, error: str | None = None) -> None:
        """Count the end of a turn, whether it was stored or broke off."""
        self._running.dec()
        self._ends.labels(reason).inc()
        if error is not None:
            self._errors.labels(error).inc()

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request by its route's pattern: an anonymous conversation's address is its key."""
        self._requests.labels(method, route, str(status)).observe(seconds)

    def text(self, parts: Mapping[str, str]) -> bytes:
        """Return everything in Prometheus' text form, with the state of each part of the service."""
        for part, state in parts.items():
            self._ready.labels(part).set(state == "ready")
        return generate_latest(self.registry)


class MeteredEngine:
    """Counts how the turns of an engine end."""

    def __init__(self, engine: Engine, metrics: Metrics) -> None:
        self._engine = engine
        self._metrics = metrics

    async def run(
        self, conversation: Conversation, principal: Principal, turn_input: TurnInput
    ) -> AsyncGenerator[TurnEvent]:
        """Yield the engine's events."""
        self._metrics.began()
        reason, error = "cancelled" if turn_input.stop.is_set() else "failed", None
        try:
            async with aclosing(self._engine.run(conversation, principal, turn_input)) as events:
                async for event in events:
                    if isinstance(event, UsageEvent):
                        self._metrics.took(event.timings_ms)
                    elif isinstance(event, DoneEvent):
                        reason = event.reason
                    yield event
        except ShopkeeperError as failure:
            error = failure.code
            raise
        except Exception:
            error = "internal"
            raise
        finally:
            self._metrics.ended("cancelled" if turn_input.stop.is_set() else reason, error)


class MeteredConversations:
    """Counts the turns that a store takes."""

    def __init__(self, store: ConversationStore, metrics: Metrics) -> None:
        self._store = store
        self._metrics = metrics

    async def load(self, conversation_id: str) -> Conversation:
        return await self._store.load(conversation_id)

    async def save(
        self, conversation: Conversation, messages: Sequence[Message] = (), turn: TurnRecord | None = None
    ) -> None:
        """Store a turn, and count it once it is stored."""
        await self._store.save(conversation, messages, turn)
        if turn is not None:
            self._metrics.turn(turn)

    async def messages(self, conversation_id: str) -> tuple[Message, ...]:
        return await self._store.messages(conversation_id)
