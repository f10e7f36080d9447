"""The annotated copy gives the sheets back, of whatever class of the format the original is.

What belongs here: sheets and cells of the copy. What does not: which findings there are, and their marks
(`integration/cli/test_check`).
"""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from orchestration.checking.dry_run import cells_of
from orchestration.reporting.annotated import write_annotated
from tests.unit.submissions.filings import EXPORT_2024
from tests.unit.submissions.ods import as_ods
from tests.unit.submissions.packages import as_strict, repacked, with_shared_strings


@pytest.mark.parametrize(
    "content",
    [repacked(EXPORT_2024, with_shared_strings), repacked(EXPORT_2024, as_strict), as_ods(EXPORT_2024)],
    ids=["transitional", "strict", "ods"],
)
def test_the_copy_gives_all_sheets_back(tmp_path: Path, content: bytes) -> None:
    filed = tmp_path / "学校明细.xlsx"
    filed.write_bytes(content)
    write_annotated(filed, [], cells_of(filed), tmp_path / "退回.xlsx")
    back = openpyxl.load_workbook(tmp_path / "退回.xlsx")
    original = openpyxl.load_workbook(EXPORT_2024)
    assert back.sheetnames[1:] == original.sheetnames
    for sheet in original:
        assert list(back[sheet.title].values) == list(sheet.values), sheet.title
