"""The same facts under the national standard and under a local plan.

What belongs here: counties a plan judges, by year where a plan is one county's
own. What does not: national thresholds (`county_items`, `school_requirements`).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tests.oracle.filing import PRIMARY, SENIOR
from tests.support.cases.county_items import Case
from tests.support.cases.model_county import Draft, model_county
from tests.support.cases.school_maker import SchoolMaker

Items = dict[str, int | str | None]

#: 铁岭县 211221 by school year: its plan holds from 2019 on.
TIELING: dict[int, Items] = {
    2018: {"G14_allotted": 600, "G2_quota_primary": 800},
    2019: {"G14_allotted": 600, "G2_quota_primary": "850.01", "G2_quota_junior": "1050.01"},
    2020: {"G14_allotted": 1000, "L5_students": 1900, "L5_staff": 100, "L6_students": 1350, "L6_staff": 100},
    2021: {"G14_allotted": 999, "L4_admitted": 1200, "L5_students": 1901, "L5_staff": 100},
    2022: {"G2_quota_primary": "849.6", "L4_admitted": 1199},
    2023: {"G2_quota_junior": "1049.6", "L6_students": 1351, "L6_staff": 100},
    2024: {"G2_quota_primary": None, "G2_quota_junior": None, "L5_students": 1899, "L5_staff": 100},
    2026: {"G2_quota_primary": "850.01", "G2_quota_junior": "1155", "L6_students": 1349, "L6_staff": 100},
    2027: {"G14_planned": 10000, "G14_allotted": 9995, "G2_quota_primary": 935, "G2_quota_junior": "1154.99"},
    2028: {"G2_quota_primary": "849.99", "G2_quota_junior": "1049.99", "L4_admitted": 1201},
}
#: 咸安区 421202: from 2023 on.
XIANAN: dict[int, Items] = {
    2022: {"L1_passed": 1},
    2023: {"L1_passed": 980},
    2024: {"L1_tested": 10000, "L1_passed": 9796},
    2026: {"L1_passed": 981},
    2027: {"L1_passed": None},
    2028: {"L1_passed": 976},
}


def county_by_year(maker: SchoolMaker, by_year: dict[int, Items]) -> dict[int, Draft]:
    """One county's drafts by school year: the same schools, other items."""
    drafts: dict[int, Draft] = {}
    model = model_county(maker)
    for school_year, items in by_year.items():
        draft = model_county(maker)
        draft.primary, draft.junior, draft.point, draft.special = (
            model.primary,
            model.junior,
            model.point,
            model.special,
        )
        draft.collection.rooms, draft.collection.funds = model.collection.rooms, model.collection.funds
        draft.set_items(**items)
        drafts[school_year] = draft
    return drafts


def zhangye_cases(maker: SchoolMaker) -> Iterator[Case]:
    """L2: senior schools of 3000; L3: no senior class over 50."""
    for type_code, students in (
        ("342", {SENIOR: 3000}),
        ("342", {SENIOR: 3001}),
        ("342", {SENIOR: 2999}),
        ("342", {SENIOR: None}),
        ("342", {SENIOR: 0}),
        ("341", {"junior": 500, SENIOR: 3001}),
        ("345", {PRIMARY: 500, "junior": 500, SENIOR: 3001}),
    ):
        draft = model_county(maker)
        draft.add(maker.school(type_code, students))
        yield f"L2 {type_code} of {students[SENIOR]}", draft
    yield "L2 no senior school", model_county(maker)
    for classes in (0, 1, None):
        draft = model_county(maker)
        draft.set_items(L3_senior_classes_over_50=classes)
        yield f"L3 {classes} classes over 50", draft


def shenyang_cases(maker: SchoolMaker) -> Iterator[Case]:
    """G7 at 8000 instead of 6000."""
    for per_student in ("7000", "7999.99", "8000", "8000.01", "5999.99"):
        draft = model_county(maker)
        funds = draft.collection.funds[draft.special.code]
        funds.allocated = Decimal(per_student) * (draft.special.special_students or 0)
        yield f"G7 at {per_student}", draft
