"""The scores of groupings, by hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from serve.insight import measure
from serve.insight.measure import pairs, scores
from tests.serve.insight.conftest import MODELS


def test_scores_of_known_groupings() -> None:
    matters = np.array([0, 0, 1, 1])
    assert scores(np.array([0, 0, 1, 1]), matters) == {"precision": 1, "recall": 1, "f1": 1}
    assert scores(np.array([0, 0, 0, 0]), matters) == {"precision": 0.5, "recall": 1, "f1": 0.667}
    assert scores(np.array([0, 1, 2, 3]), matters) == {"precision": 1, "recall": 0.5, "f1": 0.667}


def test_pairs_leave_equal_messages_out() -> None:
    vectors = np.array([[1, 0], [1, 0], [0.8, 0.6], [0, 1]], np.float32)
    assert pairs(vectors, np.array([0, 0, 0, 1]), 0.7) == {"precision": 1, "recall": 1}
    assert pairs(vectors, np.array([0, 0, 1, 0]), 0.7) == {"precision": 0, "recall": 0}


def test_it_reads_rows_and_prints_one_object(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "said.csv"
    file.write_text("text,label\nwhere is my parcel,a\nmy parcel has not come,a\ncan I pay with bitcoin,b\n")
    arguments = ["measure", "--messages", str(file), "--text", "text", "--matter", "label", "--models", str(MODELS)]
    monkeypatch.setattr("sys.argv", arguments)
    measure.main()
    told = json.loads(capsys.readouterr().out)
    assert (told["messages"], told["matters"], told["f1"]) == (3, 2, 1)
