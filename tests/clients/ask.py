"""One question, asked by one client: `python ask.py CLIENT RELEASE` prints its answer as JSON.

What belongs here: what docs/connect.md tells people to write, client by client. It runs where there is the
client alone, so each function imports for itself, and nothing of Junheng. What does not: which environments
there are, or what the answer must be (`__main__`).
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

STANDARD = "national-quality-2017"
SQL = (
    "select county_name, status_zh, school_year_start from county_year "
    f"where is_latest_year and standard_id = '{STANDARD}' order by county_code"
)
_COLUMNS = ["county_name", "status_zh", "school_year_start"]

Rows = Iterable[Iterable[Any]]


def python(release: Path) -> Rows:
    """DuckDB's own Python."""
    import duckdb

    with duckdb.connect(str(release / "compliance.duckdb"), read_only=True) as mart:
        rows: Rows = mart.execute(SQL).fetchall()
    return rows


def command_line(release: Path) -> Rows:
    """The program duckdb."""
    program = Path(sys.executable).with_name("duckdb")
    command = [str(program), "-readonly", "-json", str(release / "compliance.duckdb"), SQL]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [row.values() for row in json.loads(said)]


def pandas(release: Path) -> Rows:
    """A data frame from DuckDB, and the same from Parquet without it."""
    import duckdb
    import pandas as pd

    with duckdb.connect(str(release / "compliance.duckdb"), read_only=True) as mart:
        asked = mart.sql(SQL).df()
    read = pd.read_parquet(release / "parquet" / "county_year.parquet")
    read = read[read.is_latest_year & (read.standard_id == STANDARD)].sort_values("county_code")
    rows: list[list[Any]] = [[*row[:2], str(row[2])[:10]] for row in asked.to_numpy().tolist()]
    assert [row[:2] for row in rows] == read[_COLUMNS[:2]].to_numpy().tolist()
    return rows


def polars(release: Path) -> Rows:
    """SQL over Parquet, lazily."""
    import polars as pl

    scanned = pl.scan_parquet(release / "parquet" / "county_year.parquet")
    rows: Rows = pl.SQLContext(county_year=scanned, eager=True).execute(SQL).rows()
    return rows


def arrow(release: Path) -> Rows:
    """An Arrow table from DuckDB, and one from Parquet without it."""
    import duckdb
    import pyarrow.parquet as pq

    with duckdb.connect(str(release / "compliance.duckdb"), read_only=True) as mart:
        asked = mart.sql(SQL).to_arrow_table()
    filters = [("is_latest_year", "=", True), ("standard_id", "=", STANDARD)]
    read = pq.read_table(release / "parquet" / "county_year.parquet", filters=filters)
    assert asked.to_pylist() == read.sort_by("county_code").select(_COLUMNS).to_pylist()
    return [row.values() for row in asked.to_pylist()]


def sqlalchemy(release: Path) -> Rows:
    """Rows, and the tables and columns with their comments, as BI tools list them."""
    from sqlalchemy import create_engine, inspect, text

    engine = create_engine(f"duckdb:///{release / 'compliance.duckdb'}", connect_args={"read_only": True})
    described = inspect(engine)
    names = described.get_table_names(schema="main")
    assert len(names) == len(set(names)) and "county_year" in names
    columns = {each["name"]: each for each in described.get_columns("county_year", schema="main")}
    assert "学年" in str(columns["school_year"]["comment"])
    assert str(columns["school_year_start"]["type"]) == "DATE"
    with engine.connect() as mart:
        return [tuple(row) for row in mart.execute(text(SQL))]


def adbc(release: Path) -> Rows:
    """Arrow Database Connectivity."""
    import adbc_driver_duckdb
    from adbc_driver_manager import dbapi

    place = {"path": str(release / "compliance.duckdb"), "access_mode": "READ_ONLY"}
    driver = adbc_driver_duckdb.driver_path()
    with dbapi.connect(driver=driver, entrypoint="duckdb_adbc_init", db_kwargs=place) as mart:
        cursor = mart.cursor()
        cursor.execute(SQL)
        rows: Rows = cursor.fetchall()
        cursor.close()
    return rows


def ibis(release: Path) -> Rows:
    """Expressions instead of SQL."""
    import ibis as ib

    mart = ib.duckdb.connect(str(release / "compliance.duckdb"), read_only=True)
    counties = mart.table("county_year")
    asked = counties.filter(counties.is_latest_year, counties.standard_id == STANDARD)
    rows: Rows = asked.order_by("county_code").select(_COLUMNS).to_pyarrow().to_pylist()
    return [row.values() for row in rows]  # type: ignore[attr-defined]


def frictionless(release: Path) -> Rows:
    """The datapackage, and the rows of two tables against it. (It does not count a Parquet file's bytes.)"""
    from frictionless import Checklist, Package

    package = Package(str(release / "datapackage.json"))
    small = ("parquet-county_year.parquet", "parquet-compliance_county.parquet", "parquet-release.parquet")
    for name in [each.name for each in package.resources if each.name not in small]:
        package.remove_resource(name)
    report = package.validate(Checklist(skip_errors=["byte-count"]))
    assert report.valid, report.flatten(["name", "fieldName", "message"])
    found = package.get_resource(small[0]).read_rows()
    latest = [row for row in found if row["is_latest_year"] and row["standard_id"] == STANDARD]
    return [
        [row[name] for name in _COLUMNS] for row in sorted(latest, key=lambda row: str(row["county_code"]))
    ]


def libreoffice(release: Path) -> Rows:
    """What `junheng release export` wrote, opened as UTF-8, as its dialogue is answered."""
    import csv

    with tempfile.TemporaryDirectory() as folder:
        given = release.parent / "export" / "county_year.csv"
        profile = f"-env:UserInstallation=file://{folder}/profile"
        # CSV to CSV: what comes out is what the program understood. 76 is UTF-8.
        command = ["soffice", profile, "--headless", "--infilter=CSV:44,34,76,1", "--convert-to"]
        command += ["csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", folder, str(given)]
        subprocess.run(command, capture_output=True, check=True)
        with (Path(folder) / "county_year.csv").open(encoding="utf-8", newline="") as opened:
            rows = [row for row in csv.DictReader(opened) if row["standard_id"] == STANDARD]
    latest = [row for row in rows if row["is_latest_year"].lower() == "true"]
    return [[row[name] for name in _COLUMNS] for row in sorted(latest, key=lambda row: row["county_code"])]


_CLIENTS: dict[str, Callable[[Path], Rows]] = {
    each.__name__: each
    for each in (
        python,
        command_line,
        pandas,
        polars,
        arrow,
        sqlalchemy,
        adbc,
        ibis,
        frictionless,
        libreoffice,
    )
}

if __name__ == "__main__":
    answer = _CLIENTS[sys.argv[1]](Path(sys.argv[2]))
    sys.stdout.write(json.dumps([[str(value) for value in row] for row in answer], ensure_ascii=False))
