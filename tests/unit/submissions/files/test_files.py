"""Files that are no workbooks, or only look like one: rejected with a reason, never a traceback."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from typing import Any

import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from orchestration.submissions.files import opening, workbook, zip_parts
from tests.fuzzing.grids import Grid, to_xlsx
from tests.unit.submissions.filings import COLLECTION_2024, EXPORT_2024, changed, codes, facts, read, saved
from tests.unit.submissions.ods import as_ods

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600
HTML = (
    "<html><head><meta charset='gbk'></head><body><table><tr><td>学校标识码</td></tr></table></body></html>"
)


def a_zip(**parts: bytes) -> bytes:
    """A zip package of some parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "EMPTY_FILE"),
        (ENCRYPTED, "ENCRYPTED_FILE"),
        (HTML.encode("gb18030"), "HTML_NOT_A_WORKBOOK"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html><table></table>", "HTML_NOT_A_WORKBOOK"),
        (b"<!-- a --><div><table border=1><tr><td>1,2</td></tr></table></div>", "HTML_NOT_A_WORKBOOK"),
        ("请于九月二十日前报送".encode("gb18030"), "NOT_A_TABLE"),
        (b"%PDF-1.7", "NOT_A_WORKBOOK"),
        (b"<?xml version='1.0'?><Workbook/>", "NOT_A_WORKBOOK"),
        (a_zip(word__document=b"text"), "NOT_A_WORKBOOK"),
        (OLE + b"\0" * 4096, "TRUNCATED_FILE"),
        (b"PK\x03\x04 and nothing more", "TRUNCATED_FILE"),
    ],
)
def test_what_is_no_workbook(content: bytes, code: str) -> None:
    reading = read(content)
    assert (reading.status, codes(reading), reading.tables) == ("refused", [code], {})
    assert reading.why
    assert reading.rejections[0].remedy


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_workbook(share: float) -> None:
    content = EXPORT_2024.read_bytes()
    assert codes(read(content[: int(len(content) * share)])) == ["TRUNCATED_FILE"]


def test_a_damaged_workbook() -> None:
    content = bytearray(EXPORT_2024.read_bytes())
    with zipfile.ZipFile(EXPORT_2024) as source:
        entry = source.getinfo("xl/worksheets/sheet2.xml")
    start = entry.header_offset + 200
    content[start : start + 40] = b"\xff" * 40
    assert codes(read(bytes(content))) == ["TRUNCATED_FILE"]


def rewritten(path: Any, change: Any) -> bytes:
    """A workbook's package with its sheet parts changed as text."""
    stream = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            content = source.read(entry)
            target.writestr(entry.filename, change(content) if "worksheets/" in entry.filename else content)
    return stream.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml[: len(xml) // 2],
        lambda xml: xml.replace(b"</sheetData>", b""),
        lambda xml: b"",
    ],
    ids=["half", "without end", "empty"],
)
def test_faulty_xml_in_a_sound_package(change: Any) -> None:
    reading = read(rewritten(EXPORT_2024, change))
    assert (reading.status, codes(reading), reading.tables) == ("refused", ["UNREADABLE_FILE"], {})


def test_a_stray_cell_in_the_farthest_corner_is_rejected_before_memory_is_gone() -> None:
    def stray(book: Any) -> None:
        book["经费"]["XFD1048576"] = " "

    reading = read(changed(COLLECTION_2024, stray))
    assert codes(reading) == ["OVERSIZE_FILE"]
    assert "1,048,576 rows and 16,384 columns" in reading.rejections[0].message


def test_a_zip_bomb_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_parts, "LARGEST_UNPACKED_BYTES", 50_000)
    content = rewritten(COLLECTION_2024, lambda xml: xml + b" " * 60_000)
    assert len(content) < 40_000
    assert codes(read(content)) == ["OVERSIZE_FILE"]


