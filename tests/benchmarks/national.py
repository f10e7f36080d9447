"""Indicator and compliance models on a country's ten years, against DuckDB by hand and pandas.

Run: python -m tests.benchmarks.national [--schools 200000] [--years 10] [--keep DIR]

One run measures, on the same made-up country: `dbt build` of the indicator and compliance models (with
and without their data tests), the whole `dbt build` from landing, the same result as one hand-written
DuckDB script, and a straightforward pandas script. The three must agree on every county before a time
is printed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import duckdb

from orchestration.settings import Settings
from tests.benchmarks.country import make_country
from tests.benchmarks.measure import child_environment, machine_line, measure, say

HERE = Path(__file__).parent
MODELS = [
    "--select",
    "path:models/indicators",
    "int_section_values",
    "int_judged_section_values",
    "int_part_values",
    "int_balance_terms",
    "path:models/marts/compliance",
]
NO_UNIT_TESTS = ["--exclude", "resource_type:unit_test"]
BY_HAND = """
import duckdb, sys
connection = duckdb.connect(sys.argv[2])
connection.execute("set memory_limit = '3GB'; set preserve_insertion_order = false")
connection.execute(f"attach '{sys.argv[1]}' as build (read_only)")
connection.execute(open(sys.argv[3]).read())
"""


def main() -> None:
    """Make the country, time each way of judging it, check that they agree, print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, default=200_000)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--keep", type=Path, help="work in this folder and leave it there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        settings = Settings.from_environment(warehouse_dir=folder / "warehouse")
        make_country(settings.warehouse_dir, options.schools, options.years)
        environment = child_environment(settings.as_environment())
        dbt = [str(Path(sys.executable).with_name("dbt")), "--quiet"]
        python = [sys.executable]
        hand, frame = folder / "by_hand.duckdb", folder / "pandas.parquet"
        hand.unlink(missing_ok=True)
        build = str(settings.build_database)
        rows = {
            "dbt build, everything from landing, with data tests": measure(
                [*dbt, "build", *NO_UNIT_TESTS], environment
            ),
            "dbt build, indicators and compliance, with data tests": measure(
                [*dbt, "build", *MODELS, *NO_UNIT_TESTS], environment
            ),
            "dbt run, indicators and compliance": measure([*dbt, "run", *MODELS], environment),
            "DuckDB by hand": measure(
                [*python, "-c", BY_HAND, build, str(hand), str(HERE / "by_hand.sql")], environment
            ),
            "pandas": measure([*python, str(HERE / "by_hand_pandas.py"), build, str(frame)], environment),
        }
        _agree(build, hand, frame)
        base = rows["DuckDB by hand"].wall_seconds
        say(machine_line())
        say(f"{options.schools} schools × {options.years} years")
        for name, run in rows.items():
            say(
                f"{name:55} {run.wall_seconds:8.1f} s  {run.wall_seconds / base:6.2f} × by hand"
                f"  {run.cpu_seconds:8.1f} s CPU  {run.peak_gigabytes:5.2f} GB"
            )


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
