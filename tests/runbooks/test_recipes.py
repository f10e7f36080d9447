"""CONTRIBUTING carried out word for word; and what no addition may break: a school rule, a verdict.

One build serves all: the committed sample under the 33rd indicator, the province, and two indicators of its
own, a section indicator in a dimension of its own and a school indicator whose model gives no row.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from orchestration.quality.gate import gate_marts
from orchestration.settings import Settings
from orchestration.standards.check import check_registry
from tests.support import dbt
from tests.support.once import made_once, shared_folder
from tests.support.recipes import Step, copied_project, recipe

Row = dict[str, Any]

PROVINCE, NATION = "hubei-2024", "national-quality-2017"
COUNTY, YEAR = "421202", 2024
SEEDS = "dbt_project/seeds/standards"
SOURCE = "例"
#: A section indicator in a dimension without a school rule.
SECTIONS = [
    Step(
        "dbt_project/models/indicators/local/indicator_m1.sql",
        "-- M1 每百名学生拥有计算机台数.\n{{ section_indicator('M1', {'premises.computers': 1}) }}\n",
    ),
    Step(
        f"{SEEDS}/indicators.csv",
        "M1,101,local_equipment,section,每百名学生拥有计算机台数,Computers per 100 students,计算机,Computers,"
        f"在校生数,Students,100,台/百生,computers per 100 students,2,教育,section,{SOURCE}\n",
    ),
    Step(
        f"{SEEDS}/dimensions.csv",
        f"{PROVINCE},local_equipment,6,本地装备,Local equipment,1,2024,9999,{SOURCE}\n",
    ),
    Step(
        f"{SEEDS}/thresholds.csv",
        "".join(
            f"{PROVINCE},M1,value,{stage},>=,10,1,2024,9999,{SOURCE}\n" for stage in ("primary", "junior")
        ),
    ),
]
#: A school indicator whose model is there and finds no school.
SILENT = [
    Step(
        "dbt_project/models/indicators/local/indicator_m2.sql",
        "-- M2 as L2, with a join gone wrong.\n"
        "select school_year, county_code, entity_type, entity_id, stage, 'M2' as indicator_id, part_id,\n"
        "    numerator, denominator, value, reason_code, transition_rule_id, value_without_transition,\n"
        "    threshold_with_transition\n"
        "from {{ ref('indicator_l2') }} where county_code = 'nowhere'\n",
    ),
    Step(
        f"{SEEDS}/indicators.csv",
        "M2,102,local_schools,school,学校规模,School size,在校生,Students,,,1,人,persons,0,教育,"
        f"schools_not_special,{SOURCE}\n",
    ),
    Step(
        f"{SEEDS}/indicator_inputs.csv",
        f"M2,value,1,1,numerator,enrolment,all.all,primary,,1,false,every_member,,{SOURCE}\n",
    ),
    Step(
        f"{SEEDS}/dimensions.csv", f"{PROVINCE},local_schools,7,本地学校,Local schools,1,2024,9999,{SOURCE}\n"
    ),
    Step(f"{SEEDS}/thresholds.csv", f"{PROVINCE},M2,value,all,<=,3000,1,2024,9999,{SOURCE}\n"),
]


@pytest.fixture(scope="module")
def extended(committed_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse of the sample, built by a project to which all of it was added."""
    folder = shared_folder(tmp_path_factory) / "recipes"

    def make() -> None:
        project = copied_project(folder / "project")
        for step in (*recipe("Add an indicator"), *recipe("Add a province"), *SECTIONS, *SILENT):
            step.carry_out(project)
        (folder / "warehouse").mkdir()
        for name in ("landing", "quality"):
            (folder / "warehouse" / name).symlink_to(committed_sample / name)
        dbt.build(folder / "warehouse", project_dir=project)

    made_once(folder, make)
    return folder / "warehouse"


def _rows(warehouse_dir: Path, table: str, **wanted: object) -> list[Row]:
    every = dbt.read_mart(warehouse_dir, table)
    return [row for row in every if all(row[column] == value for column, value in wanted.items())]


@pytest.mark.parametrize("title", ["Add an indicator", "Add a province"])
def test_a_recipe_is_short_whole_and_needed_to_the_last_line(title: str, tmp_path: Path) -> None:
    steps = recipe(title)
    assert sum(step.lines for step in steps) <= 8
    assert len({step.file for step in steps}) <= 4
    assert title == "Add an indicator" or all(step.file.startswith(SEEDS) for step in steps)
    project = copied_project(tmp_path)
    standards_dir = project / SEEDS
    for step in steps:
        step.carry_out(project)
    assert check_registry(standards_dir) == []
    for step in steps:
        path = project / step.file
        whole = path.read_text(encoding="utf-8")
        for line in step.text.splitlines():
            # without a limit of its own the province has the nation's
            if not line.startswith(("--", f"{PROVINCE},Q1,")):
                path.write_text(whole.replace(line + "\n", ""), encoding="utf-8")
                found = check_registry(standards_dir)
                assert found, f"{step.file} without: {line}"
        path.write_text(whole, encoding="utf-8")


