"""Indicator and compliance models on a country's ten years, against DuckDB by hand and pandas.

Run: python -m tests.benchmarks.national [--schools 200000] [--years 10] [--keep DIR]

One run measures, on the same made-up country:

1. with the registry cut down to R1–R7 of the national standard: `dbt build` of the models that judge them
   (with and without their data tests), the same result as one hand-written DuckDB script, and a
   straightforward pandas script. The three must agree on every section and county;
2. with the whole registry: the same models and all others, every rule set that applies, ledger and progress.

What belongs here: what is measured, and that the ways agree. What does not: making the country (country.py).
"""

from __future__ import annotations

import argparse
import csv
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import duckdb

from orchestration.settings import Settings
from tests.benchmarks.country import make_country
from tests.benchmarks.measure import child_environment, machine_line, measure, say

HERE = Path(__file__).parent
STANDARD, INDICATORS = "national-quality-2017", {f"R{number}" for number in range(1, 8)}
DIMENSION = "resource_allocation"
#: What the hand-written script gives as well.
JUDGING = [
    "--select",
    "path:models/indicators",
    "judged_section_value",
    "balance_mean",
    "balance_term",
    "balance_variance",
    *("indicator_part", "indicator_result", "compliance_school", "compliance_dimension", "compliance_county"),
    *("balance", "balance_share"),
]
COMPLIANCE = [*JUDGING, "path:models/verdicts"]
NO_UNIT_TESTS = ["--exclude", "resource_type:unit_test"]
#: Nor those that compare the registry with its description: it is cut down on purpose.
OF_NARROW = [*NO_UNIT_TESTS, "test_name:as_described"]
BY_HAND = """
import duckdb, sys
connection = duckdb.connect(sys.argv[2])
connection.execute("set memory_limit = '3GB'; set preserve_insertion_order = false")
connection.execute(f"attach '{sys.argv[1]}' as build (read_only)")
connection.execute(open(sys.argv[3]).read())
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the country, time each way of judging it, check that they agree, print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, default=200_000)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--agree", action="store_true", help="only whether the ways agree, on one build")
    parser.add_argument("--keep", type=Path, help="work in this folder and leave it there")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        settings = Settings.from_environment(warehouse_dir=folder / "warehouse")
        make_country(settings.warehouse_dir, options.schools, options.years)
        whole = child_environment(settings.as_environment())
        narrow = {**whole, "DBT_PROJECT_DIR": str(_narrow_project(Path(whole["DBT_PROJECT_DIR"]), folder))}
        dbt = [str(Path(sys.executable).with_name("dbt")), "--quiet"]
        python = [sys.executable]
        hand, frames = folder / "by_hand.duckdb", folder / "pandas"
        hand.unlink(missing_ok=True)
        frames.mkdir(exist_ok=True)
        build = str(settings.build_database)
        rows = {
            "R1–R7: everything from landing, with data tests": measure([*dbt, "build", *OF_NARROW], narrow)
        }
        if not options.agree:
            judging = {"dbt build of what judges, with data tests": ["build", *JUDGING, *OF_NARROW]}
            judging["dbt run of what judges"] = ["run", *JUDGING]
            rows |= {f"R1–R7: {name}": measure([*dbt, *order], narrow) for name, order in judging.items()}
        rows |= {
            "R1–R7: DuckDB by hand": measure(
                [*python, "-c", BY_HAND, build, str(hand), str(HERE / "by_hand.sql")], whole
            ),
            "R1–R7: pandas": measure([*python, str(HERE / "by_hand_pandas.py"), build, str(frames)], whole),
        }
        _agree(build, hand, frames / "compliance_county.parquet")
        if options.agree:
            return
        rows |= {
            "whole registry: everything from landing, with data tests": measure(
                [*dbt, "build", *NO_UNIT_TESTS], whole
            ),
            "whole registry: indicators and compliance, with tests": measure(
                [*dbt, "build", *COMPLIANCE, *NO_UNIT_TESTS], whole
            ),
        }
        base = rows["R1–R7: DuckDB by hand"].wall_seconds
        say(machine_line())
        say(f"{options.schools} schools × {options.years} years")
        for name, run in rows.items():
            say(
                f"{name:57} {run.wall_seconds:8.1f} s  {run.wall_seconds / base:6.2f} × by hand"
                f"  {run.cpu_seconds:8.1f} s CPU  {run.peak_gigabytes:5.2f} GB"
            )


def _narrow_project(project: Path, folder: Path) -> Path:
    """A copy of the dbt project whose registry knows R1–R7 of the national standard and nothing else."""
    copy = folder / "dbt_project"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(project, copy)
    kept = {"standard_id": {STANDARD}, "indicator_id": INDICATORS, "dimension_id": {DIMENSION}}
    for seed in copy.glob("seeds/standards/*.csv"):
        with seed.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream)
            names = list(reader.fieldnames or ())
            rows = [
                row
                for row in reader
                if all(row[name] in values for name, values in kept.items() if name in row)
            ]
        with seed.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, names)
            writer.writeheader()
            writer.writerows(rows)
    return copy


def _agree(build: str, hand: Path, frame: Path) -> None:
    connection = duckdb.connect()
    connection.execute(f"attach '{build}' as build (read_only); attach '{hand}' as hand (read_only)")
    checks = {
        "indicator_result": """select count(*) from
            (select * from build.indicator_result
             where standard_id = 'national-quality-2017' and entity_type = 'section') a
            full join hand.indicator_result b using (school_year, county_code, entity_id, stage, indicator_id)
            where a.status is distinct from b.status or abs(a.value - b.value) > 1e-9 * abs(b.value)""",
        "compliance_school": """select count(*) from
            (select * from build.compliance_school
             where standard_id = 'national-quality-2017' and stage <> 'all') a
            full join hand.compliance_school b using (school_year, county_code, school_code, stage)
            where a.status is distinct from b.status or a.indicators_met is distinct from b.indicators_met""",
        "balance": """select count(*) from hand.balance b left join build.balance a
            using (school_year, standard_id, county_code, stage, indicator_id)
            where a.status is distinct from b.status or abs(a.cv - b.cv) > 1e-9 * b.cv""",
        "pandas": f"""select count(*) from '{frame}' p left join build.compliance_dimension a
            on a.school_year = p.school_year and a.county_code = p.county_code
            and a.standard_id = 'national-quality-2017'
            and a.dimension_id = 'resource_allocation' where (a.status = 'PASS') is distinct from p.passes""",
    }
    for name, query in checks.items():
        found = connection.execute(query).fetchone()
        if found is None or found[0]:
            raise SystemExit(f"{name}: {found} rows differ; no time is worth printing")


if __name__ == "__main__":
    main()
