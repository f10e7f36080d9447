"""What a sheet's raw XML says that calamine does not tell, and how much memory the sheet would take.

What belongs here: the XML of one sheet. What does not: the package it lies in (xlsx_package.py),
cells that calamine reads well (workbook.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt

from orchestration.submissions.cells.text import column_index
from orchestration.submissions.contract.rejection import FileRejected, Rejection
from orchestration.submissions.files.apart import check_cells_here, is_apart

#: calamine allocates 24 bytes for every cell of the used rectangle, filled or not: 60 M cells are 1.4 GB.
LARGEST_SHEET_CELLS = 60_000_000
#: A sheet has at most this many rows, so that one of few columns cannot be too large.
MOST_ROWS = 2**20
_MOST_COLUMNS = 2**14

# XML is looked at in pieces that fit a processor's cache, and in arrays: a sheet of 4 million cells is
# 150 MB, on which patterns take seconds and array comparisons a tenth of one.
_OVERLAP = 64
_PIECE = 256 * 2**10
_LONGEST_TAG = 2**16
#: Addresses so far down that all are looked at: no small file has so many rows, and no large one a million.
_FAR, _FAR_APART = re.compile(rb'"[A-Z]{0,3}\d{6}'), re.compile(rb'"[A-Z]{0,3}\d{7}')
_ADDRESS = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")
_HIDDEN = frozenset({"1", "true"})
#: What hides rows and columns: the attribute, or no height or width.
_HIDING = (b" hidden=", b"\thidden=", b"\nhidden=", b' ht="0', b' width="0')
#: Each is looked for by itself; of more it is read which one a cell has.
_FEW_STYLES = 64
_CELL = np.uint64(int.from_bytes(b'<c r="', "little"))
_CELL_MASK = np.uint64(2**48 - 1)


@dataclass(frozen=True)
class Marks:
    """Cells that read as blank but are not (code of contract/rejection.py), and what is hidden; from 0."""

    faulty: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Signs:
    """A sheet's bytes of XML, and what `marks_of` and `styles_of` may find in it."""

    size: int
    values: int  # at most
    has_faulty: bool
    has_hidden: bool
    has_styles: bool
    is_plain: bool  # every cell begins with its address, as spreadsheet programs write it


def guard_sheet(
    pieces: Iterable[bytes], reopened: Callable[[], IO[bytes]], sheet_name: str, styles: Collection[int] = ()
) -> Signs:
    """Goes through a sheet's XML once, fast; `styles` are those that are looked for.

    Raises FileRejected where the used rectangle is larger than memory should bear.
    """
    size, values, text = 0, 0, b""
    columns: int | None = 26
    is_far = False
    far = _FAR_APART if is_apart() else _FAR
    has_faulty = has_hidden = False
    # A cell that names no style has the first.
    has_styles = 0 in styles
    has_styles = has_styles or len(styles) > _FEW_STYLES
    named = [form % style for style in styles for form in (b's="%d"', b"s='%d'") if not has_styles]
    for piece in pieces:
        size += len(piece)
        values += piece.count(b"<v") + piece.count(b":v")
        text = text[-_OVERLAP:] + piece
        letters = np.frombuffer(text, np.uint8)
        # A prefix (<x:c r=…) is allowed in XML, and no spreadsheet program writes one; «:» alone is rare.
        prefixed = b":" in text
        opens = letters[:-1] == ord("<")
        if prefixed:
            opens |= letters[:-1] == ord(":")
        # Attributes in single quotes are allowed in XML, and no spreadsheet program writes them.
        has_faulty = has_faulty or b"='e'" in text or _has_faulty_cell(letters, opens)
        has_hidden = has_hidden or any(sign in text for sign in _HIDING)
        has_styles = has_styles or any(name in text for name in named)
        is_far = is_far or far.search(text) is not None
        if columns is not None:
            columns = _columns(text, letters, opens, columns)
    is_plain = columns is not None
    # Too large can only be a sheet of many columns, or with cells far down, or that leaves addresses out.
    if columns is None or is_far or columns * MOST_ROWS > LARGEST_SHEET_CELLS:
        with reopened() as stream:
            rows, columns = _extent(stream)
        if rows * columns > LARGEST_SHEET_CELLS or rows > MOST_ROWS or columns > _MOST_COLUMNS:
            message = f"sheet «{sheet_name}» spans {rows:,} rows and {columns:,} columns"
            raise FileRejected(Rejection("file", "OVERSIZE_FILE", message, sheet=sheet_name))
        check_cells_here(rows * columns)
    return Signs(size, values, has_faulty, has_hidden, has_styles, is_plain)


def _has_faulty_cell(letters: npt.NDArray[np.uint8], opens: npt.NDArray[np.bool_]) -> bool:
    """True where «<f», «:f» (a formula) or «"e"» (the type of an error value) stands in the text."""
    if (opens & (letters[1:] == ord("f"))).any():
        return True
    quotes = letters == ord('"')
    return bool((quotes[:-2] & (letters[1:-1] == ord("e")) & quotes[2:]).any())


