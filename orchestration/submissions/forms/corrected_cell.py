"""What a cell of a read file feeds, and how a text reads in its place.

What belongs here: from sheet and address to the landing rows and columns a cell stands in, through
`submission_fields` and the layout. What does not: the entries of corrections.yaml (folders/corrections.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow.compute as pc

from orchestration.submissions.cells import grammar
from orchestration.submissions.cells.units import CellUnit, find_unit
from orchestration.submissions.contract.layout_files import load_layouts
from orchestration.submissions.contract.layouts import Column, Layout, RecordLayout, Row
from orchestration.submissions.contract.schemas import COUNTY_ITEM_UNITS, RELATIONS

#: Relations whose cells may be corrected. What is attested, decided or recorded by document is filed anew.
CORRECTABLE = frozenset(
    {
        *("schools", "enrolment", "class_sizes", "teachers", "premises"),
        *("rooms", "school_finance", "county_facts", "monitoring", "self_assessment"),
    }
)


class NotCorrectableError(ValueError):
    """The cell cannot be corrected; `code` is one of rejection.REMEDIES."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class LandingField:
    """One field that a cell feeds: the landing row, its column, and the grammar of the cell."""

    relation: str
    field: str
    column: str
    row: Mapping[str, Any]
    said: Column | Row
    unit: CellUnit

    def read(self, text: object) -> Any:
        """What a text in this cell would land as. Raises grammar.Unreadable."""
        needs_unit = isinstance(self.said, Column) and self.said.unit_field is not None
        if needs_unit and self.unit.text is None and not grammar.is_missing(text):
            raise grammar.Unreadable("UNIT_MISSING", "the row states no unit that is known")
        value = self.said.kind.read(text, self.unit)
        is_code = self.said.code_field == self.field
        return grammar.code_of(value, self.said.codes) if is_code else value


def landed_text(value: object) -> str | None:
    """A landing value as text that the column's type is cast from."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def fields_of_cell(tables: Mapping[str, Any], sheet: str, letters: str, row: int) -> list[LandingField]:
    """Every field that a cell feeds. Raises NotCorrectableError where it feeds none, or a key."""
    targets: list[LandingField] = []
    for noted in _noted(tables, sheet, letters, row):
        layout = _layout(noted["form"], noted["edition"])
        relation = noted["relation"]
        if relation not in CORRECTABLE:
            raise NotCorrectableError("CORRECTION_OF_KEY", f"«{relation}» is filed anew, not corrected")
        if any(
            noted["field"] in (column.field, *column.sum_of) for column in layout.columns if column.sum_of
        ):
            # The sum would stay as filed.
            raise NotCorrectableError(
                "CORRECTION_OF_KEY", f"the cell is part of a sum ({noted['header']}); it is filed anew"
            )
        said = layout.source_of(noted["field"])
        if _is_key(layout, said, relation, noted["field"]):
            raise NotCorrectableError(
                "CORRECTION_OF_KEY",
                f"the cell is a key or a unit ({noted['field']}): it says whose figure it is",
            )
        for landed in _landed(tables, layout, relation, noted["field"], sheet, row):
            if any(landed[key] is None for key in ("school_code", *RELATIONS[relation].key) if key in landed):
                raise NotCorrectableError("CORRECTION_OF_KEY", "the row's own key cannot be read")
            column = RELATIONS[relation].landing_column(noted["field"])
            targets.append(
                LandingField(relation, noted["field"], column, landed, said, _unit(said, noted, landed))
            )
    if not targets:
        raise NotCorrectableError("CORRECTION_NO_CELL", _why_nothing(tables, sheet, row))
    return targets


def _noted(tables: Mapping[str, Any], sheet: str, letters: str, row: int) -> list[dict[str, Any]]:
    fields = tables.get("submission_fields")
    if fields is None:
        return []
    own_row = pc.or_kleene(pc.is_null(fields["row"]), pc.equal(fields["row"], row))
    here = pc.and_(pc.equal(fields["column"], letters), pc.equal(fields["sheet"], sheet))
    found: list[dict[str, Any]] = fields.filter(pc.and_(here, own_row)).to_pylist()
    return found


def _layout(form: str, edition: str) -> Layout:
    return next(each for each in load_layouts() if (each.form, each.edition) == (form, edition))


def _is_key(layout: Layout, said: Column | Row, relation: str, field: str) -> bool:
    if field in ("school_code", *RELATIONS[relation].key):
        return True
    if isinstance(said, Row):
        return False
    is_unit = any(each.unit_field == field for each in layout.columns)
    return said.key or said.decides is not None or is_unit


def _landed(
    tables: Mapping[str, Any], layout: Layout, relation: str, field: str, sheet: str, row: int
) -> list[dict[str, Any]]:
    table = tables.get(relation)
    if table is None:
        return []
    if not isinstance(layout, RecordLayout):  # whose one landing row gathers all rows of the sheet
        table = table.filter(pc.equal(table["src_row"], row))
    found = table.to_pylist()
    return [each for each in found if each["src_sheet"] == sheet and each.get("src_field", field) == field]


def _unit(said: Column | Row, noted: Mapping[str, Any], landed: Mapping[str, Any]) -> CellUnit:
    """The unit the cell was read in, as it was noted then."""
    factor = Fraction(noted["factor"]).limit_denominator(10**6)
    declared = find_unit(noted["unit"]) if noted["unit"] else None
    own = find_unit(said.unit) if said.unit else None
    if not (isinstance(said, Column) and said.unit_field):
        return CellUnit(noted["unit"], factor, own is not None and own.measure == "ratio")
    landing = find_unit(COUNTY_ITEM_UNITS.get(landed.get("item_code") or "", ""))
    if landing is not None and declared is not None and landing.measure != declared.measure:
        declared = None
    is_share = declared is not None and declared.measure == "ratio"
    text = noted["unit"] if declared else None
    return CellUnit(text, factor, is_share, share_unit=landing.factor if landing else Fraction(1))


def _why_nothing(tables: Mapping[str, Any], sheet: str, row: int) -> str:
    totals = tables["totals"].to_pylist() if "totals" in tables else []
    if any((each["src_sheet"], each["src_row"]) == (sheet, row) for each in totals):
        return "the cell stands in a 合计 row, which decides nothing: explain its finding instead"
    return "nothing is read from this cell"
