"""A release's tables as files for somebody: of one county, or of all; CSV for spreadsheets, or Parquet.

What belongs here: which tables and rows, and writing them. What does not: figures that no table holds.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import duckdb

from orchestration.release.csv_files import write_csv
from orchestration.release.quoting import identifier, literal


class ExportError(LookupError):
    """What was asked for is not in the release."""


def export(
    release_dir: Path, out: Path, form: str, county_code: str | None = None, tables: Collection[str] = ()
) -> dict[str, int]:
    """Write `<out>/<table>.<form>` for each table and view; returns the rows of each that has any.

    Of one county: its rows of the tables that name counties, and all of those that describe others (`dim_…`).
    Raises `ExportError`.
    """
    counts: dict[str, int] = {}
    with duckdb.connect(str(release_dir / "compliance.duckdb"), read_only=True) as connection:
        columns = connection.execute(
            "SELECT table_name, bool_or(column_name = 'county_code') FROM duckdb_columns() "
            "WHERE NOT internal AND schema_name = 'main' GROUP BY table_name ORDER BY table_name"
        ).fetchall()
        has_county = dict(columns)
        if unknown := sorted({*tables} - {*has_county}):
            raise ExportError(
                f"The release has no table {', '.join(unknown)}. It has: {', '.join(has_county)}."
            )
        if county_code is not None:
            _require_county(connection, county_code)
        out.mkdir(parents=True, exist_ok=True)
        for table, is_of_counties in has_county.items():
            if tables and table not in tables:
                continue
            of_county = county_code is not None and is_of_counties
            if county_code is not None and not is_of_counties and not _describes(table):
                continue
            where = f" WHERE county_code = {literal(county_code)}" if of_county and county_code else ""
            query = f"SELECT * FROM {identifier(table)}{where}"
            row = connection.execute(f"SELECT count(*) FROM ({query})").fetchone()
            if row and row[0]:
                counts[table] = row[0]
                _write(connection, query, out / f"{table}.{form}")
    return counts


def _describes(table: str) -> bool:
    return table.startswith("dim_") or table in ("release", "data_dictionary", "rule_clause")


def _require_county(connection: duckdb.DuckDBPyConnection, county_code: str) -> None:
    known = connection.execute("SELECT DISTINCT county_code FROM dim_county ORDER BY 1").fetchall()
    if (county_code,) not in known:
        raise ExportError(
            f"The release knows no county {county_code}. It knows: {', '.join(code for (code,) in known)}."
        )


def _write(connection: duckdb.DuckDBPyConnection, query: str, file: Path) -> None:
    if file.suffix == ".csv":
        write_csv(connection, query, file)
    else:
        connection.execute(f"COPY ({query}) TO {literal(file)} (FORMAT parquet, COMPRESSION zstd)")
