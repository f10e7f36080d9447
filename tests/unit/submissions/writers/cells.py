"""The cells that every writer is given.

What belongs here: the examples' cells as plain data. What does not: writing them.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import openpyxl

from tests.unit.submissions.filings import COLLECTION_2024, EXPORT_2024

FOLDER = Path(__file__).parent
#: What is written: the export, and the collection workbook with its shares under a format of percent.
BOOKS = {"export": EXPORT_2024, "collection": COLLECTION_2024}
SHARES, SHARE_FORMAT = "质量监测", "0.0%"


@dataclass(frozen=True)
class SheetCells:
    """A sheet: rows of cells (None is blank), merges as first row and column, last row and column, number
    formats by row and column; all from 0."""

    name: str
    rows: list[list[Any]]
    merges: list[list[int]]
    formats: list[tuple[int, int, str]]

    as_dict = asdict


def cells_of(book: str) -> list[SheetCells]:
    """The sheets of one of the books."""
    return [_cells(sheet) for sheet in openpyxl.load_workbook(BOOKS[book])]


def _cells(sheet: Any) -> SheetCells:
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    shares = [
        (row, column, SHARE_FORMAT)
        for row, cells in enumerate(rows)
        for column, value in enumerate(cells)
        if sheet.title == SHARES and isinstance(value, float)
    ]
    merges = [
        [area.min_row - 1, area.min_col - 1, area.max_row - 1, area.max_col - 1]
        for area in sheet.merged_cells.ranges
    ]
    return SheetCells(sheet.title, rows, merges, shares)
