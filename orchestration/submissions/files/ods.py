"""An OpenDocument workbook (ods) → sheets of cells.

What belongs here: the XML of the document. What does not: its number formats (ods_styles.py), the zip and its
limits (zip_parts.py), what cells mean.

It is read here and not by calamine, which tells neither formats nor merges, nor what is hidden, and lays out
repeated rows and columns before anybody can count them.
"""

from __future__ import annotations

import datetime
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from orchestration.submissions.cells.number_format import figure_shown
from orchestration.submissions.contract.rejection import FileRejected, Rejection
from orchestration.submissions.files.apart import MOST_CELLS_HERE, check_cells_here, is_apart
from orchestration.submissions.files.ods_styles import OdsStyles
from orchestration.submissions.files.sheet_xml import MOST_ROWS, Marks
from orchestration.submissions.files.workbook import Sheet, check_names
from orchestration.submissions.files.zip_parts import ZipParts, damage_rejected

#: A cell takes some 60 bytes where it is a text of its own.
LARGEST_ODS_CELLS = 20_000_000
MOST_COLUMNS = 2**14

_DEEPEST_TEXT = 50

_CONTENT, _STYLES, _MANIFEST = "content.xml", "styles.xml", "meta-inf/manifest.xml"
_MACRO_FOLDERS = ("basic/", "scripts/")
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CELL, _COVERED = f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"
_STYLE_GROUPS = (f"{_OFFICE}styles", f"{_OFFICE}automatic-styles")
_HIDDEN = frozenset({"collapse", "filter"})
_NUMBERS = frozenset({"float", "percentage", "currency"})
# What spreadsheet programs show for an error, in whose place the document states a text or 0.
_ERROR = re.compile(r"#(N/A|DIV/0!|REF!|NAME\?|VALUE!|NUM!|NULL!)|(Err|错误):\s*\d{3}")
_SPACE = re.compile(r"[ \t\r\n]+")
# Furigana, notes and comments are no part of the text.
_BESIDE = frozenset(f"{_TEXT}{name}" for name in ("ruby-text", "note")) | {f"{_OFFICE}annotation"}


def _reject(code: str, message: str) -> FileRejected:
    return FileRejected(Rejection("file", code, message))


def is_ods(package: ZipParts) -> bool:
    """True for a package that says it is an OpenDocument workbook."""
    if _CONTENT not in package.entries or "mimetype" not in package.entries:
        return False
    with damage_rejected(), package.open("mimetype") as stream:
        return b"opendocument.spreadsheet" in stream.read(200)


def open_ods(package: ZipParts) -> Iterator[Sheet]:
    """The sheets of an ods workbook. Raises FileRejected with the reason."""
    with damage_rejected():
        _check_kind(package)
        styles = OdsStyles()
        if _STYLES in package.entries:
            package.guard(_STYLES)
            with package.open(_STYLES) as stream:
                for _, item in ElementTree.iterparse(stream):
                    if item.tag in _STYLE_GROUPS:
                        styles.take(item)
        package.guard(_CONTENT)
        sheets = list(_sheets(package, styles))
    check_names([sheet.name for sheet in sheets])
    return iter(sheets)


def _check_kind(package: ZipParts) -> None:
    if any(part.startswith(_MACRO_FOLDERS) and not part.endswith("/") for part in package.entries):
        raise _reject("MACRO_FILE", "the workbook holds macros")
    if "encrypted-package" in package.entries:
        raise _reject("ENCRYPTED_FILE", "the workbook is protected by a password")
    if _MANIFEST in package.entries:
        for item in package.outline(_MANIFEST).iter():
            if item.tag.endswith("}encryption-data"):
                raise _reject("ENCRYPTED_FILE", "the workbook is protected by a password")


