"""Where a sheet's table begins, and the header path of every column.

What belongs here: title rows, header rows (merged, filled or bare), the unit row,
the column-number row (甲 乙 1 2 …). What does not: which form it is (forms/match.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from orchestration.submissions.cells.grammar import MISSING_WORDS
from orchestration.submissions.cells.line import Line
from orchestration.submissions.cells.number_row import is_number_row
from orchestration.submissions.cells.text import LEVEL, cell_address
from orchestration.submissions.cells.units import find_unit, split_text, unit_word, units_of_line
from orchestration.submissions.contract.layouts import OF_WHICH, Layout
from orchestration.submissions.files.workbook import Sheet

#: Titles, notes and stamps above a header take a handful of rows; 40 is more than any form has.
SEARCHED_ROWS = 40
#: The deepest header seen has 4 levels.
DEEPEST_HEADER = 8
_UNIT_ROW_LABELS = ("单位", "计量单位")
_CODE = re.compile(r"\d{6,}")
#: What stands between the levels of a header in one cell; not the dash of 26-30人.
_LEVELS = re.compile(r"\s*(?:[_>|›]|-(?!\d)|(?<!\d)-)\s*")


@dataclass(frozen=True)
class HeaderColumn:
    """A column of a sheet: its path, normalised and without units, the unit stated nearest its
    leaf, the path as found, and the row (from 0) in which the leaf stands. `other_unit` is what the
    unit row says where that is another unit of the same kind; `is_name` marks names that stand for codes."""

    index: int
    path: tuple[str, ...]
    unit: str | None
    shown: str
    leaf_row: int
    other_unit: str | None = None
    is_name: bool = False

    @property
    def address(self) -> str:
        """The A1 address of the leaf's header cell."""
        return cell_address(self.leaf_row, self.index)


@dataclass(frozen=True)
class HeaderBlock:
    """A table's header. Rows count from 0; `data_row` is the first row under it, `end_row` the first
    row after the table. `inherited` are the titles of the tables above it in the sheet."""

    first_row: int
    data_row: int
    end_row: int
    columns: tuple[HeaderColumn, ...]
    titles: tuple[tuple[int, int, str], ...]  # row, column, text
    line_units: tuple[str, ...]
    inherited: tuple[tuple[int, int, str], ...] = ()

    @property
    def title(self) -> str:
        """The texts above the header, joined."""
        return " ".join(text for _, _, text in self.titles)


@dataclass(frozen=True)
class Vocabulary:
    """Every header text that the layouts know, so that a header row is known when seen."""

    texts: frozenset[str]
    keys: frozenset[str] = field(default_factory=frozenset)
    titles: tuple[re.Pattern[str], ...] = ()

    @classmethod
    def of(cls, layouts: Sequence[Layout]) -> Vocabulary:
        """The vocabulary of some layouts."""
        texts: set[str] = set()
        keys: set[str] = set()
        for layout in layouts:
            for column in layout.header_columns:
                texts.update(level for path in column.paths for level in path)
                if column.key:
                    keys.update(path[0] for path in column.paths)
        return cls(frozenset(texts), frozenset(keys), tuple(layout.title_pattern for layout in layouts))

    def known_in(self, line: Line) -> frozenset[str]:
        """The known header texts in a row."""
        return line.words & self.texts


def find_header(sheet: Sheet, vocabulary: Vocabulary) -> HeaderBlock | None:
    """The first table's header, or None where no row looks like one.

    Lines above a table may hold words that are headers elsewhere («小学», «初中»), so the first row
    whose header has a key column is taken, else the first row that looks like a header at all.
    """
    possible = _possible_rows(sheet, vocabulary)
    for row in possible:
        block = header_at(sheet, row, vocabulary)
        if any(vocabulary.keys & set(column.path) for column in block.columns):
            return block
    return header_at(sheet, possible[0], vocabulary) if possible else None


def header_at(sheet: Sheet, first: int, vocabulary: Vocabulary) -> HeaderBlock:
    """The header that begins in a row; all that stands above it is its title."""
    end = _header_end(sheet, first, vocabulary)
    data_row, unit_row = end, None
    for _ in range(3):
        following = _next_filled(sheet, data_row)
        if following == len(sheet.rows):
            break
        if unit_row is None and _is_unit_row(sheet.line(following)):
            unit_row = following
        elif not is_number_row(sheet.line(following)):
            break
        data_row = following + 1
    columns = _columns(sheet, first, end, unit_row, vocabulary)
    return HeaderBlock(first, data_row, len(sheet.rows), columns, **titles_of(sheet, 0, first))


def titles_of(sheet: Sheet, top: int, end: int) -> dict[str, Any]:
    """What the lines from row `top` to before row `end` say: `titles` and `line_units` of a HeaderBlock."""
    titles = tuple(
        (row, column, text)
        for row in range(top, end)
        for column, text in enumerate(sheet.line(row).texts)
        if text
    )
    return {
        "titles": titles,
        "line_units": tuple(unit for _, _, text in titles for unit in _title_units(text)),
    }


def _title_units(text: str) -> list[str]:
    units = units_of_line(text)
    declared = unit_word(text) if find_unit(text) else split_text(text)[1]
    return units or ([declared] if declared else [])


def _possible_rows(sheet: Sheet, vocabulary: Vocabulary) -> list[int]:
    """Rows that look like the first of a header: two known header texts, or a key's alone."""
    alone: int | None = None
    possible = []
    for index in range(min(SEARCHED_ROWS, len(sheet.rows))):
        known = vocabulary.known_in(sheet.line(index))
        if len(known) >= 2:
            possible.append(index)
        elif alone is None and known & vocabulary.keys:
            alone = index
    return possible or ([] if alone is None else [alone])


