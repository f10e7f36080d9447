"""Identity-card numbers: found wherever they stand in a file, and nowhere in what is made of it."""

from __future__ import annotations

from typing import Any

import pytest

from orchestration.submissions.cells.masking import masked
from tests.unit.submissions.filings import EXPORT_2024, changed, codes, read, rows

NUMBER = "421202199001011234"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (NUMBER, "421202************"),
        ("42120219900101123X", "421202************"),
        ("421202 19900101 123x", "421202************"),
        ("４２１２０２１９９００１０１１２３４", "４２１２０２************"),
        (f"王某{NUMBER},{NUMBER}", "王某421202************,421202************"),
        # No date of birth; a digit too many; two school codes side by side.
        ("421202199013411234", "421202199013411234"),
        (f"1{NUMBER}", f"1{NUMBER}"),
        ("21420200022142020003", "21420200022142020003"),
    ],
)
def test_mask(text: str, shown: str) -> None:
    assert masked(text) == shown


def _in_school_name(workbook: Any) -> None:
    workbook["学校名录"]["B8"] = f"某小学 {NUMBER}"


def _in_number_cell(workbook: Any) -> None:
    workbook["小学明细"]["C9"] = int(NUMBER)


def _in_column_of_its_own(workbook: Any) -> None:
    sheet = workbook["学校名录"]
    column = sheet.max_column + 1
    for row in range(1, sheet.max_row + 1):
        sheet.cell(row, column).value = "校长身份证号" if row == 3 else NUMBER


def _on_a_sheet_of_no_form(workbook: Any) -> None:
    workbook.create_sheet("教师花名册").append(["王某", NUMBER])


def _on_a_hidden_sheet(workbook: Any) -> None:
    sheet = workbook.create_sheet("名单")
    sheet.append(["姓名", "身份证号"])
    sheet.append(["王某", NUMBER])
    sheet.sheet_state = "hidden"


@pytest.mark.parametrize(
    "fault",
    [_in_school_name, _in_number_cell, _in_column_of_its_own, _on_a_sheet_of_no_form, _on_a_hidden_sheet],
)
def test_number_is_named_and_goes_no_further(fault: Any) -> None:
    reading = read(changed(EXPORT_2024, fault))
    assert "IDENTITY_NUMBERS" in codes(reading)
    everything = [rows(reading, name) for name in reading.tables]
    said = f"{everything}{reading.rejections}{reading.why}"
    assert NUMBER not in said
    assert NUMBER[:15] not in said
    assert "421202************" in said


def test_notice_alone_rejects_nothing() -> None:
    reading = read(changed(EXPORT_2024, _in_school_name))
    assert (codes(reading), reading.status) == (["IDENTITY_NUMBERS"], "accepted")
    (notice,) = reading.rejections
    assert (notice.sheet, notice.cell, notice.raw) == ("学校名录", "B8", "某小学 421202************")


def test_header_for_them_is_named_before_any_is_filled_in() -> None:
    def add(workbook: Any) -> None:
        sheet = workbook["学校名录"]
        sheet.cell(3, sheet.max_column + 1).value = "身份证号码"

    (notice,) = read(changed(EXPORT_2024, add)).rejections
    assert notice.code == "IDENTITY_NUMBERS"
    assert "身份证号码" in notice.message


def test_clean_file_has_no_notice() -> None:
    assert codes(read(EXPORT_2024)) == []
