"""A workbook of official sheets, ready to print on A4.

What belongs here: how a sheet looks, and the comment that holds a cell's evidence. What does not: which
cell holds what (`forms`).

Written by XlsxWriter: the same rows give the same bytes, comments and page set-up among them. A text of
a filing is written as text: «=1+1» is no formula.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from orchestration.reporting.application.cells import Cell
from orchestration.reporting.application.forms import Sheet
from orchestration.whole import written_whole

_A4 = 9
_COMMENT_CHARACTERS = 4000  # spreadsheet programs cut longer ones, or refuse the file
#: A workbook says nothing of the hour it was written at: the same release gives the same file.
_CREATED = datetime.datetime(2000, 1, 1)
_MARGIN_INCHES = 0.5
_LINE_POINTS = 15.0


def write_workbook(path: Path, sheets: Sequence[Sheet], head: str, foot: str) -> None:
    """Write the sheets. `head` stands above each of them, `foot` under each printed page."""
    with written_whole(path) as file, xlsxwriter.Workbook(str(file), {"strings_to_formulas": False}) as book:
        book.set_properties({"created": _CREATED, "title": head})
        formats = _Formats(book)
        for sheet in sheets:
            _write(book.add_worksheet(sheet.name), sheet, head, foot, formats)


class _Formats:
    """The few looks of a cell."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        wrapped = {"text_wrap": True, "valign": "vcenter", "font_name": "宋体", "font_size": 10}
        framed = wrapped | {"border": 1}
        self._book, self._framed = book, framed
        self.title = book.add_format(wrapped | {"bold": True, "font_size": 14, "align": "center"})
        self.note = book.add_format(wrapped)
        self.head = book.add_format(framed | {"bold": True, "align": "center", "bg_color": "#EEEEEE"})
        self.text = book.add_format(framed)
        self.missing = book.add_format(framed | {"italic": True, "bg_color": "#FFF2CC"})
        self._numbers: dict[int, Format] = {}

    def number(self, decimals: int) -> Format:
        if decimals not in self._numbers:
            pattern = "0" if not decimals else f"0.{'0' * decimals}"
            self._numbers[decimals] = self._book.add_format(self._framed | {"num_format": pattern})
        return self._numbers[decimals]


def _write(page: Worksheet, sheet: Sheet, head: str, foot: str, formats: _Formats) -> None:
    last = len(sheet.head) - 1
    for column, width in enumerate(sheet.widths):
        page.set_column(column, column, width)
    page.merge_range(0, 0, 0, last, sheet.title, formats.title)
    page.set_row(0, 2 * _LINE_POINTS)
    lines = (head, *sheet.notes)
    for row, line in enumerate(lines, start=1):
        page.merge_range(row, 0, row, last, line, formats.note)
        page.set_row(row, _height([line], [sum(sheet.widths)]))
    first = len(lines) + 1
    page.write_row(first, 0, sheet.head, formats.head)
    page.set_row(first, _height(sheet.head, sheet.widths))
    for row, cells in enumerate(sheet.rows, start=first + 1):
        page.set_row(row, _height([cell.text for cell in cells], sheet.widths))
        for column, cell in enumerate(cells):
            _write_cell(page, row, column, cell, formats)
    page.freeze_panes(first + 1, 0)
    page.repeat_rows(0, first)
    page.set_paper(_A4)
    if sheet.is_landscape:
        page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_margins(*(4 * [_MARGIN_INCHES]))
    page.set_footer(f"&L{foot.replace('&', '&&')}&R&P / &N")


def _write_cell(page: Worksheet, row: int, column: int, cell: Cell, formats: _Formats) -> None:
    if isinstance(cell.value, str):
        look = formats.missing if cell.is_missing else formats.text
        page.write_string(row, column, cell.value, look)
    else:
        page.write_number(row, column, cell.value, formats.number(cell.decimals or 0))
    if cell.evidence:
        page.write_comment(row, column, cell.evidence[:_COMMENT_CHARACTERS], {"x_scale": 3, "y_scale": 2})


def _height(texts: Sequence[str], widths: Sequence[int]) -> float:
    """Points that the longest text needs, of which a Chinese character takes two places."""
    lines = 1
    for text, width in zip(texts, widths, strict=True):
        places = sum(2 if ord(letter) > 255 else 1 for letter in text)
        lines = max(lines, -(-places // max(width - 1, 1)))
    return _LINE_POINTS * lines
