"""Inside an xlsx package: guards against what would exhaust memory, and where its sheets are.

What belongs here: the zip package and its parts. What does not: what a sheet's XML says
(sheet_xml.py), cells that calamine reads well (workbook.py).

Nothing that the package says about itself is believed: every XML part is unpacked here once, to
the end of its compressed data, which also proves its checksum. calamine would unpack it all
before it checks anything.
"""

from __future__ import annotations

import io
import lzma
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from copy import copy
from functools import cache, cached_property, partial
from xml.etree import ElementTree

from orchestration.submissions.contract.rejection import FileRejected, Rejection
from orchestration.submissions.files.sheet_xml import Marks, Signs, guard_sheet, marks_of, styles_of
from orchestration.submissions.files.xlsx_styles import figure_formats

#: A national export of 200 000 schools unpacks to about 300 MB of XML a sheet; a zip bomb to far more.
LARGEST_UNPACKED_BYTES = 2 * 2**30
#: calamine keeps every shared string in memory, at several times the size of its XML when they are short.
LARGEST_STRINGS_BYTES = 512 * 2**20
#: The list of a workbook's sheets; it is parsed whole.
LARGEST_OUTLINE_BYTES = 16 * 2**20
#: A workbook has some ten parts and one a sheet; its directory is read into memory whole.
LARGEST_PARTS = 20_000

_DIRECTORY_ENTRY = b"PK\x01\x02"
_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_STRINGS = "xl/sharedstrings.xml"
_STYLES = "xl/styles.xml"
_PIECE = 256 * 2**10
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, RuntimeError),
    *(NotImplementedError, ValueError, OverflowError),
)


def _reject(code: str, message: str) -> FileRejected:
    return FileRejected(Rejection("file", code, message))


class Package:
    """An xlsx file's zip package, guarded on opening. Raises FileRejected with the reason."""

    def __init__(self, content: bytes) -> None:
        try:
            self._package = zipfile.ZipFile(io.BytesIO(_with_bearable_directory(content)))
            self._entries = _entries(self._package)
            _check_kind(self._package, self._entries)
            self._parts = dict(self._sheet_parts())
            self._signs = self._guard()
        except _DAMAGED as error:
            raise _reject("TRUNCATED_FILE", f"the file is cut short or damaged ({error})") from error
        except ElementTree.ParseError as error:
            raise _reject("UNREADABLE_FILE", f"the workbook's XML is faulty ({error})") from error
        self.marks = cache(self._marks)

    def _marks(self, sheet_name: str) -> Marks:
        """What a sheet's XML says of its cells beyond what calamine tells.

        Raises FileRejected where the XML is faulty, or is no part of the package.
        """
        part = self._parts.get(sheet_name)
        if part is None:
            message = f"sheet «{sheet_name}» has no part of its own in the package"
            raise FileRejected(Rejection("sheet", "UNREADABLE_FILE", message))
        signs = self._signs[part]
        if not signs.has_faulty and not signs.has_hidden:
            return Marks()
        try:
            with self._package.open(self._entries[part]) as stream:
                return marks_of(stream)
        except ElementTree.ParseError as error:
            message = f"the sheet's XML is faulty ({error})"
            raise FileRejected(Rejection("sheet", "UNREADABLE_FILE", message)) from error

    def figure_formats(self, sheet_name: str) -> Iterator[tuple[int, int, str]]:
        """Row, column (from 0) and number format of the cells that may show another figure than they hold.

        Raises FileRejected where the sheet's XML is faulty.
        """
        part = self._parts.get(sheet_name)
        if part is None or not self._signs[part].has_styles:
            return
        try:
            with self._package.open(self._entries[part]) as stream:
                for row, column, style in styles_of(stream, self._formats):
                    yield row, column, self._formats[style]
        except (ElementTree.ParseError, ValueError) as error:
            message = f"the sheet's XML is faulty ({error})"
            raise FileRejected(Rejection("sheet", "UNREADABLE_FILE", message)) from error

    def may_hide(self, sheet_name: str) -> bool:
        """True where rows or columns of the sheet may be hidden; to look is dear."""
        return sheet_name in self._parts and self._signs[self._parts[sheet_name]].has_hidden

    def _guard(self) -> dict[str, Signs]:
        """Unpacks every XML part once; what it tells of the sheets, by part."""
        signs: dict[str, Signs] = {}
        sheets = {part: name for name, part in self._parts.items()}
        total = 0
        # The sheets last: what to look for in them stands in the styles.
        for part in sorted(self._entries, key=sheets.__contains__):
            entry = self._entries[part]
            if part not in sheets and not part.endswith((".xml", ".rels")):
                continue
            limit = LARGEST_STRINGS_BYTES if part == _STRINGS else LARGEST_UNPACKED_BYTES - total
            pieces = _unpacked(self._package, entry, limit)
            if part in sheets:
                reopened = partial(self._package.open, entry)
                signs[part] = guard_sheet(pieces, reopened, sheets[part], self._formats)
                size = signs[part].size
            else:
                size = sum(len(piece) for piece in pieces)
            total += size
            if size != entry.file_size:
                message = f"part {part} unpacks to {size:,} bytes; the package states {entry.file_size:,}"
                raise _reject("TRUNCATED_FILE", f"the file is cut short or damaged ({message})")
        return signs

    @cached_property
    def _formats(self) -> dict[int, str]:
        """The number formats that change figures, by style."""
        if _STYLES not in self._entries:
            return {}
        with self._package.open(self._entries[_STYLES]) as stream:
            return figure_formats(stream)

    def _outline(self, part: str) -> ElementTree.Element:
        """A small part, parsed."""
        pieces = _unpacked(self._package, self._entries[part], LARGEST_OUTLINE_BYTES)
        return ElementTree.fromstring(b"".join(pieces))

    def _sheet_parts(self) -> Iterator[tuple[str, str]]:
        """Sheet names and the parts of the package that hold them."""
        if _RELATIONS not in self._entries:
            return
        targets = {item.get("Id"): item.get("Target", "") for item in self._outline(_RELATIONS)}
        for item in self._outline(_WORKBOOK).iter():
            if item.tag.rpartition("}")[2] != "sheet":
                continue
            # The namespace differs between the two conformance classes of the format.
            identifier = next((value for key, value in item.items() if key.endswith("}id")), None)
            part = posixpath.normpath(posixpath.join("/xl", targets.get(identifier, ""))).lstrip("/").lower()
            if part in self._entries:
                yield item.get("name", ""), part


