"""xlsx packages as programs of all kinds write them, and what is refused in them all the same.

What belongs here: the parts of a package, their names, links and types. What does not: damaged files and
limits (`test_files`), the sheets of known programs (`test_writers`).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from tests.unit.submissions.filings import EXPORT_2024, codes, facts, read
from tests.unit.submissions.packages import Parts, in_turn, renamed, repacked, replaced, with_shared_strings

Change = Callable[[Parts], object]

EXPORT = repacked(EXPORT_2024, with_shared_strings)
WORKBOOK, LINKS, TYPES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def workbook_at(name: str) -> Change:
    """The workbook and its relations under another name, as the package links it."""
    folder, _, file = name.rpartition("/")

    def change(parts: Parts) -> None:
        renamed(WORKBOOK, name)(parts)
        renamed(LINKS, f"{folder}/_rels/{file}.rels")(parts)
        replaced(f'"/{WORKBOOK}"', f'"/{name}"', TYPES)(parts)
        replaced(f'"{WORKBOOK}"', f'"{name}"', "_rels/.rels")(parts)

    return change


def added(name: str, content: bytes = b"\0") -> Change:
    """A part more."""
    return lambda parts: parts.__setitem__(name, content)


def linked(kind: str, target: str, content: bytes = b"\0") -> Change:
    """A part more, which the workbook links."""
    link = f'<Relationship Id="rId99" Type="{kind}" Target="{target}"/></Relationships>'
    return in_turn(added(f"xl/{target}", content), replaced("</Relationships>", link, LINKS))


def declared(element: str) -> Change:
    """A line more of the package's types."""
    return replaced("</Types>", f"{element}</Types>", TYPES)


POWER_QUERY = '<?xml version="1.0" encoding="utf-16"?><DataMashup>AAAA</DataMashup>'.encode("utf-16")
DEFAULT_BIN = (
    '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
)


@pytest.mark.parametrize(
    "change",
    [
        declared(DEFAULT_BIN),
        in_turn(declared(DEFAULT_BIN), added("xl/printerSettings/printerSettings1.bin")),
        added("customXml/item1.xml", POWER_QUERY),
        added("docProps/custom.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"),
        added("xl/theme/theme2.xml", b"<cut"),
        workbook_at("xl/workbook2.xml"),
        workbook_at("xl/Workbook.xml"),
        in_turn(
            replaced('"styles.xml"', '"../xl/styles.xml"', LINKS),
            replaced('"sharedStrings.xml"', '"../xl/sharedStrings.xml"', LINKS),
            workbook_at("book/main.xml"),
        ),
        replaced('"/xl/worksheets/', '"worksheets/', LINKS),
        replaced('"/xl/worksheets/', '"./worksheets/', LINKS),
        replaced('"/xl/worksheets/', '"../xl/worksheets/', LINKS),
        replaced('"/xl/worksheets/', '"\\xl\\worksheets\\', LINKS),
        in_turn(replaced('"/xl/worksheets/', '"worksheets/', LINKS), workbook_at("xl/workbook2.xml")),
        in_turn(
            renamed("xl/worksheets/sheet2.xml", "xl/blätter/zwei 2.xml"),
            replaced('"/xl/worksheets/sheet2.xml"', '"/xl/bl%C3%A4tter/zwei%202.xml"', LINKS),
        ),
        in_turn(
            renamed("xl/sharedStrings.xml", "xl/texts/all.xml"),
            replaced("sharedStrings.xml", "texts/all.xml", LINKS),
        ),
        in_turn(workbook_at("xl/workbook2.xml"), added(WORKBOOK, b"<workbook/>")),
        in_turn(replaced("r:id=", "d3p1:id=", WORKBOOK), replaced("xmlns:r=", "xmlns:d3p1=", WORKBOOK)),
        lambda parts: parts.pop("_rels/.rels"),
        lambda parts: parts.pop("docProps/app.xml"),
    ],
    ids=[
        *("default type", "printer settings", "power query", "entities elsewhere", "damage elsewhere"),
        *("workbook2", "Workbook", "book/main", "relative", "dotted", "upwards", "backslashes"),
        *("workbook2 and relative", "escaped names", "strings elsewhere", "decoy", "prefix"),
        *("no root relations", "no properties"),
    ],
)
def test_what_programs_write_is_read(change: Change) -> None:
    reading = read(repacked(EXPORT, change))
    assert (reading.status, reading.rejections) == ("accepted", [])
    assert facts(reading) == facts(read(EXPORT_2024))


