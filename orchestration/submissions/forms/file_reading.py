"""One file → landing tables, rejections, provenance. Everything is in it; nothing outside is touched.

What belongs here: going through the sheets of a workbook and the tables in them, and putting
their readings together. What does not: folders (folders/county_landing.py), the cache, manifests.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from orchestration.submissions.cells.text import cell_address, column_letters
from orchestration.submissions.contract.landing_tables import gather, table_of_records
from orchestration.submissions.contract.layout_files import load_layouts
from orchestration.submissions.contract.layouts import Layout
from orchestration.submissions.contract.rejection import NOTICES, FileRejected, Rejection
from orchestration.submissions.contract.schemas import (
    BOOKKEEPING,
    CELL_TEXTS,
    RELATIONS,
    SUBMISSION_FIELDS,
)
from orchestration.submissions.files.apart import TooMuchHereError, read_bounded
from orchestration.submissions.files.opening import open_file
from orchestration.submissions.files.workbook import Sheet
from orchestration.submissions.forms.coded_form import read_coded_sheet
from orchestration.submissions.forms.lists_of_schools import forms_of_table
from orchestration.submissions.forms.match import Match, is_coded, lists_records
from orchestration.submissions.forms.not_needed import not_needed
from orchestration.submissions.forms.record_rows import is_by_name
from orchestration.submissions.forms.rows_form import read_rows_sheet
from orchestration.submissions.forms.same_sheet import combined_totals, placed_fields
from orchestration.submissions.forms.school_of_sheet import schools_of_workbook
from orchestration.submissions.forms.stages import TypeColumn
from orchestration.submissions.forms.table_reading import TableReading
from orchestration.submissions.sheets.county_titles import county_rejection
from orchestration.submissions.sheets.filing_context import FilingContext
from orchestration.submissions.sheets.headers import HeaderBlock, Vocabulary
from orchestration.submissions.sheets.identity_numbers import mask_sheet
from orchestration.submissions.sheets.school_names import SchoolNames
from orchestration.submissions.sheets.school_types import SchoolTypes
from orchestration.submissions.sheets.tables import find_tables
from orchestration.submissions.sheets.year_titles import DeclaredYears, year_rejection

#: What is said of a sheet that need not be read.
_WITHOUT_USE = frozenset({"FORM_NOT_NEEDED", "NO_FORM_ON_SHEET"})


def status_of(tables: Mapping[str, Any], is_faultless: bool) -> str:
    """What a file's reading comes to, decided here alone.

    accepted: it says something and all of it was read; partial: rows of it were read, and not all;
    refused: nothing was read, for a fault; unused: nothing was read, and nothing had to be.
    """
    facts = {name: table for name, table in tables.items() if name not in BOOKKEEPING}
    if is_faultless:
        says_something = any(RELATIONS[name].says_something(table) for name, table in facts.items())
        return "accepted" if says_something else "unused"
    return "partial" if any(table.num_rows for table in facts.values()) else "refused"


@dataclass
class FileReading:
    """What one file yields. `status` is that of `status_of`; `why` says what is not accepted.
    `encoding` is that of a text file."""

    status: str
    why: str | None
    forms: list[tuple[str, str]] = field(default_factory=list)
    tables: dict[str, Any] = field(default_factory=dict)
    rejections: list[Rejection] = field(default_factory=list)
    encoding: str | None = None


@dataclass(frozen=True)
class _Table:
    """A table of a known form in a sheet."""

    sheet: Sheet
    block: HeaderBlock
    match: Match[Layout]
    types: TypeColumn | None = None

    @property
    def declared(self) -> DeclaredYears:
        """The school years that it states."""
        return DeclaredYears.of(self.match.layout.form, self.sheet.name, self.block)

    def other_county(self, context: FilingContext) -> Rejection | None:
        """Why it is of another county than the folder's, if it is."""
        return county_rejection(self.match.layout, self.sheet.name, self.block, context)


def read_file(
    content: bytes, context: FilingContext, layouts: Sequence[Layout] | None = None, name: str | None = None
) -> FileReading:
    """Reads a submission. One that cannot be read, or not within limits of time and memory, gives a reading
    with status refused, never an error.

    `name` is the file's; without it nothing can be said against its ending.
    """
    try:
        return read_bounded(content, _read_file, context, layouts, name)
    except FileRejected as rejected:
        return FileReading("refused", rejected.rejection.message, rejections=[rejected.rejection])


