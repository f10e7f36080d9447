"""Workbooks (xlsx, xls) → sheets of cells, or a rejection with its reason.

What belongs here: a sheet of cells, opening with calamine. What does not: telling what a file is
(opening.py), the inside of the package (xlsx_package.py) or of an xls (xls.py), what cells mean.
"""

from __future__ import annotations

import io
import math
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

import python_calamine

from orchestration.submissions.cells.line import Line
from orchestration.submissions.cells.number_format import figure_shown
from orchestration.submissions.cells.text import plain
from orchestration.submissions.contract.rejection import FileRejected, Rejection
from orchestration.submissions.files.apart import TooMuchHereError, check_cells_here
from orchestration.submissions.files.sheet_xml import Marks
from orchestration.submissions.files.xls import LegacyWorkbook
from orchestration.submissions.files.xlsx_package import Package
from orchestration.submissions.files.zip_parts import ZipParts

#: What calamine does with a workbook, in a process of its own; its own errors end it in the usual way.
_PROBE = """
import io, resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
resource.setrlimit(resource.RLIMIT_DATA, (2**30, 2**30))
from python_calamine import CalamineWorkbook
workbook = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
for name in workbook.sheet_names:
    workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
"""
_PROBE_SECONDS = 120
#: Spreadsheet programs allow 31 letters, OpenDocument some more.
_LONGEST_NAME = 255
#: A sheet a school and form of a large county is some thousand.
MOST_SHEETS = 5_000
#: A slip may merge some cells twice.
_MOST_OVERLAPS = 4


@dataclass
class Sheet:
    """A sheet: cells as rows of equal length, blank cells ''.

    `merges` are (first row, first column, last row, last column), counted from 0. `find_marks`
    finds the cells that read as blank though they are not, and what is hidden; it is dear, so it is
    asked late; `may_hide` tells whether it can find anything hidden. `rejections` are those of lines
    that could not be laid into rows.
    """

    name: str
    rows: list[list[Any]]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: bool = False
    find_marks: Callable[[], Marks] = Marks
    may_hide: bool = False
    rejections: list[Rejection] = field(default_factory=list)
    _lines: dict[int, Line] = field(default_factory=dict, init=False, repr=False)

    def line(self, row: int) -> Line:
        """A row, counted from 0, as text; its cells are normalised once, by whoever asks first."""
        if row not in self._lines:
            self._lines[row] = Line(self.rows[row])
        return self._lines[row]

    @cached_property
    def name_text(self) -> str:
        """The sheet's name as plain text."""
        return plain(self.name)

    def replace(self, row: int, column: int, value: object) -> None:
        """Puts a value into a cell."""
        self.rows[row][column] = value
        self._lines.pop(row, None)

    def include_faulty(self) -> None:
        """Adds the rows and columns at the end that hold nothing but formulas never calculated."""
        width = max([len(self.rows[0]), *(column + 1 for _, column in self.faulty)])
        height = max([len(self.rows), *(row + 1 for row, _ in self.faulty)])
        if width > len(self.rows[0]):
            self.rows = [[*row, *[""] * (width - len(row))] for row in self.rows]
            self._lines.clear()
        self.rows += [[""] * width for _ in range(len(self.rows), height)]

    @cached_property
    def marks(self) -> Marks:
        """What calamine does not tell of the cells."""
        return self.find_marks()

    @property
    def faulty(self) -> dict[tuple[int, int], str]:
        """Formulas never calculated and error values, by (row, column): code of contract/rejection.py."""
        return self.marks.faulty

    @cached_property
    def faulty_of_column(self) -> dict[int, dict[int, str]]:
        """The same by column, then row."""
        columns: dict[int, dict[int, str]] = {}
        for (row, column), code in self.faulty.items():
            columns.setdefault(column, {})[row] = code
        return columns

    @property
    def is_empty(self) -> bool:
        """True where no cell says anything."""
        return not any(value != "" for row in self.rows for value in row)


def open_xlsx(parts: ZipParts) -> Iterator[Sheet]:
    """The sheets of an xlsx workbook, one at a time. Raises FileRejected with the reason."""
    package = Package(parts)
    return _sheets(package.content, package)


def open_xls(content: bytes) -> Iterator[Sheet]:
    """The sheets of an xls workbook, one at a time. Raises FileRejected with the reason."""
    inside = LegacyWorkbook(content)
    _check_calamine_survives(content)
    for sheet in _sheets(content, inside):
        # Some programs store 0 as the value of a formula that they leave to be calculated.
        for row, column in sheet.faulty:
            if row < len(sheet.rows) and column < len(sheet.rows[row]):
                sheet.replace(row, column, "")
        yield sheet


