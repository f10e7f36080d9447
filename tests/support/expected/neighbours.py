"""The rows the marts must have under the rule sets beside quality balance, from the oracle's verdicts.

What belongs here: the shape of the marts. What does not: how a verdict comes about (`tests.oracle`),
quality balance (`quality_balance`), or how rows are compared (`comparison`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tests.oracle import basic_balance
from tests.oracle.basic_balance import BasicVerdict, Difference, judge_basic
from tests.oracle.county import has_directory
from tests.oracle.filing import CountyYear
from tests.oracle.indicators import FAIL, INSUFFICIENT_DATA, NOT_APPLICABLE, PASS
from tests.oracle.neighbours import NEIGHBOURS, NeighbourVerdict, judge_neighbour
from tests.oracle.requirements import SHOWN
from tests.support.expected.comparison import Row
from tests.support.expected.quality_balance import KEYS, part_rows, result_row
from tests.support.expected.resource_allocation import number

STANDARD_IDS = (basic_balance.STANDARD_ID, *(each.rules.standard_id for each in NEIGHBOURS))
#: The marts compared; a section's own results are those of rule sets that judge sections.
TABLES = tuple(table for table in KEYS if table != "compliance_school")


def expected_rows(filings: Iterable[CountyYear]) -> dict[str, list[Row]]:
    """Every row of every mart of TABLES under these rule sets, for counties that filed."""
    marts: dict[str, list[Row]] = {name: [] for name in TABLES}
    for filing in filings:
        place = {"school_year": filing.school_year, "county_code": filing.county_code}
        for neighbour in NEIGHBOURS:
            if not neighbour.rules.applies_to(filing.county_code, filing.school_year):
                continue
            of_rules = {**place, "standard_id": neighbour.rules.standard_id}
            for table, row in _neighbour_rows(judge_neighbour(neighbour, filing)):
                marts[table].append(of_rules | row)
        of_rules = {**place, "standard_id": basic_balance.STANDARD_ID}
        for table, row in _basic_rows(judge_basic(filing)):
            marts[table].append(of_rules | row)
    return marts


def _neighbour_rows(verdict: NeighbourVerdict) -> Iterator[tuple[str, Row]]:
    for requirement in verdict.requirements:
        yield "indicator_result", result_row(requirement)
        yield from (("indicator_part", row) for row in part_rows(requirement))
    statuses = {each.indicator_id: each.status for each in verdict.requirements}
    for name, (status, reason) in verdict.dimensions.items():
        ids = verdict.neighbour.rules.dimensions[name]
        own = [statuses[indicator_id] for indicator_id in ids]
        shown = [each for each in verdict.requirements if each.indicator_id in ids and each.reason in SHOWN]
        row = _dimension(name, status, reason, own) | {"requirements_shown": len(shown)}
        yield "compliance_dimension", row
    row = {"status": verdict.status, "reason_code": verdict.reason, "grade": verdict.grade}
    yield "compliance_county", row


def _dimension(name: str, status: str, reason: str | None, statuses: list[str]) -> Row:
    row: Row = {
        "dimension_id": name,
        "status": status,
        "requirements": sum(status != NOT_APPLICABLE for status in statuses),
        "requirements_passed": statuses.count(PASS),
        "requirements_failed": statuses.count(FAIL),
        "requirements_missing": statuses.count(INSUFFICIENT_DATA),
    }
    return row | {"reason_code": reason}


def _basic_rows(verdict: BasicVerdict) -> Iterator[tuple[str, Row]]:
    for difference in verdict.differences:
        key: Row = {"stage": difference.stage, "indicator_id": difference.indicator_id}
        yield "balance", key | _difference(difference)
        for code, (students, value, share) in difference.shares.items():
            values = {"students": students, "value": number(value), "variance_share": share}
            yield "balance_share", {**key, "school_code": code, **values, "_cv": difference.cv}
    reasons = {FAIL: "BALANCE_FAILS", INSUFFICIENT_DATA: "REQUIREMENT_MISSING"}
    reason = reasons.get(verdict.status) if has_directory(verdict.filing) else "DIRECTORY_NOT_FILED"
    statuses = [each.status for each in verdict.deciding]
    yield "compliance_dimension", _dimension("basic_balance", verdict.status, reason, statuses)
    of_county = {FAIL: "DIMENSION_FAILS", INSUFFICIENT_DATA: "DIMENSION_INSUFFICIENT"}
    row: Row = {"status": verdict.status, "reason_code": of_county.get(verdict.status), "grade": None}
    yield "compliance_county", row


def _difference(difference: Difference) -> dict[str, Any]:
    spread = difference.spread
    limit = basic_balance.CV_LIMITS[difference.stage] if difference.indicator_id == "ALL" else None
    return {
        "sections": difference.sections,
        "students": difference.students,
        "mean": None if spread is None else float(spread.mean),
        "sd": None if spread is None or difference.cv is None else spread.sd,
        "cv": difference.cv,
        "cv_limit": None if limit is None else float(limit),
        "status": difference.status,
        "reason_code": difference.reason,
        "rounding_matters": difference.rounding_matters,
    }
