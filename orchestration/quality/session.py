"""The DuckDB session a gate reads through: the compiled facts and checks over landing Parquet, or the
build database.

What belongs here: opening the connection and making in it what dbt compiled. What does not: any rule. A
landing session's database is called `build`, as dbt's: its schema `landing` holds the landing relations
of the gated years and of the years before that a check looks back to, `quality` the findings so far,
`main` seeds, facts and checks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from orchestration.quality.findings import ChineseWords
from orchestration.quality.models import GateModels, Seed
from orchestration.quality.refusal_words import RefusalWords
from orchestration.quality.schemas import DQ_FINDING, QUARANTINE

#: Relations that the gate of a year sees from the first landed year on: what ended once stays ended.
_FROM_THE_FIRST_YEAR = ("changes", "schools", "recognition_records")
#: A relation of so many rows is read once into memory, a larger one each time a check reads it.
_READ_ONCE_ROWS = 500_000
#: The models that say where a figure stands, for the cells of findings.
PLACES = ("file_read", "field_place")
#: The seeds with the Chinese words for codes, and for what the reader says.
_LABELS, _REFUSAL_WORDS = "zh_labels", "refusal_words"
#: What a session as filed reads in place of a relation: no correction is in force, and what was refused
#: stays so.
_AS_FILED = {
    "corrections": "* replace ('as_filed' as status)",
    "refusals": "* replace (cast(null as varchar) as correction_id)",
}


@dataclass(frozen=True)
class Session:
    """An open connection.

    Attributes
    ----------
    checks: SQL of models that nothing but a suite reads, and which are not made: they run once.
    faults: why a model could not be made.
    """

    connection: duckdb.DuckDBPyConnection
    checks: dict[str, str] = field(default_factory=dict)
    faults: dict[str, duckdb.Error] = field(default_factory=dict)

    def relation(self, name: str) -> str:
        """The FROM that reads a model. Raises the `duckdb.Error` that kept it from being made."""
        if name in self.faults:
            raise self.faults[name]
        return f"(\n{self.checks[name]}\n)" if name in self.checks else f'"{name}"'


def landing_session(
    landing_dir: Path,
    models: GateModels,
    school_years: Iterable[int],
    checks: Collection[str],
    as_filed: bool = False,
) -> Session:
    """A session with these checks and what says where a figure stands, over the landing of the given
    years and of the year before each.

    as_filed: no correction is in force, and what could not be read stays refused. A model that cannot be
    made, for a relation of which nothing was ever landed, is among the session's faults.
    """
    connection = _memory_session(landing_dir)
    connection.execute("attach ':memory:' as build")
    connection.execute("create schema build.landing; create schema build.quality; use build.main")
    years = {year - back for year in school_years for back in (0, 1)}
    for folder in sorted(path for path in landing_dir.iterdir() if path.is_dir()):
        landed = sorted(folder.glob("*.parquet"))
        if f"landing.{folder.name}" not in models.sources or not landed or folder.name == "quarantine":
            continue
        seen = [file for file in landed if _is_seen(folder.name, int(file.stem), years)]
        # Without a file of these years the relation is there all the same, with no row.
        listed = ", ".join(_quoted(str(file)) for file in seen or landed[:1])
        columns = _AS_FILED.get(folder.name, "*") if as_filed else "*"
        rows = f"from read_parquet([{listed}], union_by_name = true){'' if seen else ' where false'}"
        counted = connection.execute(f"select count(*) {rows}").fetchone()
        kind = "table" if counted and counted[0] <= _READ_ONCE_ROWS else "view"
        connection.execute(f'create {kind} landing."{folder.name}" as select {columns} {rows}')
    # The gate looks at what was filed: nothing is set aside yet.
    _register(connection, "landing.quarantine", QUARANTINE.empty_table())
    _register(connection, "quality.dq_finding", DQ_FINDING.empty_table())
    session = Session(connection)
    needed = models.needed_for([*checks, *PLACES])
    read = {name for model in needed for name in model.reads} | {*PLACES}
    for name in {*read, _LABELS, _REFUSAL_WORDS} & models.seeds.keys():
        connection.execute(f'create table "{name}" as {seed_rows(models.seeds[name])}')
    for model in needed:
        unmade = [name for name in model.reads if name in session.faults]
        if unmade:
            session.faults[model.name] = session.faults[unmade[0]]
            continue
        if model.name in checks and model.name not in read:
            session.checks[model.name] = model.sql
            continue
        kind = "table" if model.is_table else "view"
        try:
            connection.execute(f'create {kind} "{model.name}" as {model.sql}')
        except duckdb.Error as error:
            session.faults[model.name] = error
    return session


def register_findings(session: Session, findings: pa.Table) -> None:
    """Let checks read the findings so far."""
    _register(session.connection, "quality.dq_finding", findings)


def has_corrections(session: Session) -> bool:
    """True where a correction is in force in a landing session's years."""
    if not lands(session, "corrections"):
        return False
    found = session.connection.execute(
        "select count(*) from landing.corrections where status = 'applied'"
    ).fetchone()
    return bool(found and found[0])


def lands(session: Session, relation: str) -> bool:
    """True where a landing session has the relation: before any year is read it lacks most."""
    found = session.connection.execute(
        "select count(*) from information_schema.tables where table_schema = 'landing' and table_name = ?",
        [relation],
    )
    return bool((found.fetchone() or (0,))[0])


def mart_session(build_database: Path) -> Session:
    """A session over the build database, which is attached read-only.

    Raises `duckdb.Error` where the file is absent or another process writes it.
    """
    connection = _memory_session(build_database.parent)
    connection.execute(f"attach {_quoted(str(build_database))} as build (read_only)")
    connection.execute("use build.main")
    return Session(connection)


def chinese_words(session: Session) -> ChineseWords:
    """What findings in Chinese say for codes, and for the reader's sentences."""
    rows = session.connection.execute(f"select column_name, value, name_zh from {_LABELS}").fetchall()
    pairs = session.connection.execute(f"select words_en, words_zh from {_REFUSAL_WORDS}").fetchall()
    return ChineseWords({(column, value): zh for column, value, zh in rows}, RefusalWords(pairs))


def _is_seen(relation: str, school_year: int, years: Collection[int]) -> bool:
    return school_year in years or (relation in _FROM_THE_FIRST_YEAR and 0 < school_year < max(years))


def _memory_session(spill_dir: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    # Frames of a whole country may exceed memory: they spill beside the warehouse, not into /tmp.
    connection.execute(f"set temp_directory = {_quoted(str(spill_dir / '.spill'))}")
    return connection


def _register(connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    connection.register("arriving", rows)
    connection.execute(f"create or replace table {name} as select * from arriving")
    connection.unregister("arriving")


def seed_rows(seed: Seed) -> str:
    """The SELECT of a seed's rows, in the types that dbt gives its columns."""
    types = ", ".join(f"{_quoted(column)}: {_quoted(kind)}" for column, kind in seed.types.items())
    options = f"header = true, delim = ',', quote = '\"', columns = {{{types}}}"
    return f"select * from read_csv({_quoted(str(seed.file))}, {options})"


def _quoted(text: str) -> str:
    escaped = text.replace("'", "''")
    return f"'{escaped}'"
