"""The adapters that ship: found by name, and replaced only by one that measures at least as well."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from assistant.errors import InvalidInput
from finetune.base import DEFAULT_BASE, publish
from finetune.gates import figures_of, judge_report, require_passed

SHIPPED = Path(__file__).parent / "adapters"
WEIGHTS = "adapter_model.safetensors"
CONFIG = "adapter_config.json"


def adapter_folder(adapter: str, shipped: Path = SHIPPED) -> Path:
    """Return the folder of a shipped adapter, or the folder that is named itself.

    Raises:
        InvalidInput: neither holds an adapter.
    """
    for folder in (shipped / adapter, Path(adapter)):
        if (folder / WEIGHTS).is_file():
            return folder
    names = ", ".join(sorted(path.parent.name for path in shipped.glob(f"*/{WEIGHTS}"))) or "none"
    raise InvalidInput(
        f"There is no adapter {adapter}.", hint=f"Name one that is shipped ({names}) or a folder with a LoRA adapter."
    )


def accept_adapter(
    trained: Path, name: str, metrics: dict[str, Any], *, base: str = DEFAULT_BASE, shipped: Path = SHIPPED
) -> Path:
    """Ship a trained adapter under a name, with its figures; its card, README.md, stays as it is.

    Args:
        trained: the folder that training returned.
        metrics: figures of the bench on the held-out rows, as its report or under `heldout`.

    Raises:
        InvalidInput: there is no adapter in the folder.
        WorseAdapter: the adapter that ships under this name is better on the same rows, or a bound is missed.
    """
    if not (trained / WEIGHTS).is_file():
        raise InvalidInput(f"There is no adapter in {trained}.")
    target = shipped / name
    _require_no_worse(target, name, metrics)
    shipped.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=shipped, prefix=f".{name}-") as scratch:
        fresh = Path(scratch) / name
        fresh.mkdir()
        shutil.copyfile(trained / WEIGHTS, fresh / WEIGHTS)
        config = json.loads((trained / CONFIG).read_text(encoding="utf-8"))
        config["base_model_name_or_path"] = base
        (fresh / CONFIG).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
        (fresh / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\n", encoding="utf-8")
        if (target / "README.md").is_file():
            shutil.copyfile(target / "README.md", fresh / "README.md")
        publish(fresh, target)
    return target


def _require_no_worse(target: Path, name: str, metrics: dict[str, Any]) -> None:
    path = target / "metrics.json"
    before = figures_of(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None
    require_passed(judge_report(name, figures_of(metrics), before))
