"""The tables of a sheet, one below the other.

What belongs here: in which row each table begins and ends, and which of the lines between two tables are
the lower one's title. What does not: a header's own rows and paths (headers.py), which form a table is
(forms/match.py).
"""

from __future__ import annotations

from dataclasses import replace

from orchestration.submissions.cells.line import Line
from orchestration.submissions.cells.text import is_note
from orchestration.submissions.files.workbook import Sheet
from orchestration.submissions.sheets.headers import (
    SEARCHED_ROWS,
    HeaderBlock,
    Vocabulary,
    find_header,
    header_at,
    titles_of,
)

#: A line between two tables with more cells than this is a record, not a title.
_TITLE_CELLS = 2
_TITLE_WORDS = ("学年", "年度", "单位:", "名称:", "标识码", "表号", "续表")


def find_tables(sheet: Sheet, vocabulary: Vocabulary) -> list[HeaderBlock]:
    """The headers of the sheet's tables from top to bottom; [] where no row looks like a header.

    A table ends where the next one's title begins. What the title above it says of year and school
    holds for a table without a title of its own too (`inherited`).
    """
    block = find_header(sheet, vocabulary)
    tables: list[HeaderBlock] = []
    while block is not None:
        start = _next_start(sheet, block, vocabulary)
        if start is None:
            tables.append(block)
            break
        top = _title_top(sheet, start, block.data_row, vocabulary)
        tables.append(replace(block, end_row=top))
        inherited = (*block.inherited, *block.titles)
        block = replace(header_at(sheet, start, vocabulary), inherited=inherited)
        block = replace(block, **titles_of(sheet, top, start))
    return tables


def _next_start(sheet: Sheet, block: HeaderBlock, vocabulary: Vocabulary) -> int | None:
    """The first header row of the next table, or None."""
    key = next((column.index for column in block.columns if column.path[0] in vocabulary.keys), None)
    for number in range(block.data_row, len(sheet.rows)):
        row = sheet.rows[number]
        if key is not None:
            # Nearly all rows are records: a code or a figure under the key's header.
            under = row[key]
            if type(under) is float or (isinstance(under, str) and under[:1].isdigit()):
                continue
        if _is_header(sheet.line(number), key, vocabulary):
            while number > block.data_row and _is_upper_header(sheet.line(number - 1), vocabulary):
                number -= 1
            return number
    return None


def _is_header(line: Line, key: int | None, vocabulary: Vocabulary) -> bool:
    if key is not None and line.split[key][0] in vocabulary.keys:
        return True
    known = vocabulary.known_in(line)
    return len(known) >= 2 and bool(known & vocabulary.keys)


def _is_upper_header(line: Line, vocabulary: Vocabulary) -> bool:
    """A row of known headers only, above the row with the key's header."""
    texts = {header for text, header in zip(line.texts, line.headers, strict=True) if text}
    return len(texts) >= 2 and len(vocabulary.known_in(line)) == len(texts)


def _title_top(sheet: Sheet, start: int, floor: int, vocabulary: Vocabulary) -> int:
    """The first title row of the table whose header begins in row `start`."""
    top = start
    for number in range(start - 1, max(floor, start - SEARCHED_ROWS) - 1, -1):
        line = sheet.line(number)
        if not line.filled:
            continue
        if not _is_title(line, vocabulary):
            break
        top = number
    return top


def _is_title(line: Line, vocabulary: Vocabulary) -> bool:
    if len(line.filled) > _TITLE_CELLS or is_note(line.filled[0]):
        return False
    if any(text and not isinstance(cell, str) for cell, text in zip(line.cells, line.texts, strict=True)):
        return False
    joined = " ".join(line.filled)
    return any(word in joined for word in _TITLE_WORDS) or any(
        title.search(joined) for title in vocabulary.titles
    )
