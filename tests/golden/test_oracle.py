"""The oracle against what is published and expected: it must be right before it may judge the models.

What belongs here: golden cases A, B and C and the two example years, worked out
by `tests.oracle` alone. What does not: dbt (`test_pipeline`, `test_neighbours`).
"""

from __future__ import annotations

import csv
import json
import math
from fractions import Fraction
from typing import Any

import pytest

from tests.golden.cases import GOLDEN, books
from tests.golden.reading import example_filing
from tests.oracle import standard
from tests.oracle.county import spread
from tests.oracle.filing import JUNIOR, PRIMARY, SPORTS_GROUND_AREA, CountyYear, PremisesRow, School, StageRow
from tests.oracle.indicators import PASS
from tests.oracle.rounding import rounded
from tests.oracle.rule_sets import CV_DECIMALS, NATIONAL
from tests.oracle.sections import Scope, sections_of
from tests.oracle.verdict import Verdict, judge_by


def expected_results(school_year: int) -> dict[str, Any]:
    """The results expected of an example year."""
    text = (GOLDEN / f"expected_咸安区_{school_year}.json").read_text(encoding="utf-8")
    results: dict[str, Any] = json.loads(text)
    return results


def close(found: float, expected: float) -> bool:
    """Equal to 1e-9 of the expected figure."""
    return math.isclose(found, expected, rel_tol=1e-9)


def test_case_a_weighted_spread() -> None:
    found = spread([(students, Fraction(books_, students)) for _, students, books_ in books()])
    assert close(float(found.mean), 6.3344370860927155)
    assert close(found.sd, 3.263860705195375)
    assert close(found.cv, 0.5152566298844764)
    assert [round(float(found.mean), 2), round(found.sd, 2), round(found.cv, 2)] == [6.33, 3.26, 0.52]
    assert round(float(found.variance), 2) == 10.65


def test_case_b_split_of_a_nine_year_school() -> None:
    school = School("3100000001", "九年一贯制学校", "312")
    school.stages = {PRIMARY: StageRow(166), JUNIOR: StageRow(210)}
    school.premises = PremisesRow({SPORTS_GROUND_AREA: None})
    sections = sections_of(CountyYear(2024, "421202", "咸安区", [school]))
    parts = {section.stage: (section.share or Fraction(0)) * 23226 for section in sections}
    assert close(float(parts[PRIMARY]), 9711.627204030226)
    assert close(float(parts[PRIMARY] / 166), 58.503778337531486)
    assert close(float(parts[JUNIOR]), 13514.372795969774)
    assert close(float(parts[JUNIOR] / 210), 64.35415617128464)


def published_composites() -> list[dict[str, str]]:
    """Golden case C: eight CVs and the published composite of five districts, primary and junior."""
    with (GOLDEN / "basic_2012.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("row", published_composites(), ids=lambda row: f"{row['county']} {row['stage']}")
def test_case_c_composite_is_the_mean_of_eight(row: dict[str, str]) -> None:
    # The publication has 23 rows and one that does not reproduce; none of the ten here is it.
    mean = sum((Fraction(row[f"cv{number}"]) for number in range(1, 9)), Fraction(0)) / 8
    assert rounded(mean, CV_DECIMALS) == Fraction(row["composite_published"])


def test_case_c_has_both_stages_of_five_districts() -> None:
    found = {(row["county"], row["stage"]) for row in published_composites()}
    assert len(found) == 10
    assert {stage for _, stage in found} == {PRIMARY, JUNIOR}


@pytest.fixture(scope="module", params=[2023, 2024])
def year(request: pytest.FixtureRequest) -> tuple[dict[str, Any], Verdict]:
    """What is expected of an example year, and what the oracle says."""
    school_year: int = request.param
    last = example_filing(2023) if school_year == 2024 else None
    return expected_results(school_year), judge_by(NATIONAL, example_filing(school_year), last)


def test_sections_of_the_example(year: tuple[dict[str, Any], Verdict]) -> None:
    expected, verdict = year
    judged = {
        (item.section.school.code, item.section.stage): item
        for item in verdict.sections
        if item.section.scope is not Scope.OUT
    }
    assert judged.keys() == {(row["school_code"], row["stage"]) for row in expected["sections"]}
    for row in expected["sections"]:
        section = judged[row["school_code"], row["stage"]]
        found = (section.section.students, section.count(PASS), section.at_floor, section.status)
        assert found == (row["students"], row["met"], row["at_floor"], row["status"])
        for indicator_id in standard.INDICATORS:
            value = section.indicators[indicator_id].value
            assert value is not None
            assert close(float(value), row[indicator_id]), (row["school_code"], row["stage"], indicator_id)


def test_balance_of_the_example(year: tuple[dict[str, Any], Verdict]) -> None:
    expected, verdict = year
    found = {(row.stage, row.indicator_id): row for row in verdict.balance if row.indicator_id != "ALL"}
    assert found.keys() == {(row["stage"], row["indicator_id"]) for row in expected["balance"]}
    for row in expected["balance"]:
        balance = found[row["stage"], row["indicator_id"]]
        assert (balance.status, balance.sections) == (row["status"], row["sections"])
        for column in ("mean", "sd", "cv"):
            assert close(getattr(balance, column), row[column]), (row["stage"], row["indicator_id"], column)


def test_county_of_the_example(year: tuple[dict[str, Any], Verdict]) -> None:
    expected, verdict = year
    assert (verdict.dimensions[0].status, verdict.status) == (expected["resource"], expected["county"])


@pytest.mark.parametrize("school_year", [2023, 2024])
def test_whole_standard_of_the_example(school_year: int) -> None:
    expected = expected_results(school_year)
    last = example_filing(2023) if school_year == 2024 else None
    verdict = judge_by(NATIONAL, example_filing(school_year), last)
    found = {requirement.indicator_id: requirement.status for requirement in verdict.requirements}
    assert found == {**expected["government"], **expected["quality"], "S1": expected["S1"]}
    assert verdict.dimensions[0].status == expected["resource"]
    assert (verdict.status, verdict.vetoes) == (expected["county"], ())
