"""Prepares the models that the shop runs on; what is there already is left alone."""

from __future__ import annotations

import shutil
import warnings
from pathlib import Path

from finetune.export import prepare_model
from finetune.versions import AdapterVersions
from retriever.encoders.minilm_export import prepare as prepare_encoder
from serve.progress import Progress
from serve.settings import ROUTER, WRITER, Settings
from serve.setup.preflight import MODELS_BYTES, check_disk


def prepare_models(settings: Settings, progress: Progress) -> None:
    """Make the sentence encoder and the language models; the caller owns the folder.

    Raises:
        SetupError: a package that carries weights is missing, or the disk is too full.
    """
    models = settings.var_dir / "models"
    _sweep(models)
    prepare_encoder(models, progress)
    prepare_language_models(settings, progress)


def prepare_language_models(settings: Settings, progress: Progress) -> None:
    """Make a model of each adapter that is in force, unless the settings name another one.

    Raises:
        SetupError: a package that carries weights is missing, or the disk is too full.
    """
    if settings.llm_url is not None or settings.llm_folder is not None:
        return
    models = settings.var_dir / "models"
    versions = AdapterVersions(settings.adapters)
    for name in _trained(versions):
        adapter, base = versions.serving(name)
        if not (models / name).is_dir():
            models.mkdir(parents=True, exist_ok=True)
            check_disk(models, MODELS_BYTES)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the libraries, about themselves
            prepare_model(adapter, models, progress, base=base, name=name)


def _trained(versions: AdapterVersions) -> list[str]:
    """Return the adapters to serve: one that plans always, one that writes where it was trained."""
    return [ROUTER, *([WRITER] if WRITER in versions.names() else [])]


def _sweep(models: Path) -> None:
    """Remove the scratch folders of runs that were killed; they are hidden, and nobody else builds here now."""
    for scratch in models.glob(".*"):
        shutil.rmtree(scratch, ignore_errors=True)
