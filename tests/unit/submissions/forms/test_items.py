"""Forms with an item a row (类别, 填报项目, 单位, 填报值), described by a layout of their own kind."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from orchestration.submissions.contract.layout_files import LayoutError, load_layout
from orchestration.submissions.forms.file_reading import FileReading, read_file
from orchestration.submissions.sheets.filing_context import FilingContext
from tests.unit.submissions.filings import COUNTY, codes, rows, workbook_of

OF_SCHOOL = """
form: self_assessment
edition: "2024"
shape: collection
kind: items
family: 学校自评表
name_zh: 学校自评数据表
sheet_name: 自评数据
title: 学校自评数据填报表
title_pattern: 学校自评数据
name_header: 填报项目
category_header: 类别
value_header: [填报值, 数值]
rows:
  - {category: 基本情况, label: [学校标识码, 学校代码], relation: schools, field: school_code,
     value_kind: school_code}
  - {category: 基本情况, label: 学校名称, relation: schools, field: school_name, value_kind: text}
  - {category: 小学, label: 在校生数, relation: enrolment, field: enrolment.primary, value_kind: count,
     unit: 人, set: {stage: primary, grade: all, student_group: all}}
  - {category: 初中, label: 在校生数, relation: enrolment, field: enrolment.junior, value_kind: count,
     unit: 人, set: {stage: junior, grade: all, student_group: all}}
  - {category: 办学条件, label: 教学仪器设备值, relation: premises, field: equipment, value_kind: quantity,
     unit: 万元, set: {item: equipment_value}}
  - {category: 办学条件, label: 运动场地面积, relation: premises, field: sports, value_kind: quantity,
     unit: 平方米, set: {item: sports_ground_area}, presence: expected}
"""
LINES: list[list[Any]] = [
    [1, "基本情况", "学校标识码", None, "3142020104"],
    [2, None, "学校名称", "—", "示例九年一贯制学校"],
    [3, "小学", "在校生数", "人", 307],
    [4, "初中", "在校生数", "人", 180],
    [5, "办学条件", "教学仪器设备值", "元", 2600000],
    [6, None, "运动场地面积", "亩", 3],
]
HEADER = ["序号", "类别", "填报项目", "单位", "填报值"]


def reading(tmp_path: Path, lines: list[list[Any]], layout: str = OF_SCHOOL) -> FileReading:
    path = tmp_path / "items.yaml"
    path.write_text(layout, encoding="utf-8")
    known = load_layout(path)
    content = workbook_of({known.sheet_name: [[known.title], HEADER, *lines]})
    return read_file(content, FilingContext(2024, COUNTY, "0" * 64), [known])


def with_line(place: int, **cells: Any) -> list[list[Any]]:
    lines = [list(line) for line in LINES]
    for name, value in cells.items():
        lines[place][["number", "category", "label", "unit", "value"].index(name)] = value
    return lines


def test_the_items_of_a_school_land_where_each_belongs(tmp_path: Path) -> None:
    read = reading(tmp_path, LINES)
    assert (read.status, read.rejections) == ("accepted", [])
    (school,) = rows(read, "schools")
    assert (school["school_code"], school["school_name"]) == ("3142020104", "示例九年一贯制学校")
    students = {row["stage"]: (row["students"], row["src_row"]) for row in rows(read, "enrolment")}
    assert students == {"primary": (307, 5), "junior": (180, 6)}
    premises = {row["item"]: row["quantity"] for row in rows(read, "premises")}
    assert premises["equipment_value"] == 2600000
    assert abs(premises["sports_ground_area"] - Decimal("2000.01")) < 1
    field = next(row for row in rows(read, "submission_fields") if row["field"] == "equipment")
    assert (field["column"], field["row"], field["unit"]) == ("E", 7, "元")


def test_items_are_known_in_any_order_within_their_category(tmp_path: Path) -> None:
    whole = [[*line[:1], line[1] or "基本情况", *line[2:]] for line in LINES[:5]]
    read = reading(tmp_path, list(reversed(whole)))
    assert codes(read) == ["MISSING_ROW"]
    assert {row["stage"]: row["students"] for row in rows(read, "enrolment")} == {
        "primary": 307,
        "junior": 180,
    }


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (with_line(4, unit="平方米"), ["UNIT_CONFLICT"]),
        (with_line(4, unit="吨"), ["UNKNOWN_UNIT"]),
        (with_line(2, value="约300"), ["NOT_A_NUMBER"]),
        (with_line(3, category="小学"), ["DUPLICATE_ROW", "MISSING_ROW"]),
        (with_line(2, label="学生数"), ["MISSING_ROW"]),
    ],
)
def test_an_item_that_contradicts_its_form_is_refused(
    tmp_path: Path, lines: list[list[Any]], said: list[str]
) -> None:
    read = reading(tmp_path, lines)
    assert (read.status, codes(read)) == ("partial", said)


def test_a_form_of_items_without_a_school_is_refused(tmp_path: Path) -> None:
    read = reading(tmp_path, LINES[1:])
    assert (read.status, codes(read)) == ("refused", ["NO_SCHOOL_CODE"])


OF_COUNTY = """
form: county_report
edition: "2024"
shape: collection
kind: items
family: 县级自评表
name_zh: 县级自评数据表
sheet_name: 县级自评
title: 县级自评数据填报表
title_pattern: 县级自评数据
name_header: 填报项目
category_header: 类别
value_header: 填报值
rows:
  - {category: 教师, label: 教师年平均工资, relation: county_facts, field: value, value_kind: quantity,
     unit: 元, set: {item_code: G8.teacher_pay}}
  - {category: 教师, label: 应交流教师数, relation: county_facts, field: value, value_kind: quantity,
     unit: 人, set: {item_code: G11.eligible}}
"""


def test_the_items_of_a_county_land_under_their_codes(tmp_path: Path) -> None:
    lines = [[1, "教师", "教师年平均工资", "万元", 9.5], [2, "教师", "应交流教师数", "人", 420]]
    read = reading(tmp_path, lines, OF_COUNTY)
    assert (read.status, read.rejections) == ("accepted", [])
    assert {row["item_code"]: row["value"] for row in rows(read, "county_facts")} == {
        "G8.teacher_pay": 95000,
        "G11.eligible": 420,
    }


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("unit: 人, set", "set", "says no unit"),
        ("field: enrolment.junior", "field: enrolment.primary", "which stands twice"),
        ("relation: premises, field: sports", "relation: premise, field: sports", "no landing relation"),
    ],
)
def test_a_fault_of_such_a_layout_is_told(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(LayoutError, match=said):
        reading(tmp_path, [], OF_SCHOOL.replace(old, new))
