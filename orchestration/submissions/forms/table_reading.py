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
from orchestration.submissions.sheets.filing_context import FilingContext
from orchestration.submissions.sheets.headers import HeaderColumn


@dataclass
class TableReading:
    """What one table yields: relations, where its fields stand, texts of irregular cells, rejections."""

    form: str
    edition: str
    tables: dict[str, Any] = field(default_factory=dict)
    fields: list[dict[str, Any]] = field(default_factory=list)
    texts: list[dict[str, Any]] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)


def text_record(
    context: FilingContext, sheet: str, relation: str, name: str, row: int, raw: str
) -> dict[str, Any]:
    """A row of `cell_texts`."""
    return {
        "school_year": context.school_year,
        "county_code": context.county_code,
        "relation": relation,
        "raw": raw,
        "src_sha256": context.sha256,
        "src_sheet": sheet,
        "src_row": row,
        "src_field": name,
    }


def field_record(
    context: FilingContext,
    sheet: str,
    reading: TableReading,
    relation: str,
    name: str,
    header: HeaderColumn,
    unit: CellUnit,
    row: int | None = None,
) -> dict[str, Any]:
    """A row of `submission_fields`."""
    return {
        "school_year": context.school_year,
        "county_code": context.county_code,
        "sha256": context.sha256,
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
