"""How a requirement is decided from its parts, whatever it asks for.

What belongs here: the three-valued rule over parts, over schools and over the
requirements of a dimension. What does not: where values come from.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from tests.oracle.indicators import FAIL, INSUFFICIENT_DATA, NOT_APPLICABLE, PASS
from tests.oracle.rounding import decide
from tests.oracle.rule_sets import DECIMALS, Demand, RuleSet

#: What another part of the requirement answers.
ANSWERED_ELSEWHERE = ("DECIDED_BY_DATA", "DECIDED_BY_ATTESTATION")
#: Reasons for which a part asks nothing of the county or school.
CONCERNS_NOBODY = ("NOBODY_CONCERNED", "NO_SCHOOLS_CONCERNED", *ANSWERED_ELSEWHERE)
#: Reasons for which a part is shown and decides nothing.
SHOWN = ("DECIDES_NOTHING", "NOT_ASKED", *ANSWERED_ELSEWHERE)
#: What a part says that was not filed.
UNFILED = ("INPUT_MISSING", "ATTESTATION_MISSING", "NOT_FILED")


@dataclass(frozen=True)
class Measure:
    """One part of one requirement, as measured; `reason`: why there is no value."""

    part_id: str
    value: Fraction | None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    reason: str | None = None


def without(part_id: str, reason: str) -> Measure:
    """A part of which nothing can be said."""
    return Measure(part_id, None, reason=reason)


def ratio(
    part_id: str,
    numerator: Fraction | None,
    denominator: Fraction | None,
    multiplier: int = 1,
    if_zero: str = "ZERO_DENOMINATOR",
) -> Measure:
    """multiplier × numerator ÷ denominator; a denominator of 0 has its own reason."""
    if denominator == 0:
        return Measure(part_id, None, numerator, denominator, if_zero)
    if numerator is None or denominator is None:
        return Measure(part_id, None, numerator, denominator, "INPUT_MISSING")
    return Measure(part_id, multiplier * numerator / denominator, numerator, denominator)


@dataclass(frozen=True)
class Part:
    """A part with its demand and its verdict. `transition`: the rule T1–T4 that decided it, if one did."""

    measure: Measure
    demand: Demand | None
    status: str
    reason: str | None
    rounding_matters: bool = False
    transition: str | None = None

    @property
    def margin(self) -> Fraction | None:
        """How far the value lies on the good side of its threshold."""
        if self.measure.value is None or self.demand is None:
            return None
        above = self.measure.value - self.demand.threshold
        return above if self.demand.operator in (">=", ">") else -above


@dataclass(frozen=True)
class Requirement:
    """An indicator of a county or of one school: its parts and its verdict.

    A county's row of an indicator judged per school has no parts but
    `passed` of `judged` schools.
    """

    indicator_id: str
    entity_type: str
    entity_id: str
    parts: tuple[Part, ...]
    status: str
    reason: str | None
    passed: int | None = None
    judged: int | None = None
    rounding_matters: bool = False
    transition: str | None = None

    @property
    def deciding(self) -> tuple[Part, ...]:
        """The parts that make the verdict: those that are judged, or all where none is."""
        return tuple(part for part in self.parts if part.reason not in SHOWN) or self.parts


def judge_part(measure: Measure, indicator_id: str, rules: RuleSet, demand: Demand | None = None) -> Part:
    """One part against what the rule set (or a transition rule) demands of it."""
    demand = demand or rules.demands[indicator_id, measure.part_id]
    if demand is None:
        return Part(measure, None, NOT_APPLICABLE, "DECIDES_NOTHING")
    if measure.reason in UNFILED and (indicator_id, measure.part_id) in rules.not_asked:
        return Part(measure, demand, NOT_APPLICABLE, "NOT_ASKED")
    if measure.value is None:
        status = NOT_APPLICABLE if measure.reason in CONCERNS_NOBODY else INSUFFICIENT_DATA
        return Part(measure, demand, status, measure.reason)
    decision = decide(measure.value, demand, DECIMALS[indicator_id], rules.decides_on)
    if decision.is_met:
        return Part(measure, demand, PASS, None, decision.rounding_matters)
    reason = "ATTESTED_NOT_MET" if measure.part_id == "attested" else "NOT_MET"
    return Part(measure, demand, FAIL, reason, decision.rounding_matters)


def combined(statuses: Iterable[str]) -> str:
    """FAIL if one fails; else INSUFFICIENT_DATA if one is unknown; else PASS, unless none applies."""
    found = list(statuses)
    for status in (FAIL, INSUFFICIENT_DATA, PASS):
        if status in found:
            return status
    return NOT_APPLICABLE


def requirement(indicator_id: str, entity_type: str, entity_id: str, parts: tuple[Part, ...]) -> Requirement:
    """An indicator's verdict from its parts."""
    deciding = tuple(part for part in parts if part.reason not in SHOWN) or parts
    status = combined(part.status for part in deciding)
    if len(deciding) == 1:
        reason = deciding[0].reason
    else:
        reason = {FAIL: "PART_FAILS", INSUFFICIENT_DATA: "PART_MISSING", PASS: None}.get(
            status, deciding[0].reason
        )
    return Requirement(
        indicator_id,
        entity_type,
        entity_id,
        parts,
        status,
        reason,
        rounding_matters=any(part.rounding_matters for part in parts),
        transition=next((part.transition for part in parts if part.transition), None),
    )


def over_schools(indicator_id: str, county_code: str, schools: list[Requirement]) -> Requirement:
    """The county's row of an indicator judged school by school."""
    status = combined(school.status for school in schools)
    reason = {
        FAIL: "SCHOOLS_FAIL",
        INSUFFICIENT_DATA: "SCHOOL_RESULT_MISSING",
        NOT_APPLICABLE: "NO_SCHOOLS_CONCERNED",
    }.get(status)
    return Requirement(
        indicator_id,
        "county",
        county_code,
        (),
        status,
        reason,
        passed=sum(school.status == PASS for school in schools),
        judged=sum(school.status != NOT_APPLICABLE for school in schools),
        rounding_matters=any(school.rounding_matters for school in schools),
        transition=next((school.transition for school in schools if school.transition), None),
    )
