"""What reading a sheet yields.

What belongs here: the small records that row forms, matrix forms and files pass
on. What does not: reading.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from orchestration.submissions.cells.text import column_letters
from orchestration.submissions.cells.units import CellUnit
from orchestration.submissions.contract.rejection import Rejection
from orchestration.submissions.sheets.headers import HeaderColumn
from orchestration.submissions.sheets.place import Place


@dataclass
class SheetReading:
    """What one table yields: relations, provenance of its fields, odd texts, and what was rejected."""

    form: str
    edition: str
    tables: dict[str, Any] = field(default_factory=dict)
    fields: list[dict[str, Any]] = field(default_factory=list)
    texts: list[dict[str, Any]] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)


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
    unit: CellUnit,
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
