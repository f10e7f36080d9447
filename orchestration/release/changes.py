"""`changes/<a>..<b>/`: what changed between two releases, beside the store.

What belongs here: writing it down, since what depends on two releases is part of neither. What does not: what
differs and why (`differences`).
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from orchestration.release.csv_files import write_csv
from orchestration.release.differences import Side, differences, schema
from orchestration.release.quoting import literal
from orchestration.whole import remove, unfinished_beside

RELEASE_CHANGE = "release_change"
#: Statuses alone, in files of their own.
_STATUSES = ("compliance_county", "compliance_school")


def write_changes(before_dir: Path, after_dir: Path, changes_dir: Path) -> dict[str, int]:
    """Write `<before>..<after>/`: `release_change`, and the counties and schools whose status changed.

    Returns the rows of each. Each as CSV and Parquet. The folder is written whole or not at all.
    """
    target = changes_dir / f"{before_dir.name}..{after_dir.name}"
    building, spill = unfinished_beside(target), unfinished_beside(changes_dir / "spill")
    building.mkdir(parents=True, exist_ok=True)
    try:
        with duckdb.connect() as connection:
            connection.execute(f"SET temp_directory = {literal(spill)}")
            differences(connection, Side(before_dir), Side(after_dir), RELEASE_CHANGE)
            counts = {RELEASE_CHANGE: _write(connection, building, RELEASE_CHANGE, f"FROM {RELEASE_CHANGE}")}
            for table in _STATUSES:
                counts[table] = _write(connection, building, table, _of_statuses(table))
        if target.exists():
            for built in building.iterdir():
                built.replace(target / built.name)
        else:
            building.rename(target)
    finally:
        remove(building)
        remove(spill)
    return counts


def _of_statuses(table: str) -> str:
    school = "school_code, stage, " if table == "compliance_school" else ""
    return (
        f"SELECT school_year, standard_id, county_code, {school}change, status_before, status_after, "
        f"text_before AS reason_before, text_after AS reason_after FROM {RELEASE_CHANGE} "
        f"WHERE table_name = {literal(table)} AND (status_before IS DISTINCT FROM status_after "
        "OR text_before IS DISTINCT FROM text_after) ORDER BY ALL"
    )


def _write(connection: duckdb.DuckDBPyConnection, folder: Path, name: str, query: str) -> int:
    rows = connection.sql(query).to_arrow_table()
    if name == RELEASE_CHANGE:
        rows = rows.cast(schema())
    pq.write_table(rows, folder / f"{name}.parquet", compression="zstd")
    write_csv(connection, query, folder / f"{name}.csv")
    return int(rows.num_rows)
