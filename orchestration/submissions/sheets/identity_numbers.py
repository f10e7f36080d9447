"""Identity-card numbers (身份证号): no form asks for them, so they go no further than the file.

What belongs here: masking them in a sheet, its name too, before anything else reads it, and the notice that
says where they stood. What does not: recognising one (cells/masking.py), the rule (`expectations/`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from orchestration.submissions.cells.masking import masked
from orchestration.submissions.cells.text import cell_address
from orchestration.submissions.contract.rejection import FileRejected, Rejection
from orchestration.submissions.files.apart import read_bounded
from orchestration.submissions.files.opening import open_file
from orchestration.submissions.files.workbook import Sheet


def _marks() -> str:
    """The signs that join the letter before them, as ranges of a pattern: to put them in order takes the
    square of their number."""
    signs = [code for code in range(0x300, 0x20000) if unicodedata.combining(chr(code))]
    return "".join(map(re.escape, map(chr, signs)))


_SHORTEST = 18
#: A text of more letters is looked at before it is read; the longest that spreadsheet programs hold.
_LONG, _LONGEST = 1_000, 32_767
_MOST_MARKS = 30
_MARKS = re.compile(f"[{_marks()}]{{{_MOST_MARKS + 1}}}")
_HEADERS = re.compile("身份证|公民身份号")
_HEADER_ROWS = 20
_LONGEST_HEADER = 12
_SHOWN = 8


def masked_cells(content: bytes, name: str | None) -> dict[str, list[list[Any]]]:
    """The cells of a file as the intake sees them, by sheet; none where it cannot be read."""
    try:
        return read_bounded(content, _masked_cells, name)
    except FileRejected:
        return {}


def _masked_cells(content: bytes, name: str | None) -> dict[str, list[list[Any]]]:
    cells = {}
    for sheet in open_file(content, name).sheets:
        mask_sheet(sheet)
        cells[sheet.name] = sheet.rows
    return cells


def mask_sheet(sheet: Sheet) -> list[Rejection]:
    """Masks the numbers in the sheet's own cells; one notice where there are any, or a column for them."""
    is_named = masked(sheet.name) != sheet.name
    sheet.name = masked(sheet.name)
    found: list[tuple[int, int]] = []
    looked_at: dict[str, str] = {}  # one long text may stand in every cell
    for row, column in _suspects(sheet.rows):
        value = sheet.rows[row][column]
        text = value if isinstance(value, str) else str(int(value))
        if text not in looked_at:
            if len(text) > _LONG:
                _check_long(text, sheet.name, cell_address(row, column))
            looked_at[text] = masked(text)
        if looked_at[text] != text:
            sheet.replace(row, column, looked_at[text])
            found.append((row, column))
    headed = [
        (row, column)
        for row, cells in enumerate(sheet.rows[:_HEADER_ROWS])
        for column, (cell, header) in enumerate(zip(cells, sheet.line(row).headers, strict=True))
        if isinstance(cell, str) and len(cell) <= _LONGEST_HEADER and _HEADERS.search(header)
    ]
    if not found and not headed and not is_named:
        return []
    said = [f"column «{sheet.line(row).headers[column]}»" for row, column in headed[:_SHOWN]]
    if found:
        addresses = "、".join(cell_address(row, column) for row, column in found[:_SHOWN])
        more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        said.append(f"identity-card numbers in {addresses}{more}")
    if is_named:
        said.append(f"an identity-card number in the sheet's name «{sheet.name}»")
    message = f"{'; '.join(said)}: no form asks for them, they are masked and go no further"
    notice = Rejection("sheet", "IDENTITY_NUMBERS", message)
    if not found and not headed:
        return [notice]
    row, column = (found or headed)[0]
    cell, raw = cell_address(row, column), str(sheet.rows[row][column])
    return [replace(notice, row=row + 1, cell=cell, raw=raw)]


def _check_long(text: str, sheet: str, cell: str) -> None:
    """Raises FileRejected for what no spreadsheet program lets into a cell, nor any person types: to compare
    such a text with others takes minutes. All cells of some length pass here."""
    message = None
    if len(text) > _LONGEST:
        message = f"{cell} holds a text of {len(text):,} letters; a cell holds {_LONGEST:,} at most"
    elif _MARKS.search(text):
        message = f"{cell} holds a letter with more than {_MOST_MARKS} accents; no such text is read"
    if message:
        raise FileRejected(Rejection("file", "OVERSIZE_FILE", message, sheet=sheet, cell=cell))


def _suspects(rows: Sequence[Sequence[Any]]) -> list[tuple[int, int]]:
    """Cells long enough to hold a number. Every cell of a country is looked at: no call is made for one."""
    suspects = []
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            if value.__class__ is float:
                # As a number it has lost its last digits, but not the person.
                if 1e17 <= value < 1e18:
                    suspects.append((row, column))
            elif value.__class__ is str and len(value) >= _SHORTEST:
                suspects.append((row, column))
    return suspects
