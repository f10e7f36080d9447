"""Headers that later editions renamed are read as before; names of a part, or of another figure, are not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.submissions.filings import EXPORT_2024, RETURN_2024, changed, facts, read, rows

SHEET = "办学条件"
#: Where the headers of the sheet stand.
COMPUTERS, BOOKS, CLASSROOMS, ASSETS, EQUIPMENT = "F4", "G4", "H4", "I4", "I5"


def renamed(names: dict[str, str]) -> bytes:
    def rename(workbook: Any) -> None:
        for cell, name in names.items():
            workbook[SHEET][cell] = name

    return changed(EXPORT_2024, rename)


def split_below(cell: str, *levels: str) -> bytes:
    """The header of one level over two rows."""

    def split(workbook: Any) -> None:
        sheet = workbook[SHEET]
        column = cell[0]
        sheet.unmerge_cells(f"{column}4:{column}6")
        for row, level in enumerate(levels, start=4):
            sheet[f"{column}{row}"] = level
        sheet.merge_cells(f"{column}5:{column}6")

    return changed(EXPORT_2024, split)


@pytest.mark.parametrize(
    "names",
    [
        {COMPUTERS: "数字终端数"},
        {COMPUTERS: "数字终端数（台）"},
        {COMPUTERS: "计算机（台）"},
        {BOOKS: "图书册数"},
        {BOOKS: "纸质图书（册）"},
        {CLASSROOMS: "网络多媒体教室数"},
        {CLASSROOMS: "网络多媒体教室间数（间）"},
        {EQUIPMENT: "其中：教学仪器设备资产值（万元）"},
        {ASSETS: "固定资产总值（万元）", EQUIPMENT: "教学仪器设备资产值"},
        {COMPUTERS: "数字终端数", BOOKS: "纸质图书", CLASSROOMS: "网络多媒体教室间数"},
    ],
    ids=str,
)
def test_a_later_name_is_read_as_the_earlier_one(names: dict[str, str]) -> None:
    reading = read(renamed(names))
    assert (reading.status, reading.rejections) == ("accepted", [])
    assert facts(reading, "premises") == facts(read(EXPORT_2024), "premises")


@pytest.mark.parametrize(
    ("cell", "levels"),
    [
        (COMPUTERS, ("数字终端数（台）", "计")),
        (COMPUTERS, ("计算机数", "计")),
        (CLASSROOMS, ("教室（间）", "网络多媒体教室")),
        (CLASSROOMS, ("教室", "其中：网络多媒体教室")),
    ],
)
def test_a_name_over_two_rows_is_read_too(cell: str, levels: tuple[str, str]) -> None:
    reading = read(split_below(cell, *levels))
    assert (reading.status, reading.rejections) == ("accepted", [])
    assert facts(reading, "premises") == facts(read(EXPORT_2024), "premises")


@pytest.mark.parametrize(
    ("cell", "name", "item"),
    [
        (COMPUTERS, "学生终端数", "computers"),
        (COMPUTERS, "教师终端数", "computers"),
        (COMPUTERS, "教学用终端（计算机）数", "computers"),
        (COMPUTERS, "教学用计算机", "computers"),
        (BOOKS, "电子图书", "books"),
        (CLASSROOMS, "教室", "multimedia_classrooms"),
    ],
)
def test_a_part_or_another_figure_is_no_name_of_it(cell: str, name: str, item: str) -> None:
    reading = read(renamed({cell: name}))
    assert item not in {row["item"] for row in rows(reading, "premises")}
    assert [rejection.code for rejection in reading.rejections if rejection.sheet == SHEET] == [
        "MISSING_HEADER"
    ]


@pytest.mark.parametrize(
    ("label", "later"),
    [
        ("计算机数（台）", "数字终端数（台）"),
        ("图书（册）", "纸质图书（册）"),
        ("网络多媒体教室（间）", "网络多媒体教室间数"),
    ],
)
def test_a_row_of_the_return_is_known_by_its_later_name(label: str, later: str) -> None:
    def rename(workbook: Any) -> None:
        found = [
            cell
            for row in workbook["教基5176_九年一贯制学校"].iter_rows()
            for cell in row
            if cell.value == label
        ]
        assert found
        found[0].value = later

    reading = read(changed(RETURN_2024, rename))
    assert (reading.status, reading.rejections) == ("accepted", [])
    assert facts(reading, "premises") == facts(read(RETURN_2024), "premises")
