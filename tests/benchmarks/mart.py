"""The mart as a file and as Parquet by hand: its size, and what the questions of docs/questions.md take.

Run: python -m tests.benchmarks.mart [--database FILE] [--times 20] [--rounds 5] [--block-size BYTES]

The tables of a release are taken so many times, each time as other counties and schools, and written twice:
into one database as a release is, and as Parquet, which stands for what an analyst makes by hand. The views
of the release read the Parquet on that side. Processor seconds of one thread, the best of the rounds.

What belongs here: those two sides. What does not: building marts (`national`).
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import duckdb

from orchestration.release.build import BLOCK_SIZES, attach_release, write_parquet
from orchestration.release.quoting import identifier, literal
from orchestration.settings import Settings
from tests.benchmarks.measure import machine_line, say
from tests.questions import Question, questions

#: What makes a row another county's or school's; the time it is taken for is written behind it.
_OWN = (
    "county_code",
    "school_code",
    "county_key",
    "school_key",
    "entity_id",
    "region_code",
    "judged_school_code",
)
EVIDENCE = Question(
    "", "every cell that a county's verdicts rest on", "from evidence where county_code = '421202'"
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Write both sides, ask both, and print sizes and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = Settings.from_environment().current_link / "compliance.duckdb"
    parser.add_argument("--database", type=Path, default=default)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--block-size", type=int, choices=BLOCK_SIZES, help="instead of a release's own choice"
    )
    options = parser.parse_args(arguments)
    say(machine_line())
    _say_size(options.database)
    with tempfile.TemporaryDirectory() as scratch, duckdb.connect() as connection:
        folder, file = Path(scratch), Path(scratch) / "mart.duckdb"
        connection.execute(f"ATTACH {literal(options.database)} AS origin (READ_ONLY)")
        views = _views(connection)
        tables = _asked(connection, views)
        rows = sum(_take(connection, table, options.times) for table in tables)
        attach_release(connection, file, "mart", rows, options.block_size)
        for table in tables:
            place = f"mart.main.{identifier(table)}"
            connection.execute(f"CREATE TABLE {place} AS FROM {identifier(table)} ORDER BY ALL")
            write_parquet(connection, place, (), folder / f"{table}.parquet")
        connection.execute("USE mart")
        for view in views:
            connection.execute(view)
        connection.execute("USE memory")
        connection.execute("DETACH mart")
        say(f"{rows:,} rows")
        _ask_both(folder, file, tables, views, options.rounds)


def _say_size(database: Path) -> None:
    """Of the release as it is: repeated rows are what Parquet's compression is best at."""
    size = database.stat().st_size
    if parquet := sum(each.stat().st_size for each in database.parent.glob("parquet/*.parquet")):
        say(f"file {size / 1e6:.1f} MB, Parquet {parquet / 1e6:.1f} MB: {size / parquet:.1f} x")


def _asked(connection: duckdb.DuckDBPyConnection, views: Sequence[str]) -> list[str]:
    """The tables that a question or a view names."""
    said = " ".join((*(each.sql for each in questions()), *views))
    there = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = 'origin' ORDER BY 1"
    ).fetchall()
    return [name for (name,) in there if re.search(rf"\b{name}\b", said)]


def _take(connection: duckdb.DuckDBPyConnection, table: str, times: int) -> int:
    """The table so many times, in memory; returns its rows."""
    place = f"origin.main.{identifier(table)}"
    described = connection.execute(f"DESCRIBE {place}").fetchall()
    own = [name for name, kind, *_ in described if name in _OWN and kind == "VARCHAR"]
    # What belongs to no county is the same for all of them.
    taken = times if {*own} & {"county_code", "school_code", "region_code"} else 1
    others = ", ".join(
        f"{name} || CASE WHEN {name} <> '' AND time > 0 THEN '~' || time ELSE '' END AS {name}"
        for name in own
    )
    replaced = f"REPLACE ({others})" if own else ""
    connection.execute(
        f"CREATE TABLE {identifier(table)} AS SELECT * EXCLUDE (time) {replaced} "
        f"FROM {place}, range({taken}) AS times (time)"
    )
    row = connection.execute(f"SELECT count(*) FROM {identifier(table)}").fetchone()
    return row[0] if row else 0


def _views(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The statements of the origin's views that are asked."""
    rows = connection.execute(
        "SELECT sql FROM duckdb_views() WHERE database_name = 'origin' AND NOT internal "
        "AND view_name IN ('evidence', 'school_indicator') ORDER BY view_name"
    ).fetchall()
    return [re.sub(r'"?\b(build|compliance|origin)"?\.("?main"?\.)?', "", sql) for (sql,) in rows]


def _ask_both(folder: Path, file: Path, tables: list[str], views: list[str], rounds: int) -> None:
    with duckdb.connect(str(file), read_only=True) as mart, duckdb.connect() as by_hand:
        for table in tables:
            parquet = literal(folder / f"{table}.parquet")
            by_hand.execute(f"CREATE VIEW {identifier(table)} AS FROM read_parquet({parquet})")
        for view in views:
            by_hand.execute(view)
        total = [0.0, 0.0]
        for question in [*questions(), EVIDENCE]:
            if "release" in question.sql and "release" not in tables:
                continue
            taken = [min(_seconds(side, question.sql) for _ in range(rounds)) for side in (mart, by_hand)]
            total = [one + other for one, other in zip(total, taken, strict=True)]
            _say(question.en, taken)
        _say("all of them", total)


def _say(name: str, taken: Sequence[float]) -> None:
    say(f"{name[:60]:60} {taken[0] * 1e3:8.1f} ms  {taken[0] / max(taken[1], 1e-4):5.2f} x Parquet")


def _seconds(connection: duckdb.DuckDBPyConnection, sql: str) -> float:
    connection.execute("SET threads = 1")
    started = time.process_time()
    connection.execute(sql).fetchall()
    return time.process_time() - started


if __name__ == "__main__":
    main()
