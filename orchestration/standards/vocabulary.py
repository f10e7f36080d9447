"""What the registry's columns may hold, told by their names: one meaning per name in every seed.

What belongs here: words, references and ranges by column name. What does not: applying them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import inf

#: Column → the words it knows.
WORDS: Mapping[str, frozenset[str]] = {
    "operator": frozenset({">=", "<=", ">", "<"}),
    "stage": frozenset({"primary", "junior", "senior", "all"}),
    "entity_type": frozenset({"section", "school", "county"}),
    "decides_on": frozenset({"raw", "rounded"}),
    "counted": frozenset({"counties", "schools"}),
    # indicator_inputs: what a filed figure is in a formula, what names it further, whose figure is missed
    "role": frozenset(
        {
            *("numerator", "numerator_divisor", "denominator", "denominator_divisor"),
            *("denominator_rounded_up", "split", "scope", "condition", "conclusion"),
        }
    ),
    "expands": frozenset(
        {
            *("above_required", "over_limit", "split_weight", "per_room", "small_school_students"),
            "subjects",
        }
    ),
    "expected_of": frozenset({"every_member", "school", "list", "nobody"}),
    "member_stage": frozenset({"own", "each", "primary", "junior", "senior", "special", "all", "county"}),
    "counted_by": frozenset({"all", "school_type", "target_year"}),
}

#: Column → (seed, column) that must hold its value.
REFERENCES: Mapping[str, tuple[str, str]] = {
    "standard_id": ("rule_sets", "standard_id"),
    "inherits_standard_id": ("rule_sets", "standard_id"),
    "indicator_id": ("indicators", "indicator_id"),
    "dimension_id": ("dimensions", "dimension_id"),
    "school_type_code": ("school_types", "school_type_code"),
    "item_code": ("county_items", "item_code"),
    "county_code": ("counties", "county_code"),
    "successor_code": ("counties", "county_code"),
    "veto_id": ("veto_items", "veto_id"),
    "deadline_id": ("deadlines", "deadline_id"),
}

#: Values that need no row: all indicators together; the place of indicators that move a band only.
COLLECTIVE: Mapping[str, frozenset[str]] = {
    "indicator_id": frozenset({"ALL"}),
    "dimension_id": frozenset({"band_veto"}),
}

#: Columns that are nothing without a value, in whichever seed they stand.
REQUIRED = frozenset(
    {
        "standard_id",
        "stage",
        "operator",
        "threshold",
        "floor_share",
        "cv_limit",
        "weight",
        "students_min",
        "students_max",
        "area_min_m2",
        "classes_per_room",
        "indicators",
        "indicators_required",
        "indicators_expected",
        "multiplier",
        "decimals_published",
        "decides_on",
        "points_min",
        "indicators_met_min",
        "bands_down",
        "share_numerator",
        "share_denominator",
        "schools",
        "published_order",
        "citation",
    }
)
#: Columns required in one seed and optional in others.
REQUIRED_IN: Mapping[str, frozenset[str]] = {
    "transition_rules": frozenset({"indicator_id", "part_id", "parameter", "value"}),
    "funding_rules": frozenset({"value"}),
    "plan_targets": frozenset({"value", "indicator_id"}),
    "roadmap": frozenset({"target_year", "school_name_as_published"}),
    "milestones": frozenset({"target_year"}),
    "timetables": frozenset({"target_year", "region_code"}),
    "thresholds": frozenset({"indicator_id", "part_id"}),
    "qualifications": frozenset({"is_above_required"}),
    "indicator_inputs": frozenset({"role", "relation", "member_stage", "is_shared", "expected_of"}),
}
#: A milestone that is not measured states no comparison.
OPTIONAL_IN: Mapping[str, frozenset[str]] = {"milestones": frozenset({"operator"})}

#: Key columns that may be blank: a prefix of nothing means everywhere.
BLANK_KEYS = frozenset({"applies_to_code_prefix"})

#: Column → the form its values have.
FORMS: Mapping[str, tuple[re.Pattern[str], str]] = {
    "county_code": (re.compile(r"\d{6}"), "a county code of six digits"),
    "city_code": (re.compile(r"\d{6}"), "a code of six digits"),
    "province_code": (re.compile(r"\d{6}"), "a code of six digits"),
    "region_code": (re.compile(r"\d{6}"), "a code of six digits"),
    "school_code": (re.compile(r"\d{10}"), "a school code of ten digits"),
    "applies_to_code_prefix": (re.compile(r"\d{1,6}"), "the first digits of a county code"),
}

#: Years outside are slips of the pen; 9999 means until replaced.
EARLIEST_YEAR = 1949

#: Column → (least, most) of its numbers.
RANGES: Mapping[str, tuple[float, float]] = {
    "floor_share": (0, 1),
    "target_year": (EARLIEST_YEAR, 2100),
    "decimals_published": (0, 9),
    "students_min": (0, inf),
    "students_from": (0, inf),
    "points_min": (0, inf),
    "indicators_met_min": (0, inf),
    "month": (1, 12),
    "day": (1, 31),
}

#: Column → the number it must exceed.
ABOVE: Mapping[str, float] = {
    "cv_limit": 0,
    "weight": 0,
    "multiplier": 0,
    "classes_per_room": 0,
    "area_min_m2": 0,
    "share_denominator": 0,
}


def required_in(seed: str) -> frozenset[str]:
    """Columns that must not be blank in a seed, apart from its key."""
    return (REQUIRED | REQUIRED_IN.get(seed, frozenset())) - OPTIONAL_IN.get(seed, frozenset())


def range_of(column: str) -> tuple[float, float] | None:
    """Least and most a column's numbers may be; every share lies between 0 and 1."""
    return (0, 1) if column.endswith("_share") else RANGES.get(column)
