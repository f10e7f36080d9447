"""The address a trace prints is the cell that says it: looked up in the example workbooks with openpyxl.

What belongs here: addresses and texts of the example filings. What does not: formulas (`tests/integration`).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from orchestration.sealed import sha256_of
from orchestration.trace.reading import Question, Trace, read_trace
from tests.golden.cases import YEARS
from tests.golden.reading import COUNTY_CODE, FILINGS
from tests.oracle import standard


@pytest.fixture(scope="module")
def release_dir(warehouse_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What was built, as a release stands in the release store."""
    folder = tmp_path_factory.mktemp("release")
    (folder / "compliance.duckdb").symlink_to(warehouse_dir / "build.duckdb")
    return folder


def _judged(release_dir: Path, indicator_id: str, school_year: int) -> list[str]:
    """Codes of the schools that have a result."""
    with duckdb.connect(str(release_dir / "compliance.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "SELECT DISTINCT entity_id FROM indicator_result WHERE value IS NOT NULL "
            "AND (county_code, indicator_id, school_year) = ($1, $2, $3) ORDER BY entity_id",
            [COUNTY_CODE, indicator_id, school_year],
        ).fetchall()
    return [code for (code,) in rows]


@cache
def _workbook(path: str) -> Any:
    return openpyxl.load_workbook(FILINGS / path, data_only=True)


def _inputs(trace: Trace) -> list[dict[str, Any]]:
    return [row for verdict in trace.verdicts for part in verdict.parts for row in part.inputs]


def _cells_agree(trace: Trace) -> int:
    """Compares every printed cell with the workbook; returns how many there were."""
    compared = 0
    for row in _inputs(trace):
        if row["cell"] is None:
            continue
        assert sha256_of(FILINGS / row["path"]) == row["src_sha256"]
        cell = _workbook(row["path"])[row["src_sheet"]][row["cell"]].value
        if row["filed"] is None:
            assert row["relation"] == "attestations" or cell in (None, "", "—", "/"), row
        elif isinstance(cell, (int, float)):
            assert abs(float(row["filed"]) - cell) < 1e-9, (row["cell"], row["filed"], cell)
        elif row["relation"] == "attestations":
            assert str(cell).startswith(row["filed"]), row  # a date cell has a time too
        else:
            assert str(cell).strip() == row["filed"].strip(), row
        compared += 1
    return compared


@pytest.mark.parametrize("school_year", YEARS)
@pytest.mark.parametrize("indicator_id", standard.INDICATORS)
def test_every_cell_of_a_section_indicator(release_dir: Path, school_year: int, indicator_id: str) -> None:
    judged = _judged(release_dir, indicator_id, school_year)
    compared = 0
    for code in judged[::9]:
        trace = read_trace(release_dir, Question(COUNTY_CODE, indicator_id, code, school_year))
        assert all(part.agrees for verdict in trace.verdicts for part in verdict.parts)
        compared += _cells_agree(trace)
    assert compared >= 3 * len(judged[::9])


@pytest.mark.parametrize("indicator_id", ["G8", "G2", "G11", "G15", "Q1", "Q9", "S1"])
def test_every_cell_of_a_county_indicator(release_dir: Path, indicator_id: str) -> None:
    assert _cells_agree(read_trace(release_dir, Question("咸安区", indicator_id, year=2024))) >= 2


def test_a_unit_is_shown_with_its_factor(release_dir: Path) -> None:
    """教学仪器设备资产值 is filed in 万元: the cell's number times the factor is the value."""
    code = _judged(release_dir, "R6", YEARS[-1])[0]
    trace = read_trace(release_dir, Question(COUNTY_CODE, "R6", code))
    row = next(row for row in trace.verdicts[0].parts[0].inputs if row["role"] == "numerator")
    assert row["factor"] == 10000
    assert abs(float(row["filed"]) * 10000 - row["value"]) < 1e-6