def _with_bearable_directory(content: bytes) -> bytes:
    # Counted in the bytes: zipfile would read a directory of millions of entries into memory first.
    parts = content.count(_DIRECTORY_ENTRY)
    if parts > LARGEST_PARTS:
        message = f"the file has {parts:,} parts in its package; at most {LARGEST_PARTS:,} are read"
        raise _reject("OVERSIZE_FILE", message)
    return content


def _entries(package: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The parts by name in small letters, as calamine finds them. Raises FileRejected."""
    entries: dict[str, zipfile.ZipInfo] = {}
    for entry in package.infolist():
        part = entry.filename.replace("\\", "/").lstrip("/").lower()
        if part in entries:
            # Two readers may take two different ones.
            raise _reject("UNREADABLE_FILE", f"part {part} stands twice in the package")
        entries[part] = entry
        if entry.flag_bits & 0x1:
            raise _reject("ENCRYPTED_FILE", "the workbook's package is protected by a password")
    declared = sum(entry.file_size for entry in entries.values())
    if declared > LARGEST_UNPACKED_BYTES:
        message = f"the file unpacks to {declared:,} bytes; at most {LARGEST_UNPACKED_BYTES:,} are read"
        raise _reject("OVERSIZE_FILE", message)
    return entries


def _check_kind(package: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo]) -> None:
    """Raises FileRejected unless the package is an xlsx workbook without macros."""
    if _WORKBOOK not in entries:
        if "xl/workbook.bin" in entries:
            raise _reject("OTHER_WORKBOOK", "the file is a binary workbook (.xlsb)")
        if "content.xml" in entries and "mimetype" in entries:
            raise _reject("OTHER_WORKBOOK", "the file is an OpenDocument file (.ods)")
        raise _reject("NOT_A_WORKBOOK", "the file is a zip package without a workbook in it")
    if any(part.endswith("vbaproject.bin") or part.startswith("xl/macrosheets/") for part in entries):
        raise _reject("MACRO_FILE", "the workbook holds macros")
    types = entries.get("[content_types].xml")
    if types and types.file_size < _PIECE and b"macroenabled" in package.read(types).lower():
        raise _reject("MACRO_FILE", "the workbook is of a kind that may hold macros (.xlsm)")


def _unpacked(package: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> Iterator[bytes]:
    """A part in pieces, to the end of its data. Raises FileRejected beyond `limit` bytes, and where
    it is no XML that a spreadsheet program writes."""
    whole = copy(entry)
    whole.file_size = limit + 2 * _PIECE  # zipfile would stop at the size that is stated
    size = 0
    with package.open(whole) as stream:
        while piece := stream.read(_PIECE):
            # calamine reads nothing from XML in UTF-16 or with entities of its own, and says nothing.
            if size == 0 and (b"<!DOCTYPE" in piece or b"<!ENTITY" in piece or b"\0" in piece[:64]):
                message = f"part {entry.filename} declares entities, or is no XML in UTF-8"
                raise _reject("UNREADABLE_FILE", message)
            size += len(piece)
            if size > limit:
                message = f"part {entry.filename} unpacks to more than {limit:,} bytes"
                raise _reject("OVERSIZE_FILE", message)
            yield piece
