"""Building a release aside: one DuckDB file, one Parquet file per table, the documents.

What belongs here: copying public tables out of the build database and the quality Parquet, with
their types, keys and meanings. What does not: the guard (before), publishing (after), or any
figure that the marts do not hold already.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.release.contract import Column, PublicTable
from orchestration.release.package import PackageInputs, write_datapackage
from orchestration.whole import UNFINISHED

DATABASE = "compliance.duckdb"
#: Schema of the marts read with nothing corrected, and the folder of their Parquet files.
AS_FILED = "as_filed"
#: Readable by every DuckDB since 1.4; files of 2.0's own format are not.
STORAGE_VERSION = "v1.4.0"
#: Fixed, so that a file's bytes do not depend on a default of the version or on the machine.
_PARQUET_OPTIONS = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3, ROW_GROUP_SIZE 122880"
_DICTIONARY = PublicTable(
    name="data_dictionary",
    key=("table_name", "position"),
    columns=(
        Column("table_name", description_en="Published table", description_zh="发布的表"),
        Column(
            "position", description_en="Position of the column, from 1", description_zh="列序号（从 1 起）"
        ),
        Column("column_name", description_en="Column", description_zh="列名"),
        Column("data_type", description_en="Type in DuckDB", description_zh="DuckDB 数据类型"),
        Column("unit", description_en="Unit; empty where there is none", description_zh="单位；无单位为空"),
        Column("is_key", description_en="Part of the row's key", description_zh="是否为主键列"),
        Column("is_nullable", description_en="May be empty", description_zh="是否可为空"),
        Column("description_en", description_en="Meaning, in English", description_zh="含义（英文）"),
        Column("description_zh", description_en="Meaning, in Chinese", description_zh="含义（中文）"),
    ),
    description_en="What every published column means",
    description_zh="数据字典：各发布表每一列的含义",
)


class ReleaseBuildError(RuntimeError):
    """A public table cannot be published as the contract says."""


@dataclass(frozen=True)
class ReleaseSource:
    """Where a release is built from and which tables it holds.

    documents: folders copied as they are, by their name inside the release.
    as_filed_database: the build with nothing corrected; None where no correction is in force, and the
        marts are what was filed.
    """

    build_database: Path
    tables: Sequence[PublicTable]
    documents: dict[str, Path]
    spill_dir: Path
    as_filed_database: Path | None = None


def parquet_table(
    name: str, key: tuple[str, ...], files: Sequence[Path], columns: tuple[Column, ...]
) -> PublicTable:
    """A public table that comes from Parquet files of one schema.

    Meanings come from `columns`, else from the files' own field metadata. At least one file must
    exist, since the schema is the first file's.
    """
    if not files:
        raise ReleaseBuildError(f"There is no Parquet file for the public table {name}; run the gates again.")
    given = {column.name: column for column in columns}
    described = tuple(
        given.get(field.name) or _described(field) for field in _published(pq.read_schema(files[0]))
    )
    return PublicTable(name=name, key=key, columns=described, source_files=tuple(files))


def _published(schema: pa.Schema) -> list[pa.Field]:
    """The columns of a gate's table that a release may show (`quality/schemas.py`)."""
    return [field for field in schema if (field.metadata or {}).get(b"published") != b"false"]


def build_release(source: ReleaseSource, inputs: PackageInputs, releases_dir: Path) -> Path:
    """Build everything in a fresh temporary folder of the release store and return that folder.

    Raises `ReleaseBuildError` where a table is missing or does not fit its contract.
    """
    folder = releases_dir / f"{UNFINISHED}{inputs.release_id}-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        _build(source, inputs, folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def _build(source: ReleaseSource, inputs: PackageInputs, folder: Path) -> None:
    (folder / "parquet").mkdir(parents=True)
    source.spill_dir.mkdir(parents=True, exist_ok=True)
    tables = [*source.tables, _DICTIONARY]
    with duckdb.connect() as connection:
        connection.execute(f"SET temp_directory = {_literal(source.spill_dir)}")
        connection.execute("SET TimeZone = 'UTC'")
        _attach(connection, source.build_database, folder / DATABASE)
        for table in source.tables:
            if not table.is_view:
                _copy_table(connection, table)
        _write_dictionary(connection, tables)
        for table in tables:
            if table.is_view:
                _copy_view(connection, table)
            else:
                write_parquet(
                    connection, f"release.main.{_name(table.name)}", table.key, _parquet(folder, table)
                )
            _comment(connection, table)
        _publish_as_filed(connection, source, folder)
        connection.execute("DETACH release")
    for name, documents in sorted(source.documents.items()):
        shutil.copytree(documents, folder / name)
    write_datapackage(folder, tables, inputs)
    for file in folder.rglob("*"):
        if file.is_file():
            file.chmod(0o444)  # a reader who forgets -readonly must not take a writer's lock


