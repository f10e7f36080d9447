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

from tests.oracle.collection import Attestation, Collection, Funds, Monitoring, Room
from tests.oracle.filing import (
    ALL_CLASSES,
    CLASS_BANDS,
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
#: 教学班数 stands to the right of the students in both layouts: 合计, then by size.
CLASSES = (ALL_CLASSES, *CLASS_BANDS)
YUAN_PER_WAN = 10000
ROOM_KINDS = {"音乐": "music", "美术": "art"}


def example_filing(school_year: int) -> CountyYear:
    """The 学校明细 of 咸安区 for 2023 or 2024."""
    path = FILINGS / str(school_year) / COUNTY_CODE / f"学校明细_咸安区_{school_year}.xlsx"
    workbook = openpyxl.load_workbook(path, data_only=True)
    schools: dict[str, School] = {}
    for row in _school_rows(workbook["学校名录"]):
        school = School(row[0], row[1], str(row[3]), row[9] == "是", row[10])
        school.urban_rural, school.built_year = str(row[5]), row[12]
        schools[row[0]] = school
    for stage, sheet in SHEETS.items():
        for row in _school_rows(workbook[sheet]):
            if stage == SENIOR:
                schools[row[0]].stages[stage] = StageRow(row[2])
            else:
                teachers = {name: row[column] for name, column in TEACHERS[school_year].items()}
                students = STUDENTS[school_year]
                sizes = row[students + 1 : students + 1 + len(CLASSES)]
                classes = dict(zip(CLASSES, sizes, strict=True))
                schools[row[0]].stages[stage] = StageRow(row[students], teachers, classes=classes)
    for row in _school_rows(workbook["特殊教育"]):
        schools[row[0]].special_students = row[2]
    for row in _school_rows(workbook["办学条件"]):
        items: dict[str, Decimal | None] = {name: Decimal(str(row[at])) for name, at in PREMISES.items()}
        items[EQUIPMENT_VALUE] = Decimal(str(row[PREMISES[EQUIPMENT_VALUE]])) * YUAN_PER_WAN
        schools[row[0]].premises = PremisesRow(items)
    collection = _collection(school_year)
    return CountyYear(school_year, COUNTY_CODE, "咸安区", list(schools.values()), collection=collection)


def _collection(school_year: int) -> Collection:
    """The 县级采集表 of a year."""
    path = FILINGS / str(school_year) / COUNTY_CODE / f"县级采集表_咸安区_{school_year}.xlsx"
    workbook = openpyxl.load_workbook(path, data_only=True)
    funds = {row[0]: Funds(*map(_decimal, row[2:5])) for row in _school_rows(workbook["经费"])}
    rooms = [
        Room(row[0], ROOM_KINDS[row[2]], _decimal(row[4]), row[5])
        for row in _school_rows(workbook["专用教室"])
    ]
    items = {
        row[0]: _decimal(row[2]) * (YUAN_PER_WAN if row[3] == "万元" else 1)
        for row in _table(workbook["县级指标"])
        if "." in str(row[0])
    }
    attestations = {
        row[0]: Attestation(*row[1:7]) for row in _table(workbook["佐证材料"]) if row[0][:1] in "GQ"
    }
    monitoring = {row[0]: Monitoring(row[1], _decimal(row[2])) for row in _table(workbook["质量监测"])}
    vetoes = {row[0]: row[1] == "是" for row in _table(workbook["一票否决"])}
    return Collection(dict(items), rooms, funds, attestations, monitoring, vetoes)


def _decimal(cell: Any) -> Decimal:
    return Decimal(str(cell))


def _table(sheet: Any) -> Iterator[tuple[Any, ...]]:
    """Rows between the column-number row and the first blank one."""
    rows = iter(sheet.iter_rows(values_only=True))
    for row in rows:
        if row[0] == "甲":
            break
    for row in rows:
        if row[0] is None:
            return
        yield row


def _school_rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    """Rows that begin with a school code."""
    for row in sheet.iter_rows(values_only=True):
        if row[0] is not None and str(row[0]).isdigit() and len(str(row[0])) == 10:
            yield (str(row[0]), *row[1:])
