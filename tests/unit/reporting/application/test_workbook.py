"""A workbook of official sheets: ready for A4, evidence in comments, nothing live, equal bytes."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from orchestration.reporting.application.cells import Cell, figure
from orchestration.reporting.application.forms import Sheet
from orchestration.reporting.application.workbook import write_workbook

NAMES = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "<b>学校</b>", "😀" * 100)
SHEET = Sheet(
    name="表Ⅱ-2",
    title="表Ⅱ-2  资源配置",
    head=("学校名称", "数值"),
    rows=(
        *((Cell(name), figure(1.005, 2, f"甲.xlsx › 名录 › A{line}")) for line, name in enumerate(NAMES, 1)),
        (Cell("乙"), figure(None, 2, "", "没有填报")),
    ),
    widths=(20, 10),
    notes=("小学1所",),
    is_landscape=True,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "申报表.xlsx"
    write_workbook(file, [SHEET], "=县", "甲县 & 乙")
    return file


def test_what_a_filing_says_is_text_and_no_formula(path: Path) -> None:
    page = openpyxl.load_workbook(path)["表Ⅱ-2"]
    cells = [cell for row in page.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    stands = [cell.value for cell in cells]
    assert [name for name in NAMES if name not in stands] == [] and "=县" in stands


def test_every_figure_has_its_evidence_and_a_missing_one_its_reason(path: Path) -> None:
    page = openpyxl.load_workbook(path)["表Ⅱ-2"]
    first = next(cell for cell in page["B"] if cell.value == 1.01)
    assert first.comment is not None and "甲.xlsx › 名录 › A1" in first.comment.text
    assert first.number_format == "0.00"
    assert [cell.value for cell in page["B"]][-1] == "缺：没有填报"


def test_it_prints_on_a4_one_page_wide_with_headings_and_its_release_on_each(path: Path) -> None:
    page = openpyxl.load_workbook(path)["表Ⅱ-2"]
    assert (int(page.page_setup.paperSize), page.page_setup.orientation) == (9, "landscape")
    assert page.sheet_properties.pageSetUpPr.fitToPage
    # one page wide, which is what is meant where no width is stated; as many high as it takes
    assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)
    assert page.print_title_rows == "$1:$4"
    assert "甲县" in page.oddFooter.left.text
    # As high as its text.
    assert page.row_dimensions[11].height > page.row_dimensions[12].height


def test_the_same_rows_give_the_same_bytes(path: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.xlsx"
    write_workbook(again, [SHEET], "=县", "甲县 & 乙")
    assert again.read_bytes() == path.read_bytes()
