"""A sheet as a grid of cells that is quick to change and to write as xlsx, xls, csv or HTML.

What belongs here: the grid and its writers. What does not: what is changed (mutations.py). openpyxl takes a
tenth of a second for a workbook; ten thousand filings want one in a few milliseconds.
"""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from typing import Any

import xlwt
from python_calamine import CalamineWorkbook

from orchestration.submissions.cells.text import cell_address, column_letters

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_RELATIONS = f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
_RELATION = (
    f'<Relationship Id="rId{{number}}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{{number}}.xml"/>'
)
_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_CONTENT}.sheet.main+xml"/>'
)
_HIDDEN = ' state="hidden"'
_TYPE = f'<Override PartName="/xl/worksheets/sheet{{number}}.xml" ContentType="{_CONTENT}.worksheet+xml"/>'


@dataclass(frozen=True)
class Raw:
    """A cell written as XML of its own: a formula without a value, an error value."""

    xml: str


@dataclass
class Grid:
    """A sheet: rows of cells ('' is blank), merges as (top, left, bottom, right) from 0."""

    name: str
    rows: list[list[Any]]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()

    def copy(self) -> Grid:
        """A grid that can be changed without changing this one."""
        return replace(self, rows=[list(row) for row in self.rows], merges=list(self.merges))

    def filled(self) -> Grid:
        """Without merges, every cell of one holding its text: columns can then be moved."""
        grid = self.copy()
        for top, left, bottom, right in grid.merges:
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    grid.rows[row][column] = grid.rows[top][left]
        grid.merges = []
        return grid

    def insert_row(self, place: int, cells: list[Any]) -> None:
        """A row put before another one; merges below move down."""
        width = len(self.rows[0])
        self.rows.insert(place, (cells + [""] * width)[:width])
        self.merges = [
            (top + (top >= place), left, bottom + (top >= place), right)
            for top, left, bottom, right in self.merges
        ]


def grids_of(path: Path) -> list[Grid]:
    """The sheets of a workbook."""
    workbook = CalamineWorkbook.from_path(str(path))
    grids = []
    for name in workbook.sheet_names:
        sheet = workbook.get_sheet_by_name(name)
        rows = [[_plain(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
        grids.append(Grid(name, rows, [(*first, *last) for first, last in sheet.merged_cell_ranges or []]))
    return grids


def _plain(cell: Any) -> Any:
    if isinstance(cell, (datetime.date, datetime.datetime)):
        return cell.isoformat()[:10]
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def to_xlsx(*grids: Grid) -> bytes:
    """A workbook of some sheets."""
    numbered = list(enumerate(grids, start=1))
    types = "".join(_TYPE.format(number=number) for number, _ in numbered)
    relations = "".join(_RELATION.format(number=number) for number, _ in numbered)
    sheets = "".join(
        f'<sheet name="{escape(grid.name)}" sheetId="{number}" r:id="rId{number}"'
        f"{_HIDDEN if grid.is_hidden else ''}/>"
        for number, grid in numbered
    )
    parts = {
        "[Content_Types].xml": f"{_TYPES}{types}</Types>",
        "_rels/.rels": f'{_RELATIONS}<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        f"<sheets>{sheets}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"{_RELATIONS}{relations}</Relationships>",
    }
    for number, grid in numbered:
        parts[f"xl/worksheets/sheet{number}.xml"] = _sheet_xml(grid)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, text in parts.items():
            package.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED, 1)
    return stream.getvalue()


def _sheet_xml(grid: Grid) -> str:
    lines = []
    for row, cells in enumerate(grid.rows):
        written = "".join(
            _cell_xml(f"{column_letters(column)}{row + 1}", cell)
            for column, cell in enumerate(cells)
            if cell != ""
        )
        hidden = ' hidden="1"' if row in grid.hidden_rows else ""
        lines.append(f'<row r="{row + 1}"{hidden}>{written}</row>')
    merges = "".join(
        f'<mergeCell ref="{cell_address(top, left)}:{cell_address(bottom, right)}"/>'
        for top, left, bottom, right in grid.merges
    )
    merged = f"<mergeCells>{merges}</mergeCells>" if merges else ""
    return f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData>{merged}</worksheet>'


def _cell_xml(address: str, cell: Any) -> str:
    if isinstance(cell, Raw):
        return cell.xml.format(address=address)
    if isinstance(cell, bool):
        return f'<c r="{address}" t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, (int, float)):
        return f'<c r="{address}"><v>{cell!r}</v></c>'
    text = f'<t xml:space="preserve">{escape(str(cell), quote=False)}</t>'
    return f'<c r="{address}" t="inlineStr"><is>{text}</is></c>'


def to_text(grid: Grid, separator: str = ",") -> str:
    """The sheet as a spreadsheet program saves it as text."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator).writerows(grid.rows)
    return stream.getvalue()


def to_xls(*grids: Grid) -> bytes:
    """A real xls."""
    workbook = xlwt.Workbook()
    for grid in grids:
        sheet = workbook.add_sheet(grid.name)
        sheet.visibility = int(grid.is_hidden)
        covered: set[tuple[int, int]] = set()
        for top, left, bottom, right in grid.merges:
            # xlwt writes the cell with its range; of a blank one below the sheet there is only the range.
            if top < len(grid.rows) and left < len(grid.rows[top]):
                sheet.write_merge(top, bottom, left, right, grid.rows[top][left])
            else:
                sheet.merge(top, bottom, left, right)
            covered.update(
                (row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)
            )
        for row, cells in enumerate(grid.rows):
            for column, cell in enumerate(cells):
                if cell != "" and (row, column) not in covered:
                    sheet.write(row, column, xlwt.Formula("1+1") if isinstance(cell, Raw) else cell)
            if row in grid.hidden_rows:
                sheet.row(row).hidden = True
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def to_html(grid: Grid) -> bytes:
    """The page that many systems send under the name of an xls."""
    lines = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in grid.rows
    )
    return f"<html><head><meta charset='gb2312'></head><body><table>{lines}</table></body></html>".encode(
        "gb18030"
    )
