"""Which parts of an xlsx package are read, and whether it holds macros.

What belongs here: the relations between parts, and their types (ECMA-376 part 2). What does not: unpacking
them and its limits (xlsx_package.py), what stands in a sheet (sheet_xml.py).

Parts are found as the package links them, whatever their names: only the custom of a program puts the
workbook at xl/workbook.xml. A part that nothing links and no reader asks for is none of ours, except macros:
those are refused wherever they lie.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from urllib.parse import unquote
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

from orchestration.submissions.contract.rejection import FileRejected, Rejection

_TYPES = "[content_types].xml"
_ROOT = ""
_WORKBOOK = "xl/workbook.xml"
#: What an archive may hold that would be read outside it.
_FILED = (".xlsx", ".xls", ".ods", ".csv")
_STRINGS = "xl/sharedstrings.xml"
_STYLES = "xl/styles.xml"
_SHEETS = "xl/worksheets/"
_WITHOUT_CELLS = frozenset({"chartsheet", "dialogsheet"})
_MACRO_NAMES = ("vbaproject.bin",)
_MACRO_FOLDERS = ("xl/macrosheets/",)
_MACRO_TYPES = ("vbaproject", "macrosheet")

Outline = Callable[[str], ElementTree.Element]


@dataclass(frozen=True)
class _Link:
    """A relation of a part: its id, the last word of its type in small letters, and where it leads."""

    identifier: str
    kind: str
    target: str
    part: str


@dataclass(frozen=True)
class SheetPart:
    """A sheet as the workbook lists it."""

    name: str
    part: str
    state: str


@dataclass(frozen=True)
class Parts:
    """The parts that are read. `is_usual` where they lie as calamine looks for them."""

    strings: str | None
    styles: str | None
    sheets: list[SheetPart]
    is_1904: bool
    is_usual: bool


def _reject(code: str, message: str) -> FileRejected:
    return FileRejected(Rejection("file", code, message))


def find_parts(names: Collection[str], outline: Outline) -> Parts:
    """The parts of a package with these names (in small letters); `outline` parses one.

    Raises FileRejected where it is no workbook, another kind of one, or holds macros; ParseError.
    """
    types = _Types(outline(_TYPES) if _TYPES in names else None)
    workbook = _workbook_part(names, outline, types)
    links = list(_links(workbook, names, outline))
    _check_macros(names, types, workbook, links)
    root = outline(workbook)
    if _local(root.tag) != "workbook":
        raise _reject("NOT_A_WORKBOOK", "the file is a zip package without a workbook in it")
    date_base = next((item.get("date1904", "") for item in root if _local(item.tag) == "workbookPr"), "")
    sheets = list(_sheets(root, links, names))
    strings, styles = (
        _only(links, kind, names) or (usual if usual in names else None)
        for kind, usual in (("sharedstrings", _STRINGS), ("styles", _STYLES))
    )
    usual = (workbook, strings or _STRINGS, styles or _STYLES) == (_WORKBOOK, _STRINGS, _STYLES)
    usual = usual and _relations_of(_ROOT) in names
    return Parts(
        strings,
        styles,
        [sheet for sheet, _ in sheets],
        date_base in ("1", "true"),
        usual and all(is_usual for _, is_usual in sheets),
    )


def _sheets(
    root: ElementTree.Element, links: list[_Link], names: Collection[str]
) -> Iterator[tuple[SheetPart, bool]]:
    """The sheets of cells, and whether calamine finds each. Raises FileRejected."""
    by_id = {link.identifier: link for link in links}
    listed: dict[str, str] = {}
    for item in root.iter():
        if _local(item.tag) != "sheet":
            continue
        # The namespace differs between the two conformance classes of the format.
        identifier = next((value for key, value in item.items() if key.endswith("}id")), "")
        link, name = by_id.get(identifier), item.get("name", "")
        if link is None or link.kind in _WITHOUT_CELLS:
            continue
        _check_is_there(link, names)
        if link.part in listed:
            message = f"sheets «{listed[link.part]}» and «{name}» are one sheet listed twice"
            raise _reject("DUPLICATE_SHEET", message)
        listed[link.part] = name
        is_usual = link.part.startswith(_SHEETS) and _as_calamine_finds(link.target) == link.part
        yield SheetPart(name, link.part, item.get("state", "visible")), is_usual


def _only(links: list[_Link], kind: str, names: Collection[str]) -> str | None:
    """The part that the workbook links as this kind, if it links one."""
    for link in links:
        if link.kind == kind:
            _check_is_there(link, names)
            return link.part
    return None


def _check_is_there(link: _Link, names: Collection[str]) -> None:
    if link.part not in names:
        message = f"part {link.part}, which the workbook names, is not in the package"
        raise _reject("UNREADABLE_FILE", message)


class _Types:
    """What the package says its parts are."""

    def __init__(self, root: ElementTree.Element | None) -> None:
        self._defaults: dict[str, str] = {}
        self.overrides: dict[str, str] = {}
        for item in root if root is not None else ():
            kind = item.get("ContentType", "").lower()
            if _local(item.tag) == "Default":
                self._defaults[item.get("Extension", "").lower()] = kind
            elif _local(item.tag) == "Override":
                self.overrides[_resolved("/", item.get("PartName", ""))] = kind

    def of(self, part: str) -> str:
        return self.overrides.get(part) or self._defaults.get(part.rpartition(".")[2], "")


def _workbook_part(names: Collection[str], outline: Outline, types: _Types) -> str:
    linked = [link.part for link in _links(_ROOT, names, outline) if link.kind == "officedocument"]
    if len(set(linked)) > 1:
        # Two readers may take two different ones.
        raise _reject("UNREADABLE_FILE", "the package names more than one workbook")
    # Without a link, where it lies by custom.
    found = next((part for part in (*linked, _WORKBOOK, "xl/workbook.bin") if part in names), None)
    if found is None:
        if packed := sum(name.endswith(_FILED) for name in names):
            raise _reject("NOT_A_WORKBOOK", f"the file is an archive of {packed} files; unpack it")
        raise _reject("NOT_A_WORKBOOK", "the file is a zip package without a workbook in it")
    if found.endswith(".bin") or "sheet.binary" in types.of(found):
        raise _reject("OTHER_WORKBOOK", "the file is a binary workbook (.xlsb)")
    return found


def _check_macros(names: Collection[str], types: _Types, workbook: str, links: list[_Link]) -> None:
    """Raises FileRejected for macros. Types by ending alone say nothing: SheetJS writes one for .bin that
    speaks of macros into every workbook."""
    if "macroenabled" in types.of(workbook):
        raise _reject("MACRO_FILE", "the workbook is of a kind that may hold macros (.xlsm)")
    said = [types.overrides[part] for part in names if part in types.overrides]
    if (
        any(part.endswith(_MACRO_NAMES) or part.startswith(_MACRO_FOLDERS) for part in names)
        or any(word in kind for kind in said for word in _MACRO_TYPES)
        or any(link.kind.endswith(_MACRO_TYPES) for link in links)
    ):
        raise _reject("MACRO_FILE", "the workbook holds macros")


def _links(part: str, names: Collection[str], outline: Outline) -> Iterator[_Link]:
    relations = _relations_of(part)
    if relations not in names:
        return
    for item in outline(relations):
        target = item.get("Target", "")
        if item.get("TargetMode", "").lower() != "external":
            kind = item.get("Type", "").rpartition("/")[2].lower()
            folder = posixpath.join("/", posixpath.dirname(part))
            yield _Link(item.get("Id", ""), kind, target, _resolved(folder, target))


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _resolved(folder: str, target: str) -> str:
    """The part that a target of a relation means, in small letters."""
    path = unquote(target).replace("\\", "/")
    return posixpath.normpath(posixpath.join(folder, path)).lstrip("/").lower()


def _as_calamine_finds(target: str) -> str:
    """The part that calamine takes a sheet's target for: nothing is resolved."""
    path = target.removeprefix("/")
    return (path if path.startswith("xl/") else f"xl/{target}").lower()


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def usual_places(parts: Parts) -> dict[str, str]:
    """The parts that hold cells, strings and styles, by where calamine looks for them."""
    places = {f"{_SHEETS}sheet{number}.xml": sheet.part for number, sheet in enumerate(parts.sheets)}
    named = {"xl/sharedStrings.xml": parts.strings, _STYLES: parts.styles}
    return places | {name: part for name, part in named.items() if part}


def usual_outline(parts: Parts) -> dict[str, str]:
    """The workbook and its relations as they are where each part lies in its usual place."""
    numbered = list(enumerate(parts.sheets))
    sheets = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{number + 1}" state={quoteattr(sheet.state)} '
        f'r:id="rId{number}"/>'
        for number, sheet in numbered
    )
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number, _ in numbered
    )
    root = f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="{_WORKBOOK}"/>'
    return {
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}">{root}</Relationships>',
        _WORKBOOK: f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        f'<workbookPr date1904="{int(parts.is_1904)}"/><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{links}</Relationships>',
    }
