"""Columns that a sheet does not have and a layout says to be the sum of others: 艺术 = 音乐 + 美术."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from orchestration.submissions.contract.layout_files import LayoutError, load_layout
from orchestration.submissions.forms.corrected_cell import NotCorrectableError, fields_of_cell
from orchestration.submissions.forms.file_reading import FileReading, read_file
from orchestration.submissions.sheets.filing_context import FilingContext
from tests.unit.submissions.filings import COUNTY, codes, rows, workbook_of

LAYOUT = """
form: primary
edition: "2025"
shape: export
kind: rows
family: 学校明细
name_zh: 小学部数据填报汇总
sheet_name: 小学部数据
title: "{school_year}年小学部数据填报汇总"
title_pattern: 小学部数据
constants: {stage: primary}
columns:
  - {field: school_code, header: 学校代码, kind: school_code, key: true}
  - {field: teachers.subject.music, header: 音乐专任教师人数, kind: count, unit: 人, relation: teachers,
     set: {attribute: subject, value: music}}
  - {field: teachers.subject.fine_arts, header: 美术专任教师人数, kind: count, unit: 人, relation: teachers,
     set: {attribute: subject, value: fine_arts}}
  - {field: teachers.subject.arts, header: 艺术, kind: count, unit: 人, relation: teachers,
     set: {attribute: subject, value: arts},
     sum_of: [teachers.subject.music, teachers.subject.fine_arts]}
"""
HEADER = ["学校代码", "学校名称", "体育专任教师人数", "音乐专任教师人数", "美术专任教师人数"]


def reading(tmp_path: Path, lines: list[list[Any]], layout: str = LAYOUT) -> FileReading:
    path = tmp_path / "primary_2025.yaml"
    path.write_text(layout, encoding="utf-8")
    content = workbook_of({"小学部数据": [["2025年小学部数据填报汇总"], HEADER, *lines]})
    return read_file(content, FilingContext(2025, COUNTY, "0" * 64), [load_layout(path)])


def test_a_sum_lands_with_the_places_of_its_parts(tmp_path: Path) -> None:
    read = reading(tmp_path, [["2142020101", "示例一小", 4, 3, 2], ["2142020102", "示例二小", 3, 1, None]])
    assert (read.status, read.rejections) == ("accepted", [])
    arts = [row for row in rows(read, "teachers") if row["value"] == "arts"]
    assert [(row["school_code"], row["teachers"], row["src_row"]) for row in arts] == [
        ("2142020101", 5, 3),
        ("2142020102", None, 4),
    ]
    assert {row["src_field"] for row in arts} == {"teachers.subject.arts"}
    (field,) = [row for row in rows(read, "submission_fields") if row["field"] == "teachers.subject.arts"]
    assert (field["column"], field["header"]) == (
        "D",
        "艺术 = 音乐专任教师人数 (D) + 美术专任教师人数 (E)",
    )


def test_a_part_that_cannot_be_read_leaves_the_sum_unsaid(tmp_path: Path) -> None:
    read = reading(tmp_path, [["2142020101", "示例一小", 4, "约3", 2]])
    assert codes(read) == ["NOT_A_NUMBER"]
    assert {row["value"]: row["teachers"] for row in rows(read, "teachers")} == {
        "music": None,
        "fine_arts": 2,
        "arts": None,
    }


def test_a_total_row_is_of_what_is_filed(tmp_path: Path) -> None:
    read = reading(tmp_path, [["2142020101", "示例一小", 4, 3, 2], ["合计", None, 4, 3, 2]])
    assert {row["src_field"] for row in rows(read, "totals")} == {
        "teachers.subject.music",
        "teachers.subject.fine_arts",
    }


def test_a_part_of_a_sum_is_filed_anew_not_corrected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = reading(tmp_path, [["2142020101", "示例一小", 4, 3, 2]])
    layout = load_layout(tmp_path / "primary_2025.yaml")
    monkeypatch.setattr("orchestration.submissions.forms.corrected_cell.load_layouts", lambda: (layout,))
    for column in "DE":
        with pytest.raises(NotCorrectableError, match="part of a sum"):
            fields_of_cell(read.tables, "小学部数据", column, 3)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("sum_of: [teachers.subject.music", "sum_of: [teachers.subject.song", "no column of the layout"),
        (
            "美术专任教师人数, kind: count",
            "美术专任教师人数, presence: expected, kind: count",
            "not required",
        ),
        ("美术专任教师人数, kind: count", "美术专任教师人数, kind: quantity", "no figure of the same"),
    ],
)
def test_parts_that_cannot_be_added_up_are_a_fault(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(LayoutError, match=said):
        reading(tmp_path, [], LAYOUT.replace(old, new))
