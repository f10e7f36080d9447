"""What a sheet's raw XML says that calamine does not tell, and how much memory the sheet would take.

What belongs here: the XML of one sheet. What does not: the package it lies in (package.py),
cells that calamine reads well (workbook.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import IO
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt

from orchestration.submissions.refusal import FileRefused, Refusal
from orchestration.submissions.text import column_index

#: calamine allocates 24 bytes for every cell of the used rectangle, filled or not: 60 M cells are 1.4 GB.
LARGEST_SHEET_CELLS = 60_000_000
#: A sheet has at most this many rows, so that one of few columns cannot be too large.
MOST_ROWS = 2**20

# XML is looked at in pieces that fit a processor's cache, and in arrays: a sheet of 4 million cells is
# 150 MB, on which patterns take seconds and array comparisons a tenth of one.
_OVERLAP = 64
_ADDRESS = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")
_HIDDEN = frozenset({"1", "true"})


@dataclass(frozen=True)
class Marks:
    """Cells that read as blank but are not (code of refusal.py), hidden rows and columns; from 0."""

    odd: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Signs:
    """A sheet's bytes of XML, and what `marks_of` may find in it."""

    size: int
    has_odd: bool
    has_hidden: bool


def guard_sheet(pieces: Iterable[bytes], reopened: Callable[[], IO[bytes]], sheet_name: str) -> Signs:
    """Goes through a sheet's XML once, fast.

    Raises FileRefused where the used rectangle is larger than memory should bear.
    """
    size, columns, text = 0, 26, b""
    has_odd, has_hidden, is_plain = False, False, True
    for piece in pieces:
        size += len(piece)
        text = text[-_OVERLAP:] + piece
        letters = np.frombuffer(text, np.uint8)
        has_odd = has_odd or _has_odd_cell(letters)
        has_hidden = has_hidden or b" hidden=" in text
        is_plain = is_plain and _has_plain_addresses(letters)
        columns = max(columns, _columns(letters))
    # Only a sheet of many columns, or one that leaves its addresses out, can be too large.
    if not is_plain or columns * MOST_ROWS > LARGEST_SHEET_CELLS:
        with reopened() as stream:
            rows, columns = _extent(stream)
        if rows * columns > LARGEST_SHEET_CELLS:
            message = f"sheet «{sheet_name}» spans {rows:,} rows and {columns:,} columns"
            raise FileRefused(Refusal("file", "OVERSIZE_FILE", message, sheet=sheet_name))
    return Signs(size, has_odd, has_hidden)


def _has_odd_cell(letters: npt.NDArray[np.uint8]) -> bool:
    """True where «<f», «:f» (a formula) or «"e"» (the type of an error value) stands in the text."""
    opens = (letters[:-1] == ord("<")) | (letters[:-1] == ord(":"))
    if (opens & (letters[1:] == ord("f"))).any():
        return True
    quotes = letters == ord('"')
    return bool((quotes[:-2] & (letters[1:-1] == ord("e")) & quotes[2:]).any())


def _has_plain_addresses(letters: npt.NDArray[np.uint8]) -> bool:
    """True where every cell begins «<c r="A», so that `_columns` sees its column."""
    starts = np.flatnonzero((letters[:-8] == ord("<")) & (letters[1:-7] == ord("c")))
    named = letters[starts + 2]
    # Longer names (<cols>, <customSheetView>) are no cells.
    starts = starts[(named < ord("a")) & (named != ord(":"))]
    plain = np.ones(len(starts), bool)
    for place, letter in enumerate(b' r="', start=2):
        plain &= letters[starts + place] == letter
    plain &= (letters[starts + 6] - np.uint8(ord("A"))) < 26
    # A prefix (<x:c r=…) is allowed in XML, and no spreadsheet program writes one.
    prefixed = (letters[:-3] == ord(":")) & (letters[1:-2] == ord("c")) & (letters[2:-1] <= ord(">"))
    return bool(plain.all()) and not prefixed.any()


def _columns(letters: npt.NDArray[np.uint8]) -> int:
    """The highest column that a cell address r="AA1" … r="XFD1" in the text names; 0 without any."""
    capital = (letters - np.uint8(ord("A"))) < 26
    start = np.flatnonzero((letters[1:-4] == ord('"')) & capital[2:-3] & capital[3:-2]) + 1
    start = start[(letters[start - 1] == ord("="))]
    if not len(start):
        return 0
    first, second, third = (letters[start + place].astype(np.int64) - 64 for place in (1, 2, 3))
    two = first * 26 + second
    return int(np.where(capital[start + 3], two * 26 + third, two).max())


def _extent(stream: IO[bytes]) -> tuple[int, int]:
    """The last row and column in which a cell says something, by whatever address it has.

    Raises ParseError. Cells with a style and nothing else take no memory in calamine.
    """
    rows = columns = row = column = 0
    for event, item in ElementTree.iterparse(stream, events=("start", "end")):
        tag = item.tag.rpartition("}")[2]
        if tag == "row":
            if event == "start":
                stated = item.get("r", "")
                row, column = int(stated) if stated.isdecimal() else row + 1, 0
            item.clear()
        elif tag == "c" and event == "end":
            address = _ADDRESS.fullmatch(item.get("r", ""))
            column = column_index(address.group(1).upper()) + 1 if address else column + 1
            if len(item):
                rows = max(rows, int(address.group(2)) if address else row)
                columns = max(columns, column)
    return rows, columns


def marks_of(stream: IO[bytes]) -> Marks:
    """Formulas without a calculated value, error values, hidden rows and columns. Raises ParseError."""
    odd: dict[tuple[int, int], str] = {}
    rows: set[int] = set()
    columns: set[int] = set()
    row = 0
    for _, item in ElementTree.iterparse(stream):
        tag = item.tag.rpartition("}")[2]
        if tag == "c":
            code = _odd(item)
            address = _ADDRESS.fullmatch(item.get("r", ""))
            if code and address:
                odd[int(address.group(2)) - 1, column_index(address.group(1).upper())] = code
        elif tag == "row":
            stated = item.get("r", "")
            row = int(stated) if stated.isdecimal() else row + 1
            if item.get("hidden") in _HIDDEN:
                rows.add(row - 1)
            item.clear()
        elif tag == "col" and item.get("hidden") in _HIDDEN:
            first, last = (item.get(end, "") for end in ("min", "max"))
            if first.isdecimal() and last.isdecimal():
                columns.update(range(int(first) - 1, min(int(last), 2**14)))
    return Marks(odd, frozenset(rows), frozenset(columns))


def _odd(cell: ElementTree.Element) -> str | None:
    children = {child.tag.rpartition("}")[2]: child for child in cell}
    value = children.get("v")
    if cell.get("t") == "e":
        return "ERROR_VALUE"
    if "f" in children and (value is None or (not value.text and cell.get("t") != "str")):
        return "FORMULA_NOT_CALCULATED"
    return None
