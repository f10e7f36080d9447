"""From when until when the rules hold.

What belongs here: that dates of the registry agree with one another and with the documents its rows name.
What does not: values, which the oracle and dbt's unit tests hold.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise

import pytest

from orchestration.settings import Settings
from orchestration.standards.registry import UNTIL_REPLACED, Registry, load_registry

NATIONAL, BASIC_BALANCE = "national-quality-2017", "national-basic-2012"
#: The standard of basic balance splits shared things and counts qualifications by the same rules.
SHARED_WITH_BASIC_BALANCE = ("split_weights", "qualifications")
ROSTER = ("counties", "plans", "roster", "school_name_crosswalk")
#: What begins later than its rule set: by seed and indicator, the part and its first year.
LATER = {("thresholds", "G7"): {"national_quota": 2025}}
LATER_FIGURES = {"special_school_quota": 2025}
#: The year of a document, as 教督〔2017〕6号 and 沈阳市优质均衡标准(2024) name it.
_ISSUED = re.compile(r"[〔(](\d{4})[〕)]")


def _first_years(registry: Registry) -> dict[str, int]:
    """The school year from which a rule set holds; each of its rules does from the same year."""
    return {row["standard_id"]: row.years[0] for row in registry.rows("rule_sets")}


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry(Settings.from_environment().standards_dir)[0]


def test_every_rule_set_holds_from_the_year_of_its_document_until_it_is_replaced(registry: Registry) -> None:
    for row in registry.rows("rule_sets"):
        first, last = row.years
        assert first > 0 and last == UNTIL_REPLACED, row
        issued = _ISSUED.search(row["document"])
        assert issued is None or int(issued[1]) == first, row


def test_rules_hold_from_their_rule_set_on_without_a_gap(registry: Registry) -> None:
    first_years = _first_years(registry)
    # what a plan asks for a later year holds from then on
    judged_by = {row["plan_id"]: row["standard_id"] for row in registry.rows("plans")}
    later = {
        (judged_by[row["plan_id"]], int(row["target_year"]))
        for row in registry.rows("milestones")
        if row["indicator_id"]
    }
    dated = set()
    for seed in registry.rule_seeds():
        years = defaultdict(list)
        for row in seed.rows if seed.is_dated else ():
            years[row["standard_id"], tuple(row[column] for column in seed.key)].append(row.years)
        for (standard_id, key), spans in years.items():
            spans.sort()
            is_later = (standard_id, spans[0][0]) in later
            first = LATER.get((seed.name, key[1]), {}).get(key[2]) if len(key) > 2 else None
            assert is_later or spans[0][0] == (first or first_years[standard_id]), (seed.name, key)
            assert spans[-1][1] == UNTIL_REPLACED, (seed.name, key)
            assert all(a[1] + 1 == b[0] for a, b in pairwise(spans)), (seed.name, key)
            dated.add(standard_id)
    assert dated == set(first_years)


def test_what_zhangye_asks_for_2035_holds_from_2035_on(registry: Registry) -> None:
    """市委办发〔2024〕2号 二2: 到2035年 … 普通高中学校规模不超过3000人，班额不超过50人."""
    for seed in ("thresholds", "dimensions"):
        own = [row.years for row in registry.rows(seed) if row["standard_id"] == "zhangye-2024"]
        assert own and set(own) == {(2035, UNTIL_REPLACED)}, seed


def test_shared_rules_hold_since_the_national_standard(registry: Registry) -> None:
    for name, seed in registry.seeds.items():
        if not seed.is_dated or "standard_id" in seed.columns or name in (*ROSTER, "transition_rules"):
            continue
        standard_id = BASIC_BALANCE if name in SHARED_WITH_BASIC_BALANCE else NATIONAL
        first = _first_years(registry)[standard_id]
        for row in seed.rows:
            since = LATER_FIGURES.get(row[seed.key[0]] if seed.key else "", first)
            assert row.years == (since, UNTIL_REPLACED), (name, row)


def test_transition_rules_hold_for_three_years_from_their_issue(registry: Registry) -> None:
    """国教督办函〔2019〕30号: within three years of issue, October 2019."""
    for row in registry.rows("transition_rules"):
        issued = _ISSUED.search(row["citation"])
        assert issued is not None, row
        assert row.years == (int(issued[1]), int(issued[1]) + 2), row