def _sheets(package: ZipParts, styles: OdsStyles) -> Iterator[Sheet]:
    room = LARGEST_ODS_CELLS if is_apart() else MOST_CELLS_HERE
    table: _Table | None = None
    depth = 0
    with package.open(_CONTENT) as stream:
        for event, item in ElementTree.iterparse(stream, events=("start", "end")):
            tag = item.tag
            if tag == f"{_TABLE}table":
                depth += 1 if event == "start" else -1
                if event == "start" and depth == 1:
                    table = _Table(item, styles, room)
                elif table is not None and depth == 0:
                    if not table.is_copy:
                        sheet = table.sheet()
                        room -= sum(map(len, sheet.rows))
                        yield sheet
                    table = None
                    item.clear()
            elif tag == f"{_OFFICE}script" and event == "end":
                raise _reject("MACRO_FILE", "the workbook holds macros")
            elif tag in _STYLE_GROUPS and event == "end":
                styles.take(item)
            elif table is not None and depth == 1:
                table.take(event, tag.removeprefix(_TABLE), item)


class _Table:
    """One table:table, as its elements are gone through; repeated rows and cells are laid out at the end."""

    def __init__(self, item: ElementTree.Element, styles: OdsStyles, room: int) -> None:
        self.name = item.get(f"{_TABLE}name", "")
        self._hidden = item.get(f"{_TABLE}style-name", "") in styles.hidden_tables
        self._styles, self._room = styles, room
        #: Values kept so far; each filled row counts as often as it is repeated.
        self.filled = 0
        self.is_copy = False  # of a table in another file
        self._column_ends: list[int] = []
        self._column_styles: list[str] = []
        self._columns = 0
        self._rows: list[tuple[int, int, list[Any]]] = []
        self._row = self._column = 0
        self._cells: list[Any] = []
        self._row_style = ""
        self._merges: list[tuple[int, int, int, int]] = []
        self._faulty: dict[tuple[int, int], str] = {}
        self._hidden_rows: list[tuple[int, int]] = []
        self._hidden_columns: list[tuple[int, int]] = []

    def take(self, event: str, tag: str, item: ElementTree.Element) -> None:
        """Takes an element of the table."""
        if tag == "table-row" and event == "start":
            self._cells, self._column = [], 0
            self._row_style = item.get(f"{_TABLE}default-cell-style-name", "")
        elif event == "start":
            return
        elif tag in ("table-cell", "covered-table-cell"):
            self._take_cell(item)
            item.clear()
        elif tag == "table-row":
            self._end_row(item)
            item.clear()
        elif tag == "table-column":
            self._take_column(item)
        elif tag == "table-source":
            self.is_copy = True

    def _take_column(self, item: ElementTree.Element) -> None:
        first, self._columns = self._columns, self._columns + _repeats(item, "columns")
        self._column_ends.append(self._columns)
        self._column_styles.append(item.get(f"{_TABLE}default-cell-style-name", ""))
        if item.get(f"{_TABLE}visibility") in _HIDDEN:
            self._hidden_columns.append((first, self._columns))

    def _take_cell(self, item: ElementTree.Element) -> None:
        repeats, row, column = _repeats(item, "columns"), self._row, self._column
        self._column += repeats
        bottom, right = (
            row + _repeats(item, "rows", "spanned"),
            column + _repeats(item, "columns", "spanned"),
        )
        if (bottom, right) != (row + 1, column + 1):
            self._merges.append((row, column, bottom - 1, right - 1))
        value, fault = _value(item)
        if fault:
            self._faulty.update(
                {(row, each): fault for each in range(column, min(self._column, MOST_COLUMNS))}
            )
            if len(self._faulty) > self._room:
                raise self._oversize(row + 1, self._column)
        if value == "":
            return
        if self._column > MOST_COLUMNS:
            raise self._oversize(row + 1, self._column)
        self._cells += [""] * (column - len(self._cells))
        if isinstance(value, float):
            own = item.get(f"{_TABLE}style-name") or self._row_style
            is_share = item.get(f"{_OFFICE}value-type") == "percentage"
            for place in range(column, self._column):
                code = self._styles.code(own or self._column_style(place)) or ("0%" if is_share else None)
                self._cells.append(figure_shown(value, code) if code else value)
        else:
            self._cells += [value] * repeats

    def _column_style(self, column: int) -> str:
        place = bisect_right(self._column_ends, column)
        return self._column_styles[place] if place < len(self._column_styles) else ""

    def _end_row(self, item: ElementTree.Element) -> None:
        repeats = _repeats(item, "rows")
        first, self._row = self._row, self._row + repeats
        if item.get(f"{_TABLE}visibility") in _HIDDEN:
            self._hidden_rows.append((first, self._row))
        if self._cells:
            self.filled += repeats * len(self._cells)
            if self._row > MOST_ROWS or self.filled > self._room:
                raise self._oversize(self._row, len(self._cells))
            self._rows.append((first, repeats, self._cells))

    def _oversize(self, rows: int, columns: int) -> FileRejected:
        if rows * columns <= LARGEST_ODS_CELLS:
            check_cells_here(rows * columns)
        message = f"sheet «{self.name}» spans {rows:,} rows and {columns:,} columns"
        return FileRejected(Rejection("file", "OVERSIZE_FILE", message, sheet=self.name))

    def sheet(self) -> Sheet:
        """The table laid out. Raises FileRejected where it is larger than memory should bear."""
        height = max((first + repeats for first, repeats, _ in self._rows), default=0)
        width = max((len(cells) for _, _, cells in self._rows), default=0)
        if height * width > self._room:
            raise self._oversize(height, width)
        rows: list[list[Any]] = []
        for first, repeats, cells in self._rows:
            rows += [[""] * width for _ in range(first - len(rows))]
            rows += [cells + [""] * (width - len(cells)) for _ in range(repeats)]
        marks = Marks(
            {(row, column): code for (row, column), code in self._faulty.items() if row < MOST_ROWS},
            frozenset(row for first, end in self._hidden_rows for row in range(first, min(end, height))),
            frozenset(
                place for first, end in self._hidden_columns for place in range(first, min(end, width))
            ),
        )
        merges = [
            (top, left, min(bottom, height - 1), min(right, width - 1))
            for top, left, bottom, right in self._merges
            if top < height and left < width
        ]
        return Sheet(
            name=self.name,
            rows=rows,
            merges=merges,
            hidden=self._hidden,
            find_marks=lambda: marks,
            may_hide=bool(marks.hidden_rows or marks.hidden_columns),
        )


