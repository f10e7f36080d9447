"""A row as text: each form of a cell's text is made once, and made again where the cell is replaced."""

from __future__ import annotations

import pytest

from orchestration.submissions.cells import line
from orchestration.submissions.cells.line import Line
from orchestration.submissions.files.sheet_xml import Marks
from orchestration.submissions.files.workbook import Sheet

CELLS = ["　占地面积（平方米）", 12.0, "", "其中：女", " "]


def test_the_forms_of_a_cells_text() -> None:
    row = Line(CELLS)
    assert row.texts == ["占地面积(平方米)", "12", "", "其中:女", ""]
    assert row.filled == ["占地面积(平方米)", "12", "其中:女"]
    assert row.headers == ["占地面积(平方米)", "12", "", "其中:女", ""]
    assert row.split == [("占地面积", "平方米"), ("12", None), ("", None), ("女", None), ("", None)]
    assert row.words == {"占地面积", "女"}, "a figure is no header"


def test_a_cell_is_normalised_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def counted(cell: object) -> str:
        asked.append(cell)
        return str(cell)

    monkeypatch.setattr(line, "plain", counted)
    sheet = Sheet("教基3112", [list(CELLS), list(CELLS)])
    for _ in range(3):
        assert sheet.line(0).headers and sheet.line(0).words and sheet.line(0).filled
    assert asked == CELLS


def test_a_replaced_cell_is_read_anew() -> None:
    sheet = Sheet("名录", [["甲", "421202199001011234"], ["乙", ""]])
    before = sheet.line(1)
    assert sheet.line(0).texts[1] == "421202199001011234"
    sheet.replace(0, 1, "421202************")
    assert sheet.line(0).texts[1] == "421202************"
    assert sheet.line(1) is before


def test_formulas_never_calculated_beyond_the_last_cell_are_rows_and_columns() -> None:
    marks = Marks({(2, 3): "FORMULA_NOT_CALCULATED"})
    sheet = Sheet("名录", [["学校名称", "学校标识码"]], find_marks=lambda: marks)
    assert len(sheet.line(0).texts) == 2
    sheet.include_faulty()
    assert [len(row) for row in sheet.rows] == [4, 4, 4]
    assert sheet.line(0).texts == ["学校名称", "学校标识码", "", ""]
    assert sheet.line(2).filled == []
