"""What the registry states and no county of the oracle could show, typed again from the documents.

What belongs here: bands as the ministry's forms print them, codes of school types, words and their sense,
milestones, timetables, dates of filing. What does not: what a made-up county shows (`tests/integration`),
from when rules hold (`test_dates`), faults of any registry (`test_check`).
"""

from __future__ import annotations

from itertools import pairwise

import pytest

from orchestration.settings import Settings
from orchestration.standards.registry import Registry, load_registry


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry(Settings.from_environment().standards_dir)[0]


def test_class_bands_are_those_of_the_form(registry: Registry) -> None:
    """教基2106、2107: ≤25, 26–30, …, 61–65, ≥66; they leave no size out and share none.

    A class has a student at least, so the first begins at 1: a class of none is no class.
    """
    bands = {
        row["band"]: (int(row["students_from"]), int(row["students_to"]))
        for row in registry.rows("class_bands")
    }
    middle = {f"{least}_{least + 4}": (least, least + 4) for least in range(26, 66, 5)}
    assert bands == {"le25": (1, 25), **middle, "ge66": (66, 9999)}
    assert all(a[1] + 1 == b[0] for a, b in pairwise(sorted(bands.values())))


def test_class_limits_are_those_of_the_standard(registry: Registry) -> None:
    """教督〔2017〕6号, G5: 45 in primary schools, 50 in junior ones; bands show no smaller difference."""
    assert {row["stage"]: int(row["students_max"]) for row in registry.rows("class_limits")} == {
        "primary": 45,
        "junior": 50,
    }


def test_the_largest_class_of_a_rural_school_is_under_thirty(registry: Registry) -> None:
    """国教督办函〔2019〕30号, T3: rural with largest class <30; the band 26–30 shows none smaller."""
    rows = registry.rows("transition_rules")
    assert [float(row["value"]) for row in rows if row["parameter"] == "largest_class_below"] == [30]


def test_school_types_are_those_of_the_statistics(registry: Registry) -> None:
    """Of 教育事业统计: special 511–514; attached 119, 219, 319, 519; 312 and 345 join both stages."""

    def flagged(column: str) -> set[str]:
        return {row["school_type_code"] for row in registry.rows("school_types") if row[column] == "true"}

    assert flagged("is_attached_class") == {"119", "219", "319", "519"}
    assert flagged("is_special") == {"511", "512", "513", "514", "519"}
    assert flagged("is_combined_compulsory") == {"312", "345"}
    known = {row["school_type_code"] for row in registry.rows("school_types")}
    vocational = {"361", "362", "363", "364", "365", "366", "368", "371"}
    ordinary = {"111", "211", "218", "311", "312", "341", "342", "345"}
    assert known == ordinary | vocational | flagged("is_attached_class") | flagged("is_special")


def test_every_qualification_of_the_form_is_placed(registry: Registry) -> None:
    """教基4155: 博士, 硕士, 本科, 专科, 高中阶段, 以下; above what is required: 专科 primary, 本科 junior."""
    junior = {"doctor", "master", "bachelor"}
    above = {"primary": {*junior, "college"}, "junior": junior}
    every = ("doctor", "master", "bachelor", "college", "upper_secondary", "below")
    found = {
        (row["stage"], row["qualification"]): row["is_above_required"] == "true"
        for row in registry.rows("qualifications")
    }
    assert found == {(stage, each): each in above[stage] for stage in above for each in every}


def test_timetables_are_those_of_the_plans(registry: Registry) -> None:
    """张掖 two thirds of the counties by 2027, all by 2035; 铁岭县 2022, 咸安区 2028: all of 优质均衡."""
    national = "national-quality-2017"
    found = {
        row["timetable_id"]: (
            row["plan_id"],
            row["counted_standard_id"],
            row["region_code"],
            row["counted"],
            int(row["target_year"]),
            row["operator"],
            (int(row["share_numerator"]), int(row["share_denominator"])),
        )
        for row in registry.rows("timetables")
    }
    assert found == {
        "zhangye-2027": ("zhangye-2024", national, "620700", "counties", 2027, ">=", (2, 3)),
        "zhangye-2035": ("zhangye-2024", national, "620700", "counties", 2035, ">=", (1, 1)),
        "tieling-2022": ("tieling-2019", national, "211221", "counties", 2022, ">=", (1, 1)),
        "tieling-2022-schools": ("tieling-2019", national, "211221", "schools", 2022, ">=", (1, 1)),
        "xianan-2028": ("xianan-2023", national, "421202", "counties", 2028, ">=", (1, 1)),
        "xianan-2028-schools": ("xianan-2023", national, "421202", "schools", 2028, ">=", (1, 1)),
    }


