"""The borders of DESIGN.md: who imports whom, how long a module may be, and that no import does work."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("assistant", "retriever", "finetune", "prompts", "serve")
ALLOWED = {
    "prompts": set(),
    "assistant": {"prompts"},
    "retriever": {"assistant"},
    "finetune": {"assistant", "prompts"},
    "serve": {"assistant", "retriever", "finetune", "prompts"},
}
# What retrieval may know of the assistant: its values, its errors and the ports that retrieval implements.
RETRIEVER_MAY_IMPORT = ("assistant.domain", "assistant.errors", "assistant.tools.ports", "assistant.turn.ports")
HEAVY = ("torch", "transformers", "chromadb", "onnxruntime", "onnxruntime_genai", "langchain", "fastapi", "sqlalchemy")
LIGHT = ("assistant.domain", "assistant.errors", "prompts", "serve.cli.commands", "serve.setup.preflight")
LONGEST = 400


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*PACKAGES, cache_dir=None)


def modules() -> list[Path]:
    return sorted(
        path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if "node_modules" not in path.parts
    )


def names() -> list[str]:
    return [".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in modules()]


def inside(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def test_packages_import_only_what_they_may(graph: grimp.ImportGraph) -> None:
    wrong = [
        f"{importer} imports {imported}"
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
        if (source := importer.split(".")[0]) != (target := imported.split(".")[0]) and target not in ALLOWED[source]
    ]
    assert wrong == []


def test_retrieval_knows_the_domain_the_errors_and_its_ports_only(graph: grimp.ImportGraph) -> None:
    wrong = [
        f"{importer} imports {imported}"
        for importer in graph.find_descendants("retriever")
        for imported in graph.find_modules_directly_imported_by(importer)
        if inside(imported, "assistant") and not any(inside(imported, allowed) for allowed in RETRIEVER_MAY_IMPORT)
    ]
    assert wrong == []


def test_the_domain_knows_nothing_but_itself(graph: grimp.ImportGraph) -> None:
    imported = {
        module
        for importer in graph.find_descendants("assistant.domain")
        for module in graph.find_modules_directly_imported_by(importer)
    }
    assert {module for module in imported if not inside(module, "assistant.domain")} == set()


def test_modules_stay_short() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert {path: length for path, length in lengths.items() if length > LONGEST} == {}


_PROBE = """
import importlib, json, os, sys
watched = {"open", "os.open", "socket.connect", "socket.bind", "subprocess.Popen", "os.mkdir", "os.rename"}
seen, ours = [], sys.argv[2]

def hook(event, arguments):
    if event not in watched:
        return
    if event == "open":
        path, mode, flags = arguments
        if not flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            return
    frame = sys._getframe(1)
    while frame is not None:  # a library may do at its import what it likes; ours may not
        name = frame.f_globals.get("__name__", "")
        if name.split(".")[0] not in {"importlib", "_frozen_importlib", "_frozen_importlib_external"}:
            break
        frame = frame.f_back
    file = frame.f_code.co_filename if frame is not None else ""
    if file.startswith(ours) and "site-packages" not in file:  # the environment may lie inside the checkout
        seen.append([event, [str(argument) for argument in arguments], frame.f_globals.get("__name__")])

sys.addaudithook(hook)
for name in json.loads(sys.argv[1]):
    if not name.endswith("__main__"):
        importlib.import_module(name)
print(json.dumps({"did": seen, "loaded": sorted({name.split(".")[0] for name in sys.modules})}))
"""


def probe(*wanted: str) -> dict[str, list[str]]:
    """Import modules in a process of its own, without writing bytecode; return what they did and what was loaded."""
    ran = subprocess.run(
        [sys.executable, "-B", "-c", _PROBE, json.dumps(wanted), str(ROOT)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    told: dict[str, list[str]] = json.loads(ran.stdout.splitlines()[-1])
    return told


def test_no_import_does_work() -> None:
    """Importing every module opens no file for writing and no socket, and starts no process."""
    elsewhere = ("serve.storage.migrations", "serve.llm.inside")  # run by Alembic, and in vLLM's own environment
    importable = [name for name in names() if not name.startswith(elsewhere)]
    assert probe(*importable)["did"] == []


@pytest.mark.parametrize("name", LIGHT)
def test_light_modules_stay_light(name: str) -> None:
    packages = [module for module in names() if inside(module, name)] or [name]
    assert set(probe(*packages)["loaded"]) & set(HEAVY) == set()
