"""Sheets that say the same in another shape give the same facts."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest

from tests.unit.submissions.filings import (
    COLLECTION_2024,
    EXPORT_2023,
    EXPORT_2024,
    RETURN_2024,
    changed,
    codes,
    facts,
    filled,
    read,
    rows,
    saved,
    year_of,
)

HEADER_ROWS = {"学校名录": (3, 4), "小学明细": (3, 6), "初中明细": (3, 6), "办学条件": (3, 6), "经费": (3, 4)}


def permuted(sheet: Any, seed: int) -> None:
    """Moves the columns of a sheet whose merges were filled."""
    order = list(range(1, sheet.max_column + 1))
    random.Random(seed).shuffle(order)
    for row in sheet.iter_rows(min_row=2, values_only=False):
        values = [cell.value for cell in row]
        for cell, source in zip(row, order, strict=True):
            cell.value = values[source - 1]


@pytest.mark.parametrize("path", [EXPORT_2023, EXPORT_2024, COLLECTION_2024], ids=lambda path: path.stem)
def test_filled_headers_instead_of_merged_ones(path: Any) -> None:
    def fill(workbook: Any) -> None:
        for sheet in workbook:
            filled(sheet)

    content = changed(path, fill)
    assert facts(read(content, year_of(path))) == facts(read(path, year_of(path)))


@pytest.mark.parametrize("path", [EXPORT_2023, EXPORT_2024, COLLECTION_2024], ids=lambda path: path.stem)
def test_lost_merges_with_blank_cells(path: Any) -> None:
    def unmerge(workbook: Any) -> None:
        for sheet in workbook:
            for merged in list(sheet.merged_cells.ranges):
                sheet.unmerge_cells(str(merged))

    reading = read(changed(path, unmerge), year_of(path))
    assert reading.status == "accepted", reading.rejections
    assert facts(reading) == facts(read(path, year_of(path)))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("path", [EXPORT_2023, EXPORT_2024, COLLECTION_2024], ids=lambda path: path.stem)
def test_moved_columns(path: Any, seed: int) -> None:
    def move(workbook: Any) -> None:
        for sheet in workbook:
            filled(sheet)
            permuted(sheet, seed)

    reading = read(changed(path, move), year_of(path))
    assert reading.status == "accepted", reading.rejections
    assert facts(reading) == facts(read(path, year_of(path)))


def test_rows_and_columns_inserted_before_the_table() -> None:
    """openpyxl does not move merges, so the sheet is written again, lower and further right."""

    def move(workbook: Any) -> None:
        sheet = workbook["小学明细"]
        cells = {(cell.row + 3, cell.column + 2): cell.value for row in sheet for cell in row}
        merges = [merged.bounds for merged in sheet.merged_cells.ranges]
        workbook.remove(sheet)
        sheet = workbook.create_sheet("小学明细")
        for (row, column), value in cells.items():
            sheet.cell(row, column, value)
        sheet["C2"] = "表号：教明细1"
        for left, top, right, bottom in merges:
            sheet.merge_cells(
                start_row=top + 3, end_row=bottom + 3, start_column=left + 2, end_column=right + 2
            )

    reading = read(changed(EXPORT_2024, move))
    assert reading.status == "accepted", reading.rejections
    assert facts(reading) == facts(read(EXPORT_2024))
    first = next(row for row in rows(reading, "enrolment") if row["src_sheet"] == "小学明细")
    assert first["src_row"] == 12
    lead = next(
        row
        for row in rows(reading, "submission_fields")
        if row["sheet"] == "小学明细" and row["field"] == "enrolment.all.all"
    )
    assert lead["column"] == "E"


def test_without_title_unit_line_and_column_numbers() -> None:
    def strip(workbook: Any) -> None:
        for name, (_, last) in HEADER_ROWS.items():
            if name in workbook.sheetnames:
                sheet = workbook[name]
                filled(sheet)
                sheet.delete_rows(last + 1)
                sheet.delete_rows(1, 2)

    reading = read(changed(EXPORT_2024, strip))
    assert reading.status == "accepted", reading.rejections
    assert facts(reading) == facts(read(EXPORT_2024))


def test_headers_typed_otherwise() -> None:
    """Full-width brackets, spaces and line breaks inside, another dash: the same header."""

    def retype(workbook: Any) -> None:
        sheet = workbook["小学明细"]
        for row in sheet.iter_rows(3, 6):
            for cell in row:
                if isinstance(cell.value, str):
                    text = cell.value.replace("-", "—").replace("(", "（ ").replace(")", "）")
                    cell.value = text[:2] + "\n" + text[2:]

    assert facts(read(changed(EXPORT_2024, retype))) == facts(read(EXPORT_2024))


@pytest.mark.parametrize("prefix", ["其中：", "其中", "＃", "（1）", "一、", "★"])
def test_headers_with_something_in_front(prefix: str) -> None:
    def add(workbook: Any) -> None:
        sheet = workbook["小学明细"]
        for cell in sheet[5]:
            if isinstance(cell.value, str):
                cell.value = prefix + cell.value
        workbook["办学条件"]["E5"], workbook["办学条件"]["E6"] = None, f"{prefix}运动场地面积"

    reading = read(changed(EXPORT_2024, add))
    assert reading.status == "accepted", reading.rejections
    assert facts(reading) == facts(read(EXPORT_2024))


@pytest.mark.parametrize(("code", "name"), [("学校（机构）标识码", "学校（机构）名称"), ("标识码", "校名")])
def test_code_and_name_as_other_forms_call_them(code: str, name: str) -> None:
    def retype(workbook: Any) -> None:
        for sheet in workbook:
            sheet["A3"], sheet["B3"] = code, name

    reading = read(changed(EXPORT_2024, retype))
    assert reading.status == "accepted", reading.rejections
    assert facts(reading) == facts(read(EXPORT_2024))


def test_the_forms_own_word_goes_before_another() -> None:
    def add(workbook: Any) -> None:
        for sheet in workbook:
            sheet.cell(3, sheet.max_column + 1, "标识码")

    reading = read(changed(EXPORT_2024, add))
    assert reading.status == "accepted", reading.rejections
    assert facts(reading) == facts(read(EXPORT_2024))


def test_blank_rows_between_the_rows_of_a_header() -> None:
    lines = [list(row) for row in openpyxl.load_workbook(EXPORT_2024)["小学明细"].iter_rows(values_only=True)]
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "小学明细"
    for line in lines:
        sheet.append(line)
        sheet.append([" "])
    reading = read(saved(workbook))
    assert reading.status == "accepted", reading.rejections
    assert facts(reading, "teachers", "class_sizes") == {
        fact for fact in facts(read(EXPORT_2024), "teachers", "class_sizes") if ("stage", "primary") in fact
    }


def test_a_column_no_form_knows_is_passed_over() -> None:
    def add(workbook: Any) -> None:
        workbook["经费"]["G3"] = "备用"
        workbook["经费"]["G6"] = 5

    reading = read(changed(COLLECTION_2024, add))
    assert reading.status == "accepted"
    assert facts(reading) == facts(read(COLLECTION_2024))


def test_the_headers_decide_the_edition_not_the_title_or_year() -> None:
    """The old edition's sheet filed for 2024 under the new edition's name."""

    def pretend(workbook: Any) -> None:
        for sheet in workbook:
            sheet["A1"] = str(sheet["A1"].value).replace("2023", "2024")

    reading = read(changed(EXPORT_2023, pretend), 2024)
    assert ("primary", "2021") in reading.forms
    values = {fact for fact in facts(reading, "teachers")}
    assert len(values) == len(facts(read(EXPORT_2023, 2023), "teachers"))


def test_signatures_notes_and_blank_rows_are_no_records() -> None:
    def annotate(workbook: Any) -> None:
        sheet = workbook["小学明细"]
        last = sheet.max_row
        sheet.cell(last + 1, 1, "2. 本表由县教育局汇总。")
        sheet.cell(last + 2, 1, "注：高桥镇高桥学校为九年一贯制。")
        sheet.cell(last + 3, 2, "报出日期：2024年10月8日")
        sheet.cell(last + 40, 5).number_format = "0.00"
        sheet.insert_rows(15)

    reading = read(changed(EXPORT_2024, annotate))
    assert reading.status == "accepted", reading.rejections
    assert facts(reading) == facts(read(EXPORT_2024))


def test_subtotals_are_neither_schools_nor_totals() -> None:
    def subtotal(workbook: Any) -> None:
        sheet = workbook["办学条件"]
        sheet.insert_rows(12)
        sheet["A12"], sheet["C12"] = "小 计", 99

    reading = read(changed(EXPORT_2024, subtotal))
    assert facts(reading) == facts(read(EXPORT_2024))
    assert len(rows(reading, "totals")) == len(rows(read(EXPORT_2024), "totals"))


def test_matrix_columns_and_rows_may_move() -> None:
    def move(workbook: Any) -> None:
        sheet = workbook["教基3112_九年一贯制学校"]
        for row in sheet.iter_rows(4, 17):
            values = [cell.value for cell in row]
            for cell, value in zip(row, values[:2] + values[:1:-1], strict=True):
                cell.value = value
        body = [[cell.value for cell in row] for row in sheet.iter_rows(6, 17)]
        for row, values in zip(sheet.iter_rows(6, 17), reversed(body), strict=True):
            for cell, value in zip(row, values, strict=True):
                cell.value = value

    reading = read(changed(RETURN_2024, move))
    assert reading.status == "accepted", reading.rejections
    assert facts(reading) == facts(read(RETURN_2024))


def test_the_title_tells_equal_matrix_forms_apart() -> None:
    """教基2106 and 2107 have the same headers; without its title a sheet goes by its name."""

    def untitled(workbook: Any) -> None:
        workbook["教基2107_九年一贯制学校"]["A1"] = None

    assert facts(read(changed(RETURN_2024, untitled))) == facts(read(RETURN_2024))


def test_equal_headers_without_any_title_are_ambiguous() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Sheet1"
    for row in (["学校标识码", "学校名称", "在校生数"], ["3442020004", "贺胜学校", 10]):
        sheet.append(row)
    reading = read(saved(workbook))
    assert reading.status == "refused"
    assert [rejection.code for rejection in reading.rejections] == ["NO_FORM_IN_FILE", "AMBIGUOUS_LAYOUT"]
    assert "普通高中分学校明细" in reading.rejections[1].message


@pytest.mark.parametrize("path", [EXPORT_2023, EXPORT_2024, COLLECTION_2024], ids=lambda path: path.stem)
def test_a_form_without_any_record_is_filed_all_the_same(path: Any) -> None:
    """A county without special schools files the sheet with its headers only. A file of nothing else is no
    filing: each of its forms is told to be blank."""

    def empty(workbook: Any, names: Sequence[str] = ()) -> None:
        for sheet in [workbook[name] for name in names] or workbook:
            numbers = next(row for row in range(1, 12) if sheet.cell(row, 1).value == "甲")
            sheet.delete_rows(numbers + 1, sheet.max_row)

    whole = read(path, year_of(path))
    last = openpyxl.load_workbook(path).sheetnames[-1:]
    reading = read(changed(path, lambda workbook: empty(workbook, last)), year_of(path))
    assert (reading.status, reading.rejections, reading.forms) == ("accepted", [], whole.forms)
    reading = read(changed(path, empty), year_of(path))
    assert (reading.status, set(codes(reading)), reading.forms) == ("unused", {"NO_RECORDS"}, whole.forms)
    assert facts(reading) == set()
