"""The zip around a workbook (xlsx, ods): guards against what would exhaust memory.

What belongs here: the directory of the zip, and unpacking its parts. What does not: which parts are read
(xlsx_parts.py, ods.py), what stands in them.

Nothing that the zip says about itself is believed: every part that is read is unpacked once, to the end of
its compressed data, which also proves its checksum. Parts that nobody reads may be in any encoding; they
count only for the size that the zip states.
"""

from __future__ import annotations

import codecs
import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from typing import IO
from xml.etree import ElementTree

from orchestration.submissions.contract.rejection import FileRejected, Rejection

#: A national export of 200 000 schools unpacks to about 300 MB of XML a sheet; a zip bomb to far more.
LARGEST_UNPACKED_BYTES = 2 * 2**30
#: The list of a workbook's sheets and the like; they are parsed whole.
LARGEST_OUTLINE_BYTES = 16 * 2**20
#: A workbook has some ten parts and one a sheet; its directory is read into memory whole.
LARGEST_PARTS = 20_000

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DIRECTORY_ENTRY = b"PK\x01\x02"
_PIECE = 256 * 2**10
_LONGEST_SIGN = len("<!DOCTYPE")
_ENCODING = re.compile(rb"""\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([^"']+)""")
#: What zipfile and its decompressors raise over damaged bytes. A ValueError or OverflowError is of a size
#: that cannot be; a RuntimeError of a part that is encrypted, or compressed in a way unknown to it.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    OverflowError,
)


def _reject(code: str, message: str) -> FileRejected:
    return FileRejected(Rejection("file", code, message))


@contextmanager
def damage_rejected() -> Iterator[None]:
    """Turns what a damaged zip or part raises into a rejection."""
    try:
        yield
    except ElementTree.ParseError as error:
        raise _reject("UNREADABLE_FILE", f"the workbook's XML is faulty ({error})") from error
    except _DAMAGED as error:
        raise _reject("TRUNCATED_FILE", f"the file is cut short or damaged ({error})") from error


class ZipParts:
    """The parts of a zip by name in small letters, as calamine finds them. Raises FileRejected, and what
    `damage_rejected` takes."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        # Counted in the bytes: zipfile would read a directory of millions of entries into memory first.
        parts = content.count(_DIRECTORY_ENTRY)
        if parts > LARGEST_PARTS:
            message = f"the file has {parts:,} parts in its package; at most {LARGEST_PARTS:,} are read"
            raise _reject("OVERSIZE_FILE", message)
        self._zip = zipfile.ZipFile(io.BytesIO(content))
        self.entries: dict[str, zipfile.ZipInfo] = {}
        self._unpacked = 0
        for entry in self._zip.infolist():
            part = entry.filename.replace("\\", "/").lstrip("/").lower()
            if part in self.entries:
                # Two readers may take two different ones.
                raise _reject("UNREADABLE_FILE", f"part {part} stands twice in the package")
            self.entries[part] = entry
            if entry.flag_bits & 0x1:
                raise _reject("ENCRYPTED_FILE", "the workbook's package is protected by a password")
        declared = sum(entry.file_size for entry in self.entries.values())
        if declared > LARGEST_UNPACKED_BYTES:
            message = f"the file unpacks to {declared:,} bytes; at most {LARGEST_UNPACKED_BYTES:,} are read"
            raise _reject("OVERSIZE_FILE", message)

    def open(self, part: str) -> IO[bytes]:
        """A part to read from; no more than the zip states comes out of it."""
        return self._zip.open(self.entries[part])

    def guarded(self, part: str, limit: int | None = None) -> Iterator[bytes]:
        """A part of XML in pieces, to the end of its data. Raises FileRejected beyond the limits, where it is
        of another size than the zip states, and where it is no XML that a spreadsheet program writes."""
        entry = self.entries[part]
        if entry.compress_type not in _METHODS:
            # One is made to unpack a few bytes to gigabytes, another to take memory before it unpacks any.
            message = f"part {entry.filename} is packed as no spreadsheet program packs"
            raise _reject("UNREADABLE_FILE", message)
        most = LARGEST_UNPACKED_BYTES - self._unpacked
        limit = most if limit is None else min(limit, most)
        whole = copy(entry)
        whole.file_size = limit + 2 * _PIECE  # zipfile would stop at the size that is stated
        size, end = 0, b""
        with self._zip.open(whole) as stream:
            while piece := stream.read(_PIECE):
                text = end + piece
                # calamine reads nothing from XML in UTF-16 or with entities of its own, and says nothing.
                if b"<!DOCTYPE" in text or b"<!ENTITY" in text or (size == 0 and not _is_utf_8(piece)):
                    message = f"part {entry.filename} declares entities, or is no XML in UTF-8"
                    raise _reject("UNREADABLE_FILE", message)
                size, end = size + len(piece), piece[-_LONGEST_SIGN:]
                if entry.file_size < size <= limit:
                    message = (
                        f"part {part} unpacks to more than the {entry.file_size:,} bytes that are stated"
                    )
                    raise _reject("TRUNCATED_FILE", f"the file is cut short or damaged ({message})")
                if size > limit:
                    message = f"part {entry.filename} unpacks to more than {limit:,} bytes"
                    raise _reject("OVERSIZE_FILE", message)
                yield piece
        self._unpacked += size
        if size != entry.file_size:
            message = f"part {part} unpacks to {size:,} bytes; the package states {entry.file_size:,}"
            raise _reject("TRUNCATED_FILE", f"the file is cut short or damaged ({message})")

    def guard(self, part: str, limit: int | None = None) -> None:
        """Unpacks a part once, and keeps nothing of it."""
        for _ in self.guarded(part, limit):
            pass

    def outline(self, part: str) -> ElementTree.Element:
        """A small part, parsed. Raises ParseError."""
        return ElementTree.fromstring(b"".join(self.guarded(part, LARGEST_OUTLINE_BYTES)))


def _is_utf_8(start: bytes) -> bool:
    """False where a part's first bytes say that it is in another encoding."""
    if b"\0" in start[:64]:
        return False
    declared = _ENCODING.match(start.removeprefix(codecs.BOM_UTF8))
    return declared is None or declared.group(1).lower() in (b"utf-8", b"us-ascii", b"ascii")
