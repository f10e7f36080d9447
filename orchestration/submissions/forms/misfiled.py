"""Rows of another school year, county or stage than the table's: they are set aside, and said.

What belongs here: year and county columns that a form does not have and an office added. What does not:
the county that a directory states (it lands, and the gate judges it), years in titles
(sheets/year_titles.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
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
from orchestration.submissions.forms.record_rows import Records, is_nothing
from orchestration.submissions.forms.stages import TypeColumn, is_under_its_stage, stage_of
from orchestration.submissions.sheets.filing_context import FilingContext
from orchestration.submissions.sheets.headers import HeaderBlock, HeaderColumn
from orchestration.submissions.sheets.year_titles import years_of

_YEAR_HEADERS = frozenset({"学年", "年度", "学年度", "年份", "统计学年", "统计年度", "统计年份", "数据年份"})
_PLACE_HEADERS = frozenset({"统计三级", "统计三级(县级)"})
_PLACE_CODE = re.compile(r"(\d{6})(?:\d{6})?(?:\.0)?")
_COUNTY_HEADERS = frozenset(
    {"县级行政区划代码", "行政区划代码", "县级代码", "县代码", "区县代码", "县(市、区)代码", "县区代码"}
)


def set_aside_misfiled(
    records: Records,
    sheet: Sheet,
    block: HeaderBlock,
    match: Match[RowsLayout],
    context: FilingContext,
    types: TypeColumn | None,
) -> None:
    """Takes the rows of other years, counties and stages out of the records and notes a rejection for each.

    A row whose cell is blank is the folder's. The 合计 rows go too: they are sums of rows that no longer
    stand together.
    """
    taken = {column.index for column in match.found.values()}
    for column in block.columns:
        if column.path[-1] in _PLACE_HEADERS and context.county_code:
            # The gate judges the county that a directory names; a code there is no name.
            read = _read_place_code if column.index in taken else partial(_read_place, context)
            _set_aside(records, sheet, column, match, read, context.county_code, _other_county(context))
        if column.index in taken:
            continue
        if column.path[-1] in _YEAR_HEADERS:
            _set_aside(records, sheet, column, match, _read_year, context.school_year, _other_year(context))
        elif column.path[-1] in _COUNTY_HEADERS:
            _set_aside(
                records, sheet, column, match, _read_county, context.county_code, _other_county(context)
            )
    _leave_out_other_sections(records, match, types)
    if types is not None and (stage := stage_of(match.layout)):
        read_type = partial(_read_type_without, types, stage)
        _set_aside(records, sheet, types.header, match, read_type, None, _other_stage(match))


def _leave_out_other_sections(records: Records, match: Match[RowsLayout], types: TypeColumn | None) -> None:
    """Takes out the schools that file nothing under a heading of the form's stage (初中 beside 小学), unless
    their type has that stage: then its figures are missing."""
    stage = stage_of(match.layout)
    figures = [
        header
        for column in match.layout.columns
        if column.kind.is_figure and (header := match.found.get(column.field))
    ]
    if not figures or not all(is_under_its_stage(match.layout, header) for header in figures):
        return
    out = []
    for position, cells in enumerate(records.cells):
        has_stage = types is not None and stage in (types.stages_of(cells[types.header.index]) or ())
        if not has_stage and all(is_nothing(cells[header.index]) for header in figures):
            out.append(position)
    if out:
        _take_out(records, out)


def _read_type_without(types: TypeColumn, stage: str, cell: Any) -> str | None:
    """The type in a cell where its schools lack a stage."""
    stages = types.stages_of(cell)
    return None if stages is None or stage in stages else types.name_of(cell)


def _read_place_code(cell: Any) -> str | None:
    """The county in a cell that holds a code of six digits or, of a place in the county, of twelve."""
    found = _PLACE_CODE.fullmatch(plain(cell))
    return found and found.group(1)


def _read_place(context: FilingContext, cell: Any) -> str | None:
    """The county that a cell names by code or name; None where it names none that is known."""
    if code := _read_place_code(cell):
        return code
    other = context.county_names.other_than(context.county_code, [plain(cell)])
    return other.codes[0] if other else None


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


def _other_stage(match: Match[RowsLayout]) -> Callable[[Any], tuple[str, str]]:
    return lambda name: (
        "ROWS_OF_OTHER_STAGE",
        f"of schools of type {name}, which have no place in form {match.layout.name_zh}",
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
