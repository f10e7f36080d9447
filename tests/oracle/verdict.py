"""A county under one rule set: its requirements, its four dimensions, vetoes, and the verdict.

What belongs here: putting the requirements together. What does not: how a
single one is measured or decided.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tests.oracle import government, quality_of_education, transition
from tests.oracle.county import Balance, balance_of, gone, has_directory, resource_allocation
from tests.oracle.filing import ALL, PRIMARY, SENIOR, CountyYear
from tests.oracle.indicators import (
    FAIL,
    INSUFFICIENT_DATA,
    NOT_APPLICABLE,
    PASS,
    Reading,
    SectionVerdict,
    section_verdict,
)
from tests.oracle.requirements import (
    SHOWN,
    Measure,
    Part,
    Requirement,
    combined,
    judge_part,
    over_schools,
    requirement,
    without,
)
from tests.oracle.rule_sets import (
    GOVERNMENT,
    POSTS_UNFILLED,
    RESOURCE,
    SPECIAL_QUOTA,
    VETOES,
    RuleSet,
)
from tests.oracle.sections import Scope, Section, sections_of
from tests.oracle.whole_schools import WholeSchool, in_scope, not_special, special

BY_SCHOOL = ("G3", "G4", "G5", "G6", "Q4", "L2")
IN_SCOPE_ONLY = ("G3", "G4", "G5")


@dataclass(frozen=True)
class Dimension:
    """One dimension's verdict; `statuses` of the requirements it rests on."""

    dimension_id: str
    status: str
    reason: str | None
    statuses: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """Everything the oracle says of one county and school year under one rule set.

    `vetoes`: the items that stand, in their order.
    """

    rules: RuleSet
    filing: CountyYear
    sections: list[SectionVerdict]
    balance: list[Balance]
    schools: list[Requirement]
    requirements: list[Requirement]
    dimensions: list[Dimension]
    vetoes: tuple[str, ...]
    status: str
    reason: str | None


def judge_by(rules: RuleSet, this: CountyYear, last: CountyYear | None = None) -> Verdict:
    """A county's verdict under a rule set, given what it filed the year before."""
    rules = rules.in_year(this.school_year)
    reading = Reading(rules.decides_on, transition.in_force(this.school_year))
    found = [*sections_of(this), *gone(this, last)]
    sections = [section_verdict(section, reading) for section in found]
    balance = balance_of(sections, this, rules.decides_on)
    schools: list[Requirement] = []
    requirements: list[Requirement] = []
    for indicator_id in rules.indicators:
        if indicator_id in BY_SCHOOL:
            own = school_requirements(rules, indicator_id, this, found)
            schools += own
            requirements.append(_county_row(indicator_id, this, own))
        else:
            requirements.append(county_requirement(rules, indicator_id, this, found))
    dimensions = [_resource(this, sections, balance)]
    dimensions += [
        _dimension(dimension_id, ids, requirements, this) for dimension_id, ids in rules.dimensions.items()
    ]
    standing = tuple(item for item in VETOES if _occurred(this, item))
    status, reason = _county(this, dimensions, standing)
    return Verdict(
        rules, this, sections, balance, schools, requirements, dimensions, standing, status, reason
    )


def _occurred(this: CountyYear, item: str) -> bool | None:
    """Whether a veto item occurred: what figures say against the county is so, whatever it answers."""
    answer = this.collection.veto(item)
    figures = government.posts_left_unfilled(this) if item == POSTS_UNFILLED else None
    return figures if figures or answer is None else answer


def county_requirement(
    rules: RuleSet, indicator_id: str, this: CountyYear, sections: list[Section]
) -> Requirement:
    """A requirement that the county answers as a whole."""
    if not this.filed:
        measures = [without(part_id, "NOT_FILED") for part_id in rules.parts_of(indicator_id)]
    elif indicator_id == "G7":
        measures = [_special_school_funds(this, sections)]
    elif indicator_id in rules.dimensions[GOVERNMENT]:
        measures = government.county_measures(this, indicator_id)
    else:
        measures = quality_of_education.county_measures(this, indicator_id)
    if indicator_id == "G7":
        quota = Measure("national_quota", SPECIAL_QUOTA)
        measures = [quota, *(measure for measure in measures if measure.part_id != quota.part_id)]
    asked = rules.parts_of(indicator_id)
    parts = tuple(
        judge_part(measure, indicator_id, rules) for measure in measures if measure.part_id in asked
    )
    found = requirement(indicator_id, "county", this.county_code, parts)
    return found if this.filed or found.reason in SHOWN else replace(found, reason="NOT_FILED")


def _special_school_funds(this: CountyYear, sections: list[Section]) -> Measure:
    if not has_directory(this):
        return without("value", "DIRECTORY_NOT_FILED")
    return government.special_school_funds(this, special(this, sections))


def school_requirements(
    rules: RuleSet, indicator_id: str, this: CountyYear, sections: list[Section]
) -> list[Requirement]:
    """A requirement that every school must meet, school by school."""
    found = []
    for whole in _judged_schools(indicator_id, this, sections):
        code = whole.school.code
        if whole.is_without_place or (whole.unknown is not None and indicator_id in IN_SCOPE_ONLY):
            found.append(Requirement(indicator_id, "school", code, (), INSUFFICIENT_DATA, whole.unknown))
        else:
            parts = tuple(_school_parts(rules, indicator_id, this, whole, sections))
            found.append(requirement(indicator_id, "school", code, parts))
    return found


