"""The rows the marts of R1–R7 must have, from the oracle's verdicts.

What belongs here: the shape of those marts. What does not: the other requirements (`quality_balance`).
"""

from __future__ import annotations

from fractions import Fraction

from tests.oracle import standard
from tests.oracle.indicators import INSUFFICIENT_DATA, PASS, SectionVerdict
from tests.oracle.verdict import Verdict
from tests.support.expected.comparison import Row


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
