"""The committed sample passes the mart gate: `make run` publishes it.

What belongs here: that no invariant is broken on the sample, and that each public mart has something to show.
What does not: its verdicts.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.quality.gate import gate_marts
from orchestration.release.contract import tables_of_manifest
from orchestration.settings import Settings
from orchestration.transform.process import cached_or_parsed_manifest
from tests.support import dbt


def test_nothing_critical_stands_in_the_way(committed_sample: Path, tmp_path: Path) -> None:
    settings = Settings.from_environment(warehouse_dir=committed_sample)
    summary = gate_marts(settings.build_database, tmp_path, settings.expectations_dir, "sample")
    assert (summary.errors, summary.findings.get("critical", 0)) == (0, 0)
    assert summary.passed > 50


#: Public marts that a sample which `make run` publishes without a word has no rows of.
EMPTY = {
    # One correction in force has every verdict made twice, which each run of the sample would pay for.
    "correction",
}
#: Every state of a ledger's item (ledger_states) but the one that an item without any record comes to.
STATES = {"OPEN", "PLANNED", "STARTED", "OVERDUE", "CLAIMED", "REFUTED", "VERIFIED", "CLOSED"}


def test_every_public_mart_has_rows(committed_sample: Path) -> None:
    settings = Settings.from_environment(warehouse_dir=committed_sample)
    public = {table.name for table in tables_of_manifest(cached_or_parsed_manifest(settings))}
    with duckdb.connect(str(settings.build_database), read_only=True) as connection:
        empty = {
            name
            for name in public
            if connection.execute(f'select 1 from "{name}" limit 1').fetchone() is None
        }
    assert empty == EMPTY


def test_each_record_of_the_ledgers_is_of_an_open_item_and_every_state_is_there(
    committed_sample: Path,
) -> None:
    rows = dbt.read_mart(committed_sample, "ledger_action")
    assert {row["standing"] for row in rows} == {"open"}
    assert {row["life_state"] for row in rows} == STATES
    assert any(row["life_state"] == "REOPENED" for row in dbt.read_mart(committed_sample, "ledger"))


def test_recognition_is_at_every_point_of_its_way(committed_sample: Path) -> None:
    rows = dbt.read_mart(committed_sample, "recognition")
    assert {row["state"] for row in rows} == {"NO_RECORD", "ON_THE_WAY", "RECOGNISED", "SLIPPED_BACK"}
    promises = dbt.read_mart(committed_sample, "recognition_promise")
    assert {row["state"] for row in promises} == {"KEPT", "OPEN", "OVERDUE"}
