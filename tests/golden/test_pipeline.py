"""The published figures through the whole pipeline: files → landing → gate → dbt.

What belongs here: the example filings of 咸安区 and golden cases A and B, in one
warehouse. What does not: made-up counties (`tests/integration`).
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from orchestration.quality.gate import gate_landing
from orchestration.settings import Settings
from orchestration.submissions.intake import land_folder_faults, land_year
from tests.golden.reading import COUNTY_CODE, FILINGS
from tests.golden.test_oracle import books, close, expected_results
from tests.oracle import standard
from tests.oracle.filing import EQUIPMENT_VALUE, JUNIOR, PRIMARY, SPORTS_GROUND_AREA, CountyYear, School
from tests.support import dbt
from tests.support.landing import Landing
from tests.support.schools import SchoolMaker

#: The cases without filings of their own stand in a year that no example uses.
CASE_YEAR, YEARS = 2019, (2023, 2024)
CASE_A_COUNTY, CASE_B_COUNTY = "990101", "990102"


def _case_a() -> CountyYear:
    """Five schools, with books in the place of the value of equipment: R6 is quantity ÷ students."""
    maker = SchoolMaker(seed=1)
    schools = []
    for name, students, number_of_books in books():
        school = maker.school("211", {PRIMARY: students})
        assert school.premises is not None
        school.name = name
        school.premises.items[EQUIPMENT_VALUE] = Decimal(number_of_books)
        schools.append(school)
    return CountyYear(CASE_YEAR, CASE_A_COUNTY, "算例一", schools)


def _case_b() -> CountyYear:
    """A nine-year school with the quantity as its sports ground and no indoor rooms: R5."""
    school: School = SchoolMaker(seed=2).school("312", {PRIMARY: 166, JUNIOR: 210})
    school.code = "3100000099"
    assert school.premises is not None
    school.premises.items["indoor_sports_area"] = Decimal(0)
    school.premises.items[SPORTS_GROUND_AREA] = Decimal(23226)
    return CountyYear(CASE_YEAR, CASE_B_COUNTY, "算例二", [school])


@pytest.fixture(scope="module")
def warehouse_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Examples and cases, landed, gated and built."""
    settings = Settings.from_environment(FILINGS, tmp_path_factory.mktemp("golden") / "warehouse")
    landing = Landing()
    landing.add(_case_a())
    landing.add(_case_b())
    landing.write(settings.warehouse_dir, [CASE_YEAR])
    for school_year in YEARS:
        land_year(settings.raw_dir, settings.landing_dir, school_year)
    land_folder_faults(settings.raw_dir, settings.landing_dir)
    gate_landing(
        settings.landing_dir,
        settings.quality_dir,
        settings.expectations_dir,
        settings.standards_dir,
        YEARS,
        {0: "golden", **dict.fromkeys(YEARS, "golden")},
    )
    dbt.build(settings.warehouse_dir)
    return settings.warehouse_dir


def _rows(warehouse_dir: Path, table: str, school_year: int, county_code: str) -> list[dict[str, Any]]:
    return [
        row
        for row in dbt.read_mart(warehouse_dir, table)
        if row["school_year"] == school_year and row["county_code"] == county_code
    ]


def test_case_a_through_the_balance_model(warehouse_dir: Path) -> None:
    rows = _rows(warehouse_dir, "balance", CASE_YEAR, CASE_A_COUNTY)
    (row,) = [row for row in rows if (row["stage"], row["indicator_id"]) == (PRIMARY, "R6")]
    assert (row["sections"], row["students"]) == (5, 302)
    assert close(row["mean"], 6.3344370860927155)
    assert close(row["sd"], 3.263860705195375)
    assert close(row["cv"], 0.5152566298844764)
    assert row["status"] == "FAIL"


def test_case_b_through_the_indicator_models(warehouse_dir: Path) -> None:
    rows = _rows(warehouse_dir, "indicator_result", CASE_YEAR, CASE_B_COUNTY)
    found = {row["stage"]: row for row in rows if row["indicator_id"] == "R5"}
    assert close(found[PRIMARY]["numerator"], 9711.627204030226)
    assert close(found[PRIMARY]["value"], 58.503778337531486)
    assert close(found[JUNIOR]["numerator"], 13514.372795969774)
    assert close(found[JUNIOR]["value"], 64.35415617128464)


@pytest.mark.parametrize("school_year", YEARS)
def test_sections_of_the_example(warehouse_dir: Path, school_year: int) -> None:
    expected = expected_results(school_year)["sections"]
    schools = {
        (row["school_code"], row["stage"]): row
        for row in _rows(warehouse_dir, "compliance_school", school_year, COUNTY_CODE)
        if row["status"] != "NOT_APPLICABLE"
    }
    results = {
        (row["entity_id"], row["stage"], row["indicator_id"]): row
        for row in _rows(warehouse_dir, "indicator_result", school_year, COUNTY_CODE)
    }
    assert schools.keys() == {(row["school_code"], row["stage"]) for row in expected}
    assert len(results) == len(expected) * len(standard.INDICATORS)
    for row in expected:
        school = schools[row["school_code"], row["stage"]]
        found = (
            school["students"],
            school["indicators_met"],
            school["indicators_at_floor"],
            school["status"],
        )
        assert found == (row["students"], row["met"], row["at_floor"], row["status"])
        for indicator_id in standard.INDICATORS:
            result = results[row["school_code"], row["stage"], indicator_id]
            assert close(result["value"], row[indicator_id]), (row["school_code"], row["stage"], indicator_id)


@pytest.mark.parametrize("school_year", YEARS)
def test_balance_of_the_example(warehouse_dir: Path, school_year: int) -> None:
    expected = expected_results(school_year)["balance"]
    found = {
        (row["stage"], row["indicator_id"]): row
        for row in _rows(warehouse_dir, "balance", school_year, COUNTY_CODE)
        if row["indicator_id"] != "ALL"
    }
    assert found.keys() == {(row["stage"], row["indicator_id"]) for row in expected}
    for row in expected:
        balance = found[row["stage"], row["indicator_id"]]
        assert (balance["status"], balance["sections"]) == (row["status"], row["sections"])
        for column in ("mean", "sd", "cv"):
            assert close(balance[column], row[column]), (row["stage"], row["indicator_id"], column)


@pytest.mark.parametrize("school_year", YEARS)
def test_county_of_the_example(warehouse_dir: Path, school_year: int) -> None:
    expected = expected_results(school_year)
    (county,) = _rows(warehouse_dir, "compliance_county", school_year, COUNTY_CODE)
    dimensions = {
        row["dimension_id"]: row["status"]
        for row in _rows(warehouse_dir, "compliance_dimension", school_year, COUNTY_CODE)
    }
    assert dimensions["resource_allocation"] == expected["resource"]
    assert county["status"] == expected["county"]
