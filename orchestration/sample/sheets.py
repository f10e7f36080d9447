"""Sheets as offices fill them in, from a layout and values.

What belongs here: title, unit line, merged header rows, column-number row, 合计 row, signatures, note: the
look of the two kinds of sheet. What does not: which values (`facts`) and which sheets (`workbooks`). Every
header text comes from the layout.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from orchestration.sample.facts import Row, Value
from orchestration.sample.model import SCHOOL_TYPES, School
from orchestration.submissions.layouts import Column, Layout

#: Stands on every sheet.
MADE_UP = "本文件数据为虚构，仅供演示 / made-up figures"

_SIGNATURES = ("填表人：", "审核人：", "单位负责人：")
_TITLE_FONT = Font(bold=True, size=14)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)


def add_rows_sheet(
    book: Workbook, layout: Layout, county_name: str, school_year: int, rows: Sequence[Row]
) -> None:
    """A sheet with one record a row, e.g. 小学明细 or 经费."""
    columns = [column for column in layout.columns if column.written]
    sheet = book.create_sheet(layout.sheet_name)
    _title(sheet, layout, county_name, school_year, len(columns))
    if layout.unit_line:
        sheet.cell(2, len(columns), layout.unit_line)
    first = 3
    _header(sheet, columns, first, layout.depth)
    line = first + layout.depth
    for place in range(len(columns)):
        sheet.cell(line, place + 1, "甲乙"[place] if place < 2 else place - 1)
    if layout.total_row:
        line += 1
        sheet.cell(line, 1, "合计")
        for place, column in enumerate(columns):
            if column.kind in ("count", "quantity"):
                sheet.cell(line, place + 1, _total(row.get(column.field) for row in rows))
    for row in rows:
        line += 1
        for place, column in enumerate(columns):
            sheet.cell(line, place + 1, _cell(column, row.get(column.field)))
    line += 2
    for place, text in enumerate(_SIGNATURES):
        sheet.cell(line, 2 * place + 1, text)
    sheet.cell(line + 1, 1, f"{layout.note or '说明：'}{MADE_UP}")


def add_return_sheet(
    book: Workbook,
    layout: Layout,
    school: School,
    school_year: int,
    facts: Row,
) -> None:
    """A 基层报表 sheet of one school: rows known by their 乙 code, or one value a row."""
    sheet = book.create_sheet(layout.sheet_name.format(school_type_name=SCHOOL_TYPES[school.type_code]))
    width = len(layout.columns) + 2
    sheet.cell(1, 1, layout.title).font = _TITLE_FONT
    sheet.cell(2, 1, f"学校(机构)标识码：{school.code}")
    sheet.cell(3, 1, f"学校(机构)名称：{school.name}")
    sheet.cell(3, max(3, width - 2), f"{school_year}学年")
    line = 4 + layout.depth
    if layout.depth > 1:
        sides = [Column(field=text, headers=((text,),)) for text in (layout.name_header, layout.code_header)]
        _header(sheet, [*sides, *layout.columns], 4, layout.depth)
    else:
        for place, text in enumerate((layout.name_header, layout.code_header), start=1):
            sheet.cell(4, place, text)
    sheet.cell(line, 1, "甲")
    sheet.cell(line, 2, "乙")
    for place, column in enumerate(layout.columns, start=3):
        if layout.depth == 1:
            sheet.cell(4, place, column.header)
        sheet.cell(line, place, column.number)
    for row in layout.rows:
        if row.presence == "optional" and row.field is not None and facts.get(row.field) is None:
            continue
        line += 1
        sheet.cell(line, 1, row.label)
        sheet.cell(line, 2, row.code)
        for place, column in enumerate(layout.columns, start=3):
            if row.field is not None:
                sheet.cell(line, place, _written(row.value_kind, row.digits, facts.get(row.field)))
            elif row.columns is None or column.number in row.columns:
                sheet.cell(line, place, facts.get(layout.fact(row, column)[0]))
    sheet.cell(line + 2, 1, f"补充资料：{MADE_UP}")


def _title(sheet: Worksheet, layout: Layout, county_name: str, school_year: int, width: int) -> None:
    cell = sheet.cell(1, 1, layout.title.format(county_name=county_name, school_year=school_year))
    cell.font = _TITLE_FONT
    cell.alignment = _CENTRE
    if width > 1:
        sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=width)


def _header(sheet: Worksheet, columns: Sequence[Column], first: int, depth: int) -> None:
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


def _total(values: Iterable[Value]) -> int | float:
    total = sum((Decimal(str(value)) for value in values if value is not None), Decimal(0))
    return int(total) if total == int(total) else float(total)


def _cell(column: Column, value: Value) -> Value:
    if column.choices and value not in column.choices:
        # The form's own word for a canonical value is the first that means it.
        return next((word for word, meaning in column.choices.items() if meaning == value), value)
    return _written(column.kind, column.digits, value)


def _written(kind: str, digits: int | None, value: Value) -> Value:
    """A value as offices write it: flags in words, three-digit codes as numbers, all other codes as text."""
    if value is None:
        return None
    if kind == "flag":
        return "是" if value else "否"
    if kind == "code" and digits == 3:
        return int(value)
    return value
