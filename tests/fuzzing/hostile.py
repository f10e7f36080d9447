"""Hostile files, made by code: small ones that unpack, repeat or spell out to far more, and lying ones.

What belongs here: how each is made. What does not: reading them, or what becomes of their neighbours
(tests/benchmarks/hostile.py, tests/unit/submissions/files/test_hostile_files.py).

Most stand in a sound filing, so that the reader goes all the way to them. `size` says how large a file is
when unpacked, in rough bytes; a test takes less of it than the benchmark.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import xlwt

from tests.unit.submissions.ods import as_ods
from tests.unit.submissions.packages import Parts, unpacked

EXPORT = Path(__file__).parents[1] / "golden/filings/2024/421202/学校明细_咸安区_2024.xlsx"
_SHEET, _BOOK, _RELATIONS = "xl/worksheets/sheet2.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_PIECE = 2**20

#: A part: its bytes, or pieces of them.
Part = bytes | Iterable[bytes]
Make = Callable[[int], bytes]


def many(unit: bytes, size: int) -> Iterator[bytes]:
    """A unit over and over, in pieces, up to a size."""
    if not unit:
        return
    times = max(_PIECE // len(unit), 1)
    piece = unit * times
    for _ in range(max(size // len(piece), 1)):
        yield piece


def package(parts: dict[str, Part], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A package whose parts may be larger than memory should hold."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method, compresslevel=9) as target:
        for name, content in parts.items():
            with target.open(name, "w", force_zip64=True) as part:
                for piece in [content] if isinstance(content, bytes) else content:
                    part.write(piece)
    return stream.getvalue()


def _around(part: bytes, mark: bytes, inside: Iterable[bytes], instead: bytes = b"") -> Iterator[bytes]:
    """A part with pieces put in before a mark, which `instead` may replace."""
    before, found, after = part.partition(mark)
    assert found, mark
    yield before
    yield from inside
    yield (instead or mark) + after


def _export(change: Callable[[Parts, dict[str, Part]], None]) -> bytes:
    parts = unpacked(EXPORT)
    changed: dict[str, Part] = dict(parts)
    change(parts, changed)
    return package(changed)


def in_sheet(mark: bytes, unit: bytes, head: bytes = b"", tail: bytes = b"") -> Make:
    """The export, with a unit over and over before a mark of one sheet."""

    def make(size: int) -> bytes:
        def change(parts: Parts, changed: dict[str, Part]) -> None:
            changed[_SHEET] = _around(parts[_SHEET], mark, [head, *many(unit, size), tail])

        return _export(change)

    return make


def in_part(name: str, mark: bytes, unit: bytes, head: bytes = b"", tail: bytes = b"") -> Make:
    """The export, with a unit over and over before a mark of another part."""

    def make(size: int) -> bytes:
        def change(parts: Parts, changed: dict[str, Part]) -> None:
            changed[name] = _around(parts[name], mark, [head, *many(unit, size), tail])

        return _export(change)

    return make


def with_cell(old: bytes, new: Callable[[int], Iterable[bytes]]) -> Make:
    """The export, with a cell of a record written otherwise."""

    def make(size: int) -> bytes:
        def change(parts: Parts, changed: dict[str, Part]) -> None:
            assert old in parts[_SHEET], old
            changed[_SHEET] = _around(parts[_SHEET], old, new(size), b" ")

        return _export(change)

    return make


def _strings(text: Callable[[int], Iterable[bytes]], cells: Callable[[int], int]) -> Make:
    """The export, with shared strings, and a row of cells that all show the first of them."""

    def make(size: int) -> bytes:
        def change(parts: Parts, changed: dict[str, Part]) -> None:
            cell = b'<c t="s"><v>0</v></c>'
            rows = [b"<row>" + cell * min(cells(size), 50) + b"</row>"] * max(cells(size) // 50, 1)
            changed[_SHEET] = _around(parts[_SHEET], b"</sheetData>", rows)
            changed["xl/sharedStrings.xml"] = [
                b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="9999999999">',
                *text(size),
                b"</sst>",
            ]
            link = (
                b'<Relationship Id="rIdS" Target="sharedStrings.xml" Type="http://schemas.openxmlformats.org/'
                b'officeDocument/2006/relationships/sharedStrings"/>'
            )
            changed[_RELATIONS] = _around(parts[_RELATIONS], b"</Relationships>", [link])

        return _export(change)

    return make


def _formats(code: Callable[[int], Iterable[bytes]]) -> Make:
    """The export, with a number format of its own for every cell."""

    def make(size: int) -> bytes:
        def change(parts: Parts, changed: dict[str, Part]) -> None:
            styles = parts["xl/styles.xml"]
            styles = styles.replace(b'numFmtId="0"', b'numFmtId="200"')
            at = styles.index(b"<fonts")
            head = b'<numFmts count="1"><numFmt numFmtId="200" formatCode="'
            changed["xl/styles.xml"] = [styles[:at], head, *code(size), b'"/></numFmts>', styles[at:]]

        return _export(change)

    return make


def _sheets(name: Callable[[int], bytes], times: Callable[[int], int], own_parts: bool = False) -> Make:
    """The export, with very many sheets."""

    def make(size: int) -> bytes:
        def change(parts: Parts, changed: dict[str, Part]) -> None:
            listed, links = [], []
            for number in range(times(size)):
                listed.append(
                    b'<sheet name="%s%d" sheetId="%d" r:id="s%d"/>' % (name(size), number, number, number)
                )
                target = b"worksheets/more%d.xml" % number if own_parts else b"worksheets/sheet4.xml"
                links.append(
                    b'<Relationship Id="s%d" Target="%s" Type="http://schemas.openxmlformats.org/officeDocument/'
                    b'2006/relationships/worksheet"/>' % (number, target)
                )
                if own_parts:
                    changed[f"xl/worksheets/more{number}.xml"] = parts["xl/worksheets/sheet4.xml"]
            changed[_BOOK] = _around(parts[_BOOK], b"</sheets>", listed)
            changed[_RELATIONS] = _around(parts[_RELATIONS], b"</Relationships>", links)

        return _export(change)

    return make


_STYLE = 'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'


def in_ods(mark: str, unit: str, head: str = "", tail: str = "") -> Make:
    """The export as ods, with a unit over and over before a mark of its content."""

    def make(size: int) -> bytes:
        parts = unpacked(as_ods(EXPORT))
        changed: dict[str, Part] = dict(parts)
        pieces = [head.encode(), *many(unit.encode(), size), tail.encode()]
        changed["content.xml"] = _around(parts["content.xml"], mark.encode(), pieces)
        return package(changed)

    return make


def _repeated(rows: int, columns: int) -> Make:
    value = 'office:value-type="float" office:value="1"'
    cell = f'<table:table-cell {value} table:number-columns-repeated="{columns}"/>'
    row = f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>'
    return in_ods("</table:table>", "", row)


def _xls(
    text: Callable[[int], str], cells: Callable[[int], int], code: Callable[[int], str] | None = None
) -> Make:
    def make(size: int) -> bytes:
        book = xlwt.Workbook()
        sheet = book.add_sheet("小学明细")
        style = xlwt.easyxf(num_format_str=code(size)) if code else xlwt.Style.default_style
        for number in range(cells(size)):
            sheet.write(number // 200, number % 200, text(size) if not code else 1, style)
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()

    return make


def _xls_changed(change: Callable[[bytearray], None]) -> Make:
    def make(size: int) -> bytes:
        content = bytearray(_xls(lambda _: "学校标识码", lambda _: 2000)(size))
        change(content)
        return bytes(content)

    return make


def _circular(content: bytearray) -> None:
    """Lets every sector of the allocation table lead to the first."""
    first = struct.unpack_from("<I", content, 76)[0]
    at = 512 + first * 512
    for place in range(at, at + 512, 4):
        struct.pack_into("<I", content, place, 0)


def _far(content: bytearray) -> None:
    """Lets the allocation table lead far behind the end."""
    first = struct.unpack_from("<I", content, 76)[0]
    at = 512 + first * 512
    for place in range(at, at + 512, 4):
        struct.pack_into("<I", content, place, 0x7FFFFFF0)


def _lying_counts(content: bytearray) -> None:
    """States the largest numbers of sectors."""
    struct.pack_into("<I", content, 44, 0xFFFFFFF0)
    struct.pack_into("<I", content, 64, 0x7FFFFFFF)
    struct.pack_into("<I", content, 72, 0x7FFFFFFF)


def _last_row(content: bytearray) -> None:
    """Lets cells lie in the last row and column that an xls has."""
    at = 0
    for kind in (b"\xfd\x00\x0a\x00",):
        while (at := content.find(kind, at + 1)) >= 0:
            struct.pack_into("<HH", content, at + 4, 65535, 255)


def _lying_size(size: int) -> bytes:
    """States a hundredth of what a part unpacks to."""
    content = bytearray(in_sheet(b"</sheetData>", b"<row/>")(size))
    return bytes(_with_entries(content, lambda entry: struct.pack_into("<I", content, entry + 24, 20_000)))


def _with_entries(content: bytearray, change: Callable[[int], None]) -> bytearray:
    at = -1
    while (at := content.find(b"PK\x01\x02", at + 1)) >= 0:
        change(at)
    return content


def _overlapping(size: int) -> bytes:
    """Lets all parts lie at one place."""
    content = bytearray(in_sheet(b"</sheetData>", b"<row/>")(size))
    places: list[int] = []
    _with_entries(content, places.append)
    largest = max(places, key=lambda place: struct.unpack_from("<I", content, place + 20)[0])
    for place in places:
        content[place + 42 : place + 46] = content[largest + 42 : largest + 46]
        content[place + 16 : place + 28] = content[largest + 16 : largest + 28]
    return bytes(content)


def _same_data(size: int) -> bytes:
    """Very many names for one part's data, each of which unpacks to all of it."""
    content = package({"xl/worksheets/a0.xml": many(b"<row/>", size)})
    start = content.index(b"PK\x01\x02")
    end = content.index(b"PK\x05\x06")
    entry = content[start:end]
    entries = b"".join(entry.replace(b"a0.xml", b"%02x.xml" % n) for n in range(256))
    return (
        content[:start]
        + entries
        + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 256, 256, len(entries), start, 0)
    )


