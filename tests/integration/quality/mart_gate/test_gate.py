"""The mart gate on clean marts, on every fault, and on a check that crashes.

One gate run serves all faults: each has a school year of its own, which its findings name.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from orchestration.quality.catalogue import expected_results, load_catalogue
from orchestration.quality.gate import gate_marts
from orchestration.settings import PROJECT_DIR, Settings
from tests.integration.quality.mart_gate.clean_marts import (
    COUNTY,
    OTHER_COUNTY,
    STRONG,
    WEAK,
    Marts,
    clean_marts,
    write_marts,
)
from tests.integration.quality.mart_gate.faults import MART_FAULTS
from tests.support import compiled

EXPECTATIONS = PROJECT_DIR / "expectations"
CLEAN_YEAR = 2024
GONE_YEAR = 2032
RECODED = "2121120001"
EMPTY_YEAR, LOST_YEAR = 2034, 2036
#: What the checks read of the registry and of the limits that the clean marts have no rows of their own for.
SEEDS = ("quality_limits", "vacuity_reasons", "zh_labels", "refusal_words", "roadmap", "indicators")
FAULT_YEARS = {name: 2101 + position for position, name in enumerate(MART_FAULTS)}
CATALOGUE = {
    expectation.id: expectation
    for suite in load_catalogue(EXPECTATIONS, "marts")
    for expectation in suite.expectations
}

Row = dict[str, Any]


def _rows(quality_dir: Path, table: str) -> list[Row]:
    return list(pq.read_table(quality_dir / "marts" / f"{table}.parquet").to_pylist())


@pytest.fixture(scope="module")
def gated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The quality folder after a gate over one clean year and every fault in a year of its own."""
    folder = tmp_path_factory.mktemp("marts")
    years = [clean_marts(CLEAN_YEAR)]
    for name, year in FAULT_YEARS.items():
        marts = clean_marts(year)
        MART_FAULTS[name](marts)
        years.append(marts)
    years += [clean_marts(GONE_YEAR - 1), _without_last_years_schools(clean_marts(GONE_YEAR))]
    years += [_without_marts(clean_marts(EMPTY_YEAR)), _without_a_county(clean_marts(LOST_YEAR))]
    _build(folder, years)
    gate_marts(folder / "build.duckdb", folder / "quality", EXPECTATIONS, "inputs")
    return folder / "quality"


def _build(warehouse: Path, years: Sequence[Marts]) -> Path:
    """Write the marts, and make the checks over them."""
    settings = Settings.from_environment(warehouse_dir=warehouse)
    write_marts(settings.build_database, years)
    compiled.add(settings.build_database, "mart_check", SEEDS)
    return settings.build_database


def _without_last_years_schools(marts: Marts) -> Marts:
    """Three schools are gone: one without a record, one was closed the year before, one is recorded now."""
    for name in ("school", "compliance_school"):
        marts[name] = [row for row in marts[name] if row["school_code"] not in (STRONG, WEAK, RECODED)]
    marts["ended_school"] = [
        {"school_code": WEAK, "school_year": GONE_YEAR - 1},
        {"school_code": RECODED, "school_year": GONE_YEAR},
    ]
    return marts


def _without_marts(marts: Marts) -> Marts:
    """The landing of a year that no model made anything of."""
    return {name: rows if name in ("landed_year", "received_file") else [] for name, rows in marts.items()}


def _without_a_county(marts: Marts) -> Marts:
    """A county that never filed and that no model knows of: only the roster has it."""
    return {
        name: [row for row in rows if row.get("county_code") != OTHER_COUNTY] for name, rows in marts.items()
    }


def test_every_expectation_has_a_fault_that_breaks_it() -> None:
    assert set(MART_FAULTS) == set(CATALOGUE)


@pytest.mark.parametrize("name", list(MART_FAULTS))
def test_expectation_fails_on_what_it_guards(gated: Path, name: str) -> None:
    result = next(row for row in _rows(gated, "dq_result") if row["expectation_id"] == name)
    assert (result["status"], result["error"], result["school_year"]) == ("FAIL", None, 0)
    found = {
        (row["expectation_id"], row["severity"])
        for row in _rows(gated, "dq_finding")
        if row["school_year"] == FAULT_YEARS[name]
    }
    assert (name, CATALOGUE[name].severity) in found


def test_clean_year_gives_no_finding(gated: Path) -> None:
    assert [row for row in _rows(gated, "dq_finding") if row["school_year"] == CLEAN_YEAR] == []


def test_school_gone_without_record_is_expected(gated: Path) -> None:
    rows = [row for row in _rows(gated, "dq_finding") if row["school_year"] == GONE_YEAR]
    assert [row["school_code"] for row in rows if row["expectation_id"] == "school-in-index-judged"] == [
        STRONG
    ]


@pytest.mark.parametrize(
    ("school_year", "missing"), [(EMPTY_YEAR, {COUNTY, OTHER_COUNTY}), (LOST_YEAR, {OTHER_COUNTY})]
)
def test_county_that_no_mart_has_is_expected(gated: Path, school_year: int, missing: set[str]) -> None:
    rows = [row for row in _rows(gated, "dq_finding") if row["school_year"] == school_year]
    found = {row["county_code"] for row in rows if row["expectation_id"] == "county-in-index-judged"}
    assert found == missing
    assert {row["severity"] for row in rows} == {"critical"}


def test_gate_is_complete(gated: Path) -> None:
    pairs = sorted((row["suite"], row["expectation_id"]) for row in _rows(gated, "dq_result"))
    assert pairs == expected_results(EXPECTATIONS, "marts")
    (run,) = _rows(gated, "dq_run")
    assert (run["expectations"], run["errors"], run["input_id"]) == (len(pairs), 0, "inputs")
    assert run["findings"] == len(_rows(gated, "dq_finding"))


def test_clean_marts_pass_and_a_missing_column_is_an_error(tmp_path: Path) -> None:
    build = tmp_path / "build.duckdb"
    _build(tmp_path, [clean_marts(CLEAN_YEAR)])
    connection = duckdb.connect(str(build))
    connection.execute("alter table balance drop column cv")
    connection.close()
    summary = gate_marts(build, tmp_path / "quality", EXPECTATIONS, "inputs")
    results = {row["expectation_id"]: row for row in _rows(tmp_path / "quality", "dq_result")}
    crashed = {name for name, row in results.items() if row["status"] == "ERROR"}
    assert crashed == {row["expectation_id"] for row in results.values() if row["suite"] == "balance"}
    assert "cv" in results["cv-not-negative"]["error"]
    assert (summary.errors, summary.failed) == (len(crashed), 0)
