"""The mart gate on clean marts, on every fault, and on a check that crashes.

One gate run serves all faults: each has a school year of its own, which its findings name.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
import yaml

from orchestration.quality.catalogue import expected_results, load_catalogue
from orchestration.quality.gate import gate_marts
from orchestration.settings import PROJECT_DIR
from tests.integration.quality.clean_marts import (
    COLUMNS,
    COUNTY,
    OTHER_COUNTY,
    STANDARD,
    STRONG,
    WEAK,
    Marts,
    clean_marts,
    write_marts,
)
from tests.integration.quality.mart_cases import MART_FAULTS

EXPECTATIONS = PROJECT_DIR / "expectations"
STANDARDS = PROJECT_DIR / "dbt_project" / "seeds" / "standards"
CLEAN_YEAR = 2024
GONE_YEAR = 2032
RECODED = "2121120001"
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
    write_marts(folder / "build.duckdb", years)
    gate_marts(folder / "build.duckdb", folder / "quality", EXPECTATIONS, _standards(folder), "inputs")
    return folder / "quality"


def _standards(folder: Path) -> Path:
    """The registry, with the two counties and the one rule set of the clean marts."""
    standards = folder / "standards"
    shutil.copytree(STANDARDS, standards)
    for name, starts in (("counties", (COUNTY, OTHER_COUNTY)), ("rule_sets", (STANDARD,))):
        header, *lines = (STANDARDS / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        kept = [header, *(line for line in lines if line.startswith(starts))]
        (standards / f"{name}.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    return standards


def _without_last_years_schools(marts: Marts) -> Marts:
    """Three schools are gone: one without a record, one was closed, one goes on under another code."""
    for name, column in (("dim_school", "school_code"), ("compliance_school", "school_code")):
        marts[name] = [row for row in marts[name] if row[column] not in (STRONG, WEAK, RECODED)]
    marts["school_history"] = [{"school_code": WEAK, "valid_to_year": GONE_YEAR - 1, "ended_by": "close"}]
    marts["school_succession"] = [{"from_code": RECODED, "school_year": GONE_YEAR, "is_ended": True}]
    return marts


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


def test_gate_is_complete(gated: Path) -> None:
    pairs = sorted((row["suite"], row["expectation_id"]) for row in _rows(gated, "dq_result"))
    assert pairs == expected_results(EXPECTATIONS, "marts")
    (run,) = _rows(gated, "dq_run")
    assert (run["expectations"], run["errors"], run["input_id"]) == (len(pairs), 0, "inputs")
    assert run["findings"] == len(_rows(gated, "dq_finding"))


def test_clean_marts_pass_and_a_missing_column_is_an_error(tmp_path: Path) -> None:
    build = tmp_path / "build.duckdb"
    write_marts(build, [clean_marts(CLEAN_YEAR)])
    connection = duckdb.connect(str(build))
    connection.execute("alter table balance drop column cv")
    connection.close()
    summary = gate_marts(build, tmp_path / "quality", EXPECTATIONS, _standards(tmp_path), "inputs")
    results = {row["expectation_id"]: row for row in _rows(tmp_path / "quality", "dq_result")}
    crashed = {name for name, row in results.items() if row["status"] == "ERROR"}
    assert crashed == {row["expectation_id"] for row in results.values() if row["suite"] == "balance"}
    assert "cv" in results["cv-not-negative"]["error"]
    assert (summary.errors, summary.failed) == (len(crashed), 0)


def test_columns_are_those_of_the_models() -> None:
    models: dict[str, set[str]] = {}
    for file in (PROJECT_DIR / "dbt_project" / "models").glob("**/*.yml"):
        for model in yaml.safe_load(file.read_text(encoding="utf-8")).get("models", []):
            models[model["name"]] = {column["name"] for column in model.get("columns", [])}
    for mart, columns in COLUMNS.items():
        assert set(columns) <= models[mart], mart
