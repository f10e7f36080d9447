"""One file → landing tables, refusals, provenance. Everything is in it; nothing outside is touched.

What belongs here: going through the sheets of a workbook and putting their readings
together. What does not: folders, the cache, manifests (intake.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from orchestration.submissions.files import open_file
from orchestration.submissions.headers import HeaderBlock, Vocabulary, find_header, stated_years
from orchestration.submissions.identity_numbers import mask_sheet
from orchestration.submissions.layouts import Layout, load_layouts
from orchestration.submissions.match import Match, choose
from orchestration.submissions.matrix_form import read_matrix_sheet, record_school_code
from orchestration.submissions.reading import Place, SheetReading
from orchestration.submissions.refusal import FileRefused, Refusal
from orchestration.submissions.rows_form import read_rows_sheet
from orchestration.submissions.schemas import CELL_TEXTS, RELATIONS, SUBMISSION_FIELDS
from orchestration.submissions.tables import gather, table_of_records
from orchestration.submissions.text import cell_address, column_letters
from orchestration.submissions.workbook import Sheet


@dataclass
class FileReading:
    """What one file yields. `status` is accepted, partial or refused; `why` says what is not accepted.
    `encoding` is that of a text file."""

    status: str
    why: str | None
    forms: list[tuple[str, str]] = field(default_factory=list)
    tables: dict[str, Any] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    encoding: str | None = None


@dataclass
class _Recognised:
    sheet: Sheet
    block: HeaderBlock
    match: Match
    years: list[tuple[int, str]]


def read_file(
    content: bytes, place: Place, layouts: Sequence[Layout] | None = None, name: str | None = None
) -> FileReading:
    """Reads a submission. A file that cannot be read gives a reading with status refused, never an error.

    `name` is the file's; without it nothing can be said against its ending.
    """
    known = load_layouts() if layouts is None else layouts
    vocabulary = Vocabulary.of(known)
    refusals: list[Refusal] = []
    recognised: list[_Recognised] = []
    encoding: str | None = None
    try:
        opened = open_file(content, name)
        encoding = opened.encoding
        for sheet in opened.sheets:
            refusals += [refusal.on_sheet(sheet.name) for refusal in (*sheet.refusals, *mask_sheet(sheet))]
            found = _recognise(sheet, known, vocabulary)
            if isinstance(found, Refusal):
                refusals.append(found.on_sheet(sheet.name))
            elif found is not None:
                recognised.append(found)
    except FileRefused as refused:
        # What was recognised before is not landed: half a file is no filing.
        return FileReading("refused", refused.refusal.message, refusals=[refused.refusal], encoding=encoding)
    if not recognised:
        refusals.insert(0, Refusal("file", "NO_FORM_IN_FILE", "no sheet of the workbook is a known form"))
        why = refusals[1].message if len(refusals) > 1 else refusals[0].message
        return FileReading("refused", why, refusals=refusals, encoding=encoding)
    readings: list[SheetReading] = []
    code = _workbook_code(recognised)
    silent_year = _wrong_year_of_all(recognised, place.school_year)
    for item in recognised:
        try:
            _check_year(item, place, silent_year)
            _check_county(item, place)
            reading = _read_sheet(item, place, code, vocabulary)
            reading.refusals += _hidden_cells(item)
        except FileRefused as refused:
            refusals.append(refused.refusal.on_sheet(item.sheet.name))
            continue
        refusals += [refusal.on_sheet(item.sheet.name) for refusal in reading.refusals]
        readings.append(reading)
    return _put_together(readings, refusals, encoding)


def _recognise(
    sheet: Sheet, layouts: Sequence[Layout], vocabulary: Vocabulary
) -> _Recognised | Refusal | None:
    """The sheet's layout; a refusal where it has none; None for an empty sheet."""
    if sheet.is_empty:
        return None
    if sheet.hidden:
        return Refusal("sheet", "HIDDEN_SHEET", "the sheet is hidden and holds data; it is not read")
    block = find_header(sheet, vocabulary)
    if block is None or not block.columns:
        return Refusal("sheet", "NO_LAYOUT", "no row of the sheet holds the headers of a known form")
    match = choose(block, sheet.name, layouts)
    if isinstance(match, Refusal):
        return match
    return _Recognised(sheet, block, match, stated_years(block))


