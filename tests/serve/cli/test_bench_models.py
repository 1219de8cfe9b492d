"""Which models a bench compares, and how their figures are laid out."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console

from assistant.errors import InvalidInput, ModelUnavailable
from serve.cli.bench_models import Candidate, candidates, opened
from serve.cli.bench_table import models_table
from serve.cli.progress import Report
from serve.settings import Settings
from tests.serve.cli.conftest import run


def test_models_by_name_folder_and_address() -> None:
    assert candidates(()) == (Candidate("tuned"),)
    given = candidates(["base", "tuned", "mine=some/folder", "big=http://127.0.0.1:1/v1"])
    assert [one.place for one in given] == ["", "", "some/folder", "http://127.0.0.1:1/v1"]


@pytest.mark.parametrize("given", [["other"], ["=x"], ["base", "base"], ["tuned", "tuned=x"]])
def test_no_model_and_two_of_a_name_are_refused(given: list[str]) -> None:
    with pytest.raises(InvalidInput):
        candidates(given)


def test_a_folder_without_a_model_and_an_address_without_a_server(tmp_path: Path) -> None:
    settings, report = Settings(var_dir=tmp_path), Report(Console(quiet=True))
    with pytest.raises(InvalidInput), opened(Candidate("x", str(tmp_path)), "router", settings, report):
        pass
    with pytest.raises(ModelUnavailable), opened(Candidate("x", "http://127.0.0.1:9/v1"), "router", settings, report):
        pass


def test_missing_figures_are_dashes() -> None:
    figures = {
        "base": {"n": 10, "exact": 0.5, "exact_ci95": [0.25, 0.75]},
        "tuned": {"n": 1000, "p50_ms": 12.4},
    }
    table = models_table("t", figures, [("n", "calls"), ("exact", "exact"), ("p50_ms", "ms"), ("no", "never")])
    assert [column.header for column in table.columns] == ["model", "calls", "exact", "ms"]
    assert list(table.columns[2].cells) == ["50.0 %\n25.0–75.0", "–"]
    assert list(table.columns[3].cells) == ["–", "12"]


def test_the_command_line_refuses_what_is_no_model() -> None:
    told = run("bench", "write", "--model", "nothing")
    assert told.exit_code == 2
    told = run("bench", "route", "--model", "nothing")
    assert told.exit_code == 2