def _method(method: int) -> Make:
    return lambda size: package({**unpacked(EXPORT), _SHEET: many(b"<row/>", size)}, method)


def _entries(size: int) -> bytes:
    return package({**unpacked(EXPORT), **{f"x/{number}": b"" for number in range(size // 1000)}})


def _digits(size: int) -> bytes:
    return b"9" * min(size, 2_000_000)


def _shared(text: bytes) -> Callable[[int], Iterable[bytes]]:
    return lambda size: [b"<si><t>", *many(text, size), b"</t></si>"]


_CELL = b'<c r="C8" t="n"><v>'
_VALUE = b'<c r="C8" t="inlineStr"><is><t>'


def _cell(text: Callable[[int], bytes], kind: bytes = _VALUE) -> Make:
    """The export, with a figure of a record in another text."""
    end = b"</v></c>" if kind == _CELL else b"</t></is></c>"

    def make(size: int) -> bytes:
        def change(parts: Parts, changed: dict[str, Part]) -> None:
            before, found, after = parts[_SHEET].partition(_CELL)
            assert found
            rest = after.partition(b"</v></c>")[2]
            changed[_SHEET] = before + kind + text(size) + end + rest

        return _export(change)

    return make


def _at_place(place: str) -> Make:
    return in_sheet(b"</sheetData>", b"", f'<row><c r="{place}"><v>1</v></c></row>'.encode())


def _csv(text: Callable[[int], Iterable[str]]) -> Make:
    return lambda size: "".join(text(size)).encode()


_LINE = "学校标识码,学校名称,在校生数\n2142020001,x,1\n"

#: Name → how it is made of a size, and the name of the file.
CATALOGUE: dict[str, tuple[str, Make]] = {
    "bare cells in one row": ("a.xlsx", in_sheet(b"</sheetData>", b"<c/>", b"<row>", b"</row>")),
    "bare cells in rows": ("a.xlsx", in_sheet(b"</sheetData>", b"<row>" + b"<c/>" * 200 + b"</row>")),
    "bare rows": ("a.xlsx", in_sheet(b"</sheetData>", b"<row/>")),
    "styled cells": ("a.xlsx", in_sheet(b"</sheetData>", b'<c r="B2" s="1"/>', b"<row>", b"</row>")),
    "cells of one place": (
        "a.xlsx",
        in_sheet(b"</sheetData>", b'<c r="B30"><v>1</v></c>', b"<row>", b"</row>"),
    ),
    "cells without a place": (
        "a.xlsx",
        in_sheet(b"</sheetData>", b"<row>" + b"<c><v>1</v></c>" * 50 + b"</row>"),
    ),
    "cells in one row without a place": (
        "a.xlsx",
        in_sheet(b"</sheetData>", b"<c><v>1</v></c>", b"<row>", b"</row>"),
    ),
    "formulas": ("a.xlsx", in_sheet(b"</sheetData>", b"<row>" + b"<c><f/></c>" * 200 + b"</row>")),
    "error values": (
        "a.xlsx",
        in_sheet(b"</sheetData>", b"<row>" + b'<c t="e"><v>#N/A</v></c>' * 50 + b"</row>"),
    ),
    "hidden rows": ("a.xlsx", in_sheet(b"</sheetData>", b'<row hidden="1"/>')),
    "hidden columns": (
        "a.xlsx",
        in_sheet(b"<sheetData>", b'<col min="1" max="16384" hidden="1"/>', b"<cols>", b"</cols>"),
    ),
    "merges of all cells": ("a.xlsx", in_sheet(b"</mergeCells>", b'<mergeCell ref="A1:XFD1048576"/>')),
    "merges of headers": ("a.xlsx", in_sheet(b"</mergeCells>", b'<mergeCell ref="A3:XFD6"/>')),
    "merges of records": ("a.xlsx", in_sheet(b"</mergeCells>", b'<mergeCell ref="C8:Y25"/>')),
    "merges backwards": ("a.xlsx", in_sheet(b"</mergeCells>", b'<mergeCell ref="XFD1048576:A1"/>')),
    "deep XML": ("a.xlsx", in_sheet(b"</sheetData>", b"<a>")),
    "deep XML, closed": ("a.xlsx", lambda size: _deep(size)),
    "attributes": ("a.xlsx", lambda size: _attributes(size)),
    "a long attribute": ("a.xlsx", in_sheet(b"</sheetData>", b"x", b'<row r="', b'"/>')),
    "comments": ("a.xlsx", in_sheet(b"</sheetData>", b"<!--x-->")),
    "the last row": ("a.xlsx", _at_place("A1048576")),
    "the last row of many columns": ("a.xlsx", _at_place("BD1048576")),
    "the last column": ("a.xlsx", _at_place("XFD30")),
    "the last cell": ("a.xlsx", _at_place("XFD1048576")),
    "a row beyond the last": ("a.xlsx", _at_place("A9999999")),
    "a row far beyond the last": ("a.xlsx", _at_place("A4294967295")),
    "a column beyond the last": ("a.xlsx", _at_place("ZZZZZZ30")),
    "a string of hundreds of megabytes": ("a.xlsx", _strings(_shared(b"x"), lambda size: 1)),
    "bare strings": ("a.xlsx", _strings(lambda size: many(b"<si/>", size), lambda size: 1)),
    "short strings": ("a.xlsx", _strings(lambda size: many(b"<si><t>x</t></si>", size), lambda size: 1)),
    "a long string in many cells": (
        "a.xlsx",
        _strings(
            lambda size: [b"<si><t>", b"x" * min(size // 50, 4_000_000), b"</t></si>"], lambda size: 20_000
        ),
    ),
    "a number format of megabytes": ("a.xlsx", _formats(lambda size: many(b"0", size // 10))),
    "a number format of brackets": ("a.xlsx", _formats(lambda size: many(b"[", size // 10))),
    "a number format of quotes": ("a.xlsx", _formats(lambda size: many(b"&quot;", size // 10))),
    "a number format of percents": ("a.xlsx", _formats(lambda size: [b"0", *many(b"%", size // 10)])),
    "a number format of commas": ("a.xlsx", _formats(lambda size: [b"0", *many(b",", size // 10)])),
    "a number format of sections": ("a.xlsx", _formats(lambda size: many(b"0%;", size // 10))),
    "number formats": (
        "a.xlsx",
        in_part("xl/styles.xml", b"<fonts", b'<numFmt numFmtId="9" formatCode="0%"/>'),
    ),
    "styles": ("a.xlsx", in_part("xl/styles.xml", b"</cellXfs>", b'<xf numFmtId="9"/>')),
    "fonts": ("a.xlsx", in_part("xl/styles.xml", b"</fonts>", b"<font/>")),
    "defined names": ("a.xlsx", in_part(_BOOK, b"</workbook>", b'<definedName name="x">1</definedName>')),
    "bare elements of a workbook": ("a.xlsx", in_part(_BOOK, b"</workbook>", b"<a/>")),
    "relations": ("a.xlsx", in_part(_RELATIONS, b"</Relationships>", b"<Relationship/>")),
    "types": ("a.xlsx", in_part("[Content_Types].xml", b"</Types>", b"<Override/>")),
    "sheets of one part": ("a.xlsx", _sheets(lambda size: b"x", lambda size: size // 200)),
    "sheets": (
        "a.xlsx",
        _sheets(lambda size: b"x", lambda size: min(size // 10_000, 15_000), own_parts=True),
    ),
    "a sheet's name of megabytes": (
        "a.xlsx",
        _sheets(lambda size: b"x" * (size // 100), lambda size: 1, own_parts=True),
    ),
    "a cell of a million digits": ("a.xlsx", _cell(_digits)),
    "a number of a million digits": ("a.xlsx", _cell(_digits, _CELL)),
    "a cell of a million decimals": ("a.xlsx", _cell(lambda size: b"0." + _digits(size))),
    "an exponent beyond all measure": ("a.xlsx", _cell(lambda size: b"1e400000")),
    "a number beyond all measure": ("a.xlsx", _cell(lambda size: b"1e400000", _CELL)),
    "a number too small": ("a.xlsx", _cell(lambda size: b"1e-400000", _CELL)),
    "no number": ("a.xlsx", _cell(lambda size: b"NaN", _CELL)),
    "an infinite number": ("a.xlsx", _cell(lambda size: b"inf", _CELL)),
    "thousands of groups": ("a.xlsx", _cell(lambda size: b"1" + b",000" * min(size // 4, 500_000))),
    "groups that break off": ("a.xlsx", _cell(lambda size: b"1" + b" 000" * min(size // 4, 500_000) + b" 0")),
    "nested brackets": ("a.xlsx", _cell(lambda size: b"(" * min(size, 1_000_000))),
    "nested units": ("a.xlsx", _cell(lambda size: "1万".encode() * min(size // 4, 300_000))),
    "a figure with a unit of megabytes": (
        "a.xlsx",
        _cell(lambda size: b"1" + "万".encode() * min(size // 3, 500_000)),
    ),
    "spaces": ("a.xlsx", _cell(lambda size: b"1" + b" " * min(size, 2_000_000) + b"1")),
    "combining signs": (
        "a.xlsx",
        _cell(lambda size: b"a" + "\u0301\u0323".encode() * min(size // 8, 500_000)),
    ),
    "a letter that is spelt out": ("a.xlsx", _cell(lambda size: "\ufdfa".encode() * min(size // 3, 500_000))),
    "a cell of megabytes": ("a.xlsx", _cell(lambda size: b"x" * (size // 10))),
    "a header of megabytes": ("a.xlsx", with_cell("在校生数".encode(), lambda size: many(b"x", size // 10))),
    "a header of levels": ("a.xlsx", with_cell("在校生数".encode(), lambda size: many(b"a-", size // 50))),
    "a header of brackets": ("a.xlsx", with_cell("在校生数".encode(), lambda size: many(b"(", size // 50))),
    "a title of megabytes": (
        "a.xlsx",
        with_cell("咸安区".encode(), lambda size: many("咸安区2024学年".encode(), size // 50)),
    ),
    "a part that unpacks to more than it states": ("a.xlsx", _lying_size),
    "parts that overlap": ("a.xlsx", _overlapping),
    "many names for one part": ("a.xlsx", _same_data),
    "very many parts": ("a.xlsx", _entries),
    "a part packed by bzip2": ("a.xlsx", _method(zipfile.ZIP_BZIP2)),
    "a part packed by LZMA": ("a.xlsx", _method(zipfile.ZIP_LZMA)),
    "a part as it is": ("a.xlsx", _method(zipfile.ZIP_STORED)),
    "ods: cells repeated": ("a.ods", _repeated(1_000_000, 10)),
    "ods: cells repeated beyond all measure": ("a.ods", _repeated(999_999_999, 999_999_999)),
    "ods: bare cells": (
        "a.ods",
        in_ods("</table:table>", "<table:table-cell/>", "<table:table-row>", "</table:table-row>"),
    ),
    "ods: bare rows": ("a.ods", in_ods("</table:table>", "<table:table-row/>")),
    "ods: faulty cells": (
        "a.ods",
        in_ods(
            "</table:table>",
            '<table:table-row><table:table-cell table:formula="x" table:number-columns-repeated="16384"/>'
            "</table:table-row>",
        ),
    ),
    "ods: hidden rows": (
        "a.ods",
        in_ods(
            "</table:table>",
            '<table:table-row table:visibility="collapse" table:number-rows-repeated="99999"/>',
        ),
    ),
    "ods: columns": (
        "a.ods",
        in_ods("<table:table-row", "<table:table-column table:default-cell-style-name='x'/>"),
    ),
    "ods: merges": (
        "a.ods",
        in_ods(
            "</table:table>",
            '<table:table-row><table:table-cell table:number-rows-spanned="99999" '
            'table:number-columns-spanned="9999"/></table:table-row>',
        ),
    ),
    "ods: spaces": (
        "a.ods",
        in_ods(
            "</table:table>",
            '<text:s text:c="1000"/>',
            '<table:table-row><table:table-cell office:value-type="string"><text:p>',
            "</text:p></table:table-cell></table:table-row>",
        ),
    ),
    "ods: deep text": ("a.ods", lambda size: _deep_text(size)),
    "ods: tables": ("a.ods", in_ods("</office:spreadsheet>", '<table:table table:name="x"/>')),
    "ods: styles": (
        "a.ods",
        in_ods(
            "</office:automatic-styles>",
            '<style:style style:name="x" style:family="table-cell" style:parent-style-name="x"/>',
        ),
    ),
    "xls: a text in many cells": (
        "a.xls",
        _xls(lambda size: "x" * 30_000, lambda size: min(size // 2000, 50_000)),
    ),
    "xls: a number format of its longest": (
        "a.xls",
        _xls(lambda size: "", lambda size: 100, lambda size: "0[" * 100),
    ),
    "xls: sectors in a circle": ("a.xls", _xls_changed(_circular)),
    "xls: sectors that are not there": ("a.xls", _xls_changed(_far)),
    "xls: numbers of sectors that lie": ("a.xls", _xls_changed(_lying_counts)),
    "xls: cells in the last place": ("a.xls", _xls_changed(_last_row)),
    "xls: nothing but a head": (
        "a.xls",
        lambda size: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(size // 10),
    ),
    "csv: a line of megabytes": ("a.csv", _csv(lambda size: [_LINE, "x" * size])),
    "csv: a quote never closed": ("a.csv", _csv(lambda size: [_LINE, '"', "x,1\n" * (size // 4)])),
    "csv: a million columns": ("a.csv", _csv(lambda size: [_LINE, "1," * (size // 2)])),
    "csv: blank lines": ("a.csv", _csv(lambda size: [_LINE, "\n" * size])),
    "csv: lines of separators": ("a.csv", _csv(lambda size: [_LINE, ",,\n" * (size // 3)])),
    "csv: separators": ("a.csv", _csv(lambda size: [",;\t" * (size // 3)])),
    "csv: records": ("a.csv", _csv(lambda size: [_LINE, "2142020001,x,1\n" * (size // 15)])),
    "csv: quotes": ("a.csv", _csv(lambda size: [_LINE, '"' * size])),
    "csv: carriage returns": ("a.csv", _csv(lambda size: [_LINE, "\r" * size])),
    "csv: NULs": ("a.csv", lambda size: _LINE.encode() + bytes(size)),
    "csv: tags": ("a.csv", _csv(lambda size: ["<" * size])),
}


def _deep(size: int) -> bytes:
    def change(parts: Parts, changed: dict[str, Part]) -> None:
        pieces = [*many(b"<a>", size // 2), *many(b"</a>", (size // 2 // _PIECE or 1) * (_PIECE // 3) * 4)]
        changed[_SHEET] = _around(parts[_SHEET], b"</sheetData>", pieces)

    return _export(change)


def _attributes(size: int) -> bytes:
    def change(parts: Parts, changed: dict[str, Part]) -> None:
        named = (b' a%d="1"' % number for number in range(size // 12))
        changed[_SHEET] = _around(parts[_SHEET], b"</sheetData>", [b"<row", *named, b"/>"])

    return _export(change)


def _deep_text(size: int) -> bytes:
    parts = unpacked(as_ods(EXPORT))
    times = min(size // 25, 500_000)
    cell = (
        b'<table:table-row><table:table-cell office:value-type="string"><text:p>'
        + b"<text:span>" * times
        + b"</text:span>" * times
        + b"</text:p></table:table-cell></table:table-row>"
    )
    changed: dict[str, Part] = {
        **parts,
        "content.xml": _around(parts["content.xml"], b"</table:table>", [cell]),
    }
    return package(changed)


def make(name: str, size: int) -> tuple[str, bytes]:
    """A file's name and its bytes."""
    file_name, made = CATALOGUE[name]
    return file_name, made(size)
