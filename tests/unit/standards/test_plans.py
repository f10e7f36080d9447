"""What plans promise, as published: the list of complying years with its own faults, and the rest."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.unit.standards.conftest import RegistryCopy


def test_the_published_list_is_kept_as_it_stands(registry: RegistryCopy) -> None:
    entries = registry.rows("roadmap")
    names = Counter(row["school_name_as_published"] for row in entries)
    assert [int(row["published_order"]) for row in entries] == list(range(1, 81))
    assert len(names) == 79
    assert [name for name, count in names.items() if count > 1] == ["市第三小学"]
    years = Counter(row["target_year"] for row in entries)
    stated = {
        row["target_year"]: int(row["schools"])
        for row in registry.rows("roadmap_totals")
        if row["target_year"]
    }
    assert years == stated


def test_the_plan_lists_every_school_that_must_comply(registry: RegistryCopy) -> None:
    totals = registry.rows("roadmap_totals")
    (total,) = (int(row["schools"]) for row in totals if not row["school_type_code"] + row["target_year"])
    of_a_type = [row for row in totals if row["school_type_code"]]
    assert total == sum(int(row["schools"]) for row in of_a_type if not row["students_below"]) == 83
    # 3 points under 50 students and the special school need not comply: the rest is the list
    beside = sum(int(row["schools"]) for row in of_a_type if row["is_on_list"] == "false")
    names = {row["school_name_as_published"] for row in registry.rows("roadmap")}
    assert total - beside == len(names) == 79


def test_each_name_stands_for_one_code(registry: RegistryCopy) -> None:
    rows = registry.rows("school_name_crosswalk")
    assert len({row["school_code"] for row in rows}) == len(rows)
    published = {row["school_name_as_published"] for row in registry.rows("roadmap")}
    assert {row["school_name_as_published"] for row in rows} <= published


@pytest.mark.parametrize(
    ("indicator_id", "year"),
    [
        ("R7", 2025),
        ("R1", 2026),
        ("R2", 2026),
        ("R3", 2027),
        ("R6", 2027),
        ("R4", 2028),
        ("R5", 2028),
        ("G3", 2028),
        ("G4", 2028),
        ("G5", 2028),
    ],
)
def test_milestones_of_xianan(registry: RegistryCopy, indicator_id: str, year: int) -> None:
    line = registry.line_of("milestones", milestone_id=f"xianan-{indicator_id}")
    row = registry.rows("milestones")[line - 2]
    assert (row["indicator_id"], int(row["target_year"])) == (indicator_id, year)
    assert row["responsible_department"]
