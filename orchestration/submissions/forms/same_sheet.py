"""Several tables of one sheet that feed the same field: where its cells stand, and what their totals say.

What belongs here: provenance and 合计 rows that would mix two tables up. What does not: telling the tables
apart (sheets/tables.py), reading them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from orchestration.submissions.contract.landing_tables import table_of_records
from orchestration.submissions.contract.schemas import TOTALS
from orchestration.submissions.forms.table_reading import TableReading

_WHERE = ("column", "header", "unit", "factor", "form", "edition")


def placed_fields(readings: Sequence[TableReading]) -> list[dict[str, Any]]:
    """The field records of all tables, one per sheet, relation and field.

    A field whose column, header or unit is another in a second table of the sheet has a record for every
    row of either: its cell follows from the row.
    """
    said: dict[tuple[str, str, str], list[tuple[TableReading, dict[str, Any]]]] = defaultdict(list)
    for reading in readings:
        for record in reading.fields:
            if record["row"] is None:
                said[record["sheet"], record["relation"], record["field"]].append((reading, record))
    placed: list[dict[str, Any]] = []
    for reading in readings:
        for record in reading.fields:
            same = said[record["sheet"], record["relation"], record["field"]] if record["row"] is None else []
            if len(same) < 2:
                placed.append(record)
            elif len({tuple(other[name] for name in _WHERE) for _, other in same}) > 1:
                placed += [record | {"row": row} for row in _rows_of(reading, record["relation"])]
            elif record is same[0][1]:
                placed.append(record)
    return placed


def _rows_of(reading: TableReading, relation: str) -> list[int]:
    table = reading.tables.get(relation)
    return [] if table is None else sorted(set(table.column("src_row").to_pylist()))


def combined_totals(readings: Sequence[TableReading]) -> None:
    """Puts the totals of a sheet's tables together, for the gate compares a total with the whole sheet.

    Totals of every table are added up; a total in only one of several tables of one form is that of all;
    otherwise nothing can be compared and the totals go.
    """
    feeding: dict[tuple[str, str, str], list[TableReading]] = defaultdict(list)
    for reading in readings:
        for key in {(record["sheet"], record["relation"], record["field"]) for record in reading.fields}:
            feeding[key].append(reading)
    for (sheet, relation, field), tables in feeding.items():
        if len(tables) < 2:
            continue
        totals = [_totals_of(table, sheet, relation, field) for table in tables]
        filled = [rows for rows in totals if rows]
        if not filled or (len(filled) == 1 and len({table.form for table in tables}) == 1):
            continue
        for table in tables:
            _drop_totals(table, relation, field)
        if len(filled) == len(totals) and all(len(rows) == 1 for rows in filled):
            amounts = [rows[0]["total"] for rows in filled]
            if all(amount is not None for amount in amounts):
                _add_total(tables[-1], filled[-1][0] | {"total": sum(amounts)})


def _totals_of(reading: TableReading, sheet: str, relation: str, field: str) -> list[dict[str, Any]]:
    table = reading.tables.get("totals")
    return [
        row
        for row in ([] if table is None else table.to_pylist())
        if (row["src_sheet"], row["relation"], row["src_field"]) == (sheet, relation, field)
    ]


def _drop_totals(reading: TableReading, relation: str, field: str) -> None:
    table = reading.tables.get("totals")
    if table is not None:
        rest = [row for row in table.to_pylist() if (row["relation"], row["src_field"]) != (relation, field)]
        reading.tables["totals"] = table_of_records(TOTALS, rest)


def _add_total(reading: TableReading, row: dict[str, Any]) -> None:
    rows = reading.tables["totals"].to_pylist()
    reading.tables["totals"] = table_of_records(TOTALS, [*rows, row])
