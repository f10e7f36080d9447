"""The rows the marts must have under every rule set for quality balance, from the oracle's verdicts.

What belongs here: the shape of the marts. What does not: how a verdict comes
about (`tests.oracle`), or how rows are compared (`comparison`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tests.oracle.indicators import FAIL, INSUFFICIENT_DATA, PASS
from tests.oracle.requirements import Part, Requirement
from tests.oracle.rule_sets import RESOURCE, RULE_SETS
from tests.oracle.sections import Scope
from tests.oracle.verdict import Dimension, Verdict
from tests.support.expected.comparison import Row
from tests.support.expected.resource_allocation import balance_rows, indicator_rows, number, school_row

_PLACE = ("school_year", "standard_id", "county_code")
_ENTITY = ("entity_type", "entity_id", "stage", "indicator_id")
#: The key of each mart compared.
KEYS: dict[str, tuple[str, ...]] = {
    "indicator_result": (*_PLACE, *_ENTITY),
    "indicator_part": (*_PLACE, *_ENTITY, "part_id"),
    "compliance_school": (*_PLACE, "school_code", "stage"),
    "balance": (*_PLACE, "stage", "indicator_id"),
    "balance_share": (*_PLACE, "stage", "indicator_id", "school_code"),
    "compliance_dimension": (*_PLACE, "dimension_id"),
    "compliance_county": _PLACE,
}
STANDARD_IDS = tuple(rules.standard_id for rules in RULE_SETS)
#: Where there is no value, a mart may leave these out; what it shows must be right.
WITHHELD = ("numerator", "denominator")


def expected_rows(verdicts: Iterable[Verdict]) -> dict[str, list[Row]]:
    """Every row of every mart of KEYS."""
    marts: dict[str, list[Row]] = {name: [] for name in KEYS}
    for verdict in verdicts:
        place = {
            "school_year": verdict.filing.school_year,
            "standard_id": verdict.rules.standard_id,
            "county_code": verdict.filing.county_code,
        }
        for name, row in _rows(verdict):
            marts[name].append(place | row)
    return marts


def _rows(verdict: Verdict) -> Iterable[tuple[str, Row]]:
    for section in verdict.sections:
        yield "compliance_school", school_row(section)
        for row, item in zip(indicator_rows(section), section.indicators.values(), strict=True):
            read = {"rounding_matters": item.rounding_matters, "transition_rule_id": item.transition}
            yield "indicator_result", row | read
    for balance, (found, shares) in zip(verdict.balance, balance_rows(verdict), strict=True):
        yield "balance", found | {"rounding_matters": balance.rounding_matters}
        yield from (("balance_share", share) for share in shares)
    for requirement in (*verdict.schools, *verdict.requirements):
        yield "indicator_result", result_row(requirement)
        yield from (("indicator_part", row) for row in part_rows(requirement))
    for dimension in verdict.dimensions:
        yield "compliance_dimension", _dimension_row(verdict, dimension)
    yield "compliance_county", _county_row(verdict)


def _entity(requirement: Requirement) -> Row:
    return {
        "entity_type": requirement.entity_type,
        "entity_id": requirement.entity_id,
        "stage": "all",
        "indicator_id": requirement.indicator_id,
    }


def part_rows(requirement: Requirement) -> Iterator[Row]:
    """The rows of a requirement's parts."""
    for part in requirement.parts:
        yield _entity(requirement) | {"part_id": part.measure.part_id} | _values(part)


def _values(part: Part) -> Row:
    """A part's own columns."""
    row: Row = {
        "numerator": number(part.measure.numerator),
        "denominator": number(part.measure.denominator),
        "value": number(part.measure.value),
        "operator": part.demand.operator if part.demand else None,
        "threshold": float(part.demand.threshold) if part.demand else None,
        "margin": number(part.margin),
        "status": part.status,
        "reason_code": part.reason,
        "rounding_matters": part.rounding_matters,
        "transition_rule_id": part.transition,
    }
    if part.measure.value is None:
        row["_may_be_withheld"] = WITHHELD
    return row


def result_row(requirement: Requirement) -> Row:
    """A requirement's row: with the values of its only part, or with the schools it counts, or neither."""
    deciding = requirement.deciding
    row = _values(deciding[0]) if len(deciding) == 1 else _no_values(requirement)
    verdict = {
        "status": requirement.status,
        "reason_code": requirement.reason,
        "floor": None,
        "is_at_floor": False,
        "rounding_matters": requirement.rounding_matters,
        "transition_rule_id": requirement.transition,
    }
    return _entity(requirement) | row | verdict


def _no_values(requirement: Requirement) -> Row:
    columns = ("value", "operator", "threshold", "margin")
    counts = {"numerator": requirement.passed, "denominator": requirement.judged}
    return {**counts, **dict.fromkeys(columns)}


def _dimension_row(verdict: Verdict, dimension: Dimension) -> Row:
    sections = [item.status for item in verdict.sections if item.section.scope is not Scope.OUT]
    if dimension.dimension_id != RESOURCE:
        sections = []
    statuses = dimension.statuses
    row: Row = {
        "dimension_id": dimension.dimension_id,
        "status": dimension.status,
        "reason_code": dimension.reason,
        "requirements": sum(status in (PASS, FAIL, INSUFFICIENT_DATA) for status in statuses),
        "requirements_passed": statuses.count(PASS),
        "requirements_failed": statuses.count(FAIL),
        "requirements_missing": statuses.count(INSUFFICIENT_DATA),
        "sections": len(sections),
        "sections_passed": sections.count(PASS),
        "sections_failed": sections.count(FAIL),
        "sections_insufficient": sections.count(INSUFFICIENT_DATA),
    }
    if dimension.dimension_id != RESOURCE:
        ids = verdict.rules.dimensions[dimension.dimension_id]
        failing = [
            found.indicator_id
            for found in verdict.requirements
            if found.indicator_id in ids and found.status == FAIL
        ]
        row["failed_items"] = "; ".join(failing) or None
    return row


def _county_row(verdict: Verdict) -> Row:
    row: Row = {
        "status": verdict.status,
        "reason_code": verdict.reason,
        "vetoes": "; ".join(verdict.vetoes) or None,
    }
    if any(school.in_directory for school in verdict.filing.schools):
        # The directory names the county; what stands there otherwise is the roster's affair.
        row["county_name"] = verdict.filing.name
    return row