def _judged_schools(indicator_id: str, this: CountyYear, sections: list[Section]) -> list[WholeSchool]:
    """The schools that a requirement looks at."""
    if indicator_id in IN_SCOPE_ONLY:
        return in_scope(this, sections)
    wholes = not_special(this, sections)
    if indicator_id == "G6":
        return [whole for whole in wholes if _may_be_primary(whole)]
    if indicator_id == "L2":
        return [whole for whole in wholes if SENIOR in whole.stages]
    return wholes


def _may_be_primary(whole: WholeSchool) -> bool:
    """A primary school or teaching point; of a school without place, one that may have primary students."""
    if whole.is_without_place:
        return bool({PRIMARY, ALL} & {*whole.stages})
    return whole.school.type_code in government.FUNDED_AS_100


def _school_parts(
    rules: RuleSet, indicator_id: str, this: CountyYear, whole: WholeSchool, sections: list[Section]
) -> list[Part]:
    """The parts of one requirement of one school."""

    def judged(measure: Measure) -> Part:
        return judge_part(measure, indicator_id, rules)

    if indicator_id == "G3":
        plain = {kind: government.rooms(this, whole, kind, False) for kind in government.ROOM_KINDS}
        eased = {kind: government.rooms(this, whole, kind, True) for kind in government.ROOM_KINDS}
        return [_eased(this, "T3", judged(plain[kind]), judged(eased[kind])) for kind in plain]
    if indicator_id == "G4":
        measure = government.size(whole)
        demand = rules.demands["G4", measure.part_id]
        assert demand is not None
        limit = transition.size_limit(whole, measure.part_id, demand)
        return [_eased(this, "T4", judged(measure), judge_part(measure, "G4", rules, limit))]
    if indicator_id == "G5":
        return [judged(government.large_classes(whole, section)) for section in whole.sections]
    if indicator_id == "G6":
        return [judged(government.small_school_funds(this, whole))]
    if indicator_id == "Q4":
        return [judged(quality_of_education.training_share(this, whole))]
    return [judged(quality_of_education.senior_size(sections, whole))]


def _eased(this: CountyYear, rule_id: str, plain: Part, eased: Part) -> Part:
    """A part with its transition rule where that is in force, and whether the rule decided it."""
    if not transition.in_force(this.school_year):
        return plain
    return eased if eased.status == plain.status else replace(eased, transition=rule_id)


def _county_row(indicator_id: str, this: CountyYear, schools: list[Requirement]) -> Requirement:
    row = over_schools(indicator_id, this.county_code, schools)
    if not this.filed:
        return replace(row, status=INSUFFICIENT_DATA, reason="NOT_FILED")
    if not has_directory(this):
        return replace(row, status=INSUFFICIENT_DATA, reason="DIRECTORY_NOT_FILED")
    return row


def _resource(this: CountyYear, sections: list[SectionVerdict], balance: list[Balance]) -> Dimension:
    judged = [item.status for item in sections if item.section.scope is not Scope.OUT]
    differences = [row.status for row in balance if row.indicator_id != "ALL"]
    status, reason = resource_allocation(this, judged, differences)
    return Dimension(RESOURCE, status, reason, (*judged, *differences))


def _dimension(
    dimension_id: str, indicator_ids: tuple[str, ...], requirements: list[Requirement], this: CountyYear
) -> Dimension:
    """All requirements of a dimension must hold."""
    own = [found for found in requirements if found.indicator_id in indicator_ids]
    statuses = tuple(found.status for found in own)
    status = combined(statuses)
    reason = {FAIL: "REQUIREMENTS_FAIL", INSUFFICIENT_DATA: "REQUIREMENT_MISSING"}.get(status)
    if status == NOT_APPLICABLE and any(found.reason in SHOWN for found in own):
        reason = "DECIDES_NOTHING"
    if not this.filed:
        reason = "NOT_FILED"
    return Dimension(dimension_id, status, reason, statuses)


def _county(
    this: CountyYear, dimensions: list[Dimension], standing: tuple[str, ...]
) -> tuple[str, str | None]:
    """All dimensions hold and no veto stands."""
    if standing:
        return FAIL, "VETO"
    overall = combined(dimension.status for dimension in dimensions)
    if overall == FAIL:
        return FAIL, "DIMENSION_FAILS"
    if not this.filed:
        return INSUFFICIENT_DATA, "NOT_FILED"
    if overall == INSUFFICIENT_DATA:
        return INSUFFICIENT_DATA, "DIMENSION_INSUFFICIENT"
    if not any(item in this.collection.vetoes for item in VETOES):
        return INSUFFICIENT_DATA, "VETOES_NOT_FILED"
    if any(_occurred(this, item) is None for item in VETOES):
        return INSUFFICIENT_DATA, "VETO_UNCLEAR"
    if overall == NOT_APPLICABLE:
        return INSUFFICIENT_DATA, "DIMENSION_INSUFFICIENT"
    return PASS, None
