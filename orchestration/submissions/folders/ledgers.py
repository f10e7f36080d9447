"""The ledgers of one county's folder: ledger.yaml beside the sheets 整改台账, and the day they are told of.

What belongs here: the rows of ledger.yaml as a sheet's would land, and `told_on` of all of them. What does
not: reading an entry (form_records.py), what a record comes to (`models/`).
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from orchestration.submissions.cells.kinds import Date
from orchestration.submissions.contract.landing_tables import table_of_records
from orchestration.submissions.contract.layout_files import load_layouts
from orchestration.submissions.contract.layouts import RowsLayout
from orchestration.submissions.contract.rejection import Rejection
from orchestration.submissions.contract.schemas import LEDGER_RECORDS
from orchestration.submissions.folders.form_records import read_form_records
from orchestration.submissions.folders.listing import LEDGER_FILE, RawEntry
from orchestration.submissions.folders.told_days import tells_days, told_on
from orchestration.yaml_files import LARGEST_BYTES

_RELATION = LEDGER_RECORDS.name


def read_ledgers(
    filed: RawEntry | None, place: Mapping[str, Any], read: dict[str, dict[str, Any]], as_of: datetime.date
) -> tuple[Any, list[Rejection]]:
    """The rows of ledger.yaml (`filed`, None where there is none), and what of it could not be read.

    In `read` (tables by file name) it says of which day the sheets are told. `place` is year and county.
    """
    layout = max(
        (each for each in load_layouts() if isinstance(each, RowsLayout) and _RELATION in each.relations),
        key=lambda each: each.edition,
    )
    records: list[dict[str, Any]] = []
    rejections: list[Rejection] = []
    if filed is not None:
        said, rejections = read_form_records(
            filed.content(LARGEST_BYTES), LEDGER_FILE, layout, "LEDGER_FAULT"
        )
        source = {"src_shape": layout.shape, "src_sha256": filed.sha256, "src_sheet": ""}
        records = [
            {**place, **values, **source, "path": filed.path, "src_row": line} for line, values in said
        ]
    own = table_of_records(LEDGER_RECORDS, records)
    sheets = {
        name: tables[_RELATION] for name, tables in read.items() if _RELATION in tables and tells_days(name)
    }
    days = [column.field for column in layout.columns if isinstance(column.kind, Date)]
    named = {
        datetime.date.fromisoformat(said)
        for table in (own, *sheets.values())
        for field in days
        for said in table.column(field).to_pylist()
        if said
    }
    told = told_on(named, as_of)
    for name, table in sheets.items():
        read[name][_RELATION] = _told(table, told)
    return _told(own, told), rejections


def _told(table: Any, day: datetime.date | None) -> Any:
    position = table.schema.get_field_index("told_on")
    said = pa.array([day and day.isoformat()] * table.num_rows, pa.string())
    return table.set_column(position, table.schema.field(position), said)
