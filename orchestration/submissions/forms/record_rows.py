"""Which rows of a table are records, and which are totals, notes, signatures, blank.

What belongs here: rows and their keys. What does not: the other columns (rows_form.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from orchestration.submissions.cells import grammar
from orchestration.submissions.cells.columns import ReadColumn
from orchestration.submissions.cells.line import Line
from orchestration.submissions.cells.text import cell_address, comparable, is_note, plain
from orchestration.submissions.contract.layouts import Column, Layout, RowsLayout
from orchestration.submissions.contract.rejection import FileRejected, Rejection
from orchestration.submissions.files.workbook import Sheet
from orchestration.submissions.forms.match import Match
from orchestration.submissions.sheets.headers import HeaderBlock
from orchestration.submissions.sheets.school_names import SchoolNames

_TOTAL = re.compile(r"(全?[县区市省]?(合计|总计|共计)|.{0,12}(合计|总计|共计))[数:]*(\(.{1,4}\))?")
_SUBTOTAL = re.compile(
    r"(.{0,12}(小计|累计|平均|均值|平均值|平均数|占比|比例)|生均.{0,4}|其中:.{0,12})[:]*(\(.{1,6}\))?"
    # Lines that lay another year beside this one's.
    r"|(本年|今年)?(较|比)?(上年|去年|上学年|上年度)(同期)?(数|情况)?|(较上年|比上年|同比)?(增减|增长)(数|率|情况)?%?"
)
#: So many digits in a row are a code that lost some, not the number of a paragraph.
_LIKE_CODE = re.compile(r"\d{5}")


@dataclass
class Records:
    """The records of a sheet: their rows (from 0), cells and keys; and rows of totals.

    `decided` holds, by key column (stage), each record's word where a column decides it.
    """

    rows: Any
    cells: list[list[Any]]
    keys: ReadColumn
    totals: list[int] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    decided: dict[str, Any] = field(default_factory=dict)


def is_by_name(match: Match[Layout]) -> bool:
    """True for a list that names its schools and has no codes."""
    return isinstance(match.layout, RowsLayout) and match.found[match.layout.key_column.field].is_name


def find_records(sheet: Sheet, block: HeaderBlock, match: Match[RowsLayout], names: SchoolNames) -> Records:
    """Tells records from everything else under the header. `names` find the schools of a list without codes.
    Raises FileRejected where it is one and there are none."""
    key = match.layout.key_column
    index = match.found[key.field].index
    rows = _with_merges(sheet, block, match)
    cells = [row[index] for row in rows]
    is_code = key.kind.is_school_code
    if is_by_name(match):
        if not names.codes:
            raise FileRejected(_no_codes(match, block))
        keys = names.read_column(cells)
    else:
        keys = key.kind.read_column(cells if is_code else [_as_key(cell) for cell in cells])
    # Rows with a sound code are records. The others are few: they are looked at one by one.
    doubtful = (
        np.flatnonzero(keys.values.is_null().to_numpy(zero_copy_only=False)).tolist()
        if is_code
        else range(len(rows))
    )
    kept = np.ones(len(rows), bool)
    totals: list[int] = []
    rejections: list[Rejection] = []
    after_footer = False
    faulty_rows = {row for row, _ in sheet.faulty} if len(doubtful) else set()
    last_full = len(rows) if is_code else _last_full(rows)
    for position in doubtful:
        line, row_number = Line(rows[position]), block.data_row + position
        first = next(iter(line.filled), "")
        if not first or not _says_anything(line.cells, match):
            # A row of formulas never calculated looks blank.
            kept[position] = is_code and row_number in faulty_rows
            if row_number in faulty_rows:
                rejections.append(_bad_key(sheet, keys, position, row_number, index, key, match.layout))
        elif is_note(first):
            kept[position], after_footer = False, True
        elif (kind := _sum_row(line, match, is_code)) is not None:
            kept[position] = False
            if kind == "total":
                totals.append(row_number)
        elif _is_remark(line, index, is_code, after_footer, match):
            kept[position] = False
        elif not is_code and position > last_full and _is_alone(line):
            # Below the table and a blank line: «咸安区教育局（盖章）». Right below, a line may be unanswered.
            kept[position] = False
        elif is_code or keys.values[position].as_py() is None:
            rejections.append(_bad_key(sheet, keys, position, row_number, index, key, match.layout))
            # Without any key there is nothing to land; a code that cannot be read still shows its row.
            kept[position] = is_code
    if not kept.all():
        positions = np.flatnonzero(kept)
        rows = [rows[position] for position in positions]
        keys = ReadColumn(keys.values.take(pa.array(positions)), {})
    if is_by_name(match):
        rejections.append(_by_name(match, keys))
    records = Records(np.flatnonzero(kept) + block.data_row, rows, keys, totals, rejections)
    for column in match.layout.columns:
        if column.decides:
            _decide_keys(records, column.decides, column, sheet, match)
    return records


def _no_codes(match: Match[RowsLayout], block: HeaderBlock) -> Rejection:
    key = match.layout.key_column
    named = match.found[key.field]
    message = (
        f"the column «{key.header}» is missing, and no directory of this county and year is there by which "
        f"the schools under «{named.shown}» ({named.address}) could be found"
    )
    return Rejection(
        "sheet", "NO_SCHOOL_CODES", message, row=block.first_row + 1, cell=named.address, raw=named.shown
    )


def _by_name(match: Match[RowsLayout], keys: ReadColumn) -> Rejection:
    key = match.layout.key_column
    named = match.found[key.field]
    found = len(keys.values) - keys.values.null_count
    message = f"the column «{key.header}» is missing; {found} rows were found by name in the directory"
    return Rejection(
        "sheet", "SCHOOLS_BY_NAME", message, row=named.leaf_row + 1, cell=named.address, raw=str(found)
    )


def _as_key(cell: Any) -> Any:
    """A word by which a row is known, as the registry writes it: «Ｇ１» is G1, «语 文» is 语文."""
    return re.sub(r"\s", "", plain(cell)) if isinstance(cell, str) else cell


def _with_merges(sheet: Sheet, block: HeaderBlock, match: Match[RowsLayout]) -> list[list[Any]]:
    """The rows under the header; a word merged over several rows stands in each of them.

    Figures are not repeated: one figure over two rows is rejected where it is read (rows_form.py).
    """
    rows = sheet.rows[block.data_row : block.end_row]
    words = {
        header.index
        for column in match.layout.columns
        if not column.kind.is_figure and (header := match.found.get(column.field))
    }
    for top, left, bottom, right in sheet.merges:
        if bottom == top or top < block.data_row or bottom >= block.end_row:
            continue
        for index in words.intersection(range(left, right + 1)):
            for number in range(top + 1, bottom + 1):
                row = list(rows[number - block.data_row])
                row[index] = sheet.rows[top][left]
                rows[number - block.data_row] = row
    return rows


def _is_alone(line: Line) -> bool:
    return len(line.filled) == 1


def _last_full(rows: Sequence[Sequence[Any]]) -> int:
    """The position of the last row, signatures apart, with more than one text in it, or of one below it
    without a blank row between."""
    filled = [Line(row).filled for row in rows]
    last = max(
        (position for position, texts in enumerate(filled) if len(texts) > 1 and not is_note(texts[0])),
        default=-1,
    )
    while last + 1 < len(rows) and filled[last + 1]:
        last += 1
    return last


def _says_anything(row: Sequence[Any], match: Match[RowsLayout]) -> bool:
    """False for a row that has nothing or zeros under the form's headers and no line of words beside them.

    Offices number rows that they leave blank, and draw formulas down that then give zeros.
    """
    if any(not is_nothing(row[header.index]) for header in match.found.values()):
        return True
    said = [value for value in row if not is_nothing(value)]
    return any(isinstance(value, str) and not value.strip().isdigit() for value in said)


def is_nothing(value: Any) -> bool:
    """True for a blank and for zero, which formulas drawn down give."""
    return grammar.is_missing(value) or (value == 0 and not isinstance(value, bool)) or value == "0"


def _sum_row(line: Line, match: Match[RowsLayout], is_code: bool) -> str | None:
    """«total» for 合计, «subtotal» for what sums up part of the rows, None for a row that sums up nothing."""
    key, name = match.found[match.layout.key_column.field], match.found.get("school_name")
    texts = [line.headers[key.index], line.headers[name.index] if name else ""]
    if is_code and not any(texts):
        # The word may stand under a header that the form does not know (序号, 乡镇).
        texts = [comparable(line.filled[0])]
    if any(_SUBTOTAL.fullmatch(text) for text in texts):
        return "subtotal"
    has_key = is_code or not grammar.is_missing(line.cells[key.index])
    if has_key and any(_TOTAL.fullmatch(text) for text in texts):
        return "total"
    return None


def _decide_keys(records: Records, name: str, column: Column, sheet: Sheet, match: Match[RowsLayout]) -> None:
    """Reads the column that decides a key; records whose cell says none of its choices are rejected."""
    index = match.found[column.field].index
    read = column.kind.read_column([row[index] for row in records.cells])
    sound = np.flatnonzero(read.values.is_valid().to_numpy(zero_copy_only=False))
    for position in np.flatnonzero(read.values.is_null().to_numpy(zero_copy_only=False)).tolist():
        records.rejections.append(_undecided(records, position, index, column, read, sheet, match))
    kept = pa.array(sound)
    records.cells = [records.cells[position] for position in sound]
    records.rows = records.rows[sound]
    records.keys = ReadColumn(records.keys.values.take(kept), {})
    records.decided = {key: words.take(kept) for key, words in records.decided.items()} | {
        name: read.values.take(kept)
    }


def _undecided(
    records: Records,
    position: int,
    index: int,
    column: Column,
    read: ReadColumn,
    sheet: Sheet,
    match: Match[RowsLayout],
) -> Rejection:
    row, layout = int(records.rows[position]), match.layout
    is_code = layout.names_schools
    school_code = records.keys.values[position].as_py() if is_code else None
    if (row, index) in sheet.faulty:
        return faulty_cell(sheet.faulty[row, index], row, index, column, layout.relations[0], school_code)
    address = cell_address(row, index)
    said = read.rejected.get(position) or f"nothing is filed; {'、'.join(column.kind.words)} are the choices"
    return Rejection(
        "cell",
        "NOT_A_CHOICE",
        f"{column.header} in {address}: {said}",
        row=row + 1,
        cell=address,
        raw=grammar.shown(sheet.rows[row][index]),
        relation=layout.relations[0],
        field=column.field,
        school_code=school_code,
    )


def _is_remark(line: Line, key: int, is_code: bool, after_footer: bool, match: Match[RowsLayout]) -> bool:
    """A line of words alone in its row, or under the notes without code or figures: no record."""
    alone = _is_alone(line)
    like_code = bool(_LIKE_CODE.search(line.texts[key]))
    if after_footer and (alone or not is_code):
        return alone
    if after_footer:
        figures = [
            line.cells[match.found[column.field].index]
            for column in match.layout.columns
            if column.kind.is_figure and column.field in match.found
        ]
        return not like_code and all(isinstance(figure, str) for figure in figures)
    return is_code and alone and not like_code


def _bad_key(
    sheet: Sheet, keys: ReadColumn, position: int, row: int, column: int, key: Column, layout: RowsLayout
) -> Rejection:
    if (row, column) in sheet.faulty:
        return faulty_cell(sheet.faulty[row, column], row, column, key, layout.relations[0], None)
    reason = keys.rejected.get(position)
    if reason is None:
        code = "CODE_MISSING" if key.kind.is_school_code else "KEY_MISSING"
        message = f"row {row + 1} has no {key.header}"
    else:
        code, message = reason.code, f"{key.header} in {cell_address(row, column)}: {reason}"
    return Rejection(
        "cell",
        code,
        message,
        row=row + 1,
        cell=cell_address(row, column),
        raw=grammar.shown(sheet.rows[row][column]),
        relation=layout.relations[0],
        field=key.field,
    )


def faulty_cell(
    code: str, row: int, column: int, layout_column: Column, relation: str | None, school_code: str | None
) -> Rejection:
    said = "a formula that was never calculated" if code == "FORMULA_NOT_CALCULATED" else "a formula error"
    address = cell_address(row, column)
    return Rejection(
        "cell",
        code,
        f"{layout_column.header} in {address} is {said}",
        row=row + 1,
        cell=address,
        relation=relation,
        field=layout_column.field,
        school_code=school_code,
    )
