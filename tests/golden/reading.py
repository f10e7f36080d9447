"""Reads the golden workbooks the long way round, with openpyxl and the column places seen by eye.

What belongs here: the example filings as oracle records. What does not:
anything of `orchestration.submissions`, whose reading this checks.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

from tests.oracle.filing import (
    EQUIPMENT_VALUE,
    INDOOR_SPORTS_AREA,
    JUNIOR,
    MULTIMEDIA_CLASSROOMS,
    PRIMARY,
    SENIOR,
    SPORTS_GROUND_AREA,
    TEACHING_AREA,
    CountyYear,
    PremisesRow,
    School,
    StageRow,
)

FILINGS = Path(__file__).parent / "filings"
COUNTY_CODE = "421202"
SHEETS = {PRIMARY: "小学明细", JUNIOR: "初中明细", SENIOR: "高中明细"}
#: Columns of 小学明细 and 初中明细 (0 = 学校标识码), as they stand in each year's layout.
STUDENTS = {2023: 13, 2024: 2}
TEACHERS = {
    2023: {
        "doctor": 3,
        "master": 4,
        "bachelor": 5,
        "college": 6,
        "upper_secondary": 7,
        "pe": 8,
        "arts": 9,
        "backbone": 12,
    },
    2024: {
        "doctor": 15,
        "master": 16,
        "bachelor": 17,
        "college": 18,
        "upper_secondary": 19,
        "pe": 20,
        "arts": 21,
        "backbone": 24,
    },
}
PREMISES = {
    TEACHING_AREA: 2,
    INDOOR_SPORTS_AREA: 3,
    SPORTS_GROUND_AREA: 4,
    MULTIMEDIA_CLASSROOMS: 7,
    EQUIPMENT_VALUE: 8,
}
YUAN_PER_WAN = 10000


def example_filing(school_year: int) -> CountyYear:
    """The 学校明细 of 咸安区 for 2023 or 2024."""
    path = FILINGS / str(school_year) / COUNTY_CODE / f"学校明细_咸安区_{school_year}.xlsx"
    workbook = openpyxl.load_workbook(path, data_only=True)
    schools: dict[str, School] = {}
    for row in _school_rows(workbook["学校名录"]):
        schools[row[0]] = School(row[0], row[1], str(row[3]), row[9] == "是", row[10])
    for stage, sheet in SHEETS.items():
        for row in _school_rows(workbook[sheet]):
            if stage == SENIOR:
                schools[row[0]].stages[stage] = StageRow(row[2])
            else:
                teachers = {name: row[column] for name, column in TEACHERS[school_year].items()}
                schools[row[0]].stages[stage] = StageRow(row[STUDENTS[school_year]], teachers)
    for row in _school_rows(workbook["办学条件"]):
        items: dict[str, Decimal | None] = {name: Decimal(str(row[at])) for name, at in PREMISES.items()}
        items[EQUIPMENT_VALUE] = Decimal(str(row[PREMISES[EQUIPMENT_VALUE]])) * YUAN_PER_WAN
        schools[row[0]].premises = PremisesRow(items)
    return CountyYear(school_year, COUNTY_CODE, "咸安区", list(schools.values()))


def _school_rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    """Rows that begin with a school code."""
    for row in sheet.iter_rows(values_only=True):
        if row[0] is not None and str(row[0]).isdigit() and len(str(row[0])) == 10:
            yield (str(row[0]), *row[1:])
