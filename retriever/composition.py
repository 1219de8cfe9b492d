"""Puts the parts of retrieval together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from anyio import to_thread

from retriever.behaviour.counts import BehaviourCounts
from retriever.behaviour.events import EventLog, MemoryEventLog, ShopperEvent
from retriever.catalogue.reader import CatalogueReader
from retriever.catalogue.service import CatalogueService
from retriever.catalogue.store import ProductStore
from retriever.encoders.base import CachedEncoder, Encoder
from retriever.encoders.kept import KeptEncoder
from retriever.encoders.minilm import MiniLM
from retriever.encoders.minilm_export import prepare
from retriever.evidence.selector import EvidenceSelector
from retriever.indexes.dense import DenseIndex
from retriever.indexes.lexical import LexicalIndex
from retriever.policies.service import PolicyService
from retriever.recommend.service import RecommendationService
from retriever.scope.classifier import ScopeClassifier
from retriever.search.candidates import CandidateSource
from retriever.search.ranking import Ranker, WeightedRanker
from retriever.search.service import SearchService
from retriever.search.spelling import Speller


@dataclass(frozen=True, slots=True)
class RetrieverConfig:
    """Where things lie.

    Attributes:
        data_dir: the product store, the indexes and the pages' vectors; one process at a time may own it.
        models_dir: the prepared encoder; made there when it is missing (about 10 s).
        policies_dir: Markdown pages; None for a shop without.
        approved_dir: further ones, which were approved since.
        threads: of the encoder.
    """

    data_dir: Path
    models_dir: Path
    policies_dir: Path | None = None
    approved_dir: Path | None = None
    threads: int = 2


@dataclass(frozen=True, slots=True)
class Retriever:
    """Retrieval, wired: `search`, `recommender`, `catalogue`, `evidence` and `policy_pages` are the tools' ports.

    `scope` is the planner's; `encoder` is what all of it compares meanings with.
    """

    search: SearchService
    recommender: RecommendationService
    catalogue: CatalogueReader
    evidence: EvidenceSelector
    policy_pages: PolicyService
    scope: ScopeClassifier
    encoder: Encoder
    service: CatalogueService
    store: ProductStore
    lexical: LexicalIndex
    dense: DenseIndex
    counts: BehaviourCounts

    def observe(self, owner: str, event: ShopperEvent) -> None:
        """Count what a shopper just did, beside writing it to the log."""
        self.counts.observe(owner, event)

    async def close(self) -> None:
        """Close the files; the object is of no use afterwards."""
        await to_thread.run_sync(self._close)

    def _close(self) -> None:
        self.lexical.close()
        self.dense.close()
        self.store.close()


async def open_retriever(
    config: RetrieverConfig,
    events: EventLog | None = None,
    *,
    ranker: Ranker | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> Retriever:
    """Open retrieval: prepare the encoder where needed, bring the indexes up to the store, count the event log.

    Args:
        events: the log of what shoppers did; without one, nobody has done anything yet.
        progress: called from a worker thread with what is being done and the share done, 0 to 1.

    Raises SetupError when the encoder can't be prepared.
    """
    log = events or MemoryEventLog()
    counts = BehaviourCounts()
    await counts.rebuild(log)

    def build() -> Retriever:
        folder = prepare(config.models_dir, progress)
        model = MiniLM(folder, config.threads)
        encoder = CachedEncoder(model)
        store = ProductStore(config.data_dir / "catalogue.db")
        lexical = LexicalIndex(config.data_dir / "lexical.db")
        dense = DenseIndex(config.data_dir / "vectors", encoder)
        service = CatalogueService(store, (lexical, dense))

        def indexing(step: str, done: int, total: int) -> None:
            if progress and total:
                progress(step, done / total)

        service.catch_up_now(indexing)
        candidates, speller = CandidateSource(lexical, dense), Speller(lexical, model.is_word)
        search = SearchService(store, candidates, speller, ranker or WeightedRanker(), log, counts)
        return Retriever(
            search=search,
            recommender=RecommendationService(store, dense, log, counts),
            catalogue=CatalogueReader(store, lexical, speller),
            evidence=EvidenceSelector(model),
            policy_pages=PolicyService(
                config.policies_dir,
                KeptEncoder(encoder, config.data_dir / "pages.vectors"),
                model,
                approved=config.approved_dir,
            ),
            scope=ScopeClassifier(encoder),
            encoder=encoder,
            service=service,
            store=store,
            lexical=lexical,
            dense=dense,
            counts=counts,
        )

    return await to_thread.run_sync(build)