def test_a_file_larger_than_any_form_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "LARGEST_FILE_BYTES", 1000)
    assert codes(read(EXPORT_2024)) == ["OVERSIZE_FILE"]


@pytest.mark.parametrize("content", [EXPORT_2024.read_bytes(), as_ods(EXPORT_2024)], ids=["xlsx", "ods"])
def test_a_workbook_of_very_many_sheets(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    sheets = len(openpyxl.load_workbook(EXPORT_2024, read_only=True).sheetnames)
    monkeypatch.setattr(workbook, "MOST_SHEETS", sheets)
    assert read(content).status == "accepted"
    monkeypatch.setattr(workbook, "MOST_SHEETS", sheets - 1)
    reading = read(content)
    assert codes(reading) == ["OVERSIZE_FILE"]
    assert reading.rejections[0].message == f"the workbook has {sheets} sheets; at most {sheets - 1} are read"


def test_a_styled_empty_tail_is_no_data() -> None:
    def style(book: Any) -> None:
        for row in range(40, 3000):
            book["经费"].cell(row, 3).number_format = "#,##0.00"

    reading = read(changed(COLLECTION_2024, style))
    assert reading.status == "accepted"
    assert facts(reading) == facts(read(COLLECTION_2024))


def test_formulas_with_their_values_are_read() -> None:
    def calculated(xml: bytes) -> bytes:
        return xml.replace(b'<c r="C9" t="n"><v>671</v>', b'<c r="C9"><f>670+1</f><v>671</v>')

    content = rewritten(EXPORT_2024, calculated)
    assert content != EXPORT_2024.read_bytes()
    reading = read(content)
    assert reading.status == "accepted", reading.rejections
    assert facts(reading) == facts(read(EXPORT_2024))


def test_names_do_not_decide_what_a_file_is() -> None:
    book = openpyxl.load_workbook(EXPORT_2024)
    assert read(saved(book)).status == "accepted"


def with_parts(content: bytes, **parts: bytes) -> bytes:
    """A workbook's package with further or other parts; «__» in a name is a slash, «_xml» its ending."""
    named = {
        name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"): part
        for name, part in parts.items()
    }
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            if entry.filename not in named:
                target.writestr(entry.filename, source.read(entry))
        for name, part in named.items():
            target.writestr(name, part)
    return stream.getvalue()


EXPORT = EXPORT_2024.read_bytes()
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 10) for letter in range(98, 108))
    + b']><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&k;</t></si></sst>'
)


def test_a_workbook_under_a_password() -> None:
    target = io.BytesIO()
    OOXMLFile(io.BytesIO(EXPORT)).encrypt("咸安", target)
    for name in ("学校明细.xlsx", "学校明细.xls"):
        assert codes(read(target.getvalue(), name=name)) == ["ENCRYPTED_FILE"]


@pytest.mark.parametrize("part", ["xl__vbaProject_bin", "xl__macrosheets__sheet1_xml"])
@pytest.mark.parametrize("name", ["学校明细.xlsm", "学校明细.xlsx"])
def test_a_workbook_with_macros(part: str, name: str) -> None:
    assert codes(read(with_parts(EXPORT, **{part: b"<x/>"}), name=name)) == ["MACRO_FILE"]


def test_a_workbook_of_the_kind_with_macros() -> None:
    with zipfile.ZipFile(EXPORT_2024) as source:
        types = source.read("[Content_Types].xml")
    changed_types = types.replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    assert changed_types != types
    assert codes(read(with_parts(EXPORT, **{"[Content_Types]_xml": changed_types}))) == ["MACRO_FILE"]


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"xl__workbook_bin": b"\0"}, "OTHER_WORKBOOK"),
        ({"mimetype": b"application/vnd.oasis.opendocument.text", "content_xml": b"<x/>"}, "NOT_A_WORKBOOK"),
    ],
    ids=["xlsb", "odt"],
)
def test_other_workbooks(parts: dict[str, bytes], code: str) -> None:
    assert codes(read(with_parts(a_zip(), **parts))) == [code]


