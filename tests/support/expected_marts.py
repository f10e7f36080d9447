"""The rows the marts of R1–R7 must have, from the oracle's verdicts, and how rows are compared.

What belongs here: the shape of those marts, and equality. What does not: the
other requirements (`expected_standard`), or how a verdict comes about (`tests.oracle`).
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from tests.oracle import standard
from tests.oracle.indicators import INSUFFICIENT_DATA, PASS, SectionVerdict
from tests.oracle.verdict import Verdict

Row = dict[str, Any]

RELATIVE_TOLERANCE = 1e-9


def number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def school_row(verdict: SectionVerdict) -> Row:
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


def indicator_rows(verdict: SectionVerdict) -> list[Row]:
    return [
        {
            "entity_type": "section",
            "entity_id": verdict.section.school.code,
            "stage": verdict.section.stage,
            "indicator_id": item.indicator_id,
            "numerator": number(item.numerator),
            "denominator": item.denominator,
            "value": number(item.value),
            "operator": ">=",
            "threshold": float(item.threshold),
            "floor": float(item.floor),
            "margin": number(item.margin),
            "status": item.status,
            "is_at_floor": item.at_floor,
            "reason_code": item.reason,
        }
        for item in verdict.indicators.values()
    ]


def balance_rows(verdict: Verdict) -> list[tuple[Row, list[Row]]]:
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
                "value": number(value),
                "variance_share": share,
                "_cv": item.cv,
            }
            for code, (students, value, share) in item.shares.items()
        ]
        rows.append((row, shares))
    return rows


def agree(expected: Any, found: Any, scale: float = 0.0) -> bool:
    """Equal; numbers to 1e-9 of themselves, or of `scale` where they are differences of larger ones."""
    if isinstance(expected, (bool, str)) or expected is None or found is None:
        return bool(expected == found)
    return math.isclose(expected, found, rel_tol=RELATIVE_TOLERANCE, abs_tol=RELATIVE_TOLERANCE * scale)


def _scale(row: Row, column: str) -> float:
    """What a column's value is a difference of, so that it may be exactly 0 on one side only."""
    if column == "margin":
        return float(row["threshold"] or 0.0)
    if column == "sd":
        # Of equal values the oracle's spread is exactly 0, a binary quotient's some 1e-16 of the mean.
        return abs(float(row["mean"] or 0.0))
    if column == "cv":
        return 1.0
    if column == "variance_share":
        # Differences from the mean are known to 1e-9 of the mean, which is 1e-9 ÷ CV of themselves.
        return max(1.0, 1 / float(row["_cv"])) if row["_cv"] else 1.0
    return 0.0


def differences(table: str, key: tuple[str, ...], expected: list[Row], found: list[Row]) -> list[str]:
    """A line for every row too few, too many or different; both directions.

    Columns whose name begins with «_» say how exactly to compare, and are not compared.
    """
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
            if not column.startswith("_")
            and not (there[k][column] is None and column in wanted[k].get("_may_be_withheld", ()))
            and not agree(value, there[k][column], _scale(wanted[k], column))
        ]
        if unequal:
            lines.append(f"{table} {k}: " + ", ".join(unequal))
    return lines
