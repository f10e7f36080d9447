"""Sheets as offices fill them in, from a layout and values.

What belongs here: filling in the two kinds of sheet: figures, 合计 row, signatures. What does not: title
and header rows (`forms`), which values (`facts`) and which sheets (`workbooks`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from openpyxl.workbook import Workbook

from orchestration.forms.sheets import (
    TITLE_FONT,
    TOTAL_LABEL,
    write_head,
    write_header,
    written_columns,
)
from orchestration.sample.facts import Row, Value
from orchestration.sample.model import SCHOOL_TYPES, School
from orchestration.submissions.contract.layouts import CodedLayout, Column, Layout

#: Stands on every sheet.
MADE_UP = "本文件数据为虚构，仅供演示 / made-up figures"

_SIGNATURES = ("填表人：", "审核人：", "单位负责人：")


def add_rows_sheet(
    book: Workbook, layout: Layout, county_name: str, school_year: int, rows: Sequence[Row]
) -> None:
    """A sheet with one record a row, e.g. 小学明细 or 经费."""
    filled = {field for row in rows for field, value in row.items() if value is not None}
    columns = written_columns(layout, filled)
    sheet = book.create_sheet(layout.sheet_name)
    line = write_head(sheet, layout, columns, county_name, school_year)
    if layout.total_row:
        line += 1
        sheet.cell(line, 1, TOTAL_LABEL)
        for place, column in enumerate(columns):
            if column.kind.is_figure:
                sheet.cell(line, place + 1, _total(row.get(column.field) for row in rows))
    for row in rows:
        line += 1
        for place, column in enumerate(columns):
            sheet.cell(line, place + 1, column.kind.written(row.get(column.field)))
    line += 2
    for place, text in enumerate(_SIGNATURES):
        sheet.cell(line, 2 * place + 1, text)
    sheet.cell(line + 1, 1, f"{layout.note or '说明：'}{MADE_UP}")


def add_return_sheet(
    book: Workbook,
    layout: CodedLayout,
    school: School,
    school_year: int,
    facts: Row,
) -> None:
    """A 基层报表 sheet of one school: rows known by their 乙 code, or one value a row."""
    sheet = book.create_sheet(layout.sheet_name.format(school_type_name=SCHOOL_TYPES[school.type_code]))
    width = len(layout.columns) + 2
    sheet.cell(1, 1, layout.title).font = TITLE_FONT
    sheet.cell(2, 1, f"学校(机构)标识码：{school.code}")
    sheet.cell(3, 1, f"学校(机构)名称：{school.name}")
    sheet.cell(3, max(3, width - 2), f"{school_year}学年")
    line = 4 + layout.depth
    if layout.depth > 1:
        sides = [Column(field=text, headers=((text,),)) for text in (layout.name_header, layout.code_header)]
        write_header(sheet, [*sides, *layout.columns], 4, layout.depth)
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
            if row.reads(column):
                sheet.cell(line, place, row.kind.written(facts.get(layout.field_of(row, column))))
    sheet.cell(line + 2, 1, f"补充资料：{MADE_UP}")


def _total(values: Iterable[Value]) -> int | float:
    total = sum((Decimal(str(value)) for value in values if value is not None), Decimal(0))
    return int(total) if total == int(total) else float(total)
