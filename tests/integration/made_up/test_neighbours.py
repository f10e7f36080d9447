"""The marts under every rule set beside quality balance against the oracle, row by row.

What belongs here: the comparison in both directions, and that the counties lie where they should. What
does not: quality balance (`test_quality_balance`), published figures (`tests/golden`).
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.oracle.basic_balance import judge_basic
from tests.oracle.filing import CountyYear
from tests.oracle.indicators import FAIL, INSUFFICIENT_DATA, NOT_APPLICABLE, PASS
from tests.oracle.neighbours import NEIGHBOURS, PRESCHOOL, SUPERVISION, Neighbour, judge_neighbour
from tests.support import dbt
from tests.support.counties import SEED
from tests.support.counties.neighbours import neighbour_counties
from tests.support.expected.comparison import differences
from tests.support.expected.neighbours import STANDARD_IDS, TABLES, expected_rows
from tests.support.expected.quality_balance import KEYS


@pytest.fixture(scope="module")
def counties() -> list[CountyYear]:
    return neighbour_counties(SEED)


@pytest.mark.parametrize("neighbour", NEIGHBOURS, ids=lambda each: each.rules.standard_id)
def test_each_line_is_met_and_missed_and_rounding_matters_on_it(
    counties: list[CountyYear], neighbour: Neighbour
) -> None:
    """Each part passes, fails and is unknown somewhere; raw and rounded differ somewhere.

    What nothing is demanded of is only shown; what the sheets do not ask for yet need not be unknown.
    """
    found: Counter[tuple[str, str, str]] = Counter()
    for filing in counties:
        if not neighbour.rules.applies_to(filing.county_code, filing.school_year):
            continue
        for requirement in judge_neighbour(neighbour, filing).requirements:
            for part in requirement.parts:
                name = (requirement.indicator_id, part.measure.part_id)
                found[*name, part.status] += 1
                found[*name, "rounding"] += part.rounding_matters
    for name, demand in neighbour.rules.demands.items():
        judged = (PASS, FAIL, INSUFFICIENT_DATA, "rounding")
        kinds = (NOT_APPLICABLE,) if demand is None else judged
        for kind in (*kinds, *((NOT_APPLICABLE,) if name in neighbour.rules.asked_from else ())):
            assert found[*name, kind], (*name, kind)


def test_each_band_is_reached_and_vetoed(counties: list[CountyYear]) -> None:
    """As in the published case, 91.5 points are «advanced», vetoed down to «qualified»; 合格 / 不合格."""
    for neighbour in (SUPERVISION, PRESCHOOL):
        grades = {judge_neighbour(neighbour, filing).grade for filing in counties}
        assert grades == {None, *(band.name for band in neighbour.bands)}
    reasons = {judge_neighbour(SUPERVISION, filing).reason for filing in counties}
    assert {None, "GRADE_TOO_LOW", "GRADE_UNDECIDED"} <= reasons


def test_no_county_outside_yunnan_is_judged_by_its_standards(made_up_counties: Path) -> None:
    found = dbt.read_mart(
        made_up_counties,
        "compliance_county",
        "standard_id in ('county-supervision', 'yunnan-retention-2009')",
    )
    assert {row["county_code"][:2] for row in found} == {"53"}
    shown = dbt.read_mart(made_up_counties, "indicator_result", "indicator_id = 'E3' and value > 0")
    assert {(row["status"], row["reason_code"]) for row in shown} == {("NOT_APPLICABLE", "DECIDES_NOTHING")}


def test_basic_balance_is_met_missed_and_rounded(counties: list[CountyYear]) -> None:
    """教督〔2012〕3号: the mean of the eight is ≤0.65 in primary schools and ≤0.55 in junior ones."""
    means = [mean for filing in counties for mean in judge_basic(filing).deciding]
    for stage in ("primary", "junior"):
        own = [mean for mean in means if mean.stage == stage]
        assert {mean.status for mean in own} == {PASS, FAIL, INSUFFICIENT_DATA, "NOT_APPLICABLE"}
        assert any(mean.rounding_matters for mean in own)


@pytest.mark.parametrize("table", TABLES)
def test_mart_equals_oracle(table: str, made_up_counties: Path, counties: list[CountyYear]) -> None:
    codes = {filing.county_code for filing in counties}
    found = [
        row
        for row in dbt.read_mart(made_up_counties, table)
        if row["standard_id"] in STANDARD_IDS and row["county_code"] in codes
    ]
    lines = differences(table, KEYS[table], expected_rows(counties)[table], found)
    kinds = {filing.county_code: filing.kind for filing in counties}
    told = [f"[{next((kinds[code] for code in kinds if code in line), '')}] {line}" for line in lines[:20]]
    assert not lines, f"{len(lines)} differences; the first:\n" + "\n".join(told)
