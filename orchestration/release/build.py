"""Building a release aside: one DuckDB file, one Parquet file per table, the documents.

What belongs here: copying public tables out of the build database and the quality Parquet, with
their types, keys and meanings. What does not: the guard (before), publishing (after), or any
figure that the marts do not hold already.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.release.contract import Column, PublicTable
from orchestration.release.dictionary import DICTIONARY, comment, write_dictionary
from orchestration.release.identity import RELEASE, write_identity
from orchestration.release.package import PackageInputs, write_datapackage
from orchestration.release.quoting import identifier, literal
from orchestration.whole import UNFINISHED

DATABASE = "compliance.duckdb"
#: Names the database of the marts read with nothing corrected, and the folder of their Parquet files.
AS_FILED = "as_filed"
#: Readable by every DuckDB since 1.4; files of 2.0's own format are not.
STORAGE_VERSION = "v1.4.0"
#: Fixed, so that a file's bytes do not depend on a default of the version or on the machine.
_PARQUET_OPTIONS = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3, ROW_GROUP_SIZE 122880"
#: A column fills blocks of its own: of the least size, few rows waste little; of the usual size, many rows
#: take a fifth less (numbers with decimals are compressed only there).
BLOCK_SIZES = (16_384, 262_144)
_MANY_ROWS = 1_000_000


class ReleaseBuildError(RuntimeError):
    """A public table cannot be published as the contract says."""


@dataclass(frozen=True)
class ReleaseSource:
    """Where a release is built from and which tables it holds.

    documents: folders copied as they are, by their name inside the release.
    draw: draws pages of the release's tables into its folder; given that folder and the release's id.
    as_filed_database: the build with nothing corrected; None where no correction is in force, and the
        marts are what was filed.
    """

    build_database: Path
    tables: Sequence[PublicTable]
    documents: dict[str, Path]
    spill_dir: Path
    as_filed_database: Path | None = None
    draw: Callable[[Path, str], object] | None = None


def parquet_table(
    name: str, key: tuple[str, ...], files: Sequence[Path], columns: tuple[Column, ...]
) -> PublicTable:
    """A public table that comes from Parquet files of one schema.

    Meanings come from `columns`, else from the files' own field metadata. At least one file must
    exist, since the schema is the first file's.
    """
    if not files:
        raise ReleaseBuildError(f"There is no Parquet file for the public table {name}; run the gates again.")
    schema = pq.read_schema(files[0])
    given = {column.name: column for column in columns}
    described = tuple(given.get(field.name) or _described(field) for field in _published(schema))
    said = {key.decode(): text.decode() for key, text in (schema.metadata or {}).items()}
    return PublicTable(
        name=name,
        key=key,
        columns=described,
        description_en=said.get("description_en", ""),
        description_zh=said.get("description_zh", ""),
        source_files=tuple(files),
    )


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
    tables = [*source.tables, RELEASE, DICTIONARY]
    with duckdb.connect() as connection:
        connection.execute(f"SET temp_directory = {literal(source.spill_dir)}")
        connection.execute("SET TimeZone = 'UTC'")
        # dbt qualifies names with the database's name, its file's stem; views are rewritten from that.
        connection.execute(f"ATTACH {literal(source.build_database)} AS build (READ_ONLY)")
        attach_release(connection, folder / DATABASE, "release", _rows(connection, "build", source))
        for table in source.tables:
            if not table.is_view:
                _copy_table(connection, table)
        write_identity(connection, inputs, source.as_filed_database is not None)
        write_dictionary(connection, tables)
        for table in tables:
            if table.is_view:
                _copy_view(connection, table)
            else:
                write_parquet(
                    connection, f"release.main.{identifier(table.name)}", table.key, _parquet(folder, table)
                )
            comment(connection, table)
        if source.as_filed_database:
            _publish_as_filed(connection, source, source.as_filed_database, folder)
        connection.execute("DETACH release")
    for name, documents in sorted(source.documents.items()):
        shutil.copytree(documents, folder / name)
    if source.draw:
        source.draw(folder, inputs.release_id)
    write_datapackage(folder, tables, inputs)
    for file in folder.rglob("*"):
        if file.is_file():
            file.chmod(0o444)  # a reader who forgets -readonly must not take a writer's lock


def write_parquet(
    connection: duckdb.DuckDBPyConnection, relation: str, key: Sequence[str], file: Path
) -> None:
    """Write a relation sorted by its key (none: by all); the bytes depend on the rows, not on threads."""
    order = ", ".join(identifier(column) for column in key) or "ALL"
    connection.execute(
        f"COPY (SELECT * FROM {relation} ORDER BY {order}) TO {literal(file)} ({_PARQUET_OPTIONS})"
    )


def attach_release(
    connection: duckdb.DuckDBPyConnection, file: Path, database: str, rows: int, block_size: int | None = None
) -> None:
    """Make a database file for so many rows, as every DuckDB since 1.4 reads it."""
    size = block_size or BLOCK_SIZES[rows > _MANY_ROWS]
    connection.execute(
        f"ATTACH {literal(file)} AS {database} (STORAGE_VERSION '{STORAGE_VERSION}', BLOCK_SIZE {size})"
    )


def _rows(connection: duckdb.DuckDBPyConnection, database: str, source: ReleaseSource) -> int:
    """How many rows of public models an attached build holds."""
    public = [table.name for table in source.tables if table.source_files is None]
    row = connection.execute(
        "SELECT coalesce(sum(estimated_size), 0)::BIGINT FROM duckdb_tables() "
        "WHERE database_name = ? AND list_contains(?, table_name)",
        [database, public],
    ).fetchone()
    return row[0] if row else 0


def _copy_table(connection: duckdb.DuckDBPyConnection, table: PublicTable) -> None:
    """Create the table with its build types and constraints (or its Parquet schema), sorted by key."""
    target = f"release.main.{identifier(table.name)}"
    order = ", ".join(identifier(column) for column in table.key)
    if table.source_files is None:
        _copy_model(connection, table, "build", "release")
        return
    schema = _published(pq.read_schema(table.source_files[0]))
    columns = ", ".join(
        f"{identifier(field.name)} {_sql_type(field.type)}{'' if field.nullable else ' NOT NULL'}"
        for field in schema
    )
    connection.execute(f"CREATE TABLE {target} ({columns})")
    files = ", ".join(literal(file) for file in table.source_files)
    names = ", ".join(identifier(field.name) for field in schema)
    # Every column besides the key breaks ties: these keys are not enforced by anything.
    connection.execute(
        f"INSERT INTO {target} SELECT {names} FROM read_parquet([{files}]) ORDER BY {order}, {names}"
    )


def _copy_model(
    connection: duckdb.DuckDBPyConnection, table: PublicTable, database: str, target: str
) -> None:
    """Copy a model's table out of one attached database into another, sorted by key."""
    row = connection.execute(
        "SELECT sql FROM duckdb_tables() WHERE database_name = ? AND schema_name = 'main' AND table_name = ?",
        [database, table.name],
    ).fetchone()
    if row is None:
        raise ReleaseBuildError(
            f"The public table {table.name} is not in {_database_file(connection, database)}; "
            "its model did not run. Look into warehouse/log/dbt."
        )
    quoted, order = identifier(table.name), ", ".join(identifier(column) for column in table.key)
    connection.execute(f"USE {target}.main")
    connection.execute(re.sub(r"^CREATE TABLE \S*?\(", f"CREATE TABLE {quoted}(", row[0], count=1))
    connection.execute("USE memory.main")
    origin = f"{database}.main.{quoted}"
    connection.execute(f"INSERT INTO {target}.main.{quoted} SELECT * FROM {origin} ORDER BY {order}")


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


def _publish_as_filed(
    connection: duckdb.DuckDBPyConnection, source: ReleaseSource, database: Path, folder: Path
) -> None:
    """The marts of the other build, in a database of their own: clients list the tables of all schemas."""
    connection.execute(f"ATTACH {literal(database)} AS as_filed_build (READ_ONLY)")
    attach_release(
        connection, folder / f"{AS_FILED}.duckdb", "as_filed", _rows(connection, "as_filed_build", source)
    )
    (folder / "parquet" / AS_FILED).mkdir()
    for table in source.tables:
        if not table.as_filed:
            continue
        _copy_model(connection, table, "as_filed_build", "as_filed")
        file = folder / "parquet" / AS_FILED / f"{table.name}.parquet"
        write_parquet(connection, f"as_filed.main.{identifier(table.name)}", table.key, file)
        comment(connection, table, "as_filed")
    connection.execute("DETACH as_filed")


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
