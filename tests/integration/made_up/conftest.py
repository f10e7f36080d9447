"""All made-up counties in one warehouse, built once for the tests of this folder.

What belongs here: landing and building them. What does not: the counties (`tests.support`), or any test.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.settings import Settings
from orchestration.submissions.contract.schemas import CORRECTIONS
from tests.support import compiled
from tests.support.counties import SEED
from tests.support.counties.neighbours import neighbour_counties
from tests.support.counties.quality_balance import YEARS, quality_balance_counties
from tests.support.counties.resource_allocation import LAST_YEAR
from tests.support.landing.writer import write_landing
from tests.support.once import made_once, shared_folder


@pytest.fixture(scope="session")
def made_up_counties(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse of every made-up county, one of which has a correction in force."""
    folder = shared_folder(tmp_path_factory) / "made_up_counties"
    return made_once(folder, lambda: _build(folder))


def _build(warehouse_dir: Path) -> None:
    counties = quality_balance_counties(SEED)
    filings = [filing for county in counties for filing in county.filings.values()]
    write_landing(warehouse_dir, [*filings, *neighbour_counties(SEED)], YEARS)
    _misfile_one_cell(Settings.from_environment(warehouse_dir=warehouse_dir).landing_dir)
    compiled.build(warehouse_dir)


def _misfile_one_cell(landing_dir: Path) -> None:
    """Land another figure for the first students of a year, and the right one as a correction in force."""
    file = landing_dir / "enrolment" / f"{LAST_YEAR}.parquet"
    facts = pq.read_table(file)
    rows: list[dict[str, Any]] = facts.to_pylist()
    of_all = (row for row in rows if (row["grade"], row["student_group"]) == ("all", "all"))
    fact = next(row for row in of_all if row["students"])
    right = fact["students"]
    record = {name: fact.get(name) for name in CORRECTIONS.schema.names} | {
        "correction_id": "c0ffee",
        "relation": "enrolment",
        "field": fact["src_field"],
        "status": "applied",
        "original": "约七百",
        "corrected": str(right),
        "landed_column": "students",
        "landed_text": str(right),
    }
    fact["students"] = right + 700
    pq.write_table(pa.Table.from_pylist(rows, schema=facts.schema), file)
    table = pa.Table.from_pylist([record], schema=CORRECTIONS.schema)
    pq.write_table(table, landing_dir / "corrections" / f"{LAST_YEAR}.parquet")
