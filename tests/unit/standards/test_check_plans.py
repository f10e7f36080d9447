"""Faults of plans, each named by file and row: places, measures, limits too early, two targets."""

from __future__ import annotations

import pytest

from orchestration.standards.check import check_registry
from tests.unit.standards.conftest import RegistryCopy


def _faults(registry: RegistryCopy, seed: str) -> list[tuple[int, str]]:
    return [
        (each.line, each.reason) for each in check_registry(registry.folder) if each.file == f"{seed}.csv"
    ]


def _add_sample(registry: RegistryCopy, prefix: str = "110101") -> int:
    """One of the two sample plans of unnamed counties, under a county of the map."""
    like = registry.line_of("plans", plan_id="tieling-2019")
    return registry.append(
        "plans", like, plan_id="sample", standard_id="national-quality-2017", applies_to_code_prefix=prefix
    )


def _add_target(registry: RegistryCopy, target_id: str, **values: str) -> int:
    like = registry.line_of("plan_targets", target_id="zhangye-films")
    told = {"target_id": target_id, "plan_id": "sample", "measure_id": "retention", "value": "99"}
    return registry.append("plan_targets", like, **{**told, **values})


def test_a_sample_plan_under_a_county_is_sound(registry: RegistryCopy) -> None:
    _add_sample(registry)
    _add_target(registry, "sample-retention", target_year="2026")
    _add_target(registry, "sample-myopia", measure_id="myopia-fall", value="0.5")
    _add_target(
        registry,
        "sample-public",
        **{"measure_id": "", "indicator_id": "P3", "part_id": "value"},
        **{"operator": ">", "value": "", "relative_to": "city_mean"},
        **{"baseline_year": "2022", "baseline": "41"},
    )
    assert check_registry(registry.folder) == []


def test_a_plan_of_an_unknown_county(registry: RegistryCopy) -> None:
    line = _add_sample(registry, prefix="999999")
    ((named, reason),) = _faults(registry, "plans")
    assert named == line and "999999" in reason


@pytest.mark.parametrize(
    ("seed", "match", "values"),
    [
        ("roadmap", {"published_order": "1"}, {"county_code": "211221"}),
        ("plan_projects", {"project_id": "xianan-2023-1"}, {"county_code": "211221"}),
        ("timetables", {"timetable_id": "zhangye-2027"}, {"region_code": "620800"}),
    ],
)
def test_a_row_of_a_place_that_the_plan_is_not_of(
    registry: RegistryCopy, seed: str, match: dict[str, str], values: dict[str, str]
) -> None:
    line = registry.line_of(seed, **match)
    registry.set(seed, line, values)
    ((named, reason),) = _faults(registry, seed)
    assert named == line and "is not a place of the plan" in reason


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"measure_id": ""}, "Nothing measures it"),
        ({"indicator_id": "P1", "part_id": "value"}, "an indicator and a figure"),
        ({"value": ""}, "beside no value"),
        ({"relative_to": "city_mean"}, "beside value and relative_to"),
        ({"operator": ""}, "operator «» stands beside value"),
        ({"operator": "", "value": ""}, "no requirement of its own"),
        ({"measure_id": "", "indicator_id": "P1"}, "not of which part"),
        ({"baseline": "3"}, "baseline and its year"),
    ],
)
def test_a_target_that_nothing_can_measure(registry: RegistryCopy, values: dict[str, str], said: str) -> None:
    line = registry.line_of("plan_targets", target_id="zhangye-films")
    registry.set("plan_targets", line, values)
    assert [(named, said in reason) for named, reason in _faults(registry, "plan_targets")] == [(line, True)]


def test_a_limit_that_holds_before_the_plan_asks_for_it(registry: RegistryCopy) -> None:
    """张掖's senior classes ≤ 50 are for 2035: as a limit of 2024 they would fail a county today."""
    registry.set("thresholds", registry.line_of("thresholds", indicator_id="L3"), {"valid_from_year": "2024"})
    line = registry.line_of("milestones", milestone_id="zhangye-L3")
    ((named, reason),) = _faults(registry, "milestones")
    assert named == line and "due in 2035" in reason and "from 2024 on" in reason


def test_two_rows_of_one_plan_for_one_target(registry: RegistryCopy) -> None:
    like = registry.line_of("plan_targets", target_id="zhangye-films")
    line = registry.append("plan_targets", like, target_id="zhangye-films-again", value="3")
    ((named, reason),) = _faults(registry, "plan_targets")
    assert named == line and f"row {like} (zhangye-2024)" in reason


def test_two_plans_for_one_target(registry: RegistryCopy) -> None:
    """A county's plan beside its city's."""
    _add_sample(registry, prefix="620702")
    line = _add_target(registry, "sample-films", measure_id="films", value="4")
    ((named, reason),) = _faults(registry, "plan_targets")
    assert named == line and "(zhangye-2024) states a target of the same thing" in reason
    registry.set("plan_targets", line, {"target_year": "2030"})
    assert _faults(registry, "plan_targets") == []
