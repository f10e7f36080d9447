"""The marts with and without corrections, on the golden filings of 咸安区.

What is corrected must give the marts of a workbook that was filed right; the reading as filed those of the
workbook as it is; and a correction that does not hold, none other than no correction at all.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
import yaml

from orchestration.settings import Settings
from orchestration.transform.as_filed import build_as_filed
from tests.support import compiled
from tests.support.dbt import read_mart
from tests.support.warehouse import landed_and_checked
from tests.unit.submissions.filings import COLLECTION_2024, COUNTY, EXPORT_2024, changed, file_in, landed

pytestmark = pytest.mark.long

Record = dict[str, Any]

EXPORT, COLLECTION = EXPORT_2024.name, COLLECTION_2024.name
KEYS = {
    "indicator_result": (
        *("school_year", "standard_id", "county_code", "entity_type", "entity_id", "stage", "indicator_id"),
    ),
    "compliance_school": ("school_year", "standard_id", "county_code", "school_code", "stage"),
    "balance": ("school_year", "standard_id", "county_code", "stage", "indicator_id"),
    "compliance_dimension": ("school_year", "standard_id", "county_code", "dimension_id"),
    "compliance_county": ("school_year", "standard_id", "county_code"),
}
#: Whose models are built: what these tests read.
MARTS = (*KEYS, "correction", "county_filing")
VALUES = {"indicator_result": "value", "compliance_school": "indicators_met", "balance": "cv"}


def _cell(file: Path, sheet: str, header: str, row: int) -> str:
    """The address of a column's cell, by a word of its header."""
    headers = openpyxl.load_workbook(file)[sheet].iter_rows(max_row=7)
    return f"{next(c.column_letter for cells in headers for c in cells if header in str(c.value))}{row}"


#: (file, sheet, cell) → what it ought to hold. 约 stands before the filed figure of the last one.
RIGHT: dict[tuple[str, str, str], object] = {
    (EXPORT, "小学明细", "C9"): 300,  # students: the mean of all schools moves
    (EXPORT, "小学明细", "C11"): 45,
    (EXPORT, "学校名录", "D8"): 511,  # no longer a school that is judged
    (EXPORT, "办学条件", _cell(EXPORT_2024, "办学条件", "教学仪器", 10)): 12.5,  # 万元
    (COLLECTION, "经费", "C8"): 1000,
    (COLLECTION, "专用教室", "E7"): 20.5,
    (COLLECTION, "质量监测", "C5"): 0.2,
    (EXPORT, "初中明细", "C10"): 500,
}
UNREADABLE = (EXPORT, "初中明细", "C10")
#: Read as it is, and noticed.
NOTICED = (EXPORT, "初中明细", "C11")


def _file(name: str, cells: Mapping[tuple[str, str, str], object]) -> bytes:
    def change(workbook: Any) -> None:
        if name == NOTICED[0]:
            cell = workbook[NOTICED[1]][NOTICED[2]]
            cell.value = f"{cell.value}人"
        for (file, sheet, cell), value in cells.items():
            if file == name:
                workbook[sheet][cell] = value

    return changed({EXPORT: EXPORT_2024, COLLECTION: COLLECTION_2024}[name], change)


AS_FILED = {name: _file(name, {UNREADABLE: "约500"}) for name in (EXPORT, COLLECTION)}
FILED_RIGHT = {name: _file(name, RIGHT) for name in (EXPORT, COLLECTION)}


def _entries(**said: str) -> list[dict[str, str]]:
    """A correction for every cell that is wrong, with what is said besides."""
    entries = []
    for (file, sheet, cell), right in RIGHT.items():
        stands = openpyxl.load_workbook({EXPORT: EXPORT_2024, COLLECTION: COLLECTION_2024}[file])[sheet][cell]
        original = "约500" if (file, sheet, cell) == UNREADABLE else str(stands.value)
        entry = {"file": file, "sheet": sheet, "cell": cell, "original": original, "corrected": str(right)}
        persons = {"requester": "李强", "approver": "王芳"}
        dates = {"on": "2024-10-08", "expires": "2025-08-31"}
        entries.append(
            entry | {"reason": "typing_error", "document": "咸教统函〔2024〕7号"} | persons | dates | said
        )
    return entries


def _built(folder: Path, files: Mapping[str, bytes], entries: list[dict[str, str]] | None) -> Path:
    """Lands, gates and builds 2024 from these files; returns the warehouse."""
    raw, warehouse = folder / "raw", folder / "warehouse"
    records = {} if entries is None else {"corrections.yaml": yaml.safe_dump(entries).encode()}
    file_in(raw, {**files, **records})
    settings = replace(Settings.from_environment(raw, warehouse), as_of=datetime.date(2024, 12, 1))
    landed_and_checked(settings)
    build_as_filed(settings)
    compiled.build(warehouse, MARTS)
    return warehouse


