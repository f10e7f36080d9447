"""Units are converted where header, unit row or unit line says so, and only there."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from orchestration.submissions.cells.units import find_unit, same_unit, split_unit, units_of_line
from orchestration.submissions.forms.row_labels import core
from tests.unit.submissions.filings import (
    COLLECTION_2024,
    EXPORT_2024,
    RETURN_2024,
    changed,
    codes,
    read,
    rows,
)


@pytest.mark.parametrize(
    ("text", "measure", "factor"),
    [
        ("万元", "money", 10_000),
        ("千元", "money", 1_000),
        ("亿元", "money", 100_000_000),
        ("元/生", "money", 1),
        ("万元/年", "money", 10_000),
        ("㎡", "area", 1),
        ("m²", "area", 1),
        ("亩", "area", Fraction(2000, 3)),
        ("万册", "books", 10_000),
        ("％", "ratio", Fraction(1, 100)),
        ("万元人民币", "money", 10_000),
        ("￥元", "money", 1),
        ("M²", "area", 1),
        ("平方公里", "area", 1_000_000),
        ("台（套）", "computers", 1),
        ("（万元）", "money", 10_000),
        ("单位：%", "ratio", Fraction(1, 100)),
        ("元/年·人", "money", 1),
        ("千本", "books", 1_000),
    ],
)
def test_known_units(text: str, measure: str, factor: Fraction) -> None:
    unit = find_unit(text)
    assert unit is not None
    assert (unit.measure, unit.factor) == (measure, factor)


@pytest.mark.parametrize("text", ["元/月", "小学", "美元", "", "万"])
def test_other_words_are_no_units(text: str) -> None:
    assert find_unit(text) is None


@pytest.mark.parametrize(
    ("header", "word", "unit"),
    [
        ("教学仪器设备资产值：元", "教学仪器设备资产值", "元"),
        ("教学仪器设备资产值/元", "教学仪器设备资产值", "元"),
        ("教学仪器设备资产值\n元", "教学仪器设备资产值", "元"),
        ("教学仪器设备资产值 （元）", "教学仪器设备资产值", "元"),
        ("教学仪器设备资产值 单位：元", "教学仪器设备资产值", "元"),
        ("教学仪器设备资产值〔元〕", "教学仪器设备资产值", "元"),
        ("教学仪器设备资产值（计量单位：元）", "教学仪器设备资产值", "元"),
        ("教学仪器设备资产值（单位 元）*", "教学仪器设备资产值", "元"),
        ("教学仪器设备资产值（元，保留两位小数）", "教学仪器设备资产值", "元"),
        ("教学仪器设备资产值（元）（必填）", "教学仪器设备资产值", "元"),
        ("计算机数（台（套））", "计算机数", "台(套)"),
        ("教学（及辅助）用房（平方米）", "教学(及辅助)用房", "平方米"),
        ("校际差异率%", "校际差异率", "%"),
        ("校际差异率：‰", "校际差异率", "‰"),
        ("面积（平方米，亩）", "面积(平方米,亩)", None),
        ("26-30 人", "26-30人", None),
        ("县级以上骨干教师【小学】", "县级以上骨干教师(小学)", None),
        ("其中：#女", "女", None),
        ("其中", "其中", None),
        ("★（1）25人及以下", "25人及以下", None),
        ("一、专任教师：", "专任教师", None),
        ("一年级", "一年级", None),
        ("一、二年级", "一、二年级", None),
        ("其中：一、二、三年级", "一、二、三年级", None),
        ("1、2年级", "1、2年级", None),
        ("1、一年级", "一年级", None),
        ("（一）一年级", "一年级", None),
        ("二、25人及以下", "25人及以下", None),
        ("1.5米以下", "1.5米以下", None),
    ],
)
def test_what_stands_around_a_header(header: str, word: str, unit: str | None) -> None:
    assert split_unit(header) == (word, unit)


@pytest.mark.parametrize(
    ("label", "same"),
    [("--一、二年级", "一、二年级"), ("--1、2年级", "1、2年级"), ("--一、专任教师", "专任教师")],
)
def test_what_stands_in_front_of_a_label(label: str, same: str) -> None:
    assert core(label) == same


@pytest.mark.parametrize(
    ("line", "units"),
    [
        ("单  位：元", ["元"]),
        ("单位 元", ["元"]),
        ("单位（元）", ["元"]),
        ("(单位:平方米/台/册/间/元)", ["平方米", "台", "册", "间", "元"]),
        ("面积单位：亩，金额单位：元", ["亩", "元"]),
        ("单位：面积（亩）、金额（元）", ["亩", "元"]),
        ("单位：亩（面积）、元（金额）", ["亩", "元"]),
        ("填报单位：咸安区教育局　单位：元/生", ["元/生"]),
        ("（本表以亩为单位）", ["亩"]),
        ("计量单位：元　面积：亩", ["元", "亩"]),
        ("占地面积单位：亩", []),
        ("3.教学仪器设备资产值单位为万元。", []),
        ("单位负责人：元某", []),
        ("占地面积：1200平方米", []),
    ],
)
def test_how_a_line_states_units(line: str, units: list[str]) -> None:
    assert units_of_line(line) == units


@pytest.mark.parametrize("line", [["单位（元）"], ["元"], ["单位：", "元"], ["金额单位：元"]])
def test_the_line_above_the_table_however_it_states_the_unit(line: list[str]) -> None:
    def restate(workbook: Any) -> None:
        sheet = workbook["办学条件"]
        sheet["I5"], sheet["I2"] = "教学仪器设备资产值", None
        for column, text in zip("HI", line, strict=False):
            sheet[f"{column}2"] = text

    before, after = read(EXPORT_2024), read(changed(EXPORT_2024, restate))
    assert after.status == "accepted", after.rejections
    assert quantity(after, "equipment_value") * 10_000 == quantity(before, "equipment_value")


@pytest.mark.parametrize("label", ["单位：", "（单位）", "计量单位：", "—"])
def test_the_word_before_a_unit_row(label: str) -> None:
    def restate(workbook: Any) -> None:
        sheet = workbook["经费"]
        sheet["F2"] = None
        for column, text in zip("ABCDEF", [label, "—", "（万元）", "万元", "元", "元"], strict=True):
            sheet[f"{column}5"] = text

    before, after = read(COLLECTION_2024), read(changed(COLLECTION_2024, restate))
    assert after.status == "accepted", after.rejections
    name = "public_funds_allocated_yuan"
    assert rows(after, "school_finance")[0][name] == rows(before, "school_finance")[0][name] * 10_000


def test_units_in_headers_and_lines() -> None:
    assert split_unit("教学仪器设备资产值（万元）") == ("教学仪器设备资产值", "万元")
    assert split_unit("县级以上骨干教师(小学)") == ("县级以上骨干教师(小学)", None)
    assert units_of_line("单位：平方米、台、册、间、万元") == ["平方米", "台", "册", "间", "万元"]
    assert units_of_line("计量单位:元") == ["元"]
    assert units_of_line("填报单位：咸安区教育局") == []


def quantity(reading: Any, item: str) -> Decimal:
    """The first school's quantity of an item."""
    found: Decimal = next(row["quantity"] for row in rows(reading, "premises") if row["item"] == item)
    return found


