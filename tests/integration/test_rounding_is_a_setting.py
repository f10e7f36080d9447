"""Raw or rounded values decide, as the registry says: one word of a rule set changed, and the oracle told so.

What belongs here: a build on a copy of the dbt project whose national rule set
decides on rounded values. What does not: the registry as it is (`test_quality_balance_against_oracle`).
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from orchestration.settings import Settings
from tests.oracle.rule_sets import NATIONAL
from tests.oracle.verdict import Verdict, judge_by
from tests.support import dbt
from tests.support.counties.quality_balance import ManyYears, quality_balance_counties
from tests.support.expected.comparison import differences
from tests.support.expected.quality_balance import KEYS, expected_rows
from tests.support.landing.writer import write_landing

SEED, SCHOOL_YEAR = 7, 2024
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
    filing = [
        county
        for county in quality_balance_counties(SEED)
        if SCHOOL_YEAR in county.filings and not county.is_on_roster
    ]
    concerned = [
        county for county in filing if _rounding_matters(judge_by(NATIONAL, county.filings[SCHOOL_YEAR]))
    ]
    others = [county for county in filing if county not in concerned]
    return [*concerned, *others[:OTHERS]]


def _rounding_project(directory: Path) -> Path:
    """A copy of the dbt project whose national rule set decides on rounded values."""
    source = Settings.from_environment().dbt_project_dir
    shutil.copytree(source, directory / "dbt_project", ignore=shutil.ignore_patterns("target", "logs"))
    registry = directory / "dbt_project" / "seeds" / "standards" / "rule_sets.csv"
    text = registry.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith(f"{NATIONAL.standard_id},"))
    assert line.count(",raw,") == 1
    registry.write_text(text.replace(line, line.replace(",raw,", ",rounded,")), encoding="utf-8")
    return directory


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Verdict]]:
    """A warehouse judged on rounded values, and the oracle's verdicts on them."""
    directory = tmp_path_factory.mktemp("rounding")
    counties = _counties()
    filings = [county.filings[SCHOOL_YEAR] for county in counties]
    write_landing(directory / "warehouse", filings, [SCHOOL_YEAR])
    select = ("--select", "+compliance_county", "+balance_share", "--indirect-selection", "cautious")
    dbt.build(directory / "warehouse", *select, project_dir=_rounding_project(directory))
    verdicts = [judge_by(ROUNDED, filing) for filing in filings]
    return directory / "warehouse", verdicts


def test_rounding_changes_verdicts(built: tuple[Path, list[Verdict]]) -> None:
    _, verdicts = built
    raw = [judge_by(NATIONAL, verdict.filing).status for verdict in verdicts]
    changed = {(before, verdict.status) for before, verdict in zip(raw, verdicts, strict=True)}
    assert {("FAIL", "PASS"), ("PASS", "FAIL")} <= changed


@pytest.mark.parametrize("table", KEYS)
def test_mart_equals_oracle(table: str, built: tuple[Path, list[Verdict]]) -> None:
    warehouse_dir, verdicts = built
    codes = {verdict.filing.county_code for verdict in verdicts}
    found = [
        row
        for row in dbt.read_mart(warehouse_dir, table)
        if row["standard_id"] == NATIONAL.standard_id and row["county_code"] in codes
    ]
    lines = differences(table, KEYS[table], expected_rows(verdicts)[table], found)
    assert not lines, f"{len(lines)} differences; the first:\n" + "\n".join(lines[:20])
