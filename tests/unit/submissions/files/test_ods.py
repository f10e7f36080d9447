"""ods: the same landing as the xlsx, and what is refused in it.

What belongs here: OpenDocument workbooks. What does not: the codes of number formats
(`cells/test_number_format`).
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from orchestration.submissions.files import ods, zip_parts
from tests.unit.submissions.filings import (
    ALL_EXAMPLES,
    COLLECTION_2024,
    EXPORT_2024,
    codes,
    facts,
    read,
    rows,
    year_of,
)
from tests.unit.submissions.ods import as_ods, element, ods_of
from tests.unit.submissions.packages import repacked, replaced

PRIMARY = "小学明细"


def with_cell(xml: str, address: str = "C9") -> bytes:
    """The export with other XML in a cell of 小学明细."""
    return as_ods(EXPORT_2024, {(PRIMARY, address): xml})


@pytest.mark.parametrize("path", ALL_EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("name", [None, "学校明细.ods", "学校明细.xlsx"])
def test_an_ods_lands_as_its_xlsx(path: Path, name: str | None) -> None:
    reading, xlsx = read(as_ods(path), year_of(path), name), read(path, year_of(path))
    assert (reading.status, reading.rejections, reading.encoding) == ("accepted", [], None)
    assert facts(reading) == facts(xlsx)
    # Every figure has the address that it has in the xlsx.
    assert reading.tables["submission_fields"].to_pylist() == xlsx.tables["submission_fields"].to_pylist()
    for relation in set(xlsx.tables) - {"submission_fields"}:
        assert rows(reading, relation) == rows(xlsx, relation), relation


@pytest.mark.parametrize(
    ("value", "style"),
    [
        (0.18, "percent"),
        (0.18, "Percent"),
        (0.18, "Bold"),
        (18, "quoted"),
        (0.18, "conditional"),
        ("18%", ""),
    ],
)
def test_a_share_is_what_the_cell_shows(value: Any, style: str) -> None:
    cells = {
        ("质量监测", "C3"): element("校际差异率（%）"),
        ("质量监测", "C5"): element(value, f'table:style-name="{style}"' if style else ""),
    }
    reading = read(as_ods(COLLECTION_2024, cells))
    assert (reading.status, reading.rejections) == ("accepted", [])
    (subject,) = [row for row in rows(reading, "monitoring") if row["src_row"] == 5]
    assert subject["between_school_variation"] == Decimal("0.18")
    assert [row["raw"] for row in rows(reading, "cell_texts")] == ["18%"]


@pytest.mark.parametrize("where", ["cell", "row", "column", "type alone"])
def test_a_share_under_another_unit_is_refused(where: str) -> None:
    style = 'table:default-cell-style-name="percent"'
    cell = {
        "cell": element(671, 'table:style-name="percent"'),
        "type alone": element(671).replace('"float"', '"percentage"'),
    }.get(where, element(671))
    column = f'<table:table-column table:number-columns-repeated="2"/><table:table-column {style}/>'
    content = as_ods(
        EXPORT_2024,
        {(PRIMARY, "C9"): cell},
        {(PRIMARY, 9): style} if where == "row" else {},
        column if where == "column" else "",
    )
    refused = [(each.code, each.cell, each.raw) for each in read(content).rejections]
    assert ("NOT_A_NUMBER", "C9", "67100%") in refused


@pytest.mark.parametrize(
    ("stored", "style", "raw"),
    [(671000, "thousands", None), (671, "conditional", None), (671, "ten thousands", "0.0671万")],
)
def test_a_figure_in_thousands(stored: float, style: str, raw: str | None) -> None:
    reading = read(with_cell(element(stored, f'table:style-name="{style}"')))
    assert [each.raw for each in reading.rejections] == ([raw] if raw else [])
    if raw is None:
        assert facts(reading) == facts(read(EXPORT_2024))


def test_formulas_and_errors_are_rejected_cells() -> None:
    formula = 'table:formula="of:=[.A1]"'
    paragraph = "<text:p>#DIV/0!</text:p></table:table-cell>"
    cells = {
        (PRIMARY, "C9"): f"<table:table-cell {formula}/>",
        (PRIMARY, "C10"): f'<table:table-cell {formula} office:value-type="string" office:string-value="" '
        f'calcext:value-type="error">{paragraph}',
        (
            PRIMARY,
            "C11",
        ): f'<table:table-cell {formula} office:value-type="float" office:value="0">{paragraph}',
        (PRIMARY, "A12"): f"<table:table-cell {formula}/>",
    }
    found = {(each.code, each.cell) for each in read(as_ods(EXPORT_2024, cells)).rejections}
    assert found == {
        ("FORMULA_NOT_CALCULATED", "C9"),
        ("ERROR_VALUE", "C10"),
        ("ERROR_VALUE", "C11"),
        ("FORMULA_NOT_CALCULATED", "A12"),
    }


def test_a_calculated_formula_is_read() -> None:
    reading = read(with_cell(element(671, 'table:formula="of:=670+1"')))
    assert (reading.rejections, facts(reading)) == ([], facts(read(EXPORT_2024)))


def test_hidden_sheets_rows_and_columns() -> None:
    content = as_ods(
        EXPORT_2024,
        rows={(PRIMARY, 9): 'table:visibility="collapse"', (PRIMARY, 10): 'table:visibility="filter"'},
    )
    (notice,) = read(content).rejections
    assert (notice.code, notice.sheet, notice.cell) == ("HIDDEN_CELLS", PRIMARY, "A9")
    assert "row 9、row 10 are hidden" in notice.message
    hidden_column = '<table:table-column table:visibility="collapse"/>'
    assert set(codes(read(as_ods(EXPORT_2024, columns=hidden_column)))) == {"HIDDEN_CELLS"}
    hidden = read(as_ods(EXPORT_2024, hidden=PRIMARY))
    assert [(each.code, each.sheet) for each in hidden.rejections] == [("HIDDEN_SHEET", PRIMARY)]


def test_figures_merged_over_schools_are_rejected() -> None:
    reading = read(with_cell(element(671, 'table:number-rows-spanned="2" table:number-columns-spanned="1"')))
    assert "MERGED_FIGURE" in codes(reading)


@pytest.mark.parametrize(
    "text",
    [
        "<text:p>向阳湖镇<text:span>凤凰</text:span>小学</text:p>",
        "<text:p><text:ruby><text:ruby-base>向阳湖镇凤凰</text:ruby-base><text:ruby-text>xyhz"
        "</text:ruby-text></text:ruby>小学</text:p>",
        "<office:annotation><text:p>批注</text:p></office:annotation><text:p>向阳湖镇凤凰小学</text:p>",
        "<text:p><text:a>向阳湖镇凤凰小学</text:a><text:s text:c='3'/></text:p>",
        "<text:p>向阳湖镇凤凰小学<text:note><text:note-body><text:p>注</text:p></text:note-body></text:note></text:p>",
    ],
    ids=["spans", "furigana", "comment", "link and spaces", "note"],
)
def test_texts_without_what_stands_beside_them(text: str) -> None:
    sheet = "学校名录"
    cell = f'<table:table-cell office:value-type="string">{text}</table:table-cell>'
    reading = read(as_ods(EXPORT_2024, {(sheet, "B8"): cell}))
    plain = read(as_ods(EXPORT_2024, {(sheet, "B8"): element("向阳湖镇凤凰小学")}))
    assert (reading.rejections, facts(reading)) == ([], facts(plain))


def test_repeated_cells_and_rows_are_laid_out() -> None:
    line = "<table:table-row>" + element("甲", 'table:number-columns-repeated="3"') + "</table:table-row>"
    line += (
        '<table:table-row table:number-rows-repeated="2"><table:table-cell/>'
        + element(7)
        + "</table:table-row>"
    )
    (sheet,) = ods.open_ods(zip_parts.ZipParts(ods_of(f'<table:table table:name="a">{line}</table:table>')))
    assert sheet.rows == [["甲"] * 3, ["", 7.0, ""], ["", 7.0, ""]]


@pytest.mark.parametrize(
    "lines",
    [
        '<table:table-row table:number-rows-repeated="1048576">' + element(1) * 30 + "</table:table-row>",
        '<table:table-row table:number-rows-repeated="999999999">' + element(1) + "</table:table-row>",
        "<table:table-row>" + element(1, 'table:number-columns-repeated="999999999"') + "</table:table-row>",
        ("<table:table-row>" + element(1, 'table:number-columns-repeated="16384"') + "</table:table-row>")
        * 1300,
        '<table:table-row table:number-rows-repeated="1048575"/><table:table-row>'
        '<table:table-cell table:number-columns-repeated="16383"/>' + element(1) + "</table:table-row>",
        (
            '<table:table-row><table:table-cell table:formula="of:=1" '
            'table:number-columns-repeated="16384"/></table:table-row>'
        )
        * 1300,
    ],
    ids=["rows", "endless rows", "endless columns", "wide rows", "far corner", "formulas"],
)
def test_giant_repeats_are_refused_before_memory_is_gone(lines: str) -> None:
    content = ods_of(f'<table:table table:name="a">{lines}</table:table>')
    assert codes(read(content)) == ["OVERSIZE_FILE"]


def test_zip_bombs_entities_and_other_encodings(monkeypatch: pytest.MonkeyPatch) -> None:
    content = as_ods(EXPORT_2024)
    doctype = replaced(
        "<office:document-content", "<!DOCTYPE a [<!ENTITY b 'c'>]><office:document-content", "content.xml"
    )
    assert codes(read(repacked(content, doctype))) == ["UNREADABLE_FILE"]
    cut = replaced("</office:spreadsheet>", "", "content.xml")
    assert codes(read(repacked(content, cut))) == ["UNREADABLE_FILE"]
    no_number = replaced('office:value="671"', 'office:value="x"', "content.xml")
    assert codes(read(repacked(content, no_number))) == ["TRUNCATED_FILE"]
    utf_16 = repacked(content, lambda parts: parts.update({"content.xml": "<a/>".encode("utf-16")}))
    assert codes(read(utf_16)) == ["UNREADABLE_FILE"]
    monkeypatch.setattr(zip_parts, "LARGEST_UNPACKED_BYTES", 10_000)
    assert codes(read(content)) == ["OVERSIZE_FILE"]


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_ods(share: float) -> None:
    content = as_ods(EXPORT_2024)
    assert codes(read(content[: int(len(content) * share)])) == ["TRUNCATED_FILE"]


@pytest.mark.parametrize(
    "part", ["Basic/Standard/Module1.xml", "Basic/script-lc.xml", "Scripts/python/a.py", "basic/x/y.xml"]
)
def test_macros_are_refused(part: str) -> None:
    assert codes(read(as_ods(EXPORT_2024, parts={part: b"<x/>"}))) == ["MACRO_FILE"]


def test_a_script_within_the_document_is_refused() -> None:
    script = '<office:scripts><office:script script:language="ooo:Basic">x</office:script></office:scripts>'
    content = repacked(as_ods(EXPORT_2024), replaced("<office:scripts/>", script, "content.xml"))
    assert codes(read(content)) == ["MACRO_FILE"]


def test_an_encrypted_ods() -> None:
    entry = '<manifest:file-entry><manifest:encryption-data manifest:checksum="x"/></manifest:file-entry>'

    def encrypt(parts: dict[str, bytes]) -> None:
        replaced("<manifest:file-entry/>", entry, "manifest.xml")(parts)
        parts["content.xml"] = bytes(range(256)) * 40

    assert codes(read(repacked(as_ods(EXPORT_2024), encrypt))) == ["ENCRYPTED_FILE"]
    whole = {"encrypted-package": b"\1" * 999, "content.xml": b""}
    assert codes(read(as_ods(EXPORT_2024, parts=whole))) == ["ENCRYPTED_FILE"]


def test_two_sheets_of_one_name() -> None:
    twins = repacked(as_ods(EXPORT_2024), replaced('"初中明细"', f'"{PRIMARY}"', "content.xml"))
    assert codes(read(twins)) == ["DUPLICATE_SHEET"]


def test_a_copy_of_another_files_table_is_no_sheet() -> None:
    copy = (
        '<table:table table:name="\'file:///a.ods\'#$b" table:style-name="ta2"><table:table-source/>'
        f"<table:table-row>{element(1)}</table:table-row></table:table></office:spreadsheet>"
    )
    reading = read(repacked(as_ods(EXPORT_2024), replaced("</office:spreadsheet>", copy, "content.xml")))
    assert (reading.rejections, facts(reading)) == ([], facts(read(EXPORT_2024)))