def field(reading: Any, name: str) -> tuple[str | None, float]:
    """Stated unit and factor of a field."""
    return next(
        (row["unit"], row["factor"]) for row in rows(reading, "submission_fields") if row["field"] == name
    )


def test_the_header_states_the_unit() -> None:
    def restate(workbook: Any) -> None:
        sheet = workbook["办学条件"]
        sheet["I5"] = "教学仪器设备资产值（元）"
        sheet["E4"] = "占地面积（亩）"

    before, after = read(EXPORT_2024), read(changed(EXPORT_2024, restate))
    assert after.status == "accepted"
    assert quantity(after, "equipment_value") * 10_000 == quantity(before, "equipment_value")
    acres = quantity(before, "sports_ground_area") * 2000 / 3
    assert quantity(after, "sports_ground_area") == acres.quantize(Decimal("0.000001"))
    assert field(after, "premises.equipment_value") == ("元", 1.0)
    assert field(before, "premises.equipment_value") == ("万元", 10_000.0)


@pytest.mark.parametrize("header", ["教学仪器设备资产值 （万元）", "教学仪器设备资产值\n单位：万元"])
def test_a_unit_set_off_and_in_brackets_is_the_word_that_cells_repeat(header: str) -> None:
    def restate(workbook: Any) -> None:
        sheet = workbook["办学条件"]
        sheet["I2"], sheet["I5"], sheet["I8"] = None, header, f"{sheet['I8'].value}万元"

    before, after = read(EXPORT_2024), read(changed(EXPORT_2024, restate))
    assert [(rejection.code, rejection.cell) for rejection in after.rejections] == [("UNIT_IN_CELL", "I8")]
    assert quantity(after, "equipment_value") == quantity(before, "equipment_value")
    assert field(after, "premises.equipment_value") == ("万元", 10_000.0)


def test_a_title_that_is_a_unit_in_brackets() -> None:
    def restate(workbook: Any) -> None:
        sheet = workbook["办学条件"]
        sheet["I2"], sheet["I5"] = "（万元）", "教学仪器设备资产值"

    reading = read(changed(EXPORT_2024, restate))
    assert field(reading, "premises.equipment_value") == ("万元", 10_000.0)


def test_a_unit_row_under_the_header() -> None:
    def restate(workbook: Any) -> None:
        sheet = workbook["经费"]
        sheet["F2"] = None
        for column, unit in zip("CDEF", ["万元", "万元", "元", "元"], strict=True):
            sheet[f"{column}5"] = unit
        sheet["A5"] = sheet["B5"] = None

    before, after = read(COLLECTION_2024), read(changed(COLLECTION_2024, restate))
    assert after.status == "accepted", after.rejections
    first, restated = rows(before, "school_finance")[0], rows(after, "school_finance")[0]
    assert restated["public_funds_budget_yuan"] == first["public_funds_budget_yuan"] * 10_000
    assert restated["training_budget_yuan"] == first["training_budget_yuan"]


