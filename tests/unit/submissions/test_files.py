"""Files that are no workbooks, or only look like one: refused with a reason, never a traceback."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
import pytest

from orchestration.submissions import files, package
from tests.unit.submissions.filings import COLLECTION_2024, EXPORT_2024, changed, codes, facts, read, saved

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
    assert reading.refusals[0].remedy


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


def test_a_stray_cell_in_the_farthest_corner_is_refused_before_memory_is_gone() -> None:
    def stray(book: Any) -> None:
        book["经费"]["XFD1048576"] = " "

    reading = read(changed(COLLECTION_2024, stray))
    assert codes(reading) == ["OVERSIZE_FILE"]
    assert "1,048,576 rows and 16,384 columns" in reading.refusals[0].message


def test_a_zip_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "LARGEST_UNPACKED_BYTES", 200_000)
    content = rewritten(COLLECTION_2024, lambda xml: xml + b" " * 300_000)
    assert len(content) < 40_000
    assert codes(read(content)) == ["OVERSIZE_FILE"]


def test_a_file_larger_than_any_form_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST_FILE_BYTES", 1000)
    assert codes(read(EXPORT_2024)) == ["OVERSIZE_FILE"]


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
    assert reading.status == "accepted", reading.refusals
    assert facts(reading) == facts(read(EXPORT_2024))


def test_names_do_not_decide_what_a_file_is() -> None:
    book = openpyxl.load_workbook(EXPORT_2024)
    assert read(saved(book)).status == "accepted"