@pytest.mark.parametrize(
    "change",
    [
        replaced(MAIN, "application/vnd.ms-excel.sheet.macroEnabled.main+xml", TYPES),
        replaced(MAIN, "application/vnd.ms-excel.template.macroEnabled.main+xml", TYPES),
        added("xl/vbaProject.bin"),
        added("xl/VBAPROJECT.BIN"),
        added("custom/vbaProject.bin"),
        linked("http://schemas.microsoft.com/office/2006/relationships/vbaProject", "code.bin"),
        in_turn(
            added("xl/code.bin"),
            declared(
                '<Override PartName="/xl/code.bin" ContentType="application/vnd.ms-office.vbaProject"/>'
            ),
        ),
        added("xl/macrosheets/sheet1.xml", b"<x/>"),
        linked("http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet", "worksheets/m.xml"),
        linked("http://schemas.microsoft.com/office/2006/relationships/xlIntlMacrosheet", "m/intlsheet1.xml"),
        declared(
            '<Override PartName="/xl/worksheets/sheet2.xml" '
            'ContentType="application/vnd.ms-excel.macrosheet+xml"/>'
        ),
        in_turn(
            workbook_at("xl/workbook2.xml"),
            replaced(MAIN, "application/vnd.ms-excel.sheet.macroEnabled.main+xml", TYPES),
        ),
        in_turn(declared(DEFAULT_BIN), added("xl/vbaProject.bin")),
    ],
)
def test_macros_are_refused_wherever_they_lie(change: Change) -> None:
    assert codes(read(repacked(EXPORT, change))) == ["MACRO_FILE"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (workbook_at("xl/workbook.bin"), "OTHER_WORKBOOK"),
        (replaced(f'"{WORKBOOK}"', '"docProps/app.xml"', "_rels/.rels"), "NOT_A_WORKBOOK"),
        (
            replaced(
                "</Relationships>",
                f'<Relationship Id="x" Type="{OFFICE}/officeDocument" Target="xl/b.xml"/></Relationships>',
                "_rels/.rels",
            ),
            "UNREADABLE_FILE",
        ),
        (lambda parts: parts.pop("xl/sharedStrings.xml"), "UNREADABLE_FILE"),
        (lambda parts: parts.pop("xl/styles.xml"), "UNREADABLE_FILE"),
        (lambda parts: parts.pop("xl/worksheets/sheet3.xml"), "UNREADABLE_FILE"),
        (replaced("小学明细", "初中明细", WORKBOOK), "DUPLICATE_SHEET"),
        (replaced('r:id="rId2"', 'r:id="rId3"', WORKBOOK), "DUPLICATE_SHEET"),
    ],
)
def test_packages_that_are_refused(change: Change, code: str) -> None:
    assert codes(read(repacked(EXPORT, change))) == [code]


@pytest.mark.parametrize("part", ["xl/strings.xml", "xl/sheets/two.xml", "xl/workbook2.xml"])
@pytest.mark.parametrize(
    "spoil",
    [
        lambda xml: xml.decode().replace("UTF-8", "UTF-16").encode("utf-16"),
        lambda xml: b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>' + xml,
        lambda xml: b"<!--" + b" " * 300_000 + b"--><!DOCTYPE a [<!ENTITY b 'c'>]>" + xml,
        lambda xml: b'<?xml version="1.0" encoding="cp037"?>' + xml,
    ],
    ids=["UTF-16", "entities", "entities far down", "EBCDIC"],
)
def test_parts_that_are_read_are_held_to_the_rules_under_any_name(
    part: str, spoil: Callable[[bytes], bytes]
) -> None:
    def change(parts: Parts) -> None:
        workbook_at("xl/workbook2.xml")(parts)
        links = "xl/_rels/workbook2.xml.rels"
        renamed("xl/sharedStrings.xml", "xl/strings.xml")(parts)
        replaced("sharedStrings.xml", "strings.xml", links)(parts)
        renamed("xl/worksheets/sheet2.xml", "xl/sheets/two.xml")(parts)
        replaced("worksheets/sheet2.xml", "sheets/two.xml", links)(parts)
        parts[part] = spoil(parts[part].removeprefix(b"<?xml version='1.0' encoding='UTF-8'?>"))

    assert codes(read(repacked(EXPORT, change))) == ["UNREADABLE_FILE"]


def test_an_archive_of_filings_says_what_to_do() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.write(EXPORT_2024, "报送/学校明细.xlsx")
        archive.writestr("报送/说明.txt", "附后")
        archive.writestr("报送/名录.CSV", "学校名称")
    reading = read(stream.getvalue(), name="报送.zip")
    assert codes(reading) == ["NOT_A_WORKBOOK"]
    assert reading.why == "the file is an archive of 2 files; unpack it"
