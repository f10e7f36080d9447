"""The marts of dbt against the oracle: the same counties, worked out twice, with nothing shared.

What belongs here: the comparison of every row, and that the counties hold the
cases it is for. What does not: published figures (`tests/golden`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from orchestration.settings import Settings
from tests.oracle.county import CountyVerdict
from tests.support import dbt
from tests.support.counties import LAST_YEAR, THIS_YEAR, TwoYears, all_counties, roster_counties
from tests.support.coverage import occurrences, required
from tests.support.expected_marts import KEYS, Row, differences, expected_rows
from tests.support.landing import Landing

LINES_SHOWN = 40
#: Any seed will do; this one is kept so that a failure can be looked at again.
SEED = 20241121


@dataclass(frozen=True)
class Comparison:
    """Made-up counties, what the oracle says of them, and a warehouse in which dbt judged them."""

    counties: list[TwoYears]
    verdicts: list[CountyVerdict]
    warehouse_dir: Path


@pytest.fixture(scope="module")
def made_up_counties() -> list[TwoYears]:
    """The constructed cases, the random counties and the roster, over two years."""
    roster = Settings.from_environment().standards_dir / "counties.csv"
    return [*all_counties(SEED), *roster_counties(roster)]


@pytest.fixture(scope="module")
def comparison(made_up_counties: list[TwoYears], tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """One dbt build over all made-up counties."""
    warehouse_dir = tmp_path_factory.mktemp("oracle") / "warehouse"
    landing = Landing()
    for county in made_up_counties:
        landing.add(county.last)
        landing.add(county.this)
    landing.write(warehouse_dir, [LAST_YEAR, THIS_YEAR])
    dbt.build(warehouse_dir)
    verdicts = [verdict for county in made_up_counties for verdict in county.verdicts()]
    return Comparison(made_up_counties, verdicts, warehouse_dir)


@pytest.fixture(scope="module")
def expected(comparison: Comparison) -> dict[str, list[Row]]:
    return expected_rows(comparison.verdicts)


def test_every_constructed_kind_occurs(made_up_counties: list[TwoYears]) -> None:
    found = occurrences(made_up_counties)
    assert sorted(required() - found.keys()) == []


def test_there_are_many_counties(made_up_counties: list[TwoYears]) -> None:
    random_counties = [county for county in made_up_counties if county.this.kind == "random"]
    assert len(random_counties) >= 100
    assert len(made_up_counties) >= 300


@pytest.mark.parametrize("table", KEYS)
def test_mart_equals_oracle(table: str, comparison: Comparison, expected: dict[str, list[Row]]) -> None:
    found = dbt.read_mart(comparison.warehouse_dir, table)
    kinds = {county.this.county_code: county.this.kind for county in comparison.counties}
    lines = differences(table, expected[table], found)
    told = [_with_kind(line, kinds) for line in lines[:LINES_SHOWN]]
    assert not lines, f"{len(lines)} differences; the first:\n" + "\n".join(told)


def _with_kind(line: str, kinds: dict[str, str]) -> str:
    """The line, and which case the county it speaks of was made for."""
    kind = next((kind for code, kind in kinds.items() if f"'{code}'" in line), "")
    return f"[{kind}] {line}"
