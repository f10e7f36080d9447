"""专项记录表 as sheets and as YAML: what a county files of recognition, drop-out cases, townships and scores.

What belongs here: reading these forms, and what they refuse. What does not: whether the records agree
(landing gate), what follows from them (marts).
"""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import Workbook

from orchestration.submissions.forms.file_reading import FileReading, read_file
from orchestration.submissions.sheets.filing_context import FilingContext

CONTEXT = FilingContext(2024, "421202", "a" * 64)
RECORDS = """\
recognition:
  - step: 基本均衡认定
    recorded_on: 2016-11-20
    document: 国家教育督导检查反馈意见
  - 认定步骤: 县级自评
    记录日期: 2024-03-01
    结论: 通过
recognition_promises:
  - {transition_rule_id: T3, promised_on: 2024-06-01, due_year: 2027, document: 承诺书}
"""


def _yaml(text: str, name: str = "records.yaml") -> FileReading:
    return read_file(text.encode(), CONTEXT, name=name)


def _sheet(title: str, *rows: tuple[Any, ...]) -> FileReading:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return read_file(content.getvalue(), CONTEXT, name="记录.xlsx")


def _rows(reading: FileReading, relation: str) -> list[dict[str, Any]]:
    return list(reading.tables[relation].to_pylist())


def _said(reading: FileReading) -> set[str]:
    return {each.code for each in reading.rejections}


def test_records_in_yaml_stand_on_their_lines() -> None:
    reading = _yaml(RECORDS)
    assert (reading.status, reading.rejections) == ("accepted", [])
    first, second = _rows(reading, "recognition_records")
    assert (first["step"], first["recorded_on"], first["src_row"]) == (
        "basic_balance_recognised",
        "2016-11-20",
        2,
    )
    assert (second["step"], second["conclusion"], second["src_row"]) == ("self_assessed", "passed", 5)
    (promise,) = _rows(reading, "recognition_promises")
    assert (promise["transition_rule_id"], promise["due_year"], promise["src_row"]) == ("T3", 2027, 9)


def test_a_sheet_of_records_says_the_same_as_yaml() -> None:
    headers = ("认定步骤", "记录日期", "依据文件")
    reading = _sheet("认定记录", headers, ("市级复核", "2024-05-01", "市教督〔2024〕3号"))
    assert reading.status == "accepted", reading.rejections
    (row,) = _rows(reading, "recognition_records")
    assert (row["step"], row["recorded_on"], row["src_row"]) == ("city_reviewed", "2024-05-01", 2)


def test_a_step_that_is_none_lands_as_filed_and_a_day_that_is_none_is_named() -> None:
    reading = _yaml("recognition:\n  - {step: 县委审议, recorded_on: 2024-13-45}\n")
    assert [row["step"] for row in _rows(reading, "recognition_records")] == ["县委审议"]
    (fault,) = [each for each in reading.rejections if each.code == "NOT_A_DATE"]
    assert (fault.row, fault.cell, fault.field) == (2, "B2", "recorded_on")


CASE = ("A-001", "2142020001", "小学", "确认辍学", "2024-10-08", "2024-11-02", "劝返复学", "2024-11")
HEADERS = ("个案编号", "学校标识码", "学段", "状态", "立案日期", "销号日期", "销号方式", "台账月份")


def test_a_case_has_a_number_and_no_person() -> None:
    other = ("A-002", "2142020001", "初中", "疑似", "2024-10-09", "", "", "")
    reading = _sheet("控辍保学台账", HEADERS, CASE, other)
    assert reading.status == "accepted", reading.rejections
    closed, still_open = _rows(reading, "dropout_cases")
    assert (closed["state"], closed["how"], closed["ledger_month"]) == ("confirmed", "returned", "2024-11")
    assert (still_open["stage"], still_open["back_on"], still_open["how"]) == ("junior", None, None)


@pytest.mark.parametrize("header", ["姓名", "学生姓名", "身份证号", "学籍号", "家长", "联系电话", "name"])
def test_a_column_of_persons_is_refused_and_goes_no_further(header: str) -> None:
    reading = _sheet("控辍保学台账", (*HEADERS, header), (*CASE, "张小明"))
    (fault,) = [each for each in reading.rejections if each.code == "PERSONAL_COLUMN"]
    assert (fault.cell, fault.row, reading.status) == ("I1", 1, "partial")
    assert "张小明" not in str(reading.tables) + str(reading.rejections)


def test_a_key_of_yaml_that_names_a_person_is_refused_too() -> None:
    reading = _yaml(
        "dropout_cases:\n"
        "  - {case_number: A-1, school_code: '2142020001', stage: 小学, state: 疑似, opened_on: 2024-10-08,"
        " back_on: '', how: '', 姓名: 张小明}\n"
    )
    assert "PERSONAL_COLUMN" in _said(reading)


def test_townships_and_scores() -> None:
    figures = (
        *("小学学龄儿童在本县就读人数", "小学学龄儿童在外地就读人数", "小学学龄儿童人数"),
        *("初中学龄少年在本县就读人数", "初中学龄少年在外地就读人数", "初中学龄少年人数"),
    )
    reading = _sheet("乡镇控辍保学", ("乡镇（街道）", *figures), ("高桥镇", 900, 30, 940, 400, "", 433))
    (row,) = _rows(reading, "townships")
    assert (row["township"], row["junior_in_school"]) == ("高桥镇", 400)
    assert row["junior_in_school_elsewhere"] is None
    scores = _sheet("督导评估评分", ("评估项目", "分值", "得分"), ("教育经费", 20, 18.5), ("合计", 100, 91.5))
    (item,) = _rows(scores, "supervision_scores")
    assert (item["item"], float(item["points_max"]), float(item["points"])) == ("教育经费", 20, 18.5)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- {step: 县级自评}", "must be a mapping of forms"),
        ("minutes:\n  - {a: b}", "is no form"),
        ("recognition: 县级自评", "must be a list of entries"),
        ("recognition: [{step: 县级自评}]", "must begin on a line of its own"),
        ("recognition:\n  - 县级自评", "must be a mapping"),
        ("recognition:\n  - {step: [县级自评]}", "must be a single value"),
        ("recognition:\n  - {step: 县级自评, 认定步骤: 县级自评}", "stands twice"),
        ("recognition: {", "not readable as YAML"),
    ],
)
def test_yaml_that_says_no_records_is_refused_with_line_and_reason(text: str, said: str) -> None:
    reading = _yaml(text)
    (fault,) = reading.rejections
    assert (reading.status, fault.code) == ("refused", "UNREADABLE_FILE")
    assert said in fault.message and fault.row >= 1 and "line " in fault.message
