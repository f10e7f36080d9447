"""The marts under every rule set for quality balance against the oracle: 32 indicators, parts, verdicts.

What belongs here: the comparison of every row, in both directions, and that
the counties hold the cases it is for. What does not: published figures (`tests/golden`).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.oracle.verdict import Verdict
from tests.support import dbt
from tests.support.counties import SEED
from tests.support.counties.neighbours import neighbour_counties
from tests.support.counties.quality_balance import ManyYears, quality_balance_counties
from tests.support.counties.resource_allocation import resource_allocation_counties, roster_counties
from tests.support.coverage import quality_balance, resource_allocation
from tests.support.expected.comparison import Row, differences
from tests.support.expected.quality_balance import KEYS, STANDARD_IDS, expected_rows

LINES_SHOWN = 40


@pytest.fixture(scope="module")
def counties() -> list[ManyYears]:
    """Every county of the comparison."""
    return quality_balance_counties(SEED)


@pytest.fixture(scope="module")
def verdicts(counties: list[ManyYears]) -> list[Verdict]:
    return [verdict for county in counties for verdict in county.verdicts()]


@pytest.fixture(scope="module")
def expected(verdicts: list[Verdict]) -> dict[str, list[Row]]:
    return expected_rows(verdicts)


def test_every_kind_of_section_occurs() -> None:
    counties = [*resource_allocation_counties(SEED), *roster_counties()]
    assert sorted(resource_allocation.required() - resource_allocation.occurrences(counties).keys()) == []


def test_there_are_many_counties(counties: list[ManyYears]) -> None:
    assert len([county for county in counties if county.kind == "random"]) >= 100
    assert len(counties) >= 1000


def test_every_kind_occurs(verdicts: list[Verdict]) -> None:
    assert sorted(quality_balance.required() - quality_balance.occurrences(verdicts).keys()) == []


@pytest.mark.parametrize("table", KEYS)
def test_mart_equals_oracle(
    table: str, made_up_counties: Path, counties: list[ManyYears], expected: dict[str, list[Row]]
) -> None:
    beside = {filing.county_code for filing in neighbour_counties(SEED)}
    found = [
        row
        for row in dbt.read_mart(made_up_counties, table)
        if row["standard_id"] in STANDARD_IDS and row["county_code"] not in beside
    ]
    kinds = {county.county_code: county.kind for county in counties}
    lines = differences(table, KEYS[table], expected[table], found)
    told = [_with_kind(line, kinds) for line in lines[:LINES_SHOWN]]
    assert not lines, f"{len(lines)} differences; the first:\n" + "\n".join(told)


def _with_kind(line: str, kinds: dict[str, str]) -> str:
    """The line, and which case the county it speaks of was made for."""
    kind = next((kind for code, kind in kinds.items() if f"'{code}'" in line), "")
    return f"[{kind}] {line}"
