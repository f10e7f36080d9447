"""The DuckDB session a gate reads through: landing Parquet or the build database, and the rule data.

What belongs here: opening the connection and naming what the suites of `expectations/` may read. What does
not: any rule. In the mart gate these are the models and seeds that dbt built; in a session over the landing:

- every landing relation (a view over the gated years and the year before each; `changes` over all years up
  to the last gated, as what ended once stays ended); a relation says what counts: the corrections in force
  are laid over what was filed, unless the session is as filed;
- `rule_<name>` for `dbt_project/seeds/quality/<name>.csv` (limits, refusal codes …), all columns text;
- `registry_<name>` for `dbt_project/seeds/standards/<name>.csv`, all columns text;
- `<name>()` for the SELECT of `expectations/queries/macros/<name>.sql`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

#: Before the name of a relation, what was filed without corrections.
_FILED = "filed_"
_AS_FILED = {
    "corrections": "* replace ('as_filed' as status)",
    "refusals": "* replace (cast(null as varchar) as correction_id)",
}
_ROW = ("school_year", "county_code", "src_sha256", "src_sheet", "src_row")
#: Relations that the gate of a year sees from the first landed year on.
_FROM_THE_FIRST_YEAR = ("changes",)


def landing_session(
    landing_dir: Path,
    expectations_dir: Path,
    standards_dir: Path,
    school_years: Iterable[int],
    as_filed: bool = False,
) -> duckdb.DuckDBPyConnection:
    """A session over the landing of the given years and of the year before each.

    as_filed: no correction is in force, and what could not be read stays refused.
    """
    connection = _memory_session(landing_dir)
    years = {year - back for year in school_years for back in (0, 1)}
    for folder in sorted(path for path in landing_dir.iterdir() if path.is_dir()):
        landed = sorted(folder.glob("*.parquet"))
        if not landed or folder.name in ("cache", "quarantine"):
            continue
        wanted = [file for file in landed if _is_wanted(folder.name, int(file.stem), years)]
        # Without a file of these years the relation is there all the same, with no row.
        listed = ", ".join(_quoted(str(file)) for file in wanted or landed[:1])
        columns = _AS_FILED.get(folder.name, "*") if as_filed else "*"
        connection.execute(
            f'create temp view "{_FILED}{folder.name}" as select {columns} '
            f"from read_parquet([{listed}], union_by_name = true){'' if wanted else ' where false'}"
        )
        connection.execute(f'create temp view "{folder.name}" as select * from "{_FILED}{folder.name}"')
    if has_corrections(connection):
        _lay_corrections_over(connection)
    _add_rule_data(connection, expectations_dir, standards_dir)
    connection.execute("create temp view zh_labels as select * from rule_zh_labels")
    macros = {
        file.stem: file.read_text(encoding="utf-8")
        for file in sorted((expectations_dir / "queries" / "macros").glob("*.sql"))
    }
    uses = {name: {other for other in macros if f"{other}()" in text} for name, text in macros.items()}
    for name in TopologicalSorter(uses).static_order():
        # A macro is bound where it is used, so that a column it lacks is an error of that suite alone.
        connection.execute(f"create temp macro {name}() as table {macros[name]}")
    return connection


def has_corrections(connection: duckdb.DuckDBPyConnection) -> bool:
    """True where a correction is in force in a landing session's years."""
    if not lands(connection, "corrections"):
        return False
    found = connection.execute("select count(*) from corrections where status = 'applied'").fetchone()
    return bool(found and found[0])


def lands(connection: duckdb.DuckDBPyConnection, relation: str) -> bool:
    """True where a landing session has the relation: before any year is read it lacks most."""
    found = connection.execute("select count(*) from duckdb_views() where view_name = ?", [relation])
    return bool((found.fetchone() or (0,))[0])


def _lay_corrections_over(connection: duckdb.DuckDBPyConnection) -> None:
    """Let every relation with a corrected cell say the corrected value in its place."""
    corrected: dict[str, list[str]] = {}
    for relation, column in connection.execute(
        "select distinct relation, landed_column from corrections where status = 'applied' order by all"
    ).fetchall():
        corrected.setdefault(relation, []).append(column)
    for relation, names in corrected.items():
        kinds = {row[0]: row[1] for row in connection.execute(f'describe "{_FILED}{relation}"').fetchall()}
        address = ", ".join([*_ROW, "src_field"] if "src_field" in kinds else _ROW)
        values = ", ".join(
            f'max(landed_text) filter (where landed_column = {_quoted(name)}) as "to_{name}", '
            f'count(*) filter (where landed_column = {_quoted(name)}) as "is_{name}"'
            for name in names
        )
        replaced = ", ".join(
            f'case when "is_{name}" > 0 then cast("to_{name}" as {kinds[name]}) else "{name}" end as "{name}"'
            for name in names
        )
        connection.execute(
            f'create or replace temp view "{relation}" as '
            f'select filed.* replace ({replaced}) from "{_FILED}{relation}" as filed left join ('
            f"select {address}, {values} from corrections "
            f"where status = 'applied' and relation = {_quoted(relation)} group by {address}"
            f") as corrected using ({address})"
        )


def _is_wanted(relation: str, school_year: int, years: Collection[int]) -> bool:
    return school_year in years or (relation in _FROM_THE_FIRST_YEAR and 0 < school_year < max(years))


def mart_session(build_database: Path) -> duckdb.DuckDBPyConnection:
    """A session over the build database, which is attached read-only.

    Raises `duckdb.Error` where the file is absent or another process writes it.
    """
    connection = _memory_session(build_database.parent)
    connection.execute(f"attach {_quoted(str(build_database))} as build (read_only)")
    connection.execute("use build.main")
    return connection


def labels(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], str]:
    """(column, value) → the Chinese word for a code, from the seed `zh_labels`."""
    rows = connection.execute("select column_name, value, name_zh from zh_labels").fetchall()
    return {(column, value): zh for column, value, zh in rows}


def _memory_session(spill_dir: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    # Frames of a whole country may exceed memory: they spill beside the warehouse, not into /tmp.
    connection.execute(f"set temp_directory = {_quoted(str(spill_dir / '.spill'))}")
    return connection


def _add_rule_data(
    connection: duckdb.DuckDBPyConnection, expectations_dir: Path, standards_dir: Path
) -> None:
    quality_seeds_dir = expectations_dir.parent / "dbt_project" / "seeds" / "quality"
    for prefix, folder in (("rule", quality_seeds_dir), ("registry", standards_dir)):
        for file in sorted(folder.glob("*.csv")):
            options = "header = true, all_varchar = true, delim = ',', quote = '\"'"
            connection.execute(
                f'create temp table "{prefix}_{file.stem}" as '
                f"select * from read_csv({_quoted(str(file))}, {options})"
            )


def _quoted(text: str) -> str:
    escaped = text.replace("'", "''")
    return f"'{escaped}'"
