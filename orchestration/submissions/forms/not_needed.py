"""Sheets that are no fault and are not read: forms that no indicator needs, covers, notes.

What belongs here: telling them from forms that could not be read. What does not: which they are
(layouts/not_needed.yaml).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from pydantic import StrictBool

from orchestration.submissions.cells.text import comparable
from orchestration.submissions.contract.layout_files import NOT_NEEDED, LayoutError
from orchestration.submissions.contract.layouts import ROW_NAME, CodedLayout, Layout
from orchestration.submissions.contract.rejection import Rejection
from orchestration.submissions.files.workbook import Sheet
from orchestration.submissions.forms.match import Match, is_coded, lay_over, lists_records, rows_known
from orchestration.submissions.sheets.headers import SEARCHED_ROWS, HeaderBlock
from orchestration.yaml_files import Pattern, Strict, YamlFaultsError, YamlFile

#: A line above a table is among the first rows, where no header was found.
_TITLE_ROWS = 5
#: A header names more columns than a line of a title has parts (school, code, unit).
_HEADER_CELLS = 3
#: A record holds more figures than a line of notes (a limit for each stage).
_RECORD_FIGURES = 3


class OfficialForm(Strict):
    """A form of 教育事业统计 without use. `same_rows`: its rows are those of a form that is read, of another
    stage; `certain` is False where no source was at hand for number or name."""

    number: str
    edition: str
    name: str
    same_rows: StrictBool = False
    certain: StrictBool = True


class Patterns(Strict):
    """By what sheets are known that are not read: a form's number, its name, a word of a sheet's name; and by
    what a list of schools and a form of one school are told."""

    numbers: Pattern
    names: Pattern
    sheets: Pattern
    schools: Pattern
    one_school: Pattern
    forms: tuple[OfficialForm, ...]

    @cached_property
    def longest_first(self) -> tuple[OfficialForm, ...]:
        """The forms, those whose name holds another's before it."""
        return tuple(sorted(self.forms, key=lambda form: -len(form.name)))


@cache
def load_patterns(path: Path = NOT_NEEDED) -> Patterns:
    """The patterns of the file. Raises LayoutError naming file, line and key."""
    try:
        return YamlFile.own(path).read(Patterns)
    except YamlFaultsError as error:
        raise LayoutError(f"{path.name}: {error}") from error


@dataclass(frozen=True)
class _Said:
    """What title and sheet name say of an official form: the words, and the form where it is listed.
    `named`: by its whole name."""

    words: str
    form: OfficialForm | None
    named: bool

    @property
    def shown(self) -> str:
        """The form's number and name, or the words."""
        return f"{self.form.number} {self.form.name}" if self.form else self.words


def not_needed(
    sheet: Sheet, block: HeaderBlock | None, found: Match[Layout] | Rejection, layouts: Sequence[Layout]
) -> Rejection | None:
    """The notice for what is no form of ours; None where it may be one.

    `block` is None where no table was found; `found` is the layout that its headers fit, or why none does.
    Where rows and headers are those of a form of one school, and its number is another's, its figures may be
    ours: that is rejected, not noticed.
    """
    if isinstance(found, Match) and lists_records(found):
        return None
    patterns = load_patterns()
    whose = _whose(sheet, patterns)
    if block and (whose == "schools" or _has_school_codes(block, layouts, found)):
        return None
    above, name = _title(sheet, block), sheet.name_text
    said = _official(patterns, above, name, whose == "one school", layouts)
    if said:
        ours = _of_our_rows(sheet, block, layouts) if block else None
        if ours is None or (said.named and said.form and said.form.same_rows):
            return _without_use(said.shown, said.words)
        form = f"{ours.name_zh} ({ours.edition})"
        message = (
            f"the headers fit form {form}, title or sheet name say «{said.words}»; the sheet is not read"
        )
        return Rejection("sheet", "AMBIGUOUS_LAYOUT", message, raw=said.words)
    if isinstance(found, Rejection) and _is_of_notes(sheet, above, found, patterns):
        return Rejection("sheet", "NO_FORM_ON_SHEET", f"the sheet «{name}» holds no form; it is not read")
    if isinstance(found, Rejection) and found.code == "NO_LAYOUT" and whose == "one school":
        words = patterns.names.search(above) or patterns.names.search(name)
        if words and not any(each.title_pattern.search(text) for each in layouts for text in (above, name)):
            return _without_use(words.group(), words.group())
    return None


def _without_use(form: str, words: str) -> Rejection:
    message = f"the sheet is form «{form}», of which the standard needs nothing; it is not read"
    return Rejection("sheet", "FORM_NOT_NEEDED", message, raw=words)


def _title(sheet: Sheet, block: HeaderBlock | None) -> str:
    """The lines above the table, or the sheet's first; a line of several cells is a header."""
    lines = range(block.first_row if block else min(_TITLE_ROWS, len(sheet.rows)))
    filled = (sheet.line(row).filled for row in lines)
    return " ".join(text for texts in filled if len(texts) < _HEADER_CELLS or block is None for text in texts)


