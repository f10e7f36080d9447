"""教基4149: the staff of a whole school, and who of them stands on the establishment."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.submissions.filings import EXPORT_2024, changed, read, rows, workbook_of

Lines = list[list[Any]]
KINDS = ["教职工数", "专任教师", "行政人员", "教辅人员", "工勤人员", "其他", "校外教师", "银龄教师"]
TOTAL: Lines = [["总计", "01", 50, 40, 4, 3, 2, 1, 0, 0], ["#女", "02", 30, 25, 2, 1, 1, 1, 0, 0]]
PART: Lines = [["#少数民族", "03", *[0] * 8], ["#在编人员", "04", 45, 39, 3, 2, 1, "-", "-", "-"]]
STAFF = {"all": 50, "full_time": 40, "on_establishment": 45}


def staff(lines: Lines, title: str = "中小学教职工", name: str = "教基4149_九年一贯制学校") -> bytes:
    width = len(lines[0]) - 2
    header: Lines = [["指标名称", "代码", *KINDS[:width]], ["甲", "乙", *range(1, width + 1)]]
    return workbook_of({name: [[title], ["学校(机构)标识码：3142020012", None, "2024学年"], *header, *lines]})


def said(content: bytes) -> tuple[str, list[str], dict[str, int | None]]:
    reading = read(content)
    refused = [each.code for each in reading.rejections]
    found = rows(reading, "teachers")
    assert {(row["stage"], row["attribute"]) for row in found} <= {("all", "staff")}
    return reading.status, refused, {row["value"]: row["teachers"] for row in found}


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("中小学教职工", "教基4149_九年一贯制学校"),
        ("中小学教职工数", "教基4149"),
        ("中小学教职工情况", "教职工"),
        ("特殊教育学校教职工", "教基4150_特殊教育学校"),
    ],
)
def test_staff_lands_for_the_whole_school(title: str, name: str) -> None:
    assert said(staff(TOTAL + PART, title, name)) == ("accepted", [], STAFF)


def test_rows_are_known_in_another_order_and_with_fewer_kinds_of_staff() -> None:
    assert said(staff([*PART, *TOTAL])) == ("accepted", [], STAFF)
    assert said(staff([line[:5] for line in TOTAL + PART])) == ("accepted", [], STAFF)


def test_a_form_that_does_not_say_who_is_on_the_establishment_says_so() -> None:
    total = {name: STAFF[name] for name in ("all", "full_time")}
    assert said(staff(TOTAL)) == ("partial", ["MISSING_ROW"], total)
    blank = [[*line[:2], None, *line[3:]] if line[1] == "04" else line for line in TOTAL + PART]
    assert said(staff(blank)) == ("accepted", [], {**total, "on_establishment": None})


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("幼儿园教职工", "教基4148_幼儿园"),
        ("中小学教职工数", "基础基412"),
        ("中等职业学校教职工", "教基4251"),
    ],
)
def test_staff_of_other_forms_with_the_same_rows_is_passed_over(title: str, name: str) -> None:
    assert said(staff(TOTAL + PART, title, name)) == ("unused", ["FORM_NOT_NEEDED"], {})


@pytest.mark.parametrize("part", ["在编人员", "其中：在编人员"])
def test_staff_beside_the_directory_of_an_export_lands_as_the_form_does(part: str) -> None:
    def add(book: Any) -> None:
        sheet = book["学校名录"]
        header = next(line for line in sheet.iter_rows() if "学校标识码" in [cell.value for cell in line])
        place = sheet.max_column + 1
        for offset, name in enumerate(("合计", "专任教师", part)):
            sheet.cell(header[0].row, place + offset, "教职工数")
            sheet.cell(header[0].row + 1, place + offset, name)
        first = next(
            line for line in sheet.iter_rows(header[0].row + 1) if str(line[0].value or "").isdigit()
        )
        for offset, count in enumerate((50, 40, 45)):
            sheet.cell(first[0].row, place + offset, count)

    reading = read(changed(EXPORT_2024, add))
    found = [row for row in rows(reading, "teachers") if row["attribute"] == "staff"]
    assert {row["value"]: row["teachers"] for row in found if row["teachers"] is not None} == STAFF
    assert {row["stage"] for row in found} == {"all"}
    assert {row["src_shape"] for row in found} == {"export"}