def _read_file(
    content: bytes, context: FilingContext, layouts: Sequence[Layout] | None, name: str | None
) -> FileReading:
    known = load_layouts() if layouts is None else layouts
    vocabulary = Vocabulary.of(known)
    rejections: list[Rejection] = []
    tables: list[_Table] = []
    encoding: str | None = None
    try:
        opened = open_file(content, name)
        encoding = opened.encoding
        for sheet in opened.sheets:
            rejections += [
                rejection.on_sheet(sheet.name) for rejection in (*sheet.rejections, *mask_sheet(sheet))
            ]
            found, rejected_tables = _recognise(sheet, known, vocabulary, context.school_types)
            rejections += [each.on_sheet(sheet.name) for each in rejected_tables]
            tables += found
    except TooMuchHereError:
        raise
    except FileRejected as rejected:
        # What was recognised before is not landed: half a file is no filing.
        return FileReading(
            "refused", rejected.rejection.message, rejections=[rejected.rejection], encoding=encoding
        )
    said = {rejection.code for rejection in rejections}
    if not tables and not (_WITHOUT_USE & said and said <= NOTICES):
        rejections.insert(0, Rejection("file", "NO_FORM_IN_FILE", "no sheet of the workbook is a known form"))
        why = rejections[1].message if len(rejections) > 1 else rejections[0].message
        return FileReading("refused", why, rejections=rejections, encoding=encoding)
    read: list[_Table] = []
    readings: list[TableReading] = []
    schools = schools_of_workbook((table.sheet, table.block, table.match) for table in tables)
    declared = [table.declared for table in tables]
    names = context.school_names
    # The workbook's own directories are read before its lists without codes.
    pairs = sorted(zip(tables, declared, strict=True), key=lambda pair: is_by_name(pair[0].match))
    for table, years in pairs:
        if is_by_name(table.match):
            directories = (each.tables["schools"] for each in readings if "schools" in each.tables)
            names = context.school_names.with_names(SchoolNames.of_tables(directories))
        try:
            elsewhere = year_rejection(years, declared, context) or table.other_county(context)
            if elsewhere:
                raise FileRejected(elsewhere)
            reading = _read_table(table, replace(context, school_names=names), schools)
            reading.rejections += _hidden_cells(table)
        except FileRejected as rejected:
            rejections.append(rejected.rejection.on_sheet(table.sheet.name))
            continue
        rejections += [rejection.on_sheet(table.sheet.name) for rejection in reading.rejections]
        read.append(table)
        readings.append(reading)
    if tables and not readings:
        # Of columns that feed nothing nothing is said where no column feeds anything.
        faults = _each_once([rejection for rejection in rejections if not rejection.is_notice])
        return FileReading("refused", faults[0].message, rejections=faults, encoding=encoding)
    return _put_together(read, readings, rejections, encoding)


def _recognise(
    sheet: Sheet, layouts: Sequence[Layout], vocabulary: Vocabulary, types: SchoolTypes
) -> tuple[list[_Table], list[Rejection]]:
    """The tables of known forms in a sheet, and why the others are none. Nothing for an empty sheet."""
    if sheet.is_empty:
        # A sheet linked to another file, whose formulas were never calculated, looks empty.
        message = "every cell of the sheet is a formula that was never calculated"
        return [], [Rejection("sheet", "NO_LAYOUT", message)] if sheet.faulty else []
    if sheet.hidden:
        return [], [Rejection("sheet", "HIDDEN_SHEET", "the sheet is hidden and holds data; it is not read")]
    sheet.include_faulty()
    tables: list[_Table] = []
    rejections: list[Rejection] = []
    for position, block in enumerate(find_tables(sheet, vocabulary)):
        forms = forms_of_table(block, sheet, layouts, types)
        if other := not_needed(sheet, block, forms.found, layouts):
            rejections.append(other)
            continue
        is_second = position and block.columns and not forms.matches
        rejections += [_second_table(block, each) if is_second else each for each in forms.rejections]
        tables += [
            _Table(sheet, _with_unit_line(forms.block, match, tables), match, forms.types)
            for match in forms.matches
        ]
    if not tables and not rejections:
        unknown = Rejection("sheet", "NO_LAYOUT", "no row of the sheet holds the headers of a known form")
        rejections = [not_needed(sheet, None, unknown, layouts) or unknown]
    return tables, rejections


