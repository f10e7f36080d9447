"""R1–R7 of a section, and the section's verdict.

What belongs here: numerators, values, and the rule of six met and the seventh
at its floor. What does not: differences between schools.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from tests.oracle import standard, transition
from tests.oracle.filing import (
    ALL,
    BACKBONE,
    EQUIPMENT_VALUE,
    INDOOR_SPORTS_AREA,
    MULTIMEDIA_CLASSROOMS,
    SPORTS_GROUND_AREA,
    SUBJECTS,
    TEACHING_AREA,
)
from tests.oracle.rounding import decide
from tests.oracle.rule_sets import DECIMALS, Demand
from tests.oracle.sections import Scope, Section, total

PASS, FAIL = "PASS", "FAIL"
NOT_APPLICABLE, INSUFFICIENT_DATA = "NOT_APPLICABLE", "INSUFFICIENT_DATA"


@dataclass(frozen=True)
class Reading:
    """How a rule set reads values in a year: raw or rounded, with the transition rules or without."""

    decides_on: str = "raw"
    with_transition: bool = False


@dataclass(frozen=True)
class IndicatorValue:
    """One indicator of one section. `value` = multiplier × numerator ÷ denominator, None if unknown.

    `margin`: value − threshold. `at_floor`: not met, but at least 85 % of the threshold.
    `transition`: the rule T1 or T2 without which the status would be another.
    """

    indicator_id: str
    numerator: Fraction | None
    denominator: int | None
    value: Fraction | None
    threshold: Fraction
    status: str
    at_floor: bool
    reason: str | None
    rounding_matters: bool = False
    transition: str | None = None

    @property
    def floor(self) -> Fraction:
        """The least value a section may have in the one indicator it does not meet."""
        return standard.FLOOR_SHARE * self.threshold

    @property
    def margin(self) -> Fraction | None:
        """How far the value lies above the threshold; None where it is unknown."""
        return None if self.value is None else self.value - self.threshold


@dataclass(frozen=True)
class SectionVerdict:
    """A section with its seven indicators (none where it is not judged) and its status."""

    section: Section
    indicators: dict[str, IndicatorValue]
    status: str
    reason: str | None

    def count(self, status: str) -> int:
        """How many indicators have a status; FAIL includes those at the floor."""
        return sum(indicator.status == status for indicator in self.indicators.values())

    @property
    def at_floor(self) -> int:
        """How many indicators are not met but at least at their floor."""
        return sum(indicator.at_floor for indicator in self.indicators.values())

    @property
    def below_floor(self) -> int:
        """How many indicators are below even their floor."""
        return self.count(FAIL) - self.at_floor


def teachers_of(section: Section, columns: tuple[str, ...]) -> Fraction | None:
    """Full-time teachers of the section in some columns, over the school and its campuses.

    A member without a row of the stage teaches nobody in it (its students,
    where they should be there, are unknown, and so is every value).
    """
    counts: list[int | None] = []
    for member in section.members:
        row = member.stages.get(section.stage)
        if row is not None:
            counts += [row.believed_teachers(column) for column in columns]
    return total(None if count is None else Fraction(count) for count in counts)


def premises_of(section: Section, column: str) -> Fraction | None:
    """A quantity of the whole school and its campuses; None where one of them did not file it."""
    school = section.members[0]
    quantities: list[Fraction | None] = []
    for member in section.members:
        if member is not school and member.premises is None and not member.stages:
            continue  # a campus on no sheet: the school's own rows say it all
        quantity = member.premises.believed(column) if member.premises is not None else None
        quantities.append(None if quantity is None else Fraction(quantity))
    return total(quantities)


def _part(section: Section, quantity: Fraction | None) -> Fraction | None:
    """The section's share of a quantity that the school's sections use together."""
    if quantity is None or section.share is None:
        return None
    return section.share * quantity


def numerator(section: Section, indicator_id: str) -> Fraction | None:
    """What a section has of an indicator's resource, in natural units; None where unknown."""
    if indicator_id == "R1":
        return teachers_of(section, standard.QUALIFIED[section.stage])
    if indicator_id == "R2":
        return teachers_of(section, (BACKBONE,))
    if indicator_id == "R3":
        return teachers_of(section, SUBJECTS)
    if indicator_id == "R4":
        # Indoor sports rooms are taken out before the split, and counted with the grounds in R5.
        indoor = premises_of(section, INDOOR_SPORTS_AREA)
        rooms = total([premises_of(section, TEACHING_AREA), None if indoor is None else -indoor])
        return _part(section, rooms)
    if indicator_id == "R5":
        grounds = [premises_of(section, SPORTS_GROUND_AREA), premises_of(section, INDOOR_SPORTS_AREA)]
        return _part(section, total(grounds))
    if indicator_id == "R6":
        return _part(section, premises_of(section, EQUIPMENT_VALUE))
    return _part(section, premises_of(section, MULTIMEDIA_CLASSROOMS))


