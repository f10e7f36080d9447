"""A file's bytes → what it is, and its sheets; or a rejection with its reason.

What belongs here: telling the kinds of files apart, and the limit of size. What does not: opening
workbooks (workbook.py, ods.py) and texts (delimited.py, yaml_sheets.py), what sheets hold.

The bytes decide what a file is, never its name. The name only tells that a text is YAML, or that it
pretends to be a workbook: spreadsheet programs open such files with a warning, and guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from orchestration.submissions.contract.rejection import FileRejected, Rejection
from orchestration.submissions.files.delimited import decoded, open_text
from orchestration.submissions.files.ods import is_ods, open_ods
from orchestration.submissions.files.workbook import Sheet, open_xls, open_xlsx
from orchestration.submissions.files.yaml_sheets import YAML_NAMES, open_yaml
from orchestration.submissions.files.zip_parts import ZipParts, damage_rejected

#: A national export of 200 000 schools is about 120 MB as xlsx: what is larger is no statistics form.
LARGEST_FILE_BYTES = 256 * 2**20

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_HTML = (b"<html", b"<!doctype html", b"<head", b"<meta", b"<style", b"mime-version:")
# Parts of a page that begins with none of these.
_HTML_TABLE = re.compile(rb"<(?:html|table|tr|td)[\s>]")
# Kinds that no office means as a table; some of them would decode as text.
_OTHERS = {
    b"%PDF": "a PDF document",
    b"{\\rtf": "a Rich Text document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"\x1f\x8b": "a gzip archive",
}
_WORKBOOK_NAMES = (".xls", ".xlsx", ".xlsm", ".xlsb", ".xlt", ".xltx", ".xltm", ".et", ".ett", ".ods")


@dataclass(frozen=True)
class OpenedFile:
    """A file's sheets, read one at a time, and the encoding of a text; None for workbooks."""

    sheets: Iterator[Sheet]
    encoding: str | None = None


def _reject(code: str, message: str) -> FileRejected:
    return FileRejected(Rejection("file", code, message))


def open_file(content: bytes, name: str | None = None) -> OpenedFile:
    """Opens a submission. Raises FileRejected with the reason, here or while the sheets are read."""
    if not content:
        raise _reject("EMPTY_FILE", "the file has no content")
    if len(content) > LARGEST_FILE_BYTES:
        raise _reject(
            "OVERSIZE_FILE", f"the file has {len(content):,} bytes; at most {LARGEST_FILE_BYTES:,} are read"
        )
    if content.startswith(b"PK"):
        with damage_rejected():
            package = ZipParts(content)
        return OpenedFile(open_ods(package) if is_ods(package) else open_xlsx(package))
    if content.startswith(_OLE):
        if _ENCRYPTED_STREAM in content:
            raise _reject("ENCRYPTED_FILE", "the workbook is protected by a password")
        return OpenedFile(open_xls(content))
    _check_is_text(content)
    if name and name.lower().endswith(_WORKBOOK_NAMES):
        raise _reject(
            "TEXT_NAMED_WORKBOOK", f"the file is plain text, not the workbook that its name says: «{name}»"
        )
    if name and name.lower().endswith(YAML_NAMES):
        return OpenedFile(open_yaml(content))
    text, encoding = decoded(content)
    return OpenedFile(iter([open_text(text)]), encoding)


def _check_is_text(content: bytes) -> None:
    """Raises FileRejected for kinds of files that are known and hold no table to read."""
    for mark, kind in _OTHERS.items():
        if content.startswith(mark):
            raise _reject("NOT_A_WORKBOOK", f"the file is {kind}, neither a workbook nor a table of text")
    start = content[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\x00", b"").lower()
    if start.startswith(_HTML) or _HTML_TABLE.search(start):
        raise _reject("HTML_NOT_A_WORKBOOK", "the file is a web page (HTML), not a workbook")
    if start.startswith(b"<?xml"):
        raise _reject("NOT_A_WORKBOOK", "the file is XML, not a workbook")
