"""Prepares the models that the shop runs on; what is there already is left alone."""

from __future__ import annotations

from collections.abc import Callable

from retriever.encoders.minilm_export import prepare as prepare_encoder
from serve.settings import Settings

Progress = Callable[[str, float], None]
"""Called with what is being done and the share done, 0 to 1."""

ADAPTER = "router"


def prepare_models(settings: Settings, progress: Progress) -> None:
    """Make the sentence encoder and, unless another language model is named, the planner's model.

    Raises:
        SetupError: a package that carries weights is missing, or the disk is full.
    """
    models = settings.var_dir / "models"
    prepare_encoder(models, progress)