def write_parquet(
    connection: duckdb.DuckDBPyConnection, relation: str, key: Sequence[str], file: Path
) -> None:
    """Write a relation sorted by its key; the bytes depend on the rows alone, not on threads."""
    order = ", ".join(_name(column) for column in key)
    connection.execute(
        f"COPY (SELECT * FROM {relation} ORDER BY {order}) TO {_literal(file)} ({_PARQUET_OPTIONS})"
    )


def _attach(connection: duckdb.DuckDBPyConnection, build_database: Path, database: Path) -> None:
    # dbt qualifies names with the database's name, its file's stem; views are rewritten from that.
    connection.execute(f"ATTACH {_literal(build_database)} AS build (READ_ONLY)")
    connection.execute(f"ATTACH {_literal(database)} AS release (STORAGE_VERSION '{STORAGE_VERSION}')")


def _copy_table(connection: duckdb.DuckDBPyConnection, table: PublicTable) -> None:
    """Create the table with its build types and constraints (or its Parquet schema), sorted by key."""
    target = f"release.main.{_name(table.name)}"
    order = ", ".join(_name(column) for column in table.key)
    if table.source_files is None:
        _copy_model(connection, table, "build", "main")
        return
    schema = _published(pq.read_schema(table.source_files[0]))
    columns = ", ".join(
        f"{_name(field.name)} {_sql_type(field.type)}{'' if field.nullable else ' NOT NULL'}"
        for field in schema
    )
    connection.execute(f"CREATE TABLE {target} ({columns})")
    files = ", ".join(_literal(file) for file in table.source_files)
    names = ", ".join(_name(field.name) for field in schema)
    # Every column besides the key breaks ties: these keys are not enforced by anything.
    connection.execute(
        f"INSERT INTO {target} SELECT {names} FROM read_parquet([{files}]) ORDER BY {order}, {names}"
    )


def _copy_model(
    connection: duckdb.DuckDBPyConnection, table: PublicTable, database: str, schema: str
) -> None:
    """Copy a model's table out of an attached build into a schema of the release, sorted by key."""
    row = connection.execute(
        "SELECT sql FROM duckdb_tables() WHERE database_name = ? AND schema_name = 'main' AND table_name = ?",
        [database, table.name],
    ).fetchone()
    if row is None:
        raise ReleaseBuildError(
            f"The public table {table.name} is not in {_database_file(connection, database)}; "
            "its model did not run. Look into warehouse/log/dbt."
        )
    name, order = _name(table.name), ", ".join(_name(column) for column in table.key)
    connection.execute(f"USE release.{schema}")
    connection.execute(re.sub(r"^CREATE TABLE \S*?\(", f"CREATE TABLE {name}(", row[0], count=1))
    connection.execute("USE memory.main")
    origin = f"{database}.main.{name}"
    connection.execute(f"INSERT INTO release.{schema}.{name} SELECT * FROM {origin} ORDER BY {order}")


def _copy_view(connection: duckdb.DuckDBPyConnection, table: PublicTable) -> None:
    row = connection.execute(
        "SELECT sql FROM duckdb_views() "
        "WHERE database_name = 'build' AND schema_name = 'main' AND view_name = ?",
        [table.name],
    ).fetchone()
    if row is None:
        raise ReleaseBuildError(
            f"The public view {table.name} is not in the build database; its model did not run."
        )
    statement = re.sub(r'"?\bbuild"?\.', "", row[0])
    connection.execute("USE release.main")
    try:
        connection.execute(statement)
    except duckdb.Error as error:
        raise ReleaseBuildError(
            f"The public view {table.name} reads a table that is not public: {error}. "
            "Make that table public, or materialize the view as a table."
        ) from error
    finally:
        connection.execute("USE memory.main")


