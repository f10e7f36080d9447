"""A sheet with one record a row, from its layout: title, unit line, merged headers, column numbers, cells.

What belongs here: the look of such a sheet, the same whether it is filled in or not. What does not: which
values, totals, signatures (`sample`), drop-downs (validation.py). Every header text comes from the layout.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from orchestration.submissions.contract.layouts import Column, Layout

TITLE_FONT = Font(bold=True, size=14)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_HEADER_ROW = 3
TOTAL_LABEL = "合计"


def written_columns(layout: Layout, filled: Collection[str] = ()) -> list[Column]:
    """The columns that offices write, and those of the `filled` fields, in the layout's order."""
    return [column for column in layout.columns if column.written or column.field in filled]


def write_head(
    sheet: Worksheet, layout: Layout, columns: Sequence[Column], county_name: str, school_year: int
) -> int:
    """Title, unit line, header and column numbers; returns the row of the column numbers."""
    _write_title(sheet, layout, county_name, school_year, len(columns))
    if layout.unit_line:
        sheet.cell(2, len(columns), layout.unit_line)
    write_header(sheet, columns, _HEADER_ROW, layout.depth)
    line = _HEADER_ROW + layout.depth
    for place in range(len(columns)):
        sheet.cell(line, place + 1, "甲乙"[place] if place < 2 else place - 1)
    return line


def _write_title(sheet: Worksheet, layout: Layout, county_name: str, school_year: int, width: int) -> None:
    cell = sheet.cell(1, 1, layout.title.format(county_name=county_name, school_year=school_year))
    cell.font = TITLE_FONT
    cell.alignment = _CENTRE
    if width > 1:
        sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=width)


def write_header(sheet: Worksheet, columns: Sequence[Column], first: int, depth: int) -> None:
    """Header rows: equal neighbours under the same heading are merged, leaves reach down to the last row."""
    paths = [column.headers[0] for column in columns]
    for level in range(depth):
        start = 0
        while start < len(paths):
            path = paths[start]
            end = start + 1
            if level >= len(path):
                start = end
                continue
            is_leaf = level == len(path) - 1
            while not is_leaf and end < len(paths) and paths[end][: level + 1] == path[: level + 1]:
                end += 1
            cell = sheet.cell(first + level, start + 1, path[level])
            cell.alignment = _CENTRE
            last_row = first + depth - 1 if is_leaf else first + level
            if end - start > 1 or last_row > first + level:
                sheet.merge_cells(
                    f"{get_column_letter(start + 1)}{first + level}:{get_column_letter(end)}{last_row}"
                )
            start = end
