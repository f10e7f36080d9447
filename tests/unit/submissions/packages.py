"""Packages (xlsx, ods) changed part by part, for tests of what lies in a file.

What belongs here: unpacking and packing. What does not: what a test changes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

Parts = dict[str, bytes]


def packed(parts: Parts) -> bytes:
    """A package of these parts, in their order."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return stream.getvalue()


def unpacked(content: bytes | Path) -> Parts:
    """The parts of a package by name."""
    data = content if isinstance(content, bytes) else content.read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        return {name: source.read(name) for name in source.namelist()}


def repacked(content: bytes | Path, change: Callable[[Parts], object]) -> bytes:
    """A package after a change to its parts."""
    parts = unpacked(content)
    change(parts)
    return packed(parts)


def in_turn(*changes: Callable[[Parts], object]) -> Callable[[Parts], None]:
    """Changes one after the other."""

    def change(parts: Parts) -> None:
        for each in changes:
            each(parts)

    return change


def replaced(old: str, new: str, *within: str) -> Callable[[Parts], None]:
    """The change that replaces a text, which must be there, in the parts whose names end so."""

    def change(parts: Parts) -> None:
        found = [name for name in parts if name.endswith(within) and old.encode() in parts[name]]
        assert found, f"{old} stands nowhere"
        for name in found:
            parts[name] = parts[name].replace(old.encode(), new.encode())

    return change


def renamed(old: str, new: str) -> Callable[[Parts], None]:
    """The change that gives a part another name, and nothing else."""

    def change(parts: Parts) -> None:
        moved = {new if name == old else name: content for name, content in parts.items()}
        parts.clear()
        parts.update(moved)

    return change


def with_shared_strings(parts: Parts) -> None:
    """Puts the inline strings of a workbook into a part of their own, as most programs do."""
    strings: dict[bytes, int] = {}

    def index(cell: re.Match[bytes]) -> bytes:
        return b't="s"><v>%d</v>' % strings.setdefault(cell.group(1), len(strings))

    for name in [name for name in parts if name.startswith("xl/worksheets/")]:
        parts[name] = re.sub(rb't="inlineStr"><is>(.*?)</is>', index, parts[name])
    items = b"".join(b"<si>%s</si>" % text for text in strings)
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts["xl/sharedStrings.xml"] = b'<sst xmlns="%s">%s</sst>' % (main, items)
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    link = f'<Relationship Id="rId98" Type="{office}/sharedStrings" Target="sharedStrings.xml"/>'
    replaced("</Relationships>", f"{link}</Relationships>", "xl/_rels/workbook.xml.rels")(parts)


def as_strict(parts: Parts) -> None:
    """Makes a workbook one of the strict class of the format, which Excel offers to save."""
    schemas, strict = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
    for name in parts:
        for common in (b"spreadsheetml/2006/main", b"officeDocument/2006/relationships"):
            parts[name] = parts[name].replace(schemas + common, strict + common.replace(b"/2006", b""))
