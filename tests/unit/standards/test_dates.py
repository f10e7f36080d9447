"""From when until when the rules hold, typed again from their documents.

What belongs here: dates. What does not: values, which the oracle and dbt's unit tests hold. A later
edition that replaces a row changes the year here too, with the row's own citation.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import pytest

from orchestration.settings import Settings
from orchestration.standards.registry import UNTIL_REPLACED, Registry, load_registry

#: The school year from which a rule set holds; each of its rules does from the same year.
FIRST_YEAR = {
    "national-quality-2017": 2017,
    "national-basic-2012": 2012,
    "tieling-2019": 2019,
    "xianan-2023": 2023,
    "zhangye-2024": 2024,
    "shenyang-2024": 2024,
    "fiscal-growth": 2012,
    "enrolment-retention": 2017,
    "county-supervision": 2012,
    "preschool-universal-2020": 2020,
    "plan-targets": 2017,
}
#: Rules that every rule set shares hold from the year of the national standard that states them.
SHARED_FROM = 2017
#: The standard of basic balance splits shared things and counts qualifications by the same rules.
SHARED_WITH_BASIC_BALANCE = {"split_weights": 2012, "qualifications": 2012}
#: 国教督办函〔2019〕30号: within three years of issue, October 2019.
TRANSITION_YEARS = (2019, 2021)
ROSTER = ("counties", "school_name_crosswalk")


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry(Settings.from_environment().standards_dir)[0]


def test_every_rule_set_is_dated(registry: Registry) -> None:
    found = {row["standard_id"]: row.years for row in registry.rows("rule_sets")}
    assert found == {name: (first, UNTIL_REPLACED) for name, first in FIRST_YEAR.items()}


def test_rules_hold_from_their_rule_set_on_without_a_gap(registry: Registry) -> None:
    for seed in registry.rule_seeds():
        years = defaultdict(list)
        for row in seed.rows if seed.is_dated else ():
            years[row["standard_id"], tuple(row[column] for column in seed.key)].append(row.years)
        for (standard_id, key), spans in years.items():
            spans.sort()
            assert spans[0][0] == FIRST_YEAR[standard_id], (seed.name, key)
            assert spans[-1][1] == UNTIL_REPLACED, (seed.name, key)
            assert all(a[1] + 1 == b[0] for a, b in pairwise(spans)), (seed.name, key)


def test_shared_rules_hold_since_the_national_standard(registry: Registry) -> None:
    for name, seed in registry.seeds.items():
        if not seed.is_dated or "standard_id" in seed.columns or name in (*ROSTER, "transition_rules"):
            continue
        first = SHARED_WITH_BASIC_BALANCE.get(name, SHARED_FROM)
        assert {row.years for row in seed.rows} == {(first, UNTIL_REPLACED)}, name


def test_transition_rules_hold_for_three_years(registry: Registry) -> None:
    assert {row.years for row in registry.rows("transition_rules")} == {TRANSITION_YEARS}