def _write_dictionary(connection: duckdb.DuckDBPyConnection, tables: Sequence[PublicTable]) -> None:
    columns = ", ".join(
        f"{name} {kind}"
        for name, kind in (
            ("table_name", "VARCHAR NOT NULL"),
            ("position", "INTEGER NOT NULL"),
            ("column_name", "VARCHAR NOT NULL"),
            ("data_type", "VARCHAR NOT NULL"),
            ("unit", "VARCHAR NOT NULL"),
            ("is_key", "BOOLEAN NOT NULL"),
            ("is_nullable", "BOOLEAN NOT NULL"),
            ("description_en", "VARCHAR NOT NULL"),
            ("description_zh", "VARCHAR NOT NULL"),
        )
    )
    connection.execute(f"CREATE TABLE release.main.data_dictionary ({columns})")
    rows = []
    for table in tables:
        known = {column.name: column for column in table.columns}
        # A view's columns are those of the build; it is created after the tables it reads.
        catalog = "build" if table.is_view else "release"
        for name, position, kind, nullable in connection.execute(
            "SELECT column_name, column_index, data_type, is_nullable FROM duckdb_columns() "
            "WHERE database_name = ? AND schema_name = 'main' AND table_name = ? ORDER BY column_index",
            [catalog, table.name],
        ).fetchall():
            column = known.get(name, Column(name))
            rows.append(
                (
                    *(table.name, position, name, kind, column.unit, name in table.key, nullable),
                    *(column.description_en, column.description_zh),
                )
            )
    connection.executemany(f"INSERT INTO release.main.data_dictionary VALUES ({', '.join('?' * 9)})", rows)


def _publish_as_filed(connection: duckdb.DuckDBPyConnection, source: ReleaseSource, folder: Path) -> None:
    """The schema `as_filed`: tables of the other build, or views on main where nothing is corrected."""
    connection.execute(f"CREATE SCHEMA release.{AS_FILED}")
    if source.as_filed_database:
        connection.execute(f"ATTACH {_literal(source.as_filed_database)} AS as_filed_build (READ_ONLY)")
        (folder / "parquet" / AS_FILED).mkdir()
    for table in source.tables:
        if not table.as_filed:
            continue
        if source.as_filed_database:
            _copy_model(connection, table, "as_filed_build", AS_FILED)
            file = folder / "parquet" / AS_FILED / f"{table.name}.parquet"
            write_parquet(connection, f"release.{AS_FILED}.{_name(table.name)}", table.key, file)
        else:
            connection.execute("USE release.main")
            connection.execute(
                f"CREATE VIEW {AS_FILED}.{_name(table.name)} AS SELECT * FROM main.{_name(table.name)}"
            )
            connection.execute("USE memory.main")
        _comment(connection, replace(table, is_view=source.as_filed_database is None), AS_FILED)


def _comment(connection: duckdb.DuckDBPyConnection, table: PublicTable, schema: str = "main") -> None:
    """Meanings as comments, where tools look for them: Chinese | English [unit]."""
    kind = "VIEW" if table.is_view else "TABLE"
    text = _meaning(table.description_en, table.description_zh)
    if text:
        connection.execute(f"COMMENT ON {kind} release.{schema}.{_name(table.name)} IS {_literal(text)}")
    for column in table.columns:
        meaning = _meaning(column.description_en, column.description_zh, column.unit)
        if meaning:
            place = f"release.{schema}.{_name(table.name)}.{_name(column.name)}"
            try:
                connection.execute(f"COMMENT ON COLUMN {place} IS {_literal(meaning)}")
            except duckdb.Error as error:
                raise ReleaseBuildError(
                    f"{table.name}.{column.name} is described in dbt_project/ "
                    f"but is no column of the table: {error}"
                ) from error


def _meaning(english: str, chinese: str, unit: str = "") -> str:
    text = " | ".join(part for part in (chinese, english) if part)
    return f"{text} [{unit}]" if unit else text


def _described(field: pa.Field) -> Column:
    metadata = field.metadata or {}
    column = Column(field.name)
    for attribute in ("description_en", "description_zh", "unit"):
        value = metadata.get(attribute.encode())
        if value:
            column = replace(column, **{attribute: value.decode("utf-8")})
    return column


def _sql_type(kind: pa.DataType) -> str:
    if pa.types.is_decimal(kind):
        return f"DECIMAL({kind.precision}, {kind.scale})"
    known = {
        pa.string(): "VARCHAR",
        pa.int32(): "INTEGER",
        pa.int64(): "BIGINT",
        pa.float64(): "DOUBLE",
        pa.bool_(): "BOOLEAN",
    }
    return known[kind]


def _database_file(connection: duckdb.DuckDBPyConnection, database: str) -> str:
    row = connection.execute(
        "SELECT path FROM duckdb_databases() WHERE database_name = ?", [database]
    ).fetchone()
    return str(row[0]) if row else "the build database"


def _parquet(folder: Path, table: PublicTable) -> Path:
    return folder / "parquet" / f"{table.name}.parquet"


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str | Path) -> str:
    return "'" + str(text).replace("'", "''") + "'"
