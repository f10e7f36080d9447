"""The 补充采集表: its three sheets as landed, told apart from 县级指标, and what is rejected in them."""

from __future__ import annotations

import csv
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from orchestration.settings import PROJECT_DIR
from orchestration.submissions.contract.schemas import COUNTY_ITEM_UNITS
from orchestration.submissions.forms.file_reading import FileReading
from tests.unit.submissions.filings import COLLECTION_2024, changed, codes, read, rows, saved

COUNTY_SHEET, SECTION_SHEET, SCHOOL_SHEET = "补充采集表·县级", "补充采集表·学段", "补充采集表·学校"
PRIMARY, COMBINED = "2142020001", "3142020002"
ITEMS = (
    ("V1.points", "县级教育督导评估总分", 91.5, "分", None),
    ("V1.d_grade_area_m2", "中小学D级危房面积", 45584, "平方米", None),
    ("P4.estate_total", "城镇小区配套幼儿园数", 12, "所", None),
    ("P5.staff", "幼儿园教职工数", 340, "名", None),
    ("P6.classes", "幼儿园班级数", 96, "班", None),
    ("T1.retention_percent", "九年义务教育巩固率", 99.2, "%", "教育局基教科"),
    ("T2.myopia_fall_points", "近视率较上年下降", -0.3, "百分点", None),
    ("T5.payroll", "教职工工资总额", 7181.81, "万元", None),
    ("E1.population", "小学学龄儿童人数", "—", "人", None),
)
SECTIONS = (
    (PRIMARY, "第一小学", "小学", 31, 0),
    (COMBINED, "镇学校", "小学", 12, 2),
    (COMBINED, "镇学校", "初中", 9, None),
)
SCHOOLS = ((PRIMARY, "第一小学", 820.5, 300),)


def supplement(**replaced: Any) -> bytes:
    """The workbook as an office writes it; rows of a sheet can be replaced."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    sheets = {
        COUNTY_SHEET: (["指标代码", "项目", "数值", "单位", "备注"], replaced.get("items", ITEMS)),
        SECTION_SHEET: (
            ["学校标识码", "学校名称", "学段", "中级及以上职称专任教师数", "交流走教兼职体育艺术教师数"],
            replaced.get("sections", SECTIONS),
        ),
        SCHOOL_SHEET: (
            ["学校标识码", "学校名称", "楼顶地下运动场地面积（平方米）", "租用场馆面积（平方米）"],
            replaced.get("schools", SCHOOLS),
        ),
    }
    for name, (header, records) in sheets.items():
        sheet = workbook.create_sheet(name)
        sheet.append([f"咸安区{name}（2024）"])
        sheet.append([])
        sheet.append(header)
        for record in records:
            sheet.append(list(record))
        sheet.append(["填表人：", None, "审核人："])
    return saved(workbook)


def facts_of(reading: FileReading, relation: str, *names: str) -> list[tuple[Any, ...]]:
    """The named columns of a relation's rows."""
    return [tuple(row[name] for name in names) for row in rows(reading, relation)]


def test_the_three_sheets_are_read_whole() -> None:
    reading = read(supplement())
    assert (reading.status, reading.rejections) == ("accepted", [])
    assert [form for form, _ in reading.forms] == [
        "supplement_county",
        "supplement_school",
        "supplement_section",
    ]
    shapes = {
        row["src_shape"] for name in ("county_facts", "teachers", "premises") for row in rows(reading, name)
    }
    assert shapes == {"supplement"}


def test_county_items_land_in_their_units() -> None:
    assert facts_of(
        read(supplement()), "county_facts", "item_code", "value", "unit", "src_sheet", "src_row"
    ) == [
        ("V1.points", Decimal("91.5"), "分", COUNTY_SHEET, 4),
        ("V1.d_grade_area_m2", Decimal(45584), "平方米", COUNTY_SHEET, 5),
        ("P4.estate_total", Decimal(12), "所", COUNTY_SHEET, 6),
        ("P5.staff", Decimal(340), "名", COUNTY_SHEET, 7),
        ("P6.classes", Decimal(96), "班", COUNTY_SHEET, 8),
        ("T1.retention_percent", Decimal("99.2"), "%", COUNTY_SHEET, 9),
        ("T2.myopia_fall_points", Decimal("-0.3"), "百分点", COUNTY_SHEET, 10),
        ("T5.payroll", Decimal("71818100"), "万元", COUNTY_SHEET, 11),
        ("E1.population", None, "人", COUNTY_SHEET, 12),
    ]


