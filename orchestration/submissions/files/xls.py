"""Inside an xls: what calamine cannot tell of its cells, and macros.

What belongs here: the few BIFF records that are looked at, which no library reads. What does not: the
compound file around them (olefile), cells that calamine reads well (workbook.py).

calamine reads formulas without a value and error values of an xls as blank, as it does in an xlsx.
The records are published as [MS-XLS].
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from functools import cached_property

import olefile

from orchestration.submissions.cells.number_format import BUILT_IN, changes_figures
from orchestration.submissions.contract.rejection import FileRejected, Rejection
from orchestration.submissions.files.sheet_xml import Marks

_WORKBOOK_STREAMS = ("Workbook", "Book")
_ENTRY_BYTES = 128  # of the compound file's directory
_MACRO_STORAGES = ("_VBA_PROJECT_CUR", "VBA", "_VBA_PROJECT")
_BOF, _EOF, _FILEPASS, _BOUNDSHEET, _RECALC_ID = 0x0809, 0x000A, 0x002F, 0x0085, 0x01C1
_FORMULA, _BOOL_ERROR, _ROW, _COLUMNS = 0x0006, 0x0205, 0x0208, 0x007D
_NUMBER, _RK, _MULTIPLE_RK, _XF, _FORMAT = 0x0203, 0x027E, 0x00BD, 0x00E0, 0x041E
_BIFF8 = 0x0600
_ROW_IS_HIDDEN, _COLUMN_IS_HIDDEN, _CALCULATE_ON_LOAD = 0x20, 0x01, 0x02
_MACRO_SHEET = 0x01


def _reject(code: str, message: str) -> FileRejected:
    return FileRejected(Rejection("file", code, message))


def _names(compound: olefile.OleFileIO) -> set[str]:
    """The names of all entries in use; olefile lists only those that are linked."""
    directory = compound.directory_fp.getvalue()
    if len(directory) % _ENTRY_BYTES:
        raise IndexError("its directory ends early")
    names = set()
    for place in range(0, len(directory) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
        length, kind = struct.unpack_from("<HB", directory, place + 64)
        if kind:
            # A name that is no text is none of a macro storage.
            names.add(directory[place : place + max(length - 2, 0)].decode("utf-16-le", "replace"))
    return names


def _workbook_stream(content: bytes) -> bytes:
    """The stream of records. Raises FileRejected; OSError, IndexError where the compound file is damaged."""
    with olefile.OleFileIO(io.BytesIO(content)) as compound:
        if _names(compound) & set(_MACRO_STORAGES):
            raise _reject("MACRO_FILE", "the workbook holds macros")
        name = next((name for name in _WORKBOOK_STREAMS if compound.exists(name)), None)
        if name is None and compound.parsing_issues:
            raise IndexError(f"its directory cannot be read: {compound.parsing_issues[0][1]}")
        if name is None:
            raise _reject("NOT_A_WORKBOOK", "the file is an old Office document without a workbook in it")
        stream: bytes = compound.openstream(name).read()
        if len(stream) < compound.get_size(name):
            raise IndexError("the stream of the workbook ends early")
        return stream


def _text(data: bytes, length: int) -> str:
    """A text of so many characters, and the byte in front of it that tells how they are stored."""
    if data[0] & 0x01:
        return data[1 : 1 + 2 * length].decode("utf-16-le")
    return data[1 : 1 + length].decode("latin-1")


class LegacyWorkbook:
    """An xls file. Raises FileRejected where it is damaged, encrypted, holds macros, or is no workbook."""

    def __init__(self, content: bytes) -> None:
        try:
            self._stream = _workbook_stream(content)
            self._sheets = dict(self._bound_sheets())
        except (struct.error, IndexError, ValueError, OSError) as error:
            raise _reject("TRUNCATED_FILE", f"the file is cut short or damaged ({error})") from error

    def marks(self, sheet_name: str) -> Marks:
        """Formulas without a value, error values, hidden rows and columns. Raises FileRejected."""
        if sheet_name not in self._sheets:
            message = f"sheet «{sheet_name}» is not in the workbook's list of sheets"
            raise FileRejected(Rejection("sheet", "UNREADABLE_FILE", message))
        try:
            return self._marks(self._sheets[sheet_name])
        except (struct.error, IndexError, UnicodeDecodeError) as error:
            message = f"the sheet is cut short or damaged ({error})"
            raise FileRejected(Rejection("sheet", "UNREADABLE_FILE", message)) from error

    def figure_formats(self, sheet_name: str) -> Iterator[tuple[int, int, str]]:
        """Row, column (from 0) and number format of the cells that may show another figure than they hold.

        Raises FileRejected where the sheet is damaged.
        """
        try:
            codes = self._codes
            if not codes or sheet_name not in self._sheets:
                return
            for row, column, style in self._styles(self._sheets[sheet_name]):
                if style in codes:
                    yield row, column, codes[style]
        except (struct.error, IndexError, ValueError) as error:
            message = f"the sheet is cut short or damaged ({error})"
            raise FileRejected(Rejection("sheet", "UNREADABLE_FILE", message)) from error

    def may_hide(self, sheet_name: str) -> bool:
        """True where rows or columns of the sheet may be hidden."""
        return sheet_name in self._sheets

    def _records(self, start: int) -> Iterator[tuple[int, bytes]]:
        """The records from an offset to the end of that substream; charts within it are passed over."""
        depth = 0
        while start + 4 <= len(self._stream):
            kind, length = struct.unpack_from("<HH", self._stream, start)
            depth += (kind == _BOF) - (kind == _EOF)
            if depth == 1 or kind == _BOF:
                yield kind, self._stream[start + 4 : start + 4 + length]
            if depth == 0:
                return
            start += 4 + length

    def _bound_sheets(self) -> Iterator[tuple[str, int]]:
        """Names of the sheets, and where each begins."""
        if struct.unpack_from("<H", self._stream, 4)[0] != _BIFF8:
            # Its texts are in a code page that the file may name wrongly, and calamine reads some as others.
            raise _reject("OTHER_WORKBOOK", "the file is a workbook of Excel 5.0/95 or before")
        for kind, data in self._records(0):
            if kind == _FILEPASS:
                raise _reject("ENCRYPTED_FILE", "the workbook is protected by a password")
            if kind != _BOUNDSHEET:
                continue
            start, _, sheet_type, length = struct.unpack_from("<IBBB", data)
            if start + 4 > len(self._stream):
                raise IndexError("a sheet lies behind the end of the workbook")
            if sheet_type == _MACRO_SHEET:
                raise _reject("MACRO_FILE", "the workbook holds macro sheets")
            yield _text(data[7:], length), start

    @cached_property
    def _was_calculated(self) -> bool:
        """True where the spreadsheet program says that it calculated the workbook."""
        return any(kind == _RECALC_ID for kind, _ in self._records(0))

    @cached_property
    def _codes(self) -> dict[int, str]:
        """The number formats that change figures, by the position of the cell style that has them."""
        codes = dict(BUILT_IN)
        styles: list[int] = []
        for kind, data in self._records(0):
            if kind == _FORMAT:
                number, length = struct.unpack_from("<HH", data)
                codes[number] = _text(data[4:], length)
            elif kind == _XF:
                styles.append(struct.unpack_from("<H", data, 2)[0])
        return {
            position: codes[number]
            for position, number in enumerate(styles)
            if number in codes and changes_figures(codes[number])
        }

    def _styles(self, start: int) -> Iterator[tuple[int, int, int]]:
        """Row, column and style of the cells that hold numbers."""
        for kind, data in self._records(start):
            if kind in (_NUMBER, _RK, _FORMULA):
                yield struct.unpack_from("<HHH", data)
            elif kind == _MULTIPLE_RK:
                row, first = struct.unpack_from("<HH", data)
                for column, (style,) in enumerate(struct.iter_unpack("<H4x", data[4:-2]), start=first):
                    yield row, column, style

    def _marks(self, start: int) -> Marks:
        faulty: dict[tuple[int, int], str] = {}
        rows: set[int] = set()
        columns: set[int] = set()
        for kind, data in self._records(start):
            if kind == _FORMULA:
                row, column, _, result, options = struct.unpack_from("<HHH8sH", data)
                code = self._fault_of_result(result, options)
                if code:
                    faulty[row, column] = code
            elif kind == _BOOL_ERROR and data[7]:
                faulty[struct.unpack_from("<HH", data)] = "ERROR_VALUE"
            elif kind == _ROW and struct.unpack_from("<H", data, 12)[0] & _ROW_IS_HIDDEN:
                rows.add(struct.unpack_from("<H", data)[0])
            elif kind == _COLUMNS and struct.unpack_from("<H", data, 8)[0] & _COLUMN_IS_HIDDEN:
                first, last = struct.unpack_from("<HH", data)
                columns.update(range(first, last + 1))
        return Marks(faulty, frozenset(rows), frozenset(columns))

    def _fault_of_result(self, result: bytes, options: int) -> str | None:
        """Code for a formula's stored result, None for a value. «Empty text» is also what programs write
        that do not calculate; it counts as a value where a program says it calculated."""
        if result[6:] != b"\xff\xff":
            waits = result == bytes(8) and options & _CALCULATE_ON_LOAD and not self._was_calculated
            return "FORMULA_NOT_CALCULATED" if waits else None
        if result[0] == 2:
            return "ERROR_VALUE"
        return "FORMULA_NOT_CALCULATED" if result[0] == 3 and not self._was_calculated else None
