"""Identity-card numbers (身份证号): no form asks for them, so they go no further than the file.

What belongs here: recognising them, masking them in a sheet before anything else reads it, and the
notice that says where they stood. What does not: the rule about them (`expectations/`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from orchestration.submissions.cells.text import cell_address
from orchestration.submissions.contract.rejection import Rejection
from orchestration.submissions.files.workbook import Sheet

_DIGIT = "[0-9０-９]"
#: Six digits of a county, a date of birth, three digits and a check character; spaces or dashes between.
_NUMBER = re.compile(
    rf"(?<!{_DIGIT})({_DIGIT}{{6}})[ -]?[12１２][089０８９]{_DIGIT}{{2}}[01０１]{_DIGIT}[0-3０-３]{_DIGIT}"
    rf"[ -]?{_DIGIT}{{3}}[0-9０-９XxＸｘ](?!{_DIGIT})"
)
_SHORTEST = 18
_HEADERS = re.compile("身份证|公民身份号")
_HEADER_ROWS = 20
_LONGEST_HEADER = 12
_SHOWN = 8


def masked(text: str) -> str:
    """The text with every identity-card number cut to its first six digits, which name a county."""
    return _NUMBER.sub(r"\1************", text)


def mask_sheet(sheet: Sheet) -> list[Rejection]:
    """Masks the numbers in the sheet's own cells; one notice where there are any, or a column for them."""
    found: list[tuple[int, int]] = []
    for row, column in _suspects(sheet.rows):
        value = sheet.rows[row][column]
        text = value if isinstance(value, str) else str(int(value))
        if masked(text) != text:
            sheet.replace(row, column, masked(text))
            found.append((row, column))
    headed = [
        (row, column)
        for row, cells in enumerate(sheet.rows[:_HEADER_ROWS])
        for column, (cell, header) in enumerate(zip(cells, sheet.line(row).headers, strict=True))
        if isinstance(cell, str) and len(cell) <= _LONGEST_HEADER and _HEADERS.search(header)
    ]
    if not found and not headed:
        return []
    said = [f"column «{sheet.line(row).headers[column]}»" for row, column in headed[:_SHOWN]]
    if found:
        addresses = "、".join(cell_address(row, column) for row, column in found[:_SHOWN])
        more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        said.append(f"identity-card numbers in {addresses}{more}")
    row, column = (found or headed)[0]
    return [
        Rejection(
            "sheet",
            "IDENTITY_NUMBERS",
            f"{'; '.join(said)}: no form asks for them, they are masked and go no further",
            row=row + 1,
            cell=cell_address(row, column),
            raw=str(sheet.rows[row][column]),
        )
    ]


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
