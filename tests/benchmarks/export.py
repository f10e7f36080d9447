"""A made-up 学校明细 export of any size: the header of the form, and rows written as sheet XML.

What belongs here: the workbook of the intake benchmark. What does not: timing, or anything the tests rely
on. openpyxl writes the header (from the layout, as the sample's sheets); it would take minutes for the rows.

Run: python -m tests.benchmarks.export primary FILE ROWS  (or: every_form)
"""

from __future__ import annotations

import io
import random
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from orchestration.forms.editions import layout_for
from orchestration.sample.sheets import add_rows_sheet
from orchestration.submissions.cells import kinds
from orchestration.submissions.contract.layouts import Column, Layout

COUNTY_NAME, COUNTY_CODE, SCHOOL_YEAR = "咸安区", "421202", 2024
#: Forms of each workbook: a single wide sheet; and sheets of 47 columns that are all read.
WORKBOOKS = {"primary": ("primary",), "every_form": ("directory", "primary", "premises")}
WIDTH = 40
#: One cell in so many is «—», one in so many blank, as offices leave them.
_DASH_EVERY, _BLANK_EVERY = 997, 101


def write_export(file: Path, forms: tuple[str, ...], rows: int) -> None:
    """Write a workbook with a sheet of `rows` schools for each form.

    A single sheet is filled up to 40 columns with headers that no layout asks for, as real exports hold
    more than is wanted of them.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    layouts = [layout_for(form, SCHOOL_YEAR) for form in forms]
    if len(layouts) == 1:
        layouts = [_filled_up(layouts[0])]
    for layout in layouts:
        add_rows_sheet(book, replace(layout, total_row=False), COUNTY_NAME, SCHOOL_YEAR, [])
    headers = io.BytesIO()
    book.save(headers)
    with (
        zipfile.ZipFile(headers) as source,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target,
    ):
        for name in source.namelist():
            if not name.startswith("xl/worksheets/sheet"):
                target.writestr(name, source.read(name))
        for number, layout in enumerate(layouts, start=1):
            part = f"xl/worksheets/sheet{number}.xml"
            head, _, tail = source.read(part).decode("utf-8").partition('<row r="')
            header, _, rest = f'<row r="{tail}'.rpartition("</sheetData>")
            first = 3 + layout.depth + 1
            # What stands below the header (signatures, the note) would stand among the rows.
            header = header.partition(f'<row r="{first + 1}"')[0].partition(f'<row r="{first}"')[0]
            with target.open(part, "w", force_zip64=True) as stream:
                stream.write(head.encode("utf-8") + header.encode("utf-8"))
                for piece in _rows(layout, first, rows):
                    stream.write(piece.encode("utf-8"))
                stream.write(b"</sheetData>" + rest.encode("utf-8"))


def _filled_up(layout: Layout) -> Layout:
    columns = [column for column in layout.columns if column.written]
    others = [
        Column(field=f"other.{number}", headers=(("教职工数", "其他", f"项目{number}"),), kind=kinds.Count())
        for number in range(1, WIDTH - len(columns) + 1)
    ]
    return replace(layout, columns=(*columns, *others))


def _rows(layout: Layout, first: int, rows: int) -> Iterator[str]:
    """The rows' XML, a thousand rows at a time. The same rows every time."""
    columns = [column for column in layout.columns if column.written]
    letters = [get_column_letter(place) for place in range(1, len(columns) + 1)]
    luck = random.Random(layout.form)
    piece: list[str] = []
    for number in range(rows):
        line = first + number
        cells = [
            f'<c r="{letter}{line}"{_content(column, number, luck)}'
            for letter, column in zip(letters, columns, strict=True)
        ]
        piece.append(f'<row r="{line}">{"".join(cells)}</row>')
        if len(piece) == 1000:
            yield "".join(piece)
            piece.clear()
    yield "".join(piece)


def _content(column: Column, number: int, luck: random.Random) -> str:
    """The rest of a cell's XML, from its attributes on."""
    if column.kind.is_figure:
        draw = luck.getrandbits(30)
        if draw % _DASH_EVERY == 0:
            return _text("—")
        if draw % _BLANK_EVERY == 0:
            return "/>"
        if isinstance(column.kind, kinds.Quantity):
            return f"><v>{(draw >> 8) % 1_000_000 / 100}</v></c>"
        return f"><v>{(draw >> 8) % 500}</v></c>"
    if column.kind.is_school_code:
        return _text(f"{2_100_000_000 + number}") if column.key else "/>"
    if isinstance(column.kind, kinds.Flag):
        return _text("是" if column.field == "is_counted" else "否")
    if isinstance(column.kind, kinds.Year):
        return f"><v>{1950 + number % 70}</v></c>"
    if isinstance(column.kind, kinds.Code):
        return f"><v>{_CODES[column.field]}</v></c>" if column.kind.digits == 3 else _text(COUNTY_CODE)
    return _text(_TEXTS.get(column.field) or f"第{number}小学")


_CODES = {"school_type_code": 211, "urban_rural_code": 220}
_TEXTS = {
    "school_type_name": "小学",
    "sponsor_name": "县级教育部门",
    "urban_rural_name": "村庄",
    "county_name_filed": COUNTY_NAME,
}


def _text(text: str) -> str:
    return f' t="inlineStr"><is><t>{escape(text)}</t></is></c>'


if __name__ == "__main__":
    write_export(Path(sys.argv[2]), WORKBOOKS[sys.argv[1]], int(sys.argv[3]))
