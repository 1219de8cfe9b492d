"""The adapters that ship: found by name, and replaced only by one that measures at least as well."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from assistant.errors import Conflict, InvalidInput
from finetune.base import DEFAULT_BASE, publish

SHIPPED = Path(__file__).parent / "adapters"
GATES = ("first_tool_accuracy", "exact_accuracy")
_WEIGHTS = "adapter_model.safetensors"


class WorseAdapter(Conflict):
    """A new adapter measures worse than the one that ships."""

    default_hint = "Train on more rows, or remove the shipped adapter first if its figures no longer count."


def adapter_folder(adapter: str, shipped: Path = SHIPPED) -> Path:
    """Return the folder of a shipped adapter, or the folder that is named itself.

    Raises:
        InvalidInput: neither holds an adapter.
    """
    for folder in (shipped / adapter, Path(adapter)):
        if (folder / _WEIGHTS).is_file():
            return folder
    names = ", ".join(sorted(path.parent.name for path in shipped.glob(f"*/{_WEIGHTS}"))) or "none"
    raise InvalidInput(
        f"There is no adapter {adapter}.", hint=f"Name one that is shipped ({names}) or a folder with a LoRA adapter."
    )


def accept_adapter(
    trained: Path, name: str, metrics: dict[str, Any], *, base: str = DEFAULT_BASE, shipped: Path = SHIPPED
) -> Path:
    """Ship a trained adapter under a name, with its figures; its card, README.md, stays as it is.

    Args:
        trained: the folder that training returned.
        metrics: figures of the route bench on the held-out rows, under `heldout`.

    Raises:
        InvalidInput: there is no adapter in the folder.
        WorseAdapter: the adapter that ships under this name is better on the same rows.
    """
    if not (trained / _WEIGHTS).is_file():
        raise InvalidInput(f"There is no adapter in {trained}.")
    target = shipped / name
    _require_no_worse(target, metrics)
    shipped.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=shipped, prefix=f".{name}-") as scratch:
        fresh = Path(scratch) / name
        fresh.mkdir()
        shutil.copyfile(trained / _WEIGHTS, fresh / _WEIGHTS)
        config = json.loads((trained / "adapter_config.json").read_text(encoding="utf-8"))
        config["base_model_name_or_path"] = base
        (fresh / "adapter_config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
        (fresh / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\n", encoding="utf-8")
        if (target / "README.md").is_file():
            shutil.copyfile(target / "README.md", fresh / "README.md")
        publish(fresh, target)
    return target


def _require_no_worse(target: Path, metrics: dict[str, Any]) -> None:
    path = target / "metrics.json"
    if not path.is_file():
        return
    before, after = json.loads(path.read_text(encoding="utf-8")).get("heldout", {}), metrics.get("heldout", {})
    if before.get("n") != after.get("n"):
        return  # measured on other rows: nothing to compare
    worse = [gate for gate in GATES if after.get(gate, 0.0) < before.get(gate, 0.0)]
    if worse:
        figures = ", ".join(f"{gate} {after.get(gate, 0.0):.3f} after {before[gate]:.3f}" for gate in worse)
        raise WorseAdapter(f"The new adapter is worse than the one that ships: {figures}.")