def _repeats(item: ElementTree.Element, what: str, how: str = "repeated") -> int:
    """How often a cell or row stands there, or over how many it spans."""
    text = item.get(f"{_TABLE}number-{what}-{how}", "")
    return max(int(text), 1) if text.isdecimal() and len(text) < 10 else 1


def _value(item: ElementTree.Element) -> tuple[Any, str | None]:
    """What a cell holds, '' for nothing; and why it holds nothing, if a formula should give something."""
    kind = item.get(f"{_OFFICE}value-type")
    has_formula = f"{_TABLE}formula" in item.attrib
    if kind is None and not has_formula:
        return "", None
    text = "\n".join(_text(each).strip() for each in item if each.tag == f"{_TEXT}p")
    is_error = any(value == "error" and key.endswith("}value-type") for key, value in item.items())
    if is_error or (has_formula and _ERROR.fullmatch(text.strip())):
        return "", "ERROR_VALUE"
    if kind is None:
        return "", "FORMULA_NOT_CALCULATED"
    if kind in _NUMBERS:
        return float(item.get(f"{_OFFICE}value", "")), None
    if kind == "boolean":
        return item.get(f"{_OFFICE}boolean-value") == "true", None
    if kind == "date":
        return _day(item.get(f"{_OFFICE}date-value", ""), text), None
    return item.get(f"{_OFFICE}string-value") or text, None


def _day(stated: str, text: str) -> Any:
    try:
        moment = datetime.datetime.fromisoformat(stated)
    except ValueError:
        return text
    return moment.date() if len(stated) <= len("2024-09-01") else moment


def _text(item: ElementTree.Element, depth: int = 0) -> str:
    """The text of a paragraph, without what stands beside or above it."""
    if depth > _DEEPEST_TEXT:
        raise ValueError(f"a text is nested more than {_DEEPEST_TEXT} deep")
    said = [_SPACE.sub(" ", item.text or "")]
    for each in item:
        name = each.tag.removeprefix(_TEXT)
        if name == "s":
            said.append(" " * min(int(each.get(f"{_TEXT}c", "1")), 1000))
        elif name in ("tab", "line-break"):
            said.append("\t" if name == "tab" else "\n")
        elif each.tag not in _BESIDE:
            said.append(_text(each, depth + 1))
        said.append(_SPACE.sub(" ", each.tail or ""))
    return "".join(said)
