"""Indicators that judge nobody before a plan names them: land, degrees of teachers, tiers of class size."""

from __future__ import annotations

from orchestration.standards.check import check_registry
from tests.unit.standards.conftest import RegistryCopy

DIMENSION, PLAN = "named_by_plans", "made-up-2024"
NAMED = ("L7", "L8", "L9", "L10", "L11", "L12", "L13", "L14")


def name_them(registry: RegistryCopy, *named: str) -> None:
    """A plan of a made-up county that sets a limit for each, land by stage."""
    national = registry.line_of("rule_sets", standard_id="national-quality-2017")
    own = {"standard_id": PLAN, "inherits_standard_id": "national-quality-2017", "vetoes_expected": "0"}
    registry.append("rule_sets", national, **own, applies_to_code_prefix="810101", valid_from_year="2024")
    government = registry.line_of("dimensions", standard_id="zhangye-2024", dimension_id="local_requirements")
    stated = {"standard_id": PLAN, "valid_from_year": "2024"}
    expected = str(len(named))
    registry.append("dimensions", government, **stated, dimension_id=DIMENSION, indicators_expected=expected)
    for indicator_id in named:
        for stage in ("primary", "junior") if indicator_id == "L7" else ("all",):
            limit = {"indicator_id": indicator_id, "part_id": "value", "stage": stage, "threshold": "15"}
            like = registry.line_of("thresholds", standard_id="xianan-2023", indicator_id="L1")
            registry.append("thresholds", like, **stated, **limit)


def test_nobody_is_judged_by_them_as_it_is(registry: RegistryCopy) -> None:
    of_dimension = [row for row in registry.rows("indicators") if row["dimension_id"] == DIMENSION]
    assert {row["indicator_id"] for row in of_dimension} == {*NAMED}
    assert not [row for row in registry.rows("thresholds") if row["indicator_id"] in NAMED]
    assert not [row for row in registry.rows("dimensions") if row["dimension_id"] == DIMENSION]
    assert check_registry(registry.folder) == []


def test_a_plan_may_set_a_limit_for_each(registry: RegistryCopy) -> None:
    name_them(registry, *NAMED)
    assert check_registry(registry.folder) == []


def test_a_plan_that_names_some_expects_those_alone(registry: RegistryCopy) -> None:
    name_them(registry, "L7", "L9")
    told = [fault.reason for fault in check_registry(registry.folder)]
    assert {reason.partition(":")[0] for reason in told} <= {*NAMED} - {"L7", "L9"}
