"""Sheets that are no fault and are not read: forms that no indicator needs, covers, notes.

What belongs here: telling them from forms that could not be read. What does not: which they are
(layouts/not_needed.yaml).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from orchestration.submissions.contract.layout_files import NOT_NEEDED, LayoutError
from orchestration.submissions.contract.layouts import Layout
from orchestration.submissions.contract.rejection import Rejection
from orchestration.submissions.files.workbook import Sheet
from orchestration.submissions.forms.match import Match, lists_records
from orchestration.submissions.sheets.headers import HeaderBlock
from orchestration.yaml_files import Pattern, Strict, YamlFaultsError, YamlFile

#: A line above a table is among the first rows, where no header was found.
_TITLE_ROWS = 5


class Patterns(Strict):
    """By what sheets are known that are not read: a form's number, its name, a sheet's whole name."""

    numbers: Pattern
    names: Pattern
    sheets: Pattern


@cache
def load_patterns(path: Path = NOT_NEEDED) -> Patterns:
    """The patterns of the file. Raises LayoutError naming file, line and key."""
    try:
        return YamlFile.of(path.read_text(encoding="utf-8")).read(Patterns)
    except YamlFaultsError as error:
        raise LayoutError(f"{path.name}: {error}") from error


def not_needed(
    sheet: Sheet, block: HeaderBlock | None, found: Match[Layout] | Rejection, layouts: Sequence[Layout]
) -> Rejection | None:
    """The notice for what is no form of ours; None where it may be one.

    `block` is None where no table was found; `found` is the layout that its headers fit, or why none does.
    Where the form of one school fits, and its number is another's, its figures may be ours: that is rejected,
    not noticed.
    """
    if isinstance(found, Rejection) and found.code == "AMBIGUOUS_LAYOUT":
        return None
    if block and _is_list(block, found, layouts):
        return None
    name = sheet.name_text
    if block is None:
        above = " ".join(
            text for row in range(min(_TITLE_ROWS, len(sheet.rows))) for text in sheet.line(row).filled
        )
    else:
        above = block.title
    patterns = load_patterns()
    is_unknown = isinstance(found, Rejection) and found.code == "NO_LAYOUT"
    said = _said(patterns.numbers, above, name) or (
        _said(patterns.names, above, name) if is_unknown else None
    )
    is_other = block is None and patterns.sheets.fullmatch(name)
    if not said and not is_other:
        return None
    if any(layout.title_pattern.search(text) for layout in layouts for text in (above, name)):
        return None
    if isinstance(found, Match):
        form = f"{found.layout.name_zh} ({found.layout.edition})"
        message = f"the headers fit form {form}, title or sheet name say «{said}»; the sheet is not read"
        return Rejection("sheet", "AMBIGUOUS_LAYOUT", message, raw=said)
    if said:
        message = f"the sheet is form «{said}», of which the standard needs nothing; it is not read"
        return Rejection("sheet", "FORM_NOT_NEEDED", message, raw=said)
    return Rejection("sheet", "NO_FORM_ON_SHEET", f"the sheet «{name}» holds no form; it is not read")


def _is_list(block: HeaderBlock, found: Match[Layout] | Rejection, layouts: Sequence[Layout]) -> bool:
    """True for records, a school each, whole or short of a header: a number above says whence they are."""
    if isinstance(found, Match):
        return lists_records(found)
    if found.code == "NO_LAYOUT":
        return False
    keys = [column for layout in layouts for column in layout.columns if column.key]
    leaves = {path[-1] for column in keys if column.kind.is_school_code for path in column.paths}
    return any(column.path[-1] in leaves for column in block.columns)


def _said(pattern: re.Pattern[str], *texts: str) -> str | None:
    return next((found.group() for text in texts if (found := pattern.search(text))), None)