def test_milestones_are_those_of_the_plans(registry: Registry) -> None:
    """The plans: 咸安区 2023, 铁岭县 2019, 张掖市 2024."""
    found = {
        row["milestone_id"]: (int(row["target_year"]), row["operator"], row["value"], row["indicator_id"])
        for row in registry.rows("milestones")
    }
    measured = {"R7": 2025, "Q9": 2025, "R1": 2026, "R2": 2026, "R3": 2027, "R6": 2027}
    measured |= dict.fromkeys(("R4", "R5", "G3", "G4", "G5"), 2028)
    expected = {f"xianan-{name}": (year, "", "", name) for name, year in measured.items()}
    expected |= {f"tieling-{name}": (2020, "", "", name) for name in ("G4", "G5")}
    expected |= {f"zhangye-{name}": (2035, "", "", name) for name in ("G4", "G5", "L2", "L3")}
    for name, year, value in (
        ("broadband", 2024, "100"),
        ("resources-in-class", 2024, "100"),
        ("learning-space", 2025, "100"),
        ("gate-safety", 2024, "100"),
        ("alliances-2023", 2023, "11"),
        ("alliances-2024", 2024, "80"),
        ("projects-2023", 2023, "10"),
        ("projects-2024", 2024, "15"),
        ("projects-2025", 2025, "19"),
        ("platforms", 2023, "2"),
    ):
        expected[f"xianan-{name}"] = (year, ">=", value, "")
    assert found == expected
    unmeasured = [row["milestone_id"] for row in registry.rows("milestones") if not row["indicator_id"]]
    measures = {row["milestone_id"]: row["measure_id"] for row in registry.rows("milestones")}
    assert all(measures[name] for name in unmeasured)


def test_a_plan_belongs_to_a_place_and_has_a_document(registry: Registry) -> None:
    """The two 三年行动计划 at hand are of unnamed counties: samples, and no plan of anybody."""
    found = {
        row["plan_id"]: (row["applies_to_code_prefix"], row["issued_on"]) for row in registry.rows("plans")
    }
    assert found == {
        "tieling-2019": ("211221", "2019-05-09"),
        "xianan-2023": ("421202", "2023"),
        "zhangye-2024": ("6207", "2024-01-05"),
    }


def test_plan_targets_are_those_of_the_plans(registry: Registry) -> None:
    """铁县政办发〔2019〕15号, 咸安区 2023, 市委办发〔2024〕2号: the figures they state, by plan."""
    values: dict[str, list[float]] = {}
    for row in registry.rows("plan_targets"):
        if row["value"]:
            values.setdefault(row["plan_id"], []).append(float(row["value"]))
    assert {plan: sorted(each) for plan, each in values.items()} == {
        "tieling-2019": sorted(
            [850, 1050, 95, 10, 20, 100, 100, 2000, 12 * 300, 100, 100, 95, 100, 100, 95, 85]
        ),
        "xianan-2023": sorted([100, 100, 98, 100, 95, 50, 95, 85, 95, 100, 100, 10, 20, 85, 12 * 400, 100]),
        "zhangye-2024": sorted([100, 100, 100, 100, 2]),
    }


def test_projects_are_counted_and_named_as_the_plan_does(registry: Registry) -> None:
    """咸安区 2023, 四(一)1: 10 schools in 2023 of which two are named, 5 in 2024, 4 in 2025."""
    rows = registry.rows("plan_projects")
    years = [int(row["target_year"]) for row in rows]
    named = [int(row["target_year"]) for row in rows if row["school_name_as_published"]]
    assert {year: (years.count(year), named.count(year)) for year in set(years)} == {
        2023: (10, 2),
        2024: (5, 4),
        2025: (4, 4),
    }


def test_duties_are_those_of_every_body_the_plans_name(registry: Registry) -> None:
    """铁县政办发〔2019〕15号 附件2: 19 departments and the townships; 咸安区: 23 bodies and the townships."""
    bodies: dict[str, set[str]] = {}
    for row in registry.rows("plan_duties"):
        bodies.setdefault(row["plan_id"], set()).add(row["body"])
    assert len(bodies["tieling-2019"] - {"县教育督导室"}) == 20 and "乡镇" in bodies["tieling-2019"]
    assert len(bodies["xianan-2023"]) == 24 and "各乡镇(街道)政府(办事处)" in bodies["xianan-2023"]


def test_filings_are_due_when_the_statistics_say(registry: Registry) -> None:
    """教育事业统计: filed by 20 September; fiscal figures the spring after."""
    found = {
        row["deadline_id"]: (int(row["month"]), int(row["day"]), int(row["year_offset"]))
        for row in registry.rows("deadlines")
    }
    assert found == {"annual_statistics": (9, 20, 0), "school_finance": (3, 31, 1)}


def test_levels_of_national_monitoring_are_ranked(registry: Registry) -> None:
    """教督〔2017〕6号: levels Ⅲ and Ⅳ meet Q9; some offices write the numerals with Latin letters."""
    ranks = {row["level"]: int(row["rank"]) for row in registry.rows("monitoring_levels")}
    roman = dict(zip("ⅠⅡⅢⅣ", range(1, 5), strict=True))
    assert ranks == roman | {"I": 1, "II": 2, "III": 3, "IV": 4}
