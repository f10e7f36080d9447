"""One filing through the writers in use: each gives the same landing.

What belongs here: whole workbooks as programs write them, and the ways in which their sheets differ. What
does not: their packages (`test_packages`), ods (`test_ods`), old workbooks (`test_old_workbooks`).
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.unit.submissions.filings import (
    COLLECTION_2024,
    EXPORT_2024,
    changed,
    codes,
    facts,
    read,
    rows,
    saved,
)
from tests.unit.submissions.packages import Parts, as_strict, in_turn, repacked, replaced, with_shared_strings
from tests.unit.submissions.writers.cells import BOOKS, FOLDER, SHARES, cells_of

FIXTURES = sorted(path for path in FOLDER.iterdir() if path.suffix in (".xlsx", ".xls", ".ods"))
DATES = [datetime.date(2024, 10, day) for day in (8, 9, 10)]


def with_xlsxwriter(book: str, asked: dict[str, Any], is_rich: bool = False) -> bytes:
    """A book as XlsxWriter writes it with the options asked for."""
    stream = io.BytesIO()
    target = xlsxwriter.Workbook(stream, asked)
    bold = target.add_format({"bold": True})
    for sheet in cells_of(book):
        page = target.add_worksheet(sheet.name)
        formats = {
            (row, column): target.add_format({"num_format": code}) for row, column, code in sheet.formats
        }
        for row, cells in enumerate(sheet.rows):
            for column, value in enumerate(cells):
                if is_rich and isinstance(value, str) and len(value) > 1:
                    page.write_rich_string(row, column, bold, value[:1], value[1:])
                elif value is not None:
                    page.write(row, column, value, formats.get((row, column)))
        for top, left, bottom, right in sheet.merges:
            if not asked.get("constant_memory"):
                page.merge_range(top, left, bottom, right, "")
                page.write(top, left, sheet.rows[top][left])
    target.close()
    return stream.getvalue()


def in_sheets(pattern: str, by: str) -> Callable[[Parts], None]:
    """The change of a pattern in every sheet's XML; it must be there."""

    def change(parts: Parts) -> None:
        number = 0
        for name in [name for name in parts if name.startswith("xl/worksheets/")]:
            text, found = re.subn(pattern, by, parts[name].decode())
            parts[name], number = text.encode(), number + found
        assert number, pattern

    return change


def said_beside(parts: Parts) -> None:
    """Every text in two runs, with a phonetic guide over the first."""
    runs = (
        r'<is><r><t>\1</t></r><r><rPr><b/></rPr><t xml:space="preserve">\2</t></r>'
        r'<rPh sb="0" eb="1"><t>フリ</t></rPh><phoneticPr fontId="1"/></is>'
    )
    in_sheets("<is><t>([^<&])([^<&]+)</t></is>", runs)(parts)


def in_libreoffice_manner(parts: Parts) -> None:
    """What LibreOffice Calc writes besides: that nothing is hidden, and links without a slash in front."""
    with_shared_strings(parts)
    shown = 'customFormat="false" ht="12.8" hidden="false" customHeight="false" outlineLevel="0"'
    columns = '<cols><col min="1" max="1024" width="11.5" hidden="false"/></cols>'
    in_sheets('<row r="([0-9]+)"[^>]*>', rf'<row r="\1" {shown}>')(parts)
    in_sheets("<sheetData>", f"{columns}<sheetData>")(parts)
    replaced('"/xl/worksheets/', '"worksheets/', "workbook.xml.rels")(parts)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
def test_what_other_programs_wrote(path: Path) -> None:
    book = path.name.partition("_")[0]
    reading = read(path, name=path.name)
    assert (reading.status, reading.rejections) == ("accepted", [])
    assert facts(reading) == facts(read(BOOKS[book]))
    # SheetJS keeps no number format in an ods.
    raw = {row["raw"] for row in rows(reading, "cell_texts") if row["src_sheet"] == SHARES}
    assert all(text.endswith("%") for text in raw)
    assert bool(raw) == (book == "collection" and not path.name.endswith("sheetjs.ods"))


