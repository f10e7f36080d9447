"""Sheets that are no fault and are not read: forms that no indicator needs, covers, notes.

What belongs here: telling them from forms that could not be read. What does not: which they are
(layouts/not_needed.yaml).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import yaml

from orchestration.submissions.layouts import NOT_NEEDED, Layout
from orchestration.submissions.refusal import Refusal
from orchestration.submissions.text import plain
from orchestration.submissions.workbook import Sheet

#: A line above a table is among the first rows, where no header was found.
_TITLE_ROWS = 5


@dataclass(frozen=True)
class _Patterns:
    numbers: re.Pattern[str]
    names: re.Pattern[str]
    sheets: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    data = yaml.safe_load(NOT_NEEDED.read_text(encoding="utf-8"))
    return _Patterns(**{key: re.compile(pattern) for key, pattern in data.items()})


def not_needed(sheet: Sheet, title: str | None, fits: bool, layouts: Sequence[Layout]) -> Refusal | None:
    """The notice for what is no form of ours; None where it may be one.

    `title` is the table's, None where no table was found; `fits` tells whether a layout fits its headers.
    """
    name, above = plain(sheet.name), title
    if above is None:
        above = " ".join(plain(value) for row in sheet.rows[:_TITLE_ROWS] for value in row if value != "")
    if any(layout.title_pattern.search(text) for layout in layouts for text in (above, name)):
        return None
    patterns = _patterns()
    for pattern in (patterns.numbers,) if fits else (patterns.numbers, patterns.names):
        if found := pattern.search(above) or pattern.search(name):
            said = f"the sheet is form «{found.group()}», of which the standard needs nothing; it is not read"
            return Refusal("sheet", "FORM_NOT_NEEDED", said, raw=found.group())
    if title is None and patterns.sheets.fullmatch(name):
        return Refusal("sheet", "NO_FORM_ON_SHEET", f"the sheet «{name}» holds no form; it is not read")
    return None
