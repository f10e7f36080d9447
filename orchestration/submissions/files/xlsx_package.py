"""Inside an xlsx package: its sheets, guarded before calamine reads them.

What belongs here: putting the parts that are read together. What does not: the zip and its limits
(zip_parts.py), which parts are read (xlsx_parts.py), what a sheet's XML says (sheet_xml.py), cells that
calamine reads well (workbook.py).

calamine would unpack it all before it checks anything.
"""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterator
from functools import cache, cached_property, partial
from xml.etree import ElementTree

from orchestration.submissions.contract.rejection import FileRejected, Rejection
from orchestration.submissions.files.apart import check_cells_here
from orchestration.submissions.files.sheet_xml import Marks, Signs, guard_sheet, marks_of, styles_of
from orchestration.submissions.files.xlsx_parts import find_parts, usual_outline, usual_places
from orchestration.submissions.files.xlsx_styles import figure_formats
from orchestration.submissions.files.zip_parts import ZipParts, damage_rejected

#: calamine keeps every shared string in memory, at several times the size of its XML when they are short.
LARGEST_STRINGS_BYTES = 512 * 2**20
#: A cell with a text of this length takes about as much as is counted on for one.
_BYTES_OF_A_CELL = 100


class Package:
    """An xlsx file's zip package, guarded on opening. Raises FileRejected with the reason."""

    def __init__(self, package: ZipParts) -> None:
        self._zip = package
        with damage_rejected():
            self._parts = find_parts(package.entries, package.outline)
            self._sheets = {sheet.name: sheet.part for sheet in self._parts.sheets}
            self._signs = self._guard()
            #: The package as calamine finds its way in it.
            self.content = package.content if self._parts.is_usual else self._rearranged()
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
            with self._zip.open(part) as stream:
                return marks_of(stream)
        except ElementTree.ParseError as error:
            message = f"the sheet's XML is faulty ({error})"
            raise FileRejected(Rejection("sheet", "UNREADABLE_FILE", message)) from error

    def figure_formats(self, sheet_name: str) -> Iterator[tuple[int, int, str]]:
        """Row, column (from 0) and number format of the cells that may show another figure than they hold.

        Raises FileRejected where the sheet's XML is faulty.
        """
        part = self._sheets.get(sheet_name)
        if part is None or not (signs := self._signs[part]).has_styles:
            return
        try:
            with self._zip.open(part) as stream:
                for row, column, style in styles_of(stream, self._formats, signs):
                    yield row, column, self._formats[style]
        except (ElementTree.ParseError, ValueError) as error:
            message = f"the sheet's XML is faulty ({error})"
            raise FileRejected(Rejection("sheet", "UNREADABLE_FILE", message)) from error

    def may_hide(self, sheet_name: str) -> bool:
        """True where rows or columns of the sheet may be hidden; to look is dear."""
        return sheet_name in self._sheets and self._signs[self._sheets[sheet_name]].has_hidden

    def _guard(self) -> dict[str, Signs]:
        """Unpacks every part that is read once; what it tells of the sheets, by part."""
        parts, package = self._parts, self._zip
        longest = 0
        if parts.strings:
            for piece in package.guarded(parts.strings, LARGEST_STRINGS_BYTES):
                longest = max(longest, *map(len, piece.split(b"<si")))
        if parts.styles:
            package.guard(parts.styles)
        signs = {
            sheet.part: guard_sheet(
                package.guarded(sheet.part), partial(package.open, sheet.part), sheet.name, self._formats
            )
            for sheet in parts.sheets
        }
        # calamine copies a string into every cell that shows it.
        check_cells_here(longest * sum(each.values for each in signs.values()) // _BYTES_OF_A_CELL)
        return signs

    @cached_property
    def _formats(self) -> dict[int, str]:
        """The number formats that change figures, by style."""
        if self._parts.styles is None:
            return {}
        with self._zip.open(self._parts.styles) as stream:
            return figure_formats(stream)

    def _rearranged(self) -> bytes:
        """The parts that are read, each where calamine looks for it."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
            for name, text in usual_outline(self._parts).items():
                target.writestr(name, text)
            for name, part in usual_places(self._parts).items():
                with self._zip.open(part) as source, target.open(name, "w") as copied:
                    shutil.copyfileobj(source, copied)
        return stream.getvalue()
