"""Inside an xlsx package: guards against what would exhaust memory.

What belongs here: the zip package, and unpacking its parts. What does not: which parts are read
(xlsx_parts.py), what a sheet's XML says (sheet_xml.py), cells that calamine reads well (workbook.py).

Nothing that the package says about itself is believed: every part that is read is unpacked here once, to
the end of its compressed data, which also proves its checksum. calamine would unpack it all
before it checks anything. Parts that nobody reads may be in any encoding; they count only for the
size that the package states.
"""

from __future__ import annotations

import codecs
import io
import lzma
import re
import shutil
import struct
import zipfile
import zlib
from collections.abc import Iterator
from copy import copy
from functools import cache, cached_property, partial
from xml.etree import ElementTree

from orchestration.submissions.contract.rejection import FileRejected, Rejection
from orchestration.submissions.files.sheet_xml import Marks, Signs, guard_sheet, marks_of, styles_of
from orchestration.submissions.files.xlsx_parts import find_parts, usual_outline, usual_places
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
_PIECE = 256 * 2**10
_LONGEST_SIGN = len("<!DOCTYPE")
_ENCODING = re.compile(rb"""\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([^"']+)""")
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
            self._parts = find_parts(self._entries, self._outline)
            self._sheets = {sheet.name: sheet.part for sheet in self._parts.sheets}
            self._signs = self._guard()
            #: The package as calamine finds its way in it.
            self.content = content if self._parts.is_usual else self._rearranged()
        except _DAMAGED as error:
            raise _reject("TRUNCATED_FILE", f"the file is cut short or damaged ({error})") from error
        except ElementTree.ParseError as error:
            raise _reject("UNREADABLE_FILE", f"the workbook's XML is faulty ({error})") from error
        self.marks = cache(self._marks)

    def _marks(self, sheet_name: str) -> Marks:
        """What a sheet's XML says of its cells beyond what calamine tells.

        Raises FileRejected where the XML is faulty, or is no part of the package.
        """
        part = self._sheets.get(sheet_name)
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
        part = self._sheets.get(sheet_name)
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
        return sheet_name in self._sheets and self._signs[self._sheets[sheet_name]].has_hidden

    def _guard(self) -> dict[str, Signs]:
        """Unpacks every part that is read once; what it tells of the sheets, by part."""
        signs: dict[str, Signs] = {}
        names = {sheet.part: sheet.name for sheet in self._parts.sheets}
        total = 0
        # The sheets come last: what to look for in them stands in the styles.
        for part in self._parts.read:
            entry = self._entries[part]
            limit = LARGEST_STRINGS_BYTES if part == self._parts.strings else LARGEST_UNPACKED_BYTES - total
            pieces = _unpacked(self._package, entry, limit)
            if part in names:
                reopened = partial(self._package.open, entry)
                signs[part] = guard_sheet(pieces, reopened, names[part], self._formats)
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
        if self._parts.styles is None:
            return {}
        with self._package.open(self._entries[self._parts.styles]) as stream:
            return figure_formats(stream)

    def _outline(self, part: str) -> ElementTree.Element:
        """A small part, parsed."""
        limit = min(LARGEST_OUTLINE_BYTES, LARGEST_UNPACKED_BYTES)
        pieces = _unpacked(self._package, self._entries[part], limit)
        return ElementTree.fromstring(b"".join(pieces))

    def _rearranged(self) -> bytes:
        """The parts that are read, each where calamine looks for it."""
        parts = self._parts
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
            for name, text in usual_outline(parts).items():
                target.writestr(name, text)
            for name, part in usual_places(parts).items():
                with self._package.open(self._entries[part]) as source, target.open(name, "w") as copied:
                    shutil.copyfileobj(source, copied, _PIECE)
        return stream.getvalue()


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


def _unpacked(package: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> Iterator[bytes]:
    """A part in pieces, to the end of its data. Raises FileRejected beyond `limit` bytes, and where
    it is no XML that a spreadsheet program writes."""
    whole = copy(entry)
    whole.file_size = limit + 2 * _PIECE  # zipfile would stop at the size that is stated
    size, end = 0, b""
    with package.open(whole) as stream:
        while piece := stream.read(_PIECE):
            text = end + piece
            # calamine reads nothing from XML in UTF-16 or with entities of its own, and says nothing.
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text or (size == 0 and not _is_utf_8(piece)):
                message = f"part {entry.filename} declares entities, or is no XML in UTF-8"
                raise _reject("UNREADABLE_FILE", message)
            size, end = size + len(piece), piece[-_LONGEST_SIGN:]
            if size > limit:
                message = f"part {entry.filename} unpacks to more than {limit:,} bytes"
                raise _reject("OVERSIZE_FILE", message)
            yield piece


def _is_utf_8(start: bytes) -> bool:
    """False where a part's first bytes say that it is in another encoding."""
    if b"\0" in start[:64]:
        return False
    declared = _ENCODING.match(start.removeprefix(codecs.BOM_UTF8))
    return declared is None or declared.group(1).lower() in (b"utf-8", b"us-ascii", b"ascii")