def _workbook_code(recognised: Sequence[_Recognised]) -> str | None:
    for item in recognised:
        if item.match.layout.kind == "record":
            return record_school_code(item.sheet, item.block, item.match)
    return None


def _wrong_year_of_all(recognised: Sequence[_Recognised], school_year: int) -> tuple[int, str] | None:
    """The year of a workbook all of whose titles state another year: sheets that state none share it."""
    stated = [
        (year, f"{cell} of sheet «{item.sheet.name}»") for item in recognised for year, cell in item.years
    ]
    if stated and all(year != school_year for year, _ in stated):
        return stated[0]
    return None


def _check_year(item: _Recognised, place: Place, silent_year: tuple[int, str] | None) -> None:
    school_year = place.school_year
    years = item.years or ([silent_year] if silent_year else [])
    if not years and place.in_earlier_year:
        said = f"the sheet states no year, and {place.in_earlier_year} holds the same bytes"
        raise FileRefused(Refusal("sheet", "EARLIER_FILE_AGAIN", said, raw=place.in_earlier_year))
    if not years or any(year == school_year for year, _ in years):
        return
    year, cell = years[0]
    raise FileRefused(
        Refusal(
            "sheet",
            "WRONG_YEAR",
            f"the title in {cell} states {year}; the folder is {school_year}",
            cell=cell if item.years else None,
            raw=str(year),
        )
    )


def _check_county(item: _Recognised, place: Place) -> None:
    """A sheet on the county itself names no school: in two counties' folders, it could be either's."""
    layout = item.match.layout
    names_schools = layout.kind != "rows" or layout.key_column.kind == "school_code"
    if place.in_other_county and not names_schools:
        said = f"the sheet does not say whose it is, and {place.in_other_county} holds the same bytes"
        raise FileRefused(Refusal("sheet", "COUNTY_UNCLEAR", said, raw=place.in_other_county))


def _read_sheet(item: _Recognised, place: Place, code: str | None, vocabulary: Vocabulary) -> SheetReading:
    if item.match.layout.kind == "rows":
        return read_rows_sheet(item.sheet, item.block, item.match, place, vocabulary)
    return read_matrix_sheet(item.sheet, item.block, item.match, place, code)


def _hidden_cells(item: _Recognised) -> list[Refusal]:
    """Says which rows and columns of the table are read though nobody sees them."""
    sheet, first = item.sheet, item.block.first_row
    if not sheet.may_hide:
        return []
    rows = [
        row
        for row in sorted(sheet.marks.hidden_rows)
        if first <= row < len(sheet.rows) and any(value != "" for value in sheet.rows[row])
    ]
    columns = [
        column
        for column in sorted(sheet.marks.hidden_columns)
        if any(column < len(row) and row[column] != "" for row in sheet.rows[first:])
    ]
    if not rows and not columns:
        return []
    parts = [f"row {row + 1}" for row in rows[:8]]
    parts += [f"column {column_letters(column)}" for column in columns[:8]]
    more = len(rows) + len(columns) - len(parts)
    hidden = "、".join(parts) + (f" and {more} more" if more else "")
    return [
        Refusal(
            "sheet",
            "HIDDEN_CELLS",
            f"{hidden} are hidden and hold data; they are read and count",
            row=rows[0] + 1 if rows else 0,
            cell=cell_address(rows[0] if rows else first, columns[0] if columns else 0),
        )
    ]


def _put_together(
    readings: Sequence[SheetReading], refusals: list[Refusal], encoding: str | None
) -> FileReading:
    tables: dict[str, Any] = {}
    for name, relation in RELATIONS.items():
        parts = [reading.tables[name] for reading in readings if name in reading.tables]
        if parts:
            tables[name] = gather(relation, parts)
    fields = [record for reading in readings for record in reading.fields]
    tables["submission_fields"] = table_of_records(SUBMISSION_FIELDS, fields)
    forms = sorted({(reading.form, reading.edition) for reading in readings})
    tables["cell_texts"] = table_of_records(
        CELL_TEXTS, [record for reading in readings for record in reading.texts]
    )
    if not readings:
        return FileReading("refused", refusals[0].message, refusals=refusals, encoding=encoding)
    refused = [refusal for refusal in refusals if not refusal.is_notice]
    why = None
    if refused:
        why = (
            refused[0].message if len(refused) == 1 else f"{refused[0].message} (and {len(refused) - 1} more)"
        )
    return FileReading("partial" if refused else "accepted", why, forms, tables, refusals, encoding)
