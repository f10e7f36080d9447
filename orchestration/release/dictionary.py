"""What every published table and column means: as comments in the database, and as a table.

What belongs here: writing meanings down where tools look for them. What does not: the meanings themselves,
which stand beside the models (`contract`).
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from orchestration.release.contract import Column, ContractError, PublicTable
from orchestration.release.quoting import identifier, literal

DICTIONARY = PublicTable(
    name="data_dictionary",
    key=("table_name", "position"),
    columns=(
        Column("table_name", "", "Published table", "发布的表"),
        Column("position", "", "Position of the column, from 1", "列序号（从 1 起）"),
        Column("column_name", "", "Column", "列名"),
        Column("data_type", "", "Type in DuckDB", "DuckDB 数据类型"),
        Column("unit", "", "Unit; empty where there is none", "单位；无单位为空"),
        Column("is_key", "", "Part of the row's key", "是否为主键列"),
        Column("is_nullable", "", "May be empty", "是否可为空"),
        Column("description_en", "", "Meaning, in English", "含义（英文）"),
        Column("description_zh", "", "Meaning, in Chinese", "含义（中文）"),
    ),
    description_en="What every published column means",
    description_zh="数据字典：各发布表每一列的含义",
)
_COLUMNS = """
    table_name VARCHAR NOT NULL, position INTEGER NOT NULL, column_name VARCHAR NOT NULL,
    data_type VARCHAR NOT NULL, unit VARCHAR NOT NULL, is_key BOOLEAN NOT NULL, is_nullable BOOLEAN NOT NULL,
    description_en VARCHAR NOT NULL, description_zh VARCHAR NOT NULL
"""


def write_dictionary(connection: duckdb.DuckDBPyConnection, tables: Sequence[PublicTable]) -> None:
    """Make the table in the attached `release`, whose tables are there; views are still in `build`."""
    connection.execute(f"CREATE TABLE release.main.{DICTIONARY.name} ({_COLUMNS})")
    rows = []
    for table in tables:
        known = {column.name: column for column in table.columns}
        # A view's columns are those of the build; it is created after the tables it reads.
        catalog = "build" if table.is_view else "release"
        for column_name, position, kind, nullable in connection.execute(
            "SELECT column_name, column_index, data_type, is_nullable FROM duckdb_columns() "
            "WHERE database_name = ? AND schema_name = 'main' AND table_name = ? ORDER BY column_index",
            [catalog, table.name],
        ).fetchall():
            column = known.get(column_name, Column(column_name))
            rows.append(
                (
                    *(table.name, position, column_name, kind, column.unit, column_name in table.key),
                    *(nullable, column.description_en, column.description_zh),
                )
            )
    connection.executemany(f"INSERT INTO release.main.{DICTIONARY.name} VALUES ({', '.join('?' * 9)})", rows)


def comment(connection: duckdb.DuckDBPyConnection, table: PublicTable, database: str = "release") -> None:
    """Meanings as comments: Chinese | English [unit]. Raises `ContractError` for an unknown column."""
    kind = "VIEW" if table.is_view else "TABLE"
    place = f"{database}.main.{identifier(table.name)}"
    text = _meaning(table.description_en, table.description_zh)
    if text:
        connection.execute(f"COMMENT ON {kind} {place} IS {literal(text)}")
    for column in table.columns:
        meaning = _meaning(column.description_en, column.description_zh, column.unit)
        if not meaning:
            continue
        try:
            connection.execute(f"COMMENT ON COLUMN {place}.{identifier(column.name)} IS {literal(meaning)}")
        except duckdb.Error as error:
            raise ContractError(
                f"{table.name}.{column.name} is described in dbt_project/ "
                f"but is no column of the table: {error}"
            ) from error


def _meaning(english: str, chinese: str, unit: str = "") -> str:
    text = " | ".join(part for part in (chinese, english) if part)
    return f"{text} [{unit}]" if unit else text