def _has_school_codes(
    block: HeaderBlock, layouts: Sequence[Layout], found: Match[Layout] | Rejection
) -> bool:
    """True for records, a school each, short of a header: a number above says whence they are."""
    if isinstance(found, Match) or found.code == "NO_LAYOUT":
        return False
    keys = [column for layout in layouts for column in layout.columns if column.key]
    leaves = {path[-1] for column in keys if column.kind.is_school_code for path in column.paths}
    return any(column.path[-1] in leaves for column in block.columns)


def _whose(sheet: Sheet, patterns: Patterns) -> str:
    """«one school» where a header names the indicators of one, «schools» where it lists schools, else ''."""
    is_list = False
    for row in range(min(SEARCHED_ROWS, len(sheet.rows))):
        texts = [comparable(text) for text in sheet.line(row).filled]
        if len(texts) > 1 and any(patterns.one_school.fullmatch(text) for text in texts):
            return "one school"
        is_header = len(texts) > 1 and not any(text.isdigit() for text in texts)
        is_list = is_list or (is_header and any(patterns.schools.fullmatch(text) for text in texts))
    return "schools" if is_list else ""


def _official(
    patterns: Patterns, above: str, name: str, of_one_school: bool, layouts: Sequence[Layout]
) -> _Said | None:
    """The form without use that title or sheet name say; None where they number one that is read."""
    named = _named(patterns, above, name)
    numbers = [(text, found) for text in (above, name) for found in patterns.numbers.finditer(text)]
    if any(_is_ours(text, found, layouts) for text, found in numbers):
        return None
    if numbers:
        words = numbers[0][1].group()
        listed = {form.number: form for form in patterns.forms}
        form = listed.get(comparable(words))
        return _Said(words, form, named is not None)
    return named if of_one_school else None


def _named(patterns: Patterns, *texts: str) -> _Said | None:
    """The listed form whose whole name stands in a text."""
    for text in map(comparable, texts):
        for form in patterns.longest_first:
            if comparable(form.name) in text:
                return _Said(form.name, form, True)
    return None


def _is_ours(text: str, number: re.Match[str], layouts: Sequence[Layout]) -> bool:
    """True where a layout's title pattern takes the number for its own, in the text in which it stands."""
    return any(
        found.start() <= number.start() and number.end() <= found.end()
        for layout in layouts
        for found in layout.title_pattern.finditer(text)
    )


def _of_our_rows(sheet: Sheet, block: HeaderBlock, layouts: Sequence[Layout]) -> Layout | None:
    """The form of one school that has most of its columns and rows on the sheet; the fullest, or None.

    A header short of a column, or rows short of a few, make no other form of it.
    """
    fullest: tuple[int, CodedLayout] | None = None
    for layout in layouts:
        if not isinstance(layout, CodedLayout):
            continue
        match = lay_over(layout, block.columns)
        columns = sum(column.field in match.found for column in layout.columns)
        if not is_coded(match) or ROW_NAME not in match.found or 2 * columns < len(layout.columns):
            continue
        known = rows_known(match, block, sheet)
        labels = sum(
            bool(sheet.line(row).texts[match.found[ROW_NAME].index])
            for row in range(block.data_row, block.end_row)
        )
        is_most = 2 * known >= len(layout.rows) and (known > 1 or 2 * known >= labels)
        if known and is_most and (fullest is None or known > fullest[0]):
            fullest = known, layout
    return fullest[1] if fullest else None


def _is_of_notes(sheet: Sheet, above: str, found: Rejection, patterns: Patterns) -> bool:
    """True for a sheet that is called so, of text, without a table of figures. Without the headers of a form
    and under such a name figures are those of a cover: a code, a box for each digit."""
    if found.code == "NO_LAYOUT" and patterns.sheets.fullmatch(sheet.name_text):
        return True
    if not (patterns.sheets.search(sheet.name_text) or patterns.sheets.fullmatch(above.split(" ")[0])):
        return False
    figures = [_figures(sheet, row) for row in range(len(sheet.rows))]
    return all(count < _RECORD_FIGURES for count, _ in figures) and sum(count for count, _ in figures) <= sum(
        texts for _, texts in figures
    )


def _figures(sheet: Sheet, row: int) -> tuple[int, int]:
    """How many cells of a row are figures, but for the number it begins with, and how many are texts."""
    filled = list(_are_figures(sheet, row))
    rest = filled[1:] if filled and filled[0] else filled
    return sum(rest), len(rest) - sum(rest)


def _are_figures(sheet: Sheet, row: int) -> Iterator[bool]:
    for text in sheet.line(row).filled:
        yield text.replace(".", "", 1).removeprefix("-").isdigit()
