"""The published figures through the whole pipeline: files → landing → gate → dbt.

What belongs here: the example filings of 咸安区 and golden cases A and B, in the
warehouse of `conftest`. What does not: made-up counties (`tests/integration`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.golden.cases import CASE_A_COUNTY, CASE_B_COUNTY, CASE_YEAR, YEARS
from tests.golden.reading import COUNTY_CODE, example_filing
from tests.golden.test_oracle import close, expected_results
from tests.oracle import standard
from tests.oracle.filing import JUNIOR, PRIMARY
from tests.support import dbt


def _rows(warehouse_dir: Path, table: str, school_year: int, county_code: str) -> list[dict[str, Any]]:
    return [
        row
        for row in dbt.read_mart(warehouse_dir, table)
        if (row["school_year"], row["county_code"]) == (school_year, county_code)
        if row["standard_id"] == standard.STANDARD_ID
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
        if row["entity_type"] == "section"
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


@pytest.mark.parametrize("school_year", YEARS)
def test_lines_of_the_application_form_of_the_example(warehouse_dir: Path, school_year: int) -> None:
    """Counted in the directory by hand; what only the 补充采集表 carries is not filed."""
    where = f"school_year = {school_year} and county_code = '{COUNTY_CODE}'"
    lines = {
        (row["official_form"], row["line"]): row
        for row in dbt.read_mart(warehouse_dir, "official_form_line", where)
    }
    filing = example_filing(school_year)
    counted = [school for school in filing.schools if school.in_directory and school.counted is not False]
    for line, type_code in (("L9", "211"), ("L10", "312"), ("L11", "311"), ("L12", "341"), ("L15", "218")):
        expected = sum(school.type_code == type_code for school in counted)
        assert (lines["Ⅰ", line]["value"], lines["Ⅰ", line]["source"]) == (expected, "computed"), line
    assert lines["Ⅰ", "L1"]["value"] is None and lines["Ⅰ", "L1"]["source"] == "not_filed"
    valid = lines["Ⅵ", "1.1"]
    assert valid["value"] == filing.collection.item("S1.valid") and valid["source"] == "filed"
    assert valid["path"].startswith(f"{school_year}/{COUNTY_CODE}/") and valid["src_sheet"] == "县级指标"
    rate = next(row for row in _parts(warehouse_dir, school_year, "S1") if row["part_id"] == "value")
    assert close(lines["Ⅵ", "1.3"]["value"], rate["numerator"] * 100 / rate["denominator"])
    beside = dbt.read_mart(warehouse_dir, "shown_beside", f"{where} and figure_id = 'rural_places'")
    rural, allotted = (filing.collection.item(f"G14.{name}") for name in ("allotted_rural", "allotted"))
    assert rural is not None and allotted and close(beside[0]["value"], float(100 * rural / allotted))


def _parts(warehouse_dir: Path, school_year: int, indicator_id: str) -> list[dict[str, Any]]:
    rows = _rows(warehouse_dir, "indicator_part", school_year, COUNTY_CODE)
    return [row for row in rows if row["indicator_id"] == indicator_id]
