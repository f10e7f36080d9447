"""The annotated copy gives the sheets back, of whatever class of the format the original is.

What belongs here: sheets and cells of the copy. What does not: which findings there are, and their marks
(`integration/cli/test_check`).
"""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from orchestration.reporting.annotated import write_annotated
from orchestration.submissions.sheets.identity_numbers import masked_cells
from tests.unit.submissions.filings import EXPORT_2024, changed
from tests.unit.submissions.ods import as_ods
from tests.unit.submissions.packages import as_strict, repacked, unpacked, with_shared_strings


@pytest.mark.parametrize(
    "content",
    [repacked(EXPORT_2024, with_shared_strings), repacked(EXPORT_2024, as_strict), as_ods(EXPORT_2024)],
    ids=["transitional", "strict", "ods"],
)
def test_the_copy_gives_all_sheets_back(tmp_path: Path, content: bytes) -> None:
    filed = tmp_path / "学校明细.xlsx"
    filed.write_bytes(content)
    write_annotated(filed, [], masked_cells(content, filed.name), tmp_path / "退回.xlsx")
    back = openpyxl.load_workbook(tmp_path / "退回.xlsx")
    original = openpyxl.load_workbook(EXPORT_2024)
    assert back.sheetnames[1:] == original.sheetnames
    for sheet in original:
        assert list(back[sheet.title].values) == list(sheet.values), sheet.title


def test_the_copy_holds_no_identity_card_number(tmp_path: Path) -> None:
    number = "421202199001011234"

    def plant(workbook: openpyxl.Workbook) -> None:
        sheet = workbook["小学明细"]
        sheet["A28"], sheet["B9"], sheet["C9"] = f"说明：{number}", number, int(number)
        workbook["高中明细"].title = number
        workbook.properties.creator = number

    filed = tmp_path / f"{number}.xlsx"
    filed.write_bytes(changed(EXPORT_2024, plant))
    cells = masked_cells(filed.read_bytes(), filed.name)
    write_annotated(filed, [], cells, tmp_path / "退回.xlsx")
    parts = unpacked(tmp_path / "退回.xlsx")
    assert [name for name, content in parts.items() if number[6:17].encode() in content] == []
