"""The annotated copy gives the sheets back, of whatever class of the format the original is.

What belongs here: sheets and cells of the copy. What does not: which findings there are, and their marks
(`integration/cli/test_check`).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from orchestration.checking.dry_run import cells_of
from orchestration.reporting.annotated import write_annotated
from tests.unit.submissions.filings import EXPORT_2024
from tests.unit.submissions.packages import Parts, as_strict, repacked, with_shared_strings


@pytest.mark.parametrize("change", [with_shared_strings, as_strict], ids=["transitional", "strict"])
def test_the_copy_gives_all_sheets_back(tmp_path: Path, change: Callable[[Parts], None]) -> None:
    filed = tmp_path / "学校明细.xlsx"
    filed.write_bytes(repacked(EXPORT_2024, change))
    write_annotated(filed, [], cells_of(filed), tmp_path / "退回.xlsx")
    back = openpyxl.load_workbook(tmp_path / "退回.xlsx")
    original = openpyxl.load_workbook(EXPORT_2024)
    assert back.sheetnames[1:] == original.sheetnames
    for sheet in original:
        assert list(back[sheet.title].values) == list(sheet.values), sheet.title
