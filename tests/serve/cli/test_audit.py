"""`shopkeeper audit`, beside the server that writes it."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import httpx

from serve.identity import Identity
from tests.serve.cli.conftest import RunningShop, run
from tests.serve.served import KEY


def cancelled(running: RunningShop) -> list[str]:
    """Cancel an order as a shopper does; returns the options that name the shop."""
    running.plans("cancel it", "cancel_order", order_id="HT-10001")
    token = Identity(KEY).issue_token("c1", "Maya", "c1@example.com")
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    with httpx.Client(base_url=running.url, headers=headers) as http:
        conversation = http.post("/v1/conversations", json={}).json()["id"]
        events = http.post(f"/v1/conversations/{conversation}/messages", json={"text": "cancel it"}).json()["events"]
        proposal = next(event["proposal"]["id"] for event in events if event["type"] == "action")
        http.post(f"/v1/conversations/{conversation}/actions/{proposal}/confirm", json={"accept": True})
    return ["--var-dir", str(running.var_dir)]


def test_a_history_is_told_in_plain_words(running: RunningShop) -> None:
    var = cancelled(running)
    told = run("audit", "show", "HT-10001", *var)
    assert told.exit_code == 0, told.stderr
    assert "proposed by c1: allowed" in told.stdout
    assert "confirmed by c1: allowed" in told.stdout
    assert "executed by c1: order HT-10001 is cancelled" in told.stdout
    (history,) = json.loads(run("audit", "show", "HT-10001", "--json", *var).stdout)
    assert [move["after"] for move in history["moves"]] == ["pending", "confirmed", "executed"]


def test_an_order_that_nothing_was_proposed_for_is_said_plainly(running: RunningShop) -> None:
    told = run("audit", "show", "HT-99999", "--var-dir", str(running.var_dir))
    assert told.exit_code == 2
    assert "Nothing was ever proposed for HT-99999." in told.stderr


def test_rows_that_are_cut_off_at_the_end_are_named(running: RunningShop) -> None:
    var = cancelled(running)
    whole = run("audit", "verify", *var)
    assert (whole.exit_code, "3 rows is whole" in whole.stdout) == (0, True)
    with sqlite3.connect(running.var_dir / "shopkeeper.db", isolation_level=None) as connection:
        connection.execute("DELETE FROM proposal_audit WHERE \"after\" = 'executed'")
        connection.execute("UPDATE proposals SET state = 'confirmed'")
    broken = run("audit", "verify", *var)
    assert broken.exit_code == 1
    assert "Row 3: The row was witnessed and is missing." in broken.stdout
    found = json.loads(run("audit", "verify", "--json", *var).stdout)
    assert [finding["row"] for finding in found["findings"]] == [3]


def test_a_folder_without_a_shop_is_left_as_it_is(tmp_path: Path) -> None:
    told = run("audit", "verify", "--var-dir", str(tmp_path / "nothing"))
    assert told.exit_code == 2
    assert "There is no database" in told.stderr
    assert not (tmp_path / "nothing").exists()
