"""Prepares the models that the shop runs on; what is there already is left alone."""

from __future__ import annotations

from collections.abc import Callable

from finetune.export import prepare_model
from retriever.encoders.minilm_export import prepare as prepare_encoder
from serve.settings import Settings
from serve.setup.preflight import MODELS_BYTES, check_disk

Progress = Callable[[str, float], None]
"""Called with what is being done and the share done, 0 to 1."""

ADAPTER = "router"


def prepare_models(settings: Settings, progress: Progress) -> None:
    """Make the sentence encoder and the planner's model.

    Raises:
        SetupError: a package that carries weights is missing, or the disk is too full.
    """
    prepare_encoder(settings.var_dir / "models", progress)
    prepare_planner_model(settings, progress)


def prepare_planner_model(settings: Settings, progress: Progress) -> None:
    """Make the planner's model, unless the settings name another one.

    Raises:
        SetupError: a package that carries weights is missing, or the disk is too full.
    """
    if settings.llm_url is not None or settings.llm_folder is not None:
        return
    models = settings.var_dir / "models"
    if not settings.model_folder.is_dir():
        models.mkdir(parents=True, exist_ok=True)
        check_disk(models, MODELS_BYTES)
    prepare_model(ADAPTER, models, progress, name=settings.model_folder.name)
