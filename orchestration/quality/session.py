"""The DuckDB session a gate reads through: landing Parquet or the build database, and the rule data.

What belongs here: opening the connection and naming what the SELECTs of `expectations/` may read. What
does not: any rule. Names in a session:

- every landing relation (a view over the gated years and the year before each; `changes` over all years up
  to the last gated, as what ended once stays ended), or every mart;
- `rule_<name>` for `expectations/data/<name>.csv` (limits, refusal codes …), all columns text;
- `registry_<name>` for `dbt_project/seeds/standards/<name>.csv`, all columns text;
- in the landing gate `<name>()` for the SELECT of `expectations/queries/macros/<name>.sql`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

#: Relations that the gate of a year sees from the first landed year on.
_FROM_THE_FIRST_YEAR = ("changes",)


def landing_session(
    landing_dir: Path, expectations_dir: Path, standards_dir: Path, school_years: Iterable[int]
) -> duckdb.DuckDBPyConnection:
    """A session over the landing of the given years and of the year before each."""
    connection = _memory_session(landing_dir)
    years = {year - back for year in school_years for back in (0, 1)}
    for folder in sorted(path for path in landing_dir.iterdir() if path.is_dir()):
        landed = sorted(folder.glob("*.parquet"))
        if not landed or folder.name in ("cache", "quarantine"):
            continue
        wanted = [file for file in landed if _is_wanted(folder.name, int(file.stem), years)]
        # Without a file of these years the relation is there all the same, with no row.
        listed = ", ".join(_quoted(str(file)) for file in wanted or landed[:1])
        connection.execute(
            f'create temp view "{folder.name}" as '
            f"select * from read_parquet([{listed}], union_by_name = true){'' if wanted else ' where false'}"
        )
    _add_rule_data(connection, expectations_dir, standards_dir)
    macros = {
        file.stem: file.read_text(encoding="utf-8")
        for file in sorted((expectations_dir / "queries" / "macros").glob("*.sql"))
    }
    uses = {name: {other for other in macros if f"{other}()" in text} for name, text in macros.items()}
    for name in TopologicalSorter(uses).static_order():
        # A macro is bound where it is used, so that a column it lacks is an error of that suite alone.
        connection.execute(f"create temp macro {name}() as table {macros[name]}")
    return connection


def _is_wanted(relation: str, school_year: int, years: Collection[int]) -> bool:
    return school_year in years or (relation in _FROM_THE_FIRST_YEAR and 0 < school_year < max(years))


def mart_session(
    build_database: Path, expectations_dir: Path, standards_dir: Path
) -> duckdb.DuckDBPyConnection:
    """A session over the build database, which is attached read-only.

    Raises `duckdb.Error` where the file is absent or another process writes it.
    """
    connection = _memory_session(build_database.parent)
    connection.execute(f"attach {_quoted(str(build_database))} as build (read_only)")
    connection.execute("use build.main")
    _add_rule_data(connection, expectations_dir, standards_dir)
    return connection


def labels(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], str]:
    """(column, value) → the Chinese word for a code, from `expectations/data/labels.csv`."""
    rows = connection.execute('select "column", "value", zh from rule_labels').fetchall()
    return {(column, value): zh for column, value, zh in rows}


def _memory_session(spill_dir: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    # Frames of a whole country may exceed memory: they spill beside the warehouse, not into /tmp.
    connection.execute(f"set temp_directory = {_quoted(str(spill_dir / '.spill'))}")
    return connection


def _add_rule_data(
    connection: duckdb.DuckDBPyConnection, expectations_dir: Path, standards_dir: Path
) -> None:
    for prefix, folder in (("rule", expectations_dir / "data"), ("registry", standards_dir)):
        for file in sorted(folder.glob("*.csv")):
            options = "header = true, all_varchar = true, delim = ',', quote = '\"'"
            connection.execute(
                f'create temp table "{prefix}_{file.stem}" as '
                f"select * from read_csv({_quoted(str(file))}, {options})"
            )


def _quoted(text: str) -> str:
    escaped = text.replace("'", "''")
    return f"'{escaped}'"
