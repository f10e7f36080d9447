"""The landing gate sets aside exactly what the made-up counties hold to be unbelievable.

What belongs here: that the quarantine which the comparison with the oracle
writes by hand is the one the real gate would write. What does not: what each
expectation finds (`tests/unit/quality`).
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pyarrow.parquet as pq

from orchestration.quality.gate import gate_landing
from orchestration.quality.quick_engine import QuickEngine
from orchestration.settings import Settings
from tests.oracle.filing import CountyYear, School
from tests.support import dbt
from tests.support.counties.resource_allocation import THIS_YEAR, resource_allocation_counties
from tests.support.landing.writer import write_landing

SEED = 7
Address = tuple[str, str, str, int]


def _is_doubtful(school: School) -> bool:
    rows = school.stages.values()
    premises = school.premises
    return (
        school.listed_twice
        or any(row.filed_twice or row.quarantined for row in rows)
        or (premises is not None and (premises.filed_twice or bool(premises.quarantined)))
    )


def _doubtful_filings() -> list[CountyYear]:
    filings = [county.this for county in resource_allocation_counties(SEED)]
    return [filing for filing in filings if any(_is_doubtful(school) for school in filing.schools)]


def _quarantine(path: Path) -> dict[Address, set[str]]:
    """Fields set aside by row; a whole row has no field."""
    found: dict[Address, set[str]] = defaultdict(set)
    for row in pq.read_table(path).to_pylist():
        address = (row["relation"], row["src_sha256"], row["src_sheet"], row["src_row"])
        found[address] |= {row["src_field"]} if row["src_field"] is not None else set()
    return dict(found)


def _with_every_field(by_hand: dict[Address, set[str]], landing_dir: Path) -> dict[Address, set[str]]:
    """The same, with each whole row of a long relation told as all of its fields."""
    fields: dict[Address, set[str]] = defaultdict(set)
    for relation in ("enrolment", "teachers", "premises"):
        for row in pq.read_table(landing_dir / relation / f"{THIS_YEAR}.parquet").to_pylist():
            fields[relation, row["src_sha256"], row["src_sheet"], row["src_row"]].add(row["src_field"])
    return {address: named or fields[address] for address, named in by_hand.items()}


def test_gate_sets_aside_the_same_facts(tmp_path: Path) -> None:
    filings = _doubtful_filings()
    assert len(filings) >= 40
    settings = Settings.from_environment(warehouse_dir=tmp_path / "warehouse")
    write_landing(settings.warehouse_dir, filings, [THIS_YEAR])
    path = settings.landing_dir / "quarantine" / f"{THIS_YEAR}.parquet"
    by_hand = _with_every_field(_quarantine(path), settings.landing_dir)
    path.unlink()
    gate_landing(
        settings.landing_dir,
        settings.quality_dir,
        settings.expectations_dir,
        dbt.gate_models(),
        [THIS_YEAR],
        {0: "test", THIS_YEAR: "test"},
        engine=QuickEngine(),
    )
    by_gate = _with_every_field(_quarantine(path), settings.landing_dir)
    assert by_gate.keys() == by_hand.keys()
    for address, fields in by_hand.items():
        assert by_gate[address] == fields, address
