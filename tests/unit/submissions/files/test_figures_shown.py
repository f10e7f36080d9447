"""Numbers count for what their cells show: formats that scale, in every kind of workbook.

What belongs here: a stored number and its format against the figure that lands, or the refusal. What does
not: the codes of formats (`cells/test_number_format`).
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import xlwt
import yaml
from openpyxl.utils import coordinate_to_tuple

from orchestration.submissions.files.opening import open_file
from orchestration.submissions.folders.dated_records import RecordRules
from orchestration.submissions.folders.intake import land_year
from orchestration.submissions.folders.listing import list_raw
from tests.unit.submissions.filings import (
    COLLECTION_2024,
    EXPORT_2024,
    as_xls,
    changed,
    codes,
    facts,
    file_in,
    landed,
    read,
    rows,
)
from tests.unit.submissions.packages import Parts, repacked

SUPPLEMENT = Path(__file__).parents[4] / "raw" / "2023" / "620702" / "补充采集表_甘州区_2023.xlsx"
COUNTY_SHEET = "补充采集表·县级"

#: By cell: a value, and the number format it stands under.
Cells = Mapping[str, tuple[Any, str]]
Maker = Callable[[Path, str, Cells], bytes]


def as_xlsx(path: Path, sheet: str, cells: Cells) -> bytes:
    """An example with formatted cells in a sheet, as xlsx."""

    def put(book: Any) -> None:
        for address, (value, code) in cells.items():
            book[sheet][address].value = value
            book[sheet][address].number_format = code

    return changed(path, put)


def as_old_xls(path: Path, sheet: str, cells: Cells) -> bytes:
    """The same as xls."""

    def put(book: Any) -> None:
        target = book.get_sheet(sheet)
        target._cell_overwrite_ok = True
        for address, (value, code) in cells.items():
            row, column = coordinate_to_tuple(address)
            target.write(row - 1, column - 1, value, xlwt.easyxf(num_format_str=code))

    return as_xls(path, put)


each_kind = pytest.mark.parametrize("make", [as_xlsx, as_old_xls])


@each_kind
@pytest.mark.parametrize("header", ["校际差异率", "校际差异率（%）", "校际差异率（‰）"])
@pytest.mark.parametrize(
    ("stored", "code"), [(0.18, "0%"), (0.18, "0.00%"), (18.0, '0"%"'), (180.0, '0"‰"'), ("18%", "@")]
)
def test_a_share_is_what_the_cell_shows(make: Maker, header: str, stored: Any, code: str) -> None:
    content = make(COLLECTION_2024, "质量监测", {"C3": (header, "General"), "C5": (stored, code)})
    reading = read(content)
    (subject,) = [row for row in rows(reading, "monitoring") if row["src_row"] == 5]
    assert (subject["between_school_variation"], reading.status) == (Decimal("0.18"), "accepted")
    (text,) = [row for row in rows(reading, "cell_texts") if row["src_row"] == 5]
    assert text["raw"] == ("180‰" if stored == 180 else "18%")


@each_kind
def test_a_plain_number_under_percent_is_a_percentage(make: Maker) -> None:
    cells = {"C3": ("校际差异率（%）", "General"), "C5": (18.0, "0.0"), "C6": (0.18, "0.00")}
    values = {
        row["src_row"]: row for row in rows(read(make(COLLECTION_2024, "质量监测", cells)), "monitoring")
    }
    assert values[5]["between_school_variation"] == Decimal("0.18")
    assert values[6]["between_school_variation"] == Decimal("0.0018")


@each_kind
@pytest.mark.parametrize(("stored", "code"), [(0.994, "0.0%"), (99.4, "0.0"), (994.0, "0!.0"), (994, '0"‰"')])
def test_an_item_in_percent(make: Maker, stored: float, code: str) -> None:
    sheet = openpyxl.load_workbook(SUPPLEMENT)[COUNTY_SHEET]
    line = next(row[0].row for row in sheet.iter_rows() if row[0].value == "T1.retention_percent")
    content = make(SUPPLEMENT, COUNTY_SHEET, {f"C{line}": (stored, code)})
    (fact,) = [row for row in rows(read(content, 2023), "county_facts") if row["src_row"] == line]
    assert fact["value"] == Decimal("99.4")


@each_kind
@pytest.mark.parametrize("code", ["0%", "0.00%", '0"%"'])
@pytest.mark.parametrize(
    ("path", "sheet", "cell", "value"),
    [
        (EXPORT_2024, "小学明细", "C9", 671),
        (EXPORT_2024, "小学明细", "C9", 6.71),
        (EXPORT_2024, "小学明细", "E9", 0),
        (EXPORT_2024, "办学条件", "C8", 1585.71),
        (EXPORT_2024, "办学条件", "I8", 117.76),
        (COLLECTION_2024, "县级指标", "C9", 920),
        (COLLECTION_2024, "经费", "C6", 552500),
        (COLLECTION_2024, "专用教室", "F5", 1998),
        (EXPORT_2024, "小学明细", "A9", 2142020002),
    ],
    ids=["count", "count/100", "classes", "area", "money in 万元", "persons", "money", "year", "code"],
)
def test_a_share_under_another_unit_is_refused(
    make: Maker, path: Path, sheet: str, cell: str, value: float, code: str
) -> None:
    reading = read(make(path, sheet, {cell: (value, code)}))
    (rejected,) = [each for each in reading.rejections if not each.is_notice]
    assert (rejected.sheet, rejected.cell) == (sheet, cell)
    assert rejected.raw is not None
    assert rejected.raw.endswith("%")


@each_kind
@pytest.mark.parametrize(
    ("path", "sheet", "cell", "plain", "stored", "code"),
    [
        (EXPORT_2024, "办学条件", "I8", 117.76, 1177600, "0!.0,"),
        (EXPORT_2024, "办学条件", "I8", 117.76, 117760, "#,##0.0,"),
        (EXPORT_2024, "办学条件", "I8", 117.76, 1177600, "0!.0000"),
        (COLLECTION_2024, "经费", "C6", 552500, 552500000, "0,"),
        (EXPORT_2024, "小学明细", "C9", 671, 671000, "#,##0,"),
        (EXPORT_2024, "小学明细", "C9", 671, 671, '0"人"'),
        (EXPORT_2024, "小学明细", "C9", 671, 671, "[<=1]0%;0"),
        (EXPORT_2024, "办学条件", "C8", 1585.71, 1585.71, "#,##0.00_%"),
    ],
)
def test_a_figure_in_thousands(
    make: Maker, path: Path, sheet: str, cell: str, plain: float, stored: float, code: str
) -> None:
    reading = read(make(path, sheet, {cell: (stored, code)}))
    assert (reading.status, reading.rejections) == ("accepted", [])
    assert facts(reading) == facts(read(make(path, sheet, {cell: (plain, "General")})))


@each_kind
@pytest.mark.parametrize(
    ("path", "sheet", "cell", "stored", "code", "raw"),
    [
        (COLLECTION_2024, "经费", "C6", 552500, '0!.0,"万"', "55.25万"),
        (COLLECTION_2024, "经费", "C6", 55.25, '0.00"万元"', "55.25万元"),
        (EXPORT_2024, "办学条件", "I8", 117.76, '0.00"千"', "117.76千"),
        (EXPORT_2024, "办学条件", "I8", 117.76, '0.00"元"', "117.76元"),
        (EXPORT_2024, "办学条件", "E8", 12, '0"亩"', "12亩"),
        (EXPORT_2024, "小学明细", "C9", 671, '0"万人"', "671万人"),
    ],
)
def test_another_unit_than_the_column_has_is_refused(
    make: Maker, path: Path, sheet: str, cell: str, stored: float, code: str, raw: str
) -> None:
    reading = read(make(path, sheet, {cell: (stored, code)}))
    assert [(each.code, each.cell, each.raw) for each in reading.rejections] == [("NOT_A_NUMBER", cell, raw)]


@each_kind
@pytest.mark.parametrize(
    ("stored", "code"),
    [(117.76, '0.00"万元"'), (117.76, '0.00"万"'), (1177600, '0!.0,"万"'), (1177600, '0!.0000"万元"')],
)
def test_the_unit_of_the_column_in_a_format_is_noticed_and_read(
    make: Maker, stored: float, code: str
) -> None:
    reading = read(make(EXPORT_2024, "办学条件", {"I8": (stored, code)}))
    assert (reading.status, codes(reading)) == ("accepted", ["UNIT_IN_CELL"])
    assert facts(reading) == facts(read(EXPORT_2024))


@pytest.mark.parametrize(("cell", "stored", "code"), [("C9", 671, "0%"), ("C10", 671.5, "0,")])
def test_neighbours_are_not_touched(cell: str, stored: float, code: str) -> None:
    """A column of which one cell has the format: all others land as they did."""
    reading = read(as_xlsx(EXPORT_2024, "小学明细", {cell: (stored, code)}))
    assert [each.cell for each in reading.rejections] == [cell]
    lost = facts(read(EXPORT_2024)) - facts(reading)
    assert len(lost) == 1


@pytest.mark.parametrize("pattern", ["", r' r="[A-Z]+[0-9]+"'], ids=["with addresses", "without"])
def test_a_column_longer_than_what_is_looked_at_in_one_go(pattern: str) -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet, percent = book.add_worksheet("a"), book.add_format({"num_format": "0.0%"})
    for row in range(9000):
        sheet.write_row(row, 0, [row, row])
        sheet.write_number(row, 2, row / 1000, percent)
    book.close()

    def bare(parts: Parts) -> None:
        part = "xl/worksheets/sheet1.xml"
        assert len(parts[part]) > 2 * 2**18
        parts[part] = re.sub(pattern.encode() or b"$^", b"", parts[part])

    (read_sheet,) = open_file(repacked(stream.getvalue(), bare)).sheets
    shown = [f"{(row / 10):.1f}".removesuffix(".0") + "%" for row in range(9000)]
    assert read_sheet.rows == [[float(row), float(row), shown[row]] for row in range(9000)]


def test_the_first_style_formats_cells_that_name_none() -> None:
    def percent(book: Any) -> None:
        book._cell_styles[0].numFmtId = 10

    reading = read(changed(COLLECTION_2024, percent))
    assert {"NOT_A_NUMBER"} <= set(codes(reading))


@pytest.mark.parametrize("original", ["18%", "18", "18.0", "18.00%", "１８％"])
def test_a_correction_names_what_the_cell_shows(tmp_path: Path, original: str) -> None:
    assert corrected(tmp_path, original) == ["applied"]


@pytest.mark.parametrize("original", ["0.18", "0.18%", "1800%", "", "17%"])
def test_a_correction_of_another_figure_is_refused(tmp_path: Path, original: str) -> None:
    assert corrected(tmp_path, original) == ["refused"]


def corrected(tmp_path: Path, original: str) -> list[str]:
    """What becomes of a correction of a cell that shows 18% and holds 0.18."""
    cells: Cells = {"C3": ("校际差异率（%）", "General"), "C5": (0.18, "0%")}
    entry = {
        "file": COLLECTION_2024.name,
        "sheet": "质量监测",
        "cell": "C5",
        "original": original,
        "corrected": "15%",
        "reason": "typing_error",
        "document": "咸教统函〔2024〕7号",
        "requester": "李强",
        "approver": "王芳",
        "on": "2024-10-08",
        "expires": "2025-08-31",
    }
    files: dict[str, bytes | Path] = {
        COLLECTION_2024.name: as_xlsx(COLLECTION_2024, "质量监测", cells),
        "corrections.yaml": yaml.safe_dump([entry], allow_unicode=True).encode(),
    }
    file_in(tmp_path / "raw", files)
    rules = RecordRules(reasons=frozenset({"typing_error"}))
    land_year(list_raw(tmp_path / "raw"), tmp_path / "landing", 2024, rules=rules)
    found = landed(tmp_path / "landing", "corrections")
    assert all(row["corrected_value"] == Decimal("0.15") for row in found if row["status"] == "applied")
    return [row["status"] for row in found]