@pytest.mark.parametrize("part", ["xl__sharedStrings_xml", "xl__worksheets__sheet2_xml", "xl__workbook_xml"])
def test_entities_that_expand(part: str) -> None:
    reading = read(with_parts(EXPORT, **{part: LAUGHS}))
    assert (reading.status, codes(reading), reading.tables) == ("refused", ["UNREADABLE_FILE"], {})
    assert "entities" in reading.rejections[0].message


def test_xml_in_utf_16_is_not_read_as_an_empty_sheet() -> None:
    def recoded(xml: bytes) -> bytes:
        return xml.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")

    assert codes(read(rewritten(EXPORT_2024, recoded))) == ["UNREADABLE_FILE"]


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_sizes_that_the_directory_lies_about(part: str) -> None:
    name = part.replace("/", "__").replace(".xml", "_xml")
    content = bytearray(with_parts(EXPORT, **{name: b"<sst>" + b" " * 3_000_000 + b"</sst>"}))
    assert len(content) < 80_000
    # The directory says 5 bytes, with their checksum: who believes it proves nothing.
    place = content.rfind(part.encode()) - 46
    assert content[place : place + 4] == b"PK\x01\x02"
    struct.pack_into("<I", content, place + 16, zlib.crc32(b"<sst>"))
    struct.pack_into("<I", content, place + 24, 5)
    assert codes(read(bytes(content))) == ["TRUNCATED_FILE"]


