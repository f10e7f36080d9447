"""Examples as an ods, in the manner of LibreOffice, for tests of the intake.

What belongs here: the XML that LibreOffice Calc writes for cells, merges, what is hidden, and the blank rest
of a sheet, which it states as repeated rows and columns. What does not: what a test expects. It is written
after documents of LibreOffice 7, not by it: the tests need no office program.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import openpyxl

from tests.unit.submissions.packages import packed

_SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        *(("office", "office"), ("table", "table"), ("text", "text"), ("style", "style")),
        *(("number", "datastyle"), ("script", "script"), ("manifest", "manifest")),
    )
)
_CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
_MOST_COLUMNS, _MOST_ROWS = 16384, 1048576
MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"

#: Data styles as LibreOffice writes them, and a cell style for each, by name.
DATA_STYLES = {
    "percent": '<number:percentage-style style:name="N1"><number:number number:decimal-places="1" '
    'number:min-integer-digits="1"/><number:text>%</number:text></number:percentage-style>',
    "thousands": '<number:number-style style:name="N2"><number:number number:decimal-places="1" '
    'number:min-integer-digits="1" number:display-factor="1000"/></number:number-style>',
    "quoted": '<number:number-style style:name="N3"><number:number number:decimal-places="0"/>'
    "<number:text>%</number:text></number:number-style>",
    "ten thousands": '<number:number-style style:name="N4"><number:number number:decimal-places="0" '
    'number:display-factor="1000"><number:embedded-text number:position="1">.</number:embedded-text>'
    "</number:number><number:text>万</number:text></number:number-style>",
    "conditional": '<number:number-style style:name="N5P0" style:volatile="true"><number:number/>'
    '</number:number-style><number:percentage-style style:name="N5"><number:number/>'
    '<number:text>%</number:text><style:map style:condition="value()&gt;1" '
    'style:apply-style-name="N5P0"/></number:percentage-style>',
}


def element(value: Any, attributes: str = "") -> str:
    """A cell as LibreOffice writes it."""
    if value is None or value == "":
        return f"<table:table-cell {attributes}/>"
    if isinstance(value, bool):
        typed = f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"'
    elif isinstance(value, (int, float)):
        kind = "percentage" if 'style-name="percent"' in attributes else "float"
        typed = f'office:value-type="{kind}" office:value="{value!r}"'
    elif isinstance(value, (datetime.datetime, datetime.date)):
        typed = f'office:value-type="date" office:date-value="{value.isoformat()}"'
    else:
        typed = 'office:value-type="string" calcext:value-type="string"'
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
    return f"<table:table-cell {attributes} {typed}>{lines}</table:table-cell>"


def as_ods(
    path: Path,
    cells: Mapping[tuple[str, str], str] = {},
    rows: Mapping[tuple[str, int], str] = {},
    columns: str = "",
    hidden: str = "",
    parts: Mapping[str, bytes] = {},
) -> bytes:
    """An example as an ods.

    cells: XML in the place of a cell, by sheet and address. rows: attributes of a row, by sheet and number.
    columns: XML in front of a sheet's columns. hidden: a sheet's name. parts: further parts of the package.
    """
    sheets = []
    for sheet in openpyxl.load_workbook(path):
        spans = {
            (area.min_row, area.min_col): f'table:number-columns-spanned="{area.max_col - area.min_col + 1}" '
            f'table:number-rows-spanned="{area.max_row - area.min_row + 1}"'
            for area in sheet.merged_cells.ranges
        }
        lines = []
        for row in sheet.iter_rows():
            line = row[0].row
            said = "".join(
                cells.get((sheet.title, cell.coordinate))
                or element(cell.value, spans.get((cell.row, cell.column), ""))
                for cell in row
            )
            rest = f'<table:table-cell table:number-columns-repeated="{_MOST_COLUMNS - len(row)}"/>'
            lines.append(
                f"<table:table-row {rows.get((sheet.title, line), '')}>{said}{rest}</table:table-row>"
            )
        rest = (
            f'<table:table-row table:number-rows-repeated="{_MOST_ROWS - len(lines)}"><table:table-cell '
            f'table:number-columns-repeated="{_MOST_COLUMNS}"/></table:table-row>'
        )
        style = "ta2" if sheet.title == hidden else "ta1"
        sheets.append(
            f'<table:table table:name={quoteattr(sheet.title)} table:style-name="{style}">{columns}'
            f'<table:table-column table:number-columns-repeated="{_MOST_COLUMNS}" '
            f'table:default-cell-style-name="Default"/>{"".join(lines)}{rest}</table:table>'
        )
    return ods_of("".join(sheets), parts)


def ods_of(sheets: str, parts: Mapping[str, bytes] = {}) -> bytes:
    """An ods of the XML of its sheets."""
    names = {name: f"N{number}" for number, name in enumerate(DATA_STYLES, start=1)}
    styles = "".join(DATA_STYLES.values()) + "".join(
        f'<style:style style:name="{name}" style:family="table-cell" style:parent-style-name="Default" '
        f'style:data-style-name="{data}"/>'
        for name, data in names.items()
    )
    for name, shown in (("ta1", "true"), ("ta2", "false")):
        properties = f'<style:table-properties table:display="{shown}"/>'
        styles += f'<style:style style:name="{name}" style:family="table">{properties}</style:style>'
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES} {_CALC}><office:scripts/>'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
        f"{sheets}</office:spreadsheet></office:body></office:document-content>"
    )
    # A cell style of the whole document, and one made from it.
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-styles {_SPACES}><office:styles>'
        f"{DATA_STYLES['percent'].replace('N1', 'N9')}"
        '<style:style style:name="Percent" style:family="table-cell" style:data-style-name="N9"/>'
        '<style:style style:name="Bold" style:family="table-cell" style:parent-style-name="Percent"/>'
        "</office:styles></office:document-styles>"
    )
    manifest = f"<manifest:manifest {_SPACES}><manifest:file-entry/></manifest:manifest>"
    return packed(
        {
            "mimetype": MIMETYPE,
            "content.xml": content.encode(),
            "styles.xml": document.encode(),
            "META-INF/manifest.xml": manifest.encode(),
            **parts,
        }
    )
