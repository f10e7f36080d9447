"""Where promises of plans stand, against the oracle: 铁岭县, 咸安区, 张掖's senior schools up to 2035.

What belongs here: figures of single counties in every year they filed. What does not: the verdicts
(`test_quality_balance`), single rules of progress, which dbt's unit tests hold.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from tests.oracle.plans import MET, MISSED, NOT_MEASURABLE, ON_THE_WAY, PLANS, Standing, standings
from tests.support import dbt
from tests.support.counties import SEED
from tests.support.counties.quality_balance import quality_balance_counties

_PREFIXES = tuple(plan.code_prefix for plan in PLANS)


@pytest.fixture(scope="module")
def expected() -> list[Standing]:
    counties = [each for each in quality_balance_counties(SEED) if each.county_code.startswith(_PREFIXES)]
    return [standing for county in counties for standing in standings(county.filings.values())]


def test_each_standing_occurs(expected: list[Standing]) -> None:
    found = Counter(each.progress for each in expected)
    assert all(found[each] > 1 for each in (MET, MISSED, ON_THE_WAY, NOT_MEASURABLE)), found
    assert any(each.pace_so_far for each in expected)


def test_progress_equals_oracle(made_up_counties: Path, expected: list[Standing]) -> None:
    found = {
        (row["plan_id"], row["target_id"], row["region_code"], row["school_year"]): row
        for row in dbt.read_mart(made_up_counties, "target_progress")
    }
    wrong = []
    for each in expected:
        row = found[each.plan_id, each.target_id, each.county_code, each.school_year]
        figures = {name: row[name] for name in ("actual", "pace_needed", "pace_so_far")}
        wanted = {name: getattr(each, name) for name in figures}
        alike = all(_is_close(figures[name], wanted[name]) for name in figures)
        if row["progress"] != each.progress or not alike:
            wrong.append((each, row["progress"], figures))
    assert wrong == []


def _is_close(found: float | None, wanted: Fraction | None) -> bool:
    if found is None or wanted is None:
        return found is None and wanted is None
    return abs(found - float(wanted)) <= 1e-9 * max(1, abs(found))


def test_who_has_no_plan_is_asked_for_nothing(made_up_counties: Path) -> None:
    rows = dbt.read_mart(made_up_counties, "target_progress")
    assert {row["region_code"][:4] for row in rows} == {prefix[:4] for prefix in _PREFIXES}
    standards = {row["standard_id"] for row in dbt.read_mart(made_up_counties, "compliance_county")}
    assert "plan-targets" not in standards
