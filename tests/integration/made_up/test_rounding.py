"""Raw or rounded values decide, as the registry says: one word of a rule set changed, and the oracle told so.

What belongs here: marts judged again where the national rule set decides on rounded values. What does not:
the registry as it is (`test_quality_balance`).
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import Settings
from orchestration.transform.as_filed import write_no_verdicts
from tests.oracle.rule_sets import NATIONAL, RuleSet
from tests.oracle.verdict import Verdict, judge_by
from tests.support import dbt
from tests.support.counties import SEED
from tests.support.counties.quality_balance import ManyYears, quality_balance_counties
from tests.support.counties.resource_allocation import THIS_YEAR
from tests.support.expected.comparison import differences
from tests.support.expected.quality_balance import KEYS, expected_rows

pytestmark = pytest.mark.long

SCHOOL_YEAR = THIS_YEAR
ROUNDED = replace(NATIONAL, decides_on="rounded")
#: How many counties beside those that rounding concerns.
OTHERS = 10


def _rounding_matters(verdict: Verdict) -> bool:
    """True where a requirement, a section's indicator or a difference would be decided otherwise."""
    return (
        any(requirement.rounding_matters for requirement in verdict.requirements)
        or any(balance.rounding_matters for balance in verdict.balance)
        or any(item.rounding_matters for section in verdict.sections for item in section.indicators.values())
    )


def _counties() -> list[ManyYears]:
    """Those that rounding concerns, and some others."""
    filing = [
        county
        for county in quality_balance_counties(SEED)
        if SCHOOL_YEAR in county.filings and not county.is_on_roster
    ]
    concerned = [county for county in filing if _rounding_matters(_judged(NATIONAL, county))]
    others = [county for county in filing if county not in concerned]
    return [*concerned, *others[:OTHERS]]


def _judged(rules: RuleSet, county: ManyYears) -> Verdict:
    return judge_by(rules, county.filings[SCHOOL_YEAR], county.filings.get(SCHOOL_YEAR - 1))


@pytest.fixture(scope="module")
def counties() -> list[ManyYears]:
    return _counties()


@pytest.fixture(scope="module")
def verdicts(counties: list[ManyYears]) -> list[Verdict]:
    """The oracle's, on rounded values."""
    return [_judged(ROUNDED, county) for county in counties]


@pytest.fixture(scope="module")
def warehouse_dir(made_up_counties: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the made-up counties' marts, judged again where rounded values decide."""
    before = Settings.from_environment(warehouse_dir=made_up_counties)
    settings = Settings.from_environment(warehouse_dir=tmp_path_factory.mktemp("rounding") / "warehouse")
    settings.warehouse_dir.mkdir()
    shutil.copyfile(before.build_database, settings.build_database)
    with duckdb.connect(str(settings.build_database)) as connection:
        changed = connection.execute(
            "update rule_sets set decides_on = 'rounded' where standard_id = ? and decides_on = 'raw'",
            [NATIONAL.standard_id],
        ).fetchone()
    assert changed == (1,)
    write_no_verdicts(settings)
    what_follows = [f"rule_sets+,+{mart}" for mart in ("compliance_county", "balance_share")]
    dbt.run(settings, "run", "--select", *what_follows)
    return settings.warehouse_dir


def test_rounding_changes_verdicts(counties: list[ManyYears], verdicts: list[Verdict]) -> None:
    raw = [_judged(NATIONAL, county).status for county in counties]
    changed = {(before, verdict.status) for before, verdict in zip(raw, verdicts, strict=True)}
    assert {("FAIL", "PASS"), ("PASS", "FAIL")} <= changed


@pytest.mark.parametrize("table", KEYS)
def test_mart_equals_oracle(table: str, warehouse_dir: Path, verdicts: list[Verdict]) -> None:
    codes = {verdict.filing.county_code for verdict in verdicts}
    found = [
        row
        for row in dbt.read_mart(warehouse_dir, table)
        if row["standard_id"] == NATIONAL.standard_id
        and row["county_code"] in codes
        and row["school_year"] == SCHOOL_YEAR
    ]
    lines = differences(table, KEYS[table], expected_rows(verdicts)[table], found)
    assert not lines, f"{len(lines)} differences; the first:\n" + "\n".join(lines[:20])