def _mart(warehouse: Path, name: str) -> dict[tuple[Any, ...], Record]:
    rows = read_mart(warehouse, name)
    return {tuple(row[key] for key in KEYS[name]): row for row in rows}


def _as_filed(warehouse: Path, name: str) -> dict[tuple[Any, ...], Record]:
    database = Settings.from_environment(warehouse_dir=warehouse).as_filed_database
    with duckdb.connect(str(database), read_only=True) as connection:
        cursor = connection.execute(f"select * from {name}")
        names = [column[0] for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return {tuple(row[key] for key in KEYS[name]): row for row in rows}


def _without_count(rows: dict[tuple[Any, ...], Record]) -> dict[tuple[Any, ...], Record]:
    return {
        key: {name: value for name, value in row.items() if name != "verdicts_on_corrections"}
        for key, row in rows.items()
    }


@pytest.fixture(scope="module")
def uncorrected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _built(tmp_path_factory.mktemp("uncorrected"), AS_FILED, None)


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _built(tmp_path_factory.mktemp("corrected"), AS_FILED, _entries())


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every entry is refused, or has expired."""
    entries = [*_entries(approver="李强")[:4], *_entries(expires="2024-11-30")[4:]]
    return _built(tmp_path_factory.mktemp("refused"), AS_FILED, entries)


@pytest.fixture(scope="module")
def filed_right(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _built(tmp_path_factory.mktemp("filed_right"), FILED_RIGHT, None)


def test_every_correction_applies(corrected: Path) -> None:
    assert Counter(row["status"] for row in landed(corrected / "landing", "corrections")) == {"applied": 8}


@pytest.mark.parametrize("mart", list(KEYS))
def test_corrected_marts_are_those_of_filings_that_are_right(
    corrected: Path, filed_right: Path, mart: str
) -> None:
    assert _without_count(_mart(corrected, mart)) == _without_count(_mart(filed_right, mart))


@pytest.mark.parametrize("mart", list(KEYS))
def test_the_reading_as_filed_knows_of_no_correction(corrected: Path, uncorrected: Path, mart: str) -> None:
    assert _as_filed(corrected, mart) == _mart(uncorrected, mart)
    assert _without_count(_mart(corrected, mart)) != _without_count(_mart(uncorrected, mart))


def test_the_county_row_counts_the_verdicts_that_rest_on_corrections(
    corrected: Path, uncorrected: Path
) -> None:
    expected: Counter[tuple[Any, ...]] = Counter()
    for mart, value in VALUES.items():
        with_them, without = _mart(corrected, mart), _mart(uncorrected, mart)
        for key in with_them.keys() | without.keys():
            pair = [(row["status"], row[value]) if row else None for row in map_both(key, with_them, without)]
            if pair[0] != pair[1]:
                expected[key[:3]] += 1
    counted = {
        key: row["verdicts_on_corrections"]
        for key, row in _mart(corrected, "compliance_county").items()
        if row["verdicts_on_corrections"]
    }
    assert counted == expected
    assert {key[2] for key in counted} == {COUNTY}
    assert {row["verdicts_on_corrections"] for row in _mart(uncorrected, "compliance_county").values()} == {0}


def map_both(key: tuple[Any, ...], *readings: dict[tuple[Any, ...], Record]) -> list[Record | None]:
    """The row of each reading, or None."""
    return [rows.get(key) for rows in readings]


@pytest.mark.parametrize("mart", list(KEYS))
def test_a_correction_that_does_not_hold_changes_no_row(refused: Path, uncorrected: Path, mart: str) -> None:
    assert _mart(refused, mart) == _mart(uncorrected, mart)


def test_the_mart_of_corrections_names_no_person(corrected: Path, refused: Path) -> None:
    for warehouse in (corrected, refused):
        rows = read_mart(warehouse, "correction")
        assert len(rows) == len(RIGHT)
        assert "李强" not in str(rows) and "王芳" not in str(rows)
        assert all(row["document"] and row["reason_zh"] == "录入错误" for row in rows)
    assert {row["status"] for row in read_mart(corrected, "correction")} == {"applied"}
    assert Counter(row["status"] for row in read_mart(refused, "correction")) == {"refused": 4, "expired": 4}


def test_a_filled_refusal_and_a_notice_are_not_refused_to_the_county(
    corrected: Path, uncorrected: Path
) -> None:
    def filing(warehouse: Path) -> Record:
        return next(row for row in read_mart(warehouse, "county_filing") if row["county_code"] == COUNTY)

    assert (filing(uncorrected)["items_refused"], filing(corrected)["items_refused"]) == (1, 0)
    assert filing(corrected)["corrections_in_force"] == len(RIGHT)
    assert filing(uncorrected)["rows_quarantined"] == filing(corrected)["rows_quarantined"] + 1
