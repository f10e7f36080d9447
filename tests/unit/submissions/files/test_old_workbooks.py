"""xls: the same landing as the xlsx it was saved from, and what only the bytes of an xls tell."""

from __future__ import annotations

import hashlib
import io
import struct
from pathlib import Path
from typing import Any

import msoffcrypto
import pytest
import xlwt

from orchestration.submissions.files import workbook
from tests.unit.submissions.filings import (
    ALL_EXAMPLES,
    COLLECTION_2024,
    EXPORT_2024,
    as_xls,
    codes,
    facts,
    read,
    rows,
    year_of,
)

PRIMARY = 1  # the second sheet of the export, 小学明细
_FILEPASS, _BOF = 0x002F, 0x0809
_NEVER_ENCRYPTED = (_BOF, _FILEPASS, 0x0195, 0x00E1)


def primary(change: Any) -> bytes:
    """The export as xls, after a change to 小学明细."""

    def change_book(book: Any) -> None:
        sheet = book.get_sheet(PRIMARY)
        sheet._cell_overwrite_ok = True
        change(sheet)

    return as_xls(EXPORT_2024, change_book)


@pytest.mark.parametrize("path", ALL_EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("name", [None, "学校明细.xls", "学校明细.et", "学校明细.xlsx"])
def test_an_xls_lands_as_its_xlsx(path: Path, name: str | None) -> None:
    reading = read(as_xls(path), year_of(path), name)
    assert (reading.status, reading.rejections, reading.encoding) == ("accepted", [], None)
    assert facts(reading) == facts(read(path, year_of(path)))


def test_codes_as_numbers_and_as_text() -> None:
    def primary_codes(content: Any) -> dict[int, str]:
        found = [row for row in rows(read(content), "class_sizes") if row["stage"] == "primary"]
        return {row["src_row"]: row["school_code"] for row in found}

    filed = primary_codes(EXPORT_2024)

    def mix(sheet: Any) -> None:
        sheet.write(8, 0, int(filed[9]))
        sheet.write(9, 0, filed[10])
        sheet.write(10, 0, filed[11] + ".0")

    assert primary_codes(primary(mix)) == filed


def test_formulas_and_errors_are_rejected_cells() -> None:
    def calculate(sheet: Any) -> None:
        sheet.write(8, 2, xlwt.Formula("670+1"))
        sheet.write(9, 2, None)
        sheet.row(9).set_cell_error(2, "#N/A!")
        sheet.write(10, 0, xlwt.Formula('"2142020004"'))

    reading = read(primary(calculate))
    rejected = {(rejection.code, rejection.cell, rejection.field) for rejection in reading.rejections}
    assert rejected == {
        ("FORMULA_NOT_CALCULATED", "C9", "enrolment.all.all"),
        ("ERROR_VALUE", "C10", "enrolment.all.all"),
        ("FORMULA_NOT_CALCULATED", "A11", "school_code"),
    }


def formula(result: bytes, options: int = 0) -> bytes:
    """The export with a formula in C9 that has a stored result."""
    content = primary(lambda sheet: sheet.write(8, 2, xlwt.Formula("670+1")))
    stored = struct.pack("<Q", 0xFFFF000000000003) + struct.pack("<H", 0)
    assert content.count(stored) == 1
    return content.replace(stored, result + struct.pack("<H", options))


def test_a_formula_with_its_value_is_read() -> None:
    reading = read(formula(struct.pack("<d", 671)))
    assert (reading.status, facts(reading)) == ("accepted", facts(read(EXPORT_2024)))
    # A calculated 0 is a 0, unless the program says that it is still to be calculated.
    assert read(formula(struct.pack("<d", 0))).status == "accepted"
    waiting = read(formula(struct.pack("<d", 0), options=2))
    assert [(each.code, each.cell) for each in waiting.rejections] == [("FORMULA_NOT_CALCULATED", "C9")]
    assert next(r["students"] for r in rows(waiting, "enrolment") if r["src_row"] == 9) is None


def test_a_formula_whose_value_is_an_error() -> None:
    reading = read(formula(bytes([2, 0, 42, 0, 0, 0, 0xFF, 0xFF])))
    assert [(each.code, each.cell) for each in reading.rejections] == [("ERROR_VALUE", "C9")]


def test_hidden_sheets_rows_and_columns() -> None:
    def hide(sheet: Any) -> None:
        sheet.row(9).hidden = True
        sheet.col(3).hidden = True
        sheet.row(5000).hidden = True

    reading = read(primary(hide))
    assert [(each.code, each.cell) for each in reading.rejections] == [("HIDDEN_CELLS", "D10")]
    assert (reading.status, facts(reading)) == ("accepted", facts(read(EXPORT_2024)))

    def hide_sheet(book: Any) -> None:
        book.get_sheet(PRIMARY).visibility = 1

    hidden = read(as_xls(EXPORT_2024, hide_sheet))
    assert [(each.code, each.sheet) for each in hidden.rejections] == [("HIDDEN_SHEET", "小学明细")]


def test_a_styled_tail_to_the_last_row() -> None:
    bold = xlwt.easyxf("font: bold on")

    def style(sheet: Any) -> None:
        for row in (*range(60, 3000), 65535):
            sheet.write(row, 3, "", bold)

    reading = read(primary(style))
    assert (reading.status, facts(reading)) == ("accepted", facts(read(EXPORT_2024)))


@pytest.mark.parametrize("share", [0.02, 0.1, 0.3, 0.5, 0.6, 0.9, 0.99])
def test_a_truncated_xls(share: float) -> None:
    content = as_xls(EXPORT_2024)
    reading = read(content[: int(len(content) * share)])
    assert (reading.status, codes(reading)) == ("refused", ["TRUNCATED_FILE"])


@pytest.mark.parametrize("lost", [1, 88, 100, 200, 300, 450])
def test_an_xls_that_ends_within_its_directory(lost: int) -> None:
    content = as_xls(EXPORT_2024)
    assert codes(read(content[:-lost])) == ["TRUNCATED_FILE"]


def encrypted(password: str) -> bytes:
    """An xls under a password, RC4 as [MS-XLS] 2.2.10 has it; proved by msoffcrypto."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("密")
    sheet.write(0, 0, "学校标识码")
    plain = book.get_biff_data()
    salt, verifier = b"0123456789abcdef", b"fedcba9876543210"

    def block_key(block: int) -> bytes:
        short = hashlib.md5(password.encode("utf-16-le")).digest()[:5]
        middle = hashlib.md5((short + salt) * 16).digest()[:5]
        return hashlib.md5(middle + struct.pack("<I", block)).digest()

    def rc4(key: bytes, length: int) -> bytes:
        box, at, out = list(range(256)), 0, bytearray()
        for place in range(256):
            at = (at + box[place] + key[place % len(key)]) & 255
            box[place], box[at] = box[at], box[place]
        at = 0
        for step in range(1, length + 1):
            place = step & 255
            at = (at + box[place]) & 255
            box[place], box[at] = box[at], box[place]
            out.append(box[(box[place] + box[at]) & 255])
        return bytes(out)

    stream = rc4(block_key(0), 32)
    sealed = bytes(a ^ b for a, b in zip(verifier + hashlib.md5(verifier).digest(), stream, strict=True))
    header = struct.pack("<HHHHH", _FILEPASS, 54, 1, 1, 1) + salt + sealed
    first = 4 + struct.unpack_from("<H", plain, 2)[0]
    moved = bytearray(plain[:first] + header + plain[first:])
    place = 0
    while place < len(moved):
        kind, length = struct.unpack_from("<HH", moved, place)
        if kind == 0x0085:
            start = struct.unpack_from("<I", moved, place + 4)[0] + len(header)
            struct.pack_into("<I", moved, place + 4, start)
        place += 4 + length
    keys = b"".join(rc4(block_key(block), 1024) for block in range(len(moved) // 1024 + 1))
    place = 0
    while place < len(moved):
        kind, length = struct.unpack_from("<HH", moved, place)
        skipped = length if kind in _NEVER_ENCRYPTED else 4 if kind == 0x0085 else 0
        for at in range(place + 4 + skipped, place + 4 + length):
            moved[at] ^= keys[at]
        place += 4 + length
    # msoffcrypto reads the padding of the stream as empty records of four bytes.
    filler = -len(moved) % 4
    moved += struct.pack("<HH", 0, filler) + bytes(filler)
    target = io.BytesIO()
    xlwt.CompoundDoc.XlsDoc().save(target, bytes(moved))
    return target.getvalue()


def test_an_encrypted_xls() -> None:
    content = encrypted("咸安")
    proof = io.BytesIO()
    office = msoffcrypto.OfficeFile(io.BytesIO(content))
    office.load_key(password="咸安")
    office.decrypt(proof)
    assert "学校标识码".encode("utf-16-le") in proof.getvalue()
    assert codes(read(content)) == ["ENCRYPTED_FILE"]


@pytest.mark.parametrize("is_linked", [True, False])
def test_macros_in_an_xls(is_linked: bool) -> None:
    """An entry that nothing links is refused too: what a spreadsheet program does with it is not known."""
    content = as_xls(COLLECTION_2024)
    # xlwt writes «Workbook» and the root only: a third entry of the directory is free.
    entry = content.find("Workbook".encode("utf-16-le"))
    free = entry + 128
    assert content[free : free + 64] == bytes(64)
    storage = "_VBA_PROJECT_CUR".encode("utf-16-le")
    with_macros = bytearray(content)
    with_macros[free : free + len(storage)] = storage
    struct.pack_into("<HBB3I", with_macros, free + 64, len(storage) + 2, 1, 0, *[2**32 - 1] * 3)
    if is_linked:
        struct.pack_into("<I", with_macros, entry + 72, 2)  # it stands beside the workbook
    assert codes(read(bytes(with_macros))) == ["MACRO_FILE"]


def test_another_document_of_the_same_container() -> None:
    content = as_xls(COLLECTION_2024)
    document = content.replace("Workbook".encode("utf-16-le"), "WordDocu".encode("utf-16-le"), 1)
    assert codes(read(document, name="说明.doc")) == ["NOT_A_WORKBOOK"]


@pytest.mark.parametrize("death", ["import os; os.abort()", "import time; time.sleep(9)"])
def test_an_xls_that_would_end_the_process(monkeypatch: pytest.MonkeyPatch, death: str) -> None:
    """calamine aborts on a damaged count; that must stop the file, not the country."""
    monkeypatch.setattr(workbook, "_PROBE", death)
    monkeypatch.setattr(workbook, "_PROBE_SECONDS", 1)
    book = xlwt.Workbook()
    book.add_sheet("小学明细").write(0, 0, "学校标识码")
    stream = io.BytesIO()
    book.save(stream)
    reading = read(stream.getvalue())
    assert (reading.status, codes(reading)) == ("refused", ["UNREADABLE_FILE"])


@pytest.mark.parametrize("name", ["学校明细.xls", "学校明细.xlsx"])
def test_a_workbook_of_excel_95_is_named_as_one(name: str) -> None:
    """Its texts are in a code page; which one, is for a spreadsheet program to say."""
    content = bytearray(as_xls(EXPORT_2024))
    start = content.find(struct.pack("<HHH", _BOF, 16, 0x0600))
    struct.pack_into("<H", content, start + 4, 0x0500)
    reading = read(bytes(content), name=name)
    assert (reading.status, codes(reading)) == ("refused", ["OTHER_WORKBOOK"])
    assert "Excel 5.0/95" in (reading.why or "")