def _second_table(block: HeaderBlock, reason: Rejection) -> Rejection:
    first = block.columns[0]
    return Rejection(
        "sheet",
        "SECOND_TABLE",
        f"a second table begins in row {block.first_row + 1} and is not read: {reason.message}",
        row=block.first_row + 1,
        cell=first.address,
        raw=first.shown,
    )


def _with_unit_line(block: HeaderBlock, match: Match[Layout], above: Sequence[_Table]) -> HeaderBlock:
    """The header, with the unit line of the same form above it where it has none of its own."""
    same = [table.block.line_units for table in above if table.match.layout == match.layout]
    return replace(block, line_units=same[-1]) if same and not block.line_units else block


def _read_table(table: _Table, context: FilingContext, schools: frozenset[str]) -> TableReading:
    if lists_records(table.match):
        return read_rows_sheet(table.sheet, table.block, table.match, context, table.types)
    assert is_coded(table.match)
    return read_coded_sheet(table.sheet, table.block, table.match, context, schools)


def _hidden_cells(table: _Table) -> list[Rejection]:
    """Says which rows and columns of the table are read though nobody sees them."""
    sheet, first, end = table.sheet, table.block.first_row, table.block.end_row
    if not sheet.may_hide:
        return []
    rows = [
        row
        for row in sorted(sheet.marks.hidden_rows)
        if first <= row < end and any(value != "" for value in sheet.rows[row])
    ]
    columns = [
        column
        for column in sorted(sheet.marks.hidden_columns)
        if any(column < len(row) and row[column] != "" for row in sheet.rows[first:end])
    ]
    if not rows and not columns:
        return []
    shown = [f"row {row + 1}" for row in rows[:8]]
    shown += [f"column {column_letters(column)}" for column in columns[:8]]
    more = len(rows) + len(columns) - len(shown)
    hidden = "、".join(shown) + (f" and {more} more" if more else "")
    return [
        Rejection(
            "sheet",
            "HIDDEN_CELLS",
            f"{hidden} are hidden and hold data; they are read and count",
            row=rows[0] + 1 if rows else 0,
            cell=cell_address(rows[0] if rows else first, columns[0] if columns else 0),
        )
    ]


def _each_once(rejections: Sequence[Rejection]) -> list[Rejection]:
    """What several forms say of one cell or row of their sheet, said once."""
    first: dict[tuple[object, ...], Rejection] = {}
    for each in rejections:
        first.setdefault((each.sheet, each.code, each.row, each.cell, each.field, each.message), each)
    return list(first.values())


def _put_together(
    read: Sequence[_Table],
    readings: Sequence[TableReading],
    rejections: list[Rejection],
    encoding: str | None,
) -> FileReading:
    tables: dict[str, Any] = {}
    combined_totals(readings)
    for name, relation in RELATIONS.items():
        same = [reading.tables[name] for reading in readings if name in reading.tables]
        if same:
            tables[name] = gather(relation, same)
    fields = placed_fields(readings)
    tables["submission_fields"] = table_of_records(SUBMISSION_FIELDS, fields)
    rejections = _each_once(rejections)
    forms = sorted({(reading.form, reading.edition) for reading in readings})
    tables["cell_texts"] = table_of_records(
        CELL_TEXTS, [record for reading in readings for record in reading.texts]
    )
    faults = [rejection for rejection in rejections if not rejection.is_notice]
    status = status_of(tables, not faults)
    if status == "unused":
        rejections += [_blank(*each) for each in zip(read, readings, strict=True)]
    told = faults or (rejections if status == "unused" else [])
    why = told[0].message if told else None
    if len(told) > 1:
        why = f"{why} (and {len(told) - 1} more)"
    return FileReading(status, why, forms, tables, rejections, encoding)


def _blank(table: _Table, reading: TableReading) -> Rejection:
    """Says that a form of a file that says nothing is blank."""
    layout = table.match.layout
    form = f"form {layout.name_zh} ({layout.edition})"
    if lists_records(table.match) and not any(each.num_rows for each in reading.tables.values()):
        said = Rejection("sheet", "NO_RECORDS", f"{form} has its headers and no row below them")
    else:
        said = Rejection("sheet", "BLANK_FORM", f"{form} holds no figure, its cells are blank")
    return said.on_sheet(table.sheet.name)