def test_sections_land_by_the_stage_of_their_row() -> None:
    reading = read(supplement())
    names = ("src_row", "school_code", "stage", "attribute", "value", "teachers", "src_field")
    titled, shared = "teachers.title.intermediate_or_above", "teachers.subject_shared.pe_arts"
    assert facts_of(reading, "teachers", *names) == [
        (4, PRIMARY, "primary", "title", "intermediate_or_above", 31, titled),
        (5, COMBINED, "primary", "title", "intermediate_or_above", 12, titled),
        (6, COMBINED, "junior", "title", "intermediate_or_above", 9, titled),
        (4, PRIMARY, "primary", "subject_shared", "pe_arts", 0, shared),
        (5, COMBINED, "primary", "subject_shared", "pe_arts", 2, shared),
        (6, COMBINED, "junior", "subject_shared", "pe_arts", None, shared),
    ]
    fields = rows(reading, "submission_fields")
    columns = {row["field"]: row["column"] for row in fields if row["relation"] == "teachers"}
    assert columns == {"school_code": "A", "stage": "C", titled: "D", shared: "E"}


def test_grounds_of_a_school_land_as_premises() -> None:
    assert facts_of(read(supplement()), "premises", "school_code", "item", "quantity") == [
        (PRIMARY, "rooftop_underground_area", Decimal("820.5")),
        (PRIMARY, "leased_venue_area", Decimal(300)),
    ]


@pytest.mark.parametrize(("word", "said"), [("高中", "is none of 小学、初中"), (None, "nothing is filed")])
def test_a_stage_that_is_none_of_the_forms_is_rejected_and_its_row_lands_nothing(
    word: str | None, said: str
) -> None:
    wrong = (SECTIONS[0], (COMBINED, "镇学校", word, 12, 2), SECTIONS[2])
    reading = read(supplement(sections=wrong))
    (rejection,) = reading.rejections
    assert (reading.status, rejection.code, rejection.cell) == ("partial", "NOT_A_CHOICE", "C5")
    assert (rejection.relation, rejection.field, rejection.school_code) == ("teachers", "stage", COMBINED)
    assert rejection.message.startswith("学段 in C5") and said in rejection.message
    assert {(row["src_row"], row["stage"]) for row in rows(reading, "teachers")} == {
        (4, "primary"),
        (6, "junior"),
    }


@pytest.mark.parametrize("word", ["小学部", "小学阶段", "小 学"])
def test_words_for_a_stage(word: str) -> None:
    reading = read(
        supplement(sections=((PRIMARY, "第一小学", word, 31, 0), (COMBINED, "镇学校", "初中部", 9, 0)))
    )
    assert (reading.status, reading.rejections) == ("accepted", [])
    assert {(row["src_row"], row["stage"]) for row in rows(reading, "teachers")} == {
        (4, "primary"),
        (5, "junior"),
    }


def test_a_stage_that_was_never_calculated_is_rejected_as_such() -> None:
    wrong = (SECTIONS[0], (COMBINED, "镇学校", "=B1", 12, 2))
    reading = read(supplement(sections=wrong))
    assert codes(reading) == ["FORMULA_NOT_CALCULATED"]
    assert {row["school_code"] for row in rows(reading, "teachers")} == {PRIMARY}


@pytest.mark.parametrize(
    ("value", "unit", "landed"),
    [
        (99.2, "%", "99.2"),
        ("99.2%", "%", "99.2"),
        ("99.2%", "小数", "99.2"),
        (0.992, "小数", "99.2"),
        (992, "‰", "99.2"),
    ],
)
def test_a_figure_that_is_a_percentage_in_the_registry_lands_as_percent(
    value: Any, unit: str, landed: str
) -> None:
    reading = read(supplement(items=[("T1.retention_percent", "巩固率", value, unit, None)]))
    assert facts_of(reading, "county_facts", "value") == [(Decimal(landed),)]


def test_a_percentage_in_a_unit_that_is_no_share_is_rejected() -> None:
    reading = read(supplement(items=[("T1.retention_percent", "巩固率", 99.2, "人", None)]))
    assert codes(reading) == ["UNKNOWN_UNIT"]
    assert "T1.retention_percent, which is in %" in reading.rejections[0].message
    assert facts_of(reading, "county_facts", "value") == [(None,)]


def test_items_that_the_registry_has_in_percent_land_in_percent() -> None:
    path = PROJECT_DIR / "dbt_project" / "seeds" / "standards" / "county_items.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        items = {row["item_code"]: row["unit_zh"] for row in csv.DictReader(lines)}
    in_percent = {code for code, unit in items.items() if unit == "%"}
    assert in_percent == {code for code in COUNTY_ITEM_UNITS if code in items}


def test_the_title_tells_the_county_sheets_apart_both_ways() -> None:
    def rename(workbook: Any) -> None:
        workbook["县级指标"].title = "Sheet1"

    collection = read(changed(COLLECTION_2024, rename))
    assert ("county_items", "2023") in collection.forms
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Sheet1"
    # Even where the title names both.
    sheet.append(["咸安区补充采集表（县级指标部分）"])
    sheet.append(["指标代码", "项目", "数值", "单位", "备注"])
    sheet.append(list(ITEMS[0]))
    assert read(saved(workbook)).forms == [("supplement_county", "2024")]


def test_without_any_title_the_county_sheets_are_ambiguous() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Sheet1"
    sheet.append(["指标代码", "项目", "数值", "单位", "备注"])
    sheet.append(list(ITEMS[0]))
    assert "AMBIGUOUS_LAYOUT" in codes(read(saved(workbook)))
