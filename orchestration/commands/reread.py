"""Opening the raw files of a trace again: does each cell still say what the release holds?

Where a trace shows no cells, because the figures of a whole county are behind it, the files are compared.

What belongs here: hashing and rereading. What does not: reading a form; a cell is compared as text.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from orchestration.sealed import sha256_of
from orchestration.submissions.cells import grammar
from orchestration.submissions.folders.listing import list_raw
from orchestration.submissions.sheets.identity_numbers import masked_cells
from orchestration.trace.numbers import plain
from orchestration.trace.reading import Trace

_CELL = re.compile(r"([A-Z]+)(\d+)")


def reread(trace: Trace, raw_dir: Path) -> bool:
    """Notes at every input what its cell says now (`reread`, `reread_text`), at every file whether it is the
    same; True if all agree."""
    raw = list_raw(raw_dir)
    books: dict[str, dict[str, list[list[Any]]] | str] = {}
    agrees = True
    for verdict in trace.verdicts:
        for part in verdict.parts:
            for row in part.inputs:
                if row["path"] is None or row["cell"] is None:
                    continue
                path = row["path"]
                if path not in books:
                    books[path] = _open(raw.location(path), row["src_sha256"])
                row["reread"], row["reread_text"] = _compare(row, books[path])
                agrees &= row["reread"] == "reread_agrees"
    for row in trace.files:
        changed = _changed(raw.location(row["path"]), row["src_sha256"])
        row["reread"] = changed or "reread_same"
        agrees &= changed is None
    return agrees


def _changed(file: Path, sha256: str) -> str | None:
    """The word for a file that is no longer what was read."""
    if not file.is_file():
        return "reread_gone"
    return None if sha256_of(file) == sha256 else "reread_other"


def _open(file: Path, sha256: str) -> dict[str, list[list[Any]]] | str:
    """The sheets by name, or the word that says why not."""
    if changed := _changed(file, sha256):
        return changed
    return masked_cells(file.read_bytes(), file.name) or "reread_unreadable"


def _compare(row: dict[str, Any], book: dict[str, list[list[Any]]] | str) -> tuple[str, str | None]:
    if isinstance(book, str):
        return book, None
    rows = book.get(row["src_sheet"])
    found = _CELL.fullmatch(row["cell"])
    if rows is None or found is None:
        return "reread_unreadable", None
    column = 0
    for letter in found.group(1):
        column = column * 26 + ord(letter) - 64
    line = int(found.group(2)) - 1
    if line >= len(rows) or column > len(rows[line]):
        return "reread_changed", "—"
    cell = rows[line][column - 1]
    is_number = isinstance(cell, (int, float)) and not isinstance(cell, bool)
    says = plain(cell) if is_number else grammar.shown(cell)
    expected = row["filed"]
    if row["relation"] == "attestations" and row["value"] is not None and row["text"] is None:
        # A person's name is not kept: all there is to compare is that there is one.
        return ("reread_changed", "—") if grammar.is_missing(cell) else ("reread_agrees", None)
    if expected is None:
        return ("reread_agrees", None) if grammar.is_missing(cell) else ("reread_changed", says)
    if row["relation"] == "schools" and not grammar.is_missing(cell):
        # A type may be filed by its name and land as its code.
        return "reread_agrees", says
    if says == expected or (is_number and row["raw"] is not None and repr(cell) == expected):
        return "reread_agrees", None
    return "reread_changed", says
