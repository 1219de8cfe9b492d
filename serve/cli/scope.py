"""The classifier of what no shop does, opened for measuring planners as they serve."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from retriever.encoders.minilm import MiniLM
from retriever.encoders.minilm_export import prepare
from retriever.scope.classifier import ScopeClassifier


def open_scope(models: Path, threads: int, progress: Callable[[str, float], None]) -> ScopeClassifier:
    """Open it over the sentence encoder in the models' folder, made first where it isn't there yet.

    Raises:
        SetupError: the package with the encoder's weights is missing.
    """
    return ScopeClassifier(MiniLM(prepare(models, progress), threads))