def test_no_writer_is_forgotten() -> None:
    writers = {path.name.partition("_")[2] for path in FIXTURES}
    assert {f"{book}_{writer}" for book in BOOKS for writer in writers} == {path.name for path in FIXTURES}
    assert writers == {
        *("sheetjs.xlsx", "sheetjs_shared.xlsx", "sheetjs.ods", "sheetjs.xls"),
        *("exceljs.xlsx", "exceljs_rich.xlsx", "exceljs_stream.xlsx"),
        *("libreoffice.xlsx", "libreoffice.xls", "libreoffice.ods"),
    }


@pytest.mark.parametrize("book", BOOKS)
@pytest.mark.parametrize(
    ("asked", "is_rich"),
    [({}, False), ({}, True), ({"date_1904": True}, False)],
    ids=["plain", "rich text", "1904"],
)
def test_xlsxwriter(book: str, asked: dict[str, Any], is_rich: bool) -> None:
    reading = read(with_xlsxwriter(book, asked, is_rich))
    assert (reading.status, reading.rejections) == ("accepted", [])
    assert facts(reading) == facts(read(BOOKS[book]))


def test_xlsxwriter_row_by_row() -> None:
    """With little memory it writes inline strings; it can then merge nothing above."""
    reading = read(with_xlsxwriter("collection", {"constant_memory": True}))
    assert facts(reading, "monitoring") == facts(read(COLLECTION_2024), "monitoring")
    assert codes(reading) == []


@pytest.mark.parametrize("path", [EXPORT_2024, COLLECTION_2024], ids=lambda path: path.stem)
@pytest.mark.parametrize(
    "change",
    [
        with_shared_strings,
        said_beside,
        in_turn(said_beside, with_shared_strings),
        in_sheets(r't="inlineStr"><is><t>([^<]*)</t></is>', r't="str"><v>\1</v>'),
        in_sheets("<dimension [^>]*/>", ""),
        in_sheets("<dimension [^>]*/>", '<dimension ref="A1"/>'),
        as_strict,
        in_turn(in_sheets("<(/?)(?=[a-zA-Z])", r"<\1x:"), in_sheets(' xmlns="', ' xmlns:x="')),
        in_libreoffice_manner,
        in_sheets(' t="n"', ""),
    ],
    ids=[
        *("shared strings", "furigana", "furigana in shared strings", "texts as values", "no dimension"),
        *("wrong dimension", "strict", "prefixes", "LibreOffice", "no type"),
    ],
)
def test_ways_to_write_a_sheet(path: Path, change: Callable[[Parts], None]) -> None:
    reading = read(repacked(path, change))
    assert (reading.status, reading.rejections) == ("accepted", [])
    assert facts(reading) == facts(read(path))


def test_cells_and_rows_without_addresses() -> None:
    def fill(book: Any) -> None:
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    cell.number_format = "0"

    content = repacked(changed(EXPORT_2024, fill), in_sheets(r'(<(?:c|row)) r="[^"]*"', r"\1"))
    assert facts(read(content)) == facts(read(EXPORT_2024))


def test_a_share_in_a_cell_without_an_address() -> None:
    def fill(book: Any) -> None:
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    cell.number_format = (
                        "0.0%" if cell.coordinate == "C9" and sheet.title == "小学明细" else "0"
                    )

    content = repacked(changed(EXPORT_2024, fill), in_sheets(r'(<(?:c|row)) r="[^"]*"', r"\1"))
    refused = [(each.sheet, each.cell, each.raw) for each in read(content).rejections]
    assert refused == [("小学明细", "C9", "67100%")]


@pytest.mark.parametrize("is_1904", [False, True])
@pytest.mark.parametrize("is_moved", [False, True])
def test_dates_count_from_the_workbooks_own_year(is_1904: bool, is_moved: bool) -> None:
    """In a package that is rearranged, too."""
    book = openpyxl.load_workbook(COLLECTION_2024)
    if is_1904:
        book.epoch = CALENDAR_MAC_1904
    for line, day in enumerate(DATES, start=5):
        book["佐证材料"].cell(line, 5).value = day
        book["佐证材料"].cell(line, 5).number_format = "yyyy-mm-dd"
    content = saved(book)
    if is_moved:
        content = repacked(content, replaced('"/xl/worksheets/', '"./worksheets/', "workbook.xml.rels"))
    reading = read(content)
    assert facts(reading, "attestations") == facts(read(COLLECTION_2024), "attestations")
