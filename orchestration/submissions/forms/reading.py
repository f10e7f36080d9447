"""What reading a sheet yields.

What belongs here: the small records that row forms, matrix forms and files pass
on. What does not: reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from orchestration.submissions.cells import columns, grammar
from orchestration.submissions.cells.columns import QUANTITY, ReadColumn
from orchestration.submissions.cells.text import column_letters
from orchestration.submissions.cells.units import Unit, find_unit
from orchestration.submissions.contract.layouts import Column
from orchestration.submissions.contract.refusal import Refusal
from orchestration.submissions.contract.schemas import RELATIONS
from orchestration.submissions.sheets.headers import HeaderColumn
from orchestration.submissions.sheets.place import Place


@dataclass
class SheetReading:
    """What one table yields: relations, provenance of its fields, odd texts, and what was refused."""

    form: str
    edition: str
    tables: dict[str, Any] = field(default_factory=dict)
    fields: list[dict[str, Any]] = field(default_factory=list)
    texts: list[dict[str, Any]] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


@dataclass(frozen=True)
class StatedUnit:
    """The unit a column is read in: as stated in the sheet (None where silent), its factor, and the
    word for it, stated or the form's own."""

    text: str | None
    factor: Fraction
    is_share: bool
    word: str | None = None


def unit_of(own: str | None, stated: str | None, line_units: Sequence[str]) -> StatedUnit:
    """The unit of a column or row.

    The header's or row's own statement comes first, then the line above the table where it
    names exactly one unit of this dimension, then the form's unit.
    """
    own_unit = find_unit(own) if own else None
    if own_unit is None:
        return StatedUnit(None, Fraction(1), False)
    is_share = own_unit.dimension == "ratio"
    same = list(dict.fromkeys(text for text in line_units if dimension_of(text) == own_unit.dimension))
    text = stated or (same[0] if len(same) == 1 else None)
    unit: Unit = (find_unit(text) if text else None) or own_unit
    return StatedUnit(text, unit.factor, is_share, text or own)


def dimension_of(text: str) -> str | None:
    """The dimension of the unit that a text names; None where it names none."""
    unit = find_unit(text)
    return unit.dimension if unit else None


def read_cells(column: Column, relation: str, cells: Sequence[Any], unit: StatedUnit) -> ReadColumn:
    """The cells of a rows-layout column as its landing type."""
    if column.kind in ("count", "quantity"):
        if _is_quantity(column, relation):
            return columns.read_quantities(
                cells, unit.factor, unit.is_share, column.kind == "count", unit.word
            )
        return columns.read_counts(cells, unit.factor, unit.word)
    if column.kind in ("school_code", "code"):
        return columns.read_codes(cells, column.digits or 10)
    if column.kind == "flag":
        return columns.read_flags(cells)
    if column.kind == "year":
        return columns.read_years(cells)
    if column.kind == "date":
        return columns.read_dates(cells)
    if column.choices:
        return columns.read_choices(cells, column.choices, strict=column.kind == "choice")
    return columns.read_texts(cells)


def _is_quantity(column: Column, relation: str) -> bool:
    schema = RELATIONS[relation].schema
    name = value_column(relation) if RELATIONS[relation].is_long else column.field
    return bool(schema.field(name).type == QUANTITY)


def value_column(relation: str) -> str:
    """The column of a long relation that holds the fact."""
    return {
        "enrolment": "students",
        "class_sizes": "classes",
        "teachers": "teachers",
        "premises": "quantity",
    }[relation]


def read_cell(
    kind: str, value: Any, unit: StatedUnit, digits: int | None, whole_quantity: bool = False
) -> Any:
    """One cell by kind. Raises grammar.Unreadable."""
    if kind == "count":
        count = grammar.read_count(value, unit.factor, unit.word)
        return count if count is None or not whole_quantity else grammar.read_number(count)
    if kind == "quantity":
        return grammar.read_number(value, unit.factor, unit.is_share, unit=unit.word)
    if kind in ("school_code", "code"):
        return grammar.read_code(value, digits or 10)
    if kind == "flag":
        return grammar.read_flag(value)
    if kind == "year":
        return grammar.read_year(value)
    if kind == "date":
        return grammar.read_date(value)
    return grammar.read_text(value)


def text_record(place: Place, sheet: str, relation: str, name: str, row: int, raw: str) -> dict[str, Any]:
    """A row of `cell_texts`."""
    return {
        "school_year": place.school_year,
        "county_code": place.county_code,
        "relation": relation,
        "raw": raw,
        "src_sha256": place.sha256,
        "src_sheet": sheet,
        "src_row": row,
        "src_field": name,
    }


def field_record(
    place: Place,
    sheet: str,
    reading: SheetReading,
    relation: str,
    name: str,
    header: HeaderColumn,
    unit: StatedUnit,
    row: int | None = None,
) -> dict[str, Any]:
    """A row of `submission_fields`."""
    return {
        "school_year": place.school_year,
        "county_code": place.county_code,
        "sha256": place.sha256,
        "sheet": sheet,
        "form": reading.form,
        "edition": reading.edition,
        "relation": relation,
        "field": name,
        "column": column_letters(header.index),
        "row": row,
        "header": header.shown,
        "unit": unit.text,
        "factor": float(unit.factor),
    }