def test_the_33rd_indicator_is_judged_and_shown(extended: Path) -> None:
    filed = {
        (row["school_year"], row["county_code"], row["item_code"]): row["value"]
        for row in _rows(extended, "county_facts")
    }
    results = _rows(extended, "indicator_result", indicator_id="G16", standard_id=NATION)
    assert {row["school_year"] for row in results} == {YEAR}
    for row in results:
        place = (row["school_year"], row["county_code"])
        rural, all_places = (filed.get((*place, f"G14.{item}")) for item in ("allotted_rural", "allotted"))
        if rural is None or not all_places:
            assert row["status"] == "INSUFFICIENT_DATA"
        else:
            assert row["value"] == pytest.approx(100 * float(rural) / float(all_places))
            assert row["status"] == ("PASS" if row["value"] >= 30 else "FAIL")
    assert {"PASS", "FAIL"} & {row["status"] for row in results}
    # A view has no order of its own.
    shown = sorted(
        _rows(extended, "evidence", indicator_id="G16", county_code=COUNTY, school_year=YEAR),
        key=lambda row: row["input_no"],
    )
    assert [(row["role"], row["item"], row["name_zh"]) for row in shown] == [
        ("numerator", "G14.allotted_rural", "其中：农村初中名额"),
        ("denominator", "G14.allotted", "分配到初中名额"),
    ]
    assert all(row["cell"] for row in shown)


def test_the_province_judges_by_its_own_limits_and_the_nations(extended: Path) -> None:
    judged = _rows(extended, "indicator_result", standard_id=PROVINCE, entity_type="county")
    assert {(row["school_year"], row["county_code"][:2]) for row in judged} == {(YEAR, "42")}
    limits = {row["indicator_id"]: row["threshold"] for row in judged if row["county_code"] == COUNTY}
    assert (limits["Q1"], limits["L1"], limits["S1"]) == (97, 95, 85)
    assert _rows(extended, "compliance_county", standard_id=PROVINCE, county_code=COUNTY, school_year=YEAR)


def test_a_section_indicator_of_another_dimension_leaves_the_school_rule_alone(extended: Path) -> None:
    place = {"school_year": YEAR, "county_code": COUNTY}
    schools, nations = (
        {
            (row["school_code"], row["stage"]): {name: row[name] for name in row if name != "standard_id"}
            for row in _rows(extended, "compliance_school", standard_id=standard, **place)
        }
        for standard in (PROVINCE, NATION)
    )
    assert schools == nations and schools
    allocation = [
        _rows(
            extended, "compliance_dimension", standard_id=each, dimension_id="resource_allocation", **place
        )[0]
        for each in (PROVINCE, NATION)
    ]
    assert allocation[0] | {"standard_id": NATION} == allocation[1]


def test_every_section_must_meet_it_in_a_dimension_without_a_school_rule(extended: Path) -> None:
    for dimension in _rows(
        extended, "compliance_dimension", standard_id=PROVINCE, dimension_id="local_equipment"
    ):
        place = {name: dimension[name] for name in ("school_year", "county_code", "standard_id")}
        found = [row["status"] for row in _rows(extended, "indicator_result", indicator_id="M1", **place)]
        unplaced = sum(
            row["status"] == "INSUFFICIENT_DATA" and row["stage"] == "all"
            for row in _rows(extended, "compliance_school", **place)
        )
        assert (
            dimension["sections_passed"],
            dimension["sections_failed"],
            dimension["sections_insufficient"],
        ) == (found.count("PASS"), found.count("FAIL"), found.count("INSUFFICIENT_DATA") + unplaced)
        assert dimension["sections"] > 0
        assert dimension["status"] == ("FAIL" if dimension["sections_failed"] else "PASS")


def test_a_model_without_results_stops_the_release(extended: Path, tmp_path: Path) -> None:
    """Every county would pass: nobody is concerned. And nothing else of all this is an error of ours."""
    (county,) = _rows(
        extended,
        "indicator_result",
        standard_id=PROVINCE,
        indicator_id="M2",
        county_code=COUNTY,
        entity_type="county",
    )
    assert (county["status"], county["reason_code"]) == ("NOT_APPLICABLE", "NO_SCHOOLS_CONCERNED")
    settings = replace(
        Settings.from_environment(warehouse_dir=extended), project_dir=extended.parent / "project"
    )
    summary = gate_marts(settings.build_database, tmp_path, settings.expectations_dir, "recipes")
    assert summary.errors == 0
    findings = pq.read_table(tmp_path / "marts" / "dq_finding.parquet").to_pylist()
    critical = [row for row in findings if row["severity"] == "critical"]
    assert {row["expectation_id"] for row in critical} == {"indicator-answered-by-all"}
    assert {row["county_code"] for row in critical} == {
        row["county_code"] for row in _rows(extended, "compliance_county", standard_id=PROVINCE)
    }
    assert all("M2" in row["message_en"] for row in critical), critical[0]