def _columns(
    text: bytes, letters: npt.NDArray[np.uint8], opens: npt.NDArray[np.bool_], columns: int
) -> int | None:
    """The highest column a cell names, at least `columns`; None where a cell begins other than «<c r="A»."""
    starts = np.flatnonzero(opens & (letters[1:] == ord("c")))
    starts = starts[: np.searchsorted(starts, len(text) - 16)]
    if not len(starts):
        return columns
    # Eight letters from every start, read as one number: much faster than letter by letter.
    words = np.ndarray(len(text) - 8, np.dtype("<u8"), text, strides=(1,))[starts]
    is_cell = (words & _CELL_MASK) == _CELL
    first = (words >> np.uint64(48)).astype(np.uint8) - np.uint8(ord("A"))
    plain = is_cell & (first < 26)
    if not plain.all():
        # Longer names (<cols>, <customSheetView>) are no cells.
        third = letters[starts[~plain] + 2]
        if ((third < ord("a")) & (third != ord(":"))).any():
            return None
        starts, words, first = starts[plain], words[plain], first[plain]
    second = (words >> np.uint64(56)).astype(np.uint8) - np.uint8(ord("A"))
    two = np.flatnonzero(second < 26)
    if not len(two):
        return columns
    index = (first[two].astype(np.int64) + 1) * 26 + second[two] + 1
    third = letters[starts[two] + 8] - np.uint8(ord("A"))
    return max(columns, int(np.where(third < 26, index * 26 + third + 1, index).max()))


def _items(stream: IO[bytes]) -> Iterator[tuple[str, int, int, ElementTree.Element]]:
    """Every cell («c»), row and column («col») with its place, from 0.

    Raises ParseError."""
    row = column = -1
    for event, item in ElementTree.iterparse(stream, events=("start", "end")):
        tag = item.tag.rpartition("}")[2]
        if tag == "row" and event == "start":
            declared = item.get("r", "")
            row, column = int(declared) - 1 if declared.isdecimal() else row + 1, -1
        elif tag == "row":
            yield tag, row, column, item
            item.clear()
        elif tag == "c" and event == "end":
            address = _ADDRESS.fullmatch(item.get("r", ""))
            column = column_index(address.group(1).upper()) if address else column + 1
            yield tag, int(address.group(2)) - 1 if address else row, column, item
        elif tag == "col" and event == "end":
            yield tag, row, column, item


def _extent(stream: IO[bytes]) -> tuple[int, int]:
    """The last row and column in which a cell says something, by whatever address it has.

    Raises ParseError; ValueError for an address that is none, which calamine takes for one far away. Cells
    with a style and nothing else take no memory in calamine.
    """
    rows = columns = 0
    for tag, row, column, item in _items(stream):
        if tag == "c" and (said := item.get("r")) and not _ADDRESS.fullmatch(said):
            raise ValueError(f"{said[:20]} is no cell")
        if tag == "c" and len(item):
            rows, columns = max(rows, row + 1), max(columns, column + 1)
    return rows, columns


def styles_of(stream: IO[bytes], wanted: Collection[int], signs: Signs) -> Iterator[tuple[int, int, int]]:
    """Row, column and style of the cells that have one of the styles, blank ones too. Raises ParseError."""
    if not signs.is_plain or 0 in wanted:
        for tag, row, column, item in _items(stream):
            if tag == "c" and (style := int(item.get("s", 0))) in wanted:
                yield row, column, style
        return
    # A pattern goes through a column of percentages eight times as fast as a parser.
    styles = "|".join(map(str, wanted)) if len(wanted) <= _FEW_STYLES else r"\d{1,6}"
    cell = re.compile(rf"""<c r="([A-Z]{{1,3}})(\d{{1,7}})"[^>]*?\ss=["']({styles})["']""".encode())
    text = b""
    while piece := stream.read(_PIECE):
        text += piece
        end = text.rfind(b"<")
        for found in cell.finditer(text, 0, end):
            if (style := int(found[3])) in wanted:
                yield int(found[2]) - 1, column_index(found[1].decode()), style
        text = text[max(end, len(text) - _LONGEST_TAG, 0) :]


def marks_of(stream: IO[bytes]) -> Marks:
    """Formulas without a calculated value, error values, hidden rows and columns. Raises ParseError."""
    faulty: dict[tuple[int, int], str] = {}
    rows: set[int] = set()
    columns = np.zeros(_MOST_COLUMNS, np.bool_)
    for tag, row, column, item in _items(stream):
        if tag == "c":
            if code := _fault(item):
                faulty[row, column] = code
        elif tag == "row":
            if _is_hidden(item, "ht"):
                rows.add(row)
        elif _is_hidden(item, "width"):
            first, last = (item.get(end, "") for end in ("min", "max"))
            if first.isdecimal() and last.isdecimal():
                columns[max(int(first[:6]) - 1, 0) : int(last[:6])] = True
    return Marks(faulty, frozenset(rows), frozenset(map(int, np.flatnonzero(columns))))


def _is_hidden(item: ElementTree.Element, size: str) -> bool:
    """True for a row or column that is hidden, or has no height or width."""
    return item.get("hidden") in _HIDDEN or re.fullmatch(r"0(\.0*)?", item.get(size, "")) is not None


def _fault(cell: ElementTree.Element) -> str | None:
    children = {child.tag.rpartition("}")[2]: child for child in cell}
    value = children.get("v")
    if cell.get("t") == "e":
        return "ERROR_VALUE"
    if "f" in children and (value is None or (not value.text and cell.get("t") != "str")):
        return "FORMULA_NOT_CALCULATED"
    return None
