"""Rows of another school year or county than the folder's: they are set aside, and said.

What belongs here: year and county columns that a form does not have and an office added. What does not:
the county that a directory states (it lands, and the gate judges it), years in titles
(sheets/year_titles.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa

from orchestration.submissions.cells import grammar
from orchestration.submissions.cells.columns import ReadColumn
from orchestration.submissions.cells.text import cell_address, plain
from orchestration.submissions.contract.layouts import RowsLayout
from orchestration.submissions.contract.rejection import Rejection
from orchestration.submissions.files.workbook import Sheet
from orchestration.submissions.forms.match import Match
from orchestration.submissions.forms.record_rows import Records
from orchestration.submissions.sheets.filing_context import FilingContext
from orchestration.submissions.sheets.headers import HeaderBlock, HeaderColumn
from orchestration.submissions.sheets.year_titles import years_of

_YEAR_HEADERS = frozenset({"学年", "年度", "学年度", "年份", "统计学年", "统计年度", "统计年份", "数据年份"})
_COUNTY_HEADERS = frozenset(
    {"县级行政区划代码", "行政区划代码", "县级代码", "县代码", "区县代码", "县(市、区)代码", "县区代码"}
)


def set_aside_misfiled(
    records: Records, sheet: Sheet, block: HeaderBlock, match: Match[RowsLayout], context: FilingContext
) -> None:
    """Takes the rows of other years and counties out of the records and notes a rejection for each of them.

    A row whose cell is blank is the folder's. The 合计 rows go too: they are sums of rows that no longer
    stand together.
    """
    taken = {column.index for column in match.found.values()}
    for column in block.columns:
        if column.index in taken:
            continue
        if column.path[-1] in _YEAR_HEADERS:
            _set_aside(records, sheet, column, match, _read_year, context.school_year, _other_year(context))
        elif column.path[-1] in _COUNTY_HEADERS:
            _set_aside(
                records, sheet, column, match, _read_county, context.county_code, _other_county(context)
            )


def _read_year(cell: Any) -> int | None:
    text = plain(cell)
    if grammar.is_missing(cell):
        return None
    years = years_of(text)
    if not years:
        raise grammar.Unreadable("YEAR_UNCLEAR", f"«{grammar.shown(cell)}» names no school year")
    return years[0]


def _read_county(cell: Any) -> str | None:
    return grammar.read_code(cell, 6)


def _other_year(context: FilingContext) -> Callable[[Any], tuple[str, str]]:
    return lambda year: (
        "ROWS_OF_OTHER_YEAR",
        f"of school year {year}; they belong in folder {year}/{context.county_code}",
    )


def _other_county(context: FilingContext) -> Callable[[Any], tuple[str, str]]:
    return lambda county: (
        "ROWS_OF_OTHER_COUNTY",
        f"of county {county}; they belong in folder {context.school_year}/{county}",
    )


def _set_aside(
    records: Records,
    sheet: Sheet,
    column: HeaderColumn,
    match: Match[RowsLayout],
    read: Callable[[Any], Any],
    own: Any,
    say: Callable[[Any], tuple[str, str]],
) -> None:
    others: dict[Any, list[int]] = {}
    out: list[int] = []
    for position, cells in enumerate(records.cells):
        row = int(records.rows[position])
        try:
            declared = read(cells[column.index])
        except grammar.Unreadable as reason:
            records.rejections.append(_unclear(reason, sheet, row, column, match))
            out.append(position)
            continue
        if declared is not None and declared != own:
            others.setdefault(declared, []).append(row)
            out.append(position)
    for declared, rows in others.items():
        code, belongs = say(declared)
        address = cell_address(rows[0], column.index)
        records.rejections.append(
            Rejection(
                "row",
                code,
                f"{_shown_rows(rows)} {belongs}; they are not counted here",
                row=rows[0] + 1,
                cell=address,
                raw=str(declared),
                relation=match.layout.relations[0],
            )
        )
    if out:
        _take_out(records, out)


def _unclear(
    reason: grammar.Unreadable, sheet: Sheet, row: int, column: HeaderColumn, match: Match[RowsLayout]
) -> Rejection:
    address = cell_address(row, column.index)
    return Rejection(
        "row",
        "YEAR_UNCLEAR" if reason.code == "YEAR_UNCLEAR" else "COUNTY_UNREADABLE",
        f"{column.shown} in {address}: {reason}; the row is not counted",
        row=row + 1,
        cell=address,
        raw=grammar.shown(sheet.rows[row][column.index]),
        relation=match.layout.relations[0],
    )


def _shown_rows(rows: list[int]) -> str:
    """«row 9 is», «rows 9–31, 40 (24 rows) are»."""
    if len(rows) == 1:
        return f"row {rows[0] + 1} is"
    spans: list[list[int]] = []
    for row in rows:
        if spans and row == spans[-1][1] + 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    shown = ", ".join(f"{a + 1}–{b + 1}" if b > a else str(a + 1) for a, b in spans[:5])
    more = " …" if len(spans) > 5 else ""
    return f"rows {shown}{more} ({len(rows)} rows) are"


def _take_out(records: Records, positions: list[int]) -> None:
    is_kept = np.ones(len(records.cells), bool)
    is_kept[positions] = False
    kept = np.flatnonzero(is_kept)
    records.cells = [records.cells[position] for position in kept]
    records.rows = records.rows[kept]
    records.keys = ReadColumn(records.keys.values.take(pa.array(kept)), {})
    records.decided = {key: words.take(pa.array(kept)) for key, words in records.decided.items()}
    records.totals = []
