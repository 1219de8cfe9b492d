"""`shopkeeper export-model`: a tuned model as one checkpoint, as it is or made smaller."""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path

from finetune.base import DEFAULT_BASE
from finetune.merged import export_merged
from serve.cli.progress import progress_bars, stderr
from serve.llm.quantise import Quantiser
from serve.settings import Settings


def export_model(settings: Settings, adapter: str | None, out: Path, *, base: str | None, int8: bool) -> None:
    """Write the checkpoint and print what it is as one JSON object.

    Raises:
        InvalidInput: there is no such adapter, or the folder holds something else.
        SetupError: the base or the quantiser can't be had.
    """
    shrink = Quantiser(settings.var_dir / "quantise", sys.stderr).int8 if int8 else None
    with progress_bars(stderr()) as report, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the libraries, about themselves
        models = settings.var_dir / "models"
        export_merged(adapter, out, models, report, base=base or DEFAULT_BASE, shrink=shrink)
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    sys.stdout.write(json.dumps({"folder": str(out), "adapter": adapter, "int8": int8, "bytes": size}) + "\n")
