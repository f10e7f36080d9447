"""Golden cases D, E and F: rule sets beside the national one, through the marts.

What belongs here: fiscal growth, the veto that moves a supervision band, the
published list of complying years, and the whole standard of the example years.
What does not: R1–R7 (`test_pipeline`).
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from orchestration.settings import Settings
from orchestration.standards.registry import load_registry
from tests.golden.cases import CASE_D_COUNTY, CASE_E_COUNTY, CASE_YEAR, YEARS
from tests.golden.reading import COUNTY_CODE
from tests.golden.test_oracle import close, expected_results
from tests.support import dbt


def _rows(warehouse_dir: Path, table: str, **wanted: Any) -> list[dict[str, Any]]:
    """Rows of a mart with the wanted values."""
    rows = dbt.read_mart(warehouse_dir, table)
    return [row for row in rows if all(row[column] == value for column, value in wanted.items())]


@pytest.mark.parametrize("school_year", YEARS)
def test_whole_standard_of_the_example(warehouse_dir: Path, school_year: int) -> None:
    expected = expected_results(school_year)
    place = {
        "school_year": school_year,
        "standard_id": "national-quality-2017",
        "county_code": COUNTY_CODE,
    }
    results = _rows(warehouse_dir, "indicator_result", **place, entity_type="county")
    found = {row["indicator_id"]: row["status"] for row in results}
    assert found == {**expected["government"], **expected["quality"], "S1": expected["S1"]}
    (county,) = _rows(warehouse_dir, "compliance_county", **place)
    assert (county["status"], county["vetoes"]) == (expected["county"], None)


def _fiscal(warehouse_dir: Path) -> dict[str, dict[str, Any]]:
    place = {"school_year": CASE_YEAR, "standard_id": "fiscal-growth", "county_code": CASE_D_COUNTY}
    return {row["indicator_id"]: row for row in _rows(warehouse_dir, "indicator_result", **place)}


def test_case_d_neither_spending_nor_spending_per_student_decreases(warehouse_dir: Path) -> None:
    found = _fiscal(warehouse_dir)
    assert close(found["F1"]["value"], 100 * 16434 / 15109)
    assert round(found["F1"]["value"] - 100, 1) == 8.8
    assert round(found["F2"]["denominator"]) == 6653
    assert round(found["F2"]["numerator"]) == 7023
    assert (found["F1"]["status"], found["F2"]["status"]) == ("PASS", "PASS")
    place = {"school_year": CASE_YEAR, "county_code": CASE_D_COUNTY, "dimension_id": "never_decrease"}
    (dimension,) = _rows(warehouse_dir, "compliance_dimension", **place)
    assert dimension["status"] == "PASS"


def test_case_d_spending_grows_faster_than_revenue(warehouse_dir: Path) -> None:
    found = _fiscal(warehouse_dir)
    assert close(found["F3"]["numerator"], 16434 / 15109)
    assert close(found["F3"]["denominator"], 35025 / 32370)
    assert round(100 * found["F3"]["denominator"] - 100, 1) == 8.2
    assert close(found["F3"]["value"], 100 * (16434 / 15109) / (35025 / 32370))
    assert (found["F3"]["status"], found["F4"]["status"]) == ("PASS", "PASS")
    # Pay and public funds per student were not published.
    assert found["F5"]["status"] == "INSUFFICIENT_DATA"


def test_case_e_veto_moves_the_county_one_band_down(warehouse_dir: Path) -> None:
    place = {"school_year": CASE_YEAR, "standard_id": "county-supervision", "county_code": CASE_E_COUNTY}
    found = {row["indicator_id"]: row for row in _rows(warehouse_dir, "indicator_result", **place)}
    assert (found["V1"]["value"], found["V1"]["reason_code"]) == (91.5, "DECIDES_NOTHING")
    assert close(found["V2"]["value"], 100 * 45584 / 281209)
    assert (round(found["V2"]["value"], 2), found["V2"]["threshold"]) == (16.21, 3)
    assert found["V2"]["status"] == "FAIL"
    (county,) = _rows(warehouse_dir, "compliance_county", **place)
    assert (county["grade"], county["status"]) == ("合格", "PASS")


def test_only_yunnan_is_judged_by_its_standard(warehouse_dir: Path) -> None:
    rows = _rows(warehouse_dir, "compliance_county", standard_id="county-supervision")
    assert {row["county_code"] for row in rows} == {CASE_E_COUNTY}


@pytest.mark.parametrize("school_year", YEARS)
def test_case_f_the_list_is_loaded_as_published(warehouse_dir: Path, school_year: int) -> None:
    rows = _rows(
        warehouse_dir,
        "target_progress",
        school_year=school_year,
        plan_id="xianan-2023",
        target_type="school",
        region_code=COUNTY_CODE,
    )
    names = Counter(row["name_zh"] for row in rows)
    assert (len(rows), len(names)) == (80, 79)
    assert [name for name, entries in names.items() if entries > 1] == ["市第三小学"]
    assert {row["target_year"] for row in rows} == set(range(2023, 2029))


def test_case_f_a_name_printed_twice_is_a_finding(warehouse_dir: Path) -> None:
    faults = _rows(warehouse_dir, "roadmap_fault", county_code=COUNTY_CODE, school_year=YEARS[-1])
    twice = [(row["subject"], row["found"]) for row in faults if row["fault"] == "NAME_TWICE"]
    assert twice == [("市第三小学", 2)]
    # 83 schools, less 3 points under 50 students and the special school: 79 names, and nothing is missing.
    assert [row["fault"] for row in faults if row["fault"] == "FEWER_THAN_STATED"] == []
    (whole,) = _rows(
        warehouse_dir, "roadmap_total", stated_as="全区83所义务教育阶段学校", school_year=YEARS[-1]
    )
    assert (whole["stated"], whole["listed"]) == (83, 79)


#: How the rows of plans are called where they are seen.
_SEEN_AS = {
    "plans": ("plan", "plan_id", "{plan_id}"),
    "plan_measures": ("plan_figure", "measure_id", "{measure_id}"),
    "milestones": ("target_progress", "target_id", "{milestone_id}"),
    "plan_targets": ("target_progress", "target_id", "{target_id}"),
    "timetables": ("target_progress", "target_id", "{timetable_id}"),
    "roadmap": ("target_progress", "target_id", "{county_code} {published_order}"),
    "roadmap_totals": ("roadmap_total", "stated_as", "{stated_as}"),
    "plan_projects": ("plan_project", "project_id", "{project_id}"),
    "plan_duties": ("plan_duty", "duty_id", "{duty_id}"),
}


@pytest.mark.parametrize("seed", _SEEN_AS)
def test_every_row_of_a_plan_is_seen_in_a_public_table(warehouse_dir: Path, seed: str) -> None:
    """10 milestones, 2 timetables by schools and 7 totals once reached none."""
    mart, column, called = _SEEN_AS[seed]
    rows = load_registry(Settings.from_environment().standards_dir)[0].rows(seed)
    assert rows
    seen = {row[column] for row in dbt.read_mart(warehouse_dir, mart)}
    assert {called.format(**row.values) for row in rows} - seen == set()