def test_the_unit_line_counts_where_it_names_one_unit_of_the_kind() -> None:
    def restate(workbook: Any) -> None:
        workbook["经费"]["F2"] = "单位：万元"
        workbook["专用教室"]["F2"] = "单位：平方米、亩"

    before, after = read(COLLECTION_2024), read(changed(COLLECTION_2024, restate))
    name = "public_funds_allocated_yuan"
    assert rows(after, "school_finance")[0][name] == rows(before, "school_finance")[0][name] * 10_000
    assert field(after, name) == ("万元", 10_000.0)
    # Two units of areas say nothing about this column: the form's own holds.
    assert rows(after, "rooms")[0]["area_m2"] == rows(before, "rooms")[0]["area_m2"]


def test_silence_means_the_forms_own_unit() -> None:
    def silence(workbook: Any) -> None:
        sheet = workbook["办学条件"]
        sheet["I2"], sheet["I5"] = None, "教学仪器设备资产值"

    reading = read(changed(EXPORT_2024, silence))
    assert quantity(reading, "equipment_value") == quantity(read(EXPORT_2024), "equipment_value")
    assert field(reading, "premises.equipment_value") == (None, 10_000.0)


def test_a_unit_of_another_kind_is_another_header() -> None:
    def restate(workbook: Any) -> None:
        workbook["办学条件"]["I5"] = "教学仪器设备资产值(台)"

    reading = read(changed(EXPORT_2024, restate))
    assert codes(reading) == ["MISSING_HEADER"]
    assert "教学仪器设备资产值(台)" in reading.rejections[0].message


def test_matrix_rows_state_their_own_unit() -> None:
    def restate(workbook: Any) -> None:
        sheet = workbook["教基5176_九年一贯制学校"]
        sheet["A10"] = "教学仪器设备资产值（千元）"
        sheet["A6"] = "运动场地面积（亩）"

    before, after = read(RETURN_2024), read(changed(RETURN_2024, restate))
    assert after.status == "accepted", after.rejections
    assert quantity(after, "equipment_value") * 10 == quantity(before, "equipment_value")
    assert quantity(after, "sports_ground_area") > quantity(before, "sports_ground_area") * 666


@pytest.mark.parametrize(
    ("unit", "code"), [("美元", "UNKNOWN_UNIT"), (None, "UNIT_MISSING"), ("元/月", "UNKNOWN_UNIT")]
)
def test_a_county_item_in_an_unknown_unit_is_a_rejected_cell(unit: str | None, code: str) -> None:
    def restate(workbook: Any) -> None:
        workbook["县级指标"]["D36"] = unit

    reading = read(changed(COLLECTION_2024, restate))
    (rejection,) = reading.rejections
    assert (reading.status, rejection.code, rejection.cell) == ("partial", code, "C36")
    item = next(row for row in rows(reading, "county_facts") if row["src_row"] == 36)
    assert item["value"] is None
    assert len(rows(reading, "county_facts")) == 37


def test_county_items_of_shares() -> None:
    def restate(workbook: Any) -> None:
        sheet = workbook["县级指标"]
        sheet["C9"], sheet["D9"] = "95%", "%"
        sheet["C10"], sheet["D10"] = 95, "%"

    got = {
        row["src_row"]: row["value"] for row in rows(read(changed(COLLECTION_2024, restate)), "county_facts")
    }
    assert got[9] == got[10] == Decimal("0.95")


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("个", "班", True),
        ("万人", "个", True),
        ("间", "个", True),
        ("个", "平方米", False),
        ("个", "元", False),
        ("个", "%", False),
        ("班", "人", False),
        ("人", "名", True),
    ],
)
def test_pieces_are_a_unit_of_whatever_is_counted(one: str, other: str, agree: bool) -> None:
    first, second = find_unit(one), find_unit(other)
    assert first and second and first.agrees(second) is second.agrees(first) is agree


@pytest.mark.parametrize(
    ("word", "unit", "is_same"),
    [
        ("万", "万元", True),
        ("万", "万元/年", True),
        ("万", "万册", True),
        ("百万", "百万元", True),
        ("万", "元", False),
        ("万", "百万元", False),
        ("百", "百万元", False),
        ("百", "百分点", False),
        ("百", "百分比", False),
        ("千", "万元", False),
        ("万", "人", False),
        ("元", "万元", False),
        ("㎡", "平方米", True),
        ("亩", "平方米", False),
    ],
)
def test_the_size_of_a_unit_alone_is_that_unit_and_no_other(word: str, unit: str, is_same: bool) -> None:
    assert same_unit(word, unit) is is_same
