"""The rows the public marts must have, from the oracle's verdicts, and how the two are compared.

What belongs here: the shape of the marts. What does not: how a verdict comes
about (`tests.oracle`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from tests.oracle import standard
from tests.oracle.county import CountyVerdict
from tests.oracle.indicators import FAIL, INSUFFICIENT_DATA, PASS, SectionVerdict
from tests.oracle.sections import Scope

Row = dict[str, Any]

#: The key of each mart compared.
KEYS: dict[str, tuple[str, ...]] = {
    "indicator_result": ("school_year", "county_code", "entity_type", "entity_id", "stage", "indicator_id"),
    "compliance_school": ("school_year", "county_code", "school_code", "stage"),
    "balance": ("school_year", "county_code", "stage", "indicator_id"),
    "balance_share": ("school_year", "county_code", "stage", "indicator_id", "school_code"),
    "compliance_dimension": ("school_year", "county_code", "dimension_id"),
    "compliance_county": ("school_year", "county_code"),
}
NOT_EVALUATED = ("government_support", "education_quality", "social_approval")
RELATIVE_TOLERANCE = 1e-9


def expected_rows(verdicts: Iterable[CountyVerdict]) -> dict[str, list[Row]]:
    """Every row of every mart of KEYS."""
    marts: dict[str, list[Row]] = {name: [] for name in KEYS}
    for verdict in verdicts:
        place = {
            "school_year": verdict.filing.school_year,
            "standard_id": standard.STANDARD_ID,
            "county_code": verdict.filing.county_code,
        }
        for section in verdict.sections:
            marts["compliance_school"].append(place | _school_row(section))
            marts["indicator_result"] += [place | row for row in _indicator_rows(section)]
        for row, shares in _balance_rows(verdict):
            marts["balance"].append(place | row)
            marts["balance_share"] += [place | share for share in shares]
        marts["compliance_dimension"] += [place | row for row in _dimension_rows(verdict)]
        marts["compliance_county"].append(place | _county_row(verdict))
    return marts


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _county_row(verdict: CountyVerdict) -> Row:
    row: Row = {"status": verdict.status, "reason_code": verdict.reason, "grade": None, "vetoes": None}
    if any(school.in_directory for school in verdict.filing.schools):
        # The directory names the county; what stands there otherwise is the roster's affair.
        row["county_name"] = verdict.filing.name
    return row


def _school_row(verdict: SectionVerdict) -> Row:
    section = verdict.section
    nameless = section.reason == "NOT_IN_DIRECTORY" or not section.school.in_directory
    return {
        "school_code": section.school.code,
        "stage": section.stage,
        "school_name": None if nameless else section.school.name,
        "students": section.students,
        "indicators_met": verdict.count(PASS),
        "indicators_at_floor": verdict.at_floor,
        "indicators_below_floor": verdict.below_floor,
        "indicators_missing": verdict.count(INSUFFICIENT_DATA),
        "status": verdict.status,
        "reason_code": verdict.reason,
    }


def _indicator_rows(verdict: SectionVerdict) -> list[Row]:
    return [
        {
            "entity_type": "section",
            "entity_id": verdict.section.school.code,
            "stage": verdict.section.stage,
            "indicator_id": item.indicator_id,
            "numerator": _number(item.numerator),
            "denominator": item.denominator,
            "value": _number(item.value),
            "operator": ">=",
            "threshold": float(item.threshold),
            "floor": float(item.floor),
            "margin": _number(item.margin),
            "status": item.status,
            "is_at_floor": item.at_floor,
            "reason_code": item.reason,
        }
        for item in verdict.indicators.values()
    ]


def _balance_rows(verdict: CountyVerdict) -> list[tuple[Row, list[Row]]]:
    rows = []
    for item in verdict.balance:
        key: Row = {"stage": item.stage, "indicator_id": item.indicator_id}
        row = key | {
            "sections": item.sections,
            "students": item.students,
            "mean": item.mean,
            "sd": item.sd,
            "cv": item.cv,
            "cv_limit": None if item.indicator_id == "ALL" else float(standard.CV_LIMITS[item.stage]),
            "status": item.status,
            "reason_code": item.reason,
        }
        shares: list[Row] = [
            {
                **key,
                "school_code": code,
                "students": students,
                "value": _number(value),
                "variance_share": share,
                "_cv": item.cv,
            }
            for code, (students, value, share) in item.shares.items()
        ]
        rows.append((row, shares))
    return rows


def _dimension_rows(verdict: CountyVerdict) -> list[Row]:
    sections = [item.status for item in verdict.sections if item.section.scope is not Scope.OUT]
    differences = [item.status for item in verdict.balance if item.indicator_id != "ALL"]
    both = sections + differences
    counts = {
        "requirements": sum(status in (PASS, FAIL, INSUFFICIENT_DATA) for status in both),
        "requirements_passed": both.count(PASS),
        "requirements_failed": both.count(FAIL),
        "requirements_missing": both.count(INSUFFICIENT_DATA),
        "sections": len(sections),
        "sections_passed": sections.count(PASS),
        "sections_failed": sections.count(FAIL),
        "sections_insufficient": sections.count(INSUFFICIENT_DATA),
    }
    resource = {
        "dimension_id": "resource_allocation",
        "status": verdict.resource_status,
        "reason_code": verdict.resource_reason,
        **counts,
    }
    others = [
        {
            "dimension_id": dimension_id,
            "status": INSUFFICIENT_DATA,
            "reason_code": "DIMENSION_NOT_EVALUATED",
            **dict.fromkeys(counts, 0),
        }
        for dimension_id in NOT_EVALUATED
    ]
    return [resource, *others]


def agree(expected: Any, found: Any, scale: float = 0.0) -> bool:
    """Equal; numbers to 1e-9 of themselves, or of `scale` where they are differences of larger ones."""
    if isinstance(expected, (bool, str)) or expected is None or found is None:
        return bool(expected == found)
    return math.isclose(expected, found, rel_tol=RELATIVE_TOLERANCE, abs_tol=RELATIVE_TOLERANCE * scale)


def _scale(row: Row, column: str) -> float:
    """What a column's value is a difference of, so that it may be exactly 0 on one side only."""
    if column == "margin":
        return float(row["threshold"])
    if column == "sd":
        # Of equal values the oracle's spread is exactly 0, a binary quotient's some 1e-16 of the mean.
        return abs(float(row["mean"] or 0.0))
    if column == "cv":
        return 1.0
    if column == "variance_share":
        # Differences from the mean are known to 1e-9 of the mean, which is 1e-9 ÷ CV of themselves.
        return max(1.0, 1 / float(row["_cv"])) if row["_cv"] else 1.0
    return 0.0


def differences(table: str, expected: list[Row], found: list[Row]) -> list[str]:
    """A line for every row too few, too many or different; both directions.

    Columns whose name begins with «_» say how exactly to compare, and are not compared.
    """
    key = KEYS[table]
    wanted = {tuple(row[column] for column in key): row for row in expected}
    there = {tuple(row[column] for column in key): row for row in found}
    lines = []
    if len(wanted) != len(expected):
        lines.append(f"{table}: the oracle has {len(expected) - len(wanted)} repeated keys")
    if len(there) != len(found):
        lines.append(f"{table}: {len(found) - len(there)} repeated keys")
    lines += [f"{table} missing: {wanted[k]}" for k in sorted(wanted.keys() - there.keys())]
    lines += [f"{table} extra: {there[k]}" for k in sorted(there.keys() - wanted.keys())]
    for k in sorted(wanted.keys() & there.keys()):
        unequal = [
            f"{column} {there[k][column]!r} should be {value!r}"
            for column, value in wanted[k].items()
            if not column.startswith("_") and not agree(value, there[k][column], _scale(wanted[k], column))
        ]
        if unequal:
            lines.append(f"{table} {k}: " + ", ".join(unequal))
    return lines