def extra(section: Section, indicator_id: str) -> Fraction:
    """What a transition rule lets a section count besides, in natural units."""
    if indicator_id == "R3":
        return transition.shared_teachers(section)
    if indicator_id == "R5":
        return (section.share or Fraction(0)) * transition.extra_sports_area(section)
    return Fraction(0)


def indicator(section: Section, indicator_id: str, reading: Reading = Reading()) -> IndicatorValue:
    """One indicator of a section that is, or may be, judged."""
    threshold = standard.THRESHOLDS[section.stage][indicator_id]

    def unknown(students: int | None, reason: str | None) -> IndicatorValue:
        return IndicatorValue(indicator_id, None, students, None, threshold, INSUFFICIENT_DATA, False, reason)

    students = section.students
    if section.scope is Scope.PERHAPS or students is None:
        return unknown(None, section.reason)
    if indicator_id in standard.SPLIT_INDICATORS and section.share is None:
        return unknown(students, "SPLIT_STUDENTS_MISSING")
    having = numerator(section, indicator_id)
    if having is None:
        return unknown(students, "INPUT_MISSING")
    plain = _judged(indicator_id, having, students, threshold, reading)
    if not reading.with_transition:
        return plain
    eased = _judged(indicator_id, having + extra(section, indicator_id), students, threshold, reading)
    if eased.status == plain.status:
        return eased
    return replace(eased, transition="T1" if indicator_id == "R3" else "T2")


def _judged(
    indicator_id: str, having: Fraction, students: int, threshold: Fraction, reading: Reading
) -> IndicatorValue:
    """A known value against its threshold and its floor."""
    value = standard.MULTIPLIERS[indicator_id] * having / students
    decimals = DECIMALS[indicator_id]
    met = decide(value, Demand(">=", threshold), decimals, reading.decides_on)
    above = decide(value, Demand(">=", standard.FLOOR_SHARE * threshold), decimals, reading.decides_on)
    at_floor = above.is_met and not met.is_met
    status = PASS if met.is_met else FAIL
    reason = None if met.is_met else "AT_FLOOR" if at_floor else "BELOW_FLOOR"
    return IndicatorValue(
        indicator_id, having, students, value, threshold, status, at_floor, reason, met.rounding_matters
    )


def section_verdict(section: Section, reading: Reading = Reading()) -> SectionVerdict:
    """The verdict of a section: six of seven met, and the remaining one at least at its floor.

    Three-valued: FAIL if no figures for what is missing could save it, PASS if
    nothing is missing and it complies, else INSUFFICIENT_DATA.
    """
    if section.scope is Scope.OUT:
        return SectionVerdict(section, {}, NOT_APPLICABLE, section.reason)
    if section.stage == ALL:
        return SectionVerdict(section, {}, INSUFFICIENT_DATA, section.reason)
    indicators = {name: indicator(section, name, reading) for name in standard.INDICATORS}
    verdict = SectionVerdict(section, indicators, INSUFFICIENT_DATA, section.reason)
    if section.scope is Scope.PERHAPS:
        return verdict
    missing = verdict.count(INSUFFICIENT_DATA)
    if verdict.below_floor > 0:
        return SectionVerdict(section, indicators, FAIL, "BELOW_FLOOR")
    if verdict.count(PASS) + missing < standard.MET_NEEDED:
        return SectionVerdict(section, indicators, FAIL, "TOO_FEW_MET")
    if missing == 0:
        return SectionVerdict(section, indicators, PASS, None)
    return SectionVerdict(section, indicators, INSUFFICIENT_DATA, section.reason or "INDICATOR_MISSING")
