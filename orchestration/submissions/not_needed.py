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
    patterns = _patterns()
    said = _said(patterns.numbers, above, name) or (None if fits else _said(patterns.names, above, name))
    is_other = title is None and patterns.sheets.fullmatch(name)
    if not said and not is_other:
        return None
    if any(layout.title_pattern.search(text) for layout in layouts for text in (above, name)):
        return None
    if said:
        message = f"the sheet is form «{said}», of which the standard needs nothing; it is not read"
        return Refusal("sheet", "FORM_NOT_NEEDED", message, raw=said)
    return Refusal("sheet", "NO_FORM_ON_SHEET", f"the sheet «{name}» holds no form; it is not read")


def _said(pattern: re.Pattern[str], *texts: str) -> str | None:
    return next((found.group() for text in texts if (found := pattern.search(text))), None)
