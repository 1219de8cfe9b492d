"""`shopkeeper llm …` against a stand-in for vLLM's process."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from serve.cli.commands import app
from serve.llm import environment
from serve.llm.environment import EngineEnvironment
from tests.serve.llm.conftest import MakeAdapter, MakePython, fake_python, make_adapter, port

__all__ = ["fake_python", "make_adapter", "port"]  # fixtures


@pytest.fixture
def base(tmp_path: Path) -> Path:
    folder = tmp_path / "qwen"
    folder.mkdir()
    (folder / "config.json").write_text(
        json.dumps({"num_hidden_layers": 2, "hidden_size": 8, "max_position_embeddings": 2048})
    )
    return folder


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fake_python: MakePython) -> CliRunner:
    """Return a runner whose vLLM is installed already, and is the stand-in."""
    monkeypatch.setenv("SHOPKEEPER_VAR_DIR", str(tmp_path / "var"))
    monkeypatch.setattr(EngineEnvironment, "ensure", lambda self, out: None)
    monkeypatch.setattr(environment, "list_gpus", lambda: "")
    python = fake_python("good")
    plain = EngineEnvironment.__init__

    def init(self: EngineEnvironment, *arguments: object) -> None:
        plain(self, *arguments)  # type: ignore[arg-type]
        self.python = python

    monkeypatch.setattr(EngineEnvironment, "__init__", init)
    return CliRunner()


def test_from_up_to_down(run: CliRunner, base: Path, make_adapter: MakeAdapter, port: int) -> None:
    assert "isn't running" in run.invoke(app, ["llm", "status"]).stdout
    adapter = make_adapter()
    up = run.invoke(
        app,
        ["llm", "up", "--base", str(base), "--adapter", f"router={adapter}", "--port", str(port), "--cpu-cores", "1"],
    )
    try:
        assert up.exit_code == 0, up.output
        assert up.stdout == f"shopkeeper serve --llm-url http://127.0.0.1:{port}/v1\n"
        status = json.loads(run.invoke(app, ["llm", "status", "--json"]).stdout)
        assert (status["state"], status["name"], status["context_length"]) == ("ready", "qwen", 2048)
        assert f"at http://127.0.0.1:{port}/v1" in run.invoke(app, ["llm", "status"]).stdout
        assert "runs already" in run.invoke(app, ["llm", "up", "--port", str(port)]).output
        assert "router~1" in run.invoke(app, ["llm", "load", "router", str(adapter)]).stdout
    finally:
        assert "is stopped" in run.invoke(app, ["llm", "down"]).stdout
    assert "wasn't running" in run.invoke(app, ["llm", "down"]).stdout


def test_a_base_without_adapters_is_named_in_the_line_to_use(run: CliRunner, base: Path, port: int) -> None:
    up = run.invoke(app, ["llm", "up", "--base", str(base), "--port", str(port)])
    try:
        assert up.stdout == f"SHOPKEEPER_LLM_MODEL=qwen shopkeeper serve --llm-url http://127.0.0.1:{port}/v1\n"
    finally:
        run.invoke(app, ["llm", "down"])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--context-length", "9000"], "its context has 2048"),
        (["--adapter", "router"], "is no adapter"),
        (["--adapter", "router=/nowhere"], "no LoRA adapter in"),
        (["--base", "/nowhere"], "no base model in"),
    ],
)
def test_what_cannot_be_is_said_at_once(run: CliRunner, base: Path, arguments: list[str], sentence: str) -> None:
    up = run.invoke(app, ["llm", "up", "--base", str(base), "--port", "18431", *arguments])
    assert up.exit_code == 2
    assert sentence in up.output


def test_loading_needs_a_running_vllm(run: CliRunner, make_adapter: MakeAdapter) -> None:
    load = run.invoke(app, ["llm", "load", "router", str(make_adapter())])
    assert load.exit_code == 2
    assert "shopkeeper llm up" in load.output