def _is_unit_row(line: Line) -> bool:
    """人 班 人 …: units and dashes only, perhaps with the word 单位 in front."""
    said = (
        header for text, header in zip(line.texts, line.headers, strict=True) if text not in MISSING_WORDS
    )
    texts = [header.strip("():") for header in said]
    rest = [text for text in texts if text not in _UNIT_ROW_LABELS]
    return bool(rest) and all(find_unit(text) for text in rest)


def _header_end(sheet: Sheet, first: int, vocabulary: Vocabulary) -> int:
    """The row after the last header row.

    Three signs, the surest first: a column-number or unit row; merged cells that reach
    down from a header row; rows of known header texts with nothing under the key.
    """
    last = first
    for _ in range(DEEPEST_HEADER):
        last = min(_next_filled(sheet, last) + 1, len(sheet.rows))
    for row in range(first + 1, last):
        if is_number_row(sheet.line(row)) or _is_unit_row(sheet.line(row)):
            return row
        if _is_data(sheet.line(row)):
            break
    headers = sheet.line(first)
    keys = [index for index, (text, _) in enumerate(headers.split) if text in vocabulary.keys] or [0]
    end, reached = first, first + 1
    while reached > end:
        end = reached
        below = [bottom + 1 for top, _, bottom, _ in sheet.merges if first <= top < end]
        reached = min(max([end, *below]), last)
        following = _next_filled(sheet, end)
        if reached == end and following < last:
            # Below a blank line, one known text may be a heading of records («小学»).
            needed = 1 if following == end else 2
            if _continues(sheet.line(following), headers, keys, vocabulary, needed):
                reached = following + 1
    return end


def _next_filled(sheet: Sheet, row: int) -> int:
    """The first row from `row` on in which something stands; the number of rows where there is none."""
    while row < len(sheet.rows) and not sheet.line(row).filled:
        row += 1
    return row


def _is_data(line: Line) -> bool:
    """A figure or a code stands in the row: no header goes on below it."""
    return any(
        isinstance(cell, float) or (isinstance(cell, str) and _CODE.fullmatch(text))
        for cell, text in zip(line.cells, line.texts, strict=True)
    )


def _continues(line: Line, above: Line, keys: Sequence[int], vocabulary: Vocabulary, needed: int) -> bool:
    """True for a further header row: known texts, nothing under the keys, and no figures (in a text, figures
    are texts)."""
    if any(line.texts[key] and line.headers[key] != above.headers[key] for key in keys):
        return False
    figures = sum(1 for text in line.filled if text.isdigit())
    if figures > 1 or any(not isinstance(cell, str) for cell in line.cells):
        return False
    return len(vocabulary.known_in(line)) >= needed


def _columns(
    sheet: Sheet, first: int, end: int, unit_row: int | None, vocabulary: Vocabulary
) -> tuple[HeaderColumn, ...]:
    """The header path of every column that has one."""
    width = len(sheet.rows[first]) if sheet.rows else 0
    cells = [list(sheet.line(row).texts) for row in range(first, end)]
    leaf_rows = [[row] * width for row in range(first, end)]
    for top, left, bottom, right in sheet.merges:
        if not first <= top < end:
            continue
        for level in range(top - first, min(bottom, end - 1) - first + 1):
            for column in range(left, min(right, width - 1) + 1):
                cells[level][column] = sheet.line(top).texts[left]
                leaf_rows[level][column] = top
    _fill_right(cells, width)
    columns = []
    for index in range(width):
        path: list[str] = []
        shown: list[str] = []
        unit: str | None = None
        leaf_row = first
        levels = [(texts[index], leaf_rows[level][index]) for level, texts in enumerate(cells)]
        if len(levels) == 1:
            levels = [(text, first) for text in _levels_in(levels[0][0], vocabulary)]
        for said, row in levels:
            text, declared = split_text(said)
            unit = declared or unit
            if not said or (shown and shown[-1] == said):
                continue
            shown.append(said)
            leaf_row = row
            if text and text != OF_WHICH:
                path.append(text)
        under = None if unit_row is None else sheet.line(unit_row).headers[index].strip("():")
        if under and not find_unit(under):
            under = None
        if path:
            other = under if unit and under and _contradict(unit, under) else None
            columns.append(
                HeaderColumn(index, tuple(path), unit or under, LEVEL.join(shown), leaf_row, other)
            )
    return tuple(columns)


def _levels_in(text: str, vocabulary: Vocabulary) -> list[str]:
    """The levels in the one cell of a header of one row (专任教师_合计); a known text is one level."""
    levels = [level for level in _LEVELS.split(text) if level]
    if len(levels) < 2 or split_text(text)[0] in vocabulary.texts:
        return [text]
    return levels if split_text(levels[-1])[0] in vocabulary.texts else [text]


def _contradict(one: str, other: str) -> bool:
    """True for 平方米 and 亩: one kind, another size."""
    first, second = find_unit(one), find_unit(other)
    return bool(first and second and first.measure == second.measure and first.factor != second.factor)


def _fill_right(cells: list[list[str]], width: int) -> None:
    """Gives a header cell that spans columns without being merged its text in each of them.

    A blank takes its left neighbour's text where the levels above agree and something
    stands below it: a blank over nothing is the lower part of a tall header cell.
    """
    for row, texts in enumerate(cells):
        for column in range(1, width):
            below = any(lower[column] for lower in cells[row + 1 :])
            if texts[column] or not texts[column - 1] or not below:
                continue
            if all(above[column] == above[column - 1] for above in cells[:row]):
                texts[column] = texts[column - 1]
