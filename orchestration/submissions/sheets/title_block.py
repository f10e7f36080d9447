"""The school code in the title block of a 基层报表.

What belongs here: finding the code and reading it. What does not: which school the sheet is then of
(forms/school_of_sheet.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.submissions.cells import grammar
from orchestration.submissions.cells.kinds import SCHOOL_CODE_DIGITS, SchoolCode
from orchestration.submissions.cells.text import cell_address
from orchestration.submissions.sheets.headers import HeaderBlock

Titles = Sequence[tuple[int, int, str]]

#: The code is called 标识码; a 学校代码 is taken for it where none is stated. A word before a colon is the
#: next label in the cell, not the code.
_DECLARED = tuple(
    re.compile(rf"{name}\)?(?=([\s:_]*)((?:[^\s:_]+(?![^\s:_]|\s*:))?))")
    for name in ("标识码", r"学校(?:\(机构\))?代码")
)
_OF_ANOTHER = re.compile(r"(?:上级|主管|所属)[^:\d]*$")


@dataclass(frozen=True)
class DeclaredCode:
    """The school code in a title block, with its cell: read, left blank, or unreadable (`why`)."""

    code: str | None
    raw: str
    cell: str
    why: grammar.Unreadable | None = None


def declared_code(titles: Titles) -> DeclaredCode | None:
    """The school code that a title block states; None where it states none."""
    for pattern in _DECLARED:
        hits = ((title, found) for title in titles for found in pattern.finditer(title[2]))
        for (row, column, text), found in hits:
            if _OF_ANOTHER.search(text[: found.start()]):
                continue
            separator, declared = found.groups()
            if not declared:
                declared = _beside([t for r, c, t in titles if r == row and c > column])
            elif ":" not in separator and not declared[0].isdigit():
                continue
            cell = cell_address(row, column)
            try:
                return DeclaredCode(SchoolCode().read(declared), declared, cell)
            except grammar.Unreadable as reason:
                return DeclaredCode(None, declared, cell, reason)
    return None


def _beside(texts: Sequence[str]) -> str:
    """The code in the next cell, or in as many cells as it has digits, as forms with boxes have it.

    '' where the next cell holds none, but the next label («学校名称：») or other words.
    """
    boxes = texts[:SCHOOL_CODE_DIGITS]
    if all(len(text) == 1 and text.isdigit() for text in boxes):
        return "".join(boxes)
    holds_code = ":" not in texts[0] and any(letter.isdigit() for letter in texts[0])
    return texts[0] if holds_code else ""


def code_above(block: HeaderBlock) -> DeclaredCode | None:
    """The school code above a table; None where its title, and those of the tables over it, state none."""
    # A second table under one title is of the same school; the nearest line counts.
    nearest_first = sorted(block.inherited, key=lambda title: (-title[0], title[1]))
    return declared_code(block.titles) or declared_code(nearest_first)