def _check_calamine_survives(content: bytes) -> None:
    """Refuses what would end this process: a damaged count in an xls makes calamine ask for more memory than
    there is, and its Rust code then aborts. An xls has no checksums that would tell before."""
    try:
        probe = subprocess.run(
            [sys.executable, "-c", _PROBE], input=content, capture_output=True, timeout=_PROBE_SECONDS
        )
        died = probe.returncode < 0
    except subprocess.TimeoutExpired:
        died = True
    if died:
        message = "the workbook cannot be read: a number inside it is damaged"
        raise FileRejected(Rejection("file", "UNREADABLE_FILE", message))


def _sheets(content: bytes, inside: Package | LegacyWorkbook) -> Iterator[Sheet]:
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        metadata = workbook.sheets_metadata
    except BaseException as error:
        raise _calamine_rejection(error) from error
    check_names([entry.name for entry in metadata])
    for entry in metadata:
        if entry.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        try:
            sheet = workbook.get_sheet_by_name(entry.name)
            check_cells_here(sheet.total_height * sheet.total_width)
            rows = sheet.to_python(skip_empty_area=False)
            ranges = sheet.merged_cell_ranges or []
        except TooMuchHereError:
            raise
        except BaseException as error:
            raise _calamine_rejection(error) from error
        _show_figures(rows, inside.figure_formats(entry.name))
        yield Sheet(
            name=entry.name,
            rows=rows,
            merges=_within(rows, ranges),
            find_marks=partial(inside.marks, entry.name),
            may_hide=inside.may_hide(entry.name),
            hidden=entry.visible != python_calamine.SheetVisibleEnum.Visible,
        )


def check_names(names: Collection[str]) -> None:
    """Refuses a workbook with two sheets of one name, of which calamine would give the first one twice, and
    one of more sheets than any county files: each is opened by itself."""
    if len(names) > MOST_SHEETS:
        message = f"the workbook has {len(names):,} sheets; at most {MOST_SHEETS:,} are read"
        raise FileRejected(Rejection("file", "OVERSIZE_FILE", message))
    for name, number in Counter(names).items():
        if len(name) > _LONGEST_NAME:
            message = f"a sheet has a name of {len(name):,} letters; at most {_LONGEST_NAME} are read"
            raise FileRejected(Rejection("file", "OVERSIZE_FILE", message))
        if number > 1:
            message = f"{number} sheets of the workbook are named «{name}»"
            raise FileRejected(Rejection("file", "DUPLICATE_SHEET", message, sheet=name))


def _show_figures(rows: list[list[Any]], formats: Iterable[tuple[int, int, str]]) -> None:
    """Puts what cells show in the place of their numbers, where a number format shows another figure."""
    shown: set[tuple[int, int]] = set()
    for row, column, code in formats:
        if row < len(rows) and column < len(rows[row]) and (row, column) not in shown:
            value = rows[row][column]
            if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
                rows[row][column] = figure_shown(value, code)
                shown.add((row, column))


def _within(
    rows: list[list[Any]], ranges: list[tuple[tuple[int, int], tuple[int, int]]]
) -> list[tuple[int, int, int, int]]:
    """Merged ranges, cut to the cells that are there: offices merge blank cells below and beside a table, and
    a damaged range may begin anywhere. Ranges do not overlap; raises FileRejected where very many do, which
    would keep a reader busy for hours."""
    height, width = len(rows), len(rows[0]) if rows else 0
    within = {
        (top, left, min(bottom, height - 1), min(right, width - 1)): None
        for (top, left), (bottom, right) in ranges
        if top <= bottom and left <= right and top < height and left < width
    }
    cells = sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in within)
    if cells > _MOST_OVERLAPS * height * width:
        message = f"{len(within):,} merged ranges of a sheet lie over one another"
        raise FileRejected(Rejection("file", "UNREADABLE_FILE", message))
    return list(within)


def _calamine_rejection(error: BaseException) -> FileRejected:
    """calamine's errors, and panics of its Rust code, which are no Exception, as a rejection."""
    if isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit)):
        raise error
    if isinstance(error, python_calamine.PasswordError):
        return FileRejected(Rejection("file", "ENCRYPTED_FILE", "the workbook is protected by a password"))
    message = f"the workbook cannot be read: {str(error)[:200]}"
    return FileRejected(Rejection("file", "UNREADABLE_FILE", message))
