"""The marts under every rule set for quality balance against the oracle: 32 indicators, parts, verdicts.

What belongs here: the comparison of every row, in both directions, and that
the counties hold the cases it is for. What does not: published figures (`tests/golden`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.oracle.verdict import Verdict
from tests.support import dbt
from tests.support.counties.quality_balance import YEARS, ManyYears, quality_balance_counties
from tests.support.counties.resource_allocation import resource_allocation_counties, roster_counties
from tests.support.coverage import quality_balance, resource_allocation
from tests.support.expected.comparison import Row, differences
from tests.support.expected.quality_balance import KEYS, STANDARD_IDS, expected_rows
from tests.support.landing.writer import write_landing

LINES_SHOWN = 40
#: Any seed will do; this one is kept so that a failure can be looked at again.
SEED = 20241122


@dataclass(frozen=True)
class Comparison:
    """Made-up counties, what the oracle says of them, and a warehouse in which dbt judged them."""

    counties: list[ManyYears]
    verdicts: list[Verdict]
    warehouse_dir: Path


@pytest.fixture(scope="module")
def made_up_counties() -> list[ManyYears]:
    """Every county of the comparison."""
    return quality_balance_counties(SEED)


@pytest.fixture(scope="module")
def verdicts(made_up_counties: list[ManyYears]) -> list[Verdict]:
    return [verdict for county in made_up_counties for verdict in county.verdicts()]


@pytest.fixture(scope="module")
def comparison(
    made_up_counties: list[ManyYears], verdicts: list[Verdict], tmp_path_factory: pytest.TempPathFactory
) -> Comparison:
    """One dbt build over all made-up counties."""
    warehouse_dir = tmp_path_factory.mktemp("standard") / "warehouse"
    filings = [filing for county in made_up_counties for filing in county.filings.values()]
    write_landing(warehouse_dir, filings, YEARS)
    dbt.build(warehouse_dir)
    return Comparison(made_up_counties, verdicts, warehouse_dir)


@pytest.fixture(scope="module")
def expected(comparison: Comparison) -> dict[str, list[Row]]:
    return expected_rows(comparison.verdicts)


def test_every_kind_of_section_occurs() -> None:
    counties = [*resource_allocation_counties(SEED), *roster_counties()]
    assert sorted(resource_allocation.required() - resource_allocation.occurrences(counties).keys()) == []


def test_there_are_many_counties(made_up_counties: list[ManyYears]) -> None:
    random_counties = [county for county in made_up_counties if county.kind == "random"]
    assert len(random_counties) >= 100
    assert len(made_up_counties) >= 1000


def test_every_kind_occurs(verdicts: list[Verdict]) -> None:
    assert sorted(quality_balance.required() - quality_balance.occurrences(verdicts).keys()) == []


@pytest.mark.parametrize("table", KEYS)
def test_mart_equals_oracle(table: str, comparison: Comparison, expected: dict[str, list[Row]]) -> None:
    found = [
        row for row in dbt.read_mart(comparison.warehouse_dir, table) if row["standard_id"] in STANDARD_IDS
    ]
    kinds = {county.county_code: county.kind for county in comparison.counties}
    lines = differences(table, KEYS[table], expected[table], found)
    told = [_with_kind(line, kinds) for line in lines[:LINES_SHOWN]]
    assert not lines, f"{len(lines)} differences; the first:\n" + "\n".join(told)


def _with_kind(line: str, kinds: dict[str, str]) -> str:
    """The line, and which case the county it speaks of was made for."""
    kind = next((kind for code, kind in kinds.items() if f"'{code}'" in line), "")
    return f"[{kind}] {line}"