def test_a_package_of_too_many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    content = with_parts(EXPORT, **{f"xl__media__{number}": b"" for number in range(200)})
    assert read(content).status == "accepted"
    monkeypatch.setattr(zip_parts, "LARGEST_PARTS", 100)
    assert codes(read(content)) == ["OVERSIZE_FILE"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_that_stands_twice() -> None:
    stream = io.BytesIO(EXPORT)
    with zipfile.ZipFile(stream, "a") as target:
        target.writestr("xl/worksheets/sheet1.xml", b"<worksheet/>")
    assert codes(read(stream.getvalue())) == ["UNREADABLE_FILE"]


FAR = '<row r="{row}"><c r="{first}{row}"><v>1</v></c></row><row r="3"><c r="A3"><v>1</v></c></row>'


@pytest.mark.parametrize(
    "cells",
    [
        # Far cells before near ones, without addresses, in small letters, with a prefix.
        FAR.format(row=1_048_576, first="XFD"),
        '<row r="1048576">' + "<c><v>1</v></c>" * 100 + "</row>",
        FAR.format(row=1_048_576, first="xfd"),
        '<x:row r="1048576" xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
        '<row r="1048576"><c s="0" r="XFD1048576"><v>1</v></c></row>',
    ],
    ids=["before", "no addresses", "small", "prefixed", "another order"],
)
def test_sheets_that_span_more_than_memory(cells: str) -> None:
    def far(xml: bytes) -> bytes:
        return xml.replace(b"</sheetData>", cells.encode() + b"</sheetData>")

    assert codes(read(rewritten(COLLECTION_2024, far))) == ["OVERSIZE_FILE"]


@pytest.mark.parametrize(
    "tail",
    [
        '<row r="1048576"/>',
        "".join(
            f'<row r="{row}"><c r="A{row}" s="0"/><c r="XFD{row}" s="0"/></row>' for row in range(900, 4900)
        ),
        '<row r="1048576" hidden="1"><c r="A1048576" s="0"/></row>',
    ],
    ids=["last row", "styled columns", "hidden"],
)
def test_empty_tails_of_every_kind(tail: str) -> None:
    def tailed(xml: bytes) -> bytes:
        return xml.replace(b"</sheetData>", tail.encode() + b"</sheetData>").replace(
            b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>'
        )

    reading = read(rewritten(EXPORT_2024, tailed))
    assert (reading.status, reading.rejections) == ("accepted", [])
    assert facts(reading) == facts(read(EXPORT_2024))


@pytest.mark.parametrize("ranges", [("A900:H901",), ("B60:C3000", "AX3:BC4"), ("A1:XFD1",)])
def test_blank_cells_merged_outside_the_table(ranges: tuple[str, ...]) -> None:
    def merge(workbook: Any) -> None:
        for sheet in workbook:
            for cells in ranges:
                sheet.merge_cells(cells)

    reading = read(changed(EXPORT_2024, merge))
    assert reading.rejections == []
    assert facts(reading) == facts(read(EXPORT_2024))


def test_headers_covered_by_a_blank_merge_are_rejected() -> None:
    header = ["学校标识码", "学校名称", "在校生数"]
    sound: list[list[Any]] = [["", *header], ["", "3442020002", "北山中学", 20]]
    covered: list[list[Any]] = [["", *header], ["", "3442020001", "南山中学", 10]]
    alone = read(to_xlsx(Grid("高中明细", covered, merges=[(0, 0, 0, 3)])))
    assert (alone.status, codes(alone)) == ("refused", ["NO_FORM_IN_FILE", "NO_LAYOUT"])
    below = read(to_xlsx(Grid("高中明细", sound + covered, merges=[(2, 0, 2, 3)])))
    assert (below.status, codes(below)) == ("partial", ["NO_LAYOUT"])


def test_cells_without_addresses_are_read() -> None:
    """Some programs that write large files leave them out; the format allows it."""

    def bare(xml: bytes) -> bytes:
        return re.sub(rb' r="[A-Z]+\d+"', b"", xml)

    def fill(book: Any) -> None:
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    cell.number_format = "0"

    filled_book = io.BytesIO(changed(EXPORT_2024, fill))
    assert facts(read(rewritten(filled_book, bare))) == facts(read(EXPORT_2024))


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (b"<c r='C9' t='e'><v>#N/A</v></c>", "ERROR_VALUE"),
        (b"<c><f>SUM(A1)</f></c>", "FORMULA_NOT_CALCULATED"),
    ],
    ids=["single quotes", "no address"],
)
def test_odd_cells_in_xml_that_no_spreadsheet_program_writes(cell: bytes, code: str) -> None:
    def change(xml: bytes) -> bytes:
        return re.sub(rb'<c r="C9"[^>]*>.*?</c>', cell, xml)

    reading = read(rewritten(EXPORT_2024, change))
    assert (code, "小学明细", "C9") in {(r.code, r.sheet, r.cell) for r in reading.rejections}


@pytest.mark.parametrize("height", [b'ht="0" customHeight="1"', b'\nhidden="1"'])
def test_rows_that_nobody_sees(height: bytes) -> None:
    def flatten(xml: bytes) -> bytes:
        return xml.replace(b'<row r="9"', b'<row r="9" ' + height)

    reading = read(rewritten(EXPORT_2024, flatten))
    assert {r.code for r in reading.rejections} == {"HIDDEN_CELLS"}
    assert facts(reading) == facts(read(EXPORT_2024))


def test_hidden_rows_and_columns_count_and_are_named() -> None:
    def hide(book: Any) -> None:
        book["小学明细"].row_dimensions[9].hidden = True
        book["小学明细"].row_dimensions[900].hidden = True
        book["小学明细"].column_dimensions["D"].hidden = True
        book["初中明细"].column_dimensions["ZZ"].hidden = True

    reading = read(changed(EXPORT_2024, hide))
    (notice,) = reading.rejections
    assert (notice.code, notice.sheet, notice.cell, notice.row) == ("HIDDEN_CELLS", "小学明细", "D9", 9)
    assert "row 9、column D are hidden" in notice.message
    assert (reading.status, reading.why) == ("accepted", None)
    assert facts(reading) == facts(read(EXPORT_2024))
