"""A file's bytes → sheets of cells, or a refusal with its reason.

What belongs here: telling workbooks from what only looks like one, opening with
calamine. What does not: the inside of the zip package (package.py), what cells mean.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

import python_calamine

from orchestration.submissions.package import Package
from orchestration.submissions.refusal import FileRefused, Refusal

#: A national export of 200 000 schools is about 120 MB as xlsx: what is larger is no statistics form.
LARGEST_FILE_BYTES = 256 * 2**20

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")


@dataclass
class Sheet:
    """A sheet: cells as rows of equal length, blank cells ''.

    `merges` are (first row, first column, last row, last column), counted from 0. `find_odd`
    finds the cells that read as blank though they are not; it is dear, so it is asked late.
    """

    name: str
    rows: list[list[Any]]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: bool = False
    find_odd: Callable[[], dict[tuple[int, int], str]] = dict

    @cached_property
    def odd(self) -> dict[tuple[int, int], str]:
        """Formulas never calculated and error values, by (row, column): code of refusal.py."""
        return self.find_odd()

    @cached_property
    def odd_of_column(self) -> dict[int, dict[int, str]]:
        """The same by column, then row."""
        columns: dict[int, dict[int, str]] = {}
        for (row, column), code in self.odd.items():
            columns.setdefault(column, {})[row] = code
        return columns

    @property
    def is_empty(self) -> bool:
        """True where no cell says anything."""
        return not any(value != "" for row in self.rows for value in row)


def _refuse(code: str, message: str) -> FileRefused:
    return FileRefused(Refusal("file", code, message))


def open_workbook(content: bytes) -> Iterator[Sheet]:
    """The sheets of a workbook (xlsx, xls), one at a time. Raises FileRefused with the reason.

    The bytes decide what a file is, never its name.
    """
    if not content:
        raise _refuse("EMPTY_FILE", "the file has no content")
    if len(content) > LARGEST_FILE_BYTES:
        raise _refuse(
            "OVERSIZE_FILE", f"the file has {len(content):,} bytes; at most {LARGEST_FILE_BYTES:,} are read"
        )
    if content.startswith(b"PK"):
        package = Package(content)
    elif content.startswith(_OLE):
        if _ENCRYPTED_STREAM in content:
            raise _refuse("ENCRYPTED_FILE", "the workbook is protected by a password")
        package = None
    else:
        raise _other_format(content)
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        metadata = workbook.sheets_metadata
    except BaseException as error:
        raise _calamine_refusal(error) from error
    return _sheets(workbook, metadata, package)


def _sheets(workbook: Any, metadata: list[Any], package: Package | None) -> Iterator[Sheet]:
    for entry in metadata:
        if entry.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        try:
            sheet = workbook.get_sheet_by_name(entry.name)
            rows = sheet.to_python(skip_empty_area=False)
            ranges = sheet.merged_cell_ranges or []
        except BaseException as error:
            raise _calamine_refusal(error) from error
        yield Sheet(
            name=entry.name,
            rows=rows,
            merges=[(*first, *last) for first, last in ranges],
            find_odd=partial(package.odd_cells, entry.name) if package else dict,
            hidden=entry.visible != python_calamine.SheetVisibleEnum.Visible,
        )


def _calamine_refusal(error: BaseException) -> FileRefused:
    """calamine's errors, and panics of its Rust code, which are no Exception, as a refusal."""
    if isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit)):
        raise error
    if isinstance(error, python_calamine.PasswordError):
        return _refuse("ENCRYPTED_FILE", "the workbook is protected by a password")
    return _refuse("UNREADABLE_FILE", f"the workbook cannot be read: {str(error)[:200]}")


def _other_format(content: bytes) -> FileRefused:
    start = content[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\x00", b"").lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<head", b"<meta")) or b"<html" in start:
        return _refuse("HTML_NOT_A_WORKBOOK", "the file is a web page (HTML), not a workbook")
    if start.startswith(b"<?xml"):
        return _refuse("NOT_A_WORKBOOK", "the file is XML, not a workbook")
    return _refuse("NOT_A_WORKBOOK", "the file is neither an xlsx nor an xls workbook")
