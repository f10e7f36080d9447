"""The guard refuses: missing, foreign, crashed or critically failed results."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.release.guard import (
    Check,
    GuardError,
    expected_records,
    require_all_submissions,
    require_clean_checks,
)
from tests.unit.release.conftest import LANDING_CHECKS, MART_CHECKS, MiniatureWarehouse


def _require(
    warehouse: MiniatureWarehouse,
    landing: Iterable[Check] = LANDING_CHECKS,
    marts: Iterable[Check] = MART_CHECKS,
) -> None:
    records = expected_records(
        warehouse.quality,
        {year: (input_id, landing) for year, input_id in warehouse.gate_ids.items()},
        (warehouse.release_id, marts),
    )
    require_clean_checks(records)


def test_complete_clean_results_pass(miniature: MiniatureWarehouse) -> None:
    _require(miniature)


def test_a_landing_failure_passes_since_it_is_quarantined(miniature: MiniatureWarehouse) -> None:
    miniature.write_results("landing", [(*check, "critical", "FAIL") for check in LANDING_CHECKS], 2024)
    _require(miniature)


def test_a_missing_result_is_named(miniature: MiniatureWarehouse) -> None:
    miniature.write_results("landing", [(*LANDING_CHECKS[0], "critical", "PASS")], 2024)
    with pytest.raises(GuardError, match=r"landing gate of 2024: no result for schools\.code-unique"):
        _require(miniature)


def test_missing_results_of_a_year_are_named(miniature: MiniatureWarehouse) -> None:
    (miniature.quality / "landing" / "dq_result" / "2024.parquet").unlink()
    with pytest.raises(GuardError, match=r"landing gate of 2024: no results at all"):
        _require(miniature)


def test_results_of_another_input_are_refused(miniature: MiniatureWarehouse) -> None:
    miniature.write_results("marts", [(*check, "critical", "PASS") for check in MART_CHECKS], input_id="old")
    with pytest.raises(GuardError, match="mart gate: its results are of another input"):
        _require(miniature)


def test_a_crashed_check_blocks_at_either_gate(miniature: MiniatureWarehouse) -> None:
    rows = [(*LANDING_CHECKS[0], "info", "ERROR"), (*LANDING_CHECKS[1], "critical", "PASS")]
    miniature.write_results("landing", rows, 2024)
    with pytest.raises(GuardError, match=r"schools\.code-readable is ERROR"):
        _require(miniature)


def test_a_critical_failure_on_a_mart_blocks_and_a_warning_does_not(miniature: MiniatureWarehouse) -> None:
    miniature.write_results("marts", [(*check, "warning", "FAIL") for check in MART_CHECKS])
    _require(miniature)
    miniature.write_results("marts", [(*check, "critical", "FAIL") for check in MART_CHECKS])
    with pytest.raises(GuardError, match="failed and is critical"):
        _require(miniature)


def test_an_empty_catalogue_guards_nothing_and_is_refused(miniature: MiniatureWarehouse) -> None:
    with pytest.raises(GuardError, match="holds no check"):
        _require(miniature, marts=())
    with pytest.raises(GuardError, match="no landed year with a check"):
        _require(miniature, landing=())


def test_the_message_stays_short(miniature: MiniatureWarehouse) -> None:
    with pytest.raises(GuardError) as caught:
        _require(miniature, landing=[("schools", f"check-{number}") for number in range(100)])
    assert len(str(caught.value).splitlines()) < 10
    assert len(caught.value.problems) == 200


@pytest.mark.parametrize("kept", [0, 1])
def test_marts_without_what_was_landed_are_refused(tmp_path: Path, kept: int) -> None:
    landing, database = tmp_path / "landing", tmp_path / "build.duckdb"
    (landing / "submissions").mkdir(parents=True)
    rows = pa.table({"school_year": [2024, 2024], "path": ["a.xlsx", "b.xlsx"]})
    pq.write_table(rows, landing / "submissions" / "2024.parquet")
    with duckdb.connect(str(database)) as connection:
        connection.register("landed", rows)
        connection.execute(f"create table submissions as select * from landed limit {kept}")
    with pytest.raises(GuardError, match=rf"2024: 2 submissions were landed, the marts hold {kept}"):
        require_all_submissions(landing, database, [0, 2024])
    with duckdb.connect(str(database)) as connection:
        connection.register("landed", rows)
        connection.execute("create or replace table submissions as select * from landed")
    require_all_submissions(landing, database, [0, 2024])
