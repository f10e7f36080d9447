"""Inside an xlsx package: guards against what would exhaust memory, and what calamine cannot tell.

What belongs here: the zip package and its raw XML. What does not: cells that calamine
reads well (workbook.py).
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt

from orchestration.submissions.refusal import FileRefused, Refusal
from orchestration.submissions.text import column_index

#: A national export of 200 000 schools unpacks to about 300 MB of XML a sheet; a zip bomb to far more.
LARGEST_UNPACKED_BYTES = 2 * 2**30
#: calamine allocates 24 bytes for every cell of the used rectangle, filled or not: 60 M cells are 1.4 GB.
LARGEST_SHEET_CELLS = 60_000_000

# XML is looked at in pieces that fit a processor's cache, and in arrays: a sheet of 4 million cells is
# 150 MB, on which patterns take seconds and array comparisons a tenth of one.
_PIECE = 256 * 2**10
_OVERLAP = 64
_CELL_START = b'c r="'
_ADDRESS = re.compile(rb"([A-Z]{1,3})(\d+)")
_RELATIONSHIP = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)


class Package:
    """An xlsx file's zip package, guarded on opening. Raises FileRefused with the reason.

    Every sheet is unpacked once to be guarded, which also proves its checksum.
    """

    def __init__(self, content: bytes) -> None:
        try:
            self._package = zipfile.ZipFile(io.BytesIO(content))
            names = set(self._package.namelist())
            if "xl/workbook.xml" not in names:
                raise FileRefused(
                    Refusal("file", "NOT_A_WORKBOOK", "the file is a zip package without a workbook in it")
                )
            unpacked = sum(entry.file_size for entry in self._package.infolist())
            if unpacked > LARGEST_UNPACKED_BYTES:
                message = (
                    f"the file unpacks to {unpacked:,} bytes; at most {LARGEST_UNPACKED_BYTES:,} are read"
                )
                raise FileRefused(Refusal("file", "OVERSIZE_FILE", message))
            self._parts = {name: part for name, part in _sheet_parts(self._package) if part in names}
            self._with_odd_cells = {
                name for name, part in self._parts.items() if _guard(self._package, part, name)
            }
        except _DAMAGED as error:
            message = f"the file is cut short or damaged ({error})"
            raise FileRefused(Refusal("file", "TRUNCATED_FILE", message)) from error
        except ElementTree.ParseError as error:
            message = f"the workbook's XML is faulty ({error})"
            raise FileRefused(Refusal("file", "UNREADABLE_FILE", message)) from error

    def odd_cells(self, sheet_name: str) -> dict[tuple[int, int], str]:
        """Cells that read as blank but are not: (row, column) from 0 → code of refusal.py.

        Raises FileRefused where the sheet's XML is faulty.
        """
        if sheet_name not in self._with_odd_cells:
            return {}
        try:
            return _odd_cells(self._package, self._parts[sheet_name])
        except ElementTree.ParseError as error:
            message = f"the sheet's XML is faulty ({error})"
            raise FileRefused(Refusal("sheet", "UNREADABLE_FILE", message)) from error


def _sheet_parts(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Sheet names and the parts of the package that hold them."""
    relations_part = "xl/_rels/workbook.xml.rels"
    if relations_part not in package.namelist():
        return
    targets = {
        item.get("Id"): item.get("Target", "")
        for item in ElementTree.fromstring(package.read(relations_part))
    }
    for item in ElementTree.fromstring(package.read("xl/workbook.xml")).iter():
        if item.tag.rpartition("}")[2] == "sheet":
            target = targets.get(item.get(_RELATIONSHIP), "")
            yield item.get("name", ""), target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _guard(package: zipfile.ZipFile, part: str, sheet_name: str) -> bool:
    """Reads a sheet's XML once, fast: True where a formula or an error value may stand in it.

    Raises FileRefused where the used rectangle is larger than memory should bear.
    """
    may_be_odd = False
    last_row, columns = 0, 26
    text = b""
    with package.open(part) as stream:
        while piece := stream.read(_PIECE):
            text = text[-_OVERLAP:] + piece
            letters = np.frombuffer(text, np.uint8)
            may_be_odd = may_be_odd or _has_odd_cell(letters)
            columns = max(columns, _columns(letters))
            last_row = max(last_row, _last_row(text))
            if last_row * columns > LARGEST_SHEET_CELLS:
                message = f"sheet «{sheet_name}» spans {last_row:,} rows and {columns:,} columns"
                raise FileRefused(Refusal("file", "OVERSIZE_FILE", message, sheet=sheet_name))
    return may_be_odd


def _has_odd_cell(letters: npt.NDArray[np.uint8]) -> bool:
    """True where «<f», «:f» (a formula) or «"e"» (the type of an error value) stands in the text."""
    opens = (letters[:-1] == ord("<")) | (letters[:-1] == ord(":"))
    if (opens & (letters[1:] == ord("f"))).any():
        return True
    quotes = letters == ord('"')
    return bool((quotes[:-2] & (letters[1:-1] == ord("e")) & quotes[2:]).any())


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


def _last_row(text: bytes) -> int:
    """The row of the last whole cell address in the text; 0 without any."""
    start = text.rfind(_CELL_START, 0, len(text) - 16)
    found = _ADDRESS.match(text, start + len(_CELL_START)) if start >= 0 else None
    return int(found.group(2)) if found else 0


def _odd_cells(package: zipfile.ZipFile, part: str) -> dict[tuple[int, int], str]:
    """The cells that hold a formula without a calculated value, or an error value."""
    odd: dict[tuple[int, int], str] = {}
    with package.open(part) as stream:
        for _, item in ElementTree.iterparse(stream):
            tag = item.tag.rpartition("}")[2]
            if tag == "c":
                children = {child.tag.rpartition("}")[2]: child for child in item}
                value = children.get("v")
                address = re.fullmatch(r"([A-Z]+)(\d+)", item.get("r", ""))
                if address:
                    cell = (int(address.group(2)) - 1, column_index(address.group(1)))
                    if item.get("t") == "e":
                        odd[cell] = "ERROR_VALUE"
                    elif "f" in children and (value is None or (not value.text and item.get("t") != "str")):
                        odd[cell] = "FORMULA_NOT_CALCULATED"
            elif tag == "row":
                item.clear()
    return odd
